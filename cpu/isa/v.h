// The "V" extension 1.0, Zvfhmin and Zvbb (with Zvkb): encodings, formats, timing classes and names.
//
// Models: unprivileged specification, "V" and its appendix of encodings; "Zvbb". The bodies are not templates over the
// execution context as those of other instructions: they are compiled once, in cpu/vector, and the engine reaches all
// of them through one dispatch number (PseudoOp kOpVector). So a row is X(BODY, name, format, match, mask, class,
// extension), where BODY is a function of cpu/vector/bodies.h. Loads and stores have no body there: cpu/vector/memory.h
// says what they access. Segment loads and stores share the row of the single-field form; the disassembler adds the
// number of fields.
#pragma once
#include "cpu/isa/op.h"

namespace covesim::isa {

/// OP-V: funct6, funct3 (0 IVV, 1 FVV, 2 MVV, 3 IVI, 4 IVX, 5 FVF, 6 MVX).
constexpr uint32_t v_match(uint32_t funct6, uint32_t funct3) { return funct6 << 26 | funct3 << 12 | 0x57; }
inline constexpr uint32_t kVMask = 0xfc00707f;  // vd, vs2, vs1 and vm are operands
inline constexpr uint32_t kVmBit = 1u << 25;    // 1: not masked
inline constexpr uint32_t kVs1Field = 0x1f << 15, kVs2Field = 0x1f << 20;
/// LOAD-FP and STORE-FP: mop, lumop or sumop, width.
constexpr uint32_t v_load(uint32_t mop, uint32_t lumop, uint32_t width) {
    return mop << 26 | lumop << 20 | width << 12 | 0x07;
}
constexpr uint32_t v_store(uint32_t mop, uint32_t sumop, uint32_t width) { return v_load(mop, sumop, width) | 0x20; }
inline constexpr uint32_t kVUnitMask = 0x1df0707f;    // nf, vm, rs1, vd are operands
inline constexpr uint32_t kVStrideMask = 0x1c00707f;  // and rs2 or vs2
inline constexpr uint32_t kVWholeMask = 0xfff0707f;   // nf and vm are part of the encoding

}  // namespace covesim::isa

// clang-format off
// --- rows by the operand forms of one funct6
#define COVESIM_V_IVV(X, B, N, F6, C) X(B, N ".vv", VVV, v_match(F6, 0), kVMask, C, V)
#define COVESIM_V_IVX(X, B, N, F6, C) X(B, N ".vx", VVX, v_match(F6, 4), kVMask, C, V)
#define COVESIM_V_IVI(X, B, N, F6, C) X(B, N ".vi", VVI, v_match(F6, 3), kVMask, C, V)
#define COVESIM_V_IVU(X, B, N, F6, C) X(B, N ".vi", VVU, v_match(F6, 3), kVMask, C, V)
#define COVESIM_V_IVVX(X, B, N, F6, C) COVESIM_V_IVV(X, B, N, F6, C) COVESIM_V_IVX(X, B, N, F6, C)
#define COVESIM_V_IVVXI(X, B, N, F6, C) COVESIM_V_IVVX(X, B, N, F6, C) COVESIM_V_IVI(X, B, N, F6, C)
#define COVESIM_V_IVVXU(X, B, N, F6, C) COVESIM_V_IVVX(X, B, N, F6, C) COVESIM_V_IVU(X, B, N, F6, C)
#define COVESIM_V_IVXI(X, B, N, F6, C) COVESIM_V_IVX(X, B, N, F6, C) COVESIM_V_IVI(X, B, N, F6, C)
// narrowing: the wide operand is vs2
#define COVESIM_V_IWVXU(X, B, N, F6, C) \
    X(B, N ".wv", VVV, v_match(F6, 0), kVMask, C, V) X(B, N ".wx", VVX, v_match(F6, 4), kVMask, C, V) \
    X(B, N ".wi", VVU, v_match(F6, 3), kVMask, C, V)
// with carry or borrow in v0, and merges: vm = 0
#define COVESIM_V_CARRY(X, B, N, F6, C) \
    X(B, N ".vvm", VVVm, v_match(F6, 0), kVMask | kVmBit, C, V) X(B, N ".vxm", VVXm, v_match(F6, 4), kVMask | kVmBit, C, V)
#define COVESIM_V_CARRYI(X, B, N, F6, C) \
    COVESIM_V_CARRY(X, B, N, F6, C) X(B, N ".vim", VVIm, v_match(F6, 3), kVMask | kVmBit, C, V)
#define COVESIM_V_NOCARRY(X, B, N, F6, C) \
    X(B, N ".vv", VVV, v_match(F6, 0) | kVmBit, kVMask | kVmBit, C, V) X(B, N ".vx", VVX, v_match(F6, 4) | kVmBit, kVMask | kVmBit, C, V)
#define COVESIM_V_MVV(X, B, N, F6, C) X(B, N ".vv", VVV, v_match(F6, 2), kVMask, C, V)
#define COVESIM_V_MVX(X, B, N, F6, C) X(B, N ".vx", VVX, v_match(F6, 6), kVMask, C, V)
#define COVESIM_V_MVVX(X, B, N, F6, C) COVESIM_V_MVV(X, B, N, F6, C) COVESIM_V_MVX(X, B, N, F6, C)
#define COVESIM_V_MWVX(X, B, N, F6, C) \
    X(B, N ".wv", VVV, v_match(F6, 2), kVMask, C, V) X(B, N ".wx", VVX, v_match(F6, 6), kVMask, C, V)
// multiply-add: vd, vs1, vs2
#define COVESIM_V_MACVX(X, B, N, F6, C) X(B, N ".vv", VMacV, v_match(F6, 2), kVMask, C, V) COVESIM_V_MACX(X, B, N, F6, C)
#define COVESIM_V_MACX(X, B, N, F6, C) X(B, N ".vx", VMacX, v_match(F6, 6), kVMask, C, V)
#define COVESIM_V_FMAC(X, B, N, F6, C) \
    X(B, N ".vv", VMacV, v_match(F6, 1), kVMask, C, V) X(B, N ".vf", VMacF, v_match(F6, 5), kVMask, C, V)
#define COVESIM_V_RED(X, B, N, F6, F3, C) X(B, N ".vs", VVV, v_match(F6, F3), kVMask, C, V)
// one vector source; vs1 selects the operation
#define COVESIM_V_UNARY(X, B, N, F6, F3, VS1, C, E) X(B, N, V1, v_match(F6, F3) | (VS1) << 15, kVMask | kVs1Field, C, E)
#define COVESIM_V_MM(X, B, N, F6) X(B, N ".mm", VVV, v_match(F6, 2) | kVmBit, kVMask | kVmBit, VMask, V)
#define COVESIM_V_FVV(X, B, N, F6, C) X(B, N ".vv", VVV, v_match(F6, 1), kVMask, C, V)
#define COVESIM_V_FVF(X, B, N, F6, C) X(B, N ".vf", VVF, v_match(F6, 5), kVMask, C, V)
#define COVESIM_V_FVVF(X, B, N, F6, C) COVESIM_V_FVV(X, B, N, F6, C) COVESIM_V_FVF(X, B, N, F6, C)
#define COVESIM_V_FWVF(X, B, N, F6, C) \
    X(B, N ".wv", VVV, v_match(F6, 1), kVMask, C, V) X(B, N ".wf", VVF, v_match(F6, 5), kVMask, C, V)
#define COVESIM_V_MOVE(X, B, N, FMT, F6, F3, C) \
    X(B, N, FMT, v_match(F6, F3) | kVmBit, kVMask | kVmBit | kVs2Field, C, V)

#define COVESIM_V_CONFIG(X) \
    X(vsetvli, "vsetvli", Vsetvli, 0x00007057, 0x8000707f, VConfig, V) \
    X(vsetivli, "vsetivli", Vsetivli, 0xc0007057, 0xc000707f, VConfig, V) \
    X(vsetvl, "vsetvl", Vsetvl, 0x80007057, 0xfe00707f, VConfig, V)

#define COVESIM_V_INTEGER(X) \
    COVESIM_V_IVVXI(X, add, "vadd", 0x00, VAlu) COVESIM_V_IVVX(X, sub, "vsub", 0x02, VAlu) \
    COVESIM_V_IVXI(X, rsub, "vrsub", 0x03, VAlu) \
    COVESIM_V_IVVX(X, minu, "vminu", 0x04, VAlu) COVESIM_V_IVVX(X, min, "vmin", 0x05, VAlu) \
    COVESIM_V_IVVX(X, maxu, "vmaxu", 0x06, VAlu) COVESIM_V_IVVX(X, max, "vmax", 0x07, VAlu) \
    COVESIM_V_IVVXI(X, and_, "vand", 0x09, VAlu) COVESIM_V_IVVXI(X, or_, "vor", 0x0a, VAlu) \
    COVESIM_V_IVVXI(X, xor_, "vxor", 0x0b, VAlu) \
    COVESIM_V_CARRYI(X, adc, "vadc", 0x10, VAlu) COVESIM_V_CARRYI(X, madc, "vmadc", 0x11, VAlu) \
    COVESIM_V_NOCARRY(X, madc, "vmadc", 0x11, VAlu) \
    X(madc, "vmadc.vi", VVI, v_match(0x11, 3) | kVmBit, kVMask | kVmBit, VAlu, V) \
    COVESIM_V_CARRY(X, sbc, "vsbc", 0x12, VAlu) COVESIM_V_CARRY(X, msbc, "vmsbc", 0x13, VAlu) \
    COVESIM_V_NOCARRY(X, msbc, "vmsbc", 0x13, VAlu) \
    COVESIM_V_CARRYI(X, merge, "vmerge", 0x17, VAlu) \
    COVESIM_V_MOVE(X, move, "vmv.v.v", VMvV, 0x17, 0, VAlu) COVESIM_V_MOVE(X, move, "vmv.v.x", VMvX, 0x17, 4, VAlu) \
    COVESIM_V_MOVE(X, move, "vmv.v.i", VMvI, 0x17, 3, VAlu) \
    COVESIM_V_IVVXI(X, mseq, "vmseq", 0x18, VAlu) COVESIM_V_IVVXI(X, msne, "vmsne", 0x19, VAlu) \
    COVESIM_V_IVVX(X, msltu, "vmsltu", 0x1a, VAlu) COVESIM_V_IVVX(X, mslt, "vmslt", 0x1b, VAlu) \
    COVESIM_V_IVVXI(X, msleu, "vmsleu", 0x1c, VAlu) COVESIM_V_IVVXI(X, msle, "vmsle", 0x1d, VAlu) \
    COVESIM_V_IVXI(X, msgtu, "vmsgtu", 0x1e, VAlu) COVESIM_V_IVXI(X, msgt, "vmsgt", 0x1f, VAlu) \
    COVESIM_V_IVVXU(X, sll, "vsll", 0x25, VAlu) COVESIM_V_IVVXU(X, srl, "vsrl", 0x28, VAlu) \
    COVESIM_V_IVVXU(X, sra, "vsra", 0x29, VAlu) \
    COVESIM_V_IWVXU(X, nsrl, "vnsrl", 0x2c, VAlu) COVESIM_V_IWVXU(X, nsra, "vnsra", 0x2d, VAlu) \
    COVESIM_V_MVVX(X, divu, "vdivu", 0x20, VDiv) COVESIM_V_MVVX(X, div, "vdiv", 0x21, VDiv) \
    COVESIM_V_MVVX(X, remu, "vremu", 0x22, VDiv) COVESIM_V_MVVX(X, rem, "vrem", 0x23, VDiv) \
    COVESIM_V_MVVX(X, mulhu, "vmulhu", 0x24, VMul) COVESIM_V_MVVX(X, mul, "vmul", 0x25, VMul) \
    COVESIM_V_MVVX(X, mulhsu, "vmulhsu", 0x26, VMul) COVESIM_V_MVVX(X, mulh, "vmulh", 0x27, VMul) \
    COVESIM_V_MACVX(X, madd, "vmadd", 0x29, VMul) COVESIM_V_MACVX(X, nmsub, "vnmsub", 0x2b, VMul) \
    COVESIM_V_MACVX(X, macc, "vmacc", 0x2d, VMul) COVESIM_V_MACVX(X, nmsac, "vnmsac", 0x2f, VMul) \
    COVESIM_V_MVVX(X, waddu, "vwaddu", 0x30, VAlu) COVESIM_V_MVVX(X, wadd, "vwadd", 0x31, VAlu) \
    COVESIM_V_MVVX(X, wsubu, "vwsubu", 0x32, VAlu) COVESIM_V_MVVX(X, wsub, "vwsub", 0x33, VAlu) \
    COVESIM_V_MWVX(X, waddu_w, "vwaddu", 0x34, VAlu) COVESIM_V_MWVX(X, wadd_w, "vwadd", 0x35, VAlu) \
    COVESIM_V_MWVX(X, wsubu_w, "vwsubu", 0x36, VAlu) COVESIM_V_MWVX(X, wsub_w, "vwsub", 0x37, VAlu) \
    COVESIM_V_MVVX(X, wmulu, "vwmulu", 0x38, VMul) COVESIM_V_MVVX(X, wmulsu, "vwmulsu", 0x3a, VMul) \
    COVESIM_V_MVVX(X, wmul, "vwmul", 0x3b, VMul) \
    COVESIM_V_MACVX(X, wmaccu, "vwmaccu", 0x3c, VMul) COVESIM_V_MACVX(X, wmacc, "vwmacc", 0x3d, VMul) \
    COVESIM_V_MACX(X, wmaccus, "vwmaccus", 0x3e, VMul) COVESIM_V_MACVX(X, wmaccsu, "vwmaccsu", 0x3f, VMul) \
    COVESIM_V_UNARY(X, zext8, "vzext.vf8", 0x12, 2, 2, VAlu, V) COVESIM_V_UNARY(X, sext8, "vsext.vf8", 0x12, 2, 3, VAlu, V) \
    COVESIM_V_UNARY(X, zext4, "vzext.vf4", 0x12, 2, 4, VAlu, V) COVESIM_V_UNARY(X, sext4, "vsext.vf4", 0x12, 2, 5, VAlu, V) \
    COVESIM_V_UNARY(X, zext2, "vzext.vf2", 0x12, 2, 6, VAlu, V) COVESIM_V_UNARY(X, sext2, "vsext.vf2", 0x12, 2, 7, VAlu, V)

#define COVESIM_V_FIXED(X) \
    COVESIM_V_IVVXI(X, saddu, "vsaddu", 0x20, VAlu) COVESIM_V_IVVXI(X, sadd, "vsadd", 0x21, VAlu) \
    COVESIM_V_IVVX(X, ssubu, "vssubu", 0x22, VAlu) COVESIM_V_IVVX(X, ssub, "vssub", 0x23, VAlu) \
    COVESIM_V_IVVX(X, smul, "vsmul", 0x27, VMul) \
    COVESIM_V_IVVXU(X, ssrl, "vssrl", 0x2a, VAlu) COVESIM_V_IVVXU(X, ssra, "vssra", 0x2b, VAlu) \
    COVESIM_V_IWVXU(X, nclipu, "vnclipu", 0x2e, VAlu) COVESIM_V_IWVXU(X, nclip, "vnclip", 0x2f, VAlu) \
    COVESIM_V_MVVX(X, aaddu, "vaaddu", 0x08, VAlu) COVESIM_V_MVVX(X, aadd, "vaadd", 0x09, VAlu) \
    COVESIM_V_MVVX(X, asubu, "vasubu", 0x0a, VAlu) COVESIM_V_MVVX(X, asub, "vasub", 0x0b, VAlu)

#define COVESIM_V_REDUCE(X) \
    COVESIM_V_RED(X, redsum, "vredsum", 0x00, 2, VReduce) COVESIM_V_RED(X, redand, "vredand", 0x01, 2, VReduce) \
    COVESIM_V_RED(X, redor, "vredor", 0x02, 2, VReduce) COVESIM_V_RED(X, redxor, "vredxor", 0x03, 2, VReduce) \
    COVESIM_V_RED(X, redminu, "vredminu", 0x04, 2, VReduce) COVESIM_V_RED(X, redmin, "vredmin", 0x05, 2, VReduce) \
    COVESIM_V_RED(X, redmaxu, "vredmaxu", 0x06, 2, VReduce) COVESIM_V_RED(X, redmax, "vredmax", 0x07, 2, VReduce) \
    COVESIM_V_RED(X, wredsumu, "vwredsumu", 0x30, 0, VReduce) COVESIM_V_RED(X, wredsum, "vwredsum", 0x31, 0, VReduce)

#define COVESIM_V_MASK(X) \
    COVESIM_V_MM(X, mandn, "vmandn", 0x18) COVESIM_V_MM(X, mand, "vmand", 0x19) COVESIM_V_MM(X, mor, "vmor", 0x1a) \
    COVESIM_V_MM(X, mxor, "vmxor", 0x1b) COVESIM_V_MM(X, morn, "vmorn", 0x1c) COVESIM_V_MM(X, mnand, "vmnand", 0x1d) \
    COVESIM_V_MM(X, mnor, "vmnor", 0x1e) COVESIM_V_MM(X, mxnor, "vmxnor", 0x1f) \
    X(mcpop, "vcpop.m", VToX, v_match(0x10, 2) | 16 << 15, kVMask | kVs1Field, VMask, V) \
    X(mfirst, "vfirst.m", VToX, v_match(0x10, 2) | 17 << 15, kVMask | kVs1Field, VMask, V) \
    COVESIM_V_UNARY(X, msbf, "vmsbf.m", 0x14, 2, 1, VMask, V) COVESIM_V_UNARY(X, msof, "vmsof.m", 0x14, 2, 2, VMask, V) \
    COVESIM_V_UNARY(X, msif, "vmsif.m", 0x14, 2, 3, VMask, V) COVESIM_V_UNARY(X, iota, "viota.m", 0x14, 2, 16, VAlu, V) \
    X(id, "vid.v", V0, v_match(0x14, 2) | 17 << 15, kVMask | kVs1Field | kVs2Field, VAlu, V)

#define COVESIM_V_PERMUTE(X) \
    COVESIM_V_IVVXU(X, gather, "vrgather", 0x0c, VGather) COVESIM_V_IVV(X, gather16, "vrgatherei16", 0x0e, VGather) \
    COVESIM_V_IVX(X, slideup, "vslideup", 0x0e, VPermute) COVESIM_V_IVU(X, slideup, "vslideup", 0x0e, VPermute) \
    COVESIM_V_IVX(X, slidedown, "vslidedown", 0x0f, VPermute) COVESIM_V_IVU(X, slidedown, "vslidedown", 0x0f, VPermute) \
    COVESIM_V_MVX(X, slide1up, "vslide1up", 0x0e, VPermute) COVESIM_V_MVX(X, slide1down, "vslide1down", 0x0f, VPermute) \
    COVESIM_V_FVF(X, fslide1up, "vfslide1up", 0x0e, VPermute) COVESIM_V_FVF(X, fslide1down, "vfslide1down", 0x0f, VPermute) \
    X(compress, "vcompress.vm", VVV, v_match(0x17, 2) | kVmBit, kVMask | kVmBit, VGather, V) \
    X(to_x, "vmv.x.s", VToX, v_match(0x10, 2) | kVmBit, kVMask | kVmBit | kVs1Field, VPermute, V) \
    COVESIM_V_MOVE(X, from_x, "vmv.s.x", VMvX, 0x10, 6, VPermute) \
    X(to_f, "vfmv.f.s", VToF, v_match(0x10, 1) | kVmBit, kVMask | kVmBit | kVs1Field, VPermute, V) \
    COVESIM_V_MOVE(X, from_f, "vfmv.s.f", VMvF, 0x10, 5, VPermute) \
    X(whole, "vmv1r.v", V1, v_match(0x27, 3) | kVmBit | 0 << 15, kVMask | kVmBit | kVs1Field, VPermute, V) \
    X(whole, "vmv2r.v", V1, v_match(0x27, 3) | kVmBit | 1 << 15, kVMask | kVmBit | kVs1Field, VPermute, V) \
    X(whole, "vmv4r.v", V1, v_match(0x27, 3) | kVmBit | 3 << 15, kVMask | kVmBit | kVs1Field, VPermute, V) \
    X(whole, "vmv8r.v", V1, v_match(0x27, 3) | kVmBit | 7 << 15, kVMask | kVmBit | kVs1Field, VPermute, V)

#define COVESIM_V_FLOAT(X) \
    COVESIM_V_FVVF(X, fadd, "vfadd", 0x00, VFp) COVESIM_V_FVVF(X, fsub, "vfsub", 0x02, VFp) \
    COVESIM_V_FVF(X, frsub, "vfrsub", 0x27, VFp) \
    COVESIM_V_FVVF(X, fmin, "vfmin", 0x04, VFp) COVESIM_V_FVVF(X, fmax, "vfmax", 0x06, VFp) \
    COVESIM_V_FVVF(X, fsgnj, "vfsgnj", 0x08, VFp) COVESIM_V_FVVF(X, fsgnjn, "vfsgnjn", 0x09, VFp) \
    COVESIM_V_FVVF(X, fsgnjx, "vfsgnjx", 0x0a, VFp) \
    COVESIM_V_FVVF(X, mfeq, "vmfeq", 0x18, VFp) COVESIM_V_FVVF(X, mfle, "vmfle", 0x19, VFp) \
    COVESIM_V_FVVF(X, mflt, "vmflt", 0x1b, VFp) COVESIM_V_FVVF(X, mfne, "vmfne", 0x1c, VFp) \
    COVESIM_V_FVF(X, mfgt, "vmfgt", 0x1d, VFp) COVESIM_V_FVF(X, mfge, "vmfge", 0x1f, VFp) \
    COVESIM_V_FVVF(X, fdiv, "vfdiv", 0x20, VFpDiv) COVESIM_V_FVF(X, frdiv, "vfrdiv", 0x21, VFpDiv) \
    COVESIM_V_FVVF(X, fmul, "vfmul", 0x24, VFp) \
    COVESIM_V_FMAC(X, fmadd, "vfmadd", 0x28, VFp) COVESIM_V_FMAC(X, fnmadd, "vfnmadd", 0x29, VFp) \
    COVESIM_V_FMAC(X, fmsub, "vfmsub", 0x2a, VFp) COVESIM_V_FMAC(X, fnmsub, "vfnmsub", 0x2b, VFp) \
    COVESIM_V_FMAC(X, fmacc, "vfmacc", 0x2c, VFp) COVESIM_V_FMAC(X, fnmacc, "vfnmacc", 0x2d, VFp) \
    COVESIM_V_FMAC(X, fmsac, "vfmsac", 0x2e, VFp) COVESIM_V_FMAC(X, fnmsac, "vfnmsac", 0x2f, VFp) \
    COVESIM_V_FVVF(X, fwadd, "vfwadd", 0x30, VFp) COVESIM_V_FVVF(X, fwsub, "vfwsub", 0x32, VFp) \
    COVESIM_V_FWVF(X, fwadd_w, "vfwadd", 0x34, VFp) COVESIM_V_FWVF(X, fwsub_w, "vfwsub", 0x36, VFp) \
    COVESIM_V_FVVF(X, fwmul, "vfwmul", 0x38, VFp) \
    COVESIM_V_FMAC(X, fwmacc, "vfwmacc", 0x3c, VFp) COVESIM_V_FMAC(X, fwnmacc, "vfwnmacc", 0x3d, VFp) \
    COVESIM_V_FMAC(X, fwmsac, "vfwmsac", 0x3e, VFp) COVESIM_V_FMAC(X, fwnmsac, "vfwnmsac", 0x3f, VFp) \
    COVESIM_V_RED(X, fredusum, "vfredusum", 0x01, 1, VFpReduce) COVESIM_V_RED(X, fredosum, "vfredosum", 0x03, 1, VFpOrdered) \
    COVESIM_V_RED(X, fredmin, "vfredmin", 0x05, 1, VFpReduce) COVESIM_V_RED(X, fredmax, "vfredmax", 0x07, 1, VFpReduce) \
    COVESIM_V_RED(X, fwredusum, "vfwredusum", 0x31, 1, VFpReduce) COVESIM_V_RED(X, fwredosum, "vfwredosum", 0x33, 1, VFpOrdered) \
    X(fmerge, "vfmerge.vfm", VVFm, v_match(0x17, 5), kVMask | kVmBit, VFp, V) \
    COVESIM_V_MOVE(X, fmove, "vfmv.v.f", VMvF, 0x17, 5, VFp) \
    COVESIM_V_UNARY(X, fsqrt, "vfsqrt.v", 0x13, 1, 0, VFpDiv, V) COVESIM_V_UNARY(X, frsqrt7, "vfrsqrt7.v", 0x13, 1, 4, VFp, V) \
    COVESIM_V_UNARY(X, frec7, "vfrec7.v", 0x13, 1, 5, VFp, V) COVESIM_V_UNARY(X, fclass, "vfclass.v", 0x13, 1, 16, VFp, V) \
    COVESIM_V_UNARY(X, f_to_u, "vfcvt.xu.f.v", 0x12, 1, 0, VFp, V) COVESIM_V_UNARY(X, f_to_i, "vfcvt.x.f.v", 0x12, 1, 1, VFp, V) \
    COVESIM_V_UNARY(X, f_from_u, "vfcvt.f.xu.v", 0x12, 1, 2, VFp, V) COVESIM_V_UNARY(X, f_from_i, "vfcvt.f.x.v", 0x12, 1, 3, VFp, V) \
    COVESIM_V_UNARY(X, f_to_u_rtz, "vfcvt.rtz.xu.f.v", 0x12, 1, 6, VFp, V) \
    COVESIM_V_UNARY(X, f_to_i_rtz, "vfcvt.rtz.x.f.v", 0x12, 1, 7, VFp, V) \
    COVESIM_V_UNARY(X, fw_to_u, "vfwcvt.xu.f.v", 0x12, 1, 8, VFp, V) COVESIM_V_UNARY(X, fw_to_i, "vfwcvt.x.f.v", 0x12, 1, 9, VFp, V) \
    COVESIM_V_UNARY(X, fw_from_u, "vfwcvt.f.xu.v", 0x12, 1, 10, VFp, V) \
    COVESIM_V_UNARY(X, fw_from_i, "vfwcvt.f.x.v", 0x12, 1, 11, VFp, V) COVESIM_V_UNARY(X, fw_from_f, "vfwcvt.f.f.v", 0x12, 1, 12, VFp, V) \
    COVESIM_V_UNARY(X, fw_to_u_rtz, "vfwcvt.rtz.xu.f.v", 0x12, 1, 14, VFp, V) \
    COVESIM_V_UNARY(X, fw_to_i_rtz, "vfwcvt.rtz.x.f.v", 0x12, 1, 15, VFp, V) \
    COVESIM_V_UNARY(X, fn_to_u, "vfncvt.xu.f.w", 0x12, 1, 16, VFp, V) COVESIM_V_UNARY(X, fn_to_i, "vfncvt.x.f.w", 0x12, 1, 17, VFp, V) \
    COVESIM_V_UNARY(X, fn_from_u, "vfncvt.f.xu.w", 0x12, 1, 18, VFp, V) \
    COVESIM_V_UNARY(X, fn_from_i, "vfncvt.f.x.w", 0x12, 1, 19, VFp, V) COVESIM_V_UNARY(X, fn_from_f, "vfncvt.f.f.w", 0x12, 1, 20, VFp, V) \
    COVESIM_V_UNARY(X, fn_from_f_rod, "vfncvt.rod.f.f.w", 0x12, 1, 21, VFp, V) \
    COVESIM_V_UNARY(X, fn_to_u_rtz, "vfncvt.rtz.xu.f.w", 0x12, 1, 22, VFp, V) \
    COVESIM_V_UNARY(X, fn_to_i_rtz, "vfncvt.rtz.x.f.w", 0x12, 1, 23, VFp, V)

// Zvbb; those with Ext::Zvkb exist with either.
#define COVESIM_V_BITMANIP(X) \
    X(andn, "vandn.vv", VVV, v_match(0x01, 0), kVMask, VAlu, Zvkb) X(andn, "vandn.vx", VVX, v_match(0x01, 4), kVMask, VAlu, Zvkb) \
    X(ror, "vror.vv", VVV, v_match(0x14, 0), kVMask, VAlu, Zvkb) X(ror, "vror.vx", VVX, v_match(0x14, 4), kVMask, VAlu, Zvkb) \
    X(ror, "vror.vi", VVU6, v_match(0x14, 3), 0xf800707f, VAlu, Zvkb) \
    X(rol, "vrol.vv", VVV, v_match(0x15, 0), kVMask, VAlu, Zvkb) X(rol, "vrol.vx", VVX, v_match(0x15, 4), kVMask, VAlu, Zvkb) \
    COVESIM_V_UNARY(X, brev8, "vbrev8.v", 0x12, 2, 8, VAlu, Zvkb) COVESIM_V_UNARY(X, rev8, "vrev8.v", 0x12, 2, 9, VAlu, Zvkb) \
    COVESIM_V_UNARY(X, brev, "vbrev.v", 0x12, 2, 10, VAlu, Zvbb) COVESIM_V_UNARY(X, clz, "vclz.v", 0x12, 2, 12, VAlu, Zvbb) \
    COVESIM_V_UNARY(X, ctz, "vctz.v", 0x12, 2, 13, VAlu, Zvbb) COVESIM_V_UNARY(X, cpop, "vcpop.v", 0x12, 2, 14, VAlu, Zvbb) \
    X(wsll, "vwsll.vv", VVV, v_match(0x35, 0), kVMask, VAlu, Zvbb) X(wsll, "vwsll.vx", VVX, v_match(0x35, 4), kVMask, VAlu, Zvbb) \
    X(wsll, "vwsll.vi", VVU, v_match(0x35, 3), kVMask, VAlu, Zvbb)

/// With a body in cpu/vector.
#define COVESIM_V_OPS(X) \
    COVESIM_V_CONFIG(X) COVESIM_V_INTEGER(X) COVESIM_V_FIXED(X) COVESIM_V_REDUCE(X) COVESIM_V_MASK(X) \
    COVESIM_V_PERMUTE(X) COVESIM_V_FLOAT(X) COVESIM_V_BITMANIP(X)

// --- loads and stores: X(name, format, match, mask, class)
#define COVESIM_V_WIDTH(X, E, W) \
    X("vle" E ".v", VMem, v_load(0, 0, W), kVUnitMask, VLoad) X("vle" E "ff.v", VMem, v_load(0, 16, W), kVUnitMask, VLoad) \
    X("vse" E ".v", VMem, v_store(0, 0, W), kVUnitMask, VStore) \
    X("vlse" E ".v", VMemStride, v_load(2, 0, W), kVStrideMask, VLoad) X("vsse" E ".v", VMemStride, v_store(2, 0, W), kVStrideMask, VStore) \
    X("vluxei" E ".v", VMemIndex, v_load(1, 0, W), kVStrideMask, VLoad) X("vloxei" E ".v", VMemIndex, v_load(3, 0, W), kVStrideMask, VLoad) \
    X("vsuxei" E ".v", VMemIndex, v_store(1, 0, W), kVStrideMask, VStore) X("vsoxei" E ".v", VMemIndex, v_store(3, 0, W), kVStrideMask, VStore)
#define COVESIM_V_WHOLE(X, E, W) \
    X("vl1re" E ".v", VMem, v_load(0, 8, W) | kVmBit | 0u << 29, kVWholeMask, VLoad) X("vl2re" E ".v", VMem, v_load(0, 8, W) | kVmBit | 1u << 29, kVWholeMask, VLoad) \
    X("vl4re" E ".v", VMem, v_load(0, 8, W) | kVmBit | 3u << 29, kVWholeMask, VLoad) X("vl8re" E ".v", VMem, v_load(0, 8, W) | kVmBit | 7u << 29, kVWholeMask, VLoad)
#define COVESIM_V_MEMORY(X) \
    COVESIM_V_WIDTH(X, "8", 0) COVESIM_V_WIDTH(X, "16", 5) COVESIM_V_WIDTH(X, "32", 6) COVESIM_V_WIDTH(X, "64", 7) \
    COVESIM_V_WHOLE(X, "8", 0) COVESIM_V_WHOLE(X, "16", 5) COVESIM_V_WHOLE(X, "32", 6) COVESIM_V_WHOLE(X, "64", 7) \
    X("vs1r.v", VMem, v_store(0, 8, 0) | kVmBit | 0u << 29, kVWholeMask, VStore) X("vs2r.v", VMem, v_store(0, 8, 0) | kVmBit | 1u << 29, kVWholeMask, VStore) \
    X("vs4r.v", VMem, v_store(0, 8, 0) | kVmBit | 3u << 29, kVWholeMask, VStore) X("vs8r.v", VMem, v_store(0, 8, 0) | kVmBit | 7u << 29, kVWholeMask, VStore) \
    X("vlm.v", VMem, v_load(0, 11, 0) | kVmBit, kVWholeMask, VLoad) X("vsm.v", VMem, v_store(0, 11, 0) | kVmBit, kVWholeMask, VStore)
// clang-format on

namespace covesim::isa {

/// All of them: op numbers kFirstVectorOp and up (cpu/isa/all.h) in this order.
inline constexpr Info kVectorInfo[] = {
#define COVESIM_X(B, NAME, FMT, MATCH, MASK, CLS, EXT) Info{NAME, Fmt::FMT, MATCH, MASK, Cls::CLS, Ext::EXT},
    COVESIM_V_OPS(COVESIM_X)
#undef COVESIM_X
#define COVESIM_X(NAME, FMT, MATCH, MASK, CLS) Info{NAME, Fmt::FMT, MATCH, MASK, Cls::CLS, Ext::V},
        COVESIM_V_MEMORY(COVESIM_X)
#undef COVESIM_X
};

}  // namespace covesim::isa
