// instret and cycle are exact in the middle of blocks, at traps and at interrupts.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

TEST_CASE("cpu.counts.1 CSR reads see exactly the instructions before them, in fast also the cycles") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {csrr(t0, csr::minstret), kNop, kNop, csrr(t1, csr::minstret), beq(zero, zero, 8), kNop,
                      csrr(t2, csr::minstret), csrr(t3, csr::mcycle), kNop, csrr(t4, csr::mcycle), kWfi});
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 0);
        CHECK(s.x(t1) == 3);
        CHECK(s.x(t2) == 5);
        if (setup.mode != Mode::Timed) {
            CHECK(s.x(t3) == 6);
            CHECK(s.x(t4) == 8);
        } else {
            CHECK(s.x(t4) > s.x(t3) + 1);
        }
    }
}

TEST_CASE("cpu.counts.2 a trap in the middle of a block takes back what was not executed") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {kNop, kNop, lw(t0, 0, a0), kNop, kNop, kNop, kWfi});
        s.put(kHandler, {csrr(t1, csr::minstret), csrr(t2, csr::mcycle), kWfi});
        s.state().x[a0] = 0x100;  // vacant
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.trap().cause == 5);
        CHECK(s.trap().tval == 0x100);
        CHECK(s.trap().pc == kCode + 8);
        CHECK(s.trap().retired == 2);
        CHECK(s.x(t1) == 2);
        CHECK(s.hart().retired() == 5);
        if (setup.mode != Mode::Timed) CHECK(s.x(t2) == 2 + 1 + 1);  // two retired, one for the trap, one more
    }
}

TEST_CASE("cpu.counts.3 every kind of exception leaves its pc, tval and counts") {
    struct Case {
        std::vector<uint32_t> body;  // the last one traps
        uint64_t cause, tval;
    };
    const Case kCases[] = {
        {{kNop, kIllegal}, 2, kIllegal},
        {{kNop, kNop, kEcall}, 11, 0},
        {{kNop, kEbreak}, 3, kCode + 4},
        {{kNop, csrr(t0, 0x5c0)}, 2, csrr(t0, 0x5c0)},
        {{kNop, lr_d(t0, a1)}, 4, 0x8010'000c},
        {{kNop, sc_d(t0, t1, a1)}, 6, 0x8010'000c},
        {{kNop, amoadd_d(t0, t1, a1)}, 6, 0x8010'000c},
        {{kNop, sd(t0, 0, a2)}, 7, 0x100},
        {{kNop, ld(t0, 0, a2)}, 5, 0x100},
        {{kNop, amoadd_w(t0, t1, a2)}, 7, 0x100},
        {{kNop, cbo(kCboZero, a2)}, 7, 0x100},
        {{kNop, fadd_d(1, 2, 3)}, 2, fadd_d(1, 2, 3)},  // FS is off
        {{kNop, 0}, 2, 0},
    };
    for (const Setup& setup : all_setups()) {
        for (const Case& c : kCases) {
            INFO(name_of(setup) << " cause " << c.cause << " last word " << c.body.back());
            System s(setup);
            s.put(kCode, c.body);
            s.state().x[a1] = 0x8010'000c;
            s.state().x[a2] = 0x100;
            s.state().mstatus &= ~uint64_t{3} << 13;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.csr(csr::mcause) == c.cause);
            CHECK(s.csr(csr::mtval) == c.tval);
            CHECK(s.csr(csr::mepc) == kCode + 4 * (c.body.size() - 1));
            CHECK(s.trap().retired == c.body.size() - 1);
        }
    }
}

TEST_CASE("cpu.counts.4 a write to minstret stands in place of its own increment") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {kNop, csrw(csr::minstret, a0), csrr(t0, csr::minstret), kNop, csrr(t1, csr::minstret), kWfi});
        s.state().x[a0] = 100;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 100);
        CHECK(s.x(t1) == 102);
    }
}

TEST_CASE("cpu.counts.5 the instruction limit is met exactly, wherever it falls") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.put(kCode, {addi(t0, t0, 1), addi(t0, t0, 1), addi(t0, t0, 1), jal(zero, -12)});
        s.hart().set_instruction_limit(10);
        CHECK(s.hart().run(kNoLimit) == RunEnd::Stop);
        CHECK(s.hart().retired() == 10);
        CHECK(s.state().pc == kCode + 8);
        CHECK(s.x(t0) == 8);
        CHECK(s.hart().run(kNoLimit) == RunEnd::Stop);
        CHECK(s.hart().retired() == 10);
        for (const uint64_t n : {11, 12, 16, 17, 9999, 100'000, 100'001}) {
            s.hart().set_instruction_limit(n);
            CHECK(s.hart().run(kNoLimit) == RunEnd::Stop);
            CHECK(s.hart().retired() == n);
            CHECK(s.state().pc == kCode + n % 4 * 4);
        }
    }
}

TEST_CASE("cpu.counts.6 a quantum ends at the same instruction with every accelerator") {
    for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
        std::vector<std::pair<uint64_t, uint64_t>> first;
        for (const Setup& setup : all_setups()) {
            if (setup.mode != mode) continue;
            INFO(name_of(setup));
            System s(setup);
            s.put(kCode, {addi(t0, t0, 1), mul(t1, t0, t0), add(t2, t1, t1), bne(t0, a0, -12), ld(t3, 0, a1), kWfi});
            s.state().x[a0] = 300;
            s.state().x[a1] = kData;
            std::vector<std::pair<uint64_t, uint64_t>> ends;
            for (uint64_t q = 1; ends.size() < 40; ++q) {
                if (s.hart().run(Tick{q * 17 * 500'000}) == RunEnd::Wait) break;
                ends.emplace_back(s.hart().retired(), s.hart().cycles());
                CHECK(s.hart().now() >= Tick{q * 17 * 500'000});
            }
            if (first.empty()) first = ends;
            CHECK(ends == first);
        }
        CHECK(first.size() > 10);
    }
}

TEST_CASE("cpu.counts.7 switching modes at run time changes no architectural state") {
    const auto program = [](System& s) {
        s.put(kCode, {addi(t0, t0, 1), sd(t0, 0, a1), ld(t1, 0, a1), add(t2, t2, t1), addi(a1, a1, 8), bne(t0, a0, -20),
                      csrr(t4, csr::minstret), kWfi});
        s.state().x[a0] = 200;
        s.state().x[a1] = kData;
    };
    System straight;
    program(straight);
    CHECK(straight.run() == RunEnd::Wait);
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        program(s);
        const Mode kModes[] = {Mode::Fast, Mode::Timed, Mode::Warm, Mode::Fast, Mode::Timed, Mode::Fast, Mode::Warm};
        RunEnd end = RunEnd::Stop;
        uint64_t cycles = 0;
        for (int i = 0; end == RunEnd::Stop; ++i) {
            s.hart().set_mode(kModes[i % 7]);
            CHECK(s.hart().cycles() == cycles);
            end = s.run(0, 37);
            CHECK(s.hart().cycles() > cycles);
            cycles = s.hart().cycles();
        }
        CHECK(end == RunEnd::Wait);
        for (int r = 0; r < 32; ++r) CHECK(s.x(r) == straight.x(r));
        CHECK(s.hart().retired() == straight.hart().retired());
    }
}

TEST_CASE("cpu.counts.8 hardware counters of the events that the hart counts") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        // mhpmevent3 = 2 (instructions): exact; started by the write, which itself does not count.
        s.put(kCode, {csrw(csr::mhpmevent3, a0), kNop, kNop, csrr(t0, csr::mhpmcounter3), kNop,
                      csrr(t1, csr::mhpmcounter3), kWfi});
        s.state().x[a0] = 2;
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t0) == 2);
        CHECK(s.x(t1) == 4);
    }
}

TEST_CASE("cpu.counts.9 an observer learns what each CSR instruction read and wrote, and when") {
    struct Log final : HartObserver {
        struct Row {
            uint32_t number;
            bool reads, writes;
            uint64_t retired, cycles;
            bool operator==(const Row&) const = default;
        };
        std::vector<Row> rows;
        void csr_accessed(const Hart& h, const CsrUse& u) override {
            rows.push_back({u.number, u.reads, u.writes, h.retired(), h.cycles() - h.event_start()});
        }
    };
    constexpr uint32_t kMscratch = 0x340;
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        Log log;
        s.hart().observe(&log);
        s.put(kCode, {csrw(kMscratch, t0), kNop, csrrw(t0, kMscratch, t0), csrr(t0, kMscratch), kNop, kNop,
                      csrrs(zero, kMscratch, t0), csrrs(t1, kMscratch, t0), i_type(0x340, 3, 7, zero, 0x73),
                      i_type(0x340, 0, 7, t0, 0x73), i_type(0x340, 0, 5, zero, 0x73), kWfi});  // csrci, csrci, csrwi
        CHECK(s.run() == RunEnd::Wait);
        const uint64_t took = log.rows.at(0).cycles;
        CHECK((setup.mode == Mode::Timed ? took > 1 : took == 1));
        CHECK(log.rows == std::vector<Log::Row>{{kMscratch, false, true, 1, took},
                                                {kMscratch, true, true, 3, took},
                                                {kMscratch, true, false, 4, took},
                                                {kMscratch, false, true, 7, took},
                                                {kMscratch, true, true, 8, took},
                                                {kMscratch, false, true, 9, took},
                                                {kMscratch, true, false, 10, took},
                                                {kMscratch, false, true, 11, took}});
    }
}
