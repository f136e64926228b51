// The instruction histogram (--histogram): how often each instruction has retired, by hart and in sum.
#pragma once
#include <string>
#include <vector>

#include "cpu/retire_counts.h"
#include "sim/core/schema/value.h"

namespace covesim {

class Histogram {
  public:
    explicit Histogram(uint32_t harts);
    /// Where hart `i` counts.
    InstructionCounts& hart(uint32_t i) { return harts_[i]; }

    /// Both: most frequent first, equal ones by name.
    config::Value json() const;
    std::string text() const;

  private:
    struct Row {
        std::string_view name;
        uint64_t count = 0, compressed = 0;  ///< of all harts
        std::vector<uint64_t> harts;
    };
    std::vector<Row> rows() const;
    std::vector<InstructionCounts> harts_;
};

}  // namespace covesim
