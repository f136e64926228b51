// What the RDSM learns from the device tree, once, at boot; the tree is not read again after the host may have written
// it. Every address is checked against RAM where it has to be RAM. Left out: NUMA, memory hot-plug.
#pragma once
#include <stdint.h>

#include "firmware/abi/rdsm.h"
#include "firmware/lib/bits.h"
#include "firmware/lib/fdt.h"
#include "firmware/lib/mpt.h"
#include "firmware/tsm-driver/list.h"
#include "firmware/tsm-driver/pmu_events.h"

namespace covesim::fw {

/// An image that the loader placed and named under /chosen.
struct Image {
    Span range{0, 0};
    uint64_t entry = 0;
    explicit operator bool() const { return range.size != 0; }
};

struct HartInfo {
    uint64_t id;
    uint64_t msip;  // its MSWI register
};

struct Platform {
    List<Span, rdsm::kMaxRam> ram;
    List<HartInfo, rdsm::kMaxHarts> harts;
    List<Span, 64> host_mmio;  // device registers that domain 0 may use
    List<Span, 32> images;     // everything named under /chosen: not to be carved
    Span uart{0, 0};
    unsigned uart_shift = 0;
    uint64_t aplic = 0;  // machine-level domain; 0: none
    uint32_t aplic_sources = 0;
    uint64_t finisher = 0, mailbox = 0, encryption_table = 0;
    List<Span, 8> secure_mmio;  // for PMP
    Image tsm, host;
    bool start_tsm = true;     // its node is not disabled
    bool hardware_ad = false;  // Svadu without Svade: A and D are updated by hardware from the start
    mpt::Style mpt;
    PmuEvents pmu;
    uint64_t timebase = 0, isa = 0;
    uint32_t cbom = 0, cboz = 0;

    bool is_ram(uint64_t pa, uint64_t size) const {
        for (const Span& r : ram)
            if (r.contains(pa, size)) return true;
        return false;
    }
};

/// The console alone, first, so that everything later can be reported.
void find_console(const Fdt& tree, Platform& out);
/// Panics with the missing piece's name.
void read_platform(const Fdt& tree, Platform& out);
/// The tree as the host may see it: secure devices erased, /memory reduced to `host_ram`.
void edit_for_host(Fdt& tree, Span main_ram, Span host_ram);

}  // namespace covesim::fw
