#include "sim/platform/commit_log.h"

#include <fmt/format.h>

#include "cpu/isa/all.h"

namespace covesim {
namespace {

enum class Dest : uint8_t { None, X, F };

Dest destination(const isa::Slot& slot) {
    using isa::Fmt;
    switch (isa::kInfo[slot.op].fmt) {
        case Fmt::S:
        case Fmt::B:
        case Fmt::Fence:
        case Fmt::None:
        case Fmt::Fence2:
        case Fmt::Hsv:
        case Fmt::Cbo:
        case Fmt::Prefetch:
        case Fmt::FStore: return Dest::None;
        case Fmt::FLoad:
        case Fmt::F2:
        case Fmt::F2Rm:
        case Fmt::F1Rm:
        case Fmt::F3Rm:
        case Fmt::XToF:
        case Fmt::XToFRm: return Dest::F;
        default: return slot.rd == isa::kSinkRegister ? Dest::None : Dest::X;
    }
}

}  // namespace

void CommitLog::retired(const Hart& hart, const CommitRecord& r) {
    const bool compressed = (r.bits & 3) != 3;
    std::string line = fmt::format("core {:3}: {} 0x{:016x} (0x{:0{}x})", hart.id(), static_cast<int>(r.priv), r.pc,
                                   compressed ? r.bits & 0xffff : r.bits, compressed ? 4 : 8);
    const HartState& s = hart.state();
    const Dest dest = destination(r.slot);
    if (dest == Dest::X) line += fmt::format(" x{:<2} 0x{:016x}", r.slot.rd, s.x[r.slot.rd]);
    if (dest == Dest::F) line += fmt::format(" f{:<2} 0x{:016x}", r.slot.rd, s.f[r.slot.rd]);
    if (r.memory) {
        const auto& info = isa::kInfo[r.slot.op];
        const bool reads = !r.memory_write || (info.fmt == isa::Fmt::Amo && !info.name.starts_with("sc."));
        if (reads) line += fmt::format(" mem 0x{:016x}", r.memory_va);
        if (r.memory_write) {
            const uint64_t mask = r.memory_size >= 8 ? ~0ull : (1ull << (8 * r.memory_size)) - 1;
            line += fmt::format(" mem 0x{:016x} 0x{:0{}x}", r.memory_va, r.memory_value & mask, 2 * r.memory_size);
        }
    }
    line += '\n';
    out_.write(line);
}

}  // namespace covesim
