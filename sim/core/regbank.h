// Device registers declared once, as data: one row per register (or array of registers). Dispatch, partial accesses,
// reset values and the documentation come from the rows.
//
//   class Finisher : public RegDevice<Finisher> {
//       static std::span<const Reg<Finisher>> regs();   // rows, in the .cc
//   };
//
// An access that lies inside one register reads or merges just those bytes; an access that covers several registers is
// split in address order; bytes that belong to no register read zero and ignore writes. Accesses that are not naturally
// aligned, or not of 1, 2, 4 or 8 bytes, are bus errors. A write-only register reads zero; a read-only one ignores
// writes.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sim/core/device.h"

namespace covesim {

enum class RegAccess : uint8_t { RO, RW, WO };
constexpr std::string_view name(RegAccess a) {
    constexpr std::string_view kNames[] = {"RO", "RW", "WO"};
    return kNames[static_cast<int>(a)];
}

/// One row. Either `cell` holds the value, or read/write callbacks get the index within the array.
template <class D>
struct Reg {
    std::string_view name;
    uint32_t offset = 0;
    uint8_t bytes = 4;
    RegAccess access = RegAccess::RW;
    uint64_t reset = 0;
    std::string_view doc = "";
    uint64_t D::*cell = nullptr;
    uint64_t (D::*read)(uint32_t index) = nullptr;
    void (D::*write)(uint32_t index, uint64_t value) = nullptr;
    uint64_t write_mask = ~0ull;  ///< bits of `cell` that a write changes
    uint32_t count = 1;           ///< array length
    uint32_t stride = 0;          ///< distance of array elements; 0: packed
    bool read_effect = false;     ///< reading changes state: a debugger sees zero

    uint32_t step() const { return stride ? stride : bytes; }
};

/// Base of a device with a register table (see the example above). D provides regs() and, if it likes, on_reset().
template <class D>
class RegDevice : public Device {
  public:
    bool read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override {
        now_ = now;
        return walk(
            offset, bytes,
            [&](const Reg<D>& r, uint32_t i, uint32_t skip, uint32_t at, uint32_t n) {
                const uint64_t part = r.access == RegAccess::WO ? 0 : value(r, i) >> (8 * skip) & mask(n);
                out |= part << (8 * at);
            },
            &out);
    }
    bool peek(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override {
        const Tick keep = now_;
        now_ = now;
        const bool ok = walk(
            offset, bytes,
            [&](const Reg<D>& r, uint32_t i, uint32_t skip, uint32_t at, uint32_t n) {
                if (!r.read_effect && r.access != RegAccess::WO)
                    out |= (value(r, i) >> (8 * skip) & mask(n)) << (8 * at);
            },
            &out);
        now_ = keep;
        return ok;
    }
    bool write(uint64_t offset, uint32_t bytes, uint64_t v, Tick now) override {
        now_ = now;
        return walk(
            offset, bytes,
            [&](const Reg<D>& r, uint32_t i, uint32_t skip, uint32_t at, uint32_t n) {
                if (r.access == RegAccess::RO) return;
                uint64_t next = v >> (8 * at) & mask(n);
                if (n < r.bytes) {
                    const uint64_t m = mask(n) << (8 * skip);
                    const uint64_t old = r.access == RegAccess::WO || r.read_effect ? 0 : value(r, i);
                    next = (old & ~m) | (next << (8 * skip));
                }
                if (r.write) {
                    (self().*r.write)(i, next);
                } else if (r.cell) {
                    uint64_t& c = self().*r.cell;
                    c = (c & ~r.write_mask) | (next & r.write_mask & mask(r.bytes));
                }
            },
            nullptr);
    }
    void reset() override {
        for (const Reg<D>& r : D::regs()) {
            if (r.cell) self().*r.cell = r.reset;
        }
        if constexpr (requires(D & d) { d.on_reset(); }) self().on_reset();
    }
    std::string describe() const override {
        static constexpr char kHex[] = "0123456789abcdef";
        auto hex = [](uint64_t v) {
            std::string s;
            do s.insert(s.begin(), kHex[v & 15]);
            while (v >>= 4);
            return "0x" + s;
        };
        std::string s = "| Offset | Name | Bytes | Access | Reset | Meaning |\n|---|---|---|---|---|---|\n";
        for (const Reg<D>& r : D::regs()) {
            s += "| " + hex(r.offset);
            if (r.count > 1) s += " + " + hex(r.step()) + "·n, n < " + std::to_string(r.count);
            s += " | " + std::string(r.name) + " | " + std::to_string(r.bytes) + " | " +
                 std::string(covesim::name(r.access)) + " | " + hex(r.reset) + " | " + std::string(r.doc) + " |\n";
        }
        return s;
    }

  protected:
    Tick now_;  ///< when the access being served arrived

  private:
    static constexpr uint64_t mask(uint32_t n) { return n >= 8 ? ~0ull : (1ull << (8 * n)) - 1; }
    D& self() { return static_cast<D&>(*this); }
    uint64_t value(const Reg<D>& r, uint32_t i) {
        return (r.read ? (self().*r.read)(i) : r.cell ? self().*r.cell : r.reset) & mask(r.bytes);
    }
    /// f(row, index, bytes skipped in the register, position in the access, bytes) for each register touched, in order.
    template <class F>
    static bool walk(uint64_t offset, uint32_t bytes, F&& f, uint64_t* clear) {
        if (clear) *clear = 0;
        if ((bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) || offset % bytes != 0) return false;
        for (uint32_t at = 0; at < bytes;) {
            uint32_t n = 1;
            for (const Reg<D>& r : D::regs()) {
                const uint64_t d = offset + at - r.offset;  // huge when below
                if (offset + at < r.offset || d / r.step() >= r.count || d % r.step() >= r.bytes) continue;
                const uint32_t skip = static_cast<uint32_t>(d % r.step());
                n = std::min(bytes - at, r.bytes - skip);
                f(r, static_cast<uint32_t>(d / r.step()), skip, at, n);
                break;
            }
            at += n;
        }
        return true;
    }
};

}  // namespace covesim
