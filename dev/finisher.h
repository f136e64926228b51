// SiFive test finisher: software ends the machine with a code, or asks for a reset.
//
// Models the register of the sifive,test1 binding as on QEMU's `virt`: a 32-bit write of 0x5555 (pass), code << 16 |
// 0x3333 (fail) or 0x7777 (reset). Other values are ignored.
#pragma once
#include <span>

#include "sim/core/regbank.h"

namespace covesim {

/// The finisher asks; the platform decides when the machine stops (at the next quantum boundary).
struct FinisherSink {
    enum class Request : uint8_t { Pass, Fail, Reset };
    virtual void finish(Request what, uint32_t code) = 0;

  protected:
    ~FinisherSink() = default;
};

class Finisher final : public RegDevice<Finisher> {
  public:
    explicit Finisher(FinisherSink& sink) : sink_(sink) {}
    std::string_view name() const override { return "finisher"; }
    static std::span<const Reg<Finisher>> regs();
    void archive(Archive&) override {}  // no state

  private:
    void finish(uint32_t, uint64_t value);
    FinisherSink& sink_;
};

}  // namespace covesim
