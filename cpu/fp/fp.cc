// The one place where the arithmetic of f32 and f64 is compiled (see fp.h).
#include "cpu/fp/fp.h"

namespace covesim::fp {
COVESIM_FP_INSTANCES(, F32)
COVESIM_FP_INSTANCES(, F64)
template F64::Bits to_float<F64, F32>(F32::Bits, Rm, uint8_t&);
template F32::Bits to_float<F32, F64>(F64::Bits, Rm, uint8_t&);
}  // namespace covesim::fp
