// Physical memory map: compatible with QEMU's `virt` machine where both have a device, so that firmware and kernels
// built for it run. Freestanding: shared by the models, the loader and the firmware. Tests use literals, never this
// header.
#pragma once
#include <stdint.h>

namespace covesim::map {

struct Range {
    uint64_t base, size;
    constexpr bool contains(uint64_t a) const { return a - base < size; }
    constexpr uint64_t end() const { return base + size; }
};

inline constexpr Range kBootRom{0x0000'1000, 0xf000};
inline constexpr Range kFinisher{0x0010'0000, 0x1000};
inline constexpr Range kRtc{0x0010'1000, 0x1000};
inline constexpr Range kAclint{0x0200'0000, 0x1'0000};  // MSWI at +0, MTIMER: mtimecmp +0x4000, mtime +0xbff8
inline constexpr Range kPlic{0x0c00'0000, 0x60'0000};   // irqchip = plic
inline constexpr Range kAplicM{0x0c00'0000, 0x8000};    // irqchip = aia
inline constexpr Range kAplicS{0x0d00'0000, 0x8000};
inline constexpr Range kUart0{0x1000'0000, 0x1000};            // NS16550A, registers in the first 8 bytes
inline constexpr Range kVirtioMmio{0x1000'1000, 0x8000};       // 8 slots of 4 KiB
inline constexpr Range kRotMailbox{0x1020'0000, 0x1000};       // covesim: root of trust, rot_mailbox.h
inline constexpr Range kEncryptionTable{0x1021'0000, 0x1000};  // covesim: encryption contexts, encryption_table.h
inline constexpr Range kControl{0x1022'0000, 0x1000};          // covesim: control device, control.h
inline constexpr Range kImsicM{0x2400'0000, 0x40'0000};
inline constexpr Range kImsicS{0x2800'0000, 0x400'0000};
inline constexpr Range kPcieEcam{0x3000'0000, 0x1000'0000};
inline constexpr Range kPcieLow{0x4000'0000, 0x4000'0000};  // for 32-bit BARs
/// Who asks, in a bus master's transfers: a PCI function by its number (bus, device, function), below 0x10000; a
/// virtio-mmio slot n by this number + n.
inline constexpr uint32_t kRequesterVirtioMmio = 0x1'0000;
inline constexpr uint32_t kVirtioSlots = 8;
inline constexpr uint64_t kRamBase = 0x8000'0000;

/// For 64-bit BARs: 16 GiB at the next multiple of that above RAM.
constexpr Range pcie_high(uint64_t ram_size) {
    constexpr uint64_t kSize = 0x4'0000'0000;
    return {(kRamBase + ram_size + kSize - 1) / kSize * kSize, kSize};
}

// Interrupt numbers of the wired controller, as on `virt`.
inline constexpr uint32_t kIrqVirtio0 = 1, kIrqUart0 = 10, kIrqRtc = 11, kIrqPcie0 = 32;

// Where the boot stack is linked and loaded (the loader passes every range in /chosen; only these are fixed at link
// time).
inline constexpr uint64_t kResetVector = 0x1000;
inline constexpr Range kRdsm{0x8000'0000, 0x20'0000};  // TSM driver (root domain security manager): image, data, stacks
inline constexpr uint64_t kTsmBase = 0x8020'0000;      // TSM image; its static memory follows the image
inline constexpr uint64_t kHostVmmBase = 0x8100'0000;  // host VMM image

}  // namespace covesim::map
