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

void Hart::time_access(Piece& p) {
    if (mode_ == Mode::Fast || !caches_.data || !p.host) return;
    const bool timed = mode_ == Mode::Timed;
    const bool store = p.access.acc != Acc::Load;
    const Tick start = now();
    const Spa first = p.t.spa, last = p.t.spa + (p.access.size - 1U);
    Tick done = start;
    for (Spa line = first.align(kLineBytes); line <= last; line = line + kLineBytes) {
        MemReq req;
        req.addr = line < first ? first : line;
        req.size = p.access.size;
        req.acc = p.access.acc;
        req.source = static_cast<uint16_t>(config_.id);
        req.timed = timed;
        const MemDone d = caches_.data->access(req, start);
        p.way = d.way;
        done = std::max(done, d.at);
    }
    if (first.align(kLineBytes) != last.align(kLineBytes)) p.way = kNoWay;  // two lines: no L0 entry
    if (!timed) return;
    const Clock clock{config_.params.clock_period_fs};
    if (!store || p.access.acc == Acc::Amo) {
        const uint64_t n = clock.count(done - start);
        if (n > caches_.data_hit_cycles) stall(&HartStats::stall_load, n - caches_.data_hit_cycles);
        return;
    }
    if (clock.count(done - start) <= caches_.data_hit_cycles) return;
    // Until its line has come, later hits must wait for it, so they take the slow path: no L0 entry, also not one that
    // a load made while the line was only readable.
    p.way = kNoWay;
    l0_.drop_physical(first, p.access.size);
    // A store leaves through the buffer; it waits only when every entry is still waiting for its line.
    Tick& slot = store_buffer_[store_buffer_next_];
    store_buffer_next_ = (store_buffer_next_ + 1) % store_buffer_.size();
    if (slot > start) stall(&HartStats::stall_store, clock.count(slot - start));
    slot = done;
}

void Hart::time_fetch(Piece& p, FetchEntry& e) {
    if (!caches_.fetch) return;
    const Tick start = now();
    MemReq req;
    req.addr = p.t.spa.align(kLineBytes);
    req.size = kLineBytes;
    req.acc = Acc::Fetch;
    req.source = static_cast<uint16_t>(config_.id);
    req.timed = mode_ == Mode::Timed;
    const MemDone d = caches_.fetch->access(req, start);
    p.way = d.way;
    if (d.way != kNoWay) e.stamps.line = caches_.fetch_stamp(caches_.fetch_cache, d.way);
    if (mode_ != Mode::Timed) return;
    const uint64_t n = Clock{config_.params.clock_period_fs}.count(d.at - start);
    if (n > caches_.fetch_hit_cycles) stall(&HartStats::stall_fetch, n - caches_.fetch_hit_cycles);
}

void Hart::line_dropped(Spa line) {
    if (mode_ == Mode::Fast) return;
    l0_.drop_physical(line, kLineBytes);
    fetch_l0_.drop_line(line);
}

}  // namespace covesim
