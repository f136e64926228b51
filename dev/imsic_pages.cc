#include "dev/imsic_pages.h"

namespace covesim {

std::span<const Reg<ImsicPages>> ImsicPages::regs() {
    constexpr uint32_t kPages = 64 * 64, kPage = 0x1000;  // 64 harts with 63 guests
    static constexpr Reg<ImsicPages> kRegs[] = {
        {.name = "seteipnum_le",
         .offset = 0x0,
         .access = RegAccess::WO,
         .doc = "File of page n: sets the pending bit of the identity written.",
         .write = &ImsicPages::set_le,
         .count = kPages,
         .stride = kPage},
        {.name = "seteipnum_be",
         .offset = 0x4,
         .access = RegAccess::WO,
         .doc = "The same in big-endian byte order.",
         .write = &ImsicPages::set_be,
         .count = kPages,
         .stride = kPage},
    };
    return kRegs;
}

}  // namespace covesim
