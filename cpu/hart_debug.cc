// What a debugger asks of a hart: single steps, watchpoints, and where it stands. A step ends run() as an instruction
// count does, a watchpoint as a stop address does (docs/engine.md, "Stops"): neither is a sampling point, and no number
// changes.
#include "cpu/hart.h"
#include "cpu/priv/csr_row.h"

namespace covesim {

uint64_t Hart::pc() const {
    // Registers of the run loop are spilled when an instruction may wait for its turn; pc is where that one is.
    return within_instruction() ? pc_of(cur_) : state_.pc;
}

void Hart::step() {
    step_limit_ = retired() + 1;
    limit_ = 0;  // a jump leaves the inline path
    if (!running_) return;
    // Inside run() only marked instructions are looked at: what can follow the one under way, or the one being fetched.
    for (uint64_t at = pc(), next = at; next <= at + 4; next += 2) look_at(next);
}

void Hart::set_watches(std::vector<Watch> watches) {
    if (watches == watches_.list()) return;
    watches_.set(std::move(watches));
    drop_l0();
}

bool Hart::stops_at(Acc acc, uint64_t va, uint64_t bytes) {
    const auto hit = watches_.find(acc, va, bytes);
    if (!hit || (passed_access_ == retired() && passed_access_pc_ == pc_of(cur_))) return false;
    watch_hit_ = hit;
    passed_access_ = retired();
    passed_access_pc_ = pc_of(cur_);
    holding_ = true;
    return true;
}

/// In place of an exception, with the counts taken back as for one: enter() leaves the engine, as suspend() does.
void Hart::hold() {
    cur_insns_ = cur_gaps_ = 0;
    if (mode_ == Mode::Timed) --cyc_;  // it has not been issued
    drop_commit();
    resume_ = cur_;
    end_ = RunEnd::Stop;
}

bool Hart::write_csr(uint32_t number, uint64_t value) {
    if (!priv_.poke(number, value)) return false;
    apply(priv_.find(number)->effects);
    leave_block();  // what is left of it may be in another regime
    return true;
}

}  // namespace covesim
