// GNU binutils as an oracle for encodings: raw instruction words in, objdump's text out.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace covesim::isa::test {

/// Whether the RISC-V assembler and objdump are installed.
bool binutils_installed();

/// One instruction to disassemble: 2 or 4 bytes.
struct Encoded {
    uint32_t bits;
    unsigned bytes;
};

/// The ISA string for everything that binutils 2.40 knows.
extern const char kEverything[];

/// objdump's text by address, for a hart with the extensions `march` and with the instructions placed `spacing` bytes
/// apart from address 0 (c.nop fills the gaps). Blanks are single, symbols and comments removed. `options` are
/// objdump's -M options, such as "no-aliases".
std::map<uint64_t, std::string> objdump(const std::vector<Encoded>& code, unsigned spacing, const std::string& march,
                                        const std::string& options);

/// The words that GNU as makes of one 32-bit instruction per line.
std::vector<uint32_t> assemble(const std::vector<std::string>& lines, const std::string& march);

}  // namespace covesim::isa::test
