#include "mem/cache.h"

#include <algorithm>
#include <list>
#include <map>

#include "tests/timing/fake_memory.h"

using namespace covesim;
using namespace covesim::timing;

namespace {
constexpr Clock kClock{1000};

CacheParams params(uint32_t sets = 4, uint32_t ways = 2, uint32_t mshrs = 4) {
    CacheParams p;
    p.sets = sets;
    p.ways = ways;
    p.latency = 3;
    p.mshrs = mshrs;
    p.replacement = Replacement::Lru;
    return p;
}
struct Bench {
    FakeMemory mem;
    Cache c;
    FakeUp up;
    explicit Bench(CacheParams p = params()) : c(p, kClock, Served::L1, mem) { c.add_upstream(up); }
    uint64_t at(const MemReq& r, uint64_t now) { return c.access(r, Tick{now}).at.fs; }
};
}  // namespace

TEST_CASE("TIM-C1 a miss pays the tag latency and the level below; a hit pays the latency") {
    Bench b;
    CHECK(b.at(read(0x40), 0) == 103'000);
    CHECK(b.at(read(0x78), 500'000) == 503'000);
    const MemDone d = b.c.access(read(0x40), Tick{600'000});
    CHECK(d.served == Served::L1);
    CHECK(d.way != kNoWay);
    CHECK(b.c.stats().misses[0] == 1);
    CHECK(b.c.stats().accesses[0] == 0);  // a first level counts only what no accelerator can serve
}

TEST_CASE("TIM-C2 a second request to a line under way joins it and is ready with it") {
    Bench b;
    CHECK(b.at(read(0x40), 0) == 103'000);
    CHECK(b.at(read(0x48), 1'000) == 103'000);
    CHECK(b.at(read(0x48), 99'000) == 103'000);
    CHECK(b.at(read(0x48), 101'000) == 104'000);
    CHECK(b.mem.seen.size() == 1);
    CHECK(b.c.stats().merges == 2);
}

TEST_CASE("TIM-C3 with every miss register busy the next miss waits for the first to finish") {
    Bench b(params(4, 2, 2));
    CHECK(b.at(read(0x000), 0) == 103'000);
    CHECK(b.at(read(0x040), 10'000) == 113'000);
    CHECK(b.at(read(0x080), 20'000) == 203'000);
    CHECK(b.at(read(0x0c0), 20'000) == 213'000);
    CHECK(b.c.stats().mshr_full == 2);
}

TEST_CASE("TIM-C4 a miss earlier than one already seen does not wait for it") {
    Bench b(params(4, 2, 1));
    CHECK(b.at(read(0x000), 1'000'000) == 1'103'000);
    CHECK(b.at(read(0x040), 0) == 103'000);
}

TEST_CASE("TIM-C5 a dirty victim is written back, a clean one is not, and upstream forgets both") {
    Bench b(params(1, 2));
    b.at(write(0x000), 0);
    b.at(read(0x040), 200'000);
    b.at(read(0x080), 400'000);  // evicts 0x000
    b.at(read(0x0c0), 600'000);  // evicts 0x040
    CHECK(b.mem.seen == std::vector<FakeMemory::Seen>{{0x000, true, Why::Explicit, 3'000},
                                                      {0x040, false, Why::Explicit, 203'000},
                                                      {0x080, false, Why::Explicit, 403'000},
                                                      {0x000, true, Why::Writeback, 403'000},
                                                      {0x0c0, false, Why::Explicit, 603'000}});
    CHECK(b.up.seen == std::vector<std::pair<uint64_t, Drop>>{{0x000, Drop::Invalidate}, {0x040, Drop::Invalidate}});
    CHECK(b.c.stats().writebacks == 1);
    CHECK(b.c.stats().evictions == 2);
}

TEST_CASE("TIM-C6 a store to a line held without ownership asks below again") {
    Bench b;
    b.mem.writable = false;
    CHECK_FALSE(b.c.access(read(0x40), Tick{0}).writable);
    b.mem.writable = true;
    CHECK(b.at(write(0x40), 500'000) == 603'000);
    CHECK(b.at(write(0x40), 700'000) == 703'000);
    CHECK(b.c.stats().upgrades == 1);
    CHECK(b.c.drop(Spa{0x40}, Drop::Downgrade));
    CHECK_FALSE(b.c.drop(Spa{0x40}, Drop::Downgrade));
    CHECK(b.at(read(0x40), 800'000) == 803'000);
    CHECK(b.at(write(0x40), 900'000) == 1'003'000);
    CHECK(b.c.drop(Spa{0x40}, Drop::Invalidate));
    CHECK_FALSE(b.c.holds(Spa{0x40}));
}

TEST_CASE("TIM-C7 the next-line prefetcher fills behind a demand miss, never across a page") {
    CacheParams p = params();
    p.prefetch = Prefetch::NextLine;
    Bench b(p);
    CHECK(b.at(read(0x1000), 0) == 103'000);
    CHECK(b.c.holds(Spa{0x1040}));
    CHECK(b.at(read(0x1040), 50'000) == 103'000);
    CHECK(b.at(read(0x1fc0), 500'000) == 603'000);
    CHECK(b.mem.count(0x2000) == 0);
    CHECK(b.c.stats().misses[static_cast<int>(Why::Prefetch)] == 1);
}

TEST_CASE("TIM-C8 warm accesses change tags and take no time") {
    Bench b;
    MemReq r = read(0x40);
    r.timed = false;
    CHECK(b.at(r, 5) == 5);
    CHECK(b.at(read(0x40), 10) == 3'010);
}

TEST_CASE("TIM-C9 flush writes a dirty line back and forgets it, clean keeps it") {
    Bench b;
    b.at(write(0x40), 0);
    MemReq r = read(0x40);
    r.maint = Maint::Clean;
    b.at(r, 200'000);
    CHECK(b.c.holds(Spa{0x40}));
    CHECK(b.c.stats().writebacks == 1);
    r.maint = Maint::Flush;
    b.at(r, 300'000);
    CHECK_FALSE(b.c.holds(Spa{0x40}));
    CHECK(b.c.stats().writebacks == 1);
}

TEST_CASE("TIM-C12 a cleaned line stays with its ownership: the next store is silent, and dirties it again") {
    Bench b;
    b.at(write(0x40), 0);
    MemReq r = read(0x40);
    r.maint = Maint::Clean;
    b.at(r, 200'000);
    CHECK(b.at(write(0x40), 400'000) == 403'000);
    CHECK(b.c.stats().upgrades == 0);
    b.at(r, 600'000);
    CHECK(b.c.stats().writebacks == 2);
    CHECK(b.c.stats().maintenance == 2);
    CHECK(b.c.stats().drops == 0);
    CHECK(b.up.seen == std::vector<std::pair<uint64_t, Drop>>{{0x40, Drop::Clean}, {0x40, Drop::Clean}});
}

TEST_CASE("TIM-C13 a cache-block operation passes every level, and takes modified data along") {
    Bench b;
    b.at(write(0x40), 0);
    MemReq r = read(0x40);
    r.maint = Maint::Flush;
    CHECK(b.at(r, 200'000) == 303'000);
    REQUIRE(b.mem.requests.size() == 2);
    CHECK(b.mem.requests[1].maint == Maint::Flush);
    CHECK(b.mem.requests[1].dirty);
    CHECK(b.at(r, 400'000) == 503'000);  // absent here; others may have it
    CHECK_FALSE(b.mem.requests[2].dirty);
}

TEST_CASE("TIM-C14 a prefetch fetches the line, with ownership for a store, and modifies nothing") {
    Bench b;
    b.mem.writable = false;
    MemReq r = read(0x40);
    r.why = Why::Prefetch;
    CHECK(b.at(r, 0) == 103'000);
    CHECK(b.at(read(0x40), 500'000) == 503'000);
    b.mem.writable = true;
    r.acc = Acc::Store;
    CHECK(b.at(r, 600'000) == 703'000);
    CHECK(b.at(write(0x40), 800'000) == 803'000);
    CHECK(b.c.stats().accesses[static_cast<int>(Why::Prefetch)] == 2);
    CHECK(b.c.stats().misses[static_cast<int>(Why::Prefetch)] == 1);
    CHECK(b.c.stats().misses[static_cast<int>(Why::Explicit)] == 0);
    r.addr = Spa{0x80};
    b.at(r, 900'000);
    CHECK(b.c.drop(Spa{0x40}, Drop::Invalidate));        // the store's
    CHECK_FALSE(b.c.drop(Spa{0x80}, Drop::Invalidate));  // nobody stored
}

TEST_CASE("TIM-C15 a prefetch that finds no free miss register is dropped") {
    Bench b(params(4, 2, 1));
    b.at(read(0x40), 0);
    MemReq r = read(0x80);
    r.why = Why::Prefetch;
    const MemDone d = b.c.access(r, Tick{10'000});
    CHECK(d.at.fs == 13'000);
    CHECK(d.way == kNoWay);
    CHECK(b.mem.seen.size() == 1);
    CHECK(b.c.access(r, Tick{200'000}).way != kNoWay);
}

namespace {
// Second implementations: a recency list, and the tree of bits that hardware has.
struct NaiveLru {
    std::list<uint64_t> order;
    uint32_t ways;
    explicit NaiveLru(uint32_t w) : ways(w) {}
    void use(uint64_t line) {
        order.remove(line);
        order.push_back(line);
        if (order.size() > ways) order.pop_front();
    }
    void invalidate(uint64_t line) { order.remove(line); }
    bool holds(uint64_t line) const { return std::find(order.begin(), order.end(), line) != order.end(); }
};
struct NaivePlru {
    std::vector<uint64_t> way;
    std::vector<bool> bit;  // node i has children 2i, 2i + 1; the bit points to the victim's side
    explicit NaivePlru(uint32_t w) : way(w, 0), bit(w, false) {}
    void point_away(size_t w) {
        for (size_t node = w + way.size(); node > 1; node /= 2) bit[node / 2] = node % 2 == 0;
    }
    void use(uint64_t line) {
        size_t w = static_cast<size_t>(std::find(way.begin(), way.end(), line) - way.begin());
        if (w == way.size()) w = static_cast<size_t>(std::find(way.begin(), way.end(), 0) - way.begin());
        if (w == way.size()) {
            size_t node = 1;
            while (node < way.size()) node = 2 * node + bit[node];
            w = node - way.size();
        }
        way[w] = line;
        point_away(w);
    }
    void invalidate(uint64_t line) { std::replace(way.begin(), way.end(), line, uint64_t{0}); }
    bool holds(uint64_t line) const { return std::find(way.begin(), way.end(), line) != way.end(); }
};

/// Random accesses to one set with hits recorded through stamp() (as an L0 does), and invalidations.
template <class Naive>
void compare(Replacement policy, uint32_t ways) {
    CacheParams p = params(1, ways);
    p.replacement = policy;
    Bench b(p);
    uint64_t sequence = 0;
    b.c.bind_sequence(sequence);
    Naive naive(ways);
    std::map<uint64_t, WayHandle> handle;
    Xorshift rng;
    for (int i = 0; i < 200'000; ++i) {
        const uint64_t line = 64 * (1 + rng.next() % (2 * ways));
        const uint64_t what = rng.next() % 16;
        REQUIRE(b.c.holds(Spa{line}) == naive.holds(line));
        if (what == 0) {
            b.c.drop(Spa{line}, Drop::Invalidate);
            naive.invalidate(line);
        } else if (what < 8 && naive.holds(line)) {
            *b.c.stamp(handle.at(line)) = ++sequence;
            naive.use(line);
        } else {
            MemReq r = read(line);
            r.timed = false;
            handle[line] = b.c.access(r, Tick{}).way;
            naive.use(line);
        }
    }
}
}  // namespace

TEST_CASE("TIM-C10 LRU victims computed from stamps are those of a recency list") {
    for (uint32_t ways : {1u, 2u, 3u, 8u}) compare<NaiveLru>(Replacement::Lru, ways);
}

TEST_CASE("TIM-C11 tree-PLRU victims computed from stamps are those of the tree of bits") {
    for (uint32_t ways : {2u, 4u, 8u, 16u}) compare<NaivePlru>(Replacement::TreePlru, ways);
}
