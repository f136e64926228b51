// Text of an instruction in the style of GNU objdump -M no-aliases: ABI register names, operands without spaces. A
// 16-bit instruction is shown as the 32-bit one that it stands for. Reserved and unknown encodings are shown as ".2byte
// 0x…" or
// ".4byte 0x…". Branch and jump targets are absolute.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "cpu/isa/decode.h"
#include "cpu/isa/isa_set.h"

namespace covesim::isa {

/// Gives the name of a CSR, or "" if it has none (the CSR table is cpu/priv's).
using CsrNamer = std::string_view (*)(uint16_t number);

/// The text of the instruction `bits` at address `pc`, for example "addi sp,sp,-16" or "beq a0,zero,0x80000010".
std::string disassemble(uint32_t bits, uint64_t pc, const IsaSet& isa = IsaSet::all(),
                        const DecodeOptions& options = {}, CsrNamer csr_name = nullptr);

/// ABI names: "zero", "ra", … and "ft0", "ft1", ….
std::string_view x_name(unsigned number);
std::string_view f_name(unsigned number);

}  // namespace covesim::isa
