// A, Zicbom, Zicboz, Zicbop and Zawrs: what each asks of the context, with literal results.
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
