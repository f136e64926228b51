// Decoded event traces (--trace): one line per event, with the hart's time in cycles.
//
//   sbi      environment calls from S, VS and U-level software: who, extension and function numbers, arguments
//   traps    every trap: cause, tval, from where
//   mmio     every device access
//   domains  changes of mmpt (supervisor domain) and hgatp, and which component runs
#pragma once
#include <string>
#include <vector>

#include "cpu/hart.h"
#include "sim/platform/line_file.h"
#include "sim/platform/owner_map.h"

namespace covesim {

class EventTrace final : public HartObserver {
  public:
    EventTrace(const std::vector<std::string>& what, LineFile& out, const OwnerMap& owners);

    void trap(const Hart& hart, const Trap& trap) override;
    void csr_accessed(const Hart& hart, const CsrUse& use) override;
    void context(const Hart& hart, uint16_t owner) override;
    void mmio(const Hart& hart, Spa a, uint32_t size, bool write, uint64_t data, bool ok);

  private:
    std::string component(const Hart& hart) const;
    std::string who(const Hart& hart) const;
    bool sbi_ = false, traps_ = false, mmio_ = false, domains_ = false;
    LineFile& out_;
    const OwnerMap& owners_;
};

}  // namespace covesim
