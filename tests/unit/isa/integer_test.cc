// RV64I and M against literal results from the text of the unprivileged specification.
#include <catch2/catch.hpp>

#include "tests/unit/isa/fake_context.h"

using namespace covesim::isa;
using namespace covesim::isa::test;

namespace {

constexpr uint64_t kMin64 = 0x8000000000000000, kMax64 = 0x7fffffffffffffff, kOnes = ~uint64_t{0};

template <class T>
bool taken(uint64_t a, uint64_t b) {
    FakeContext e;
    e.x[5] = a, e.x[6] = b;
    Slot o;
    o.rs1 = 5, o.rs2 = 6, o.len = 2;
    return T::taken(e, o);
}

template <class T>
uint64_t loaded(uint64_t offset = 0) {
    FakeContext e;
    const uint64_t pattern = 0x8182838485868788;
    std::memcpy(&e.memory[8], &pattern, 8);
    e.x[5] = FakeContext::kBase + 16;
    Slot o;
    o.rd = 7, o.rs1 = 5, o.imm = int32_t(offset) - 8, o.len = 2;
    REQUIRE(T::exec(e, o));
    return e.x[7];
}

template <class T>
uint64_t stored() {
    FakeContext e;
    e.memory.fill(0xee);
    e.x[5] = FakeContext::kBase + 16, e.x[6] = 0x1122334455667788;
    Slot o;
    o.rs1 = 5, o.rs2 = 6, o.imm = -8, o.len = 2;
    REQUIRE(T::exec(e, o));
    CHECK(e.memory[7] == 0xee);
    uint64_t v = 0;
    std::memcpy(&v, &e.memory[8], 8);
    return v;
}

}  // namespace

TEST_CASE("isa 201: additions and comparisons wrap and sign-extend") {
    CHECK(run<Add>(kMax64, 1) == kMin64);
    CHECK(run<Sub>(0, 1) == kOnes);
    CHECK(run<Addw>(0x7fffffff, 1) == 0xffffffff80000000);
    CHECK(run<Addw>(0xdeadbeef00000001, 0x1234567800000002) == 3);
    CHECK(run<Subw>(0x80000000, 1) == 0x7fffffff);
    CHECK(run<Subw>(0, 1) == kOnes);
    CHECK(run_imm<Addi>(5, -6) == kOnes);
    CHECK(run_imm<Addi>(kOnes, 2047) == 2046);
    CHECK(run_imm<Addiw>(0xffffffff7fffffff, 1) == 0xffffffff80000000);
    CHECK(run_imm<Addiw>(0x1ffffffff, 0) == kOnes);  // the pseudo-instruction sext.w
    CHECK(run<Slt>(kMin64, 0) == 1);
    CHECK(run<Slt>(0, kMin64) == 0);
    CHECK(run<Sltu>(0, kMin64) == 1);
    CHECK(run<Sltu>(7, 7) == 0);
    CHECK(run_imm<Slti>(kMin64, -2048) == 1);
    CHECK(run_imm<Slti>(0, -1) == 0);
    CHECK(run_imm<Sltiu>(0, 1) == 1);           // seqz
    CHECK(run_imm<Sltiu>(kOnes - 1, -1) == 1);  // the immediate is sign-extended, then compared as unsigned
    CHECK(run_imm<Sltiu>(kOnes, -1) == 0);
}

TEST_CASE("isa 202: logic, with sign-extended immediates") {
    CHECK(run<And>(0xff00ff00ff00ff00, 0x0ff00ff00ff00ff0) == 0x0f000f000f000f00);
    CHECK(run<Or>(0xff00ff00ff00ff00, 0x0ff00ff00ff00ff0) == 0xfff0fff0fff0fff0);
    CHECK(run<Xor>(0xff00ff00ff00ff00, 0x0ff00ff00ff00ff0) == 0xf0f0f0f0f0f0f0f0);
    CHECK(run_imm<Andi>(0x123456789abcdef0, -16) == 0x123456789abcdef0);
    CHECK(run_imm<Andi>(kOnes, 0x7ff) == 0x7ff);
    CHECK(run_imm<Ori>(0, -2048) == 0xfffffffffffff800);
    CHECK(run_imm<Xori>(0x123456789abcdef0, -1) == 0xedcba9876543210f);  // not
}

TEST_CASE("isa 203: shifts use 6 bits, or 5 for words") {
    CHECK(run<Sll>(1, 63) == kMin64);
    CHECK(run<Sll>(1, 64) == 1);
    CHECK(run<Srl>(kMin64, 63) == 1);
    CHECK(run<Sra>(kMin64, 63) == kOnes);
    CHECK(run<Sra>(kMin64, 0xffffffffffffff04) == 0xf800000000000000);
    CHECK(run_imm<Slli>(3, 63) == kMin64);
    CHECK(run_imm<Srli>(kOnes, 60) == 15);
    CHECK(run_imm<Srai>(0x8000000000000010, 4) == 0xf800000000000001);
    CHECK(run<Sllw>(1, 31) == 0xffffffff80000000);
    CHECK(run<Sllw>(1, 32) == 1);
    CHECK(run<Srlw>(0xffffffff80000000, 31) == 1);
    CHECK(run<Srlw>(0x80000000, 0) == 0xffffffff80000000);
    CHECK(run<Sraw>(0x0000000080000000, 31) == kOnes);
    CHECK(run_imm<Slliw>(0xffffffff00000001, 31) == 0xffffffff80000000);
    CHECK(run_imm<Srliw>(0x1234567880000000, 4) == 0x08000000);
    CHECK(run_imm<Sraiw>(0x1234567880000000, 4) == 0xfffffffff8000000);
}

TEST_CASE("isa 204: lui, auipc, jumps") {
    FakeContext e;
    e.pc_value = 0x80000000;
    Slot o;
    o.rd = 7, o.imm = int32_t(0x80000000), o.len = 2;
    Lui::exec(e, o);
    CHECK(e.x[7] == 0xffffffff80000000);
    Auipc::exec(e, o);
    CHECK(e.x[7] == 0);  // 0x80000000 + 0xffffffff80000000
    o.imm = -4;
    CHECK(Jal::target(e, o) == 0x7ffffffc);
    CHECK(e.x[7] == 0x80000004);
    o.len = 1;
    CHECK(Jal::target(e, o) == 0x7ffffffc);
    CHECK(e.x[7] == 0x80000002);  // a compressed jump links to pc + 2

    o.len = 2, o.rs1 = 7, o.imm = 3;
    e.x[7] = 0x1000;
    CHECK(Jalr::target(e, o) == 0x1002);  // rd = rs1; the lowest bit is cleared
    CHECK(e.x[7] == 0x80000004);
    e.x[7] = 4, o.imm = -8;
    CHECK(Jalr::target(e, o) == 0xfffffffffffffffc);
}

TEST_CASE("isa 205: branches") {
    CHECK(taken<Beq>(5, 5));
    CHECK_FALSE(taken<Beq>(5, 0x100000005));
    CHECK(taken<Bne>(5, 0x100000005));
    CHECK_FALSE(taken<Bne>(5, 5));
    CHECK(taken<Blt>(kOnes, 0));
    CHECK_FALSE(taken<Blt>(0, 0));
    CHECK(taken<Bge>(0, 0));
    CHECK_FALSE(taken<Bge>(kMin64, kMax64));
    CHECK(taken<Bltu>(0, kOnes));
    CHECK_FALSE(taken<Bltu>(kOnes, 0));
    CHECK(taken<Bgeu>(kOnes, kMax64));
    CHECK_FALSE(taken<Bgeu>(1, 2));
}

TEST_CASE("isa 206: loads extend, stores truncate, a fault leaves rd") {
    CHECK(loaded<Lb>() == 0xffffffffffffff88);
    CHECK(loaded<Lbu>() == 0x88);
    CHECK(loaded<Lh>() == 0xffffffffffff8788);
    CHECK(loaded<Lhu>() == 0x8788);
    CHECK(loaded<Lw>() == 0xffffffff85868788);
    CHECK(loaded<Lwu>() == 0x85868788);
    CHECK(loaded<Ld>() == 0x8182838485868788);
    CHECK(loaded<Lbu>(7) == 0x81);
    CHECK(stored<Sb>() == 0xeeeeeeeeeeeeee88);
    CHECK(stored<Sh>() == 0xeeeeeeeeeeee7788);
    CHECK(stored<Sw>() == 0xeeeeeeee55667788);
    CHECK(stored<Sd>() == 0x1122334455667788);

    FakeContext e;
    e.x[7] = 42;
    Slot o;
    o.rd = 7, o.rs1 = 5, o.rs2 = 7, o.len = 2;
    CHECK_FALSE(Ld::exec(e, o));
    CHECK(e.x[7] == 42);
    CHECK_FALSE(Sd::exec(e, o));
}

TEST_CASE("isa 207: multiplication, low and high") {
    CHECK(run<Mul>(0xffffffffffffffff, 0xffffffffffffffff) == 1);
    CHECK(run<Mul>(0x100000001, 0x100000001) == 0x200000001);
    CHECK(run<Mulh>(kOnes, kOnes) == 0);
    CHECK(run<Mulh>(kMin64, kMin64) == 0x4000000000000000);
    CHECK(run<Mulh>(kMin64, 1) == kOnes);
    CHECK(run<Mulhu>(kOnes, kOnes) == 0xfffffffffffffffe);
    CHECK(run<Mulhu>(kMin64, 4) == 2);
    CHECK(run<Mulhsu>(kOnes, kOnes) == kOnes);
    CHECK(run<Mulhsu>(1, kOnes) == 0);
    CHECK(run<Mulhsu>(kMin64, 2) == kOnes);
    CHECK(run<Mulw>(0x80000000, 2) == 0);
    CHECK(run<Mulw>(0xffffffff00010000, 0x8000) == 0xffffffff80000000);
}

TEST_CASE("isa 208: division by zero and overflow do not trap") {
    CHECK(run<Div>(20, uint64_t(-6)) == uint64_t(-3));
    CHECK(run<Rem>(20, uint64_t(-6)) == 2);
    CHECK(run<Div>(uint64_t(-20), 6) == uint64_t(-3));
    CHECK(run<Rem>(uint64_t(-20), 6) == uint64_t(-2));
    CHECK(run<Divu>(uint64_t(-20), 6) == 0x2aaaaaaaaaaaaaa7);
    CHECK(run<Remu>(uint64_t(-20), 6) == 2);

    CHECK(run<Div>(7, 0) == kOnes);
    CHECK(run<Divu>(7, 0) == kOnes);
    CHECK(run<Rem>(uint64_t(-7), 0) == uint64_t(-7));
    CHECK(run<Remu>(7, 0) == 7);
    CHECK(run<Div>(kMin64, kOnes) == kMin64);
    CHECK(run<Rem>(kMin64, kOnes) == 0);

    CHECK(run<Divw>(0x80000000, kOnes) == 0xffffffff80000000);
    CHECK(run<Remw>(0x80000000, kOnes) == 0);
    CHECK(run<Divw>(7, 0x100000000) == kOnes);
    CHECK(run<Divuw>(7, 0x100000000) == kOnes);
    CHECK(run<Remw>(0x180000001, 0) == 0xffffffff80000001);
    CHECK(run<Remuw>(0x180000001, 0) == 0xffffffff80000001);
    CHECK(run<Divw>(uint64_t(-20), 6) == uint64_t(-3));
    CHECK(run<Divuw>(0xfffffffe, 1) == 0xfffffffffffffffe);
    CHECK(run<Remw>(uint64_t(-20), 6) == uint64_t(-2));
    CHECK(run<Remuw>(0xffffffff, 0x10) == 15);
}

TEST_CASE("isa 209: fence does nothing to the state, fence.i tells the context, pause is a hint") {
    FakeContext e;
    Slot o;
    for (const int pred : {0, 1, 2, 4, 8, 15}) {  // I O R W: W 1, O 4
        o.imm = pred << 4 | 15;
        Fence::exec(e, o);
    }
    Pause::exec(e, o);
    CHECK(e.memory_fences == 6);
    CHECK(e.store_fences == 3);
    CHECK(e.fences == 0);
    CHECK(FenceI::system(e, o) == Flow::Next);
    CHECK(e.fences == 1);
}

namespace {

/// Whether T gives the same rd when rd is also a source, for instructions that cannot trap.
template <class T>
bool reads_before_writing() {
    if constexpr (shape_of<T, FakeContext>() == Shape::Plain) {
        const auto result = [](uint8_t rd) {
            FakeContext e;
            e.x[5] = 0xfedcba9876543210, e.x[6] = 0x8123456789abcde7;
            Slot o;
            o.rd = rd, o.rs1 = 5, o.rs2 = 6, o.imm = 5, o.len = 2;
            T::exec(e, o);
            return e.x[rd];
        };
        return T::info.fmt == Fmt::Fence || T::info.fmt == Fmt::None || T::info.fmt == Fmt::Prefetch ||
               T::info.fmt == Fmt::Lpad ||
               (result(5) == result(7) && (T::info.fmt != Fmt::R || result(6) == result(7)));
    }
    return true;
}

}  // namespace

TEST_CASE("isa 210: rd may be a source of the same instruction") {
#define COVESIM_X(T) \
    if (!reads_before_writing<T>()) FAIL(T::info.name);
    COVESIM_FOR_EACH_OP(COVESIM_X)
#undef COVESIM_X
}
