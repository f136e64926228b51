#include "mem/encryption_engine.h"
#include "tests/timing/fake_memory.h"

using namespace covesim;
using namespace covesim::timing;

namespace {
struct Bench {
    FakeMemory mem;
    BackingStore store;
    EncryptionEngine e;
    static EncryptionParams params() {
        EncryptionParams p;
        p.latency_fs = 10'000;
        p.line_interval_fs = 2'000;
        return p;
    }
    Bench() : e(params(), ram(), mem) { REQUIRE(e.assign(Spa{0x80001000}, 1, 3)); }
    BackingStore& ram() {
        REQUIRE(store.add_region("ram", Spa{0x80000000}, 0x10000));
        return store;
    }
    uint64_t at(const MemReq& r, uint64_t now) { return e.access(r, Tick{now}).at.fs; }
};
}  // namespace

TEST_CASE("TIM-E1 a page without context costs nothing, an encrypted read its latency after the data") {
    Bench b;
    CHECK(b.at(read(0x80000000), 0) == 100'000);
    CHECK(b.at(read(0x80001000), 0) == 110'000);
    CHECK(b.e.stats().plain == 1);
    CHECK(b.e.stats().decrypted == 1);
}

TEST_CASE("TIM-E2 an encrypted write passes the cipher before memory") {
    Bench b;
    b.at(write(0x80001000), 0);
    CHECK(b.mem.seen.back().at == 10'000);
}

TEST_CASE("TIM-E3 lines that come together leave the cipher one interval apart") {
    Bench b;
    CHECK(b.at(read(0x80001000), 0) == 110'000);
    CHECK(b.at(read(0x80001040), 0) == 112'000);
    CHECK(b.at(read(0x80001080), 0) == 114'000);
    CHECK(b.at(read(0x800010c0), 50'000) == 160'000);
    CHECK(b.e.stats().waits == 2);
}
