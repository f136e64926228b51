// Indirect CSR access: what the numbers in miselect, siselect and vsiselect mean, as a table. ISA manual, Smcsrind and
// Sscsrind; the first alias of each window alone is of AIA too (AIA specification, "Control and Status Registers").
//
// An extension that owns a range of select values has a row for each window in which the range means anything. Its
// `legal` decides about an access that privilege and mstateen0/hstateen0.CSRIND allow: state-enable bits of its own,
// select values and aliases without a register. A value in no row is an illegal instruction for every mode that reaches
// the window, as the specification recommends. Custom select values (most significant bit set) do not exist.
#pragma once
#include <cstdint>
#include <span>

#include "cpu/priv/privileged.h"

namespace covesim {

/// Of which level the registers are: miselect and miregN, siselect and siregN, vsiselect and vsiregN (in VS-mode under
/// the names siselect and siregN).
enum class Window : uint8_t { M, S, Vs };

struct IndirectAccess {
    Window window;
    unsigned alias;   ///< 1 for mireg, sireg or vsireg, 2 to 6 for those with a number
    uint64_t select;  ///< value of the window's select register
};

struct SelectRange {
    Window window;
    uint64_t first, last;
    Legal (*legal)(const Privileged&, const IndirectAccess&);
    uint64_t (*read)(const Privileged&, const IndirectAccess&);
    void (*write)(Privileged&, const IndirectAccess&, uint64_t value);
    bool HartFeatures::*needs = nullptr;  ///< extension without which the range does not exist
};

/// Each extension's ranges.
std::span<const SelectRange> aia_selects();
std::span<const SelectRange> delegated_counter_ranges();  ///< Smcdeleg, Ssccfg

/// Access of an alias that the range leaves undefined: virtual instruction in VS-mode, else illegal instruction.
inline Legal no_register(const Privileged& p) { return p.state().v ? Legal::Virtual : Legal::Illegal; }

}  // namespace covesim
