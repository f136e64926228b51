// The public class: every call goes to the part that knows.
#include "mmu/mmu_impl.h"

namespace covesim {

Mmu::Mmu(const MmuParams& params, const PmaTable& pma, BackingStore& store, Clock clock, MemPort* pte_port,
         MemPort* mpt_port, uint16_t source)
    : impl_(std::make_unique<Impl>(*this, params, pma, store, clock, pte_port, mpt_port, source)) {}
Mmu::~Mmu() = default;

void Mmu::set_observer(TlbObserver* o) { impl_->observer = o; }
void Mmu::set_loss_observer(LossObserver* o) {
    impl_->losses = o;
    impl_->checker.set_loss_observer(o);
}
void Mmu::set_mode(Mode m) {
    impl_->mode = m;
    if (impl_->observer) impl_->observer->drop_all();
}
Mode Mmu::mode() const { return impl_->mode; }
Pmp& Mmu::pmp() { return impl_->pmp; }
const Pmp& Mmu::pmp() const { return impl_->pmp; }
const PmaTable& Mmu::pma() const { return impl_->pma; }

bool Mmu::translate(const Regime& r, const Access& a, Tick& now, Translation& out, Fault& fault) {
    impl_->mpt_denied = false;
    if (impl_->translate(r, a, now, out, fault)) return true;
    fault.mpt = impl_->mpt_denied && (fault.cause == 1 || fault.cause == 5 || fault.cause == 7);
    return false;
}
bool Mmu::probe(const Regime& r, const Access& a, Spa& out, Fault& fault) const {
    return impl_->probe(r, a, out, fault);
}

void Mmu::sfence_vma(uint64_t mmpt, bool has_va, Va va, bool has_asid, uint64_t asid) {
    impl_->first_stage_fence({Mmpt::rv64(mmpt).sdid, has_va, va.v, has_asid, asid & 0xffff, 0}, false);
}
void Mmu::hfence_vvma(uint64_t mmpt, uint64_t vmid, bool has_va, Va va, bool has_asid, uint64_t asid) {
    impl_->first_stage_fence({Mmpt::rv64(mmpt).sdid, has_va, va.v, has_asid, asid & 0xffff, vmid & 0x3fff}, true);
}
void Mmu::hfence_gvma(uint64_t mmpt, bool has_gpa, uint64_t gpa_shifted, bool has_vmid, uint64_t vmid) {
    impl_->g_stage_fence({Mmpt::rv64(mmpt).sdid, has_gpa, gpa_shifted << 2, has_vmid, vmid & 0x3fff, 0});
}
void Mmu::mfence_pa(bool has_spa, Spa spa, bool has_sdid, uint64_t sdid) {
    impl_->mfence_pa(has_spa, spa, has_sdid, sdid);
}
void Mmu::flush_all() { impl_->flush_all(); }

uint64_t* Mmu::stamp(uint32_t tlb_entry) {
    Impl& m = *impl_;
    if (tlb_entry < m.l1i.size()) return m.l1i.stamp(tlb_entry);
    tlb_entry -= m.l1i.size();
    if (tlb_entry < m.l1d.size()) return m.l1d.stamp(tlb_entry);
    tlb_entry -= m.l1d.size();
    return tlb_entry < m.fast.size() ? m.fast.stamp(tlb_entry) : nullptr;
}

const MmuStats& Mmu::stats() const {
    impl_->stats.mpt = impl_->checker.stats();
    return impl_->stats;
}
const MmuParams& Mmu::params() const { return impl_->params; }

}  // namespace covesim
