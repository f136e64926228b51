// Console for firmware below M-mode: SBI DBCN, one write call per buffered line. A sink for print(). Left out: input
// (call DBCN read directly).
#pragma once
#include <stdint.h>

#include "firmware/lib/print.h"
#include "firmware/lib/sbi.h"

namespace covesim::fw {

#ifdef __riscv
/// Collects a line and hands it to DBCN console_write; needs the buffer's virtual address to be its physical address
/// (satp bare or identity map), else use `by_byte`.
class SbiConsole {
  public:
    constexpr explicit SbiConsole(bool by_byte = false) : by_byte_{by_byte} {}
    void put(char c) {
        line_[length_++] = c;
        if (c == '\n' || length_ == sizeof line_) flush();
    }
    void flush() {
        unsigned done = 0;
        while (!by_byte_ && done < length_) {
            const sbi::Ret r =
                sbi::call(sbi::kDbcn, sbi::dbcn::kWrite, length_ - done, reinterpret_cast<uint64_t>(line_ + done), 0);
            if (r.error != sbi::kSuccess || r.value > length_ - done) break;
            done += static_cast<unsigned>(r.value);
        }
        // Whatever the buffer call refused goes by value.
        for (; done < length_; ++done) sbi::call(sbi::kDbcn, sbi::dbcn::kWriteByte, static_cast<uint8_t>(line_[done]));
        length_ = 0;
    }

  private:
    char line_[120] = {};
    unsigned length_ = 0;
    bool by_byte_;
};
#endif

}  // namespace covesim::fw
