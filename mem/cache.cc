#include "mem/cache.h"

namespace covesim {

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
            l.dirty |= write && !req.fill;
            if (!req.timed || l.ready <= tags) return {tags, level_, way, l.writable};
            ++stats_.merges;
            return {l.ready, level_, way, l.writable};
        }
        ++stats_.upgrades;
    } else {
        ++at(stats_.misses, req.why);
        if (req.bypass) return next_.access(req, tags);
    }
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
    uint32_t unit = 0;
    if (req.timed) {
        const Tick free = mshrs_.start(start);
        if (free > start) ++stats_.mshr_full;
        start = free;
        unit = mshrs_.chosen();
    }
    MemReq down = req;
    down.addr = line;
    down.size = kLineBytes;
    down.acc = write ? Acc::Store : req.acc;
    down.fill = true;
    MemDone d = next_.access(down, start);
    if (req.timed) mshrs_.occupy(unit, start, d.at);

    if (!d.kept) {  // inclusion: what the level below lost must not live here
        d.way = kNoWay;
        return d;
    }
    const bool dirty = write && !req.fill;
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
    ++stats_.drops;
    Line& l = lines_[way];
    bool dirty = l.dirty;
    for (MemUp* up : ups_) dirty |= up->drop(line, how);
    if (how == Drop::Invalidate) {
        lines_.erase(way);
    } else {
        l.writable = l.dirty = false;
    }
    return dirty;
}

MemDone Cache::maintain(const MemReq& req, Spa line, Tick now) {
    const Tick tags = req.timed ? now + latency_ : now;
    const bool dirty = drop(line, req.maint == Maint::Clean ? Drop::Downgrade : Drop::Invalidate);
    if (dirty) write_back(line, req, tags);
    return next_.access(req, tags);
}

void Cache::prefetch(const MemReq& req, Spa line, Tick start) {
    if (line.offset() == 0 || find(line) != kNoWay) return;  // never across a page
    if (req.timed && mshrs_.full(start)) return;
    MemReq p = req;
    p.addr = line;
    p.acc = req.acc == Acc::Fetch ? Acc::Fetch : Acc::Load;
    p.why = Why::Prefetch;
    ++at(stats_.accesses, p.why);
    ++at(stats_.misses, p.why);
    fetch_line(p, line, false, start);
}

}  // namespace covesim
