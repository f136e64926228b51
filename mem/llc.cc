#include "mem/llc.h"

namespace covesim {

Llc::Llc(const LlcParams& params, Clock clock, MemPort& next)
    : params_(params),
      latency_(clock.cycles(params.latency)),
      snoop_(clock.cycles(params.snoop_latency)),
      next_(next),
      lines_(params.sets, params.ways, params.replacement),
      mshrs_(params.mshrs) {}

/// Takes the line away from these tiles, or makes it read-only or clean there. True when a copy was asked.
bool Llc::take(Line& l, uint8_t tiles, Drop how) {
    for (uint32_t t = 0; t < kTiles; ++t) {
        if (tiles >> t & 1 && tiles_[t]) l.dirty |= tiles_[t]->drop(l.addr, how);
    }
    if (how == Drop::Clean) return tiles != 0;
    if (how == Drop::Invalidate) l.sharers &= static_cast<uint8_t>(~tiles);
    if (l.owner != kNobody && tiles >> l.owner & 1) l.owner = kNobody;
    return tiles != 0;
}

/// The asking tile as a bit; 0 for a device.
uint8_t Llc::tile_of(const MemReq& req) {
    return req.source < kTiles ? static_cast<uint8_t>(1u << req.source) : uint8_t{0};
}

/// Permission for the request. True when another tile's copy had to change.
bool Llc::grant(Line& l, const MemReq& req, bool write, bool& writable) {
    const uint8_t self = tile_of(req);
    bool snooped = false;
    if (write) {
        snooped = take(l, l.sharers & static_cast<uint8_t>(~self), Drop::Invalidate);
    } else if (l.owner != kNobody && !(self >> l.owner & 1)) {
        snooped = take(l, static_cast<uint8_t>(1u << l.owner), Drop::Downgrade);
    }
    l.dirty |= write && !req.fill;
    if (!req.fill || !self) return snooped;  // the asker keeps no copy
    l.sharers |= self;
    writable = l.sharers == self;
    l.owner = writable ? static_cast<uint8_t>(req.source) : kNobody;
    return snooped;
}

MemDone Llc::access(const MemReq& req, Tick now) {
    const Spa line = req.addr.align(kLineBytes);
    if (req.maint != Maint::None) return maintain(req, line, now);
    if (req.uncached) {
        ++stats_.uncached;
        return next_.access(req, req.timed ? now + latency_ : now);
    }
    const bool write = req.acc == Acc::Store || req.acc == Acc::Amo;
    ++at(stats_.accesses, req.why);
    const WayHandle way = find(line);
    if (req.why == Why::Writeback) {
        if (way == kNoWay) return next_.access(req, now);
        lines_[way].dirty = true;
        return {now, Served::Llc, way, false};
    }
    const Tick tags = req.timed ? now + latency_ : now;
    if (way == kNoWay) {
        ++at(stats_.misses, req.why);
        return miss(req, line, write, tags);
    }
    Line& l = lines_[way];
    lines_.touch(way, ++sequence_);
    MemDone d{tags, Served::Llc, way, false};
    if (grant(l, req, write, d.writable)) {
        ++stats_.snoops;
        if (req.timed) d.at += snoop_;
    }
    if (req.timed && l.ready > d.at) {
        ++stats_.merges;
        d.at = l.ready;
    }
    return d;
}

MemDone Llc::miss(const MemReq& req, Spa line, bool write, Tick start) {
    const bool allocate = !req.bypass && req.source < kDeviceSource;
    if (!allocate) return next_.access(req, start);
    MemDone d = req.whole ? MemDone{start, Served::Llc} : read_memory(req, line, start);

    // A user's memory model may have let another hart run and fetch the same line.
    WayHandle way = find(line);
    if (way == kNoWay) {
        Line victim;
        bool evicted = false;
        way = lines_.insert(line.v / kLineBytes, Line{line, {}, 0, kNobody, false}, ++sequence_,
                            [&](uint32_t, const Line& old) {
                                victim = old;
                                evicted = true;
                            });
        if (evicted) {
            ++stats_.evictions;
            take(victim, victim.sharers, Drop::Invalidate);
            if (victim.dirty) write_back(victim.addr, req, start);
            way = find(line);
        }
    }
    d.way = way;
    d.kept = way != kNoWay;
    d.writable = false;
    if (!d.kept) return d;
    Line& l = lines_[way];
    l.ready = req.timed ? d.at : Tick{};
    grant(l, req, write, d.writable);
    return d;
}

/// `start` moves to when a miss register was free.
MemDone Llc::read_memory(const MemReq& req, Spa line, Tick& start) {
    MemReq down = req;
    down.addr = line;
    down.size = kLineBytes;
    down.acc = Acc::Load;  // memory is only read: the store stays in the caches
    down.fill = false;
    if (!req.timed) return next_.access(down, start);
    return mshrs_.hold(start, stats_.mshr_full, [&](Tick begin) { return next_.access(down, begin); });
}

MemDone Llc::write_back(Spa line, const MemReq& req, Tick start) {
    ++stats_.writebacks;
    MemReq wb;
    wb.addr = line;
    wb.size = kLineBytes;
    wb.acc = Acc::Store;
    wb.why = Why::Writeback;
    wb.source = req.source;
    wb.timed = req.timed;
    return next_.access(wb, start);
}

/// The asker's own tile has dealt with its copies on the request's way down, except a first level beside that way.
MemDone Llc::maintain(const MemReq& req, Spa line, Tick now) {
    ++stats_.maintenance;
    MemDone d{req.timed ? now + latency_ : now, Served::Llc, kNoWay, false};
    bool dirty = req.dirty;
    if (const WayHandle way = find(line); way != kNoWay) {
        Line& l = lines_[way];
        const bool clean = req.maint == Maint::Clean;
        const uint8_t owner = l.owner == kNobody ? uint8_t{0} : static_cast<uint8_t>(1u << l.owner);
        const uint8_t holders = clean ? owner : l.sharers;
        take(l, holders, clean ? Drop::Clean : Drop::Invalidate);
        if (holders & ~tile_of(req)) {
            ++stats_.snoops;
            if (req.timed) d.at += snoop_;
        }
        dirty |= l.dirty;
        l.dirty = false;
        if (!clean) lines_.erase(way);
    }
    if (dirty) d.at = write_back(line, req, d.at).at;
    return d;
}

void Llc::invalidate(Spa base, uint64_t bytes) {
    if (bytes == 0) return;
    const Spa last = (base + (bytes - 1)).align(kLineBytes);
    for (Spa line = base.align(kLineBytes);; line = line + kLineBytes) {
        if (const WayHandle way = find(line); way != kNoWay) {
            take(lines_[way], lines_[way].sharers, Drop::Invalidate);
            lines_.erase(way);
        }
        if (line == last) break;
    }
}

}  // namespace covesim
