#include "mem/encryption_engine.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace covesim;

// The literals below were computed with an independent AES-256-XTS from the key derivation written in mem/xts.h.
namespace {
struct Nothing final : MemPort {
    MemDone access(const MemReq&, Tick now) override { return {now, Served::Dram}; }
};
struct Log final : WriteObserver {
    std::vector<std::pair<uint64_t, uint64_t>> written_, withdrawn_;
    void written(Spa a, uint64_t n) override { written_.emplace_back(a.v, n); }
    void withdrawn(Spa a, uint64_t n) override { withdrawn_.emplace_back(a.v, n); }
};
constexpr Spa kPage{0x80001000};

struct Bench {
    Nothing mem;
    BackingStore store;
    EncryptionEngine e;
    explicit Bench(EncryptionParams p = {}) : e(p, ram(), mem) {}
    BackingStore& ram() {
        REQUIRE(store.add_region("ram", Spa{0x80000000}, 0x10000));
        return store;
    }
    void pattern() {
        std::vector<uint8_t> b(4096);
        for (size_t i = 0; i < b.size(); ++i) b[i] = static_cast<uint8_t>(i);
        REQUIRE(store.write(kPage, b.data(), b.size()));
    }
    static std::string hex(const uint8_t* p) {
        static constexpr char kDigits[] = "0123456789abcdef";
        std::string s;
        for (int i = 0; i < 16; ++i) s += {kDigits[p[i] >> 4], kDigits[p[i] & 15]};
        return s;
    }
    std::string read(Spa a) {
        uint8_t b[16];
        REQUIRE(store.read(a, b, 16));
        return hex(b);
    }
    std::string probe(Spa a) {
        uint8_t b[16];
        REQUIRE(e.probe(a, b, 16));
        return hex(b);
    }
};
const std::string kPlain = "000102030405060708090a0b0c0d0e0f";
}  // namespace

TEST_CASE("MEM-10 the probe port sees plaintext in context 0 and AES-256-XTS ciphertext elsewhere") {
    Bench b;
    b.pattern();
    CHECK(b.probe(kPage) == kPlain);
    REQUIRE(b.e.assign(kPage, 1, 3));
    b.pattern();
    CHECK(b.read(kPage) == kPlain);
    CHECK(b.probe(kPage) == "d8af9860147a18038980bc027139f423");
    CHECK(b.probe(kPage + 4080) == "022c3718feb3d6f4f4c15a436c5310c1");
    uint8_t one;
    REQUIRE(b.e.probe(kPage + 1, &one, 1));
    CHECK(one == 0xaf);
    CHECK_FALSE(b.e.probe(Spa{0x80010000}, &one, 1));
}

TEST_CASE("MEM-11 plain data in a page that gets a key reads as its decryption, and comes back with context 0") {
    Bench b;
    b.pattern();
    REQUIRE(b.e.assign(kPage, 1, 3));
    CHECK(b.read(kPage) == "d76542c9bb6d2a245f467d9c94f360da");
    CHECK(b.probe(kPage) == kPlain);
    REQUIRE(b.e.assign(kPage, 1, 0));
    CHECK(b.read(kPage) == kPlain);
}

TEST_CASE("MEM-12 data of one context read in another is D_new(E_old(p)); the bus does not change") {
    Bench b;
    REQUIRE(b.e.assign(kPage, 1, 3));
    b.pattern();
    REQUIRE(b.e.assign(kPage, 1, 5));
    CHECK(b.probe(kPage) == "d8af9860147a18038980bc027139f423");
    CHECK(b.read(kPage) == "054439c748f8f4dea76e1f5c585c891d");
    CHECK(b.probe(kPage) == "d8af9860147a18038980bc027139f423");
}

TEST_CASE("MEM-13 a fresh key turns the context's data into noise") {
    Bench b;
    REQUIRE(b.e.assign(kPage, 1, 3));
    b.pattern();
    REQUIRE(b.e.new_key(3));
    CHECK(b.read(kPage) == "c94f74a84cf946ff01aab5ec307d62d3");
}

TEST_CASE("MEM-14 changes that cancel out before anybody looks leave the page as it was") {
    Bench b;
    REQUIRE(b.e.assign(kPage, 1, 3));
    b.pattern();
    const uint64_t before = b.e.stats().rekeyed_pages;
    REQUIRE(b.e.assign(kPage, 1, 5));
    REQUIRE(b.e.assign(kPage, 1, 0));
    REQUIRE(b.e.assign(kPage, 1, 3));
    CHECK(b.read(kPage) == kPlain);
    CHECK(b.e.stats().rekeyed_pages == before);
}

TEST_CASE("MEM-15 one flipped ciphertext bit garbles its 16-byte block and nothing else") {
    Bench b;
    REQUIRE(b.e.assign(kPage, 1, 3));
    b.pattern();
    uint8_t c;
    REQUIRE(b.e.probe(kPage + 17, &c, 1));
    c ^= 1;
    REQUIRE(b.e.tamper(kPage + 17, &c, 1));
    CHECK(b.read(kPage) == kPlain);
    CHECK(b.read(kPage + 16) == "89f1f581e1a9d44bb7690df75f7682ab");
    CHECK(b.read(kPage + 32) == "202122232425262728292a2b2c2d2e2f");
}

TEST_CASE("MEM-16 host pointers of changed pages are withdrawn, only of pages whose context changes") {
    Bench b;
    Log log;
    b.store.observe(log);
    REQUIRE(b.e.assign(kPage, 2, 3));
    REQUIRE(b.e.assign(kPage, 3, 3));
    CHECK(log.withdrawn_ == std::vector<std::pair<uint64_t, uint64_t>>{{0x80001000, 0x2000}, {0x80003000, 0x1000}});
    CHECK(log.written_.empty());
}

TEST_CASE("MEM-17 bad operands change nothing") {
    Bench b;
    CHECK_FALSE(b.e.assign(Spa{0x80001001}, 1, 3));
    CHECK_FALSE(b.e.assign(kPage, 0, 3));
    CHECK_FALSE(b.e.assign(kPage, 1, 16));
    CHECK_FALSE(b.e.assign(kPage, 16, 3));
    CHECK_FALSE(b.e.assign(kPage, 1ull << 52, 3));
    CHECK_FALSE(b.e.assign(Spa{0x1000}, 1, 3));
    CHECK_FALSE(b.e.new_key(0));
    CHECK_FALSE(b.e.new_key(16));
    CHECK(b.e.context_of(kPage) == 0);
}

TEST_CASE("MEM-18 with encryption off contexts are kept and nothing is enciphered") {
    EncryptionParams p;
    p.mode = Encryption::Off;
    Bench b(p);
    b.pattern();
    REQUIRE(b.e.assign(kPage, 1, 3));
    CHECK(b.e.context_of(kPage) == 3);
    CHECK(b.read(kPage) == kPlain);
    CHECK(b.probe(kPage) == kPlain);
}

TEST_CASE("MEM-19 range maps hold runs, merge equal neighbours and answer at the edges") {
    RangeMap<int> m;
    m.set(10, 20, 1);
    m.set(20, 30, 1);
    m.set(15, 17, 2);
    CHECK(m.runs(0, 40) ==
          std::vector<RangeMap<int>::Run>{{0, 10, 0}, {10, 15, 1}, {15, 17, 2}, {17, 30, 1}, {30, 40, 0}});
    CHECK(m.at(9) == 0);
    CHECK(m.at(16) == 2);
    CHECK(m.at(29) == 1);
    m.set(15, 17, 1);
    CHECK(m.runs(0, 40) == std::vector<RangeMap<int>::Run>{{0, 10, 0}, {10, 30, 1}, {30, 40, 0}});
    m.set(0, 100, 0);
    CHECK(m.all(0));
}
