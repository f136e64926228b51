// What retires is counted where it retires: not what traps, and a trap's way out belongs to who trapped.
#include "cpu/isa/all.h"
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

/// Three functions: the program, its handler, and everything else.
struct Functions final : FunctionFinder {
    FunctionSpan function_at(const Hart&, uint64_t pc) override {
        ++asked;
        if (pc >= kHandler && pc < kHandler + 0x100) return {kHandler, 0x100, &handler};
        if (pc >= kCode && pc < kCode + 0x40) return {kCode, 0x40, &program};
        return {kCode + 0x40, kHandler - kCode - 0x40, &rest};
    }
    FunctionUse program, handler, rest;
    uint64_t asked = 0;
};

uint64_t count(const InstructionCounts& c, isa::OpId op) { return c.full[size_t(op)] + c.compressed[size_t(op)]; }

}  // namespace

TEST_CASE("cpu.retire.1 instructions by name, 2-byte forms apart; one that traps is not among them") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        InstructionCounts counts(isa::kOpCount);
        s.hart().count_instructions(&counts);
        s.put(kCode, {kNop, kNop});
        s.put16(kCode + 8, {0x0001, 0x0001, 0x0001, 0x0001});  // c.nop
        s.put(kCode + 16, {lw(t0, 0, a0), kNop});
        s.put(kHandler, {csrr(t1, csr::minstret), kWfi});
        s.state().x[a0] = 0x100;  // vacant
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 5);
        CHECK(counts.full[size_t(isa::OpId::Addi)] == 2);
        CHECK(counts.compressed[size_t(isa::OpId::Addi)] == 4);
        CHECK(count(counts, isa::OpId::Lw) == 0);
        CHECK(count(counts, isa::OpId::Csrrs) == 1);
        CHECK(count(counts, isa::OpId::Wfi) == 1);
        CHECK(s.hart().retired() == 8);
    }
}

TEST_CASE("cpu.retire.2 a jump to a misaligned address on a hart without C: the instruction before it retired") {
    for (Setup setup : all_setups()) {
        INFO(name_of(setup));
        setup.features.c = false;
        setup.isa.remove(isa::Ext::C);
        System s(setup);
        InstructionCounts counts(isa::kOpCount);
        s.hart().count_instructions(&counts);
        s.put(kCode, {kNop, kNop, jal(zero, 6)});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 0);
        CHECK(count(counts, isa::OpId::Addi) == 2);
        CHECK(count(counts, isa::OpId::Jal) == 0);
        CHECK(count(counts, isa::OpId::Wfi) == 1);
    }
}

TEST_CASE("cpu.retire.3 functions by address: instructions and cycles, a trap's latency with the trapped one") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        Functions functions;
        s.hart().profile(&functions);
        s.put(kCode, {kNop, kNop, jal(zero, 0x40 - 8)});
        s.put(kCode + 0x40, {kNop, kEcall});
        s.put(kHandler, {kNop, kNop, kNop, kWfi});
        CHECK(s.run() == RunEnd::Wait);
        s.hart().settle_profile();
        CHECK(functions.program.instructions == 3);
        CHECK(functions.rest.instructions == 1);
        CHECK(functions.handler.instructions == 4);
        CHECK(functions.program.cycles + functions.rest.cycles + functions.handler.cycles == s.hart().cycles());
        if (setup.mode == Mode::Timed) {
            // Every line is fetched from memory (50 ns at 2 GHz), and each fetch is charged to the function it is for.
            CHECK(functions.program.cycles > 100);
            CHECK(functions.rest.cycles > 100);
            CHECK(functions.handler.cycles > 100);
            CHECK(functions.rest.cycles < 100 + 100);
        } else {
            CHECK(functions.program.cycles == 3);
            CHECK(functions.rest.cycles == 1 + 1);  // the ecall's trap
            CHECK(functions.handler.cycles == 4);
        }
        CHECK(functions.asked == 3);
    }
}

TEST_CASE("cpu.retire.4 sleep is no function's") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        Functions functions;
        s.hart().profile(&functions);
        s.put(kCode, {kNop, kWfi, kNop, jal(zero, 0)});
        CHECK(s.run() == RunEnd::Wait);
        const uint64_t asleep = s.hart().cycles();
        s.hart().advance_to(Tick{(asleep + 100'000) * s.setup.params.clock_period_fs});
        s.set_csr(csr::mie, 1 << 7);
        s.hart().set_line(7, true);
        s.run(0, 10);
        s.hart().settle_profile();
        CHECK(s.hart().stats().idle_cycles == 100'000);
        CHECK(functions.program.cycles == s.hart().cycles() - 100'000);
        CHECK(functions.program.instructions == s.hart().retired());
    }
}
