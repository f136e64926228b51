#include "cpu/isa/disasm.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>

#include "cpu/isa/all.h"
#include "cpu/isa/c.h"

namespace covesim::isa {
namespace {

constexpr std::array<std::string_view, 32> kXNames{"zero", "ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "s0", "s1", "a0",
                                                   "a1",   "a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5",
                                                   "s6",   "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
constexpr std::array<std::string_view, 32> kFNames{
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0",  "fa1",  "fa2", "fa3", "fa4",  "fa5",
    "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11"};

std::string hex(uint64_t v) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(v));
    return text;
}

/// Operands are joined with commas, the first after a blank.
class Line {
  public:
    explicit Line(std::string_view mnemonic) : text_(mnemonic) {}
    Line& operand(std::string_view v) {
        text_ += first_ ? ' ' : ',';
        text_ += v;
        first_ = false;
        return *this;
    }
    Line& x(unsigned n) { return operand(x_name(n)); }
    Line& f(unsigned n) { return operand(f_name(n)); }
    Line& v(unsigned n) { return operand("v" + std::to_string(n)); }
    Line& number(int64_t v) { return operand(std::to_string(v)); }
    Line& base(unsigned n) { return operand("(" + std::string(x_name(n)) + ")"); }
    Line& offset(int64_t v, unsigned n) { return operand(std::to_string(v) + "(" + std::string(x_name(n)) + ")"); }
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
    bool first_ = true;
};

/// Predecessor or successor set of FENCE.
std::string fence_set(unsigned bits) {
    std::string out;
    for (int i = 0; i < 4; ++i) {
        if (bits >> (3 - i) & 1) out += "iorw"[i];
    }
    return out.empty() ? "unknown" : out;
}

constexpr unsigned kFenceTso = 0x833;

/// The mnemonic with what the operands do not show: ordering of atomics, fence.tso, fields of a segment.
std::string mnemonic(const Info& info, uint32_t word) {
    std::string name(info.name);
    if (info.fmt == Fmt::Amo || info.fmt == Fmt::Lr || info.fmt == Fmt::Cas || info.fmt == Fmt::CasPair) {
        constexpr std::string_view kOrder[] = {"", ".rl", ".aq", ".aqrl"};
        name += kOrder[word >> 25 & 3];
    }
    if (info.name == MopR::info.name) name += std::to_string(MopR::number(word));
    if (info.name == MopRr::info.name) name += std::to_string(MopRr::number(word));
    if (info.fmt == Fmt::Fence && word >> 20 == kFenceTso) name = "fence.tso";
    const bool memory = info.fmt == Fmt::VMem || info.fmt == Fmt::VMemStride || info.fmt == Fmt::VMemIndex;
    const uint32_t fields = (word >> 29) + 1;
    if (memory && fields > 1 && !(info.mask >> 29)) name.insert(name.find('e'), "seg" + std::to_string(fields));
    return name;
}

/// Conversions from a narrower format are exact: objdump shows no rounding mode unless it is unusual.
bool exact_conversion(std::string_view name) {
    constexpr std::string_view kExact[] = {"fcvt.d.s", "fcvt.d.w", "fcvt.d.wu", "fcvt.s.h", "fcvt.d.h"};
    return std::ranges::find(kExact, name) != std::end(kExact);
}

/// Operand of FLI: the names of the specification, else the number in C's hexadecimal notation.
std::string constant(unsigned n) {
    if (n == 1) return "min";
    if (n == 30) return "inf";
    if (n == 31) return "nan";
    char text[24];
    std::snprintf(text, sizeof text, "%a", std::bit_cast<double>(fp::kConstants<fp::F64>[n]));
    return text;
}

/// A rounding mode, unless it is the one that the assembler chooses by default.
void rounding(Line& line, const Info& info, int32_t imm) {
    constexpr std::string_view kNames[] = {"rne", "rtz", "rdn", "rup", "rmm", "unknown", "unknown", "dyn"};
    const unsigned rm = unsigned(imm) >> 8 & 7;
    if (rm != (exact_conversion(info.name) ? 0 : 7)) line.operand(kNames[rm]);
}

/// vtypei as GNU as writes it; reserved values as a number.
std::string vtype(uint32_t v) {
    const uint32_t sew = v >> 3 & 7, lmul = v & 7;
    if (v > 0xff || sew > 3 || lmul == 4) return std::to_string(v);
    constexpr std::string_view kLmul[] = {"m1", "m2", "m4", "m8", "", "mf8", "mf4", "mf2"};
    return "e" + std::to_string(8 << sew) + "," + std::string(kLmul[lmul]) + (v & 0x40 ? ",ta" : ",tu") +
           (v & 0x80 ? ",ma" : ",mu");
}

void vector_operands(Line& line, const Info& info, const Slot& s, unsigned rd) {
    const auto bits = uint32_t(s.imm);
    const int simm = int(s.rs1 ^ 16) - 16;
    switch (info.fmt) {
        case Fmt::Vsetvli: line.x(rd).x(s.rs1).operand(vtype(bits >> 20 & 0x7ff)); return;
        case Fmt::Vsetivli: line.x(rd).number(s.rs1).operand(vtype(bits >> 20 & 0x3ff)); return;
        case Fmt::Vsetvl: line.x(rd).x(s.rs1).x(s.rs2); return;
        case Fmt::VVV: line.v(rd).v(s.rs2).v(s.rs1); break;
        case Fmt::VVX: line.v(rd).v(s.rs2).x(s.rs1); break;
        case Fmt::VVI: line.v(rd).v(s.rs2).number(simm); break;
        case Fmt::VVU: line.v(rd).v(s.rs2).number(s.rs1); break;
        case Fmt::VVU6: line.v(rd).v(s.rs2).number(s.rs1 | (bits >> 26 & 1) << 5); break;
        case Fmt::VVF: line.v(rd).v(s.rs2).f(s.rs1); break;
        case Fmt::VVVm: line.v(rd).v(s.rs2).v(s.rs1).v(0); return;
        case Fmt::VVXm: line.v(rd).v(s.rs2).x(s.rs1).v(0); return;
        case Fmt::VVIm: line.v(rd).v(s.rs2).number(simm).v(0); return;
        case Fmt::VVFm: line.v(rd).v(s.rs2).f(s.rs1).v(0); return;
        case Fmt::VMacV: line.v(rd).v(s.rs1).v(s.rs2); break;
        case Fmt::VMacX: line.v(rd).x(s.rs1).v(s.rs2); break;
        case Fmt::VMacF: line.v(rd).f(s.rs1).v(s.rs2); break;
        case Fmt::V1: line.v(rd).v(s.rs2); break;
        case Fmt::V0: line.v(rd); break;
        case Fmt::VMvV: line.v(rd).v(s.rs1); break;
        case Fmt::VMvX: line.v(rd).x(s.rs1); break;
        case Fmt::VMvI: line.v(rd).number(simm); break;
        case Fmt::VMvF: line.v(rd).f(s.rs1); break;
        case Fmt::VToX: line.x(rd).v(s.rs2); break;
        case Fmt::VToF: line.f(rd).v(s.rs2); break;
        case Fmt::VMem: line.v(rd).base(s.rs1); break;
        case Fmt::VMemStride: line.v(rd).base(s.rs1).x(s.rs2); break;
        case Fmt::VMemIndex: line.v(rd).base(s.rs1).v(s.rs2); break;
        default: return;
    }
    if ((bits & kVmBit) == 0) line.operand("v0.t");
}

std::string csr(int32_t number, CsrNamer csr_name) {
    const std::string_view name = csr_name == nullptr ? std::string_view{} : csr_name(uint16_t(number));
    return name.empty() ? hex(uint64_t(number)) : std::string(name);
}

std::string text(const Info& info, const Slot& s, uint32_t word, uint64_t pc, CsrNamer csr_name) {
    Line line(mnemonic(info, word));
    const unsigned rd = s.rd == kSinkRegister ? 0 : s.rd;
    const std::string target = hex(pc + uint64_t(int64_t{s.imm}));
    switch (info.fmt) {
        case Fmt::R: line.x(rd).x(s.rs1).x(s.rs2); break;
        case Fmt::R1: line.x(rd).x(s.rs1); break;
        case Fmt::I: line.x(rd).x(s.rs1).number(s.imm); break;
        case Fmt::Shift:
        case Fmt::Shiftw:
        case Fmt::Aes64ks: line.x(rd).x(s.rs1).operand(hex(uint64_t(s.imm))); break;
        case Fmt::Load:
        case Fmt::Jalr: line.x(rd).offset(s.imm, s.rs1); break;
        case Fmt::S: line.x(s.rs2).offset(s.imm, s.rs1); break;
        case Fmt::B: line.x(s.rs1).x(s.rs2).operand(target); break;
        case Fmt::U: line.x(rd).operand(hex(uint32_t(s.imm) >> 12)); break;
        case Fmt::J: line.x(rd).operand(target); break;
        case Fmt::Amo:
        case Fmt::Cas:
        case Fmt::CasPair: line.x(rd).x(s.rs2).base(s.rs1); break;
        case Fmt::Lr:
        case Fmt::Hlv: line.x(rd).base(s.rs1); break;
        case Fmt::Csr: line.x(rd).operand(csr(s.imm, csr_name)).x(s.rs1); break;
        case Fmt::CsrI: line.x(rd).operand(csr(s.imm, csr_name)).number(s.rs1); break;
        case Fmt::Fence:
            if (s.imm != kFenceTso) line.operand(fence_set(s.imm >> 4)).operand(fence_set(s.imm));
            break;
        case Fmt::None: break;
        case Fmt::Fence2: line.x(s.rs1).x(s.rs2); break;
        case Fmt::Hsv: line.x(s.rs2).base(s.rs1); break;
        case Fmt::Cbo: line.base(s.rs1); break;
        case Fmt::Prefetch: line.offset(s.imm, s.rs1); break;
        case Fmt::FLoad: line.f(rd).offset(s.imm, s.rs1); break;
        case Fmt::FStore: line.f(s.rs2).offset(s.imm, s.rs1); break;
        case Fmt::F2: line.f(rd).f(s.rs1).f(s.rs2); break;
        case Fmt::F2Rm: rounding(line.f(rd).f(s.rs1).f(s.rs2), info, s.imm); break;
        case Fmt::F1Rm: rounding(line.f(rd).f(s.rs1), info, s.imm); break;
        case Fmt::F3Rm: rounding(line.f(rd).f(s.rs1).f(s.rs2).f(s.imm & 31), info, s.imm); break;
        case Fmt::FCmp: line.x(rd).f(s.rs1).f(s.rs2); break;
        case Fmt::FToX:
            line.x(rd).f(s.rs1);
            if (info.name == FcvtmodWD::info.name) line.operand("rtz");  // the only one; the syntax demands it
            break;
        case Fmt::FToXRm: rounding(line.x(rd).f(s.rs1), info, s.imm); break;
        case Fmt::XToF: line.f(rd).x(s.rs1); break;
        case Fmt::Fli: line.f(rd).operand(constant(unsigned(s.imm))); break;
        case Fmt::Lpad: line.operand(hex(uint32_t(s.imm))); break;
        case Fmt::Rd: line.x(rd); break;
        case Fmt::Rs1: line.x(s.rs1); break;
        case Fmt::Rs2: line.x(s.rs2); break;
        case Fmt::XToFRm: rounding(line.f(rd).x(s.rs1), info, s.imm); break;
        default: vector_operands(line, info, s, rd); break;
    }
    return line.take();
}

}  // namespace

std::string_view x_name(unsigned number) { return kXNames[number & 31]; }
std::string_view f_name(unsigned number) { return kFNames[number & 31]; }

std::string disassemble(uint32_t bits, uint64_t pc, const IsaSet& isa, const DecodeOptions& options,
                        CsrNamer csr_name) {
    const Slot slot = decode(bits, isa, options);
    if (slot.op == kOpIllegal) return (slot.len == 1 ? ".2byte " : ".4byte ") + hex(uint32_t(slot.imm));
    const uint32_t word = slot.len == 1 ? expand(uint16_t(bits), isa) : bits;
    return text(kInfo[slot.op], slot, word, pc, csr_name);
}

}  // namespace covesim::isa
