// What the timed mode charges for vector instructions, as sentences (docs/timing.md).
#include "tests/unit/vector/vector_rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint32_t kVadd = op_v(0x00, true, 8, 16, 0, 24), kVle8 = vmem(1, 0, true, 0, 10, 0, 8, false);
constexpr uint32_t kVlse8 = vmem(1, 2, true, 11, 10, 0, 8, false), kVmvXS = op_v(0x10, true, 24, 0, 2, 12);

struct Timed : VectorRig {
    explicit Timed(HartParams params = {})
        : VectorRig([&] {
              Setup s;
              s.mode = Mode::Timed;
              s.params = params;
              return s;
          }()) {
        put(kHandler, {kWfi});
        state().x[10] = kData, state().x[11] = 1;
    }
    /// Cycles in which the vector unit held the hart up, once code and data are in the caches.
    uint64_t waits(uint64_t vtype, uint64_t vl, std::vector<uint32_t> words) {
        words.push_back(jal(zero, 0));
        put(kCode, words);
        uint64_t before = 0;
        for (int pass = 0; pass < 2; ++pass) {
            for (int i = 0; i < 300; ++i) {  // let the unit run dry
                state().pc = kCode + 4 * (words.size() - 1);
                hart().set_instruction_limit(hart().retired() + 1);
                hart().run(kNoLimit);
            }
            v().vtype = vtype, v().vl = vl;
            before = hart().stats().stall_vector;
            state().pc = kCode;
            hart().set_instruction_limit(hart().retired() + words.size());
            hart().run(kNoLimit);
        }
        return hart().stats().stall_vector - before;
    }
};

}  // namespace

TEST_CASE("vector 501: an instruction holds its pipe for vl * EEW / datapath_bits cycles") {
    Timed t;
    CHECK(t.waits(3, 128, {kVadd}) == 0);         // e8, m8: eight cycles, for which nobody waits
    CHECK(t.waits(3, 128, {kVadd, kVadd}) == 7);  // the second one comes a cycle later
    CHECK(t.waits(3, 128, {kVadd, kVadd, kVadd}) == 14);
    CHECK(t.waits(3, 128, {kVadd, kNop, kNop, kVadd}) == 5);
    CHECK(t.waits(3, 17, {kVadd, kVadd}) == 1);  // two passes
    CHECK(t.waits(0, 16, {kVadd, kVadd}) == 0);  // m1: one
    CHECK(t.waits(0, 0, {kVadd, kVadd}) == 0);
    CHECK(t.waits(1, 32, {op_v(0x30, true, 8, 16, 2, 24), kVadd}) == 3);  // vwaddu.vv: results twice as wide
    // e32, m4: sixteen elements, four passes of 128 bits; eight where operand or result is twice as wide
    constexpr uint64_t kE32M4 = 2 << 3 | 2;
    const auto convert = [](uint32_t which) { return op_v(0x12, true, 8, which, 1, 24); };
    CHECK(t.waits(kE32M4, 16, {convert(0x00), kVadd}) == 3);                   // vfcvt.xu.f.v
    CHECK(t.waits(kE32M4, 16, {convert(0x08), kVadd}) == 7);                   // vfwcvt.xu.f.v
    CHECK(t.waits(kE32M4, 16, {convert(0x0c), kVadd}) == 7);                   // vfwcvt.f.f.v
    CHECK(t.waits(kE32M4, 16, {convert(0x14), kVadd}) == 7);                   // vfncvt.f.f.w
    CHECK(t.waits(kE32M4, 16, {op_v(0x2c, true, 8, 16, 0, 24), kVadd}) == 7);  // vnsrl.wv
    CHECK(t.waits(kE32M4, 16, {op_v(0x12, true, 8, 7, 2, 24), kVadd}) == 3);   // vsext.vf2: SEW is the result's
    CHECK(t.waits(kE32M4, 16, {op_v(0x14, true, 0, 17, 2, 24), kVadd}) == 3);  // vid.v
    CHECK(t.waits(kE32M4, 16, {op_v(0x10, true, 0, 10, 6, 24), kVadd}) == 0);  // vmv.s.x: one element
    CHECK(t.waits(kE32M4, 16, {op_v(0x18, true, 8, 16, 0, 24), kVadd}) == 3);  // vmseq.vv
    HartParams wide;
    wide.vector.datapath_bits = 512;
    Timed w(wide);
    CHECK(w.waits(3, 128, {kVadd, kVadd}) == 1);
}

TEST_CASE("vector 502: loads and arithmetic do not wait for each other; strides take an address a cycle") {
    Timed t;
    CHECK(t.waits(3, 128, {kVle8, kVadd}) == 0);
    CHECK(t.waits(3, 128, {kVle8, kVle8}) == 7);
    CHECK(t.waits(3, 128, {kVlse8, kVlse8}) == 127);
    HartParams two;
    two.vector.address_elements = 2;
    Timed w(two);
    CHECK(w.waits(3, 128, {kVlse8, kVlse8}) == 63);
}

TEST_CASE("vector 503: a scalar result is waited for") {
    Timed t;
    CHECK(t.waits(0, 16, {kVmvXS}) == 3);
    CHECK(t.waits(3, 128, {kVadd, kVmvXS}) == 7 + 3);
}

TEST_CASE("vector 504: division takes its time an element, an ordered sum an addition each, others a tree") {
    Timed t;
    const uint32_t vdiv = op_v(0x21, true, 8, 16, 2, 24);
    CHECK(t.waits(2 << 3, 4, {vdiv, vdiv}) == 2 * 10 - 1);  // two dividers
    const uint32_t sum = op_v(0x03, true, 8, 16, 1, 24), unordered = op_v(0x01, true, 8, 16, 1, 24);
    CHECK(t.waits(2 << 3, 4, {sum, kVadd}) == 4 * 4 - 1);
    CHECK(t.waits(2 << 3, 4, {unordered, kVadd}) == 1 + 4 - 1);
    const uint32_t narrow = op_v(0x00, true, 8, 16, 2, 24), widening = op_v(0x31, true, 8, 16, 0, 24);
    CHECK(t.waits(2 << 3, 4, {narrow, kVadd}) == 1 + 4 - 1);
    CHECK(t.waits(2 << 3, 4, {widening, kVadd}) == 2 + 4 - 1);                        // vwredsum.vs
    CHECK(t.waits(2 << 3, 4, {op_v(0x33, true, 8, 16, 1, 24), kVadd}) == 4 * 4 - 1);  // vfwredosum.vs
    for (const uint32_t gather : {op_v(0x0c, true, 8, 16, 0, 24), op_v(0x0e, true, 8, 16, 0, 24),
                                  op_v(0x17, true, 8, 16, 2, 24)}) {  // vrgather.vv, vrgatherei16.vv, vcompress.vm
        CAPTURE(gather);
        CHECK(t.waits(0, 8, {gather, kVadd}) == 4 - 1);
    }
}

TEST_CASE("vector 505: a contiguous load fetches each line that it touches once") {
    const auto misses = [](uint64_t base, uint64_t vl) {
        Timed t;
        t.state().x[10] = base;
        t.v().vtype = 3, t.v().vl = vl;
        REQUIRE(t.step(kVle8));
        uint64_t n = 0;
        for (const uint64_t by_reason : t.tiles[0].tile->l1d().stats().misses) n += by_reason;
        return n;
    };
    CHECK(misses(kData, 64) == 1);
    CHECK(misses(kData, 65) == 2);
    CHECK(misses(kData + 60, 64) == 2);
    CHECK(misses(kData + 60, 128) == 3);
    CHECK(misses(kData, 0) == 0);
}
