// Operands of the cache-block instructions: which operation, and what a prefetch prepares for. Clause: unprivileged
// specification, chapter "CMO". Numbered as the instructions' imm[4:0] field is.
#pragma once
#include <cstdint>

namespace covesim::isa {

/// The cache-block operation of cbo.*.
enum class Cbo : uint8_t { Inval = 0, Clean = 1, Flush = 2, Zero = 4 };

/// The access that a prefetch prepares for.
enum class PrefetchFor : uint8_t { Fetch = 0, Load = 1, Store = 3 };

}  // namespace covesim::isa
