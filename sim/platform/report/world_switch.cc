#include "sim/platform/report/world_switch.h"

#include "cpu/priv/trap.h"
#include "sim/platform/report/sbi_names.h"

namespace covesim {
namespace {
bool ecall(uint64_t cause) { return cause >= cause::kEcallU && cause <= cause::kEcallM; }
uint64_t& of(Phases& p, Phase i) { return p[static_cast<size_t>(i)]; }
}  // namespace

/// A trap or xRET that nothing was told after led to the same privilege in the same world.
void WorldSwitchMonitor::same_world() {
    if (!open_ || monitor_ || (open_->clock.at != At::Trap && open_->clock.at != At::Return)) return;
    open_.reset();
    end_run();
}

/// What looked like a restore led nowhere: its domain changes and fences were the TSM's work for the span.
void WorldSwitchMonitor::end_run() {
    if (journey_ && state_.restore())
        for (const Phase p : {Phase::Domain, Phase::Fences}) of(journey_->phases, p) += (*state_.restore())[p];
    state_.forget();
}

/// The restore, or the clearing, that reaches the switch becomes its beginning.
void WorldSwitchMonitor::include_run(const World& to) {
    PhaseClock& run = *state_.restore();
    PhaseClock& clock = open_->clock;
    run.between(false, false, clock.start);
    if (!to.guest()) std::swap(run[Phase::Save], run[Phase::Restore]);
    for (size_t i = 0; i < run.phases.size(); ++i) clock.phases[i] += run.phases[i];
    clock.start = run.start;
    state_.forget();
}

void WorldSwitchMonitor::trap(const TrapEvent& e) {
    if (e.source.kind != World::Kind::Monitor) enter(e.source, e.begin, e.scause);
    if (in_.kind == World::Kind::None) return;
    if (open_) {  // M-mode's own trap, or a trap into M-mode's handler that did not get far
        open_->clock.between(false, false, e.begin);
        open_->clock.at = At::Trap;
        return;
    }
    if (e.source.kind == World::Kind::Monitor) return;
    open_ = Open{{e.begin, At::Trap}, state_.reaches(e.retired), {}};
    SwitchKind& k = open_->kind;
    if (ecall(e.cause)) {
        k.why = SwitchKind::Why::Call;
        k.a = e.a7;
        k.b = sbi_function(e.a7, e.a6);
    } else {
        k.why = SwitchKind::Why::Trap;
        k.a = e.cause;
    }
}

void WorldSwitchMonitor::xret(const Moment& m) {
    if (in_.kind == World::Kind::None) return;
    same_world();
    if (!open_) {
        open_ = Open{{m.begin, At::Return}, state_.reaches(m.retired), {}};
        open_->kind.why = SwitchKind::Why::Entry;
    } else {
        open_->clock.between(false, false, m.begin);
        open_->clock.at = At::Return;
    }
    open_->clock.advance(Phase::Return, m.end);
}

void WorldSwitchMonitor::marked(Phase p, const Moment& m) {
    same_world();
    if (open_) return open_->clock.mark(p, m.begin, m.end);
    if (in_.kind == World::Kind::None || in_.guest()) return;
    if (state_.gap(m.retired)) end_run();
    state_.mark(p, m);
}
void WorldSwitchMonitor::domain(const Moment& m) { marked(Phase::Domain, m); }
void WorldSwitchMonitor::fence(const Moment& m) { marked(Phase::Fences, m); }

void WorldSwitchMonitor::csr(const CsrUse& use, const Moment& m) {
    same_world();
    if (open_ || in_.kind == World::Kind::None || in_.guest()) return;
    if (state_.gap(m.retired)) end_run();
    const uint64_t grown = state_.csr(use, m);
    if (!grown) return;
    switches_[left_guest_].extend_last(Phase::Save, grown);
    if (journey_) of(journey_->phases, Phase::Save) += grown;
}

bool WorldSwitchMonitor::enter(const World& w, uint64_t at, uint64_t scause) {
    monitor_ = w.kind == World::Kind::Monitor;
    if (monitor_) {
        // The handler's first instruction; later changes of component inside M-mode mean nothing.
        if (!open_) return false;
        PhaseClock& clock = open_->clock;
        if (clock.at == At::Trap) {
            clock.between(false, false, at);
            clock.at = clock[Phase::Domain] || clock[Phase::Fences] ? At::After : At::Before;
        } else if (clock.at == At::Return) {
            clock.between(false, false, at);  // an xRET inside M-mode
            clock.at = At::After;
        }
        return false;
    }
    if (w == in_) {
        if (open_ && journey_)  // M-mode worked for the TSM
            for (const Phase p : {Phase::Domain, Phase::Fences}) of(journey_->phases, p) += open_->clock[p];
        if (open_) end_run();
        open_.reset();
        return false;
    }
    if (in_.kind != World::Kind::None) {
        if (open_) {
            close(w, at, scause);
        } else {
            ++unexplained_;
            journey_.reset();
            state_.forget();
        }
    }
    in_ = w;
    open_.reset();
    return true;
}

void WorldSwitchMonitor::close(const World& w, uint64_t at, uint64_t scause) {
    open_->clock.between(false, false, at);
    SwitchKind& k = open_->kind;
    k.from = in_.kind;
    k.to = w.kind;
    if (k.from == World::Kind::Host && k.to == World::Kind::Tsm) {
        const bool call = k.why == SwitchKind::Why::Call;
        call_eid_ = call ? k.a : SwitchKind::kNoCall;
        call_fid_ = call ? k.b : 0;
        called_ = true;
        tvm_ran_ = false;
    }
    if (k.to == World::Kind::Tvm) tvm_ran_ = true;
    const bool to_host = k.from == World::Kind::Tsm && k.to == World::Kind::Host;
    if (to_host && tvm_ran_) {
        k.why = SwitchKind::Why::Exit;
        k.a = scause;
        k.b = 0;
    } else if (to_host) {
        k.why = called_ ? SwitchKind::Why::Return : SwitchKind::Why::Start;
        k.a = called_ ? call_eid_ : 0;
        k.b = call_fid_;
    }
    if (open_->restored && (w.guest() || (to_host && tvm_ran_))) include_run(w);
    else end_run();
    switches_[k].add(at - open_->clock.start, open_->clock.phases);
    last_into_[w] = k;
    journey(in_, w, at, scause);
    if (in_.guest()) {
        left_guest_ = k;
        state_.left_guest(at);
    }
}

/// The switch that has just been recorded, as part of a span.
void WorldSwitchMonitor::journey(const World& from, const World& to, uint64_t at, uint64_t scause) {
    const bool ends_here = from.kind == World::Kind::Tsm && journey_;
    if (ends_here) {
        Journey& j = *journey_;
        for (size_t i = 0; i < j.phases.size(); ++i) j.phases[i] += open_->clock.phases[i];
        const uint64_t total = at - j.start;
        uint64_t known = 0;
        for (const uint64_t p : j.phases) known += p;
        of(j.phases, Phase::Inside) = total - known;
        j.kind.from = j.from.kind;
        j.kind.to = to.kind;
        if (j.from.guest() && !to.guest()) {
            j.kind.why = SwitchKind::Why::Exit;
            j.kind.a = scause;
            j.kind.b = 0;
        }
        spans_[j.kind].add(total, j.phases);
        journey_.reset();
    }
    if (to.kind == World::Kind::Tsm) journey_ = Journey{from, open_->clock.start, open_->clock.phases, open_->kind};
}

void WorldSwitchMonitor::refill(const World& w, const RefillCounts& counts) {
    const auto it = last_into_.find(w);
    if (it == last_into_.end()) return;
    RefillCounts& into = switches_[it->second].refill;
    for (size_t i = 0; i < into.size(); ++i) into[i] += counts[i];
}

}  // namespace covesim
