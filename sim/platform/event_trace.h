// Decoded event traces (--trace): one line per event, with the hart's time in cycles.
//
//   sbi      calls from S and VS: extension, function and arguments by name; and their returns, with error, value and
//            the cycles in between
//   traps    every trap: cause, tval, from where
//   mmio     every device access
//   domains  changes of mmpt (supervisor domain) and hgatp, and which component runs
#pragma once
#include <string>
#include <vector>

#include "cpu/hart.h"
#include "sim/platform/line_file.h"
#include "sim/platform/owner_map.h"
#include "sim/platform/sbi_trace.h"

namespace covesim {

class EventTrace final : public HartObserver {
  public:
    EventTrace(const std::vector<std::string>& what, LineFile& out, const OwnerMap& owners);

    void trap(const Hart& hart, const Trap& trap) override;
    void xret(const Hart& hart) override;
    void csr_accessed(const Hart& hart, const CsrUse& use) override;
    void context(const Hart& hart, uint16_t owner) override;
    void mmio(const Hart& hart, Spa a, uint32_t size, bool write, uint64_t data, bool ok);

  private:
    std::string component(const Hart& hart, Component owner) const;
    std::string who(const Hart& hart, Component owner) const;
    std::string who(const Hart& hart) const { return who(hart, hart.owner()); }
    bool sbi_ = false, traps_ = false, mmio_ = false, domains_ = false;
    SbiTrace calls_;
    LineFile& out_;
    const OwnerMap& owners_;
};

}  // namespace covesim
