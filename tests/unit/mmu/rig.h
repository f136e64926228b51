// One hart's MMU over 64 MiB of memory at 0x8000'0000, with builders for page tables and memory protection tables.
// All encodings are literals from the privileged specification and riscv-smmtt, never the production constants.
#pragma once
#include <set>
#include <vector>

#include "mmu/mmu.h"

namespace covesim::test {

inline constexpr uint64_t kRam = 0x8000'0000, kRamSize = 64 << 20, kUart = 0x1000'0000;
inline constexpr uint64_t kTablesAt = 0x8200'0000;  // page tables and MPTs grow from here
// PTE flags.
inline constexpr uint64_t V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128;
inline constexpr uint64_t kRwx = V | R | W | X | A | D;
inline constexpr uint64_t kSv39 = 8, kSv48 = 9, kSv57 = 10;

/// Counts and logs requests; a fixed latency each.
struct Recorder final : MemPort {
    std::vector<MemReq> log;
    uint64_t latency_fs = 0;
    MemDone access(const MemReq& q, Tick now) override {
        log.push_back(q);
        MemDone done;
        done.at = now + Tick{latency_fs};
        return done;
    }
    uint64_t count(Why w) const {
        uint64_t n = 0;
        for (const MemReq& q : log) n += q.why == w;
        return n;
    }
};

struct Observer final : TlbObserver {
    std::set<uint32_t> dropped, dropped_mpt;
    std::vector<uint64_t> written;
    int all = 0;
    void drop(uint32_t e) override { dropped.insert(e); }
    void drop_mpt(uint32_t e) override { dropped_mpt.insert(e); }
    void drop_all() override { ++all; }
    void pte_written(Spa a) override { written.push_back(a.v); }
    void clear() { *this = Observer{}; }
};

inline MmuParams no_caches() {
    MmuParams p;
    p.l2.ways = p.nested.ways = 0;
    p.pwc_entries = p.g_pwc_entries = 0;
    p.mpt.permission.ways = p.mpt.superpage.ways = 0;
    for (auto& c : p.mpt.pointer) c.ways = 0;
    return p;
}

struct Rig {
    explicit Rig(const MmuParams& p = {}, Mode mode = Mode::Timed)
        : mmu(p, platform(), store, Clock{1000}, &port, &port, 0) {
        store.add_region("ram", Spa{kRam}, kRamSize);
        open_pmp();
        mmu.set_mode(mode);
        mmu.set_observer(&seen);
    }
    BackingStore store;
    PmaTable pma;
    Recorder port;
    Observer seen;
    Mmu mmu;
    uint64_t next = kTablesAt;
    Tick now{};
    Translation t;
    Fault f;

    PmaTable& platform() {
        pma.add_ram(Spa{kRam}, kRamSize);
        pma.add_io(Spa{kUart}, 0x1000);
        return pma;
    }
    /// Entry 15: everything for S and U.
    void open_pmp() {
        cfg.fill(0);
        addr.fill(0);
        cfg[15] = 0x1f;
        addr[15] = (uint64_t{1} << 54) - 1;
        mmu.pmp().set(cfg, addr, 0);
    }
    /// Denies 4 KiB by entry 0 (permissions in the low bits of `flags`, 0x80 locks).
    void pmp_page(uint64_t page, uint8_t flags, uint64_t mseccfg = 0) {
        cfg[0] = static_cast<uint8_t>(0x18 | flags);
        addr[0] = page >> 2 | 0x1ff;
        mmu.pmp().set(cfg, addr, mseccfg);
    }
    std::array<uint8_t, 16> cfg{};
    std::array<uint64_t, 16> addr{};

    uint64_t r64(uint64_t a) const {
        uint64_t v = 0;
        store.load(Spa{a}, v);
        return v;
    }
    void w64(uint64_t a, uint64_t v) { store.store(Spa{a}, v); }
    uint64_t pages(uint64_t n, uint64_t align = 1) {
        next = (next + align * 4096 - 1) / (align * 4096) * (align * 4096);
        const uint64_t at = next;
        next += n * 4096;
        return at;
    }

    /// Address of the entry of `level` for `va` in the table tree at `root` (creating tables above it).
    uint64_t entry(uint64_t root, int levels, uint64_t va, int level, bool g) {
        uint64_t table = root;
        for (int i = levels - 1;; --i) {
            const uint64_t index = va >> (12 + 9 * i) & (g && i == levels - 1 ? 0x7ff : 0x1ff);
            const uint64_t at = table + index * 8;
            if (i == level) return at;
            if (!(r64(at) & V)) w64(at, pages(1) >> 12 << 10 | V);
            table = r64(at) >> 10 << 12;
        }
    }
    uint64_t map(uint64_t root, int levels, uint64_t va, uint64_t pa, uint64_t flags, int level = 0, bool g = false) {
        const uint64_t at = entry(root, levels, va, level, g);
        w64(at, pa >> 12 << 10 | flags);
        return at;
    }
    /// Identity G-stage mappings, 4 KiB each, of [from, to).
    void map_g(uint64_t root, int levels, uint64_t from, uint64_t to, uint64_t flags = kRwx | U) {
        for (uint64_t a = from & ~0xfffull; a < to; a += 4096) map(root, levels, a, a, flags, 0, true);
    }
    /// Address of the MPT entry of `level` that covers `pa`.
    uint64_t mpte(uint64_t root, int levels, uint64_t pa, int level) {
        uint64_t table = root;
        for (int i = levels - 1;; --i) {
            const uint64_t index = pa >> (16 + 9 * i) & (i == 4 ? 0xfff : 0x1ff);
            const uint64_t at = table + index * 8;
            if (i == level) return at;
            if (!(r64(at) & 1)) w64(at, pages(1) >> 12 << 10 | 1);
            table = r64(at) >> 10 << 12;
        }
    }
    uint64_t mpt_root(int levels) { return levels == 5 ? pages(8, 8) : pages(1); }
    /// Gives [from, to) the permission in level-0 leaves.
    void mpt(uint64_t root, int levels, uint64_t from, uint64_t to, uint64_t xwr) {
        for (uint64_t a = from & ~0xfffull; a < to; a += 4096) {
            const uint64_t at = mpte(root, levels, a, 0);
            const uint64_t shift = 8 + 3 * (a >> 12 & 15);
            w64(at, (r64(at) & ~(7ull << shift)) | 3 | xwr << shift);
        }
    }
    static uint64_t mmpt(int levels, uint64_t sdid, uint64_t root) {
        return uint64_t(levels - 2) << 60 | sdid << 52 | root >> 12;
    }
    static uint64_t satp(uint64_t mode, uint64_t asid, uint64_t root) { return mode << 60 | asid << 44 | root >> 12; }

    bool go(const Regime& r, uint64_t va, Acc acc = Acc::Load, uint8_t size = 8) {
        return go(r, Access{Va{va}, size, acc, false, false, false});
    }
    bool go(const Regime& r, const Access& a) {
        t = {};
        f = {};
        return mmu.translate(r, a, now, t, f);
    }
    /// Cause of the fault, or 0 when the access is allowed.
    uint64_t cause(const Regime& r, uint64_t va, Acc acc = Acc::Load, uint8_t size = 8) {
        return go(r, va, acc, size) ? 0 : f.cause;
    }
    void full_fence(uint64_t mmpt_value = 0) {
        mmu.sfence_vma(mmpt_value, false, {}, false, 0);
        mmu.hfence_gvma(mmpt_value, false, 0, false, 0);
        mmu.mfence_pa(false, {}, false, 0);
    }
};

inline Regime s_mode(uint64_t satp, uint64_t mmpt = 0) {
    Regime r;
    r.priv = Priv::S;
    r.atp = satp;
    r.mmpt = mmpt;
    return r;
}
inline Regime vs_mode(uint64_t vsatp, uint64_t hgatp, uint64_t mmpt = 0) {
    Regime r = s_mode(vsatp, mmpt);
    r.v = true;
    r.hgatp = hgatp;
    return r;
}

/// A two-stage Sv39 x Sv39x4 guest with a three-level MPT: data pages at 0x8100'0000 seen by VS at 0x40'0000.
struct Guest : Rig {
    explicit Guest(const MmuParams& p = {}, Mode mode = Mode::Timed) : Rig(p, mode) {
        groot = pages(4, 4);
        vroot = pages(1);
        mroot = mpt_root(3);
        for (uint64_t i = 0; i < 8; ++i) {
            vleaf[i] = map(vroot, 3, kVa + i * 4096, kData + i * 4096, kRwx);
            map(groot, 3, kData + i * 4096, kData + i * 4096, kRwx | U, 0, true);
        }
        // VS tables are guest memory: identity in the G stage.
        for (uint64_t a : vs_tables()) map(groot, 3, a, a, kRwx | U, 0, true);
        mpt(mroot, 3, kRam, kRam + kRamSize, 7);
        regime = vs_mode(satp(8, 5, vroot), satp(8, 7, groot), mmpt(3, 1, mroot));
    }
    std::vector<uint64_t> vs_tables() {
        const uint64_t l1 = r64(entry(vroot, 3, kVa, 2, false)) >> 10 << 12;
        const uint64_t l0 = r64(entry(vroot, 3, kVa, 1, false)) >> 10 << 12;
        return {vroot, l1, l0};
    }
    uint64_t g_leaf(uint64_t gpa) { return entry(groot, 3, gpa, 0, true); }
    static constexpr uint64_t kVa = 0x40'0000, kData = 0x8100'0000;
    uint64_t groot, vroot, mroot, vleaf[8];
    Regime regime;
};

}  // namespace covesim::test
