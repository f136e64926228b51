// The host's fused multiply-add instruction, chosen at run time: baseline x86-64 does not have it.
#include "cpu/fp/fast.h"

namespace covesim::fp::fast {

#if defined(__x86_64__)

namespace {
__attribute__((target("fma"), noinline)) double fma_instruction(double a, double b, double c) {
    return __builtin_fma(a, b, c);
}
}  // namespace

bool host_fma(double a, double b, double c, double& r) {
    if (!__builtin_cpu_supports("fma")) return false;
    r = fma_instruction(a, b, c);
    return true;
}

#elif defined(__FP_FAST_FMA)

bool host_fma(double a, double b, double c, double& r) {
    r = __builtin_fma(a, b, c);
    return true;
}

#else

bool host_fma(double, double, double, double&) { return false; }

#endif

}  // namespace covesim::fp::fast
