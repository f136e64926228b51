// Counting what retires: the instruction histogram and the profile by function (retire_counts.h).
#include "cpu/hart.h"

namespace covesim {

void Hart::watch() { watched_ = commits_ || counts_ || functions_; }

void Hart::count_instructions(InstructionCounts* counts) {
    counts_ = counts;
    watch();
}

void Hart::profile(FunctionFinder* functions) {
    settle_profile();
    functions_ = functions;
    function_ = {};
    watch();
}

void Hart::settle_profile() {
    if (cur_insns_ == 0) flush_commit();  // between instructions, perhaps waiting for its turn to fetch the next
    charge_function(retired(), cycles());
    function_fetch_ = stats_.stall_fetch + stats_.stall_fetch_translation;
}

/// The instruction is about to execute. What its fetch has taken since the last one is its function's.
void Hart::note_function(const isa::Slot* s, uint64_t icount) {
    const uint64_t fetch = stats_.stall_fetch + stats_.stall_fetch_translation;
    if (const uint64_t pc = pc_of(s); pc - function_.begin >= function_.size) {
        // The block counted ahead, from this instruction to its end.
        const uint64_t before = icount - s->insns - over_;
        const uint64_t cycles = mode_ == Mode::Timed ? cyc_ - 1U - s->gaps : idle_ + before * config_.params.fast_cpi;
        charge_function(before, cycles - (fetch - function_fetch_));
        function_ = functions_->function_at(*this, pc);
    }
    function_fetch_ = fetch;
}

void Hart::charge_function(uint64_t retired, uint64_t cycles) {
    if (function_.use) {
        function_.use->instructions += retired - function_retired_;
        function_.use->cycles += cycles - function_cycles_;
    }
    function_retired_ = retired;
    function_cycles_ = cycles;
}

}  // namespace covesim
