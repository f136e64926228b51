// The host's own remote fences, between two harts (SBI, chapter "RFENCE Extension"): the other hart has read through a
// mapping, this one changes the page-table entry and asks the TSM driver for the fence; what the other then reads comes
// from the new page. Each function over each form of range, from a hart with other translations than its target's, and
// while the target is inside the TVM.
#include "firmware/lib/insn.h"
#include "tests/security/evil-host/victim.h"

namespace covesim::security {

using namespace fw;

namespace {

constexpr uint64_t kP = kPageSize, kGiga = 1 << 30, kSv39 = 8ull << 60, kVa = 6 * kGiga;
constexpr uint64_t kAsid = 5, kVmid = 7, kPages = 80;
constexpr uint64_t kOld = 0x6F6C'64, kNew = 0x6E65'77;
constexpr uint64_t leaf(uint64_t pa, bool user) { return pa >> 12 << 10 | (user ? 0xdf : 0xcf); }  // D A (U) X W R V

enum class Stage : uint8_t { Satp, G, Vs };
struct Function {
    const char* name;
    uint64_t fid;
    Stage stage;
    uint64_t id;
};
constexpr Function kFunctions[] = {
    {"sfence.vma", 1, Stage::Satp, 0},         {"sfence.vma-asid", 2, Stage::Satp, kAsid},
    {"hfence.gvma-vmid", 3, Stage::G, kVmid},  {"hfence.gvma", 4, Stage::G, 0},
    {"hfence.vvma-asid", 5, Stage::Vs, kAsid}, {"hfence.vvma", 6, Stage::Vs, 0},
};
/// The page that changes, and the range that names it. start = size = 0 and size = 2^XLEN - 1 are the whole address
/// space.
struct Form {
    const char* name;
    uint64_t page, start, size;
};
constexpr Form kForms[] = {
    {"page", 3, kVa + 3 * kP, kP}, {"inside", 4, kVa + 2 * kP + 8, 3 * kP},
    {"many", 70, kVa, kPages* kP}, {"zero", 5, 0, 0},
    {"maximum", 6, kVa, ~0ull},
};

/// Identity for RAM, and kVa to a page for each stage. The first-stage tables serve satp and vsatp.
struct Tables {
    uint64_t root[512], level1[512], level0[512], g_level1[512], g_level0[512];
    uint64_t old_page[512], new_page[512];
};
alignas(16384) uint64_t guest_root[2048];
alignas(4096) Tables tables;

uint64_t pa_of(const void* p) { return reinterpret_cast<uint64_t>(p); }

void build_tables() {
    Tables& t = tables;
    t.root[0] = leaf(0, false);
    t.root[2] = leaf(2 * kGiga, false);
    t.root[6] = pa_of(t.level1) >> 12 << 10 | 1;
    t.level1[0] = pa_of(t.level0) >> 12 << 10 | 1;
    guest_root[2] = leaf(2 * kGiga, true);
    guest_root[6] = pa_of(t.g_level1) >> 12 << 10 | 1;
    t.g_level1[0] = pa_of(t.g_level0) >> 12 << 10 | 1;
    t.old_page[0] = kOld;
    t.new_page[0] = kNew;
}

void aim(Stage stage, uint64_t page, const uint64_t* to) {
    if (stage == Stage::G) tables.g_level0[page] = leaf(pa_of(to), true);
    else tables.level0[page] = leaf(pa_of(to), false);
    fence();
}

struct View {
    Stage stage;
    uint64_t page;
};

/// What this hart reads there, with whatever it has cached.
uint64_t read_through(uint64_t view) {
    const View v = *reinterpret_cast<const View*>(view);
    const uint64_t first = kSv39 | kAsid << 44 | pa_of(tables.root) >> 12;
    const bool virtualised = v.stage != Stage::Satp;
    csr_write<csr::hstatus>(1 << 8);  // SPVP: HLV as VS
    csr_write<csr::vsstatus>(0);
    csr_write<csr::hgatp>(virtualised ? kSv39 | kVmid << 44 | pa_of(guest_root) >> 12 : 0);
    csr_write<csr::vsatp>(v.stage == Stage::Vs ? first : 0);
    csr_write<csr::satp>(virtualised ? 0 : first);
    const Trap t = probe(virtualised ? evil_hlv_d : evil_ld, kVa + v.page * kP, 0);
    csr_write<csr::satp>(0);
    csr_write<csr::vsatp>(0);
    csr_write<csr::hgatp>(0);
    csr_write<csr::hstatus>(0);
    return t.taken ? ~t.cause : t.result;
}

uint64_t other_reads(const View& v) {
    start_other(read_through, reinterpret_cast<uint64_t>(&v));
    return wait_other();
}

Ret rfence(uint64_t fid, uint64_t mask, uint64_t base, uint64_t start, uint64_t size, uint64_t id) {
    // HFENCE.VVMA acts on the VMID in the caller's hgatp; the target's is another (0) while it waits here.
    csr_write<csr::hgatp>(kSv39 | kVmid << 44 | pa_of(guest_root) >> 12);
    const Ret r = sbi::call(sbi::kRfence, fid, mask, base, start, size, id);
    csr_write<csr::hgatp>(0);
    return r;
}

void one(const Function& f, const Form& form) {
    Case c{"rfence", f.name, form.name};
    const View v{f.stage, form.page};
    aim(f.stage, form.page, tables.old_page);
    need(rfence(f.fid, 3, 0, 0, 0, f.id), "rfence");
    c.equal("before", other_reads(v), kOld);
    aim(f.stage, form.page, tables.new_page);
    c.refused(rfence(f.fid, 2, 0, form.start, form.size, f.id), 0);
    c.equal("after", other_reads(v), kNew);
}

/// c.li a0, n; c.jr ra. The RISC-V ISA, "C" Extension.
alignas(8) uint16_t code[4];
uint64_t run_code(uint64_t) { return reinterpret_cast<uint64_t (*)()>(code)(); }

void fetch() {
    Case c{"rfence", "fence.i"};
    code[0] = 0x4505, code[1] = 0x8082;
    need(rfence(0, 2, 0, 0, 0, 0), "rfence");
    start_other(run_code, 0);
    c.equal("before", wait_other(), 1);
    code[0] = 0x4509;
    c.refused(rfence(0, 2, 0, 0, 0, 0), 0);
    start_other(run_code, 0);
    c.equal("after", wait_other(), 2);
}

/// Both harts wait for each other's fences at once: each serves the other's request while it waits.
constexpr unsigned kRounds = 100;
uint64_t fence_hart_0(uint64_t) {
    uint64_t errors = 0;
    for (unsigned i = 0; i < kRounds; ++i) errors += sbi::call(sbi::kRfence, 1, 1, 0, 0, 0).error != 0;
    return errors;
}

const View kWhileRunning{Stage::G, 9};

}  // namespace

unsigned declared_rfences() { return sizeof kFunctions / sizeof *kFunctions * (sizeof kForms / sizeof *kForms) + 6; }

void rfences(World&) {
    build_tables();
    for (const Function& f : kFunctions)
        for (const Form& form : kForms) one(f, form);
    fetch();
    {
        Case c{"rfence", "all-harts"};
        const View v{Stage::Satp, 7};
        aim(v.stage, v.page, tables.old_page);
        need(rfence(1, 0, ~0ull, 0, 0, 0), "rfence");
        c.equal("before, other", other_reads(v), kOld);
        c.equal("before, own", read_through(reinterpret_cast<uint64_t>(&v)), kOld);
        aim(v.stage, v.page, tables.new_page);
        c.refused(rfence(1, 0, ~0ull, kVa + 7 * kP, kP, 0), 0);
        c.equal("after, other", other_reads(v), kNew);
        c.equal("after, own", read_through(reinterpret_cast<uint64_t>(&v)), kNew);
    }
    {
        Case c{"rfence", "no-such-hart"};
        for (uint64_t fid = 0; fid <= 6; ++fid) {
            c.refused(rfence(fid, 4, 0, 0, 0, 0), sbi::kInvalidParam);
            c.refused(rfence(fid, 1, 63, 0, 0, 0), sbi::kInvalidParam);
            c.refused(rfence(fid, 3, ~0ull - 1, 0, 0, 0), sbi::kInvalidParam);  // hart ids do not wrap around
        }
    }
    {
        Case c{"rfence", "no-such-function"};
        c.refused(rfence(7, 2, 0, 0, 0, 0), sbi::kNotSupported);
    }
    {
        Case c{"rfence", "each-other"};
        start_other(fence_hart_0, 0);
        for (unsigned i = 0; i < kRounds; ++i) c.refused(rfence(1, 2, 0, 0, 0, 0), 0);
        c.equal("errors on the other hart", wait_other(), 0);
    }
}

void cache_before_running() {
    aim(kWhileRunning.stage, kWhileRunning.page, tables.old_page);
    need(rfence(4, 2, 0, 0, 0, 0), "rfence");
    if (other_reads(kWhileRunning) != kOld) give_up("the other hart's mapping");
}

// The TVM is another supervisor domain: the fence is for the host's, whose translations wait in the hart meanwhile.
void fence_while_running() {
    aim(kWhileRunning.stage, kWhileRunning.page, tables.new_page);
    need(rfence(4, 2, 0, kVa + kWhileRunning.page * kP, kP, 0), "rfence");
}

void check_after_running() {
    Case c{"running", "rfence"};
    c.equal("after", other_reads(kWhileRunning), kNew);
}

}  // namespace covesim::security
