// When a guest writes a byte to its console, seen from the traps that it takes; no monitor has to say so.
//
// Models the two ways a TVM has: a store to the transmit register of a 16550 (registers one byte apart) in an emulated
// MMIO region, which traps as a store guest-page fault whose transformed instruction (mtinst/htinst, H extension,
// "Transformed Instruction") names the register stored; and the SBI calls DBCN console_write, console_write_byte and
// legacy console_putchar. Offset 0 is the transmit register unless the guest last set DLAB in LCR (offset 3). Left out:
// a UART that is passed through to the guest.
#pragma once
#include <cstdint>

#include "cpu/priv/trap.h"

namespace covesim {

class TvmConsole {
  public:
    explicit TvmConsole(uint64_t uart_gpa = 0x1000'0000) : uart_(uart_gpa) {}
    /// `x`: the guest's registers at this trap. True: it has put a byte (or a string) on its console.
    bool trap(const Trap& t, const uint64_t* x);
    template <class A>
    void archive(A& a) {
        a(uart_, divisor_);
    }

  private:
    uint64_t uart_;
    bool divisor_ = false;  ///< LCR.DLAB
};

}  // namespace covesim
