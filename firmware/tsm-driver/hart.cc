#include "firmware/tsm-driver/hart.h"

#include <initializer_list>

#include "firmware/lib/bits.h"
#include "firmware/lib/csr.h"
#include "firmware/lib/memory.h"
#include "firmware/lib/panic.h"
#include "firmware/tsm-driver/rdsm.h"

extern "C" void rdsm_trap_vector();

namespace covesim::fw {
namespace {

constexpr uint64_t kMppS = uint64_t{1} << 11, kFsInitial = uint64_t{1} << 13;

// Everything a supervisor can handle goes to it, software checks (Zicfilp) too; HS and M ecalls stay.
constexpr uint64_t kMedeleg = 0xF4B5FF;
constexpr uint64_t kMideleg = 0x3666;
constexpr uint64_t kMie = bit(3);        // MSIE: inter-hart requests
constexpr uint64_t kMcounteren = 0b111;  // TM, CY, IR
// STCE, PBMTE, CBZE, CBCFE, CBIE = 01 (inval acts as flush, so that scrubbed zeros cannot be dropped).
constexpr uint64_t kMenvcfg = bit(63) | bit(62) | bit(7) | bit(6) | bit(4);
constexpr uint64_t kStce = bit(63), kAdue = bit(61);
// SE0, ENVCFG, CSRIND, AIA, IMSIC, CONTEXT. Not bit 0, custom state.
constexpr uint64_t kMstateen0 = bit(63) | bit(62) | bit(60) | bit(59) | bit(58) | bit(57);

// mseccfg.SSEED: supervisors may draw from the entropy source (Zkr), as kernels that find it in the device tree do.
constexpr uint64_t kSseed = bit(9);

constexpr uint8_t kPmpTor = 1 << 3, kPmpNapot = 3 << 3, kPmpRwx = 7;

template <unsigned I>
void pmpaddr(uint64_t v) {
    csr_write<csr::pmpaddr0 + I>(v >> 2);
}

/// pmpaddr value of a naturally aligned power-of-two range, in bytes before the shift by 2.
uint64_t napot(const Span& r) { return r.base | (r.size / 2 - 1); }

/// First matching entry decides: RDSM, MPT pool, secure devices, then everything. Nothing is locked: M-mode
/// itself stays unrestricted.
void init_pmp(const Rdsm& rdsm) {
    const Span own{rdsm.info.rdsm.base, rdsm.info.rdsm.size}, pool{rdsm.info.mpt_pool.base, rdsm.info.mpt_pool.size};
    uint8_t config[16] = {};
    pmpaddr<0>(napot(own));
    config[0] = kPmpNapot;
    pmpaddr<1>(pool.base);  // lower bound of the next entry; off itself
    pmpaddr<2>(pool.end());
    config[2] = kPmpTor;
    const auto secure = [&](unsigned i) -> uint64_t {
        if (i >= rdsm.platform.secure_mmio.count) return 0;
        const Span& r = rdsm.platform.secure_mmio.items[i];
        if (r.size < 8 || (r.size & (r.size - 1)) != 0 || !aligned(r.base, r.size))
            return 0;  // the MPT alone denies it
        config[3 + i] = kPmpNapot;
        return napot(r);
    };
    pmpaddr<3>(secure(0));
    pmpaddr<4>(secure(1));
    pmpaddr<5>(secure(2));
    pmpaddr<6>(secure(3));
    pmpaddr<7>(secure(4));
    pmpaddr<8>(secure(5));
    pmpaddr<9>(secure(6));
    pmpaddr<10>(secure(7));
    pmpaddr<11>(~uint64_t{0});
    config[11] = kPmpNapot | kPmpRwx;
    uint64_t words[2] = {};
    for (unsigned i = 0; i < 16; ++i) words[i / 8] |= uint64_t{config[i]} << 8 * (i % 8);
    csr_write<csr::pmpcfg0>(words[0]);
    csr_write<csr::pmpcfg2>(words[1]);
}

const char* missing_mode(mpt::Mode m) {
    switch (m) {
        case mpt::Mode::Smmpt43: return "hart without Smmpt43";
        case mpt::Mode::Smmpt52: return "hart without Smmpt52, which covesim,mpt-mode asks for";
        case mpt::Mode::Smmpt64: return "hart without Smmpt64, which covesim,mpt-mode asks for";
    }
    return "";
}

}  // namespace

void Hart::init_machine_csrs() {
    csr_write<csr::mtvec>(reinterpret_cast<uint64_t>(&rdsm_trap_vector));
    csr_write<csr::mstatus>(0);
    csr_write<csr::medeleg>(kMedeleg);
    csr_write<csr::mideleg>(kMideleg);
    csr_write<csr::mcounteren>(kMcounteren);
    csr_write<csr::mcountinhibit>(0);
    csr_write<csr::menvcfg>(kMenvcfg | (rdsm->platform.hardware_ad ? kAdue : 0));
    require((csr_read<csr::menvcfg>() & kStce) != 0, "hart without Sstc", id);
    if (rdsm->has_stateen) csr_write<csr::mstateen0>(kMstateen0);
    if (rdsm->has_seccfg) csr_set<csr::mseccfg>(kSseed);
    init_pmp(*rdsm);
    for (uint32_t sdid : {rdsm::kTsmDomain, rdsm::kHostDomain}) {
        csr_write<csr::mmpt>(rdsm->domains.mmpt(sdid));
        const uint64_t wrong = csr_read<csr::mmpt>() ^ rdsm->domains.mmpt(sdid);
        require(Field<63, 60>::get(wrong) == 0, missing_mode(rdsm->platform.mpt.mode), id);
        require(wrong == 0, "mmpt does not take this SDID and root", sdid);
    }
    domain = rdsm::kHostDomain;
    csr_write<csr::mip>(0);
    csr_write<csr::mie>(kMie);
    sfence_vma();
}

void Hart::reset_supervisor_csrs() {
    csr_write<csr::sie>(0);
    csr_clear<csr::mip>(kMideleg);
    csr_write<csr::stvec>(0);
    csr_write<csr::scounteren>(0);
    csr_write<csr::senvcfg>(0);
    csr_write<csr::sscratch>(0);
    csr_write<csr::sepc>(0);
    csr_write<csr::scause>(0);
    csr_write<csr::stval>(0);
    csr_write<csr::satp>(0);
    if (rdsm->has_scontext) csr_write<csr::scontext>(0);
    csr_write<csr::stimecmp>(~uint64_t{0});
    csr_write<csr::hstatus>(0);
    csr_write<csr::hedeleg>(0);
    csr_write<csr::hideleg>(0);
    csr_write<csr::hie>(0);
    csr_write<csr::hvip>(0);
    csr_write<csr::hcounteren>(0);
    csr_write<csr::henvcfg>(kStce);  // else vstimecmp below is not this register
    csr_write<csr::vstimecmp>(~uint64_t{0});
    csr_write<csr::henvcfg>(0);
    csr_write<csr::htimedelta>(0);
    csr_write<csr::htval>(0);
    csr_write<csr::htinst>(0);
    csr_write<csr::hgatp>(0);
    if (rdsm->has_stateen) csr_write<csr::hstateen0>(0);
    csr_write<csr::vsstatus>(0);
    csr_write<csr::vstvec>(0);
    csr_write<csr::vsscratch>(0);
    csr_write<csr::vsepc>(0);
    csr_write<csr::vscause>(0);
    csr_write<csr::vstval>(0);
    csr_write<csr::vsatp>(0);
}

void Hart::full_fence() {
    mfence_pa();
    // The others act within the current SDID.
    const uint64_t own = csr_read<csr::mmpt>();
    for (uint32_t sdid : {rdsm::kHostDomain, rdsm::kTsmDomain}) {
        csr_write<csr::mmpt>(rdsm->domains.mmpt(sdid));
        sfence_vma();
        hfence_gvma();
        const uint64_t hgatp = csr_read<csr::hgatp>();
        hfence_vvma();  // entries of other VMIDs went with their G-stage
        csr_write<csr::hgatp>(hgatp);
    }
    csr_write<csr::mmpt>(own);
    fence_i();
    fence_epoch.fetch_add(1);
}

void Hart::set_domain(uint32_t sdid) {
    domain = sdid;
    csr_write<csr::mmpt>(rdsm->domains.mmpt(sdid));
}

Frame* Hart::enter_domain() { return tsm_ready || !rdsm->platform.start_tsm ? enter_host() : enter_tsm_init(); }

Frame* Hart::enter_tsm_init() {
    reset_supervisor_csrs();
    set_domain(rdsm::kTsmDomain);
    Frame& f = frame[rdsm::kTsmDomain];
    fill_bytes(f.x, 0, sizeof f.x);
    f.mepc = rdsm->platform.tsm.entry;
    f.mstatus = kMppS | kFsInitial;
    f.a(0) = id;
    f.a(1) = rdsm->info.tsm_pool.base;
    drop_reservation();
    return &f;
}

Frame* Hart::enter_host() {
    reset_supervisor_csrs();
    set_domain(rdsm::kHostDomain);
    Frame& f = frame[rdsm::kHostDomain];
    fill_bytes(f.x, 0, sizeof f.x);
    f.mepc = start.pc;
    f.mstatus = kMppS | kFsInitial;
    f.a(0) = id;
    f.a(1) = start.opaque;
    state.store(sbi::hsm::kStarted);
    drop_reservation();
    return &f;
}

Frame* Hart::wait_for_start() {
    // Only requests wake this hart: a pending supervisor interrupt of the host that stopped it would keep WFI from
    // waiting.
    csr_write<csr::mie>(kMie);
    while (state.load() != sbi::hsm::kStartPending) {
        wfi();
        serve_requests(*this);
    }
    full_fence();
    return enter_domain();
}

}  // namespace covesim::fw
