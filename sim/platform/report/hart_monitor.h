// What the report needs to see of one hart while it runs: the adaptor from the hart's events to world switches, refill
// and milestones. It changes no simulated number.
//
//   Milestones milestones;
//   HartMonitor monitor(owners, milestones);      one for each hart; all share the milestones
//   monitor.attach(hart);                         takes the hart's loss observer
//   hart.observe(&monitor);                       or through a HartFanOut, beside a trace
//   … run …
//   monitor.finish();                             once, before the results are read
//   report.add_switches(monitor);                 cost_report.h
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "cpu/hart.h"
#include "sim/platform/owner_map.h"
#include "sim/platform/report/milestones.h"
#include "sim/platform/report/refill.h"
#include "sim/platform/report/tvm_console.h"
#include "sim/platform/report/world_switch.h"

namespace covesim {

class HartMonitor final : public HartObserver, private LossObserver {
  public:
    HartMonitor(const OwnerMap& owners, Milestones& milestones) : owners_(owners), milestones_(milestones) {}
    HartMonitor(const HartMonitor&) = delete;
    HartMonitor& operator=(const HartMonitor&) = delete;

    /// Must outlive the hart's last run.
    void attach(Hart& hart);
    /// Attributes what the last world has refilled so far; may be called again after more running.
    void finish();

    const WorldSwitchMonitor& switches() const { return switches_; }
    const RefillTracker& refill() const { return refill_; }
    /// The largest mmpt.MODE that was in force; 0: the MPT was never on.
    uint8_t mpt_mode() const { return mpt_mode_; }
    template <class A>
    void archive(A& a) {
        a(switches_, refill_, consoles_, guest_seen_, guest_spoke_, owner_seen_, mmpt_, hgatp_, mpt_mode_);
    }

    void trap(const Hart& hart, const Trap& trap) override;
    void xret(const Hart& hart) override;
    void csr_accessed(const Hart& hart, const CsrUse& use) override;
    void fence(const Hart& hart) override;
    void context(const Hart& hart, uint16_t owner) override;

  private:
    void lost(CachedIn where, const CachedKey& entry) override;
    void missed(CachedIn where, const CachedKey& wanted) override;
    void domain_csr(const Hart& hart, bool mmpt);
    void note(std::string_view what, const Hart& hart);

    const OwnerMap& owners_;
    Milestones& milestones_;
    const Hart* hart_ = nullptr;
    WorldSwitchMonitor switches_;
    RefillTracker refill_;
    std::map<World, TvmConsole> consoles_;
    std::map<World, bool> guest_seen_, guest_spoke_;
    std::vector<bool> owner_seen_;
    uint64_t mmpt_ = 0, hgatp_ = 0;
    uint8_t mpt_mode_ = 0;
};

/// Several observers of one hart, told in the order they were added.
class HartFanOut final : public HartObserver {
  public:
    void add(HartObserver& o) { all_.push_back(&o); }
    void trap(const Hart& h, const Trap& t) override {
        for (auto* o : all_) o->trap(h, t);
    }
    void xret(const Hart& h) override {
        for (auto* o : all_) o->xret(h);
    }
    void csr_accessed(const Hart& h, const CsrUse& use) override {
        for (auto* o : all_) o->csr_accessed(h, use);
    }
    void fence(const Hart& h) override {
        for (auto* o : all_) o->fence(h);
    }
    void context(const Hart& h, uint16_t owner) override {
        for (auto* o : all_) o->context(h, owner);
    }
    void control_hint(const Hart& h, uint32_t command, uint64_t value) override {
        for (auto* o : all_) o->control_hint(h, command, value);
    }

  private:
    std::vector<HartObserver*> all_;
};

}  // namespace covesim
