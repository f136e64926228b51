// Harts without a platform: RAM at 0x8000'0000, one fake device page, private caches over a memory of fixed latency.
#pragma once
#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cpu/hart.h"
#include "mem/tile.h"
#include "tests/unit/cpu/assembler.h"

namespace covesim::test {

inline constexpr uint64_t kRam = 0x8000'0000, kRamSize = 32 << 20, kDevice = 0x1000'0000;
inline constexpr uint64_t kCode = kRam, kHandler = 0x8008'0000, kData = 0x8010'0000, kTables = 0x8100'0000;
inline constexpr Tick kNoLimit = kNever;

/// Which of the ways to run the same program.
struct Setup {
    Mode mode = Mode::Fast;
    Accelerators accelerators{};
    uint32_t harts = 1;
    uint32_t max_pages = 64;
    HartParams params{};
    TileParams tile{};
    isa::IsaSet isa = isa::IsaSet::all();
    HartFeatures features{};
    isa::DecodeOptions decode{};
};

inline std::string name_of(const Setup& s) {
    static const char* const kModes[] = {"fast", "warm", "timed"};
    return std::string(kModes[int(s.mode)]) + (s.accelerators.l0 ? "" : " -l0") +
           (s.accelerators.decoded_code ? "" : " -decoded") + (s.accelerators.host_fp ? "" : " -fp");
}

/// Every mode with every combination of the two engine accelerators.
inline std::vector<Setup> all_setups() {
    std::vector<Setup> r;
    for (const Mode m : {Mode::Fast, Mode::Warm, Mode::Timed})
        for (int i = 0; i < 4; ++i) {
            Setup s;
            s.mode = m;
            s.accelerators.l0 = (i & 1) == 0;
            s.accelerators.decoded_code = (i & 2) == 0;
            r.push_back(s);
        }
    return r;
}

struct TakenTrap {
    uint64_t cause, tval, tval2, tinst, pc, retired, cycles;
    bool gva;
    bool operator==(const TakenTrap&) const = default;
};

struct System : HartPorts {
    explicit System(const Setup& s = {}) : setup(s), code(store, s.max_pages), memory{{}, Tick{50'000'000}} {
        store.add_region("ram", Spa{kRam}, kRamSize);
        pma.add_ram(Spa{kRam}, kRamSize);
        pma.add_io(Spa{kDevice}, 0x1000);
        tiles.resize(s.harts);
        std::vector<Hart*> all;
        for (uint32_t h = 0; h < s.harts; ++h) {
            build(h);
            all.push_back(tiles[h].hart.get());
        }
        for (auto& t : tiles) {
            t.hart->set_peers(all);
            t.hart->set_mode(s.mode);
            t.hart->observe(&t.log);
            t.hart->state().pc = kCode;
            t.hart->state().mtvec = kHandler;
        }
        put(kHandler, {kWfi, jal(zero, -4)});
    }
    System(const System&) = delete;
    virtual ~System() = default;

    /// Memory behind every tile: a constant delay, or what the test puts there.
    struct Memory final : MemPort {
        Memory(std::vector<MemReq> l, Tick t) : log(std::move(l)), latency(t) {}
        std::vector<MemReq> log;
        Tick latency;
        bool logging = false;
        bool shared = false;        ///< loads are granted without ownership
        MemPort* behind = nullptr;  ///< in place of the constant delay
        /// A request has left its tile and waits: others may act.
        std::function<void(const MemReq&, Tick)> on_request;
        MemDone access(const MemReq& r, Tick now) override {
            if (logging) log.push_back(r);
            if (on_request) on_request(r, now);
            if (behind) return behind->access(r, now);
            const bool writable = !shared || r.acc == Acc::Store || r.acc == Acc::Amo;
            return {r.timed ? now + latency : now, Served::Dram, kNoWay, writable};
        }
    };
    struct Log final : HartObserver {
        std::vector<TakenTrap> traps;
        Hart* one_shot = nullptr;  ///< its machine timer line falls when the interrupt is taken
        void trap(const Hart& h, const Trap& t) override {
            if (one_shot && t.cause == (uint64_t{1} << 63 | 7)) one_shot->set_line(7, false);
            traps.push_back({t.cause, t.tval, t.tval2, t.tinst, h.state().pc, h.retired(), h.event_start(), t.gva});
        }
    };
    struct Up final : MemUp {
        Hart* hart = nullptr;
        bool drop(Spa line, Drop) override {
            if (hart) hart->line_dropped(line);
            return false;
        }
    };
    struct OneTile {
        std::unique_ptr<Up> up;
        std::unique_ptr<Tile> tile;
        std::unique_ptr<Hart> hart;
        Log log;
    };

    void build(uint32_t h) {
        OneTile& t = tiles[h];
        const Clock clock{setup.params.clock_period_fs};
        t.up = std::make_unique<Up>();
        t.tile = std::make_unique<Tile>(setup.tile, clock, memory, *t.up);
        TileCaches c;
        c.fetch = &t.tile->l1i();
        c.data = &t.tile->l1d();
        c.fetch_stamp = c.data_stamp = &Cache::stamp_of;
        c.fetch_cache = &t.tile->l1i();
        c.data_cache = &t.tile->l1d();
        c.fetch_hit_cycles = setup.tile.l1i.latency;
        c.data_hit_cycles = setup.tile.l1d.latency;
        c.pte = &t.tile->pte_port();
        c.mpt = &t.tile->mpt_port();
        c.uncached = &t.tile->exit();
        Hart::Config config;
        config.id = h;
        config.params = setup.params;
        config.features = setup.features;
        config.isa = setup.isa;
        config.decode = setup.decode;
        config.accelerators = setup.accelerators;
        config.harts = setup.harts;
        t.hart = std::make_unique<Hart>(config, *this, store, code, pma, c);
        t.up->hart = t.hart.get();
        t.tile->bind_sequence(t.hart->mmu().sequence());
    }

    // HartPorts
    bool io(uint32_t hart, Spa a, uint32_t size, bool write, uint64_t& data, Tick&) override {
        io_log.push_back({hart, a.v, size, write, data});
        if (on_io) on_io(hart);
        if (io_refused) return false;
        if (write) device[a.v] = data;
        else data = device[a.v];
        return true;
    }
    void turn(uint32_t h, Tick now) override {
        if (on_turn) on_turn(h, now);
    }

    Hart& hart(uint32_t i = 0) { return *tiles[i].hart; }
    HartState& state(uint32_t i = 0) { return tiles[i].hart->state(); }
    uint64_t x(uint32_t r) { return state().x[r]; }
    const std::vector<TakenTrap>& traps(uint32_t i = 0) const { return tiles[i].log.traps; }
    const TakenTrap& trap() const { return tiles[0].log.traps.back(); }

    void put(uint64_t at, std::initializer_list<uint32_t> words) {
        for (const uint32_t w : words) {
            store.store(Spa{at}, w);
            at += 4;
        }
    }
    void put(uint64_t at, const std::vector<uint32_t>& words) {
        for (const uint32_t w : words) {
            store.store(Spa{at}, w);
            at += 4;
        }
    }
    void put16(uint64_t at, std::initializer_list<uint16_t> parcels) {
        for (const uint16_t p : parcels) {
            store.store(Spa{at}, p);
            at += 2;
        }
    }
    uint64_t r64(uint64_t a) const {
        uint64_t v = 0;
        store.load(Spa{a}, v);
        return v;
    }
    void w64(uint64_t a, uint64_t v) { store.store(Spa{a}, v); }

    /// Until the hart sleeps (or stops, or has executed far too much).
    RunEnd run(uint32_t i = 0, uint64_t most = 1'000'000) {
        hart(i).set_instruction_limit(hart(i).retired() + most);
        return hart(i).run(kNoLimit);
    }
    void set_csr(uint32_t number, uint64_t value, uint32_t i = 0) { hart(i).privileged().poke(number, value); }
    uint64_t csr(uint32_t number, uint32_t i = 0) { return *hart(i).privileged().peek(number); }

    /// PMP entry 15 opens everything to S and U.
    void open_pmp() {
        for (auto& t : tiles) {
            HartState& s = t.hart->state();
            s.pmpcfg[15] = 0x1f;
            s.pmpaddr[15] = (uint64_t{1} << 54) - 1;
            std::array<uint8_t, 16> cfg{};
            std::array<uint64_t, 16> addr{};
            cfg[15] = s.pmpcfg[15];
            addr[15] = s.pmpaddr[15];
            t.hart->mmu().pmp().set(cfg, addr, 0);
        }
    }
    void map(uint64_t root, uint64_t va, uint64_t pa, uint64_t flags, bool g = false) {
        uint64_t table = root;
        for (int i = 2; i > 0; --i) {
            const uint64_t at = table + (va >> (12 + 9 * i) & (g && i == 2 ? 0x7ff : 0x1ff)) * 8;
            if (!(r64(at) & 1)) {
                w64(at, next_table >> 12 << 10 | 1);
                next_table += 4096;
            }
            table = r64(at) >> 10 << 12;
        }
        w64(table + (va >> 12 & 0x1ff) * 8, pa >> 12 << 10 | flags);
    }
    uint64_t pages(uint64_t n, uint64_t align = 1) {
        next_table = (next_table + align * 4096 - 1) / (align * 4096) * (align * 4096);
        const uint64_t at = next_table;
        next_table += n * 4096;
        return at;
    }
    /// Level-0 leaves of a three-level MPT (Smmpt43): `xwr` for the page.
    void mpt(uint64_t root, uint64_t pa, uint64_t xwr) {
        uint64_t table = root;
        for (int i = 2; i > 0; --i) {
            const uint64_t at = table + (pa >> (16 + 9 * i) & 0x1ff) * 8;
            if (!(r64(at) & 1)) {
                w64(at, next_table >> 12 << 10 | 1);
                next_table += 4096;
            }
            table = r64(at) >> 10 << 12;
        }
        const uint64_t at = table + (pa >> 16 & 0x1ff) * 8, shift = 8 + 3 * (pa >> 12 & 15);
        w64(at, (r64(at) & ~(uint64_t{7} << shift)) | 3 | xwr << shift);
    }
    /// Starts hart i at pc in the given mode; regimes are refreshed as by a trap return.
    void start(uint64_t pc, Priv priv, bool v = false, uint32_t i = 0) {
        HartState& s = state(i);
        put(kRam + kRamSize - 4096, {kMret});
        s.pc = kRam + kRamSize - 4096;
        s.priv = Priv::M;
        s.v = false;
        s.mepc = pc;
        constexpr uint64_t kMpp = 0x1800, kMpv = uint64_t{1} << 39;
        s.mstatus = (s.mstatus & ~(kMpp | kMpv)) | uint64_t(priv) << 11 | (v ? kMpv : 0);
        hart(i).privileged().refresh();
    }

    struct Io {
        uint32_t hart;
        uint64_t address;
        uint32_t size;
        bool write;
        uint64_t data;
    };
    const Setup setup;
    BackingStore store;
    PmaTable pma;
    CodeCache code;
    Memory memory;
    std::vector<OneTile> tiles;
    std::map<uint64_t, uint64_t> device;
    std::vector<Io> io_log;
    bool io_refused = false;
    std::function<void(uint32_t)> on_io;
    std::function<void(uint32_t, Tick)> on_turn;
    uint64_t next_table = kTables;
};

// PTE flags.
inline constexpr uint64_t kPteV = 1, kPteR = 2, kPteW = 4, kPteX = 8, kPteU = 16, kPteA = 64, kPteD = 128;
inline constexpr uint64_t kPteRwx = kPteV | kPteR | kPteW | kPteX | kPteA | kPteD;

}  // namespace covesim::test
