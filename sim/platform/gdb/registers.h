// The registers that GDB sees of a hart, and their numbers: x, pc, f, every implemented CSR, the privilege, v.
//
// GDB manual, "RISC-V Features". Names and presence of CSRs come from the CSR table (cpu/priv/csr_row.h); f and v
// exist as the hart has them, v with its VLEN. Numbers are this stub's, told to GDB by name. Reading has no side
// effect; writing a CSR legalises as a CSR instruction does, without asking for permission.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpu/hart.h"

namespace covesim::gdb {

namespace reg {
inline constexpr uint32_t kX = 0, kPc = 32, kF = 33, kCsr = 65, kPriv = kCsr + 4096, kV = kPriv + 1;
}

/// The target description (target.xml).
std::string target_description(const Hart& hart);
/// Bytes of a register, least significant first; nothing: the hart has no such register.
std::optional<std::string> read_register(const Hart& hart, uint32_t number);
/// Why it cannot be written, or nothing.
std::optional<std::string> write_register(Hart& hart, uint32_t number, std::string_view bytes);

}  // namespace covesim::gdb
