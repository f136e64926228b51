// The mmpt register as the lookup sees it, and the geometry of each MPT mode.
//
// Models: supervisor domains specification §3.1 (fields) and §4.1-§4.4 (levels, entry sizes, address partition). WARL
// behaviour belongs to the CSR (cpu/priv).
#pragma once
#include <cstdint>

#include "sim/core/types.h"

namespace covesim {

enum class MptMode : uint8_t { Bare, Smmpt43, Smmpt52, Smmpt64, Smmpt34 };

struct Mmpt {
    MptMode mode = MptMode::Bare;
    uint8_t sdid = 0;
    uint64_t ppn = 0;

    /// §3.1, RV64: MODE 63:60, SDID 57:52, PPN 43:0. Reserved modes never get past the CSR.
    static constexpr Mmpt rv64(uint64_t csr) {
        const auto mode = csr >> 60;
        return {mode <= 3 ? static_cast<MptMode>(mode) : MptMode::Bare, static_cast<uint8_t>(csr >> 52 & 0x3f),
                csr & 0xfff'ffff'ffff};
    }
    /// §3.1, RV32: MODE 31:30, SDID 27:22, PPN 21:0.
    static constexpr Mmpt rv32(uint32_t csr) {
        return {csr >> 30 == 1 ? MptMode::Smmpt34 : MptMode::Bare, static_cast<uint8_t>(csr >> 22 & 0x3f),
                csr & 0x3f'ffff};
    }
};

/// What differs between the modes (§4.1 .. §4.4).
struct MptGeometry {
    int levels;
    unsigned entry_bytes;
    unsigned offset_bits;  ///< range offset: one level-0 entry covers 2^offset_bits bytes
    unsigned index_bits;   ///< of every table that is neither listed below
    unsigned root_bits;    ///< of the root table
    unsigned page_bits;    ///< log2(NUMPGINRANGE tuples): pages per leaf entry, 8 or 16
    unsigned spa_bits;     ///< SPA bits above must be zero
    unsigned napot_g;      ///< the only G that is not reserved
};

constexpr MptGeometry geometry(MptMode m) {
    switch (m) {
        case MptMode::Smmpt34: return {2, 4, 15, 10, 9, 3, 34, 6};
        case MptMode::Smmpt43: return {3, 8, 16, 9, 9, 4, 43, 4};
        case MptMode::Smmpt52: return {4, 8, 16, 9, 9, 4, 52, 4};
        case MptMode::Smmpt64: return {5, 8, 16, 9, 12, 4, 64, 4};
        case MptMode::Bare: break;
    }
    return {};
}

/// log2 of the bytes that one entry of `level` covers.
constexpr unsigned entry_shift(const MptGeometry& g, int level) {
    return g.offset_bits + static_cast<unsigned>(level) * g.index_bits;
}

}  // namespace covesim
