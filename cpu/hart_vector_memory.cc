// Vector loads and stores: unprivileged specification, "Vector Loads and Stores".
//
// Elements that are contiguous in memory, of consecutive active elements or of one segment, are accessed line by line:
// one translation, one check and one cache access for what lies in one 64-byte line, as hardware with a datapath of
// that width does. Where the page's attributes are not uniform (a PMP boundary cuts it), for devices, and for elements
// that cross a line, it is one access an element. Faults are found at the first element concerned, so traps are
// precise: elements before vstart are done, those after it are not; of the segment at vstart, the fields before the
// refused one are (the text leaves that open). Elements are accessed in order, also by the unordered forms.
#include <algorithm>
#include <cstring>

#include "cpu/hart.h"
#include "cpu/isa/v.h"
#include "cpu/vector/operation.h"

namespace covesim {
namespace {

using vector::Group;
using vector::Operation;

constexpr uint32_t kUnit = 0, kStrided = 2;                   // mop; 1 and 3: indexed
constexpr uint32_t kWhole = 8, kMask = 11, kFaultFirst = 16;  // lumop, sumop

/// The fields of a load's or store's encoding.
struct Fields {
    explicit Fields(uint32_t b)
        : nf((b >> 29) + 1),
          mop(b >> 26 & 3),
          lumop(mop == kUnit ? b >> 20 & 31 : 0),
          width(int(b >> 12 & 3)),  // 0, 5, 6 and 7 for 8, 16, 32 and 64 bits
          store((b & 0x20) != 0) {}
    bool indexed() const { return (mop & 1) != 0; }

    uint32_t nf, mop, lumop;
    int width;  ///< log2 of EEW in bytes, of the data or of the index
    bool store;
};

/// What an instruction accesses: `elements` segments of `nf` fields of 2^eew bytes each.
struct Plan {
    uint32_t elements = 0;
    uint32_t nf = 1;
    uint32_t bytes = 1;      ///< of a field
    uint32_t registers = 1;  ///< of a field's group
    bool contiguous = false;
};

bool overlaps(unsigned first, unsigned n, const Group& g) { return first < g.reg + g.registers() && g.reg < first + n; }

/// The plan, or false: reserved.
bool plan_of(const Operation& o, const Fields& f, Plan& p) {
    if (f.lumop == kWhole) {
        p.bytes = f.store ? 1 : 1U << f.width;
        p.elements = f.nf * o.v.vlenb / p.bytes;
        p.contiguous = true;
        return (o.rd & (f.nf - 1)) == 0 && o.start < p.elements;
    }
    if (f.lumop == kMask) {
        p.elements = (o.vl + 7) / 8;
        p.contiguous = true;
        return true;
    }
    const int eew = f.indexed() ? o.sew : f.width;
    const Group data{o.rd, o.lmul + eew - o.sew, 3 + eew};
    const Group index{o.vs2, o.lmul + f.width - o.sew, 3 + f.width};
    p.elements = o.vl;
    p.nf = f.nf;
    p.bytes = 1U << eew;
    p.registers = data.registers();
    p.contiguous = f.mop == kUnit;
    if (f.nf * p.registers > 8 || o.rd + f.nf * p.registers > 32) return false;
    if (f.store)
        return f.indexed() ? o.legal_sources({data, index}) &&
                                 !(data.eew != index.eew && overlaps(o.rd, f.nf * p.registers, index))
                           : o.legal_sources({data});
    if (!f.indexed()) return o.legal(data, {});
    // "For vector indexed segment loads, the destination vector register groups cannot overlap the source …"
    return o.legal(data, {index}) && (f.nf == 1 || !overlaps(o.rd, f.nf * p.registers, index));
}

uint64_t index_of(const Operation& o, int width, uint32_t i) {
    switch (width) {
        case 0: return o.get<uint8_t>(o.vs2, i);
        case 1: return o.get<uint16_t>(o.vs2, i);
        case 2: return o.get<uint32_t>(o.vs2, i);
        default: return o.get<uint64_t>(o.vs2, i);
    }
}

/// Where segment i lies, from the address in rs1.
uint64_t offset_of(const Operation& o, const Fields& f, const Plan& p, uint64_t stride, uint32_t i) {
    if (p.contiguous) return uint64_t{i} * p.nf * p.bytes;
    return f.indexed() ? index_of(o, f.width, i) : i * stride;
}

}  // namespace

bool Hart::vector_whole(uint32_t bits) { return Fields(bits).lumop == kWhole; }

/// One element that is not accessed together with its neighbours.
bool Hart::vector_element(uint64_t va, uint8_t* data, uint32_t size, bool write) {
    uint64_t value = 0;
    if (write) std::memcpy(&value, data, size);
    if (!access(data_regime_, va, size, write, false, value, false)) return false;
    if (!write) std::memcpy(data, &value, size);
    commit_.memory = false;  // told as an element's
    return true;
}

void Hart::note_vector_access(uint64_t va, const uint8_t* data, uint32_t bytes, uint32_t size, bool write) {
    va = data_regime_.masked(va);
    for (uint32_t i = 0; i < bytes; i += size) {
        uint64_t value = 0;
        std::memcpy(&value, data + i, size);
        commit_accesses_.push_back({va + i, value, size, write});
    }
}

/// `bytes` contiguous bytes of elements of `size` bytes, between memory and `data`. Returns how many were done: less
/// than all if the next element traps.
uint32_t Hart::vector_span(uint64_t va, uint8_t* data, uint32_t bytes, uint32_t size, bool write) {
    uint32_t done = 0;
    while (done < bytes) {
        const uint64_t at = va + done;
        const uint32_t in_line = kLineBytes - static_cast<uint32_t>(at & (kLineBytes - 1));
        uint32_t n = std::min(bytes - done, in_line) / size * size;
        const bool misaligned = (at & (size - 1)) != 0;
        if (n == 0 || (misaligned && config_.params.misaligned_traps)) {
            if (!vector_element(at, data + done, size, write)) return done;
            if (commits_) note_vector_access(at, data + done, size, size, write);
            done += size;
            continue;
        }
        std::byte* host = l0_host(at, write);
        if (host == nullptr) {
            access_va_ = data_regime_.masked(at);
            Piece p;
            p.tag = at - access_va_;
            p.access = {Va{access_va_}, static_cast<uint8_t>(size), write ? Acc::Store : Acc::Load, false, false,
                        false};
            if (!translate(data_regime_, p)) return done;
            if (p.host == nullptr) {  // a device
                uint64_t value = 0;
                if (write) std::memcpy(&value, data + done, size);
                if (misaligned)
                    return refused(data_regime_, write ? cause::kStoreAccess : cause::kLoadAccess, access_va_), done;
                if (!io(data_regime_, p, write, value)) return done;
                if (!write) std::memcpy(data + done, &value, size);
                if (commits_) note_vector_access(at, data + done, size, size, write);
                done += size;
                continue;
            }
            if (!p.t.uniform) n = size;
            p.access.size = static_cast<uint8_t>(n);
            reach(p);
            host = p.host;
            if (write) {
                std::memcpy(host, data + done, n);
                stored(p.t.spa, n);
            } else {
                std::memcpy(data + done, host, n);
            }
            fill_l0(p);
        } else if (write) {
            std::memcpy(host, data + done, n);
        } else {
            std::memcpy(data + done, host, n);
        }
        if (commits_) note_vector_access(at, data + done, n, size, write);
        done += n;
    }
    return done;
}

Hart::VectorEnd Hart::vector_memory(const vector::Operation& o) {
    const Fields f(o.bits);
    Plan p;
    if (!plan_of(o, f, p)) return VectorEnd::Illegal;
    if (commits_) commit_accesses_.clear();
    VectorState& v = state_.vector;
    const uint64_t base = state_.x[o.vs1], stride = f.mop == kStrided ? state_.x[o.vs2] : 0;
    const uint32_t segment = p.nf * p.bytes;
    const uint32_t field_step = p.registers * v.vlenb;
    uint8_t* const reg = v.reg + o.rd * v.vlenb;

    uint32_t i = o.start;
    while (i < p.elements) {
        if (!o.active(i)) {
            ++i;
            continue;
        }
        uint32_t end = i + 1;  // segments from i up to here are contiguous
        if (p.contiguous) {
            while (end < p.elements && o.active(end)) ++end;
        }
        const uint64_t offset = offset_of(o, f, p, stride, i);
        const uint32_t bytes = (end - i) * segment;
        uint8_t fields[8 * kMaxVlen / 8];
        uint8_t* const data = p.nf == 1 ? reg + i * p.bytes : fields;
        // Fields lie one after the other in memory, but each in a register group of its own.
        const auto each_field = [&](uint32_t up_to, auto move) {
            if (p.nf == 1) return;
            for (uint32_t at = 0; at < up_to; at += p.bytes) {
                const uint32_t k = at / segment, n = at % segment / p.bytes;
                move(fields + at, reg + n * field_step + (i + k) * p.bytes);
            }
        };
        if (f.store) each_field(bytes, [&](uint8_t* memory, const uint8_t* r) { std::memcpy(memory, r, p.bytes); });
        const uint32_t done = vector_span(base + offset, data, bytes, p.bytes, f.store);
        const uint32_t faulting = i + done / segment;
        const bool trimmed = done < bytes && f.lumop == kFaultFirst && faulting > 0;
        if (!f.store) {
            const uint32_t loaded = trimmed ? done / segment * segment : done;
            each_field(loaded, [&](const uint8_t* memory, uint8_t* r) { std::memcpy(r, memory, p.bytes); });
        }
        if (done < bytes) {
            if (trimmed) {
                v.vl = faulting;
                return VectorEnd::Done;
            }
            v.vstart = faulting;
            mark_vector_dirty(state_);
            return VectorEnd::Trap;
        }
        i = end;
    }
    return VectorEnd::Done;
}

/// Some element that the instruction accesses, if none before it traps, is watched.
bool Hart::vector_watched(const vector::Operation& o) {
    const Fields f(o.bits);
    Plan p;
    if (!plan_of(o, f, p)) return false;
    const uint64_t base = state_.x[o.vs1], stride = f.mop == kStrided ? state_.x[o.vs2] : 0;
    for (uint32_t i = o.start; i < p.elements; ++i) {
        const uint64_t va = data_regime_.masked(base + offset_of(o, f, p, stride, i));
        if (o.active(i) && watched(f.store ? Acc::Store : Acc::Load, va, uint64_t{p.nf} * p.bytes)) return true;
    }
    return false;
}

/// The registers that hold loaded elements, a bit each.
uint32_t Hart::vector_loaded(const vector::Operation& o) const {
    const Fields f(o.bits);
    Plan p;
    plan_of(o, f, p);
    const uint32_t end = f.lumop == kFaultFirst ? static_cast<uint32_t>(state_.vector.vl) : p.elements;
    uint32_t registers = 0;
    for (uint32_t i = o.start; i < end; ++i) {
        for (uint32_t n = 0; o.active(i) && n < p.nf; ++n)
            registers |= 1U << (o.rd + n * p.registers + i * p.bytes / state_.vector.vlenb);
    }
    return registers;
}

/// Contiguous data passes at the width of the datapath; strides, indices and segments take addresses one by one.
uint64_t Hart::vector_memory_cycles(const vector::Operation& o) const {
    const VectorParams& params = config_.params.vector;
    const Fields f(o.bits);
    Plan p;
    plan_of(o, f, p);
    const uint64_t n = p.elements > o.start ? p.elements - o.start : 0;
    const bool elements = !p.contiguous || p.nf > 1;
    const uint64_t work = elements ? n * p.nf : n * p.bytes * 8;
    const uint64_t rate = elements ? params.address_elements : params.datapath_bits;
    return std::max<uint64_t>(1, (work + rate - 1) / rate);
}

}  // namespace covesim
