// From instruction bits to a Slot. Tables are built by the compiler from kInfo; there is no state.
//
// Reserved encodings, encodings of extensions that the hart lacks and encodings longer than 32 bits give kOpIllegal.
// HINTs decode as the instruction that does nothing. What depends on run-time state (FS, TW, privilege, dynamic
// rounding modes) is left to the bodies.
#pragma once
#include <cstdint>

#include "cpu/isa/isa_set.h"
#include "cpu/isa/op.h"

namespace covesim::isa {

/// Encodings that the Smsd specification leaves open (docs/decisions.md).
struct DecodeOptions {
    uint8_t mfence_pa_funct7 = 0x19;
    uint8_t minval_pa_funct7 = 0x1b;
    bool control_hints = false;  ///< control hints (control_hint.h) mean something

    /// The two differ and neither takes another instruction's encoding.
    bool valid() const;
};

/// Decodes the instruction at the low end of `bits`: its low 16 bits alone if they do not end in 11. Fields that the
/// format lacks are zero; integer destination x0 is kSinkRegister. In an illegal slot, imm is the raw bits (16 or 32).
Slot decode(uint32_t bits, const IsaSet& isa, const DecodeOptions& options = {});

/// The 32-bit instruction that a 16-bit one stands for; kReserved (c.h) if it is reserved or its extension is missing.
uint32_t expand(uint16_t bits, const IsaSet& isa);

/// Length in bytes of the instruction that starts with these 16 bits: 2 or 4.
constexpr unsigned length(uint16_t low) { return (low & 3) == 3 ? 4 : 2; }

}  // namespace covesim::isa
