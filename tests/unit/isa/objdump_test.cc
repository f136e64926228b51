// The decoder and disassembler against GNU objdump, an implementation that shares nothing with ours: random encodings
// of every instruction, and all 16-bit encodings. Skipped, with a message, where binutils for RISC-V is not installed.
#include <catch2/catch.hpp>
#include <random>
#include <regex>
#include <utility>
#include <vector>

#include "cpu/isa/all.h"
#include "cpu/isa/c.h"
#include "cpu/isa/disasm.h"
#include "tests/unit/isa/binutils.h"

using namespace covesim::isa;
using covesim::isa::test::Encoded;

namespace {

bool skipped() {
    if (test::binutils_installed()) return false;
    WARN("skipped: riscv64-linux-gnu-as and -objdump are not installed");
    return true;
}

/// What binutils 2.40 does not know: later releases do; Smsd is not in any.
bool unknown_to_binutils(const Info& info) {
    constexpr IsaSet kUnknown{Ext::Zicond, Ext::Smsd,      Ext::Smrnmi,  Ext::Zfa,     Ext::Zacas, Ext::Zabha,
                              Ext::Zimop,  Ext::Zihintntl, Ext::Zicfilp, Ext::Zicfiss, Ext::Zvbb,  Ext::Zvkb};
    return kUnknown.has(info.ext);
}

/// Everything, as far as compressed instructions go, that binutils 2.40 knows.
IsaSet without_zcb() {
    return IsaSet::all().remove(Ext::Zcb).remove(Ext::Zcmop).remove(Ext::Zihintntl).remove(Ext::Zicfiss);
}

/// Fields that random bits leave zero: those that the specification reserves and tells implementations to ignore, and
/// the rounding mode of conversions that are exact. objdump shows other values as unknown.
uint32_t reserved_fields(const Info& info) {
    if (info.name == "fence") return 0xf00f8f80;    // fm, rs1, rd
    if (info.name == "fence.i") return 0xffff8f80;  // imm, rs1, rd
    if (info.name == "fcvt.d.s" || info.name == "fcvt.d.w" || info.name == "fcvt.d.wu") return 0x7000;
    if (info.name == "fcvt.s.h" || info.name == "fcvt.d.h") return 0x7000;
    return 0;
}

/// Our text with targets written as objdump writes them: hexadecimal without 0x.
std::string as_objdump_writes(std::string text, Fmt fmt) {
    if (fmt == Fmt::B || fmt == Fmt::J) text.erase(text.rfind("0x"), 2);
    return text;
}

using Rules = std::vector<std::pair<std::regex, std::string>>;

std::string rewritten(std::string text, const Rules& rules) {
    for (const auto& [pattern, replacement] : rules) text = std::regex_replace(text, pattern, replacement);
    return text;
}

/// objdump's pseudo-instructions for a compressed instruction, as those for its expansion.
const Rules& compressed_rules() {
    static const Rules rules{
        {std::regex("^nop$"), "li zero,0"},
        {std::regex("^c\\.nop (-?[0-9]+)"), "li zero,$1"},
        {std::regex("^c\\.(li|lui|mv|add) zero"), "$1 zero"},
        {std::regex("^c\\.(sll|srl|sra)i64 ([a-z0-9]+)"), "$1 $2,$2,0x0"},
        {std::regex("^c\\.(sll|srl|sra)i ([a-z0-9]+),(.*)"), "$1 $2,$2,$3"},
        {std::regex("^mv ([a-z0-9]+),(.*)"), "add $1,zero,$2"},
        {std::regex("^add zero,([a-z0-9]+)$"), "add zero,zero,$1"},
        {std::regex("^\\.2byte 0x[0-9a-f]+"), "unimp"},
    };
    return rules;
}
const Rules& expanded_rules() {
    static const Rules rules{
        {std::regex("^nop$"), "li zero,0"},
        {std::regex("^mv ([a-z0-9]+),(.*)"), "add $1,$2,0"},
    };
    return rules;
}

}  // namespace

TEST_CASE("isa 101: random encodings of every instruction disassemble as objdump does") {
    if (skipped()) return;
    std::mt19937 random(101);
    const IsaSet all = IsaSet::all();
    std::vector<Encoded> code;
    for (uint16_t op = kFirstRealOp; op < kOpCount; ++op) {
        const Info& info = kInfo[op];
        if (unknown_to_binutils(info)) continue;
        for (int n = 0; n < 40;) {
            uint32_t bits = (uint32_t(random()) & ~info.mask & ~reserved_fields(info)) | info.match;
            if (info.fmt == Fmt::Csr || info.fmt == Fmt::CsrI)
                bits = (bits & 0x0fffffff) | 0x80000000;                       // a nameless CSR
            if (info.name == "auipc" && (bits >> 7 & 31) == 0) continue;       // lpad
            if (info.fmt == Fmt::Aes64ks && (bits >> 20 & 15) > 10) continue;  // reserved
            code.push_back({bits, 4});
            ++n;
            if (info.mask == 0xffffffff) break;
        }
    }
    const auto text = test::objdump(code, 4, test::kEverything, "no-aliases");
    REQUIRE(text.size() == code.size());
    int wrong = 0;
    for (size_t i = 0; i < code.size() && wrong < 20; ++i) {
        const Slot slot = decode(code[i].bits, all);
        const std::string ours = as_objdump_writes(disassemble(code[i].bits, 4 * i, all), kInfo[slot.op].fmt);
        if (ours == text.at(4 * i)) continue;
        ++wrong;
        INFO(std::hex << code[i].bits << " at " << 4 * i);
        CHECK(ours == text.at(4 * i));
    }
}

TEST_CASE("isa 102: all 16-bit encodings stand for what objdump says") {
    if (skipped()) return;
    const IsaSet isa = without_zcb();
    std::vector<Encoded> compressed, expanded;
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        if ((bits & 3) == 3) continue;
        compressed.push_back({bits, 2});
        const uint32_t word = expand(uint16_t(bits), isa);
        expanded.push_back(word == kReserved ? Encoded{0, 2} : Encoded{word, 4});
    }
    const auto theirs = test::objdump(compressed, 4, "rv64gc", "");
    const auto ours = test::objdump(expanded, 4, "rv64gc", "");
    int wrong = 0;
    for (size_t i = 0; i < compressed.size() && wrong < 20; ++i) {
        if (compressed[i].bits == 0x6101) continue;  // c.addi16sp with nzimm = 0 is reserved; objdump shows an addi
        const std::string expected = rewritten(theirs.at(4 * i), compressed_rules());
        const std::string shown = rewritten(ours.at(4 * i), expanded_rules());
        if (expected == shown) continue;
        ++wrong;
        INFO(std::hex << compressed[i].bits << " " << expanded[i].bits);
        CHECK(expected == shown);
    }
}

TEST_CASE("isa 103: GNU as makes the same bits of every instruction's text") {
    if (skipped()) return;
    struct Example {
        uint32_t bits;
        std::string text;
    };
    const Example examples[] = {
#include "tests/unit/isa/encodings.inc"
    };
    std::vector<std::string> lines;
    std::vector<uint32_t> expected;
    for (const Example& example : examples) {
        const Info& info = kInfo[decode(example.bits, IsaSet::all()).op];
        if (unknown_to_binutils(info)) continue;
        std::string line = example.text;
        if (info.fmt == Fmt::B || info.fmt == Fmt::J) line.replace(line.rfind("0x"), 2, ".+0x");
        lines.push_back(line);
        expected.push_back(example.bits);
    }
    CHECK(test::assemble(lines, test::kEverything) == expected);
}
