// DRAM behind one controller: channels, banks with a row buffer, open- or closed-row policy, and a data bus per
// channel.
//
// Models: JEDEC's activate, column and precharge order with tRCD, tCAS, tRP, tRAS and the burst. A bank remembers which
// row is open and when it can take the next command; a request that comes with an earlier time than one already seen
// waits for the bank as it is now, and finds a gap on the data bus. Line-interleaved channels; then column, bank, row
// bits. Leaves out: refresh, write recovery and bus turn-around (a write takes a read's time), command-bus contention,
// ranks, reordering by the controller.
#pragma once
#include <vector>

#include "mem/busy.h"
#include "mem/params.h"
#include "mem/port.h"
#include "mem/stats.h"

namespace covesim {

class Dram final : public MemPort {
  public:
    explicit Dram(const DramParams& params);
    MemDone access(const MemReq& req, Tick now) override;
    const DramStats& stats() const { return stats_; }
    template <class A>
    void archive(A& a) {
        a.fixed(banks_);
        a.fixed(bus_);
        a(stats_);
    }

    /// Where an address lives (documented mapping; used by tests and probes).
    struct Place {
        uint32_t channel, bank;
        uint64_t row;
    };
    Place place(Spa a) const;

  private:
    static constexpr uint64_t kNoRow = ~0ull;
    struct Bank {
        uint64_t row = kNoRow;
        Tick activated;  ///< when the open row was activated
        Tick column;     ///< earliest next column command
        Tick activate;   ///< earliest next activation, when no row is open
    };
    Tick column_command(Bank& b, uint64_t row, Tick now);

    const DramParams p_;
    std::vector<Bank> banks_;
    std::vector<Lane> bus_;
    DramStats stats_;
};

}  // namespace covesim
