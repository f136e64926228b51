// Branch prediction of the in-order pipeline: a bimodal table, a branch target buffer for indirect jumps, and a
// return-address stack (link registers x1 and x5, unprivileged specification, "Return-address stack prediction hints").
//
// Direct transfers always find their target in time. Leaves out: history, and aliasing tags in the bimodal table.
#pragma once
#include <cstdint>
#include <vector>

#include "cpu/timing/params.h"

namespace covesim {

struct PredictorStats {
    uint64_t branches = 0, branch_mispredicts = 0, indirect = 0, indirect_mispredicts = 0;
};
template <>
inline constexpr auto schema<PredictorStats> = std::tuple{
    Field{"branches", &PredictorStats::branches, Unit::Count, "Conditional branches executed (warm and timed modes)."},
    Field{"branch_mispredicts", &PredictorStats::branch_mispredicts, Unit::Count, "Conditional branches mispredicted."},
    Field{"indirect", &PredictorStats::indirect, Unit::Count, "Indirect jumps executed (warm and timed modes)."},
    Field{"indirect_mispredicts", &PredictorStats::indirect_mispredicts, Unit::Count, "Indirect jumps mispredicted."},
};

class Predictor {
  public:
    explicit Predictor(const PipelineParams& p)
        : counters_(p.bimodal_entries, uint8_t{1}), btb_(p.btb_entries), ras_(p.ras_entries) {}

    /// Predicts and trains; true when the prediction was right.
    bool branch(uint64_t pc, bool taken) {
        uint8_t& c = counters_[(pc >> 1) & (counters_.size() - 1)];
        const bool right = (c >= 2) == taken;
        if (taken) c += c < 3;
        else c -= c > 0;
        ++stats_.branches;
        stats_.branch_mispredicts += !right;
        return right;
    }

    /// JALR. `rd`, `rs1`: register numbers (rd 32 = x0). True when the target was predicted.
    bool indirect(uint64_t pc, uint64_t target, uint8_t rd, uint8_t rs1, uint64_t link) {
        const bool rd_link = rd == 1 || rd == 5, rs1_link = rs1 == 1 || rs1 == 5;
        bool right;
        if (rs1_link && !(rd_link && rd == rs1)) {
            right = ras_[top_] == target;
            top_ = (top_ + static_cast<uint32_t>(ras_.size()) - 1) % static_cast<uint32_t>(ras_.size());
        } else {
            Target& t = btb_[(pc >> 1) & (btb_.size() - 1)];
            right = t.pc == pc && t.target == target;
            t = {pc, target};
        }
        if (rd_link) push(link);
        ++stats_.indirect;
        stats_.indirect_mispredicts += !right;
        return right;
    }

    /// JAL that links.
    void call(uint8_t rd, uint64_t link) {
        if (rd == 1 || rd == 5) push(link);
    }

    const PredictorStats& stats() const { return stats_; }
    template <class A>
    void archive(A& a) {
        a.fixed(counters_);
        a.fixed(btb_);
        a.fixed(ras_);
        a(top_, stats_);
        if (top_ >= ras_.size()) a.refuse("a return-address stack of another size");
    }

  private:
    struct Target {
        uint64_t pc = ~0ULL, target = 0;
    };
    void push(uint64_t link) {
        top_ = (top_ + 1) % static_cast<uint32_t>(ras_.size());
        ras_[top_] = link;
    }

    std::vector<uint8_t> counters_;
    std::vector<Target> btb_;
    std::vector<uint64_t> ras_;
    uint32_t top_ = 0;
    PredictorStats stats_;
};

}  // namespace covesim
