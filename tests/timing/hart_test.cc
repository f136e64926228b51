// What instructions that speak to the caches cost a hart: cache-block operations, prefetches, fences, and accesses to
// non-cacheable memory. Unprivileged specification, "CMO"; privileged, "Svpbmt".
//
// The rig's hart runs at one cycle an instruction; a first-level hit takes 3 cycles, the second level 12 more, memory
// behind the tile 100.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kVa = 0x40'0000, kPbmtShift = 61;

/// The same numbers, whichever accelerators are on, in `mode`.
template <class Check>
void in_every_setup(Mode mode, Check check) {
    std::vector<uint64_t> first;
    for (const Setup& setup : all_setups()) {
        if (setup.mode != mode) continue;
        INFO(name_of(setup));
        const std::vector<uint64_t> numbers = check(setup);
        if (first.empty()) first = numbers;
        CHECK(numbers == first);
    }
}

const CacheStats& l1d(System& s) { return s.tiles[0].tile->l1d().stats(); }
uint64_t prefetches(const CacheStats& c) { return c.accesses[static_cast<int>(Why::Prefetch)]; }

void put_program(System& s, std::initializer_list<uint32_t> begin, int nops, std::initializer_list<uint32_t> end) {
    std::vector<uint32_t> c(begin);
    c.insert(c.end(), static_cast<size_t>(nops), kNop);
    c.insert(c.end(), end);
    c.push_back(kWfi);
    s.put(kCode, c);
    s.state().x[a0] = kData;
}

/// S-mode with the data page at kVa mapped with a memory type. Returns the root table.
uint64_t map_type(System& s, uint64_t type) {
    s.open_pmp();
    const uint64_t root = s.pages(1);
    s.map(root, kCode, kCode, kPteRwx);
    s.map(root, kVa, kData, kPteRwx | type << kPbmtShift);
    s.state().menvcfg = uint64_t{1} << 62 | 0xf0;  // PBMTE and the CBO enables
    s.state().satp = uint64_t{8} << 60 | root >> 12;
    s.start(kCode, Priv::S);
    s.state().x[a0] = kVa;
    return root;
}

}  // namespace

TEST_CASE("TIM-H1 after cbo.flush or cbo.inval the line comes from memory again; after cbo.clean it is still there") {
    for (const Mode mode : {Mode::Warm, Mode::Timed}) {
        for (const uint32_t kind : {kCboClean, kCboFlush, kCboInval}) {
            in_every_setup(mode, [&](const Setup& setup) {
                System s(setup);
                put_program(s, {sd(t0, 0, a0)}, 200, {sd(t0, 8, a0), cbo(kind, a0), ld(t1, 16, a0), sd(t0, 24, a0)});
                s.run();
                CHECK(l1d(s).misses[0] == (kind == kCboClean ? 1 : 2));
                CHECK(l1d(s).writebacks == 1);
                CHECK(l1d(s).maintenance == 1);
                CHECK(l1d(s).upgrades == 0);
                // The last store modified the line again, also when an L0 entry was there before.
                CHECK(s.tiles[0].tile->drop(Spa{kData}, Drop::Invalidate));
                return std::vector<uint64_t>{s.hart().cycles(), s.hart().stats().stall_load};
            });
        }
    }
}

TEST_CASE("TIM-H2 a cache-block operation leaves through the store buffer; a FENCE after stores waits for it") {
    // L1, L2 and memory; the FENCE issues a cycle after it.
    const std::pair<uint32_t, uint64_t> kFences[] = {{fence(1, 1), 3 + 12 + 100 - 1},
                                                     {fence(15, 15), 3 + 12 + 100 - 1},
                                                     {fence(4, 2), 3 + 12 + 100 - 1},
                                                     {fence(2, 3), 0},
                                                     {kNop, 0}};
    for (const auto& [word, stall] : kFences) {
        INFO(std::hex << word);
        in_every_setup(Mode::Timed, [&](const Setup& setup) {
            System s(setup);
            put_program(s, {}, 8, {cbo(kCboFlush, a0), word});
            s.run();
            CHECK(s.hart().stats().stall_store == stall);
            return std::vector<uint64_t>{s.hart().cycles()};
        });
    }
}

TEST_CASE("TIM-H3 as many cache-block operations as the store buffer has entries go on at once") {
    in_every_setup(Mode::Timed, [](Setup setup) {
        setup.params.pipeline.store_buffer = 2;
        System s(setup);
        put_program(s, {addi(a1, a0, 64), addi(a2, a0, 128)}, 6,
                    {cbo(kCboFlush, a0), cbo(kCboFlush, a1), cbo(kCboFlush, a2)});
        s.run();
        CHECK(s.hart().stats().stall_store == 3 + 12 + 100 - 2);  // the third waits for the first
        return std::vector<uint64_t>{s.hart().cycles()};
    });
}

TEST_CASE("TIM-H4 cbo.zero asks for the whole line; a store of less does not") {
    for (const Mode mode : {Mode::Warm, Mode::Timed}) {
        in_every_setup(mode, [](const Setup& setup) {
            System s(setup);
            put_program(s, {cbo(kCboZero, a0), sd(t0, 64, a0)}, 0, {});
            s.memory.logging = true;
            s.run();
            std::vector<bool> whole;
            for (const MemReq& r : s.memory.log)
                if (r.acc == Acc::Store) whole.push_back(r.whole);
            CHECK(whole == std::vector<bool>{true, false});
            return std::vector<uint64_t>{s.hart().cycles()};
        });
    }
}

TEST_CASE("TIM-H5 a prefetched line is there in time; the load that follows at once waits for the rest") {
    for (const uint32_t what : {kPrefetchR, kPrefetchW}) {
        in_every_setup(Mode::Timed, [&](const Setup& setup) {
            System s(setup);
            put_program(s, {prefetch(what, a0, 64)}, 200, {ld(t1, 64, a0), ld(t2, 72, a0)});
            s.run();
            CHECK(s.hart().stats().stall_load == 0);
            CHECK(l1d(s).misses[0] == 0);
            CHECK(prefetches(l1d(s)) == 1);
            CHECK(s.hart().stats().prefetches == 1);
            CHECK(s.hart().stats().prefetches_dropped == 0);
            System soon(setup);
            put_program(soon, {}, 9, {prefetch(what, a0), ld(t1, 0, a0)});
            soon.run();
            CHECK(soon.hart().stats().stall_load == 3 + 12 + 100 - 1 - 3);
            CHECK(l1d(soon).merges == 1);
            return std::vector<uint64_t>{s.hart().cycles(), soon.hart().cycles()};
        });
    }
}

TEST_CASE("TIM-H6 prefetch.w of a readable line brings its ownership; a load meanwhile waits, with and without L0") {
    in_every_setup(Mode::Timed, [](const Setup& setup) {
        System s(setup);
        s.memory.shared = true;
        put_program(s, {ld(t0, 0, a0), ld(t1, 8, a0)}, 8, {prefetch(kPrefetchW, a0), ld(t2, 16, a0), sd(t2, 0, a0)});
        s.run();
        CHECK(l1d(s).upgrades == 1);
        CHECK(l1d(s).merges == 1);
        CHECK(s.hart().stats().stall_store == 0);
        return std::vector<uint64_t>{s.hart().cycles(), s.hart().stats().stall_load};
    });
}

TEST_CASE("TIM-H7 prefetch.i brings the line to the instruction cache") {
    in_every_setup(Mode::Timed, [](const Setup& setup) {
        System s(setup);
        put_program(s, {prefetch(kPrefetchI, a1)}, 200, {jalr(ra, a1, 0)});
        s.put(kCode + 0x4000, {jalr(zero, ra, 0)});
        s.state().x[a1] = kCode + 0x4000;
        s.run();
        const CacheStats& l1i = s.tiles[0].tile->l1i().stats();
        CHECK(prefetches(l1i) == 1);
        CHECK(prefetches(l1d(s)) == 0);
        CHECK(l1i.misses[static_cast<int>(Why::Prefetch)] == 1);
        return std::vector<uint64_t>{s.hart().cycles(), l1i.misses[0]};
    });
}

TEST_CASE("TIM-H8 a prefetch never traps, walks or touches what is not allowed, a device or non-cacheable memory") {
    for (const Mode mode : {Mode::Warm, Mode::Timed}) {
        in_every_setup(mode, [](const Setup& setup) {
            System s(setup);
            map_type(s, 0);
            // Not in a TLB; nothing mapped; then a page whose entry is cached.
            s.put(kCode, {prefetch(kPrefetchR, a0), prefetch(kPrefetchI, a0), prefetch(kPrefetchW, a1), ld(t0, 0, a0),
                          prefetch(kPrefetchR, a0, 64), kWfi});
            s.state().x[a1] = 0x7000'0000;
            s.memory.logging = true;
            s.run();
            CHECK(s.traps().empty());
            CHECK(s.hart().mmu().stats().walks == 2);  // code, data
            CHECK(s.hart().stats().prefetches == 4);
            CHECK(s.hart().stats().prefetches_dropped == 3);
            CHECK(prefetches(l1d(s)) == 1);

            System d(setup);
            d.put(kCode, {prefetch(kPrefetchR, a0), prefetch(kPrefetchW, a0), prefetch(kPrefetchI, a0), kWfi});
            d.state().x[a0] = kDevice;
            d.run();
            CHECK(d.io_log.empty());
            CHECK(d.hart().stats().prefetches_dropped == 3);

            System n(setup);
            map_type(n, 1);
            n.put(kCode, {ld(t0, 0, a0), prefetch(kPrefetchR, a0), kWfi});
            n.run();
            CHECK(n.hart().stats().prefetches_dropped == 1);
            CHECK(prefetches(l1d(n)) == 0);
            return std::vector<uint64_t>{s.hart().cycles(), d.hart().cycles(), n.hart().cycles()};
        });
    }
}

TEST_CASE("TIM-H9 Svpbmt NC and IO: every access goes to memory and no cache takes the line") {
    for (const Mode mode : {Mode::Warm, Mode::Timed}) {
        for (const uint64_t type : {1, 2}) {
            in_every_setup(mode, [&](const Setup& setup) {
                System s(setup);
                map_type(s, type);
                s.put(kCode, {ld(t0, 0, a0), ld(t0, 0, a0), sd(t0, 0, a0), amoadd_d(t1, t0, a0), ld(t0, -4, a1), kWfi});
                s.state().x[a1] = kVa + 64;
                s.memory.logging = true;
                s.run();
                CHECK(s.traps().empty());
                uint64_t reads = 0, writes = 0;
                for (const MemReq& r : s.memory.log) {
                    if (r.addr.page() != kData >> 12) continue;
                    CHECK(r.uncached);
                    ++(r.acc == Acc::Store ? writes : reads);
                }
                CHECK(reads == 5);  // the misaligned load touches two lines
                CHECK(writes == 2);
                CHECK(l1d(s).misses[0] == 0);
                CHECK_FALSE(s.tiles[0].tile->l1d().holds(Spa{kData}));
                CHECK_FALSE(s.tiles[0].tile->l2()->holds(Spa{kData}));
                return std::vector<uint64_t>{s.hart().cycles(), s.hart().stats().stall_load};
            });
        }
    }
}

TEST_CASE("TIM-H10 an NC store goes on in the buffer; an IO store is waited for") {
    for (const uint64_t type : {1, 2}) {
        in_every_setup(Mode::Timed, [&](const Setup& setup) {
            System s(setup);
            map_type(s, type);
            s.put(kCode, {ld(t0, 0, a0), sd(t0, 0, a0), sd(t0, 8, a0), kWfi});
            s.run();
            CHECK(s.hart().stats().stall_load == 100 - 3);
            CHECK(s.hart().stats().stall_store == (type == 1 ? 0 : 200));
            return std::vector<uint64_t>{s.hart().cycles()};
        });
    }
}

TEST_CASE("TIM-H11 code in NC memory is read from memory at each taken transfer and each new line") {
    in_every_setup(Mode::Timed, [](const Setup& setup) {
        System s(setup);
        s.map(map_type(s, 0), 0x50'0000, kData + 0x1000, kPteRwx | uint64_t{1} << kPbmtShift);
        s.put(kCode, {jalr(ra, a1, 0), jalr(ra, a1, 0), kWfi});
        s.put(kData + 0x1000, {kNop, jalr(zero, ra, 0)});
        s.state().x[a1] = 0x50'0000;
        s.memory.logging = true;
        s.run();
        uint64_t reads = 0;
        for (const MemReq& r : s.memory.log) reads += r.uncached && r.acc == Acc::Fetch;
        CHECK(reads == 2);
        CHECK_FALSE(s.tiles[0].tile->l1i().holds(Spa{kData + 0x1000}));
        return std::vector<uint64_t>{s.hart().cycles(), s.hart().stats().stall_fetch};
    });
}
