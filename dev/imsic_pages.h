// The memory-mapped side of the machine's IMSICs: one page for each interrupt file, of one level. AIA specification,
// "Memory region for an interrupt file" and "Arrangement of the memory regions of multiple interrupt files".
//
// Machine level: a page a hart. Supervisor level: 2^guest_bits pages a hart, the supervisor's first, then the guests'.
// Pages without a file read zero and ignore writes. Accesses of other than four bytes are bus errors.
#pragma once
#include <span>
#include <string_view>

#include "sim/core/irq.h"
#include "sim/core/regbank.h"

namespace covesim {

enum class ImsicLevel : uint8_t { Machine, Supervisor };

class ImsicPages final : public RegDevice<ImsicPages> {
  public:
    /// `guest_bits`: log2 of the pages a hart, 0 at machine level. The sink must outlive this object.
    ImsicPages(ImsicLevel level, uint32_t guest_bits, MsiSink& sink)
        : level_(level), guest_bits_(guest_bits), sink_(sink) {}

    std::string_view name() const override { return level_ == ImsicLevel::Machine ? "imsic-m" : "imsic-s"; }
    static std::span<const Reg<ImsicPages>> regs();
    void archive(Archive&) override {}  // the files are the harts'
    bool read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override {
        return bytes == 4 && RegDevice::read(offset, bytes, out, now);
    }
    bool write(uint64_t offset, uint32_t bytes, uint64_t v, Tick now) override {
        return bytes == 4 && RegDevice::write(offset, bytes, v, now);
    }

  private:
    void set_le(uint32_t page, uint64_t v) {
        const uint32_t hart = page >> guest_bits_, guest = page & ((1u << guest_bits_) - 1);
        sink_.msi(hart, level_ == ImsicLevel::Machine ? 0 : 1 + guest, static_cast<uint32_t>(v));
    }
    void set_be(uint32_t page, uint64_t v) { set_le(page, __builtin_bswap32(static_cast<uint32_t>(v))); }

    const ImsicLevel level_;
    const uint32_t guest_bits_;
    MsiSink& sink_;
};

}  // namespace covesim
