// ELF files for the loader's tests, byte by byte from the System V ABI (literal offsets and constants).
#pragma once
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace covesim::test {

inline void put(std::vector<uint8_t>& f, size_t at, uint64_t v, int bytes) {
    if (f.size() < at + static_cast<size_t>(bytes)) f.resize(at + static_cast<size_t>(bytes));
    for (int i = 0; i < bytes; ++i) f[at + static_cast<size_t>(i)] = static_cast<uint8_t>(v >> (8 * i));
}

struct Load {
    uint64_t paddr;
    std::vector<uint8_t> data;
    uint64_t memsz;
};

/// A RISC-V 64-bit little-endian executable with these PT_LOAD segments and one symbol table.
inline std::vector<uint8_t> elf(uint64_t entry, const std::vector<Load>& loads,
                                const std::vector<std::pair<std::string, uint64_t>>& symbols = {}) {
    std::vector<uint8_t> f(64);
    std::memcpy(f.data(),
                "\x7f"
                "ELF\x02\x01\x01",
                7);
    put(f, 16, 2, 2);    // ET_EXEC
    put(f, 18, 243, 2);  // EM_RISCV
    put(f, 20, 1, 4);
    put(f, 24, entry, 8);
    put(f, 32, 64, 8);  // e_phoff
    put(f, 52, 64, 2);
    put(f, 54, 56, 2);
    put(f, 56, loads.size(), 2);
    put(f, 58, 64, 2);
    f.resize(64 + 56 * loads.size());
    for (size_t i = 0; i < loads.size(); ++i) {
        const size_t ph = 64 + 56 * i, at = f.size();
        put(f, ph, 1, 4);  // PT_LOAD
        put(f, ph + 4, 7, 4);
        put(f, ph + 8, at, 8);
        put(f, ph + 16, loads[i].paddr + 0x1000'0000'0000, 8);  // p_vaddr must not matter
        put(f, ph + 24, loads[i].paddr, 8);
        put(f, ph + 32, loads[i].data.size(), 8);
        put(f, ph + 40, loads[i].memsz, 8);
        put(f, ph + 48, 1, 8);
        f.insert(f.end(), loads[i].data.begin(), loads[i].data.end());
    }
    if (symbols.empty()) return f;
    while (f.size() % 8) f.push_back(0);
    std::string strings(1, '\0');
    const size_t symtab = f.size();
    f.resize(symtab + 24);
    for (const auto& [name, value] : symbols) {
        const size_t at = f.size();
        put(f, at, strings.size(), 4);
        put(f, at + 4, 0x10, 1);  // global, no type
        put(f, at + 5, 0, 1);
        put(f, at + 6, 0xfff1, 2);  // SHN_ABS
        put(f, at + 8, value, 8);
        put(f, at + 16, 0, 8);
        strings += name + '\0';
    }
    const size_t symtab_end = f.size();
    f.insert(f.end(), strings.begin(), strings.end());
    const size_t strings_at = symtab_end;
    while (f.size() % 8) f.push_back(0);
    const size_t sh = f.size();
    f.resize(sh + 3 * 64);
    put(f, 40, sh, 8);  // e_shoff
    put(f, 60, 3, 2);   // e_shnum
    put(f, 62, 0, 2);
    put(f, sh + 64 + 4, 2, 4);  // SHT_SYMTAB
    put(f, sh + 64 + 24, symtab, 8);
    put(f, sh + 64 + 32, symtab_end - symtab, 8);
    put(f, sh + 64 + 40, 2, 4);  // sh_link: the string table
    put(f, sh + 64 + 44, 1, 4);
    put(f, sh + 64 + 48, 8, 8);
    put(f, sh + 64 + 56, 24, 8);
    put(f, sh + 128 + 4, 3, 4);  // SHT_STRTAB
    put(f, sh + 128 + 24, strings_at, 8);
    put(f, sh + 128 + 32, strings.size(), 8);
    put(f, sh + 128 + 48, 1, 8);
    return f;
}

/// A file that is gone at the end of the test.
class TempFile {
  public:
    explicit TempFile(const std::vector<uint8_t>& data, const char* suffix = "") {
        path_ = std::string("/tmp/covesim-test-XXXXXX") + suffix;
        const int fd = ::mkstemps(path_.data(), static_cast<int>(std::strlen(suffix)));
        const auto n = ::write(fd, data.data(), data.size());
        ::close(fd);
        if (n != static_cast<ssize_t>(data.size())) std::abort();
    }
    explicit TempFile(const std::string& text, const char* suffix = "")
        : TempFile(std::vector<uint8_t>(text.begin(), text.end()), suffix) {}
    ~TempFile() { ::unlink(path_.c_str()); }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace covesim::test
