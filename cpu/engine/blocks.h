// Which instructions end a block: those after which dispatch starts anew.
//
// Also the dispatch numbers: an instruction has one per length, so that the engine's step to the next slot is a
// constant and not a load that every later instruction waits for. All vector instructions share one.
#pragma once
#include "cpu/isa/all.h"

namespace covesim {

/// Dispatch number of a decoded slot.
constexpr uint16_t dispatch_of(const isa::Slot& s) {
    if (s.op >= isa::kFirstVectorOp) return isa::kOpVector;
    return static_cast<uint16_t>(s.len == 1 ? s.op + isa::kFirstVectorOp : s.op);
}

/// Dispatch number of slots that the engine looks at before it executes them (CodeCache::watch).
inline constexpr uint16_t kGoLook = 2 * isa::kFirstVectorOp;

constexpr bool ends_block(uint16_t op) {
    if (op == isa::kOpIllegal || op == isa::kOpCrossPage) return true;
    const isa::Info& info = isa::kInfo[op];
    switch (info.cls) {
        case isa::Cls::Branch:
        case isa::Cls::Jump:
        case isa::Cls::System: return true;
        case isa::Cls::Fence: return info.ext != isa::Ext::I && info.ext != isa::Ext::Zihintpause;
        default: return false;
    }
}

/// The block sums hold only if exactly the instructions that may leave otherwise than by falling through or trapping
/// end a block.
template <class T, class E>
consteval bool shape_agrees_with_block_end() {
    const isa::Shape s = isa::shape_of<T, E>();
    const bool leaves = s == isa::Shape::Branch || s == isa::Shape::Jump || s == isa::Shape::System;
    return leaves == ends_block(isa::op_index<T>);
}

}  // namespace covesim
