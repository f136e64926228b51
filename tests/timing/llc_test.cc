#include "mem/llc.h"

#include "mem/tile.h"
#include "tests/timing/fake_memory.h"

using namespace covesim;
using namespace covesim::timing;

namespace {
constexpr Clock kClock{1000};

LlcParams params(uint32_t sets = 16, uint32_t ways = 4) {
    LlcParams p;
    p.sets = sets;
    p.ways = ways;
    p.latency = 20;
    p.snoop_latency = 7;
    return p;
}
MemReq fill(MemReq r) {
    r.fill = true;
    r.size = 64;
    return r;
}
struct Bench {
    FakeMemory mem;
    Llc llc;
    FakeUp tile[2];
    explicit Bench(LlcParams p = params()) : llc(p, kClock, mem) {
        llc.set_tile(0, tile[0]);
        llc.set_tile(1, tile[1]);
    }
    MemDone go(const MemReq& r, uint64_t now) { return llc.access(r, Tick{now}); }
};
using Drops = std::vector<std::pair<uint64_t, Drop>>;
}  // namespace

TEST_CASE("TIM-L1 a load that nobody shares is granted with ownership; the second tile makes both read-only") {
    Bench b;
    MemDone d = b.go(fill(read(0x40, 0)), 0);
    CHECK(d.writable);
    CHECK(d.at.fs == 120'000);
    d = b.go(fill(read(0x40, 1)), 1'000'000);
    CHECK_FALSE(d.writable);
    CHECK(d.at.fs == 1'027'000);  // latency and the snoop of the owner
    CHECK(b.tile[0].seen == Drops{{0x40, Drop::Downgrade}});
    d = b.go(fill(read(0x40, 0)), 2'000'000);
    CHECK_FALSE(d.writable);
    CHECK(d.at.fs == 2'020'000);
}

TEST_CASE("TIM-L2 a store takes the line from the other tile and grants ownership") {
    Bench b;
    b.go(fill(read(0x40, 0)), 0);
    b.go(fill(read(0x40, 1)), 1'000'000);
    const MemDone d = b.go(fill(write(0x40, 1)), 2'000'000);
    CHECK(d.writable);
    CHECK(d.at.fs == 2'027'000);
    CHECK(b.tile[0].seen == Drops{{0x40, Drop::Downgrade}, {0x40, Drop::Invalidate}});
    CHECK(b.tile[1].seen.empty());
    CHECK(b.llc.stats().snoops == 2);
}

TEST_CASE("TIM-L3 an eviction takes the line from its tiles and writes back what any of them dirtied") {
    Bench b(params(1, 2));
    b.go(fill(write(0x000, 0)), 0);
    b.tile[0].dirty.insert(0x000);
    b.go(fill(read(0x040, 1)), 200'000);
    b.go(fill(read(0x080, 1)), 400'000);
    CHECK(b.tile[0].seen == Drops{{0x000, Drop::Invalidate}});
    CHECK(b.mem.seen.back() == FakeMemory::Seen{0x000, true, Why::Writeback, 420'000});
    b.go(fill(read(0x0c0, 1)), 600'000);
    CHECK(b.tile[1].seen == Drops{{0x040, Drop::Invalidate}});
    CHECK(b.llc.stats().writebacks == 1);
}

TEST_CASE("TIM-L4 a device's write takes the line from every tile and does not allocate; its read only downgrades") {
    Bench b;
    b.go(fill(read(0x40, 0)), 0);
    MemReq r = read(0x40, kDeviceSource);
    r.why = Why::Dma;
    b.go(r, 1'000'000);
    CHECK(b.tile[0].seen == Drops{{0x40, Drop::Downgrade}});
    r.acc = Acc::Store;
    b.go(r, 2'000'000);
    CHECK(b.tile[0].seen.back() == std::pair{uint64_t{0x40}, Drop::Invalidate});
    r.addr = Spa{0x80};
    b.go(r, 3'000'000);
    CHECK_FALSE(b.llc.holds(Spa{0x80}));
}

TEST_CASE("TIM-L5 a bypassing read does not allocate, and still finds a line that is there") {
    Bench b;
    MemReq r = read(0x40);
    r.why = Why::MptEntry;
    r.bypass = true;
    CHECK(b.go(r, 0).at.fs == 120'000);
    CHECK_FALSE(b.llc.holds(Spa{0x40}));
    b.go(fill(read(0x40, 0)), 200'000);
    CHECK(b.go(r, 400'000).at.fs == 420'000);
}

TEST_CASE("TIM-L6 whole tiles: a store in one reaches the other's L1 and the hart above it") {
    FakeMemory mem;
    Llc llc(params(), kClock, mem);
    FakeUp hart[2];
    TileParams tp;
    Tile a(tp, kClock, llc, hart[0]), b(tp, kClock, llc, hart[1]);
    llc.set_tile(0, a);
    llc.set_tile(1, b);
    a.l1d().access(read(0x40, 0), Tick{0});
    CHECK(a.l1d().access(write(0x40, 0), Tick{1'000'000}).at.fs == 1'003'000);  // granted with the load: silent
    b.l1d().access(write(0x40, 1), Tick{2'000'000});
    CHECK(hart[0].seen == Drops{{0x40, Drop::Invalidate}});
    CHECK_FALSE(a.l1d().holds(Spa{0x40}));
    CHECK_FALSE(a.l2()->holds(Spa{0x40}));
    a.l1d().access(read(0x40, 0), Tick{3'000'000});
    CHECK(hart[1].seen == Drops{{0x40, Drop::Downgrade}});
    CHECK(b.l1d().holds(Spa{0x40}));
    CHECK(mem.count(0x40) == 1);
}

TEST_CASE("TIM-L7 the latency ladder: L1, L2, LLC, memory") {
    FakeMemory mem;
    Llc llc(params(1, 64), kClock, mem);
    FakeUp hart;
    TileParams tp;
    tp.l1d.sets = tp.l1d.ways = 1;
    tp.l2.sets = 1;
    tp.l2.ways = 2;
    Tile t(tp, kClock, llc, hart);
    llc.set_tile(0, t);
    auto go = [&](uint64_t a, uint64_t now) { return t.l1d().access(read(a), Tick{now}).at.fs - now; };
    CHECK(go(0x000, 0) == 3'000 + 12'000 + 20'000 + 100'000);
    CHECK(go(0x000, 1'000'000) == 3'000);
    go(0x040, 2'000'000);
    CHECK(go(0x000, 3'000'000) == 15'000);
    go(0x080, 4'000'000);
    CHECK(go(0x040, 5'000'000) == 35'000);
}

TEST_CASE("TIM-L8 cbo.clean reaches the owner in another tile, writes back once, and everybody keeps the line") {
    Bench b;
    b.go(fill(write(0x40, 0)), 0);
    b.tile[0].dirty.insert(0x40);
    MemReq r = read(0x40, 1);
    r.maint = Maint::Clean;
    // Latency, snoop of the owner, then the write to memory.
    CHECK(b.go(r, 1'000'000).at.fs == 1'000'000 + 20'000 + 7'000 + 100'000);
    CHECK(b.tile[0].seen == Drops{{0x40, Drop::Clean}});
    CHECK(b.mem.seen.back() == FakeMemory::Seen{0x40, true, Why::Writeback, 1'027'000});
    CHECK(b.llc.holds(Spa{0x40}));
    CHECK(b.go(r, 2'000'000).at.fs == 2'027'000);  // the owner might have stored again; it has not
    CHECK(b.llc.stats().writebacks == 1);
    CHECK(b.llc.stats().maintenance == 2);
    CHECK(b.go(fill(write(0x40, 0)), 3'000'000).at.fs == 3'020'000);  // still the owner's
}

TEST_CASE("TIM-L9 cbo.flush and cbo.inval take the line from every tile and from here, and write modifications back") {
    for (const Maint how : {Maint::Flush, Maint::Inval}) {
        Bench b;
        b.go(fill(read(0x40, 0)), 0);
        b.go(fill(read(0x40, 1)), 1'000'000);
        MemReq r = read(0x40, 0);
        r.maint = how;
        CHECK(b.go(r, 2'000'000).at.fs == 2'027'000);  // clean: nothing to write
        CHECK(b.tile[1].seen == Drops{{0x40, Drop::Invalidate}});
        CHECK_FALSE(b.llc.holds(Spa{0x40}));
        CHECK(b.go(r, 3'000'000).at.fs == 3'020'000);
        r.dirty = true;  // the asker's own copy was modified
        CHECK(b.go(r, 4'000'000).at.fs == 4'120'000);
        CHECK(b.mem.seen.back() == FakeMemory::Seen{0x40, true, Why::Writeback, 4'020'000});
    }
}

TEST_CASE("TIM-L10 a store of a whole line takes ownership everywhere and reads no memory") {
    Bench b;
    MemReq r = fill(write(0x40, 0));
    r.whole = true;
    MemDone d = b.go(r, 0);
    CHECK(d.at.fs == 20'000);
    CHECK(d.writable);
    CHECK(b.mem.seen.empty());
    r.source = 1;
    d = b.go(r, 1'000'000);
    CHECK(d.at.fs == 1'027'000);
    CHECK(b.tile[0].seen == Drops{{0x40, Drop::Invalidate}});
}

TEST_CASE("TIM-L11 a request for non-cacheable memory pays the way through and leaves every line as it is") {
    Bench b;
    b.go(fill(write(0x40, 0)), 0);
    MemReq r = write(0x40, 1);
    r.uncached = true;
    CHECK(b.go(r, 1'000'000).at.fs == 1'120'000);
    CHECK(b.go(r, 2'000'000).at.fs == 2'120'000);
    CHECK(b.mem.count(0x40) == 3);
    CHECK(b.tile[0].seen.empty());
    r.addr = Spa{0x80};
    b.go(r, 3'000'000);
    CHECK_FALSE(b.llc.holds(Spa{0x80}));
    CHECK(b.llc.stats().uncached == 3);
    CHECK(b.llc.stats().accesses[0] == 1);
}

TEST_CASE("TIM-L12 whole tiles: a flush empties every cache of every tile; it costs its way and one write") {
    FakeMemory mem;
    Llc llc(params(), kClock, mem);
    FakeUp hart[2];
    TileParams tp;
    Tile a(tp, kClock, llc, hart[0]), b(tp, kClock, llc, hart[1]);
    llc.set_tile(0, a);
    llc.set_tile(1, b);
    a.l1d().access(write(0x40, 0), Tick{0});
    b.l1i().access(read(0x80, 1), Tick{0});
    MemReq r = read(0x40, 1);
    r.maint = Maint::Flush;
    // L1, L2, LLC, the snoop, memory.
    CHECK(b.l1d().access(r, Tick{1'000'000}).at.fs == 1'000'000 + 3'000 + 12'000 + 20'000 + 7'000 + 100'000);
    CHECK(hart[0].seen == Drops{{0x40, Drop::Invalidate}});
    for (Cache* c : {&a.l1d(), a.l2()}) CHECK_FALSE(c->holds(Spa{0x40}));
    CHECK(mem.seen.back().why == Why::Writeback);
    // Its own instruction cache, beside the request's way through the data cache.
    r.addr = Spa{0x80};
    b.l1d().access(r, Tick{2'000'000});
    CHECK_FALSE(b.l1i().holds(Spa{0x80}));
    CHECK(hart[1].seen == Drops{{0x80, Drop::Invalidate}});
    // A dirty line of the asker itself.
    a.l1d().access(write(0xc0, 0), Tick{3'000'000});
    r.addr = Spa{0xc0};
    r.source = 0;
    CHECK(a.l1d().access(r, Tick{4'000'000}).at.fs == 4'000'000 + 3'000 + 12'000 + 20'000 + 100'000);
    CHECK(a.l1d().stats().writebacks == 1);
    CHECK(llc.stats().writebacks == 2);
}
