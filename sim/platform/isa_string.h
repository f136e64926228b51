// The ISA string or profile that a user asks for, checked against what the hart implements.
//
// Naming rules: unprivileged specification, chapter "ISA Extension Naming Conventions" (without version numbers);
// profiles as in the RISC-V profiles document. A part that the hart lacks is an error, never ignored.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cpu/isa/op.h"
#include "cpu/priv/params.h"
#include "sim/core/expected.h"

namespace covesim {

class Isa {
  public:
    /// Everything the hart implements.
    static Isa full();
    /// "rv64imac_zba…", with g and b as their expansions, or a profile name; "" or "max" means full().
    static Expected<Isa> parse(std::string_view text);

    bool has(std::string_view extension) const;
    /// Names in canonical order, as riscv,isa-extensions lists them.
    const std::vector<std::string_view>& extensions() const { return present_; }
    /// The canonical string (riscv,isa).
    std::string string() const;
    HartFeatures features() const;
    /// Bit isa::Ext of each extension whose instructions decode.
    uint64_t decode_mask() const;
    /// "riscv,sv39" … for the device tree.
    std::string_view mmu_type() const;

  private:
    std::vector<std::string_view> present_;
};

}  // namespace covesim
