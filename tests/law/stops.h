// Stops that fall anywhere: after random numbers of instructions, at random addresses, by a debugger's steps and
// watchpoints, in between asking for what a user may ask for. Knows nothing of blocks or sampling points.
#pragma once
#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

#include "tests/property/random.h"
#include "tests/unit/cpu/rig.h"

namespace covesim::test {

class Stops {
  public:
    Stops(uint64_t seed, std::vector<uint64_t> addresses)
        : rnd_{mix(seed ^ 0x57095)}, addresses_(std::move(addresses)) {}

    /// As hart.run(limit).
    RunEnd run(Hart& hart, Tick limit) {
        for (;;) {
            std::vector<uint64_t> pcs;
            for (uint64_t n = rnd_.below(4); n > 0; --n) pcs.push_back(addresses_[rnd_.below(addresses_.size())]);
            const uint64_t spread = uint64_t{1} << rnd_.below(14);
            const uint64_t count = rnd_.chance(80) ? hart.retired() + 1 + rnd_.below(spread) : UINT64_MAX;
            hart.set_stop_pcs(pcs);
            hart.set_instruction_limit(count);
            if (rnd_.chance(20)) hart.set_watches(some_watches());
            if (rnd_.chance(10)) hart.step();
            const RunEnd end = hart.run(limit);
            if (end != RunEnd::Stop) return end;
            if (hart.watch_hit()) {
                ++at_watch;
                const WatchHit& hit = *hart.watch_hit();
                CHECK(hit.va - hit.watch.begin < hit.watch.bytes);
            } else if (hart.at_stop_pc()) {
                ++at_address;
                CHECK(std::find(pcs.begin(), pcs.end(), hart.state().pc) != pcs.end());
            } else if (hart.stepped()) {
                ++at_step;
            } else {
                ++at_count;
                CHECK(hart.retired() == count);
            }
            hart.end_step();
            if (rnd_.chance(20)) hart.set_mode(hart.mode());
            if (rnd_.chance(20)) hart.accounts();
            if (rnd_.chance(20)) hart.privileged().peek(0xc01);
            if (rnd_.chance(20)) hart.privileged().peek(0x344);
        }
    }

    uint64_t at_address = 0, at_count = 0, at_step = 0, at_watch = 0;

  private:
    /// Somewhere in the programs' data.
    std::vector<Watch> some_watches() {
        std::vector<Watch> watches;
        for (uint64_t n = rnd_.below(3); n > 0; --n)
            watches.push_back({kData + rnd_.below(24 * 4096), 1 + rnd_.below(16384), rnd_.chance(70), rnd_.chance(70)});
        return watches;
    }

    Random rnd_;
    std::vector<uint64_t> addresses_;
};

/// Every retired instruction, as a trace of a hart shows it.
struct CommitTrace final : CommitObserver {
    void retired(const Hart& h, const CommitRecord& r) override {
        pcs.push_back(r.pc);
        for (const uint64_t v : {uint64_t{h.id()}, r.pc, uint64_t{r.bits}, uint64_t(r.priv), uint64_t{r.v},
                                 uint64_t{r.memory}, uint64_t{r.memory_write}, r.memory_va, r.memory_value,
                                 uint64_t{r.memory_size}, h.state().x[r.slot.rd & 31]})
            hash = mix(hash ^ v);
    }
    std::vector<uint64_t> pcs;
    uint64_t hash = 0;
};

}  // namespace covesim::test
