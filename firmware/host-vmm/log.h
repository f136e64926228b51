// The host VMM's own console lines: each milestone is "[host-vmm] ...". The TVM's bytes go out unmodified, through the
// same buffer, so the order is kept.
#pragma once
#include "firmware/lib/console.h"

namespace covesim::host {

class Log {
  public:
    /// One line; starts on a new one if the TVM left its line open.
    template <class... A>
    void line(const char* format, A... args) {
        if (column_) put('\n');
        fw::print(console_, "[host-vmm] ");
        fw::print(console_, format, args...);
        console_.put('\n');
        console_.flush();
        column_ = 0;
    }
    /// A byte of the TVM.
    void put(char c) {
        console_.put(c);
        column_ = c == '\n' ? 0 : column_ + 1;
    }
    void flush() { console_.flush(); }

  private:
    fw::SbiConsole console_;
    unsigned column_ = 0;
};

/// Says what failed and stops the platform with a failure.
[[noreturn]] void fail(Log& log, const char* what, int64_t error = 0);

}  // namespace covesim::host
