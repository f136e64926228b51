// Static issue gaps of the in-order pipeline: what a decoded instruction costs its fall-through successor.
//
// Models: single issue, one instruction a cycle; a result that is used by the very next instruction stalls it until the
// unit's latency is over; divide and square root block. Cache and TLB misses, mispredictions and traps are events on
// top (cpu/engine). Leaves out: dual issue, and a stall of an instruction two or more behind its producer (at most
// latency - 2 cycles each; docs/timing.md).
#pragma once
#include <cstdint>

#include "cpu/isa/op.h"
#include "cpu/timing/params.h"

namespace covesim {

/// Which operand fields of a format name which register file.
struct Operands {
    bool rd_x = false, rd_f = false, rs1_x = false, rs1_f = false, rs2_x = false, rs2_f = false, rs3_f = false;
    bool rd_read = false, pairs = false;  ///< rd is a source too; rd and rs2 begin pairs of registers
};
constexpr Operands operands_of(isa::Fmt f) {
    using enum isa::Fmt;
    switch (f) {
        case R: return {.rd_x = true, .rs1_x = true, .rs2_x = true};
        case R1:
        case I:
        case Shift:
        case Shiftw:
        case Load:
        case Jalr:
        case Lr:
        case Csr:
        case Hlv:
        case Aes64ks: return {.rd_x = true, .rs1_x = true};
        case S:
        case B:
        case Hsv:
        case Fence2: return {.rs1_x = true, .rs2_x = true};
        case U:
        case J:
        case Rd:
        case CsrI: return {.rd_x = true};
        case Amo: return {.rd_x = true, .rs1_x = true, .rs2_x = true};
        case Cas: return {.rd_x = true, .rs1_x = true, .rs2_x = true, .rd_read = true};
        case CasPair: return {.rd_x = true, .rs1_x = true, .rs2_x = true, .rd_read = true, .pairs = true};
        case Cbo:
        case Rs1:
        case Prefetch: return {.rs1_x = true};
        case Rs2: return {.rs2_x = true};
        case FLoad: return {.rd_f = true, .rs1_x = true};
        case Fli: return {.rd_f = true};
        case FStore: return {.rs1_x = true, .rs2_f = true};
        case F2:
        case F2Rm: return {.rd_f = true, .rs1_f = true, .rs2_f = true};
        case F1Rm: return {.rd_f = true, .rs1_f = true};
        case F3Rm: return {.rd_f = true, .rs1_f = true, .rs2_f = true, .rs3_f = true};
        case FCmp: return {.rd_x = true, .rs1_f = true, .rs2_f = true};
        case FToX:
        case FToXRm: return {.rd_x = true, .rs1_f = true};
        case XToF:
        case XToFRm: return {.rd_f = true, .rs1_x = true};
        case Vsetvli: return {.rd_x = true, .rs1_x = true};
        case Vsetivli:
        case VToX: return {.rd_x = true};
        case Vsetvl: return {.rd_x = true, .rs1_x = true, .rs2_x = true};
        case VVX:
        case VVXm:
        case VMacX:
        case VMvX:
        case VMem:
        case VMemIndex: return {.rs1_x = true};
        case VMemStride: return {.rs1_x = true, .rs2_x = true};
        case VVF:
        case VVFm:
        case VMacF:
        case VMvF: return {.rs1_f = true};
        case VToF: return {.rd_f = true};
        case VVV:
        case VVI:
        case VVU:
        case VVU6:
        case VVVm:
        case VVIm:
        case VMacV:
        case V1:
        case V0:
        case VMvV:
        case VMvI: return {};  // vector registers: cpu/hart_vector.cc, at run time
        case Fence:
        case Lpad:
        case None: return {};
    }
    return {};
}

/// Does `next` read the register that `prev` writes?
inline bool depends(const isa::Info& pi, const isa::Slot& prev, const isa::Info& ni, const isa::Slot& next) {
    const Operands p = operands_of(pi.fmt), n = operands_of(ni.fmt);
    if (p.rd_x && prev.rd != isa::kSinkRegister) {
        const int r = prev.rd;
        return (n.rs1_x && next.rs1 == r) || (n.rs2_x && next.rs2 == r) || (n.rd_read && next.imm == r) ||
               (n.pairs && ((next.rs2 != 0 && next.rs2 + 1 == r) || (next.imm != 0 && next.imm + 1 == r)));
    }
    if (p.rd_f) {
        return (n.rs1_f && next.rs1 == prev.rd) || (n.rs2_f && next.rs2 == prev.rd) ||
               (n.rs3_f && (next.imm & 31) == prev.rd);
    }
    return false;
}

/// Cycles from issue to a usable result; `blocks`: nothing issues meanwhile.
struct Latency {
    uint32_t cycles;
    bool blocks;
};
inline Latency latency_of(isa::Cls c, const PipelineParams& p) {
    using enum isa::Cls;
    switch (c) {
        case Mul: return {p.mul_latency, false};
        case Div: return {p.div_latency, true};
        case Load: return {p.load_latency, false};
        case Amo: return {p.amo_latency, true};
        case FpAdd: return {p.fp_add_latency, false};
        case FpMul: return {p.fp_mul_latency, false};
        case FpFma: return {p.fp_fma_latency, false};
        case FpDiv: return {p.fp_div_latency, true};
        case FpSqrt: return {p.fp_sqrt_latency, true};
        case FpCvt: return {p.fp_cvt_latency, false};
        case FpMove: return {p.fp_move_latency, false};
        case Crypto: return {p.crypto_latency, false};
        default: return {1, false};
    }
}

/// Issue of `next` minus issue of `prev`, when prev falls through into next. At least 1.
inline uint32_t issue_gap(const isa::Info& pi, const isa::Slot& prev, const isa::Info& ni, const isa::Slot& next,
                          const PipelineParams& params) {
    const Latency l = latency_of(pi.cls, params);
    return l.blocks || depends(pi, prev, ni, next) ? l.cycles : 1;
}

}  // namespace covesim
