// Platform-level interrupt controller as on QEMU's `virt`: 95 sources (1..95), two contexts per hart (2h = M, 2h + 1 =
// S), priorities 0..7. RISC-V PLIC specification 1.0.
//
// Level-sensitive gateways: a request stays latched until claimed; the gateway is shut between claim and completion; a
// level still high at completion requests again. Claim ignores the threshold (specification, "Interrupt Claim
// Process"). Leaves out edge-triggered gateways (no device here has one).
#pragma once
#include <array>
#include <span>

#include "sim/core/irq.h"
#include "sim/core/regbank.h"

namespace covesim {

class Plic final : public RegDevice<Plic>, public IrqSink {
  public:
    static constexpr uint32_t kSources = 96, kWords = 3, kMaxContexts = 128, kMaxPriority = 7;

    Plic(uint32_t harts, HartIrqSink& sink);
    std::string_view name() const override { return "plic"; }
    static std::span<const Reg<Plic>> regs();
    void on_reset();

    /// Wire `line` (1..95) of a device.
    void set_irq(uint32_t line, bool level) override;

    struct State {
        std::array<uint8_t, kSources> priority{};
        std::array<uint32_t, kWords> level{}, pending{}, claimed{};
        std::array<std::array<uint32_t, kWords>, kMaxContexts> enable{};
        std::array<uint8_t, kMaxContexts> threshold{};
    };
    void archive(Archive& a) override;

  private:
    uint64_t read_priority(uint32_t i) { return s_.priority[i]; }
    void write_priority(uint32_t i, uint64_t v);
    uint64_t read_pending(uint32_t w) { return s_.pending[w]; }
    uint64_t read_enable(uint32_t i);
    void write_enable(uint32_t i, uint64_t v);
    uint64_t read_threshold(uint32_t c) { return s_.threshold[c]; }
    void write_threshold(uint32_t c, uint64_t v);
    uint64_t claim(uint32_t c);
    void complete(uint32_t c, uint64_t id);
    uint32_t best(uint32_t c) const;
    void gate();
    void update();

    const uint32_t contexts_;
    HartIrqSink& sink_;
    State s_;
};

}  // namespace covesim
