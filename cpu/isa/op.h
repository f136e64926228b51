// What an instruction is: encoding, format, class and extension as data; meaning as a body beside them.
//
//   struct Addi {
//       static constexpr Info info{"addi", Fmt::I, 0x13, 0x707f, Cls::Alu, Ext::I};
//       template <class E> static void exec(E& e, const Slot& o) { e.x[o.rd] = e.x[o.rs1] + uint64_t(int64_t(o.imm)); }
//   };
//
// Each extension has one file with its structs and one list macro (COVESIM_OPS_ZBA(X)); cpu/isa/all.h joins the lists.
// Decoder, disassembler and engine are derived from the lists. Bodies are templates over the execution context E so
// that every mode and dispatcher runs the same text. The shape of a body says how it may leave:
//
//   void     exec(E&, const Slot&)   cannot trap, falls through                     (integer ALU)
//   bool     exec(E&, const Slot&)   false: a trap was raised through e; no state changed (loads, stores, AMO, FP)
//   bool     taken(E&, const Slot&)  conditional branch; the target is pc + imm
//   uint64_t target(E&, const Slot&) jump: writes the link register, returns the target
//   Flow     system(E&, const Slot&) may change privilege, translation or interrupts; always ends a block
//
// What E offers is listed in docs/engine.md ("The execution context").
#pragma once
#include <cstdint>
#include <string_view>

namespace covesim::isa {

/// Instruction formats: which operand fields exist and of which register file they are.
enum class Fmt : uint8_t {
    R,         // rd, rs1, rs2
    R1,        // rd, rs1            (unary: clz, sext.b, aes64im …)
    I,         // rd, rs1, imm12
    Shift,     // rd, rs1, shamt6
    Shiftw,    // rd, rs1, shamt5
    Load,      // rd, imm12(rs1)
    S,         // rs2, imm12(rs1)
    B,         // rs1, rs2, pc + imm13
    U,         // rd, imm20 << 12
    J,         // rd, pc + imm21
    Jalr,      // rd, imm12(rs1)
    Amo,       // rd, rs2, (rs1)
    Cas,       // rd, rs2, (rs1)     (rd is read too: slot.imm = its number)
    CasPair,   // the same with the register pairs that begin at rd and rs2
    Lr,        // rd, (rs1)
    Csr,       // rd, csr, rs1       (slot.imm = CSR number)
    CsrI,      // rd, csr, uimm5     (slot.rs1 = uimm5)
    Fence,     // pred, succ
    None,      // no operands        (ecall, wfi, mret …)
    Fence2,    // rs1, rs2           (sfence.vma, hfence.gvma, mfence.pa …)
    Hlv,       // rd, (rs1)
    Hsv,       // rs2, (rs1)
    Cbo,       // (rs1)
    Prefetch,  // imm12(rs1), imm[4:0] = 0
    Aes64ks,   // rd, rs1, rnum
    FLoad,     // fd, imm12(rs1)
    FStore,    // fs2, imm12(rs1)
    F2,        // fd, fs1, fs2       (no rounding mode: sign injection, min, max)
    F2Rm,      // fd, fs1, fs2, rm
    F1Rm,      // fd, fs1, rm        (sqrt, float-to-float conversion)
    F3Rm,      // fd, fs1, fs2, fs3, rm
    FCmp,      // rd, fs1, fs2
    FToX,      // rd, fs1            (fmv.x, fclass)
    FToXRm,    // rd, fs1, rm
    XToF,      // fd, rs1            (fmv.w.x)
    Fli,       // fd, constant       (slot.imm = its number)
    XToFRm,    // fd, rs1, rm
    Lpad,      // imm20
    Rd,        // rd
    Rs1,       // rs1
    Rs2,       // rs2
    // Vector; slot.imm = the instruction's bits, which have vm and all else.
    Vsetvli,     // rd, rs1, vtypei
    Vsetivli,    // rd, uimm5, vtypei
    Vsetvl,      // rd, rs1, rs2
    VVV,         // vd, vs2, vs1, vm
    VVX,         // vd, vs2, rs1, vm
    VVI,         // vd, vs2, simm5, vm
    VVU,         // vd, vs2, uimm5, vm
    VVU6,        // vd, vs2, uimm6, vm
    VVF,         // vd, vs2, fs1, vm
    VVVm,        // vd, vs2, vs1, v0
    VVXm,        // vd, vs2, rs1, v0
    VVIm,        // vd, vs2, simm5, v0
    VVFm,        // vd, vs2, fs1, v0
    VMacV,       // vd, vs1, vs2, vm    (multiply-add)
    VMacX,       // vd, rs1, vs2, vm
    VMacF,       // vd, fs1, vs2, vm
    V1,          // vd, vs2, vm
    V0,          // vd, vm
    VMvV,        // vd, vs1
    VMvX,        // vd, rs1
    VMvI,        // vd, simm5
    VMvF,        // vd, fs1
    VToX,        // rd, vs2, vm
    VToF,        // fd, vs2
    VMem,        // vd, (rs1), vm       (a store's vs3 stands for vd)
    VMemStride,  // vd, (rs1), rs2, vm
    VMemIndex,   // vd, (rs1), vs2, vm
};

/// Timing class: what the pipeline model charges for (cpu/timing).
enum class Cls : uint8_t {
    Alu,
    Mul,
    Div,
    Load,
    Store,
    Amo,
    Branch,
    Jump,
    System,
    Fence,
    Crypto,
    FpAdd,
    FpMul,
    FpFma,
    FpDiv,
    FpSqrt,
    FpCvt,
    FpMove,
    VConfig,
    VAlu,
    VMul,
    VDiv,
    VFp,
    VFpDiv,
    VReduce,
    VFpReduce,
    VFpOrdered,
    VMask,
    VPermute,
    VGather,
    VLoad,
    VStore
};

/// The extensions, spelled as in the ISA string: first those that instructions belong to, then those without
/// instructions of their own (cpu/isa/isa_set.h has what each implies).
// clang-format off
enum class Ext : uint8_t {
    I, M, A, F, D, C, Zicsr, Zifencei, Zba, Zbb, Zbs, Zicond, Zicbom, Zicboz, Zicbop, Zawrs, Zihintpause,
    Zbkb, Zbkc, Zbkx, Zknd, Zkne, Zknh, S, H, Svinval, Smsd, Smrnmi, Zicfilp, Zicfiss,
    Zfhmin, Zfh, Zfa, Zcb, Zcmop, Zimop, Zacas, Zabha, Zihintntl,
    Zama16b, Zkr,
    V, Zvbb, Zvkb, Zvfhmin, Zvkt,
    Zicntr, Zihpm, Zkt, Ssaia, Sscofpmf, Sstc, Sv39, Sv48, Sv57, Svade, Svadu, Svnapot, Svpbmt,
    Smaia, Smepmp, Smmpt43, Smmpt52, Smmpt64, Smstateen,
    Sscsrind, Smcsrind, Ssnpm, Smnpm, Smmpm,
    Ssdbltrp, Smdbltrp, Smcntrpmf, Ssccfg, Smcdeleg,
};
// clang-format on

struct Info {
    std::string_view name;
    Fmt fmt;
    uint32_t match, mask;
    Cls cls;
    Ext ext;
};

/// A decoded instruction. 16 bytes; one per half-word of a code page.
/// Integer destinations x0 are stored as 32 (a sink register), so bodies never test for x0; sources keep 0.
/// FP: imm = rs3 | rm << 8 for formats that have them. Vector: imm = the instruction's bits. Amo: aq/rl are dropped
/// (memory is sequentially consistent).
struct Slot {
    uint16_t op = 0;  ///< index into kInfo; 0 is "not decoded"
    uint16_t go = 0;  ///< engine: dispatch number, 0 is "not decoded" (cpu/engine/blocks.h)
    uint8_t rd = 0, rs1 = 0, rs2 = 0;
    uint8_t len = 0;  ///< length in half-words: 1 or 2
    int32_t imm = 0;
    uint16_t insns = 0;  ///< engine: instructions from here to the end of the block, this one included
    uint16_t gaps = 0;   ///< engine: static issue gaps after this one to the end of the block, in cycles
};
static_assert(sizeof(Slot) == 16);
inline constexpr uint8_t kSinkRegister = 32;

/// How a system instruction leaves.
enum class Flow : uint8_t {
    Next,  ///< continue at the next instruction (state may have changed: regime, interrupts)
    Jump,  ///< continue at hart.pc (xRET)
    Trap,  ///< a trap was raised; the engine delivers it
    Wait,  ///< WFI or WRS: retire, then wait for an interrupt or the time limit
};

}  // namespace covesim::isa
