// The worlds that a hart switches between: {the hosting domain, a confidential supervisor domain's HS level, one
// guest}.
//
// Taken from the architectural context: privilege, mmpt.SDID, V, hgatp.VMID. M-mode (ROM, TSM driver) is in between
// worlds and never an end of a switch. SDID 0 is the hosting domain, whatever component's pages it executes; any other
// SDID at V=0 is a TSM; V=1 is a guest, of the TSM (a TVM) or of the host (a plain VM). U belongs to the S level above.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/core/types.h"
#include "sim/platform/owner_map.h"

namespace covesim {

struct World {
    enum class Kind : uint8_t { None, Monitor, Host, Tsm, Tvm, Vm };
    Kind kind = Kind::None;
    uint8_t sdid = 0;
    uint16_t vmid = 0;
    auto operator<=>(const World&) const = default;

    bool guest() const { return kind == Kind::Tvm || kind == Kind::Vm; }

    static constexpr World of(Priv priv, bool v, uint8_t sdid, uint16_t vmid) {
        if (priv == Priv::M) return {Kind::Monitor, 0, 0};
        if (v) return {sdid ? Kind::Tvm : Kind::Vm, sdid, vmid};
        return {sdid ? Kind::Tsm : Kind::Host, sdid, 0};
    }
};

constexpr std::string_view name(World::Kind k) {
    constexpr std::string_view kNames[] = {"none", "monitor", "host", "TSM", "TVM", "VM"};
    return kNames[static_cast<int>(k)];
}
/// "TVM 1".
inline std::string name(const World& w) {
    return w.guest() ? std::string(name(w.kind)) + " " + std::to_string(w.vmid) : std::string(name(w.kind));
}
/// Who executes pages of `owner` in such a context: a guest by its name, because its pages come from the host at run
/// time and the loader's map does not know them.
inline std::string component_name(const OwnerMap& owners, Component owner, bool v, uint8_t sdid, uint16_t vmid) {
    return v ? name(World::of(Priv::S, true, sdid, vmid)) : std::string(owners.name(owner));
}

}  // namespace covesim
