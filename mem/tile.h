// The private caches of one hart tile and the ports through which the hart, its page walkers and its MPT walkers enter
// them.
//
// Models: L1I and L1D over an optional L2 over the tile's exit (the interconnect). The exit is where a request becomes
// visible to other harts; whoever implements it waits for the hart's turn before it answers.
#pragma once
#include <memory>

#include "mem/cache.h"

namespace covesim {

class Tile final : public MemUp {
  public:
    /// `hart` is told which first-level lines it must forget (its L0 entries).
    Tile(const TileParams& params, Clock clock, MemPort& exit, MemUp& hart);

    /// From the level below: the whole tile forgets the line or keeps it read-only.
    bool drop(Spa line, Drop how) override;

    Cache& l1i() { return l1i_; }
    Cache& l1d() { return l1d_; }
    Cache* l2() { return l2_.get(); }
    MemPort& pte_port() { return port(params_.pte_path); }
    MemPort& mpt_port() { return port(params_.mpt_path); }
    /// Past the private caches: non-cacheable memory.
    MemPort& exit() { return exit_; }
    /// One order of accesses for the L0 and the caches (the hart's sequence number).
    void bind_sequence(uint64_t& sequence);
    template <class A>
    void archive(A& a) {
        if (l2_) a(*l2_);
        a(l1i_, l1d_);
    }

  private:
    /// Past every cache that does not hold the line.
    struct Bypass final : MemPort {
        MemPort& exit;
        explicit Bypass(MemPort& e) : exit(e) {}
        MemDone access(const MemReq& req, Tick now) override {
            MemReq r = req;
            r.bypass = true;
            return exit.access(r, now);
        }
    };
    MemPort& port(WalkPath path);
    MemPort& below_l1() { return l2_ ? static_cast<MemPort&>(*l2_) : exit_; }

    const TileParams params_;
    MemPort& exit_;
    Bypass bypass_;
    std::unique_ptr<Cache> l2_;
    Cache l1i_, l1d_;
};

}  // namespace covesim
