// The bodies of all vector instructions but loads and stores. Each is named in its row in cpu/isa/v.h and defined in
// the file of its group.
//
// A body returns false, and has changed nothing, where its encoding is reserved with the vtype and vstart at hand: an
// illegal instruction. VS, vill, and vstart = 0 afterwards are the caller's (cpu/hart_vector.cc).
#pragma once
#include "cpu/isa/all.h"
#include "cpu/vector/operation.h"

namespace covesim::vector {

using Body = bool (*)(Operation&);

#define COVESIM_X(BODY, NAME, FMT, MATCH, MASK, CLS, EXT) bool BODY(Operation&);
COVESIM_V_OPS(COVESIM_X)
#undef COVESIM_X

/// By op number less kFirstVectorOp; loads and stores follow.
inline constexpr Body kBodies[] = {
#define COVESIM_X(BODY, NAME, FMT, MATCH, MASK, CLS, EXT) &BODY,
    COVESIM_V_OPS(COVESIM_X)
#undef COVESIM_X
};
inline constexpr uint16_t kFirstMemoryOp = isa::kFirstVectorOp + uint16_t(std::size(kBodies));

}  // namespace covesim::vector
