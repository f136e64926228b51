#include "mem/cache.h"

namespace covesim {

namespace {
/// Does the request change the line's data here? Not when a cache above takes it to do so, nor when it is only fetched.
bool modifies(const MemReq& req) {
    return (req.acc == Acc::Store || req.acc == Acc::Amo) && !req.fill && req.why != Why::Prefetch;
}
}  // namespace

Cache::Cache(const CacheParams& params, Clock clock, Served level, MemPort& next)
    : params_(params),
      latency_(clock.cycles(params.latency)),
      level_(level),
      next_(next),
      lines_(params.sets, params.ways, params.replacement),
      mshrs_(params.mshrs) {}

MemDone Cache::access(const MemReq& req, Tick now) {
    const Spa line = req.addr.align(kLineBytes);
    if (req.maint != Maint::None) return maintain(req, line, now);
    const bool write = req.acc == Acc::Store || req.acc == Acc::Amo;
    // An accelerator may serve explicit hits of a first level (law 2), so those are not counted.
    if (level_ != Served::L1 || req.why != Why::Explicit) ++at(stats_.accesses, req.why);
    WayHandle way = find(line);

    if (req.why ==
        Why::Writeback) {  // from above: inclusion says the line is here, unless a level below took it meanwhile
        if (way == kNoWay) return next_.access(req, now);
        lines_[way].dirty = true;
        return {now, level_, way, lines_[way].writable};
    }
    const Tick tags = req.timed ? now + latency_ : now;
    if (way != kNoWay) {
        Line& l = lines_[way];
        if (!write || l.writable) {
            lines_.touch(way, ++*sequence_);
            l.dirty |= modifies(req);
            if (!req.timed || l.ready <= tags) return {tags, level_, way, l.writable};
            ++stats_.merges;
            return {l.ready, level_, way, l.writable};
        }
        ++stats_.upgrades;
    } else {
        ++at(stats_.misses, req.why);
        if (req.bypass) return next_.access(req, tags);
    }
    if (req.why == Why::Prefetch && !req.fill && req.timed && mshrs_.full(tags)) return {tags, level_};
    const bool missed = way == kNoWay;
    MemDone d = fetch_line(req, line, write, tags);
    if (missed && params_.prefetch == Prefetch::NextLine && req.why != Why::Prefetch) {
        prefetch(req, line + kLineBytes, tags);
        d.way = find(line);  // the prefetch may have displaced it
        d.kept = d.way != kNoWay;
    }
    return d;
}

MemDone Cache::fetch_line(const MemReq& req, Spa line, bool write, Tick start) {
    MemReq down = req;
    down.addr = line;
    down.size = kLineBytes;
    down.acc = write ? Acc::Store : req.acc;
    down.fill = true;
    const auto send = [&](Tick begin) { return next_.access(down, begin); };
    MemDone d = req.timed ? mshrs_.hold(start, stats_.mshr_full, send) : send(start);

    if (!d.kept) {  // inclusion: what the level below lost must not live here
        d.way = kNoWay;
        return d;
    }
    const bool dirty = modifies(req);
    const Tick ready = req.timed ? d.at : Tick{};
    d.way = find(line);
    if (d.way != kNoWay) {
        Line& l = lines_[d.way];
        lines_.touch(d.way, ++*sequence_);
        l = {line, ready, d.writable, l.dirty || dirty};
        return d;
    }
    Line victim;
    bool evicted = false;
    lines_.insert(line.v / kLineBytes, Line{line, ready, d.writable, dirty}, ++*sequence_,
                  [&](uint32_t, const Line& old) {
                      victim = old;
                      evicted = true;
                  });
    if (evicted) evict(victim, req, start);
    d.way = find(line);
    d.kept = d.way != kNoWay;
    return d;
}

void Cache::evict(const Line& victim, const MemReq& req, Tick start) {
    ++stats_.evictions;
    bool dirty = victim.dirty;
    for (MemUp* up : ups_) dirty |= up->drop(victim.addr, Drop::Invalidate);
    if (dirty) write_back(victim.addr, req, start);
}

void Cache::write_back(Spa line, const MemReq& req, Tick start) {
    ++stats_.writebacks;
    MemReq wb;
    wb.addr = line;
    wb.size = kLineBytes;
    wb.acc = Acc::Store;
    wb.why = Why::Writeback;
    wb.source = req.source;
    wb.timed = req.timed;
    next_.access(wb, start);
}

bool Cache::drop(Spa line, Drop how) {
    const WayHandle way = find(line);
    if (way == kNoWay) return false;  // inclusion: nobody above has it either
    if (how != Drop::Clean) ++stats_.drops;
    return forget(way, how);
}

/// Here and above; true when a copy was modified.
bool Cache::forget(WayHandle way, Drop how) {
    Line& l = lines_[way];
    bool dirty = l.dirty;
    for (MemUp* up : ups_) dirty |= up->drop(l.addr, how);
    l.dirty = false;
    if (how == Drop::Downgrade) l.writable = false;
    if (how == Drop::Invalidate) lines_.erase(way);
    return dirty;
}

MemDone Cache::maintain(const MemReq& req, Spa line, Tick now) {
    ++stats_.maintenance;
    MemReq down = req;
    if (const WayHandle way = find(line); way != kNoWay) {
        if (forget(way, req.maint == Maint::Clean ? Drop::Clean : Drop::Invalidate)) {
            ++stats_.writebacks;
            down.dirty = true;
        }
    }
    return next_.access(down, req.timed ? now + latency_ : now);
}

void Cache::prefetch(const MemReq& req, Spa line, Tick start) {
    if (line.offset() == 0 || find(line) != kNoWay) return;  // never across a page
    if (req.timed && mshrs_.full(start)) return;
    MemReq p = req;
    p.addr = line;
    p.acc = req.acc == Acc::Fetch ? Acc::Fetch : Acc::Load;
    p.why = Why::Prefetch;
    p.whole = false;
    ++at(stats_.accesses, p.why);
    ++at(stats_.misses, p.why);
    fetch_line(p, line, false, start);
}

}  // namespace covesim
