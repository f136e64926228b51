// The slow path of memory instructions: translate, check, time, move the bytes, and make an L0 entry where allowed.
//
// Pointer masking applies to the address of each piece, and what traps report is masked; an L0 entry is found by the
// address as the instruction gives it. An access that crosses a 4 KiB page is two pieces, both translated before either
// has an effect; the fault address is that of the piece (privileged specification, "xtval"). Misaligned accesses to
// main memory succeed (Zicclsm); within a naturally aligned 16 bytes they are one piece and so atomic, and with Zama16b
// AMOs may be misaligned there too.
#include <algorithm>
#include <cstring>

#include "cpu/hart.h"
#include "cpu/isa/all.h"
#include "cpu/priv/tinst.h"
#include "cpu/timing/static_gaps.h"

namespace covesim {

namespace {
constexpr uint64_t kMisalignedAtomicityGranule = 16;  // MAG16

uint64_t low_bytes(uint64_t v, uint32_t n) { return n >= 8 ? v : v & ((1ULL << (8 * n)) - 1); }
}  // namespace

void Hart::begin_slow(const isa::Slot* s, uint64_t icount) {
    cur_ = s;
    cur_insns_ = s->insns;
    cur_gaps_ = s->gaps;
    cur_op_ = s->op;
    cur_clears_ = code_.clears();
    raw_ = icount;
}

/// The instruction is done. If a store (its own, or another hart's while it waited) cleared decoded code, the rest of
/// the block, counted on entry, may be another one now.
void Hart::end_slow() {
    if (cur_clears_ == code_.clears() || cur_insns_ <= 1) [[likely]]
        return;
    const isa::Slot* next = cur_ + cur_->len;
    if (next->insns == 0) decode_block(const_cast<isa::Slot*>(next));
    const uint64_t excess = uint64_t{cur_insns_} - 1 - next->insns;  // wraps when the new block is longer
    over_ += excess;
    if (mode_ == Mode::Timed) {
        const uint32_t gap =
            issue_gap(isa::kInfo[cur_op_], *cur_, isa::kInfo[next->op], *next, config_.params.pipeline);
        cyc_ += gap + next->gaps - uint64_t{cur_gaps_};
    } else if (limit_ != 0) {
        limit_ += excess;
    }
}

bool Hart::raise(uint64_t cause, uint64_t tval, const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    trap_ = Trap{};
    trap_.cause = cause;
    if (cause == cause::kBreakpoint && !config_.params.breakpoint_tval) return false;  // no address: GVA stays 0
    trap_.tval = tval;
    trap_.gva = state_.v && (cause == cause::kBreakpoint || cause == cause::kFetchMisaligned);
    return false;
}

bool Hart::raise_with_bits(uint64_t cause, const isa::Slot* s, uint64_t icount) {
    return raise(cause, config_.params.illegal_tval ? bits_at(s) : 0, s, icount);
}

bool Hart::memory_trap(const Fault& f, uint64_t va) {
    trap_ = Trap{};
    trap_.cause = f.cause;
    trap_.tval = f.tval;
    trap_.tval2 = f.tval2;
    trap_.gva = f.gva;
    trap_.tinst = f.tinst;
    trap_.mpt = f.mpt;
    const bool fetch =
        f.cause == cause::kFetchAccess || f.cause == cause::kFetchPage || f.cause == cause::kFetchGuestPage;
    if (trap_.tinst == 0 && !fetch)
        trap_.tinst = transformed_instruction(bits_at(cur_), static_cast<uint32_t>(f.tval - va));
    return false;
}

bool Hart::refused(const Regime& r, uint64_t cause, uint64_t va) {
    Fault f;
    f.cause = cause;
    f.tval = va;
    f.gva = r.v;  // with MPRV and MPV, and for HLV, HLVX and HSV, the address is a guest's
    return memory_trap(f, va);
}

bool Hart::translate(const Regime& r, Piece& p) {
    const Tick start = now();
    Tick t = start;
    Fault f;
    const bool ok = mmu_.translate(r, p.access, t, p.t, f);
    if (mode_ == Mode::Timed && t > start) {
        const uint64_t n = Clock{config_.params.clock_period_fs}.count(t - start);
        stall(p.access.acc == Acc::Fetch  ? &HartStats::stall_fetch_translation
              : p.access.acc == Acc::Load ? &HartStats::stall_load_translation
                                          : &HartStats::stall_store_translation,
              n);
    }
    if (!ok) return memory_trap(f, access_va_);
    p.host = p.t.ram ? store_.raw(p.t.spa, p.access.size) : nullptr;
    return true;
}

/// Time and tags first: other harts may run until it is this hart's turn. What they did then is in the bytes (also a
/// changed encryption key), so those are looked at afterwards, and nothing waits between that and the access itself.
/// The translation stays good: only this hart's own fences take it away.
void Hart::reach(Piece& p) {
    time_access(p);
    p.host = store_.host(p.t.spa, p.access.size);
}

/// For the commit record. `value`: `size` bytes, at most 16.
void Hart::note_access(bool write, uint64_t va, uint32_t size, const void* value) {
    if (!commits_) return;
    commit_.memory = true;
    commit_.memory_write = write;
    commit_.memory_va = va;
    commit_.memory_size = size;
    uint64_t words[2]{};
    std::memcpy(words, value, size);
    commit_.memory_value = words[0];
    commit_.memory_high = words[1];
}

void Hart::fill_l0(const Piece& p) {
    if (!config_.accelerators.l0 || commits_ || !p.host || !p.t.uniform || p.t.mpt_stamp) return;
    if (mode_ != Mode::Fast && caches_.data && p.way == kNoWay) return;
    L0Stamps stamps;
    if (mode_ != Mode::Fast) {
        stamps.tlb = p.t.tlb_stamp;
        if (p.way != kNoWay) stamps.line = caches_.data_stamp(caches_.data_cache, p.way);
    }
    const uint64_t offset = p.access.va.v & ((1ULL << l0_.shift()) - 1);
    std::byte* const granule = p.host - offset;
    if (watches_.any() && watches_.covers(p.access.va.v - offset, 1ULL << l0_.shift())) return;
    const Va va{p.access.va.v - offset + p.tag};
    const bool write = p.access.acc != Acc::Load;
    if (p.t.readable) l0_.insert(*bank_, L0Kind::Read, va, granule, p.t.spa, p.t.tlb_entry, stamps);
    if (!write || !p.t.writable || code_.has_code(p.t.spa.align(4096))) return;
    if (reserved_by_peer(Spa{p.t.spa.v - offset}, 1ULL << l0_.shift())) return;
    l0_.insert(*bank_, L0Kind::Write, va, granule, p.t.spa, p.t.tlb_entry, stamps);
}

/// The L0's host address for bytes within one granule, as the inline path finds it for aligned ones.
std::byte* Hart::l0_host(uint64_t va, bool write) {
    const uint32_t shift = l0_.shift(), i = L0::index(va, shift);
    const auto kind = static_cast<size_t>(write ? L0Kind::Write : L0Kind::Read);
    const L0Entry& e = bank_->entry[kind][i];
    if (e.tag != va >> shift << shift) return nullptr;
    if (mode_ != Mode::Fast) {
        const L0Stamps& stamps = bank_->stamps[kind][i];
        const uint64_t seq = ++mmu_.sequence();
        if (stamps.line) *stamps.line = seq;
        if (stamps.tlb) *stamps.tlb = seq;
    }
    return reinterpret_cast<std::byte*>(va + e.addend);
}

/// The inline path's tag compare refuses misaligned accesses, so those that need nothing else are found here.
std::byte* Hart::misaligned_hit(uint64_t va, uint32_t size, bool write) {
    const uint64_t in_granule = va & ((1ULL << l0_.shift()) - 1);
    if ((va & (size - 1)) == 0 || in_granule + size > 1ULL << l0_.shift()) return nullptr;
    return config_.params.misaligned_traps ? nullptr : l0_host(va, write);
}

void Hart::stored(Spa a, uint64_t bytes) {
    if (code_.has_code(a.align(4096))) code_.written(a, bytes);
    for (Hart* peer : peers_) {
        if (peer != this) peer->break_reservation(a, bytes);
    }
}

bool Hart::io(const Regime& r, const Piece& p, bool write, uint64_t& data) {
    const Tick start = now();
    Tick t = start;
    const bool ok = ports_.io(config_.id, p.t.spa, p.access.size, write, data, t);
    if (mode_ == Mode::Timed && t > start) {
        stall(&HartStats::stall_io, Clock{config_.params.clock_period_fs}.count(t - start));
    }
    if (ok) return true;
    Fault f;
    f.cause = write ? cause::kStoreAccess : cause::kLoadAccess;
    f.tval = p.access.va.v;
    f.gva = r.v;
    return memory_trap(f, access_va_);
}

bool Hart::access(const Regime& r, uint64_t va, uint32_t size, bool write, bool hlvx, uint64_t& data, bool may_fill) {
    access_va_ = r.masked(va);
    if (watched(write ? Acc::Store : Acc::Load, access_va_, size)) return false;
    if (config_.params.misaligned_traps && refuses_alignment(va, size)) {
        return refused(r, write ? cause::kStoreMisaligned : cause::kLoadMisaligned, access_va_);
    }
    const auto first_size = static_cast<uint32_t>(std::min<uint64_t>(size, 4096 - (va & 0xfff)));
    Piece piece[2];
    const int pieces = first_size == size ? 1 : 2;
    for (int i = 0; i < pieces; ++i) {
        const uint64_t at = i == 0 ? va : va + first_size;
        piece[i].tag = at - r.masked(at);
        piece[i].access = {Va{r.masked(at)},
                           static_cast<uint8_t>(i == 0 ? first_size : size - first_size),
                           write ? Acc::Store : Acc::Load,
                           hlvx,
                           false,
                           false};
        if (!translate(r, piece[i])) return false;
    }
    if (!piece[0].host || (pieces == 2 && !piece[1].host)) {
        // Device registers take naturally aligned accesses only.
        if (pieces == 2 || (va & (size - 1)) != 0)
            return refused(r, write ? cause::kStoreAccess : cause::kLoadAccess, access_va_);
        if (!io(r, piece[0], write, data)) return false;
        note_access(write, access_va_, size, &data);
        return true;
    }
    uint64_t value = write ? data : 0;
    uint32_t done = 0;
    for (int i = 0; i < pieces; ++i) {
        Piece& p = piece[i];
        reach(p);
        if (write) {
            const uint64_t part = value >> (8 * done);
            std::memcpy(p.host, &part, p.access.size);
            stored(p.t.spa, p.access.size);
        } else {
            uint64_t part = 0;
            std::memcpy(&part, p.host, p.access.size);
            value |= part << (8 * done);
        }
        done += p.access.size;
        // The second page's translation may have displaced the first's.
        if (may_fill && pieces == 1) fill_l0(p);
    }
    data = value;
    note_access(write, access_va_, size, &value);
    return true;
}

bool Hart::slow_load(uint64_t va, uint32_t size, uint64_t& out, const isa::Slot* s, uint64_t icount) {
    if (const std::byte* p = misaligned_hit(va, size, false)) {
        out = 0;
        std::memcpy(&out, p, size);
        return true;
    }
    begin_slow(s, icount);
    uint64_t data = 0;
    if (!access(data_regime_, va, size, false, false, data, true)) return false;
    out = data;
    end_slow();
    return true;
}

bool Hart::slow_store(uint64_t va, uint32_t size, uint64_t value, const isa::Slot* s, uint64_t icount) {
    if (std::byte* p = misaligned_hit(va, size, true)) {
        std::memcpy(p, &value, size);
        return true;
    }
    begin_slow(s, icount);
    uint64_t data = low_bytes(value, size);
    if (!access(data_regime_, va, size, true, false, data, true)) return false;
    end_slow();
    return true;
}

bool Hart::slow_hv_load(uint64_t va, uint32_t size, bool hlvx, uint64_t& out, const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    uint64_t data = 0;
    Regime regime = priv_.hv_regime();
    if (hlvx) regime.pmlen = 0;  // "not subject to pointer masking": it stands for a fetch
    if (!access(regime, va, size, false, hlvx, data, false)) return false;
    out = data;
    end_slow();
    return true;
}

bool Hart::slow_hv_store(uint64_t va, uint32_t size, uint64_t value, const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    uint64_t data = low_bytes(value, size);
    if (!access(priv_.hv_regime(), va, size, true, false, data, false)) return false;
    end_slow();
    return true;
}

// --- atomics
// ----------------------------------------------------------------------------------------------------------

/// Whether an access that must be aligned, or atomic, is refused there (privileged specification, "Misaligned Atomicity
/// Granule PMA").
bool Hart::refuses_alignment(uint64_t va, uint32_t size) const {
    if ((va & (size - 1)) == 0) return false;
    const bool within_granule = (va & (kMisalignedAtomicityGranule - 1)) + size <= kMisalignedAtomicityGranule;
    return !within_granule || !config_.isa.has(isa::Ext::Zama16b);
}

bool Hart::slow_amo_begin(uint64_t va, uint32_t size, void* old, const isa::Slot* s, uint64_t icount, bool shadow) {
    begin_slow(s, icount);
    const uint64_t raw = va;
    access_va_ = va = data_regime_.masked(va);
    if (watched(Acc::Amo, va, size)) return false;
    // SSAMOSWAP "requires that the address … be naturally aligned" whatever AMOs may do.
    if (shadow ? (va & (size - 1)) != 0 : refuses_alignment(va, size))
        return refused(data_regime_, cause::kStoreMisaligned, va);
    amo_ = Piece{};
    amo_.tag = raw - va;
    amo_.access = {Va{va}, static_cast<uint8_t>(size), Acc::Amo, false, false, false};
    amo_.access.shadow = shadow;
    if (!translate(data_regime_, amo_)) return false;
    if (!amo_.host) return refused(data_regime_, cause::kStoreAccess, va);  // no AMO on devices
    reach(amo_);
    std::memcpy(old, amo_.host, size);
    return true;
}

bool Hart::slow_amo_end(uint32_t size, const void* value, const isa::Slot*) {
    std::memcpy(amo_.host, value, size);
    stored(amo_.t.spa, size);
    fill_l0(amo_);
    note_access(true, amo_.access.va.v, size, value);
    end_slow();
    return true;
}

/// An AMOCAS whose comparison failed: it had write permission, and writes nothing.
void Hart::slow_amo_unchanged(uint32_t size, const void* value) {
    fill_l0(amo_);
    note_access(false, amo_.access.va.v, size, value);
    end_slow();
}

void Hart::withdrawn(Spa base, uint64_t bytes) {
    constexpr uint64_t kManyBytes = 64 << 10;
    if (bytes <= kManyBytes) return l0_.drop_physical(base, bytes);
    l0_.drop_all();
    bank_ = &l0_.select(data_regime_);
}

void Hart::reserve(Spa line) {
    reserved_ = true;
    reservation_ = line;
    for (Hart* peer : peers_) {
        if (peer != this) peer->peer_reserved(line, config_.params.reservation_bytes);
    }
}

void Hart::break_reservation(Spa base, uint64_t bytes) {
    if (reserves(base, bytes)) reserved_ = false;
}

bool Hart::reserved_by_peer(Spa base, uint64_t bytes) const {
    return std::any_of(peers_.begin(), peers_.end(),
                       [&](const Hart* h) { return h != this && h->reserves(base, bytes); });
}

bool Hart::slow_lr(uint64_t va, uint32_t size, uint64_t& out, const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    access_va_ = va = data_regime_.masked(va);
    if (watched(Acc::Load, va, size)) return false;
    if (va & (size - 1)) return refused(data_regime_, cause::kLoadMisaligned, va);
    Piece p;
    p.access = {Va{va}, static_cast<uint8_t>(size), Acc::Load, false, false, true};
    if (!translate(data_regime_, p)) return false;
    if (!p.host) return refused(data_regime_, cause::kLoadAccess, va);
    reach(p);
    out = 0;
    std::memcpy(&out, p.host, size);
    reserve(p.t.spa.align(config_.params.reservation_bytes));
    note_access(false, va, size, &out);
    end_slow();
    return true;
}

bool Hart::slow_sc(uint64_t va, uint32_t size, uint64_t value, uint64_t& out, const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    access_va_ = va = data_regime_.masked(va);
    if (watched(Acc::Store, va, size)) return false;
    if (va & (size - 1)) return refused(data_regime_, cause::kStoreMisaligned, va);
    Piece p;  // checked as a store even when it will fail
    p.access = {Va{va}, static_cast<uint8_t>(size), Acc::Store, false, false, true};
    if (!translate(data_regime_, p)) return false;
    if (!p.host) return refused(data_regime_, cause::kStoreAccess, va);
    const auto reserved = [&] { return reserved_ && reservation_ == p.t.spa.align(config_.params.reservation_bytes); };
    if (reserved()) reach(p);
    const bool success = reserved();  // another hart's store may have come first
    reserved_ = false;
    if (success) {
        std::memcpy(p.host, &value, size);
        stored(p.t.spa, size);
        note_access(true, va, size, &value);
    }
    out = success ? 0 : 1;
    end_slow();
    return true;
}

// --- shadow stack (Zicfiss)
// -------------------------------------------------------------------------------------------

/// Translates and times one access of SSPUSH or SSPOPCHK; ssp is always aligned (its low bits are read-only zero).
bool Hart::reach_shadow_stack(uint64_t va, Acc acc, Piece& p) {
    access_va_ = va = data_regime_.masked(va);
    if (watched(acc, va, 8)) return false;
    p.access = {Va{va}, 8, acc, false, false, false};
    p.access.shadow = true;
    if (!translate(data_regime_, p)) return false;
    if (!p.host) return refused(data_regime_, cause::kStoreAccess, va);
    reach(p);
    return true;
}

bool Hart::slow_shadow_push(uint64_t value, const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    const uint64_t top = state_.ssp - 8;
    Piece p;
    if (!reach_shadow_stack(top, Acc::Store, p)) return false;
    std::memcpy(p.host, &value, 8);
    stored(p.t.spa, 8);
    note_access(true, access_va_, 8, &value);
    state_.ssp = top;
    end_slow();
    return true;
}

bool Hart::slow_shadow_pop_check(uint64_t link, const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    Piece p;
    if (!reach_shadow_stack(state_.ssp, Acc::Load, p)) return false;
    uint64_t top = 0;
    std::memcpy(&top, p.host, 8);
    if (top != link) return raise(cause::kSoftwareCheck, software_check::kShadowStack, s, icount);
    note_access(false, access_va_, 8, &top);
    state_.ssp += 8;
    end_slow();
    return true;
}

// --- cache blocks
// -----------------------------------------------------------------------------------------------------

bool Hart::slow_cbo(uint64_t va, isa::Cbo kind, const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    Legal legal = Legal::Ok;
    Maint maint = Maint::None;
    switch (kind) {
        case isa::Cbo::Inval: {
            InvalAs how{};
            legal = priv_.check_cbo_inval(how);
            maint = how == InvalAs::Flush ? Maint::Flush : Maint::Inval;
            break;
        }
        case isa::Cbo::Clean:
            legal = priv_.check_cbo_clean_flush();
            maint = Maint::Clean;
            break;
        case isa::Cbo::Flush:
            legal = priv_.check_cbo_clean_flush();
            maint = Maint::Flush;
            break;
        case isa::Cbo::Zero: legal = priv_.check_cbo_zero(); break;
    }
    if (legal != Legal::Ok) {
        return raise_with_bits(legal == Legal::Illegal ? cause::kIllegal : cause::kVirtual, s, icount);
    }
    access_va_ = va = data_regime_.masked(va);
    const uint64_t block = va & ~(kLineBytes - 1ULL);
    if (kind == isa::Cbo::Zero && watched(Acc::Store, block, kLineBytes)) return false;
    Piece p;
    p.access = {Va{block}, kLineBytes, Acc::Store, false, kind != isa::Cbo::Zero, false};
    if (!translate(data_regime_, p)) {
        trap_.tval = va;  // the address as given, not the block's
        return false;
    }
    if (kind == isa::Cbo::Zero) {
        if (!p.host) return refused(data_regime_, cause::kStoreAccess, va);
        p.whole = true;
        reach(p);
        std::memset(p.host, 0, kLineBytes);
        stored(p.t.spa, kLineBytes);
        if (commits_) {  // told as stores of bytes
            commit_accesses_.clear();
            for (uint64_t i = 0; i < kLineBytes; ++i) commit_accesses_.push_back({block + i, 0, 1, true});
            commit_.accesses = commit_accesses_;
        }
    } else if (p.t.ram) {
        time_maintenance(p.t.spa, maint);
    }
    end_slow();
    return true;
}

/// Zicbop: never faults, walks no tables. What stands in the way makes it do nothing.
void Hart::slow_prefetch(uint64_t va, isa::PrefetchFor what, const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    ++stats_.prefetches;
    stats_.prefetches_dropped += !send_prefetch(va, what);
    end_slow();
}

// --- access on behalf of the host (semihosting, debugger)
// ---------------------------------------------------------------

bool Hart::peek(uint64_t va, void* out, uint64_t bytes) {
    auto* to = static_cast<std::byte*>(out);
    while (bytes > 0) {
        const uint64_t n = std::min<uint64_t>(bytes, 4096 - (va & 0xfff));
        Spa spa;
        Fault f;
        const Regime r = priv_.data_regime();
        if (!mmu_.probe(r, {Va{r.masked(va)}, 1, Acc::Load, false, false, false}, spa, f)) return false;
        if (!store_.read(spa, to, n)) return false;
        va += n, to += n, bytes -= n;
    }
    return true;
}

bool Hart::poke(uint64_t va, const void* in, uint64_t bytes) {
    const auto* from = static_cast<const std::byte*>(in);
    while (bytes > 0) {
        const uint64_t n = std::min<uint64_t>(bytes, 4096 - (va & 0xfff));
        Spa spa;
        Fault f;
        const Regime r = priv_.data_regime();
        if (!mmu_.probe(r, {Va{r.masked(va)}, 1, Acc::Store, false, false, false}, spa, f)) return false;
        if (!store_.write(spa, from, n)) return false;
        va += n, from += n, bytes -= n;
    }
    return true;
}

}  // namespace covesim
