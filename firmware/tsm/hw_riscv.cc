#include "firmware/tsm/hw_riscv.h"

#include "firmware/lib/bits.h"
#include "firmware/lib/csr.h"
#include "firmware/lib/insn.h"
#include "firmware/lib/memory.h"
#include "firmware/lib/panic.h"
#include "firmware/lib/sbi.h"
#include "firmware/lib/sha384.h"
#include "firmware/tsm/vcpu.h"

using namespace covesim::fw;

// world_switch.S
extern "C" void covesim_guest_switch(covesim::tsm::Vcpu* vcpu);
extern "C" uint64_t covesim_guest_halfword(uint64_t va);  // ~0: the fetch faulted
extern "C" void covesim_load_fp(const uint64_t* f_and_fcsr);
extern "C" void covesim_save_fp(uint64_t* f_and_fcsr);
extern "C" void covesim_zero_fp();

namespace covesim::tsm {

namespace {

sbi::Ret rdsm_call(rdsm::Fid fid, uint64_t a0 = 0, uint64_t a1 = 0, uint64_t a2 = 0) {
    return sbi::call(rdsm::kExtension, fid, a0, a1, a2);
}

// Bits of the CSRs that define what a TVM may do; docs/firmware-abi.md says why each.
constexpr uint64_t kHedeleg = 0x4B15D;                        // no access faults: those end the TVM
constexpr uint64_t kHideleg = 0x444;                          // VS software, timer, external
constexpr uint64_t kSie = 0x222;                              // the host pre-empts: S software, timer, external
constexpr uint64_t kHstatus = 2ull << 32 | 1 << 21 | 1 << 7;  // VSXL = 64 bit, VTW, SPV
constexpr uint64_t kSpvp = 1 << 8;
constexpr uint64_t kStce = 1ull << 63, kPbmte = 1ull << 62, kCbze = 1 << 7, kCbcfe = 1 << 6, kCbieFlush = 1 << 4;
constexpr uint64_t kStateenEnvcfg = 1ull << 62, kStateenSe0 = 1ull << 63;
constexpr uint64_t kSstatusSpp = 1 << 8, kSstatusFs = 3 << 13, kFsClean = 2 << 13,
                   kSstatusDrop = 1 << 1 | 1 << 5 | 1 << 8 | 3 << 9 | 3 << 18;  // SIE, SPIE, SPP, VS (off), SUM, MXR

}  // namespace

bool HwRiscv::set_confidential(uint64_t pa, uint64_t pages, bool confidential) {
    for (uint64_t done = 0; done < pages;) {
        const sbi::Ret r =
            rdsm_call(rdsm::kMptSet, pa + done * kPageSize, pages - done, confidential ? rdsm::kConf : rdsm::kHost);
        // The tracker has vouched for the range; a refusal in the middle would leave domains and tracker in
        // disagreement.
        if (r.error == 0 && r.value == 0) panic("mpt_set made no progress", pa);
        if (r.error != 0 && done == 0) return false;
        if (r.error != 0) panic("mpt_set refused part of a range", pa + done * kPageSize);
        done += r.value;
    }
    fence_all();
    return true;
}

void HwRiscv::set_encryption(uint64_t pa, uint64_t pages, bool confidential) {
    if (boot_.encryption_contexts < 2) return;
    for (uint64_t done = 0; done < pages;) {
        const sbi::Ret r = rdsm_call(rdsm::kEctxSet, pa + done * kPageSize, pages - done, confidential ? 1 : 0);
        require(r.error == 0 && r.value != 0, "ectx_set refused", pa);
        done += r.value;
    }
}

void HwRiscv::fence_all() {
    rdsm_call(rdsm::kMptFence, uint64_t{1} << boot_.own_sdid | uint64_t{1} << boot_.host_sdid);
    hfence_gvma();
    hfence_vvma();
    sfence_vma();
}

void HwRiscv::fence_tvm(unsigned vmid) { hfence_gvma_vmid(vmid); }

void HwRiscv::fence_tvm_vs(uint64_t hgatp) {
    csr_write<csr::hgatp>(hgatp);  // HFENCE.VVMA acts on the current VMID
    hfence_vvma();
    fence_i();
}

void HwRiscv::zero(uint64_t pa, uint64_t bytes) {
    if (has(rdsm::kIsaZicboz) && boot_.cboz_bytes)
        for (uint64_t a = pa; a < pa + bytes; a += boot_.cboz_bytes) cbo_zero(a);
    else fill_bytes(memory(pa), 0, bytes);
}

void HwRiscv::flush_cache(uint64_t pa, uint64_t bytes) { flush_range(pa, bytes, boot_.cbom_bytes); }

void HwRiscv::copy(uint64_t to_pa, uint64_t from_pa, uint64_t bytes) {
    copy_bytes(memory(to_pa), memory(from_pa), bytes);
}

void HwRiscv::extend(uint8_t digest[48], const void* head, size_t head_bytes, const void* body, size_t body_bytes) {
    Sha384 sha{has(rdsm::kIsaZknh)};
    sha.update(digest, kDigestSize);
    sha.update(head, head_bytes);
    if (body_bytes) sha.update(body, body_bytes);
    const Digest d = sha.finish();
    copy_bytes(digest, d.bytes, kDigestSize);
}

bool HwRiscv::hart_started(unsigned hart) {
    if (hart >= boot_.hart_count) return false;
    const sbi::Ret r = rdsm_call(rdsm::kHartState, boot_.hart_ids[hart]);
    return r.error != 0 || (r.value & 1);
}

bool HwRiscv::entropy(void* buffer, size_t bytes) {
    const sbi::Ret r = rdsm_call(rdsm::kEntropy, reinterpret_cast<uint64_t>(buffer), bytes);
    return r.error == 0 && r.value == bytes;
}

uint64_t HwRiscv::time() { return csr_read<csr::time>(); }

// Every h* and vs* CSR is written: the host owned them until now and may have left anything there.
void HwRiscv::enter(Vcpu& v, uint64_t hgatp, bool load_fp) {
    VsCsrs& c = v.cs;
    csr_write<csr::hgatp>(hgatp);
    csr_write<csr::hstatus>(kHstatus | (v.trap.spp ? kSpvp : 0));
    csr_write<csr::hedeleg>(kHedeleg);
    csr_write<csr::hideleg>(kHideleg);
    csr_write<csr::hie>(0);
    csr_write<csr::hvip>(c.hvip);
    csr_write<csr::hgeie>(0);
    csr_write<csr::hcounteren>(2);  // time
    csr_write<csr::htimedelta>(v.htimedelta);
    csr_write<csr::henvcfg>(kStce | (has(rdsm::kIsaSvpbmt) ? kPbmte : 0) | kCbze | kCbcfe | kCbieFlush);
    if (has(rdsm::kIsaSsaia)) {  // nothing injected; hstatus.VGEIN = 0 and hstateen0 keep interrupt files out of reach
        csr_write<csr::hvien>(0);
        csr_write<csr::hvictl>(0);
        csr_write<csr::hviprio1>(0);
        csr_write<csr::hviprio2>(0);
        csr_write<csr::vsiselect>(0);
    }
    if (has(rdsm::kIsaSmstateen)) {
        // hstateen1..3: the RDSM opens no state there, so they are zero and out of everybody's reach.
        csr_write<csr::hstateen0>(kStateenSe0 | kStateenEnvcfg);
        csr_write<csr::sstateen0>(c.sstateen0);
    }
    csr_write<csr::vsstatus>(c.vsstatus);
    csr_write<csr::vsie>(c.vsie);
    csr_write<csr::vstvec>(c.vstvec);
    csr_write<csr::vsscratch>(c.vsscratch);
    csr_write<csr::vsepc>(c.vsepc);
    csr_write<csr::vscause>(c.vscause);
    csr_write<csr::vstval>(c.vstval);
    csr_write<csr::vsatp>(c.vsatp);
    csr_write<csr::vstimecmp>(c.vstimecmp);
    csr_write<csr::senvcfg>(c.senvcfg);
    csr_write<csr::scounteren>(c.scounteren);
    if (load_fp && has(rdsm::kIsaD)) {
        csr_set<csr::sstatus>(kSstatusFs);
        covesim_load_fp(v.f);
    }
    csr_write<csr::sstatus>((csr_read<csr::sstatus>() & ~(kSstatusDrop | kSstatusFs)) | kFsClean |
                            (v.trap.spp ? kSstatusSpp : 0));
    csr_write<csr::sie>(kSie);

    covesim_guest_switch(&v);

    csr_write<csr::sie>(0);
    const uint64_t status = csr_read<csr::sstatus>();
    v.trap = {csr_read<csr::scause>(), csr_read<csr::stval>(), csr_read<csr::htval>(),
              csr_read<csr::htinst>(), csr_read<csr::hip>(),   status & kSstatusSpp ? 1u : 0u};
    c.vsstatus = csr_read<csr::vsstatus>();
    c.vsie = csr_read<csr::vsie>();
    c.vstvec = csr_read<csr::vstvec>();
    c.vsscratch = csr_read<csr::vsscratch>();
    c.vsepc = csr_read<csr::vsepc>();
    c.vscause = csr_read<csr::vscause>();
    c.vstval = csr_read<csr::vstval>();
    c.vsatp = csr_read<csr::vsatp>();
    c.vstimecmp = csr_read<csr::vstimecmp>();
    c.hvip = csr_read<csr::hvip>() & 1 << 2;  // VSSIP: the guest may have cleared it
    c.senvcfg = csr_read<csr::senvcfg>();
    c.scounteren = csr_read<csr::scounteren>();
    if (has(rdsm::kIsaSmstateen)) c.sstateen0 = csr_read<csr::sstateen0>();
    if (has(rdsm::kIsaD) && (status & kSstatusFs) == kSstatusFs) covesim_save_fp(v.f);
}

// The vCPU's hgatp, vsatp and hstatus.SPVP are still in the hart: HLVX reads as the guest's own fetch would.
uint32_t HwRiscv::fetch(const Vcpu& v, uint64_t) {
    const uint64_t low = covesim_guest_halfword(v.pc);
    if (low == ~0ull) return 0;
    if ((low & 3) != 3) return uint32_t(low);
    const uint64_t high = covesim_guest_halfword(v.pc + 2);
    return high == ~0ull ? 0 : uint32_t(high << 16 | low);
}

void HwRiscv::scrub(uint64_t scause, uint64_t stval) {
    csr_write<csr::vsstatus>(0);
    csr_write<csr::vsie>(0);
    csr_write<csr::vstvec>(0);
    csr_write<csr::vsscratch>(0);
    csr_write<csr::vsepc>(0);
    csr_write<csr::vscause>(0);
    csr_write<csr::vstval>(0);
    csr_write<csr::vsatp>(0);
    csr_write<csr::hvip>(0);
    csr_write<csr::htval>(0);
    csr_write<csr::htinst>(0);
    csr_write<csr::hgatp>(0);
    csr_write<csr::hstatus>(2ull << 32);
    csr_write<csr::senvcfg>(0);
    csr_write<csr::scounteren>(0);
    if (has(rdsm::kIsaSmstateen)) csr_write<csr::sstateen0>(0);
    if (has(rdsm::kIsaD)) {
        csr_set<csr::sstatus>(kSstatusFs);
        covesim_zero_fp();
    }
    csr_write<csr::sepc>(0);
    csr_write<csr::scause>(scause);
    csr_write<csr::stval>(stval);
}

unsigned HwRiscv::gstage_levels() {
    csr_write<csr::hgatp>(9ull << 60);
    const bool sv48 = csr_read<csr::hgatp>() >> 60 == 9;
    csr_write<csr::hgatp>(0);
    return sv48 ? 4 : 3;
}

unsigned HwRiscv::vmid_bits() {
    csr_write<csr::hgatp>(8ull << 60 | 0x3fffull << 44);
    uint64_t field = csr_read<csr::hgatp>() >> 44 & 0x3fff;
    csr_write<csr::hgatp>(0);
    unsigned bits = 0;
    for (; field & 1; field >>= 1) ++bits;
    return bits;
}

}  // namespace covesim::tsm
