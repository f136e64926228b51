// The one place where the larger operations are compiled (see fp.h).
#include "cpu/fp/fp.h"

namespace covesim::fp {
COVESIM_FP_INSTANCES(, F16)
COVESIM_FP_INSTANCES(, F32)
COVESIM_FP_INSTANCES(, F64)
COVESIM_FP_CONVERSIONS()
}  // namespace covesim::fp
