// Retired instructions in Spike's commit-log format, byte for byte:
//   core   0: P 0xPPPPPPPPPPPPPPPP (0xIIIIIIII) xN  0xVVVVVVVVVVVVVVVV cN_NAME 0xVVVVVVVVVVVVVVVV mem
//   0xAAAAAAAAAAAAAAAA
//
// P is the privilege number (3, 1, 0). Registers are those the instruction wrote, by number and, of one number, x
// before f before CSR (c); a space after single-digit x and f numbers. A CSR has its value after the write and the name
// and number of the register that holds it: mstatus for sstatus, mie for hie and vsie, fflags and frm for fcsr, the VS
// CSR for an S one when V=1. What an instruction writes besides counts too: fflags when it raises exceptions, mstatus
// (V=1: vsstatus as well) when it makes FS Dirty, the status registers of MRET and SRET. A store prints its data, in
// the digits of its size; a load prints its address only.
//
// Leaves out, of what Spike prints: mvip beside mip and sip (there is no AIA), tcontrol at MRET (no triggers: Spike's
// --triggers=0). CSRs that Spike lacks (mmpt, msdcfg, programmable counters) are printed alike; seed is not.
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
