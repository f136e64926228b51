// The MPT checker: MPT caches in front of the lookup, and the fences that act on them. One per hart; one per I/O
// checker.
//
// Models: supervisor domains specification §4.1.1 through pointer caches per level (non-leaf entries), a permission
// cache (level-0 leaves, 16 pages each) and a superpage cache (leaves above level 0, NAPOT groups), all tagged by SDID
// only: a write to mmpt flushes nothing and re-uses nothing it should not, except after a missing MFENCE.PA, as in
// hardware. Invalid entries are never cached (§4.1: V 0 -> 1 needs no fence). Leaves out: Smmpt34 (no RV32 hart),
// several walkers.
#pragma once
#include <array>
#include <bit>
#include <cstdint>

#include "sim/core/assoc.h"
#include "sim/core/perm.h"
#include "smmtt/lookup.h"
#include "smmtt/loss_observer.h"
#include "smmtt/params.h"

namespace covesim {

struct MptVerdict {
    bool allowed = false;
    bool known = false;  ///< a valid leaf was found: perm, span and cover hold
    Perm perm;
    uint8_t span = 64, cover = 64;  ///< as in MptResult
    uint32_t entry = UINT32_MAX;    ///< cache entry that holds the leaf now
    uint64_t* stamp = nullptr;      ///< its recency word
    Tick hit_latency{};             ///< of that cache
};

/// Told when a cached leaf goes away (accelerators may rely on it).
struct MptCacheObserver {
    virtual void mpt_entry_gone(uint32_t entry) = 0;

  protected:
    ~MptCacheObserver() = default;
};

/// What a check is given besides addresses.
struct MptContext {
    uint64_t& sequence;  ///< order of accesses, for recency
    Tick& now;           ///< advanced when timed
    bool timed = false;
};

class MptChecker {
  public:
    MptChecker(const MptParams& p, Clock clock)
        : params_(p),
          clock_(clock),
          permission_(p.permission.sets, p.permission.ways, p.permission.replacement),
          superpage_(p.superpage.sets, p.superpage.ways, p.superpage.replacement),
          pointer_{{{p.pointer[0].sets, p.pointer[0].ways, p.pointer[0].replacement},
                    {p.pointer[1].sets, p.pointer[1].ways, p.pointer[1].replacement},
                    {p.pointer[2].sets, p.pointer[2].ways, p.pointer[2].replacement},
                    {p.pointer[3].sets, p.pointer[3].ways, p.pointer[3].replacement}}} {}

    void set_observer(MptCacheObserver* o) { observer_ = o; }
    /// Told of lost entries and misses; null: nobody.
    void set_loss_observer(LossObserver* o) { losses_ = o; }

    /// Is the access allowed by the MPT of `mmpt`? env reads entries (lookup.h); the caller has found effective
    /// privilege below M.
    template <MptEnv E>
    MptVerdict check(const Mmpt& mmpt, Spa pa, Need need, MptFor on_behalf_of, E& env, MptContext ctx) {
        if (mmpt.mode == MptMode::Bare) return {true, true, kAllPerm, 64, 64, UINT32_MAX, nullptr, {}};
        MptTypeStats& row = stats_.row(on_behalf_of);
        const Tick start = ctx.now;
        MptVerdict v = find(mmpt, pa, env, ctx, row);
        v.allowed = v.known && v.perm.allows(need);
        ++row.lookups;
        row.time_fs += (ctx.now - start).fs;
        return v;
    }
    /// An access was refused, by a check or by a permission that a check gave before and a TLB entry holds.
    void refused(MptFor on_behalf_of) { ++stats_.row(on_behalf_of).faults; }

    /// MFENCE.PA / MINVAL.PA. has_*: the register operand was not x0. With an address only leaf entries are ordered:
    /// pointer caches stay (§3.2).
    void fence(bool has_spa, Spa spa, bool has_sdid, uint64_t sdid) {
        ++stats_.fences;
        const uint64_t id = sdid & sdid_mask();
        auto domain = [&](const auto& e) { return !has_sdid || e.sdid == id; };
        auto leaf = [&](const Leaf& e) { return domain(e) && (!has_spa || e.tag == spa.v >> e.cover); };
        stats_.fenced_entries += permission_.erase_if(leaf, [&](uint32_t i, Leaf& e) {
            lost(CachedIn::MptPermission, e);
            gone(i);
        });
        stats_.fenced_entries += superpage_.erase_if(leaf, [&](uint32_t i, Leaf& e) {
            lost(CachedIn::MptSuperpage, e);
            gone(superpage_id(i));
        });
        if (has_spa) return;
        for (auto& cache : pointer_)
            stats_.fenced_entries += cache.erase_if(domain, [&](uint32_t, Pointer& e) { lost(e); });
    }
    /// Reset.
    void flush_all() {
        auto all = [](const auto&) { return true; };
        permission_.erase_if(all, [&](uint32_t i, Leaf&) { gone(i); });
        superpage_.erase_if(all, [&](uint32_t i, Leaf&) { gone(superpage_id(i)); });
        for (auto& cache : pointer_) cache.erase_if(all, [](uint32_t, Pointer&) {});
    }
    /// Bits of an SDID operand that are not ignored.
    uint64_t sdid_mask() const { return (uint64_t{1} << params_.sdidlen) - 1; }
    const MptStats& stats() const { return stats_; }
    template <class A>
    void archive(A& a) {
        a(permission_, superpage_, pointer_, superpage_sizes_, stats_);
    }

  private:
    struct Leaf {
        uint64_t tag;  // SPA >> cover
        uint64_t mpte;
        uint8_t sdid, cover;
        int8_t level;
        bool napot;
    };
    struct Pointer {
        uint64_t tag;  // SPA >> what one entry of the level above covers
        Spa table;
        uint8_t sdid;
        uint8_t cover;  // log2 of that
    };

    uint32_t superpage_id(uint32_t i) const { return permission_.size() + i; }
    void gone(uint32_t id) {
        if (observer_) observer_->mpt_entry_gone(id);
    }
    void lost(CachedIn where, const Leaf& e) {
        if (losses_) losses_->lost(where, {e.tag << e.cover, e.cover, e.sdid, false, false, 0, 0});
    }
    void lost(const Pointer& e) {
        if (losses_) losses_->lost(CachedIn::MptPointer, {e.tag << e.cover, e.cover, e.sdid, false, false, 0, 0});
    }
    void missed(CachedIn where, uint8_t sdid, Spa pa, int cover = 0) {
        if (losses_) losses_->missed(where, {pa.v, static_cast<uint8_t>(cover), sdid, false, false, 0, 0});
    }
    void wait(MptContext& ctx, uint32_t cycles) const {
        if (ctx.timed) ctx.now += clock_.cycles(cycles);
    }
    /// The answer that a cached leaf gives. The geometry is that of all RV64 modes.
    static MptVerdict answer(const Leaf& l, Spa pa) {
        MptVerdict v;
        v.known = true;
        if (l.napot) {
            v.perm = xwr(l.mpte >> 8);
            v.span = v.cover = l.cover;
        } else {
            const MptResult r = mpte_leaf(geometry(MptMode::Smmpt52), l.mpte, l.level, pa);
            v.perm = r.perm;
            v.span = r.span;
            v.cover = r.cover;
        }
        return v;
    }

    template <class E>
    MptVerdict find(const Mmpt& mmpt, Spa pa, E& env, MptContext& ctx, MptTypeStats& row) {
        const MptGeometry g = geometry(mmpt.mode);
        if (g.spa_bits < 64 && pa.v >> g.spa_bits) return {};  // §4.2, §4.3: before any cache
        auto hit = [&](Assoc<Leaf>& cache, uint32_t slot, uint32_t id, const MptCacheParams& p, uint64_t& hits) {
            cache.touch(slot, ++ctx.sequence);
            MptVerdict v = answer(cache[slot], pa);
            v.entry = id;
            v.stamp = cache.stamp(slot);
            v.hit_latency = clock_.cycles(p.latency);
            wait(ctx, p.latency);
            ++hits;
            return v;
        };
        auto match = [&](const Leaf& l) { return l.sdid == mmpt.sdid && l.tag == pa.v >> l.cover; };
        if (const uint32_t s = permission_.find(pa.v >> 16, match); s != permission_.kNone)
            return hit(permission_, s, s, params_.permission, stats_.permission_hits);
        // Entries of the superpage cache have several sizes: each size present is looked for at its own index.
        for (uint64_t sizes = superpage_sizes_; sizes && superpage_.valid(); sizes &= sizes - 1) {
            const unsigned cover = static_cast<unsigned>(std::countr_zero(sizes));
            const uint32_t s =
                superpage_.find(pa.v >> cover, [&](const Leaf& l) { return l.cover == cover && match(l); });
            if (s != superpage_.kNone)
                return hit(superpage_, s, superpage_id(s), params_.superpage, stats_.superpage_hits);
        }
        return walk(mmpt, g, pa, env, ctx, row);
    }

    template <class E>
    MptVerdict walk(const Mmpt& mmpt, const MptGeometry& g, Spa pa, E& env, MptContext& ctx, MptTypeStats& row) {
        ++stats_.walks;
        missed(CachedIn::MptPermission, mmpt.sdid, pa);
        missed(CachedIn::MptSuperpage, mmpt.sdid, pa);
        Spa table{mmpt.ppn << 12};
        int level = g.levels - 1;
        for (int i = 0; i < g.levels - 1; ++i) {  // the deepest pointer saves most reads
            auto& cache = pointer_[static_cast<size_t>(i)];
            const uint64_t tag = pa.v >> entry_shift(g, i + 1);
            const uint32_t s = cache.find(tag, [&](const Pointer& p) { return p.sdid == mmpt.sdid && p.tag == tag; });
            if (s == cache.kNone) {
                missed(CachedIn::MptPointer, mmpt.sdid, pa, static_cast<int>(entry_shift(g, i + 1)));
                continue;
            }
            cache.touch(s, ++ctx.sequence);
            table = cache[s].table;
            level = i;
            ++stats_.pointer_hits[static_cast<size_t>(i)];
            wait(ctx, params_.pointer[static_cast<size_t>(i)].latency);
            break;
        }
        const int top = level;
        const MptResult r = lookup_from(g, table, level, pa, env, [&](int i, Spa t) {
            auto& cache = pointer_[static_cast<size_t>(i)];
            if (!cache.exists()) return;
            const unsigned span = entry_shift(g, i + 1);
            const uint64_t tag = pa.v >> span;
            cache.insert(tag, {tag, t, mmpt.sdid, static_cast<uint8_t>(span)}, ++ctx.sequence,
                         [&](uint32_t, Pointer& e) {
                             ++stats_.evictions;
                             lost(e);
                         });
        });
        row.entries_read += r.entries_read;
        for (int i = top; i > top - r.entries_read; --i) ++stats_.entries_by_level[static_cast<size_t>(i)];
        wait(ctx, params_.step_latency * r.entries_read);
        if (r.fault) return {};
        return remember(mmpt, g, pa, r, ctx);
    }

    /// Puts a valid leaf into the cache for its size.
    MptVerdict remember(const Mmpt& mmpt, const MptGeometry& g, Spa pa, const MptResult& r, MptContext& ctx) {
        const bool group = r.napot && params_.napot;
        const uint8_t cover = r.napot && !group ? static_cast<uint8_t>(entry_shift(g, r.level)) : r.cover;
        MptVerdict v;
        v.known = true;
        v.perm = r.perm;
        v.span = r.napot ? cover : r.span;
        v.cover = cover;
        if (cover >= 64) return v;
        const bool super = r.level > 0 || group;
        auto& cache = super ? superpage_ : permission_;
        if (!cache.exists()) return v;
        const uint32_t s = cache.insert(pa.v >> cover, {pa.v >> cover, r.leaf, mmpt.sdid, cover, r.level, r.napot},
                                        ++ctx.sequence, [&](uint32_t i, Leaf& old) {
                                            ++stats_.evictions;
                                            lost(super ? CachedIn::MptSuperpage : CachedIn::MptPermission, old);
                                            gone(super ? superpage_id(i) : i);
                                        });
        if (super) superpage_sizes_ |= uint64_t{1} << cover;
        v.entry = super ? superpage_id(s) : s;
        v.stamp = cache.stamp(s);
        v.hit_latency = clock_.cycles(super ? params_.superpage.latency : params_.permission.latency);
        return v;
    }

    MptParams params_;
    Clock clock_;
    Assoc<Leaf> permission_, superpage_;
    std::array<Assoc<Pointer>, 4> pointer_;  // [i]: pointers to level-i tables
    uint64_t superpage_sizes_ = 0;           // bit c: entries covering 2^c may be present
    MptStats stats_;
    MptCacheObserver* observer_ = nullptr;
    LossObserver* losses_ = nullptr;
};

}  // namespace covesim
