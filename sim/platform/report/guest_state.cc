#include "sim/platform/report/guest_state.h"

namespace covesim {

void GuestState::left_guest(uint64_t at) {
    forget();
    saving_ = true;
    saved_to_ = at;
    seen_.reset();
}

void GuestState::forget() {
    saving_ = false;
    run_.reset();
    last_.reset();
}

void GuestState::begin_restore(uint64_t at) {
    saving_ = false;
    run_.emplace(at, PhaseClock::At::After);
}

uint64_t GuestState::csr(const CsrUse& use, const Moment& m) {
    last_ = m.retired;
    if (run_) return 0;
    const bool first = saving_ && !seen_[use.number];
    seen_.set(use.number);
    if (use.writes && hypervisor_csr(use.number) && !(first && use.reads)) {
        begin_restore(m.begin);
        return 0;
    }
    if (!first) return 0;
    const uint64_t grown = m.end - saved_to_;
    saved_to_ = m.end;
    return grown;
}

void GuestState::mark(Phase p, const Moment& m) {
    last_ = m.retired;
    if (!run_) begin_restore(m.begin);
    run_->mark(p, m.begin, m.end);
}

}  // namespace covesim
