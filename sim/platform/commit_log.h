// Retired instructions in Spike's commit-log format, byte for byte:
//   core   0: P 0xPPPPPPPPPPPPPPPP (0xIIIIIIII) xN  0xVVVVVVVVVVVVVVVV mem 0xAAAAAAAAAAAAAAAA 0xDD
//
// P is the privilege number (3, 1, 0). Registers are those the instruction wrote, with a space after single-digit
// numbers; a store prints its data, in the digits of its size; a load prints its address only. Leaves out: CSR writes
// and fflags, which Spike prints as c-registers.
#pragma once
#include "cpu/hart.h"
#include "sim/platform/line_file.h"

namespace covesim {

class CommitLog final : public CommitObserver {
  public:
    explicit CommitLog(LineFile& out) : out_(out) {}
    void retired(const Hart& hart, const CommitRecord& record) override;

  private:
    LineFile& out_;
};

}  // namespace covesim
