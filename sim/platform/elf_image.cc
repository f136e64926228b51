// ELF files by libelf; every count and offset that the file states is checked before use.
#include <fmt/format.h>
#include <gelf.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "sim/platform/image.h"

namespace covesim {
namespace {
struct ElfEnd {
    void operator()(Elf* e) const { elf_end(e); }
};
using ElfHandle = std::unique_ptr<Elf, ElfEnd>;

/// A symbol of code as a profile needs it. Mapping symbols ("$x") and local labels name no code.
void read_code_symbol(Elf* elf, const GElf_Sym& symbol, std::string_view name, std::vector<CodeSymbol>& out) {
    const auto type = GELF_ST_TYPE(symbol.st_info);
    if (type != STT_FUNC && type != STT_NOTYPE) return;
    if (name.starts_with('$') || name.starts_with(".L")) return;
    GElf_Shdr section;
    Elf_Scn* const in = elf_getscn(elf, symbol.st_shndx);
    if (!in || !gelf_getshdr(in, &section) || !(section.sh_flags & SHF_EXECINSTR)) return;
    const uint64_t end = section.sh_addr + section.sh_size;
    if (symbol.st_value < section.sh_addr || symbol.st_value >= end) return;
    out.push_back({std::string(name), symbol.st_value, std::min(symbol.st_size, end - symbol.st_value), end,
                   type == STT_FUNC, GELF_ST_BIND(symbol.st_info) != STB_LOCAL});
}

/// All defined names of every symbol table; the first of equal names wins.
void read_symbols(Elf* elf, Symbols& out, std::vector<CodeSymbol>& code) {
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf, section)) != nullptr;) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB || header.sh_entsize == 0) continue;
        Elf_Data* data = elf_getdata(section, nullptr);
        if (!data) continue;
        const auto count = static_cast<int>(std::min<uint64_t>(data->d_size / header.sh_entsize, INT32_MAX));
        for (int i = 0; i < count; ++i) {
            GElf_Sym symbol;
            if (!gelf_getsym(data, i, &symbol) || symbol.st_shndx == SHN_UNDEF) continue;
            const auto type = GELF_ST_TYPE(symbol.st_info);
            if (type == STT_FILE || type == STT_SECTION) continue;
            const char* name = elf_strptr(elf, header.sh_link, symbol.st_name);
            if (!name || !*name) continue;
            out.emplace(name, symbol.st_value);
            read_code_symbol(elf, symbol, name, code);
        }
    }
}
}  // namespace

Expected<Image, InputError> parse_elf(const Blob& data, const std::string& file, std::string component) {
    const auto bad = [&](std::string_view why) { return InputError{fmt::format("'{}' {}", file, why)}; };
    if (elf_version(EV_CURRENT) == EV_NONE) return bad("cannot be read: libelf is too old");
    if (data.size() < SELFMAG || std::memcmp(data.data(), ELFMAG, SELFMAG) != 0) return bad("is not an ELF file");
    if (data.size() < EI_NIDENT) return bad("is a truncated ELF file");
    const auto ident = [&](int i) { return static_cast<unsigned char>(data[static_cast<size_t>(i)]); };
    if (ident(EI_CLASS) != ELFCLASS64) return bad("is not a 64-bit ELF file");
    if (ident(EI_DATA) != ELFDATA2LSB) return bad("is not a little-endian ELF file");
    if (data.size() < sizeof(Elf64_Ehdr)) return bad("is a truncated ELF file");
    // libelf only reads through this pointer, but its interface is not const.
    const ElfHandle elf(elf_memory(reinterpret_cast<char*>(const_cast<std::byte*>(data.data())), data.size()));
    GElf_Ehdr header;
    if (!elf || elf_kind(elf.get()) != ELF_K_ELF || !gelf_getehdr(elf.get(), &header))
        return bad("is not a valid ELF file");
    if (header.e_machine != EM_RISCV) return bad("is not for RISC-V");
    if (header.e_type != ET_EXEC && header.e_type != ET_DYN) return bad("is not an executable ELF file");
    if (header.e_phoff > data.size() || (data.size() - header.e_phoff) / sizeof(Elf64_Phdr) < header.e_phnum)
        return bad("is a truncated ELF file");

    Image image;
    image.file = file;
    image.component = std::move(component);
    image.entry = header.e_entry;
    for (int i = 0; i < header.e_phnum; ++i) {
        GElf_Phdr p;
        if (!gelf_getphdr(elf.get(), i, &p)) return bad("is a truncated ELF file");
        if (p.p_type != PT_LOAD || p.p_memsz == 0) continue;
        if (p.p_offset > data.size() || p.p_filesz > data.size() - p.p_offset) return bad("is a truncated ELF file");
        if (p.p_filesz > p.p_memsz) return bad("has a segment whose file size exceeds its memory size");
        if (p.p_paddr + p.p_memsz < p.p_paddr) return bad("has a segment that wraps around the address space");
        const auto* from = data.data() + p.p_offset;
        image.segments.push_back({p.p_paddr, p.p_memsz, Blob(from, from + p.p_filesz)});
    }
    if (image.segments.empty()) return bad("has nothing to load");
    read_symbols(elf.get(), image.symbols, image.code);
    return image;
}

}  // namespace covesim
