// Parameters and features of the privileged architecture: the choices that the specifications leave to an
// implementation.
#pragma once
#include <cstdint>

#include "sim/core/schema.h"

namespace covesim {

/// Which extensions exist as far as CSRs, traps and privileged instructions are concerned.
struct HartFeatures {
    bool a = true, b = true, m = true;  ///< misa letters only
    bool c = true;                      ///< also IALIGN: 16, without C 32
    bool f = true, d = true, v = true;
    bool h = true;
    bool sstc = true, smstateen = true, smepmp = true, sscofpmf = true;
    bool shlcofideleg = false;  ///< LCOFI can be delegated to VS-mode
    bool svinval = true, svadu = true, svpbmt = true, svnapot = true;
    bool sv48 = true, sv57 = true;  ///< Sv39 always exists; the x4 modes follow
    bool zicbom = true, zicboz = true;
    bool zicntr = true, zihpm = true;
    bool smcntrpmf = false, smcdeleg = false;  ///< smcdeleg needs csrind
    bool smdbltrp = false, ssdbltrp = false, smrnmi = false;
    bool ssnpm = false, smnpm = false, smmpm = false;
    bool zicfilp = false, zicfiss = false;
    bool csrind = false;    ///< Smcsrind and Sscsrind: alias registers 2 to 6 of indirect access
    bool aia = false;       ///< Smaia and Ssaia
    bool imsic = false;     ///< the hart has an IMSIC; implies aia
    bool indirect = false;  ///< the select registers and the first alias: follows from csrind, and from aia
    bool zkr = true;
    bool mtval2 = false;  ///< follows from h and ssdbltrp
    bool smsd = true;
    bool smmpt43 = true, smmpt52 = true, smmpt64 = true;

    /// The CSR exists: some extension has a field in it.
    bool has_mseccfg() const { return smepmp || zkr || zicfilp || smmpm; }
};

struct PrivParams {
    uint32_t asidlen = 16;
    uint32_t vmidlen = 14;
    uint32_t sdidlen = 6;
    uint32_t geilen = 0;
    uint32_t imsic_identities = 255;
    uint32_t pmp_entries = 16;
    uint32_t pmp_grain = 0;
    uint32_t hpm_counters = 29;
    uint64_t mvendorid = 0, marchid = 0, mimpid = 0;
    bool mpt_faults_to_m = false;
    uint64_t rnmi_vector = 0x1000, rnmi_exception_vector = 0x1000;
};

template <>
inline constexpr auto schema<PrivParams> = std::tuple{
    Field{"asidlen", &PrivParams::asidlen, Unit::Count, "Implemented ASID bits (satp, vsatp).",
          within<0, 16>("0 to 16")},
    Field{"vmidlen", &PrivParams::vmidlen, Unit::Count, "Implemented VMID bits (hgatp).", within<0, 14>("0 to 14")},
    Field{"sdidlen", &PrivParams::sdidlen, Unit::Count, "Implemented SDID bits (mmpt).", within<0, 6>("0 to 6")},
    Field{"geilen", &PrivParams::geilen, Unit::Count,
          "Guest external interrupts (hgeip, hgeie, hstatus.VGEIN); with an IMSIC its guest interrupt files.",
          within<0, 63>("0 to 63")},
    Field{"imsic_identities", &PrivParams::imsic_identities, Unit::Count,
          "Interrupt identities of each interrupt file of the IMSIC (irqchip = aia).",
          Check{[](uint64_t v) { return v >= 63 && v <= 2047 && v % 64 == 63; },
                "63 to 2047, one less than a multiple of 64"}},
    Field{"pmp_entries", &PrivParams::pmp_entries, Unit::Count, "Implemented PMP entries.",
          Check{[](uint64_t v) { return v == 0 || v == 16; }, "0 or 16"}},
    Field{"pmp_grain", &PrivParams::pmp_grain, Unit::None, "PMP grain G: regions are multiples of 2^(G+2) bytes.",
          within<0, 20>("0 to 20")},
    Field{"hpm_counters", &PrivParams::hpm_counters, Unit::Count,
          "Programmable counters from mhpmcounter3 up; the others read zero.", within<0, 29>("0 to 29")},
    Field{"mvendorid", &PrivParams::mvendorid, Unit::None, "Value of mvendorid.", within<0, 0xffffffff>("32 bits")},
    Field{"marchid", &PrivParams::marchid, Unit::None, "Value of marchid."},
    Field{"mimpid", &PrivParams::mimpid, Unit::None, "Value of mimpid."},
    Field{"mpt_faults_to_m", &PrivParams::mpt_faults_to_m, Unit::None,
          "MPT faults always trap to M-mode, whatever medeleg says."},
    Field{"rnmi_vector", &PrivParams::rnmi_vector, Unit::None,
          "Where resumable non-maskable interrupts and, with Smrnmi, double traps go.",
          Check{[](uint64_t v) { return v % 4 == 0; }, "a multiple of 4"}},
    Field{"rnmi_exception_vector", &PrivParams::rnmi_exception_vector, Unit::None,
          "Where exceptions go in M-mode while mnstatus.NMIE is 0.",
          Check{[](uint64_t v) { return v % 4 == 0; }, "a multiple of 4"}},
};

}  // namespace covesim
