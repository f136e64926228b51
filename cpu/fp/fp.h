// The floating-point arithmetic of the simulator: include this to use it.
//
// add, sub, mul, div, sqrt, fma, to_float, from_int, to_int, to_int_modular, round_to_integer, eq, lt, le, lt_quiet,
// le_quiet, min, max, minimum, maximum, classify over F16, F32, F64, by integer operations only: the truth that
// cpu/fp/fast.h must equal. The larger ones are compiled once, in fp.cc.
#pragma once
#include "cpu/fp/add.h"
#include "cpu/fp/compare.h"
#include "cpu/fp/convert.h"
#include "cpu/fp/div.h"
#include "cpu/fp/fma.h"
#include "cpu/fp/mul.h"
#include "cpu/fp/round_to_integer.h"
#include "cpu/fp/sqrt.h"

#define COVESIM_FP_INSTANCES(PREFIX, F)                                      \
    PREFIX template F::Bits add<F>(F::Bits, F::Bits, Rm, uint8_t&);          \
    PREFIX template F::Bits sub<F>(F::Bits, F::Bits, Rm, uint8_t&);          \
    PREFIX template F::Bits mul<F>(F::Bits, F::Bits, Rm, uint8_t&);          \
    PREFIX template F::Bits div<F>(F::Bits, F::Bits, Rm, uint8_t&);          \
    PREFIX template F::Bits sqrt<F>(F::Bits, Rm, uint8_t&);                  \
    PREFIX template F::Bits fma<F>(F::Bits, F::Bits, F::Bits, Rm, uint8_t&); \
    PREFIX template F::Bits from_int<F, int32_t>(int32_t, Rm, uint8_t&);     \
    PREFIX template F::Bits from_int<F, uint32_t>(uint32_t, Rm, uint8_t&);   \
    PREFIX template F::Bits from_int<F, int64_t>(int64_t, Rm, uint8_t&);     \
    PREFIX template F::Bits from_int<F, uint64_t>(uint64_t, Rm, uint8_t&);   \
    PREFIX template int32_t to_int<F, int32_t>(F::Bits, Rm, uint8_t&);       \
    PREFIX template uint32_t to_int<F, uint32_t>(F::Bits, Rm, uint8_t&);     \
    PREFIX template int64_t to_int<F, int64_t>(F::Bits, Rm, uint8_t&);       \
    PREFIX template uint64_t to_int<F, uint64_t>(F::Bits, Rm, uint8_t&);     \
    PREFIX template F::Bits round_to_integer<F>(F::Bits, Rm, uint8_t&);

#define COVESIM_FP_CONVERSIONS(PREFIX)                                     \
    PREFIX template F64::Bits to_float<F64, F32>(F32::Bits, Rm, uint8_t&); \
    PREFIX template F32::Bits to_float<F32, F64>(F64::Bits, Rm, uint8_t&); \
    PREFIX template F64::Bits to_float<F64, F16>(F16::Bits, Rm, uint8_t&); \
    PREFIX template F16::Bits to_float<F16, F64>(F64::Bits, Rm, uint8_t&); \
    PREFIX template F32::Bits to_float<F32, F16>(F16::Bits, Rm, uint8_t&); \
    PREFIX template F16::Bits to_float<F16, F32>(F32::Bits, Rm, uint8_t&); \
    PREFIX template uint32_t to_int_modular<F64>(F64::Bits, uint8_t&);

namespace covesim::fp {
COVESIM_FP_INSTANCES(extern, F16)
COVESIM_FP_INSTANCES(extern, F32)
COVESIM_FP_INSTANCES(extern, F64)
COVESIM_FP_CONVERSIONS(extern)
}  // namespace covesim::fp
