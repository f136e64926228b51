// Landing pads of a whole hart (Zicfilp): which jumps expect one, what is one, and what traps and returns keep.
// Unprivileged specification, "Landing Pad Enforcement"; encodings are literals from its figures.
// Extensions: zicfilp
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kTarget = kCode + 0x200;
constexpr uint32_t lpad(uint32_t label) { return label << 12 | 0x17; }
constexpr uint16_t c_jalr(uint32_t rs1) { return static_cast<uint16_t>(0x9002 | rs1 << 7); }

/// Code in S-mode, Bare, with menvcfg.LPE; `jump` from kCode to a0 = kTarget.
struct Pads : System {
    explicit Pads(Setup chosen = {}, bool enabled = true) : System(zicfilp(std::move(chosen))) {
        open_pmp();
        if (enabled) set_csr(csr::menvcfg, 1 << 2);
        for (uint32_t r = 1; r < 32; ++r) state().x[r] = kTarget;
        start(kCode, Priv::S);
    }
    static Setup zicfilp(Setup s) {
        s.features.zicfilp = true;
        return s;
    }
    /// Cause of the first trap.
    uint64_t cause() {
        CHECK(run() == RunEnd::Wait);
        return traps().at(0).cause;
    }
};

}  // namespace

TEST_CASE("cpu.lpad.1 indirect jumps need a landing pad, except through x1, x5 and x7") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        for (const uint32_t rd : {zero, ra, t0, s0}) {
            for (uint32_t rs1 = 1; rs1 < 32; ++rs1) {
                const bool guarded = rs1 != 1 && rs1 != 5 && rs1 != 7;
                Pads s(setup);
                s.put(kCode, {jalr(rd, rs1, 0)});
                s.put(kTarget, {kEcall});
                CHECK(s.cause() == (guarded ? 18 : 9));
                CHECK(s.traps()[0].pc == kTarget);
                CHECK(s.traps()[0].tval == (guarded ? 2 : 0));
                CHECK((s.csr(csr::mstatus) >> 41 & 1) == guarded);  // MPELP
                CHECK_FALSE(s.state().elp);
                if (rs1 > 8) continue;
                Pads p(setup);
                p.put(kCode, {jalr(rd, rs1, 0)});
                p.put(kTarget, {lpad(0), kEcall});
                CHECK(p.cause() == 9);
                CHECK(p.traps()[0].pc == kTarget + 4);
                CHECK((p.csr(csr::mstatus) >> 41 & 1) == 0);
            }
        }
        for (const uint16_t jump : {c_jr(a0), c_jalr(a0)}) {
            Pads s(setup);
            s.put16(kCode, {jump});
            s.put(kTarget, {kEcall});
            CHECK(s.cause() == 18);
        }
        // Direct jumps and branches expect none; nor does anything where LPE is 0.
        for (const uint32_t jump : {jal(ra, 0x200), beq(zero, zero, 0x200)}) {
            Pads s(setup);
            s.put(kCode, {jump});
            s.put(kTarget, {kEcall});
            CHECK(s.cause() == 9);
        }
        Pads off(setup, false);
        off.put(kCode, {jalr(ra, a0, 0)});
        off.put(kTarget, {kEcall});
        CHECK(off.cause() == 9);
    }
}

TEST_CASE("cpu.lpad.2 the label must be zero or bits 31:12 of x7") {
    struct {
        uint64_t x7;
        uint32_t label;
        uint64_t cause;
    } const kCases[] = {{0, 0, 9},
                        {~uint64_t{0}, 0, 9},
                        {0xdead'beef'1234'5fff, 0x12345, 9},
                        {0x12345000, 0x12344, 18},
                        {0x1'0000'0000, 1, 18},
                        {0xffff'ffff'ffff'ffff, 0xfffff, 9}};
    for (const Setup& setup : all_setups()) {
        for (const auto& c : kCases) {
            INFO(name_of(setup) << std::hex << " x7 " << c.x7 << " label " << c.label);
            Pads s(setup);
            s.state().x[t2] = c.x7;
            s.put(kCode, {jalr(ra, a0, 0)});
            s.put(kTarget, {lpad(c.label), kEcall});
            CHECK(s.cause() == c.cause);
        }
    }
}

TEST_CASE("cpu.lpad.3 it must lie on four bytes; faults of the fetch come first, illegal instructions after") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Pads half(setup);
        half.state().x[a0] = kTarget + 2;
        half.put(kCode, {jalr(ra, a0, 0)});
        half.put(kTarget + 2, {lpad(0), kEcall});
        CHECK(half.cause() == 18);
        Pads illegal(setup);
        illegal.put(kCode, {jalr(ra, a0, 0)});
        illegal.put(kTarget, {kIllegal});
        CHECK(illegal.cause() == 18);
        Pads nothing(setup);
        nothing.state().x[a0] = 0x5000'0000;
        nothing.put(kCode, {jalr(ra, a0, 0)});
        CHECK(nothing.cause() == 1);
        CHECK((nothing.csr(csr::mstatus) >> 41 & 1) == 1);
        // The last instruction of a page: a landing pad, and one half of an instruction whose page has another fault.
        Pads last(setup);
        last.state().x[a0] = kCode + 0xffc;
        last.put(kCode, {jalr(ra, a0, 0)});
        last.put(kCode + 0xffc, {lpad(0), kEcall});
        CHECK(last.cause() == 9);
        CHECK(last.traps()[0].pc == kCode + 0x1000);
        Pads edge(setup);
        edge.state().x[a0] = kRam + kRamSize - 2;
        edge.put(kCode, {jalr(ra, a0, 0)});
        edge.put16(kRam + kRamSize - 2, {0x0003});
        CHECK(edge.cause() == 1);
        CHECK(edge.traps()[0].tval == kRam + kRamSize);
        Pads whole(setup);
        whole.state().x[a0] = kCode + 0xffe;
        whole.put(kCode, {jalr(ra, a0, 0)});
        whole.put(kCode + 0xffe, {kNop});
        CHECK(whole.cause() == 18);
    }
}

TEST_CASE("cpu.lpad.4 a jump at the end of a page, a jump into another page, a loop of indirect jumps") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Pads s(setup);
        s.state().x[a1] = kCode + 0x1ffc;
        s.state().x[a2] = kTarget;
        s.state().x[a3] = 50;
        s.put(kCode, {jalr(zero, a1, 0)});
        s.put(kCode + 0x1ffc, {lpad(0)});
        s.put(kCode + 0x2000, {addi(a3, a3, -1), beq(a3, zero, 8), jalr(zero, a2, 0), kEcall});
        s.put(kTarget, {lpad(0), jalr(zero, a1, 0)});
        CHECK(s.cause() == 9);
        CHECK(s.x(a3) == 0);
        CHECK(s.traps()[0].retired == 3 + 49 * 6 + 2);  // MRET, a jump, its landing pad; the loop; its last turn
    }
}

TEST_CASE("cpu.lpad.5 an interrupt between the jump and its target: SPELP keeps what SRET brings back") {
    for (const Setup& setup : all_setups()) {
        for (const bool pad : {true, false}) {
            INFO(name_of(setup) << (pad ? " pad" : ""));
            Pads s(setup);
            const uint64_t stvec = kHandler + 0x200;  // S-mode's own handler
            s.put(stvec, {csrr(s1, 0x100), csrw(0x104, zero), kSret});
            s.state().stvec = stvec;
            s.state().mideleg = s.state().mie = 1 << 1;
            s.state().mstatus |= 1 << 1;  // SIE
            s.put(kCode, {jalr(ra, a0, 0)});
            s.put(kTarget, {pad ? lpad(0) : kNop, kEcall});
            CHECK(s.run(0, 2) == RunEnd::Stop);  // MRET and the jump
            CHECK(s.state().pc == kTarget);
            CHECK(s.state().elp);
            s.set_csr(csr::mip, 1 << 1);
            CHECK(s.run() == RunEnd::Wait);
            REQUIRE(s.traps().size() == 2);
            CHECK(s.traps()[0].cause == (uint64_t{1} << 63 | 1));
            CHECK(s.traps()[0].pc == kTarget);
            CHECK((s.x(s1) >> 23 & 1) == 1);  // SPELP
            CHECK(s.traps()[1].cause == (pad ? 9 : 18));
            CHECK(s.traps()[1].pc == kTarget + (pad ? 4 : 0));
        }
    }
}

TEST_CASE("cpu.lpad.6 LPAD without expectation, and with the extension left out, does nothing") {
    for (const bool exists : {true, false}) {
        Setup setup;
        if (!exists) setup.isa.remove(isa::Ext::Zicfilp);
        Pads s(setup, exists);
        s.put(kCode, {lpad(0x54321), lpad(0), kEcall});
        CHECK(s.cause() == 9);
        CHECK(s.traps()[0].pc == kCode + 8);
    }
}
