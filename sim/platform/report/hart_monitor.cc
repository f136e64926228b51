#include "sim/platform/report/hart_monitor.h"

#include "smmtt/mmpt.h"

namespace covesim {
namespace {
constexpr uint32_t kMmpt = 0x382, kHgatp = 0x680;

World world_of(const HartState& s) {
    return World::of(s.priv, s.v, Mmpt::rv64(s.mmpt).sdid, static_cast<uint16_t>(s.hgatp >> 44 & 0x3fff));
}
/// The instruction that an event is about.
Moment moment(const Hart& hart) { return {hart.event_start(), hart.cycles(), hart.retired()}; }
}  // namespace

void HartMonitor::attach(Hart& hart) {
    hart_ = &hart;
    hart.mmu().set_loss_observer(this);
}

void HartMonitor::finish() { switches_.refill(switches_.world(), refill_.take(switches_.world())); }

void HartMonitor::note(std::string_view what, const Hart& hart) {
    milestones_.note(what, hart.id(), hart.retired(), hart.now());
}

void HartMonitor::trap(const Hart& hart, const Trap& t) {
    const HartState& s = hart.state();
    const World source = world_of(s);
    if (source != switches_.world() && source.kind != World::Kind::Monitor) finish();
    switches_.trap({hart.event_start(), t.cause, source, s.x[17], s.x[16], s.scause, hart.retired()});
    if (!source.guest()) return;
    bool& spoke = guest_spoke_[source];
    if (spoke || !consoles_[source].trap(t, s.x)) return;
    spoke = true;
    note(name(source) + ": first console byte", hart);
}

void HartMonitor::xret(const Hart& hart) { switches_.xret(moment(hart)); }

void HartMonitor::csr_accessed(const Hart& hart, const CsrUse& use) {
    if (use.number == kMmpt || use.number == kHgatp) domain_csr(hart, use.number == kMmpt);
    const HartState& s = hart.state();
    if (state_csr(use.number) && !s.v && s.priv != Priv::M) switches_.csr(use, moment(hart));
}

void HartMonitor::domain_csr(const Hart& hart, bool mmpt) {
    uint64_t& known = mmpt ? mmpt_ : hgatp_;
    const uint64_t value = mmpt ? hart.state().mmpt : hart.state().hgatp;
    if (known == value) return;  // only read, or written with what it had
    known = value;
    if (mmpt) mpt_mode_ = std::max(mpt_mode_, static_cast<uint8_t>(value >> 60));
    switches_.domain(moment(hart));
}

void HartMonitor::fence(const Hart& hart) { switches_.fence(moment(hart)); }

void HartMonitor::context(const Hart& hart, uint16_t owner) {
    const World w = world_of(hart.state());
    refill_.running(w);
    if (w != switches_.world() && w.kind != World::Kind::Monitor) finish();
    switches_.enter(w, hart.cycles(), hart.state().scause);
    if (w.guest()) {
        bool& seen = guest_seen_[w];
        if (!seen) note(name(w) + ": first instruction", hart);
        seen = true;
        return;
    }
    if (owner_seen_.size() <= owner) owner_seen_.resize(owner + 1u);
    if (owner == kOther || owner_seen_[owner]) return;
    owner_seen_[owner] = true;
    note(std::string(owners_.name(owner)) + ": first instruction", hart);
}

void HartMonitor::lost(CachedIn where, const CachedKey& entry) {
    refill_.running(world_of(hart_->state()));
    refill_.lost(where, entry);
}

void HartMonitor::missed(CachedIn where, const CachedKey& wanted) {
    refill_.running(world_of(hart_->state()));
    refill_.missed(where, wanted);
}

}  // namespace covesim
