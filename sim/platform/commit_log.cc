#include "sim/platform/commit_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "cpu/isa/all.h"
#include "cpu/priv/csr_row.h"

namespace covesim {
namespace {

enum class Dest : uint8_t { None, X, F };

bool is_vector(const isa::Slot& slot) { return slot.op >= isa::kFirstVectorOp; }

Dest destination(const isa::Slot& slot) {
    using isa::Fmt;
    const isa::Fmt fmt = isa::kInfo[slot.op].fmt;
    if (fmt == Fmt::VToF) return Dest::F;
    if (is_vector(slot) && fmt != Fmt::VToX && isa::kInfo[slot.op].cls != isa::Cls::VConfig) return Dest::None;
    switch (fmt) {
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
        case Fmt::XToFRm:
        case Fmt::Fli: return Dest::F;
        default: return slot.rd == isa::kSinkRegister ? Dest::None : Dest::X;
    }
}

namespace num {
constexpr uint32_t kVstart = 0x008, kVxsat = 0x009, kVl = 0xc20, kVtype = 0xc21;
constexpr uint32_t kFflags = 0x001, kFrm = 0x002, kFcsr = 0x003, kSeed = 0x015, kSstatus = 0x100, kSie = 0x104,
                   kSip = 0x144, kVsstatus = 0x200, kVsie = 0x204, kVsip = 0x244, kMstatus = 0x300, kMie = 0x304,
                   kMip = 0x344, kHstatus = 0x600, kHie = 0x604, kHip = 0x644, kHvip = 0x645, kMcycle = 0xb00,
                   kMinstret = 0xb02;
}  // namespace num

/// Registers that an instruction wrote, in Spike's order.
class Written {
  public:
    explicit Written(const Hart& hart) : hart_(hart) {}

    void x(uint32_t n) { add(n, 0, 'x', hart_.state().x[n]); }
    void f(uint32_t n) { add(n, 1, 'f', hart_.state().f[n]); }
    void csr(std::initializer_list<uint32_t> numbers) {
        for (const uint32_t n : numbers)
            if (const auto value = hart_.privileged().peek(n)) add(n, 4, 'c', *value);
    }
    /// A counter shows what was written into it, although it counts the instruction behind already.
    void counter(uint32_t n, uint64_t value) { add(n, 4, 'c', value); }
    void fs_dirty(const CommitRecord& r) {
        if (!r.fp_clean) return;
        csr({num::kMstatus});
        if (r.v) csr({num::kVsstatus});
    }
    void vs_dirty(const CommitRecord& r) {
        if (!r.vector_clean) return;
        csr({num::kMstatus});
        if (r.v) csr({num::kVsstatus});
    }
    /// A vector register, whose value is VLEN bits wide.
    void v(uint32_t n) {
        const VectorState& s = hart_.state().vector;
        std::string value;
        for (uint32_t i = s.vlenb; i-- > 0;) value += fmt::format("{:02x}", s.reg[n * s.vlenb + i]);
        items_.push_back({n << 4 | 2, 'v', 0, std::move(value)});
    }
    /// SEW, LMUL and vl, ahead of all registers.
    std::string vector_type(uint64_t type) const {
        const int lmul = vtype::lmul(type);
        return fmt::format(" e{} {}{} l{}", 8U << vtype::sew(type), lmul < 0 ? "mf" : "m", 1 << std::abs(lmul),
                           hart_.state().vector.vl);
    }
    std::string text() {
        std::sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) { return a.key < b.key; });
        std::string out;
        uint32_t last = ~uint32_t{0};
        for (const Item& i : items_) {
            if (i.key == last) continue;
            last = i.key;
            const uint32_t n = i.key >> 4;
            out += i.letter == 'c'   ? fmt::format(" c{}_{} 0x{:016x}", n, csr_name(n), i.value)
                   : i.letter == 'v' ? fmt::format(" v{:<2} 0x{}", n, i.wide)
                                     : fmt::format(" {}{:<2} 0x{:016x}", i.letter, n, i.value);
        }
        return out;
    }

  private:
    struct Item {
        uint32_t key;  // number, then kind
        char letter;
        uint64_t value;
        std::string wide = {};
    };
    void add(uint32_t n, uint32_t kind, char letter, uint64_t value) {
        items_.push_back({n << 4 | kind, letter, value, {}});
    }
    const Hart& hart_;
    std::vector<Item> items_;
};

/// Where a write of this CSR ends up.
void csr_write(Written& w, const Hart& hart, const CommitRecord& r, uint32_t number) {
    if (const CsrRow* row = hart.privileged().find(number); r.v && row && row->vs_alias) number = row->vs_alias;
    switch (number) {
        case num::kFflags:
        case num::kFrm: w.csr({number}); return w.fs_dirty(r);
        case num::kFcsr: w.csr({num::kFflags, num::kFrm}); return w.fs_dirty(r);
        case num::kSeed: return;  // to read it is to draw from it
        case num::kSstatus: return w.csr({num::kMstatus});
        case num::kSie: return w.csr({num::kSie, num::kMie});  // Spike keeps bits of its own in sie (mvien)
        case num::kVsie:
        case num::kHie: return w.csr({num::kMie});
        case num::kSip:
        case num::kVsip:
        case num::kHip: return w.csr({num::kMip});
        case num::kHvip: return w.csr({num::kMip, num::kHvip});
        default: return w.csr({number});
    }
}

/// Every vector instruction writes vstart; what else depends on the instruction.
void vector_write(Written& w, const CommitRecord& r) {
    const isa::Info& info = isa::kInfo[r.slot.op];
    for (uint32_t n = 0; n < 32; ++n)
        if (r.vector_written >> n & 1) w.v(n);
    w.csr({num::kVstart});
    if (info.cls == isa::Cls::VConfig) w.csr({num::kVl, num::kVtype});
    if (r.saturated) w.csr({num::kVxsat});
    w.vs_dirty(r);
}

void system_write(Written& w, const Hart& hart, const CommitRecord& r) {
    const auto op = static_cast<isa::OpId>(r.slot.op);
    switch (op) {
        case isa::OpId::Mret: return w.csr({num::kMstatus});
        case isa::OpId::Sret:
            if (r.v) return w.csr({num::kVsstatus});
            return w.csr({num::kMstatus, num::kHstatus});
        // Without an operand CSRRS and CSRRC do not write.
        case isa::OpId::Csrrs:
        case isa::OpId::Csrrc:
        case isa::OpId::Csrrsi:
        case isa::OpId::Csrrci:
            if (r.slot.rs1 == 0) return;
            [[fallthrough]];
        case isa::OpId::Csrrw:
        case isa::OpId::Csrrwi:
            if (const auto n = static_cast<uint32_t>(r.slot.imm) & 0xfff; n == num::kMcycle || n == num::kMinstret)
                if (op == isa::OpId::Csrrw || op == isa::OpId::Csrrwi)
                    return w.counter(n, op == isa::OpId::Csrrw ? r.rs1 : r.slot.rs1);
            return csr_write(w, hart, r, static_cast<uint32_t>(r.slot.imm) & 0xfff);
        default: return;
    }
}

}  // namespace

void CommitLog::retired(const Hart& hart, const CommitRecord& r) {
    const bool compressed = (r.bits & 3) != 3;
    std::string line = fmt::format("core {:3}: {} 0x{:016x} (0x{:0{}x})", hart.id(), static_cast<int>(r.priv), r.pc,
                                   compressed ? r.bits & 0xffff : r.bits, compressed ? 4 : 8);
    Written w(hart);
    const Dest dest = destination(r.slot);
    const auto fmt_of = isa::kInfo[r.slot.op].fmt;
    if (dest == Dest::X) w.x(r.slot.rd);
    if (dest == Dest::X && fmt_of == isa::Fmt::CasPair) w.x(r.slot.rd + 1u);
    if (dest == Dest::F) w.f(r.slot.rd);
    if (r.raised != 0) w.csr({num::kFflags});
    if (dest == Dest::F || r.raised != 0) w.fs_dirty(r);
    system_write(w, hart, r);
    if (is_vector(r.slot)) {
        vector_write(w, r);
        if (isa::kInfo[r.slot.op].cls != isa::Cls::VConfig) line += w.vector_type(r.vtype);
    }
    line += w.text();
    for (const CommitAccess& a : r.accesses) {
        line += fmt::format(" mem 0x{:016x}", a.va);
        if (a.write) line += fmt::format(" 0x{:0{}x}", a.value, 2 * a.size);
    }
    if (r.memory) {
        const auto& info = isa::kInfo[r.slot.op];
        const bool reads = !r.memory_write || (info.cls == isa::Cls::Amo && !info.name.starts_with("sc."));
        if (reads) line += fmt::format(" mem 0x{:016x}", r.memory_va);
        if (r.memory_write) {
            const uint64_t mask = r.memory_size >= 8 ? ~0ull : (1ull << (8 * r.memory_size)) - 1;
            const std::string high = r.memory_size == 16 ? fmt::format("{:016x}", r.memory_high) : "";
            const uint32_t digits = 2 * std::min(r.memory_size, 8u);
            line += fmt::format(" mem 0x{:016x} 0x{}{:0{}x}", r.memory_va, high, r.memory_value & mask, digits);
        }
    }
    line += '\n';
    out_.write(line);
}

}  // namespace covesim
