#include "tests/unit/isa/binutils.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace covesim::isa::test {

const char kEverything[] =
    "rv64imafdcvh_zicsr_zifencei_zba_zbb_zbs_zbkb_zbkc_zbkx_zknd_zkne_zknh_zicbom_zicbop_zicboz_zawrs_zihintpause_"
    "svinval_zfh";

namespace {

/// A directory that lives as long as the object.
class ScratchDirectory {
  public:
    ScratchDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "covesim-isa-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
        path_ = name;
    }
    ~ScratchDirectory() { std::filesystem::remove_all(path_); }
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    std::string file(const char* name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

std::vector<std::string> lines_of(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    if (!pipe) throw std::runtime_error("cannot run " + command);
    std::vector<std::string> lines;
    char buffer[512];
    while (fgets(buffer, sizeof buffer, pipe.get()) != nullptr) lines.emplace_back(buffer);
    return lines;
}

/// Assembles code.s; the name of the object file.
std::string assembled(const ScratchDirectory& scratch, const std::string& march) {
    const std::string object = scratch.file("code.o");
    const std::string command = "riscv64-linux-gnu-as -march=" + march + " " + scratch.file("code.s") + " -o " + object;
    if (std::system(command.c_str()) != 0) throw std::runtime_error("the assembler failed");
    return object;
}

}  // namespace

bool binutils_installed() {
    return std::system("command -v riscv64-linux-gnu-as riscv64-linux-gnu-objdump >/dev/null 2>&1") == 0;
}

std::map<uint64_t, std::string> objdump(const std::vector<Encoded>& code, unsigned spacing, const std::string& march,
                                        const std::string& options) {
    const ScratchDirectory scratch;
    {
        std::ofstream source(scratch.file("code.s"));
        source << ".option rvc\n";
        for (const Encoded& e : code) {
            source << ".insn " << e.bytes << ", " << e.bits << '\n';
            for (unsigned at = e.bytes; at < spacing; at += 2) source << ".insn 2, 1\n";
        }
    }
    const std::string object = assembled(scratch, march);

    std::map<uint64_t, std::string> text;
    const std::string list =
        "riscv64-linux-gnu-objdump -d -z " + (options.empty() ? "" : "-M " + options + " ") + object;
    for (const std::string& line : lines_of(list)) {
        uint64_t address = 0;
        int after = 0;
        if (sscanf(line.c_str(), " %lx:\t%*x %n", &address, &after) != 1 || after == 0) continue;
        std::string rest = line.substr(size_t(after));
        rest = rest.substr(0, rest.find_first_of("#<\n"));
        for (char& c : rest) c = c == '\t' ? ' ' : c;
        while (!rest.empty() && rest.back() == ' ') rest.pop_back();
        text[address] = rest;
    }
    return text;
}

std::vector<uint32_t> assemble(const std::vector<std::string>& lines, const std::string& march) {
    const ScratchDirectory scratch;
    {
        std::ofstream source(scratch.file("code.s"));
        source << ".option norvc\n";
        for (const std::string& line : lines) source << line << '\n';
    }
    const std::string binary = scratch.file("code.bin");
    const std::string copy = "riscv64-linux-gnu-objcopy -O binary -j .text " + assembled(scratch, march) + " " + binary;
    if (std::system(copy.c_str()) != 0) throw std::runtime_error("objcopy failed");
    std::ifstream file(binary, std::ios::binary);
    std::vector<uint32_t> words;
    for (uint32_t word = 0; file.read(reinterpret_cast<char*>(&word), sizeof word);) words.push_back(word);
    return words;
}

}  // namespace covesim::isa::test
