// The ISA string or profile that a user asks for, checked against what this machine has, and what follows from it.
//
// isa::IsaSet knows the extensions and their spelling; this adds profiles (RISC-V profiles document: RVA20, RVA22,
// RVA23) and the switches of the privileged architecture.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cpu/isa/isa_set.h"
#include "cpu/priv/params.h"
#include "sim/core/expected.h"

namespace covesim {

class Isa {
  public:
    /// Everything but what goes with a machine's interrupt controller (AIA) and what must be asked for (isa_string.cc):
    /// max_smrnmi.
    static Isa full();
    /// "rv64imac_zba…" or a profile name, possibly with more extensions behind it; "" or "max" means full().
    static Expected<Isa> parse(std::string_view text);

    /// The harts have IMSICs, and with them Smaia and Ssaia.
    void add_imsic();

    const isa::IsaSet& set() const { return set_; }
    bool has(isa::Ext e) const { return set_.has(e); }
    /// Names in canonical order, as riscv,isa-extensions lists them.
    std::vector<std::string_view> extensions() const { return set_.names(); }
    /// The canonical string (riscv,isa).
    std::string string() const { return set_.to_string(); }
    HartFeatures features() const;
    /// "riscv,sv39" … for the device tree.
    std::string_view mmu_type() const;

  private:
    isa::IsaSet set_;
    bool imsic_ = false;
};

}  // namespace covesim
