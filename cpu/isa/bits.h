// Width conversions that instruction bodies share.
#pragma once
#include <cstdint>

namespace covesim::isa {

/// A 32-bit result or immediate, sign-extended to XLEN = 64.
constexpr uint64_t sext(int32_t v) { return uint64_t(int64_t{v}); }
constexpr uint64_t sext(uint32_t v) { return sext(int32_t(v)); }

}  // namespace covesim::isa
