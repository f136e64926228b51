// Pipeline events of the timed mode: stalls charged to a cause, predictions, the store buffer.
#include <algorithm>

#include "cpu/hart.h"

namespace covesim {

void Hart::stall(uint64_t HartStats::*cause, uint64_t n) {
    stats_.*cause += n;
    cyc_ += n;
}

void Hart::predict_branch(uint64_t pc, bool taken) {
    const bool right = predictor_.branch(pc, taken);
    if (mode_ != Mode::Timed) return;
    if (!right) stall(&HartStats::stall_branch, config_.params.pipeline.mispredict_penalty);
    else if (taken) stall(&HartStats::stall_branch, config_.params.pipeline.taken_penalty);
}

void Hart::predict_jump(bool indirect, const isa::Slot& s, uint64_t pc, uint64_t target) {
    const uint64_t link = pc + 2U * s.len;
    bool right = true;
    if (indirect) right = predictor_.indirect(pc, target, s.rd, s.rs1, link);
    else predictor_.call(s.rd, link);
    if (mode_ != Mode::Timed) return;
    const auto& p = config_.params.pipeline;
    stall(&HartStats::stall_branch, right ? p.taken_penalty : p.mispredict_penalty);
}

MemReq Hart::request(Spa a, uint32_t size, Acc acc) const {
    MemReq req;
    req.addr = a;
    req.size = size;
    req.acc = acc;
    req.source = static_cast<uint16_t>(config_.id);
    req.timed = mode_ == Mode::Timed;
    return req;
}

/// One request for each line that the piece touches; returns when the last of them is done.
template <class Send>
Tick Hart::each_line(const Piece& p, Send send) {
    const Spa end = p.t.spa + p.access.size;
    Tick done = now();
    for (Spa at = p.t.spa, next; at < end; at = next) {
        next = std::min(at.align(kLineBytes) + kLineBytes, end);
        done = std::max(done, send(request(at, static_cast<uint32_t>(next - at), p.access.acc)));
    }
    return done;
}

/// The first-level hit's latency is in the static cost.
void Hart::wait_for_load(Tick start, Tick done) {
    const uint64_t n = clock().count(done - start);
    if (n > caches_.data_hit_cycles) stall(&HartStats::stall_load, n - caches_.data_hit_cycles);
}

/// A store leaves through the buffer; it waits only when every entry is still under way.
void Hart::buffer_store(Tick done) {
    const Tick start = now();
    Tick& slot = store_buffer_[store_buffer_next_];
    store_buffer_next_ = (store_buffer_next_ + 1) % store_buffer_.size();
    if (slot > start) stall(&HartStats::stall_store, clock().count(slot - start));
    slot = done;
}

void Hart::time_access(Piece& p) {
    if (mode_ == Mode::Fast || !caches_.data) return;
    if (!p.t.cacheable) return time_uncached(p);
    const Spa first = p.t.spa, last = p.t.spa + (p.access.size - 1U);
    const Tick start = now();
    const Tick done = each_line(p, [&](MemReq req) {
        req.whole = p.whole;
        const MemDone d = caches_.data->access(req, start);
        p.way = d.way;
        return d.at;
    });
    if (first.align(kLineBytes) != last.align(kLineBytes)) p.way = kNoWay;  // two lines: no L0 entry
    if (mode_ != Mode::Timed) return;
    if (p.access.acc != Acc::Store) return wait_for_load(start, done);
    if (clock().count(done - start) <= caches_.data_hit_cycles) return;
    // Until its line has come, later hits must wait for it, so they take the slow path: no L0 entry, also not one that
    // a load made while the line was only readable.
    p.way = kNoWay;
    l0_.drop_physical(first, p.access.size);
    buffer_store(done);
}

/// Non-cacheable memory (Svpbmt NC and IO, or by its PMA): each access goes to memory, past all caches; an AMO reads,
/// then writes. NC stores leave through the buffer; IO is strongly ordered: the hart waits for its stores too.
void Hart::time_uncached(const Piece& p) {
    constexpr uint8_t kIo = 2;
    if (!caches_.uncached) return;
    const Tick start = now();
    const bool reads = p.access.acc != Acc::Store, writes = p.access.acc != Acc::Load;
    Tick arrived = start;
    const Tick done = each_line(p, [&](MemReq req) {
        req.uncached = true;
        Tick t = start;
        if (reads) {
            req.acc = Acc::Load;
            t = caches_.uncached->access(req, t).at;
            arrived = std::max(arrived, t);
        }
        if (!writes) return t;
        req.acc = Acc::Store;
        return caches_.uncached->access(req, t).at;
    });
    if (mode_ != Mode::Timed) return;
    if (reads) wait_for_load(start, arrived);
    if (!writes) return;
    if (p.t.pbmt != kIo) return buffer_store(done);
    if (done > now()) stall(&HartStats::stall_store, clock().count(done - now()));
}

/// A cache-block operation leaves through the store buffer, as a store does, and holds its entry until the block is
/// where all harts and devices see it. It ignores cacheability (unprivileged specification, Zicbom, note).
void Hart::time_maintenance(Spa block, Maint what) {
    if (mode_ == Mode::Fast || !caches_.data) return;
    MemReq req = request(block, kLineBytes, Acc::Load);
    req.maint = what;
    const Tick done = caches_.data->access(req, now()).at;
    if (mode_ == Mode::Timed) buffer_store(done);
}

/// True when the block is in the first level, or on its way there.
bool Hart::send_prefetch(uint64_t va, isa::PrefetchFor what) {
    const bool fetch = what == isa::PrefetchFor::Fetch;
    MemPort* const port = fetch ? caches_.fetch : caches_.data;
    if (!port) return false;
    Access a;
    a.va = Va{fetch ? va : data_regime_.masked(va)}.align(kLineBytes);
    a.size = kLineBytes;
    a.acc = fetch ? Acc::Fetch : Acc::Load;
    a.cmo = !fetch;
    a.hint = true;
    Tick translated = now();
    Translation t;
    Fault none_is_taken;
    if (!mmu_.translate(fetch ? fetch_regime_ : data_regime_, a, translated, t, none_is_taken)) return false;
    if (!t.ram || !t.cacheable) return false;
    MemReq req = request(t.spa, kLineBytes, what == isa::PrefetchFor::Store ? Acc::Store : a.acc);
    req.why = Why::Prefetch;
    const MemDone d = port->access(req, translated);
    // A line that was readable and now waits for ownership: hits wait for it too, as in time_access().
    if (mode_ == Mode::Timed && clock().count(d.at - translated) > caches_.data_hit_cycles)
        l0_.drop_physical(t.spa, kLineBytes);
    return d.way != kNoWay;
}

/// FENCE with a store among its predecessors: the store buffer is empty before the next instruction.
void Hart::slow_fence(const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    const Tick start = now(), last = *std::max_element(store_buffer_.begin(), store_buffer_.end());
    if (last > start) stall(&HartStats::stall_store, clock().count(last - start));
}

void Hart::time_fetch(Piece& p, FetchEntry& e) {
    const Tick start = now();
    MemReq req = request(p.t.spa.align(kLineBytes), kLineBytes, Acc::Fetch);
    req.uncached = !p.t.cacheable;
    MemPort* const port = req.uncached ? caches_.uncached : caches_.fetch;
    if (!port) return;
    const MemDone d = port->access(req, start);
    p.way = req.uncached ? kNoWay : d.way;
    if (p.way != kNoWay) e.stamps.line = caches_.fetch_stamp(caches_.fetch_cache, d.way);
    if (mode_ != Mode::Timed) return;
    const uint64_t n = clock().count(d.at - start);
    if (n > caches_.fetch_hit_cycles) stall(&HartStats::stall_fetch, n - caches_.fetch_hit_cycles);
}

void Hart::line_dropped(Spa line) {
    if (mode_ == Mode::Fast) return;
    l0_.drop_physical(line, kLineBytes);
    fetch_l0_.drop_line(line);
}

}  // namespace covesim
