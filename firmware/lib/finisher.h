// The SiFive test finisher (device tree "sifive,test0"), as on QEMU's virt machine: a 32-bit write ends or resets the
// machine.
#pragma once
#include <stdint.h>

#include "firmware/lib/insn.h"

namespace covesim::fw {

class Finisher {
  public:
    constexpr Finisher() = default;
    constexpr explicit Finisher(uint64_t base) : base_{base} {}
    explicit operator bool() const { return base_ != 0; }

#ifdef __riscv
    void pass() const { write(0x5555); }
    void reset() const { write(0x7777); }
    void fail(uint16_t code) const { write(uint32_t{code} << 16 | 0x3333); }
#endif

  private:
#ifdef __riscv
    void write(uint32_t v) const {
        if (base_ != 0) mmio_write<uint32_t>(base_, v);
    }
#endif
    uint64_t base_ = 0;
};

}  // namespace covesim::fw
