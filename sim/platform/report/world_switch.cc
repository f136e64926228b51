#include "sim/platform/report/world_switch.h"

#include "cpu/priv/trap.h"
#include "sim/platform/report/sbi_names.h"

namespace covesim {
namespace {
bool ecall(uint64_t cause) { return cause >= cause::kEcallU && cause <= cause::kEcallM; }
uint64_t& of(Phases& p, Phase i) { return p[static_cast<size_t>(i)]; }
}  // namespace

void WorldSwitchMonitor::advance(Phase p, uint64_t to) {
    of(open_->phases, p) += to - open_->cursor;
    open_->cursor = to;
}

/// The time since the last event, up to what comes now.
void WorldSwitchMonitor::between(bool domain_next, bool fence_next, uint64_t to) {
    switch (open_->at) {
        case At::Trap: return advance(Phase::Trap, to);
        case At::Before: return advance(Phase::Save, to);
        case At::Domain: return advance(domain_next || fence_next ? Phase::Domain : Phase::Restore, to);
        case At::Fence: return advance(domain_next || fence_next ? Phase::Fences : Phase::Restore, to);
        case At::Return: return advance(Phase::Return, to);
        case At::After: return advance(Phase::Restore, to);
    }
}

/// A trap or xRET that nothing was told after led to the same privilege in the same world.
void WorldSwitchMonitor::same_world() {
    if (open_ && !monitor_ && (open_->at == At::Trap || open_->at == At::Return)) open_.reset();
}

void WorldSwitchMonitor::trap(const TrapEvent& e) {
    if (e.source.kind != World::Kind::Monitor) enter(e.source, e.begin, e.scause);
    if (in_.kind == World::Kind::None) return;
    if (open_) {  // M-mode's own trap, or a trap into M-mode's handler that did not get far
        between(false, false, e.begin);
        open_->at = At::Trap;
        return;
    }
    if (e.source.kind == World::Kind::Monitor) return;
    open_ = Open{e.begin, e.begin, At::Trap, {}, {}};
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

void WorldSwitchMonitor::xret(uint64_t begin, uint64_t end) {
    if (in_.kind == World::Kind::None) return;
    same_world();
    if (!open_) {
        open_ = Open{begin, begin, At::Return, {}, {}};
        open_->kind.why = SwitchKind::Why::Entry;
    } else {
        between(false, false, begin);
        open_->at = At::Return;
    }
    advance(Phase::Return, end);
}

void WorldSwitchMonitor::marked(Phase p, uint64_t begin, uint64_t end) {
    same_world();
    if (open_) {
        between(p == Phase::Domain, p == Phase::Fences, begin);
        advance(p, end);
        open_->at = p == Phase::Domain ? At::Domain : At::Fence;
    } else if (journey_) {
        of(journey_->phases, p) += end - begin;  // by the TSM itself
    }
}
void WorldSwitchMonitor::domain(uint64_t begin, uint64_t end) { marked(Phase::Domain, begin, end); }
void WorldSwitchMonitor::fence(uint64_t begin, uint64_t end) { marked(Phase::Fences, begin, end); }

bool WorldSwitchMonitor::enter(const World& w, uint64_t at, uint64_t scause) {
    monitor_ = w.kind == World::Kind::Monitor;
    if (monitor_) {
        // The handler's first instruction; later changes of component inside M-mode mean nothing.
        if (open_ && open_->at == At::Trap) {
            between(false, false, at);
            const bool marks = of(open_->phases, Phase::Domain) || of(open_->phases, Phase::Fences);
            open_->at = marks ? At::After : At::Before;
        } else if (open_ && open_->at == At::Return) {
            between(false, false, at);  // an xRET inside M-mode
            open_->at = At::After;
        }
        return false;
    }
    if (w == in_) {
        if (open_ && journey_) {  // M-mode worked for the TSM
            of(journey_->phases, Phase::Domain) += of(open_->phases, Phase::Domain);
            of(journey_->phases, Phase::Fences) += of(open_->phases, Phase::Fences);
        }
        open_.reset();
        return false;
    }
    if (in_.kind != World::Kind::None) {
        if (open_) {
            close(w, at, scause);
        } else {
            ++unexplained_;
            journey_.reset();
        }
    }
    in_ = w;
    open_.reset();
    return true;
}

void WorldSwitchMonitor::close(const World& w, uint64_t at, uint64_t scause) {
    between(false, false, at);
    SwitchKind& k = open_->kind;
    k.from = in_.kind;
    k.to = w.kind;
    if (k.from == World::Kind::Host && k.to == World::Kind::Tsm) {
        const bool call = k.why == SwitchKind::Why::Call;
        call_eid_ = call ? k.a : SwitchKind::kNoCall;
        call_fid_ = call ? k.b : 0;
        tvm_ran_ = false;
    }
    if (k.to == World::Kind::Tvm) tvm_ran_ = true;
    if (k.from == World::Kind::Tsm && k.to == World::Kind::Host) {
        if (tvm_ran_) {
            k.why = SwitchKind::Why::Exit;
            k.a = scause;
            k.b = 0;
        } else {
            k.why = SwitchKind::Why::Return;
            k.a = call_eid_;
            k.b = call_fid_;
        }
    }
    switches_[k].add(at - open_->start, open_->phases);
    last_into_[w] = k;
    journey(in_, w, at, scause);
}

/// The switch that has just been recorded, as part of a span.
void WorldSwitchMonitor::journey(const World& from, const World& to, uint64_t at, uint64_t scause) {
    const bool ends_here = from.kind == World::Kind::Tsm && journey_;
    if (ends_here) {
        Journey& j = *journey_;
        for (size_t i = 0; i < j.phases.size(); ++i) j.phases[i] += open_->phases[i];
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
    if (to.kind == World::Kind::Tsm) journey_ = Journey{from, open_->start, open_->phases, open_->kind};
}

void WorldSwitchMonitor::refill(const World& w, const RefillCounts& counts) {
    const auto it = last_into_.find(w);
    if (it == last_into_.end()) return;
    RefillCounts& into = switches_[it->second].refill;
    for (size_t i = 0; i < into.size(); ++i) into[i] += counts[i];
}

}  // namespace covesim
