// An executable or data file as the loader sees it: segments at physical addresses, an entry point, symbols.
//
// ELF: System V ABI and RISC-V psABI, ELFCLASS64, little-endian, EM_RISCV, loaded by program headers at p_paddr.
// Linux Image: Documentation/arch/riscv/boot-image-header.rst. Anything else is raw bytes at an address that the caller
// gives. Leaves out: relocation, dynamic linking, compressed kernels.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/platform/files.h"

namespace covesim {

using Symbols = std::map<std::string, uint64_t, std::less<>>;

/// Bytes at a physical address; memory beyond the file's bytes up to `size` is zero.
struct Segment {
    uint64_t base = 0;
    uint64_t size = 0;
    Blob data;
    uint64_t end() const { return base + size; }
};

/// A function, or a label that begins instructions.
struct CodeSymbol {
    std::string name;
    uint64_t address = 0;
    uint64_t size = 0;         ///< 0: not stated
    uint64_t section_end = 0;  ///< of the section it is in
    bool function = false, global = false;
};

struct Image {
    std::string file;
    std::string component;  ///< who the cycles of this code belong to: "rom", "tsm-driver", "program" …
    uint64_t entry = 0;
    std::vector<Segment> segments;
    Symbols symbols;
    std::vector<CodeSymbol> code;  ///< at virtual addresses, in the file's order

    uint64_t begin() const;
    uint64_t end() const;
};

/// The header of a Linux kernel Image.
struct LinuxHeader {
    uint64_t text_offset = 0;
    uint64_t image_size = 0;  ///< with the BSS behind the file
};
/// The header if the bytes begin with one (magic2 "RSC\x05" at 0x38).
std::optional<LinuxHeader> linux_header(const Blob& data);

/// Parse an ELF file.
Expected<Image, InputError> parse_elf(const Blob& data, const std::string& file, std::string component);

/// Read a file as ELF, or place it as a Linux Image (base rounded to its rules) or raw bytes at `base`.
Expected<Image, InputError> read_image(const std::string& file, std::string component, uint64_t base);

/// Bytes made here (device trees) as an image.
Image make_image(std::string name, std::string component, uint64_t base, Blob data);

/// "0x80000000", "2147483648" or a symbol's name.
std::optional<uint64_t> resolve_address(std::string_view text, const Symbols& symbols);

}  // namespace covesim
