// Every way in which the host can name an address, directly or through page tables of its own, against every kind of
// page that is not its own: an access fault of the access's type, and nothing read. That nothing was written shows when
// the TVM runs on (its image, page tables and state are among the targets), and for the TSM and the RDSM in that they
// still work.
#include "firmware/lib/insn.h"
#include "tests/security/evil-host/victim.h"

namespace covesim::security {

using namespace fw;
using namespace sbi::covh;

namespace {

constexpr uint64_t kFetch = 1, kLoad = 5, kStore = 7;  // causes
constexpr uint64_t kNothing = 0x4E4F'5448'494E'47;     // what the destination register holds

/// How the address is reached. "l1", "l0": the target is read as that page table; "leaf": it is mapped.
enum class Path : uint8_t {
    Direct,
    SatpL1,
    SatpL0,
    SatpLeaf,
    Hv,
    VsRoot,
    VsL1,
    VsL0,
    VsLeaf,
    GRoot,
    GL1,
    GL0,
    GLeaf,
    VsRootByG
};
struct Attack {
    const char* name;
    Path path;
    Probe probe;
    uint64_t cause;
    bool guest_va = false;
};
constexpr Attack kAttacks[] = {
    {"ld", Path::Direct, evil_ld, kLoad},
    {"lw", Path::Direct, evil_lw, kLoad},
    {"lhu", Path::Direct, evil_lhu, kLoad},
    {"lbu", Path::Direct, evil_lbu, kLoad},
    {"fld", Path::Direct, evil_fld, kLoad},
    {"flw", Path::Direct, evil_flw, kLoad},
    {"sd", Path::Direct, evil_sd, kStore},
    {"sw", Path::Direct, evil_sw, kStore},
    {"sh", Path::Direct, evil_sh, kStore},
    {"sb", Path::Direct, evil_sb, kStore},
    {"fsd", Path::Direct, evil_fsd, kStore},
    {"amoadd.d", Path::Direct, evil_amoadd, kStore},
    {"amoswap.w", Path::Direct, evil_amoswap, kStore},
    {"amomaxu.d", Path::Direct, evil_amomax, kStore},
    {"lr.d", Path::Direct, evil_lr, kLoad},
    {"lr.w", Path::Direct, evil_lrw, kLoad},
    {"sc.d", Path::Direct, evil_sc, kStore},
    {"fetch", Path::Direct, evil_fetch, kFetch},
    {"vs-fetch", Path::Direct, evil_vs_fetch, kFetch, true},
    {"cbo.inval", Path::Direct, evil_cbo_inval, kStore},
    {"cbo.clean", Path::Direct, evil_cbo_clean, kStore},
    {"cbo.flush", Path::Direct, evil_cbo_flush, kStore},
    {"cbo.zero", Path::Direct, evil_cbo_zero, kStore},
    {"satp-l1/ld", Path::SatpL1, evil_ld, kLoad},
    {"satp-l1/sd", Path::SatpL1, evil_sd, kStore},
    {"satp-l1/amoadd.d", Path::SatpL1, evil_amoadd, kStore},
    {"satp-l1/fetch", Path::SatpL1, evil_fetch, kFetch},
    {"satp-l0/ld", Path::SatpL0, evil_ld, kLoad},
    {"satp-l0/sd", Path::SatpL0, evil_sd, kStore},
    {"satp-l0/lr.d", Path::SatpL0, evil_lr, kLoad},
    {"satp-l0/cbo.zero", Path::SatpL0, evil_cbo_zero, kStore},
    {"satp-l0/fetch", Path::SatpL0, evil_fetch, kFetch},
    {"satp-leaf/ld", Path::SatpLeaf, evil_ld, kLoad},
    {"satp-leaf/sd", Path::SatpLeaf, evil_sd, kStore},
    {"satp-leaf/amoadd.d", Path::SatpLeaf, evil_amoadd, kStore},
    {"satp-leaf/lr.d", Path::SatpLeaf, evil_lr, kLoad},
    {"satp-leaf/sc.d", Path::SatpLeaf, evil_sc, kStore},
    {"satp-leaf/fld", Path::SatpLeaf, evil_fld, kLoad},
    {"satp-leaf/cbo.inval", Path::SatpLeaf, evil_cbo_inval, kStore},
    {"satp-leaf/cbo.flush", Path::SatpLeaf, evil_cbo_flush, kStore},
    {"satp-leaf/fetch", Path::SatpLeaf, evil_fetch, kFetch},
    {"hlv.d", Path::Hv, evil_hlv_d, kLoad, true},
    {"hlv.bu", Path::Hv, evil_hlv_bu, kLoad, true},
    {"hlvx.hu", Path::Hv, evil_hlvx_hu, kLoad, true},
    {"hlvx.wu", Path::Hv, evil_hlvx_wu, kLoad, true},
    {"hsv.d", Path::Hv, evil_hsv_d, kStore, true},
    {"hsv.b", Path::Hv, evil_hsv_b, kStore, true},
    {"vs-root/hlv.d", Path::VsRoot, evil_hlv_d, kLoad, true},
    {"vs-root/hlvx.wu", Path::VsRoot, evil_hlvx_wu, kLoad, true},
    {"vs-root/hsv.d", Path::VsRoot, evil_hsv_d, kStore, true},
    {"vs-root/fetch", Path::VsRoot, evil_vs_fetch, kFetch, true},
    {"vs-l1/hlv.d", Path::VsL1, evil_hlv_d, kLoad, true},
    {"vs-l1/hsv.d", Path::VsL1, evil_hsv_d, kStore, true},
    {"vs-l0/hlv.d", Path::VsL0, evil_hlv_d, kLoad, true},
    {"vs-l0/hsv.d", Path::VsL0, evil_hsv_d, kStore, true},
    {"vs-leaf/hlv.d", Path::VsLeaf, evil_hlv_d, kLoad, true},
    {"vs-leaf/hlvx.hu", Path::VsLeaf, evil_hlvx_hu, kLoad, true},
    {"vs-leaf/hsv.d", Path::VsLeaf, evil_hsv_d, kStore, true},
    {"vs-leaf/fetch", Path::VsLeaf, evil_vs_fetch, kFetch, true},
    {"g-root/hlv.d", Path::GRoot, evil_hlv_d, kLoad, true},
    {"g-root/hsv.d", Path::GRoot, evil_hsv_d, kStore, true},
    {"g-root/fetch", Path::GRoot, evil_vs_fetch, kFetch, true},
    {"g-l1/hlv.d", Path::GL1, evil_hlv_d, kLoad, true},
    {"g-l1/hsv.d", Path::GL1, evil_hsv_d, kStore, true},
    {"g-l0/hlv.d", Path::GL0, evil_hlv_d, kLoad, true},
    {"g-l0/hsv.d", Path::GL0, evil_hsv_d, kStore, true},
    {"g-leaf/hlv.d", Path::GLeaf, evil_hlv_d, kLoad, true},
    {"g-leaf/hlvx.wu", Path::GLeaf, evil_hlvx_wu, kLoad, true},
    {"g-leaf/hsv.d", Path::GLeaf, evil_hsv_d, kStore, true},
    {"g-leaf/fetch", Path::GLeaf, evil_vs_fetch, kFetch, true},
    {"vs-root-in-g/hlv.d", Path::VsRootByG, evil_hlv_d, kLoad, true},
    {"vs-root-in-g/hlvx.wu", Path::VsRootByG, evil_hlvx_wu, kLoad, true},
    {"vs-root-in-g/hsv.d", Path::VsRootByG, evil_hsv_d, kStore, true},
    {"vs-root-in-g/fetch", Path::VsRootByG, evil_vs_fetch, kFetch, true},
};
constexpr unsigned kAttackCount = sizeof kAttacks / sizeof *kAttacks;

struct Straddle {
    const char* name;
    Probe probe;
    int64_t from, fault;  // offset of the access in the page, of the part that faults
    uint64_t cause;
};
constexpr Straddle kStraddles[] = {
    {"ld-into", evil_ld, -4, 0, kLoad},           {"sd-into", evil_sd, -4, 0, kStore},
    {"lw-into", evil_lw, -1, 0, kLoad},           {"sw-into", evil_sw, -3, 0, kStore},
    {"lhu-into", evil_lhu, -1, 0, kLoad},         {"sh-into", evil_sh, -1, 0, kStore},
    {"fld-into", evil_fld, -7, 0, kLoad},         {"fsd-into", evil_fsd, -7, 0, kStore},
    {"fetch-into", evil_fetch, -2, 0, kFetch},    {"ld-out", evil_ld, 4092, 4092, kLoad},
    {"sd-out", evil_sd, 4092, 4092, kStore},      {"lw-out", evil_lw, 4095, 4095, kLoad},
    {"hlv.d-into", evil_hlv_d, -4, 0, kLoad},     {"hsv.d-into", evil_hsv_d, -4, 0, kStore},
    {"hlv.d-out", evil_hlv_d, 4092, 4092, kLoad},
};
constexpr unsigned kStraddleCount = sizeof kStraddles / sizeof *kStraddles;

constexpr unsigned kTargets = 15;
constexpr uint64_t kGiga = 1 << 30, kSv39 = 8ull << 60;
constexpr uint64_t kLeafBits = 0xcf, kUserLeafBits = 0xdf;  // D A (U) X W R V
constexpr uint64_t pointer(uint64_t pa) { return pa >> 12 << 10 | 1; }
constexpr uint64_t leaf(uint64_t pa, uint64_t bits) { return pa >> 12 << 10 | bits; }

/// The host's page tables: Sv39 for itself (identity, and three ways to the target), Sv39 and Sv39x4 for a guest.
struct Tables {
    uint64_t satp[512], satp_l1[512], satp_l1b[512], satp_l0[512];
    uint64_t vs[512], vs_l1[512], vs_l1b[512], vs_l0[512];
    uint64_t stale_l1[512];
    uint64_t g_l1[512], g_l1b[512], g_l0[512];
};
alignas(16384) uint64_t g_root[2048];
alignas(4096) Tables tables;

uint64_t pa_of(const void* p) { return reinterpret_cast<uint64_t>(p); }

void aim(uint64_t target) {
    Tables& t = tables;
    t.satp[0] = leaf(0, kLeafBits);
    t.satp[2] = leaf(2 * kGiga, kLeafBits);
    t.satp[4] = pointer(target);
    t.satp[5] = pointer(pa_of(t.satp_l1));
    t.satp_l1[0] = pointer(target);
    t.satp[6] = pointer(pa_of(t.satp_l1b));
    t.satp_l1b[0] = pointer(pa_of(t.satp_l0));
    t.satp_l0[0] = leaf(target, kLeafBits);

    t.vs[1] = pointer(target);
    t.vs[2] = pointer(pa_of(t.vs_l1));
    t.vs_l1[0] = pointer(pa_of(t.vs_l0));
    t.vs_l0[0] = leaf(target, kLeafBits);
    t.vs[3] = pointer(pa_of(t.vs_l1b));
    t.vs_l1b[0] = pointer(target);

    g_root[1] = pointer(target);
    g_root[2] = pointer(pa_of(t.g_l1));
    t.g_l1[0] = pointer(pa_of(t.g_l0));
    t.g_l0[0] = leaf(target, kUserLeafBits);
    g_root[3] = pointer(pa_of(t.g_l1b));
    t.g_l1b[0] = pointer(target);
}

/// Switches the translation on; the virtual address that leads to (or through) the target.
uint64_t open(Path path, uint64_t target) {
    uint64_t satp = 0, vsatp = 0, hgatp = 0, va = target;
    const uint64_t own_g = kSv39 | pa_of(g_root) >> 12;
    switch (path) {
        case Path::Direct:
        case Path::Hv: break;
        case Path::SatpL1: va = 4 * kGiga; break;
        case Path::SatpL0: va = 5 * kGiga; break;
        case Path::SatpLeaf: va = 6 * kGiga; break;
        case Path::VsRoot: vsatp = kSv39 | target >> 12, va = 0; break;
        case Path::VsL1: va = 1 * kGiga; break;
        case Path::VsL0: va = 3 * kGiga; break;
        case Path::VsLeaf: va = 2 * kGiga; break;
        // The root is 16 KiB: the address picks the page that is the target.
        case Path::GRoot: hgatp = kSv39 | align_down(target, 16384) >> 12, va = (target >> 12 & 3) * 512 * kGiga; break;
        case Path::GL1: hgatp = own_g, va = 1 * kGiga; break;
        case Path::GL0: hgatp = own_g, va = 3 * kGiga; break;
        case Path::GLeaf: hgatp = own_g, va = 2 * kGiga; break;
        case Path::VsRootByG: hgatp = own_g, vsatp = kSv39 | (2 * kGiga) >> 12, va = 0; break;
    }
    if (path == Path::SatpL1 || path == Path::SatpL0 || path == Path::SatpLeaf) satp = kSv39 | pa_of(tables.satp) >> 12;
    if (path == Path::VsL1 || path == Path::VsL0 || path == Path::VsLeaf) vsatp = kSv39 | pa_of(tables.vs) >> 12;
    csr_write<csr::hedeleg>(0);
    csr_write<csr::hstatus>(1 << 8);  // SPVP: HLV as VS
    csr_write<csr::vsstatus>(0);
    csr_write<csr::hgatp>(hgatp);
    csr_write<csr::vsatp>(vsatp);
    csr_write<csr::satp>(satp);
    sfence_vma();
    hfence_gvma();
    hfence_vvma();
    return va;
}

void close() {
    csr_write<csr::satp>(0);
    csr_write<csr::vsatp>(0);
    csr_write<csr::hgatp>(0);
    csr_write<csr::hstatus>(0);
    sfence_vma();
}

void close_unfenced() {
    csr_write<csr::satp>(0);
    csr_write<csr::vsatp>(0);
    csr_write<csr::hgatp>(0);
    csr_write<csr::hstatus>(0);
}

void expect_fault(Case& c, const Trap& t, uint64_t cause, uint64_t tval, bool gva) {
    c.expect(t.taken, "no trap, result", t.result);
    c.equal("cause", t.cause, cause);
    c.equal("stval", t.tval, tval);
    c.equal("htval", t.htval, 0);
    c.equal("GVA", t.gva, gva);
    c.equal("destination", t.result, kNothing);
}

void attack(const char* target_name, uint64_t target) {
    aim(target);
    for (const Attack& a : kAttacks) {
        Case c{"reach", target_name, a.name};
        const uint64_t va = open(a.path, target);
        const Trap t = probe(a.probe, va, kNothing);
        close();
        expect_fault(c, t, a.cause, va, a.guest_va);
    }
}

void straddle(const char* target_name, uint64_t target) {
    for (const Straddle& s : kStraddles) {
        Case c{"straddle", target_name, s.name};
        const bool hv = s.name[0] == 'h';
        const uint64_t va = open(hv ? Path::Hv : Path::Direct, target) + uint64_t(s.from);
        if (s.cause == kFetch) {  // the first half of a 4-byte instruction
            *reinterpret_cast<volatile uint16_t*>(va) = 0x0013;
            fence_i();
        }
        const Trap t = probe(s.probe, va, kNothing);
        close();
        expect_fault(c, t, s.cause, target + uint64_t(s.fault), hv);
    }
}

/// Whether the target is what the translation leads to, and not a table on the way: only then does the host's own page
/// work as the target.
bool reaches(const Attack& a) {
    switch (a.path) {
        case Path::Direct:
        case Path::SatpLeaf:
        case Path::Hv:
        case Path::VsLeaf:
        case Path::GLeaf: return true;
        default: return false;
    }
}

/// As open(), but what was cached before stays: no fence.
void reopen(Path path, uint64_t) {
    csr_write<csr::hstatus>(1 << 8);
    const bool g = path == Path::GLeaf, vs = path == Path::VsLeaf, s = path == Path::SatpLeaf;
    csr_write<csr::hgatp>(g ? kSv39 | pa_of(g_root) >> 12 : 0);
    csr_write<csr::vsatp>(vs ? kSv39 | pa_of(tables.vs) >> 12 : 0);
    csr_write<csr::satp>(s ? kSv39 | pa_of(tables.satp) >> 12 : 0);
}
uint64_t leaf_address(Path path, uint64_t target) {
    switch (path) {
        case Path::SatpLeaf: return 6 * kGiga;
        case Path::VsLeaf:
        case Path::GLeaf: return 2 * kGiga;
        default: return target;
    }
}

/// Every way on one page of the host's, so that this hart has translations, decoded instructions and data of it.
void warm(uint64_t page) {
    aim(page);
    sfence_vma();
    hfence_gvma();
    hfence_vvma();
    for (unsigned round = 0; round < 3; ++round)
        for (const Attack& a : kAttacks) {
            if (!reaches(a)) continue;
            // c.jr t6: a fetch comes back. Not in VS-mode, where nothing of the host is mapped.
            *reinterpret_cast<volatile uint64_t*>(page) = a.cause == kFetch ? 0x8f82'8f82'8f82'8f82 : kHostWord;
            fence_i();
            reopen(a.path, page);
            if (!a.guest_va || a.cause != kFetch) probe(a.probe, leaf_address(a.path, page), kNothing);
            csr_write<csr::satp>(0);
        }
    close_unfenced();
}

}  // namespace

unsigned declared_reach() { return 3 + kTargets * kAttackCount + 2 * kStraddleCount; }

uint64_t warm_page(uint64_t page) {
    warm(page);
    return 0;
}

uint64_t first_stale(uint64_t page) {
    for (unsigned i = 0; i < kAttackCount; ++i) {
        const Attack& a = kAttacks[i];
        if (!reaches(a)) continue;
        reopen(a.path, page);
        const Trap t = probe(a.probe, leaf_address(a.path, page), kNothing);
        close_unfenced();
        if (!t.taken || t.cause != a.cause || t.result != kNothing) return i + 1;
    }
    return 0;
}

// The second entry of a table that was walked before it was converted: pointers to it are still cached.
Trap through_stale_table(uint64_t table, uint64_t page) {
    auto* entries = reinterpret_cast<volatile uint64_t*>(table);
    entries[0] = leaf(page, kLeafBits);
    entries[1] = leaf(page, kLeafBits);
    tables.satp[7] = pointer(pa_of(tables.stale_l1));
    tables.stale_l1[0] = pointer(table);
    sfence_vma();
    csr_write<csr::satp>(kSv39 | pa_of(tables.satp) >> 12);
    probe(evil_ld, 7 * kGiga, 0);
    csr_write<csr::satp>(0);
    need(covh(kConvertPages, table, 1), "convert");
    csr_write<csr::satp>(kSv39 | pa_of(tables.satp) >> 12);
    const Trap t = probe(evil_ld, 7 * kGiga + kPageSize, kNothing);
    csr_write<csr::satp>(0);
    return t;
}

void reach(World& w) {
    {
        Case c{"reach", "own-page"};
        // The same probes on the host's own page work, so that a fault elsewhere means something.
        aim(w.host_page);
        for (const Attack& a : kAttacks) {
            if (a.cause == kFetch || !reaches(a)) continue;
            const uint64_t va = open(a.path, w.host_page);
            const Trap t = probe(a.probe, va, kNothing);
            close();
            c.expect(!t.taken, a.name, t.cause);
        }
        for (uint64_t i = 0; i < 512; ++i) reinterpret_cast<uint64_t*>(w.host_page)[i] = kHostWord;
    }
    {
        Case c{"reach", "stale-on-this-hart"};
        const uint64_t page = w.arena.take(kPageSize);
        warm(page);
        need(covh(kConvertPages, page, 1), "convert");
        const uint64_t stale = first_stale(page);
        c.expect(stale == 0, stale ? kAttacks[stale - 1].name : "", stale);
    }
    {
        Case c{"reach", "stale-table"};
        const uint64_t table = w.arena.take(kPageSize);
        const Trap t = through_stale_table(table, w.host_page);
        expect_fault(c, t, kLoad, 7 * kGiga + kPageSize, false);
    }
    const Victim& v = w.runner;
    const struct {
        const char* name;
        uint64_t pa;
    } targets[kTargets] = {
        {"unassigned", w.unassigned}, {"tvm-code", v.image},
        {"tvm-data", v.pattern},      {"g-stage-root", v.root + 3 * kPageSize},
        {"g-stage-table", v.tables},  {"tvm-state", v.state},
        {"vcpu-state", v.vcpu},       {"tsm-image", kTsmImage},
        {"tsm-pool", kTsmPool},       {"tsm-driver", kRdsm},
        {"mpt-pool", kMptPool},       {"mpt-pool-end", kRamEnd - kPageSize},
        {"rot-mailbox", kMailbox},    {"encryption-table", kEncryption},
        {"aclint", kAclint},
    };
    for (const auto& t : targets) attack(t.name, t.pa);
    straddle("tvm-data", v.pattern);
    straddle("unassigned", w.unassigned);
}

}  // namespace covesim::security
