// Which part of a hypervisor's or TSM's time saves and which restores its guest's state, told from the CSRs that its
// instructions name and from nothing else, so for any software.
//
// State CSRs are the H extension's (h*, vs*: bits 9:8 of the number are 2), the supervisor's, and fcsr and its like;
// without the read-only ones. General registers need no events: a trap handler cannot name a CSR before it has saved
// some, and xRET is the last thing after them. Per guest left or entered:
//
//   save     from the handler's first instruction to the last *first* access since the trap to a state CSR; ended by
//            the first of: a restore, a gap, a trap, an xRET
//   restore  from the first h* or vs* write or fence of translations to the xRET into the guest; or to the ECALL with
//            which a TSM gives the hart back, when it clears what its guest left. A write that brings the guest's old
//            value into a register (a swap) is a save, if it is the first access since the trap
//   gap      kGap instructions or more without one of these events. It ends either of them: what is isolated so is
//            the software's own work (an exception injected, a table changed and fenced), not a switch
//
// So neither knows function names, and a long dispatch between the two belongs to none. Approximations: a dispatch that
// writes h* or vs* CSRs within kGap instructions of the restore counts as restore from there; f registers loaded before
// the first such write, and stores after the last CSR read, are not seen; another trap in between ends both.
#pragma once
#include <bitset>
#include <cstdint>
#include <optional>

#include "cpu/hart.h"
#include "sim/platform/report/phase_clock.h"

namespace covesim {

/// An instruction, in cycles of its hart, and how many had retired before it or with it.
struct Moment {
    uint64_t begin = 0, end = 0, retired = 0;
};

/// Bits 9:8 of a CSR's number: the lowest privilege that may name it. 2 is "hypervisor and VS CSRs".
constexpr bool hypervisor_csr(uint32_t number) { return (number >> 8 & 3) == 2; }
/// Read-only ones (bits 11:10 = 3) hold no state to move; M-mode's are never a guest's.
constexpr bool state_csr(uint32_t number) { return number >> 10 != 3 && (number >> 8 & 3) != 3; }

class GuestState {
  public:
    /// All x and f registers, and those that a C function saves of its own twice over, fit in between: 31 + 32 + 2
    /// * 26.
    static constexpr uint64_t kGap = 128;

    /// A guest has been left; the handler's first instruction is about to execute.
    void left_guest(uint64_t at);
    void forget();
    /// A gap lies between the last event and this number of retired instructions.
    bool gap(uint64_t retired) const { return last_ && retired - *last_ > kGap; }
    /// A restore reaches the instruction after `retired` others.
    bool reaches(uint64_t retired) const { return run_ && !gap(retired); }
    /// The restore so far.
    std::optional<PhaseClock>& restore() { return run_; }

    /// A state CSR was accessed. By how many cycles the save has become longer.
    uint64_t csr(const CsrUse& use, const Moment& m);
    /// A change of hgatp, told before the access to it, or a fence.
    void mark(Phase p, const Moment& m);
    template <class A>
    void archive(A& a) {
        a(saving_, saved_to_, seen_, run_, last_);
    }

  private:
    void begin_restore(uint64_t at);

    bool saving_ = false;
    uint64_t saved_to_ = 0;
    std::bitset<4096> seen_;  ///< CSRs accessed since the guest was left
    std::optional<PhaseClock> run_;
    std::optional<uint64_t> last_;  ///< retired instructions at the last event
};

}  // namespace covesim
