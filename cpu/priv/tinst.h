// The transformed instruction for mtinst and htinst. H extension, "Transformed Instruction or Pseudoinstruction for
// mtinst or htinst". Pseudoinstructions (0x3000, 0x3020) come from the page walk, not from here.
#pragma once
#include <cstdint>

namespace covesim {

/// The value for a load, store, AMO, LR/SC, HLV, HLVX or HSV that trapped; 0 for any instruction without a
/// transformation. `bits` is the instruction as fetched (16 or 32 bits); `offset` is faulting address minus original
/// address (0..31), which is not zero only for a misaligned access.
uint32_t transformed_instruction(uint32_t bits, uint32_t offset);

}  // namespace covesim
