// An access waits for its hart's turn when it leaves the tile; what other harts and devices do meanwhile comes before
// it. Stored plaintext p becomes D_new(E_old(p)) when a key changes, lazily, so a host pointer taken before the wait
// would see the old contents. A reservation (unprivileged specification, "Zalrsc") lost while SC waits is lost.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

/// A page whose key changes the first time a request for it waits; its new contents are all ones.
struct KeyChange final : LazyPages {
    KeyChange(System& system, uint64_t where) : s(system), page(where) {
        s.store.set_lazy(this);
        s.memory.on_request = [this](const MemReq& r, Tick) {
            if (done || r.addr.page() != page >> 12) return;
            done = true;
            s.store.mark_lazy(page >> 12, (page >> 12) + 1, true);
            s.store.notify_withdrawn(Spa{page}, 4096);
        };
    }
    ~KeyChange() { s.store.set_lazy(nullptr); }
    void touch(Spa base, uint64_t) override {
        CHECK(base.page() == page >> 12);
        ++touched;
        s.store.mark_lazy(page >> 12, (page >> 12) + 1, false);
        std::memset(s.store.raw(Spa{page}, 4096), 0xff, 4096);
    }
    System& s;
    const uint64_t page;
    bool done = false;
    int touched = 0;
};

std::vector<Setup> setups_with_caches(uint32_t harts) {
    std::vector<Setup> r;
    for (Setup s : all_setups()) {
        s.harts = harts;
        if (s.mode != Mode::Fast) r.push_back(s);
    }
    return r;
}

/// Hart 0 runs; when its n-th request for `line` waits, hart 1 runs until it sleeps.
void run_with_interference(System& s, uint64_t line, int n) {
    s.state(1).pc = kCode + 0x2000;
    s.memory.on_request = [&s, line, n, seen = 0](const MemReq& r, Tick) mutable {
        if (r.source != 0 || r.addr.align(kLineBytes).v != line || ++seen != n) return;
        s.run(1);
    };
    CHECK(s.run(0) == RunEnd::Wait);
    CHECK(s.hart(1).waiting());
}

}  // namespace

TEST_CASE("cpu.waiting.1 the key of the page changes while the access waits: it sees and changes the new contents") {
    for (const Setup& setup : setups_with_caches(1)) {
        struct Case {
            uint32_t word;
            uint64_t t1, memory;
        };
        constexpr uint64_t kOnes = ~uint64_t{0};
        const Case kCases[] = {{ld(t1, 0, a0), kOnes, kOnes},
                               {sb(t0, 0, a0), 7, kOnes - 255 + 5},
                               {amoadd_d(t1, t0, a0), kOnes, 4},
                               {lr_d(t1, a0), kOnes, kOnes},
                               {cbo(kCboZero, a0), 7, 0}};
        for (const Case& c : kCases) {
            INFO(name_of(setup) << " " << std::hex << c.word);
            System s(setup);
            KeyChange key(s, kData);
            s.put(kCode, {c.word, ld(t2, 0, a0), ld(t3, 128, a0), kWfi});
            s.state().x[a0] = kData;
            s.state().x[t0] = 5;
            s.state().x[t1] = 7;
            CHECK(s.run() == RunEnd::Wait);
            CHECK(s.x(t1) == c.t1);
            CHECK(s.x(t2) == c.memory);
            CHECK(s.x(t3) == kOnes);
            CHECK(s.r64(kData) == c.memory);
            CHECK(key.touched == 1);
        }
    }
}

TEST_CASE("cpu.waiting.2 the key changes while SC waits for its line: the reservation stands, the contents are new") {
    for (const Setup& setup : setups_with_caches(1)) {
        INFO(name_of(setup));
        System s(setup);
        s.memory.shared = true;
        KeyChange key(s, kData);
        key.done = true;
        s.put(kCode, {lr_d(t1, a0), sw(t2, 0, a1), sc_w(t2, t0, a0), ld(t3, 0, a0), kWfi});
        s.state().x[a0] = kData;
        s.state().x[a1] = kDevice;
        s.state().x[t0] = 5;
        s.on_io = [&](uint32_t) { key.done = false; };
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t1) == 0);
        CHECK(s.x(t2) == 0);
        CHECK(s.x(t3) == 0xffff'ffff'0000'0005);
    }
}

TEST_CASE("cpu.waiting.3 the key of the code page changes while its fetch waits") {
    for (const Setup& setup : setups_with_caches(1)) {
        INFO(name_of(setup));
        System s(setup);
        KeyChange key(s, kCode + 0x4000);  // all ones: no instruction
        s.put(kCode + 0x4000, {kWfi});
        s.put(kCode, {jalr(ra, a1, 0)});
        s.state().x[a1] = kCode + 0x4000;
        s.run();
        REQUIRE_FALSE(s.traps().empty());
        CHECK(s.trap().cause == 2);
        CHECK(s.trap().pc == kCode + 0x4000);
    }
}

TEST_CASE("cpu.waiting.4 SC waits for its line; another hart's store to it comes first: SC fails") {
    for (const Setup& setup : setups_with_caches(2)) {
        for (const uint64_t other : {kData + 8, kData + 4096}) {
            INFO(name_of(setup) << " store at " << std::hex << other);
            System s(setup);
            s.memory.shared = true;
            s.put(kCode, {lr_d(t1, a0), sc_d(t2, t0, a0), kWfi});
            s.put(kCode + 0x2000, {sd(t0, 0, a1), kWfi});
            s.state(0).x[a0] = kData;
            s.state(0).x[t0] = 5;
            s.state(0).x[t2] = 9;
            s.state(1).x[a1] = other;
            s.state(1).x[t0] = 6;
            run_with_interference(s, kData, 2);  // LR's line, then its ownership
            const bool succeeds = other != kData + 8;
            CHECK(s.x(t2) == (succeeds ? 0 : 1));
            CHECK(s.r64(kData) == (succeeds ? 5 : 0));
            CHECK(s.r64(other) == 6);
        }
    }
}

TEST_CASE("cpu.waiting.5 AMO and load wait; another hart's store comes first") {
    for (const Setup& setup : setups_with_caches(2)) {
        for (const bool amo : {true, false}) {
            INFO(name_of(setup) << (amo ? " amo" : " load"));
            System s(setup);
            s.put(kCode, {amo ? amoadd_d(t1, t0, a0) : ld(t1, 0, a0), kWfi});
            s.put(kCode + 0x2000, {sd(t0, 0, a0), kWfi});
            s.state(0).x[a0] = s.state(1).x[a0] = kData;
            s.state(0).x[t0] = 5;
            s.state(1).x[t0] = 6;
            run_with_interference(s, kData, 1);
            CHECK(s.x(t1) == 6);
            CHECK(s.r64(kData) == (amo ? 11 : 6));
        }
    }
}

TEST_CASE("cpu.waiting.6 a walk waits for a table entry that another hart then writes: the walk sees the new one") {
    for (const Setup& setup : setups_with_caches(2)) {
        for (const bool update : {false, true}) {
            INFO(name_of(setup) << (update ? " with A and D to set" : ""));
            System s(setup);
            s.open_pmp();
            const uint64_t root = s.pages(1);
            s.map(root, kCode, kCode, kPteRwx);
            s.map(root, 0x40'0000, kData, kPteV | kPteR | kPteW | (update ? 0 : kPteA | kPteD));
            uint64_t table = root;
            for (int i = 2; i > 0; --i)
                table = s.r64(table + (uint64_t{0x40'0000} >> (12 + 9 * i) & 0x1ff) * 8) >> 10 << 12;
            const uint64_t entry = table + (uint64_t{0x40'0000} >> 12 & 0x1ff) * 8;
            s.put(kCode, {sd(t0, 0, a0), kWfi});
            s.put(kCode + 0x2000, {sd(t0, 0, a0), kWfi});
            s.state(0).menvcfg = uint64_t{1} << 61;  // ADUE
            s.state(0).satp = uint64_t{8} << 60 | root >> 12;
            s.start(kCode, Priv::S);
            s.state(0).x[a0] = 0x40'0000;
            s.state(0).x[t0] = 5;
            s.state(1).x[a0] = entry;
            s.state(1).x[t0] = (kData + 0x1000) >> 12 << 10 | kPteV | kPteR | kPteW | (update ? 0 : kPteA | kPteD);
            // The update asks for ownership of the line that the read brought in.
            s.memory.shared = update;
            run_with_interference(s, Spa{entry}.align(kLineBytes).v, update ? 2 : 1);
            CHECK(s.traps().empty());
            CHECK(s.r64(kData) == 0);
            CHECK(s.r64(kData + 0x1000) == 5);
            if (update) CHECK((s.r64(entry) & (kPteA | kPteD)) == (kPteA | kPteD));
        }
    }
}
