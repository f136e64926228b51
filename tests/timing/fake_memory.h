// Test doubles around the memory system: a memory of fixed latency that logs, and an upstream that logs what it must
// drop.
#pragma once
#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "mem/port.h"

namespace covesim::timing {

struct FakeMemory final : MemPort {
    Tick latency{100'000};
    bool writable = true;
    struct Seen {
        uint64_t line;
        bool write;
        Why why;
        uint64_t at;
        bool operator==(const Seen&) const = default;
    };
    std::vector<Seen> seen;
    std::vector<MemReq> requests;
    MemDone access(const MemReq& r, Tick now) override {
        requests.push_back(r);
        seen.push_back({r.addr.v, r.acc == Acc::Store, r.why, now.fs});
        return {r.timed ? now + latency : now, Served::Dram, kNoWay, writable};
    }
    uint64_t count(uint64_t line) const {
        uint64_t n = 0;
        for (const Seen& s : seen) n += s.line == line;
        return n;
    }
};

struct FakeUp final : MemUp {
    std::vector<std::pair<uint64_t, Drop>> seen;
    std::set<uint64_t> dirty;
    bool drop(Spa line, Drop how) override {
        seen.emplace_back(line.v, how);
        return dirty.erase(line.v) != 0;
    }
};

inline MemReq read(uint64_t a, uint16_t source = 0) {
    MemReq r;
    r.addr = Spa{a};
    r.source = source;
    return r;
}
inline MemReq write(uint64_t a, uint16_t source = 0) {
    MemReq r = read(a, source);
    r.acc = Acc::Store;
    return r;
}

}  // namespace covesim::timing
