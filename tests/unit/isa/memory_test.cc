// A, Zacas, Zabha, Zicbom, Zicboz, Zicbop and Zawrs: what each asks of the context, with literal results.
#include <catch2/catch.hpp>

#include "tests/unit/isa/fake_context.h"

using namespace covesim::isa;
using namespace covesim::isa::test;

namespace {

/// Memory and rd after an atomic instruction on a memory double-word `old` with operand `value`.
struct Result {
    uint64_t memory, rd;
    bool operator==(const Result&) const = default;
};
std::ostream& operator<<(std::ostream& os, const Result& r) {
    return os << std::hex << "memory " << r.memory << " rd " << r.rd;
}

template <class T>
Result atomic(uint64_t old, uint64_t value) {
    FakeContext e;
    std::memcpy(&e.memory[8], &old, 8);
    e.x[5] = FakeContext::kBase + 8, e.x[6] = value;
    Slot o;
    o.rd = 6, o.rs1 = 5, o.rs2 = 6, o.len = 2;  // rd = rs2: the operand is read before rd is written
    REQUIRE(T::exec(e, o));
    uint64_t memory = 0;
    std::memcpy(&memory, &e.memory[8], 8);
    return {memory, e.x[6]};
}

constexpr uint64_t kOld = 0x11111111'80000005, kOldW = 0xffffffff'80000005;

}  // namespace

TEST_CASE("isa 501: word atomics touch four bytes and sign-extend the old value") {
    CHECK(atomic<AmoswapW>(kOld, 0xaaaaaaaa00000007) == Result{0x1111111100000007, kOldW});
    CHECK(atomic<AmoaddW>(kOld, 0x80000000) == Result{0x1111111100000005, kOldW});
    CHECK(atomic<AmoxorW>(kOld, 0xffffffff) == Result{0x111111117ffffffa, kOldW});
    CHECK(atomic<AmoandW>(kOld, 0x80000004) == Result{0x1111111180000004, kOldW});
    CHECK(atomic<AmoorW>(kOld, 0x0000000a) == Result{0x111111118000000f, kOldW});
    CHECK(atomic<AmominW>(kOld, 3) == Result{kOld, kOldW});
    CHECK(atomic<AmomaxW>(kOld, 3) == Result{0x1111111100000003, kOldW});
    CHECK(atomic<AmominuW>(kOld, 3) == Result{0x1111111100000003, kOldW});
    CHECK(atomic<AmomaxuW>(kOld, 3) == Result{kOld, kOldW});
    CHECK(atomic<AmominuW>(kOld, 0x1'00000006) == Result{0x1111111100000006, kOldW});  // operand: low word only
}

TEST_CASE("isa 502: double-word atomics") {
    const uint64_t minus5 = uint64_t(-5);
    CHECK(atomic<AmoswapD>(minus5, 9) == Result{9, minus5});
    CHECK(atomic<AmoaddD>(minus5, 9) == Result{4, minus5});
    CHECK(atomic<AmoaddD>(0x7fffffffffffffff, 1) == Result{0x8000000000000000, 0x7fffffffffffffff});
    CHECK(atomic<AmoxorD>(0xff00, 0x0ff0) == Result{0xf0f0, 0xff00});
    CHECK(atomic<AmoandD>(0xff00, 0x0ff0) == Result{0x0f00, 0xff00});
    CHECK(atomic<AmoorD>(0xff00, 0x0ff0) == Result{0xfff0, 0xff00});
    CHECK(atomic<AmominD>(minus5, 9) == Result{minus5, minus5});
    CHECK(atomic<AmomaxD>(minus5, 9) == Result{9, minus5});
    CHECK(atomic<AmominuD>(minus5, 9) == Result{9, minus5});
    CHECK(atomic<AmomaxuD>(minus5, 9) == Result{minus5, minus5});
}

TEST_CASE("isa 503: load-reserved and store-conditional") {
    FakeContext e;
    e.memory[8 + 3] = 0x80;
    e.x[5] = FakeContext::kBase + 8, e.x[6] = 0x1122334455667788;
    Slot o;
    o.rd = 7, o.rs1 = 5, o.rs2 = 6, o.len = 2;
    CHECK(ScW::exec(e, o));
    CHECK(e.x[7] == 1);  // no reservation
    CHECK(LrW::exec(e, o));
    CHECK(e.x[7] == 0xffffffff80000000);
    CHECK(ScW::exec(e, o));
    CHECK(e.x[7] == 0);
    CHECK(LrD::exec(e, o));
    CHECK(e.x[7] == 0x0000000055667788);
    CHECK(ScD::exec(e, o));
    CHECK(e.x[7] == 0);
    CHECK(LrD::exec(e, o));
    CHECK(e.x[7] == 0x1122334455667788);
    e.x[5] = 0;
    e.x[7] = 42;
    CHECK_FALSE(LrD::exec(e, o));
    CHECK_FALSE(AmoaddD::exec(e, o));
    CHECK(e.x[7] == 42);
}

TEST_CASE("isa 504: cache-block instructions and prefetches name their operation and address") {
    FakeContext e;
    e.x[5] = FakeContext::kBase + 5;
    Slot o;
    o.rs1 = 5, o.len = 2;
    CHECK(CboInval::exec(e, o));
    CHECK(e.last_cbo == Cbo::Inval);
    CHECK(CboClean::exec(e, o));
    CHECK(e.last_cbo == Cbo::Clean);
    CHECK(CboFlush::exec(e, o));
    CHECK(e.last_cbo == Cbo::Flush);
    CHECK(CboZero::exec(e, o));
    CHECK(e.last_cbo == Cbo::Zero);
    CHECK(e.last_va == 0x1005);
    o.imm = -32;
    PrefetchI::exec(e, o);
    CHECK(e.last_prefetch == PrefetchFor::Fetch);
    PrefetchR::exec(e, o);
    CHECK(e.last_prefetch == PrefetchFor::Load);
    PrefetchW::exec(e, o);
    CHECK(e.last_prefetch == PrefetchFor::Store);
    CHECK(e.last_va == 0xfe5);
    CHECK(e.cbos == 4);
    CHECK(e.prefetches == 3);
    e.x[5] = 0;
    CHECK_FALSE(CboZero::exec(e, o));
}

TEST_CASE("isa 505: wrs.nto and wrs.sto differ in their time limit") {
    FakeContext e;
    Slot o;
    CHECK(WrsNto::system(e, o) == Flow::Wait);
    CHECK_FALSE(e.last_wait_short);
    CHECK(WrsSto::system(e, o) == Flow::Wait);
    CHECK(e.last_wait_short);
}

namespace {

/// Memory and rd after a compare-and-swap of `expected` for `value` on a memory double-word `old`.
template <class T>
Result swapped(uint64_t old, uint64_t expected, uint64_t value) {
    FakeContext e;
    std::memcpy(&e.memory[8], &old, 8);
    e.x[5] = FakeContext::kBase + 8, e.x[6] = value, e.x[7] = expected;
    Slot o;
    o.rd = 7, o.rs1 = 5, o.rs2 = 6, o.imm = 7, o.len = 2;
    REQUIRE(T::exec(e, o));
    uint64_t memory = 0;
    std::memcpy(&memory, &e.memory[8], 8);
    return {memory, e.x[7]};
}

}  // namespace

TEST_CASE("isa 509: byte and half-word atomics touch only theirs, sign-extend, and ignore the operand's upper bits") {
    constexpr uint64_t kOldH = 0x11111111'222280f0;
    CHECK(atomic<AmoswapB>(kOldH, 0x123456) == Result{0x1111111122228056, 0xfffffffffffffff0});
    CHECK(atomic<AmoaddB>(kOldH, 0x110) == Result{0x1111111122228000, 0xfffffffffffffff0});  // no carry out
    CHECK(atomic<AmoxorB>(kOldH, 0xff) == Result{0x111111112222800f, 0xfffffffffffffff0});
    CHECK(atomic<AmoandB>(kOldH, 0x3c) == Result{0x1111111122228030, 0xfffffffffffffff0});
    CHECK(atomic<AmoorB>(kOldH, 0x10f) == Result{0x11111111222280ff, 0xfffffffffffffff0});
    CHECK(atomic<AmominB>(kOldH, 3) == Result{kOldH, 0xfffffffffffffff0});
    CHECK(atomic<AmomaxB>(kOldH, 3) == Result{0x1111111122228003, 0xfffffffffffffff0});
    CHECK(atomic<AmominuB>(kOldH, 3) == Result{0x1111111122228003, 0xfffffffffffffff0});
    CHECK(atomic<AmomaxuB>(kOldH, 3) == Result{kOldH, 0xfffffffffffffff0});
    CHECK(atomic<AmoswapH>(kOldH, 0x123456) == Result{0x1111111122223456, 0xffffffffffff80f0});
    CHECK(atomic<AmoaddH>(kOldH, 0x8010) == Result{0x1111111122220100, 0xffffffffffff80f0});
    CHECK(atomic<AmoxorH>(kOldH, 0xffff) == Result{0x1111111122227f0f, 0xffffffffffff80f0});
    CHECK(atomic<AmoandH>(kOldH, 0xf0ff) == Result{0x11111111222280f0, 0xffffffffffff80f0});
    CHECK(atomic<AmoorH>(kOldH, 0x0f0f) == Result{0x1111111122228fff, 0xffffffffffff80f0});
    CHECK(atomic<AmominH>(kOldH, 0x7fff) == Result{kOldH, 0xffffffffffff80f0});
    CHECK(atomic<AmomaxH>(kOldH, 0x7fff) == Result{0x1111111122227fff, 0xffffffffffff80f0});
    CHECK(atomic<AmominuH>(kOldH, 0x7fff) == Result{0x1111111122227fff, 0xffffffffffff80f0});
    CHECK(atomic<AmomaxuH>(kOldH, 0x7fff) == Result{kOldH, 0xffffffffffff80f0});
}

TEST_CASE("isa 510: compare-and-swap compares and stores its width only, and always loads") {
    constexpr uint64_t kOldD = 0x11111111'80000005;
    CHECK(swapped<AmocasW>(kOldD, 0x80000005, 0xaaaa00000007) == Result{0x1111111100000007, 0xffffffff80000005});
    CHECK(swapped<AmocasW>(kOldD, 0xdead'80000005, 7) == Result{0x1111111100000007, 0xffffffff80000005});
    CHECK(swapped<AmocasW>(kOldD, 0x80000004, 7) == Result{kOldD, 0xffffffff80000005});
    CHECK(swapped<AmocasD>(kOldD, kOldD, 7) == Result{7, kOldD});
    CHECK(swapped<AmocasD>(kOldD, 0xffffffff'80000005, 7) == Result{kOldD, kOldD});
    CHECK(swapped<AmocasB>(kOldD, 0x305, 0x1fe) == Result{0x11111111800000fe, 5});
    CHECK(swapped<AmocasB>(kOldD, 4, 0xfe) == Result{kOldD, 5});
    CHECK(swapped<AmocasH>(0x8005, 0x18005, 0x17fff) == Result{0x7fff, 0xffffffffffff8005});
    CHECK(swapped<AmocasH>(0x8005, 5, 0x7fff) == Result{0x8005, 0xffffffffffff8005});
}

TEST_CASE("isa 511: amocas.q: pairs of registers, lower half first; a pair at x0 reads zero and is not written") {
    FakeContext e;
    const auto memory = [&e](size_t at) {
        uint64_t v = 0;
        std::memcpy(&v, &e.memory[at], 8);
        return v;
    };
    const auto set = [&e](uint64_t low, uint64_t high) {
        std::memcpy(&e.memory[16], &low, 8);
        std::memcpy(&e.memory[24], &high, 8);
    };
    Slot o;
    o.rd = 8, o.rs1 = 5, o.rs2 = 6, o.imm = 8, o.len = 2;
    e.x[5] = FakeContext::kBase + 16;
    e.x[6] = 0xaaaa, e.x[7] = 0xbbbb;
    set(1, 2);
    e.x[8] = 1, e.x[9] = 3;  // the upper halves differ
    REQUIRE(AmocasQ::exec(e, o));
    CHECK((memory(16) == 1 && memory(24) == 2 && e.x[8] == 1 && e.x[9] == 2));
    REQUIRE(AmocasQ::exec(e, o));  // now both are equal
    CHECK((memory(16) == 0xaaaa && memory(24) == 0xbbbb && e.x[8] == 1 && e.x[9] == 2));
    set(0, 0);
    e.x[1] = 0x1111, e.x[32] = 0x3232;
    o.rd = kSinkRegister, o.imm = 0;
    REQUIRE(AmocasQ::exec(e, o));  // compares with zero, whatever x1 and the sink hold
    CHECK((memory(16) == 0xaaaa && memory(24) == 0xbbbb && e.x[0] == 0 && e.x[1] == 0x1111));
    o.rd = 8, o.imm = 8, o.rs2 = 0;
    e.x[8] = 0xaaaa, e.x[9] = 0xbbbb;
    REQUIRE(AmocasQ::exec(e, o));  // swaps in zeros
    CHECK((memory(16) == 0 && memory(24) == 0 && e.x[8] == 0xaaaa && e.x[9] == 0xbbbb));
    e.x[5] = 0;
    e.x[8] = 77;
    CHECK_FALSE(AmocasQ::exec(e, o));
    CHECK(e.x[8] == 77);
}

TEST_CASE("isa 512: may-be-operations write zero and nothing else") {
    CHECK(run<MopR>(5) == 0);
    CHECK(run<MopRr>(5, 6) == 0);
}
