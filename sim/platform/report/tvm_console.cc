#include "sim/platform/report/tvm_console.h"

namespace covesim {

bool TvmConsole::trap(const Trap& t, const uint64_t* x) {
    if (t.cause == cause::kEcallVs) {
        if (x[17] == 1) return true;            // legacy console_putchar
        if (x[17] != 0x4442434E) return false;  // DBCN
        return (x[16] == 0 && x[10] != 0) || x[16] == 2;
    }
    if (t.cause != cause::kStoreGuestPage) return false;
    const uint64_t gpa = t.tval2 << 2 | (t.tval & 3);
    if (gpa < uart_ || gpa >= uart_ + 8) return false;
    // A store's transformed instruction: opcode 0x23, but bit 1 is 0 if the original was compressed.
    if ((t.tinst & 0x7d) != 0x21) return false;
    const uint64_t value = x[t.tinst >> 20 & 31];
    if (gpa == uart_ + 3) divisor_ = value >> 7 & 1;
    return gpa == uart_ && !divisor_;
}

}  // namespace covesim
