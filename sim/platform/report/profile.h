// The function profile (--profile): instructions and cycles of each function of each component, of all harts. Self
// only: what a function calls is not its own.
//
// A component is named as in the cost report: the owner of the code, or with V=1 the guest. Its symbols come from the
// ELF file that it was loaded from, or from one that the user names for it; what no symbol covers is counted without a
// function. Addresses are virtual, as the symbols are: code that runs elsewhere (a kernel before its MMU is on) has no
// names.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cpu/retire_counts.h"
#include "sim/core/schema/value.h"
#include "sim/core/types.h"
#include "sim/platform/function_table.h"
#include "sim/platform/owner_map.h"

namespace covesim {

class Profile final : public FunctionFinder {
  public:
    /// By component; "TVM" and "VM" stand for every guest that has no table of its own.
    using Tables = std::map<std::string, FunctionTable, std::less<>>;
    Profile(const OwnerMap& owners, Tables tables) : owners_(owners), tables_(std::move(tables)) {}

    FunctionSpan function_at(const Hart& hart, uint64_t pc) override;

    /// Code was executed that this component's table is for.
    bool used(std::string_view component) const;
    /// Both: most cycles first, then most instructions, then by name. `asleep`: cycles in WFI.
    config::Value json(uint64_t asleep) const;
    std::string text() const;

  private:
    /// Who was executing, and what of each function; the last use is that of code without a symbol.
    struct Context {
        Component owner = 0;
        bool v = false;
        Priv priv = Priv::M;
        uint8_t sdid = 0;
        uint16_t vmid = 0;
        std::string component;
        const FunctionTable* table = nullptr;
        std::vector<FunctionUse> uses;
    };
    struct Row {
        std::string component, level, function;
        FunctionUse use;
    };
    Context& context(const Hart& hart);
    const FunctionTable& table_of(const Context& c) const;
    std::vector<Row> rows() const;

    const OwnerMap& owners_;
    const Tables tables_;
    const FunctionTable none_;
    std::vector<std::unique_ptr<Context>> contexts_;  ///< harts keep pointers to uses
};

}  // namespace covesim
