// HTIF, semihosting, signature, console stop pattern.
#include <catch2/catch.hpp>

#include <cstring>

#include "sim/platform/htif.h"
#include "sim/platform/semihosting.h"
#include "sim/platform/signature.h"

using namespace covesim;

namespace {
struct Bench {
    Bench() {
        REQUIRE(store.add_region("ram", Spa{0x8000'0000}, 1 << 16));
        console.keep_text(true);
    }
    void tohost(uint64_t v, uint32_t bytes = 8, uint64_t offset = 0) {
        REQUIRE(htif.tohost_device().write(offset, bytes, v, Tick{}));
    }
    uint64_t word(uint64_t a) {
        uint64_t v = 0;
        REQUIRE(store.load(Spa{a}, v));
        return v;
    }
    BackingStore store;
    Console console{-1};
    Timeline timeline;
    ConsoleInput input{timeline, Tick{1000}};
    GuestExit exit;
    Htif htif{store, console, input, exit, Spa{0x8000'1000}, Spa{0x8000'1040}};
};
struct Flat final : SemihostMemory {
    explicit Flat(BackingStore& s) : store(s) {}
    bool read(uint64_t va, void* out, uint32_t bytes) override { return store.read(Spa{va}, out, bytes); }
    BackingStore& store;
};
}  // namespace

TEST_CASE("platform/htif 1: exit codes are payload >> 1") {
    Bench b;
    b.tohost(1);
    CHECK(b.exit.code() == 0);
    CHECK(b.word(0x8000'1000) == 1);
    Bench c;
    c.tohost(7);
    CHECK(c.exit.code() == 3);
}

TEST_CASE("platform/htif 2: two 32-bit stores") {
    Bench b;
    b.tohost(5, 4, 0);
    CHECK(b.exit.code() == 2);
    Bench c;
    c.tohost(0x0101'0000, 4, 4);  // the high word first: console output
    CHECK(c.console.text().empty());
    c.tohost('x', 4, 0);
    CHECK(c.console.text() == "x");
    CHECK(c.word(0x8000'1000) == 0);
    CHECK_FALSE(c.exit.code());
}

TEST_CASE("platform/htif 3: console output clears tohost; storing zero does nothing") {
    Bench b;
    b.tohost(0x0101'0000'0000'0041);
    b.tohost(0);
    b.tohost(0x0101'0000'0000'0000);
    CHECK(b.console.text() == std::string("A\0", 2));
    CHECK(b.word(0x8000'1000) == 0);
    CHECK_FALSE(b.exit.code());
}

TEST_CASE("platform/htif 4: the system-call proxy writes and exits") {
    Bench b;
    std::memcpy(b.store.host(Spa{0x8000'3000}, 5), "hello", 5);
    const uint64_t block[8] = {64, 1, 0x8000'3000, 5};
    b.store.write(Spa{0x8000'2000}, block, sizeof block);
    b.tohost(0x8000'2000);
    CHECK(b.console.text() == "hello");
    CHECK(b.word(0x8000'2000) == 5);
    CHECK(b.word(0x8000'1040) == 1);
    const uint64_t wild[8] = {64, 1, 0x10, 5};
    b.store.write(Spa{0x8000'2000}, wild, sizeof wild);
    b.tohost(0x8000'2000);
    CHECK(static_cast<int64_t>(b.word(0x8000'2000)) == -14);
    const uint64_t unknown[8] = {1234};
    b.store.write(Spa{0x8000'2000}, unknown, sizeof unknown);
    b.tohost(0x8000'2000);
    CHECK(static_cast<int64_t>(b.word(0x8000'2000)) == -38);
    const uint64_t leave[8] = {93, 42};
    b.store.write(Spa{0x8000'2000}, leave, sizeof leave);
    b.tohost(0x8000'2000);
    CHECK(b.exit.code() == 42);
    b.tohost(1);
    CHECK(b.exit.code() == 42);
}

TEST_CASE("platform/semihosting 1: output and exit") {
    Bench b;
    Flat m(b.store);
    std::memcpy(b.store.host(Spa{0x8000'3000}, 4), "abc", 4);
    CHECK(semihost(0x04, 0x8000'3000, m, b.console, b.exit) != ~0ull);
    CHECK(semihost(0x03, 0x8000'3001, m, b.console, b.exit) != ~0ull);
    CHECK(b.console.text() == "abcb");
    CHECK(semihost(0x04, 0, m, b.console, b.exit) == ~0ull);
    CHECK(semihost(0x99, 0, m, b.console, b.exit) == ~0ull);
    const uint64_t block[2] = {0x20026, 9};
    b.store.write(Spa{0x8000'2000}, block, sizeof block);
    semihost(0x20, 0x8000'2000, m, b.console, b.exit);
    CHECK(b.exit.code() == 9);
    Bench c;
    Flat n(c.store);
    const uint64_t error[2] = {0x20023, 0};
    c.store.write(Spa{0x8000'2000}, error, sizeof error);
    semihost(0x18, 0x8000'2000, n, c.console, c.exit);
    CHECK(c.exit.code() == 1);
}

TEST_CASE("platform/signature 1: format") {
    Bench b;
    for (uint32_t i = 0; i < 32; ++i) b.store.store<uint8_t>(Spa{0x8000'0000 + i}, static_cast<uint8_t>(0xa0 + i));
    CHECK(*signature_text(b.store, Spa{0x8000'0000}, Spa{0x8000'0008}, 4) == "a3a2a1a0\na7a6a5a4\n");
    CHECK(*signature_text(b.store, Spa{0x8000'0000}, Spa{0x8000'0008}, 8) == "a7a6a5a4a3a2a1a0\n");
    CHECK(*signature_text(b.store, Spa{0x8000'0000}, Spa{0x8000'0010}, 16) == "afaeadacabaaa9a8a7a6a5a4a3a2a1a0\n");
    CHECK(*signature_text(b.store, Spa{0x8000'0000}, Spa{0x8000'0004}, 8) == "00000000a3a2a1a0\n");
    CHECK(*signature_text(b.store, Spa{0x8000'0000}, Spa{0x8000'0000}, 4) == "");
    CHECK_FALSE(signature_text(b.store, Spa{0x10}, Spa{0x20}, 4));
    CHECK_FALSE(signature_range({{"begin_signature", 1}}));
    CHECK_FALSE(signature_range({{"begin_signature", 8}, {"end_signature", 4}}));
    CHECK(signature_range({{"begin_signature", 8}, {"end_signature", 16}})->end.v == 16);
}

TEST_CASE("platform/console 1: stop at a pattern within one line") {
    Console c(-1);
    CHECK_FALSE(c.stop_on("("));
    REQUIRE(c.stop_on("log[io]n:"));
    for (const char ch : std::string("log\nin: logi")) c.put(static_cast<uint8_t>(ch));
    CHECK_FALSE(c.stopped());
    for (const char ch : std::string("n:")) c.put(static_cast<uint8_t>(ch));
    CHECK(c.stopped());
}
