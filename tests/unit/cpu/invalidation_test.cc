// The rows of the invalidation table that concern the hart: what drops L0 entries and decoded slots, and what must not
// drop anything (docs/architecture.md, "What invalidates what"; law 4: a model never does more than the hardware).
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

uint64_t sv39(uint64_t root, uint64_t asid = 0) { return uint64_t{8} << 60 | asid << 44 | root >> 12; }

/// S-mode program: load (0), ECALL, load, ECALL, ...; M-mode handler: skips, and on the n-th ECALL runs `extra`.
struct Steps : System {
    explicit Steps(const Setup& how, std::initializer_list<uint32_t> extra) : System(how) {
        open_pmp();
        root = pages(1);
        map(root, kCode, kCode, kPteRwx);
        map(root, kVa, kData, kPteRwx);
        w64(kData, 111);
        w64(kData + 0x1000, 222);
        std::vector<uint32_t> c;
        for (uint32_t r : {t0, t1, t2, t3}) {
            c.push_back(ld(r, 0, a0));
            c.push_back(ld(r, 0, a0));
            c.push_back(kEcall);
        }
        c.push_back(kWfi);
        put(kCode, c);
        std::vector<uint32_t> h = {csrr(s8, csr::mcause), csrr(s9, csr::mepc), addi(s9, s9, 4), csrw(csr::mepc, s9),
                                   addi(s10, s10, 1)};
        h.insert(h.end(), extra);
        h.push_back(kMret);
        put(kHandler, h);
        state().x[a0] = kVa;
        state().x[s11] = 4;
        state().satp = sv39(root, 1);
        state().mie = 0;
        start(kCode, Priv::S);
    }
    void go() { run(0, 4000); }
    static constexpr uint64_t kVa = 0x40'0000;
    uint64_t root;
};

}  // namespace

TEST_CASE("cpu.invalidation.1 PMP write: the next access is checked anew; no translation is lost") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        // Each ECALL rotates pmpcfg0 between two values: nothing, and no access to the data page.
        Steps s(setup, {csrrw(s2, csr::pmpcfg0, s3), add(s3, s2, zero)});
        s.state().pmpaddr[0] = kData >> 2 | 0x1ff;
        s.state().x[s3] = 0x18;
        s.go();
        REQUIRE(s.traps().size() >= 4);
        CHECK(s.traps()[0].cause == 9);
        CHECK(s.traps()[1].cause == 5);  // first of the second pair; the handler restored the PMP
        CHECK(s.traps()[2].cause == 9);
        CHECK(s.x(t0) == 111);
        CHECK(s.x(t1) == 111);
        CHECK(s.hart().mmu().stats().walks == 2);  // code and data, once
        CHECK(s.hart().mmu().stats().fences == 0);
    }
}

TEST_CASE("cpu.invalidation.2 privilege, satp (another ASID) and back: nothing is flushed") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Steps s(setup, {csrrw(s2, csr::satp, s3), csrrw(s2, csr::satp, s2)});
        s.state().x[s3] = sv39(s.root, 2);
        s.go();
        CHECK(s.x(t3) == 111);
        CHECK(s.hart().mmu().stats().walks == 2);
    }
}

TEST_CASE("cpu.invalidation.3 mmpt: another domain and back, with its translations kept") {
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        Steps s(setup, {csrrw(s2, csr::mmpt, s3), csrrw(s2, csr::mmpt, s2)});
        s.state().x[s3] = uint64_t{7} << 52;
        s.go();
        CHECK(s.x(t3) == 111);
        CHECK(s.hart().mmu().stats().walks == 2);
        CHECK(s.hart().mmu().stats().mpt.fences == 0);
    }
}

TEST_CASE("cpu.invalidation.4 a page-table store without a fence shows nothing; SFENCE.VMA shows it") {
    for (const Setup& setup : all_setups()) {
        for (const bool fenced : {false, true}) {
            INFO(name_of(setup) << (fenced ? " fenced" : ""));
            Steps s(setup, {sd(s4, 0, s5), fenced ? sfence_vma(s6, zero) : kNop});
            uint64_t table = s.root;
            for (int i = 2; i > 0; --i) table = s.r64(table + (Steps::kVa >> (12 + 9 * i) & 0x1ff) * 8) >> 10 << 12;
            s.state().x[s4] = (kData + 0x1000) >> 12 << 10 | kPteRwx;
            s.state().x[s5] = table + (Steps::kVa >> 12 & 0x1ff) * 8;
            s.state().x[s6] = Steps::kVa;
            s.go();
            CHECK(s.x(t0) == 111);
            CHECK(s.x(t1) == (fenced ? 222 : 111));
            CHECK(s.x(t3) == (fenced ? 222 : 111));
        }
    }
}

TEST_CASE("cpu.invalidation.5 a line taken from the L1 is asked for again, with and without L0") {
    for (const Mode mode : {Mode::Warm, Mode::Timed}) {
        std::vector<uint64_t> first;
        for (const Setup& setup : all_setups()) {
            if (setup.mode != mode) continue;
            INFO(name_of(setup));
            System s(setup);
            s.put(kCode, {ld(t0, 0, a0), ld(t0, 8, a0), sd(t0, 16, a0), sd(t0, 24, a0), lw(t1, 0, a1), ld(t0, 0, a0),
                          sd(t0, 8, a0), lw(t1, 0, a1), ld(t0, 0, a0), sd(t0, 8, a0), kWfi});
            s.state().x[a0] = kData;
            s.state().x[a1] = kDevice;
            int n = 0;
            s.on_io = [&](uint32_t) {
                // Another tile's load, then its store.
                s.tiles[0].tile->drop(Spa{kData}, n++ == 0 ? Drop::Downgrade : Drop::Invalidate);
            };
            CHECK(s.run() == RunEnd::Wait);
            const CacheStats& c = s.tiles[0].tile->l1d().stats();
            CHECK(c.misses[0] == 2);  // the first access, and after the invalidation
            CHECK(c.upgrades == 1);   // the store after the downgrade
            CHECK(c.drops == 2);
            const std::vector<uint64_t> numbers{s.hart().cycles(), c.misses[0], c.upgrades, c.merges};
            if (first.empty()) first = numbers;
            CHECK(numbers == first);
        }
    }
}

TEST_CASE("cpu.invalidation.6 a changed encryption key: data and code are asked for again") {
    struct NewContents final : LazyPages {
        BackingStore* store = nullptr;
        void touch(Spa base, uint64_t bytes) override {
            for (uint64_t page = base.v & ~uint64_t{0xfff}; page < base.v + bytes; page += 4096) {
                store->mark_lazy(page >> 12, (page >> 12) + 1, false);
                std::byte* p = store->raw(Spa{page}, 4096);
                const uint32_t words[] = {li(t0, 99), jalr(zero, ra, 0)};
                std::memcpy(p, words, sizeof words);
            }
        }
    };
    for (const Setup& setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        NewContents lazy;
        lazy.store = &s.store;
        s.store.set_lazy(&lazy);
        const uint64_t page = kCode + 0x4000;
        s.put(page, {li(t0, 1), jalr(zero, ra, 0)});
        // Run it and read it until both are cached; the device changes the key; again.
        s.put(kCode, {jalr(ra, a1, 0), jalr(ra, a1, 0), lw(t1, 0, a1), lw(t1, 0, a1), add(t2, t0, zero), lw(t3, 0, a0),
                      lw(t1, 0, a1), jalr(ra, a1, 0), kWfi});
        s.state().x[a0] = kDevice;
        s.state().x[a1] = page;
        s.on_io = [&](uint32_t) {
            s.store.mark_lazy(page >> 12, (page >> 12) + 1, true);
            s.store.notify_withdrawn(Spa{page}, 4096);
        };
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(t2) == 1);
        CHECK(s.x(t1) == li(t0, 99));
        CHECK(s.x(t0) == 99);
        s.store.set_lazy(nullptr);
    }
}

TEST_CASE(
    "cpu.invalidation.7 a store that hits costs the same while others wait for their lines, with and without L0") {
    std::vector<uint64_t> cycles;
    for (Setup setup : all_setups()) {
        if (setup.mode != Mode::Timed) continue;
        setup.params.pipeline.store_buffer = 1;
        INFO(name_of(setup));
        System s(setup);
        std::vector<uint32_t> c;
        for (int i = 0; i < 60; ++i) c.push_back(sd(t0, 0, a0));  // until its line is here and hits
        for (int i = 0; i < 200; ++i) c.push_back(kNop);
        c.push_back(sd(t0, 0, a0));
        c.push_back(sd(t0, 1024, a0));  // misses, and waits in the buffer
        for (int i = 0; i < 20; ++i) c.push_back(sd(t0, 8, a0));
        c.push_back(ld(t1, 16, a0));
        c.push_back(kWfi);
        s.put(kCode, c);
        s.state().x[a0] = kData;
        CHECK(s.run() == RunEnd::Wait);
        cycles.push_back(s.hart().cycles());
        CHECK(cycles.back() == cycles.front());
    }
}
