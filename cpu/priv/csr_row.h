// A CSR is one row of data: number, name, storage, WARL mask, functions where a mask is not enough, what a write
// invalidates, what stands in its place when V=1, and what besides its number restricts access.
//
// The lowest privilege and read-only-ness follow from the number (privileged specification, "CSR Address Mapping").
// Rows of one topic are in csr_<topic>.cc.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cpu/hart_state.h"
#include "cpu/priv/effect.h"
#include "cpu/priv/params.h"

namespace covesim {

class Privileged;
enum class Legal : uint8_t;

using CsrGet = uint64_t (*)(const Privileged&, unsigned number);
using CsrSet = void (*)(Privileged&, unsigned number, uint64_t value);
/// Restriction beyond privilege, asked for S-level (HS or VS) and U-level (U or VU) access: never for M.
using CsrGate = Legal (*)(const Privileged&, unsigned number, Priv priv, bool v);
/// What VS-mode may do with a CSR while hvictl.VTI = 1.
enum class UnderVti : uint8_t { Free, WriteTraps, Traps };
/// All of the decision about an access in the current mode, M too, in place of privilege, HS-qualification and gate.
using CsrRule = Legal (*)(const Privileged&, unsigned number);

struct CsrRow {
    uint16_t number = 0;
    std::string_view name;
    uint64_t HartState::*field = nullptr;  ///< storage; without field and get the CSR reads as zero
    uint64_t writable = 0;                 ///< bits of `field` that a write changes, when there is no `set`
    Effect effects = Effect::None;         ///< what a write may change
    CsrGet get = nullptr;                  ///< value, when it is not simply `field`
    CsrSet set = nullptr;                  ///< legalisation, when a mask is not enough
    uint16_t vs_alias = 0;                 ///< the VS CSR that stands in when V=1 (the first of as many)
    CsrGate gate = nullptr;
    CsrRule rule = nullptr;
    UnderVti under_vti = UnderVti::Free;
    bool tvm = false;                     ///< mstatus.TVM (HS) and hstatus.VTVM (VS, satp only) forbid access
    bool fp = false;                      ///< needs FS != Off, in M-mode too
    bool must_write = false;              ///< an instruction that only reads is illegal, in M-mode too
    bool vector = false;                  ///< needs VS != Off, in M-mode too
    bool fresh_timers = false;            ///< shows timer interrupts: compare with time before reading
    bool shows_time = false;              ///< is read in the order of time with other harts; fresh_timers implies it
    uint8_t count = 1;                    ///< consecutive numbers that share the row; the name gets an index
    uint8_t first_index = 0;              ///< index of the first of them
    bool HartFeatures::*needs = nullptr;  ///< extension without which the CSR does not exist
    bool HartFeatures::*also = nullptr;   ///< and a second one
    bool (HartFeatures::*exists)() const = nullptr;  ///< or what decides, when it is not one extension
    uint64_t regime_bits = ~uint64_t{0};             ///< Effect::Regime only when one of these changed
    CsrGet rmw = nullptr;                            ///< value that CSRRS/CSRRC modify, when it is not the one read
};

std::span<const CsrRow> machine_csrs();
std::span<const CsrRow> supervisor_csrs();
std::span<const CsrRow> hypervisor_csrs();
std::span<const CsrRow> virtual_supervisor_csrs();
std::span<const CsrRow> interrupt_csrs();
std::span<const CsrRow> counter_csrs();
std::span<const CsrRow> pmp_csrs();
std::span<const CsrRow> stateen_csrs();
std::span<const CsrRow> smsd_csrs();
std::span<const CsrRow> float_csrs();
std::span<const CsrRow> vector_csrs();
std::span<const CsrRow> trigger_csrs();
std::span<const CsrRow> indirect_csrs();
std::span<const CsrRow> aia_csrs();
std::span<const CsrRow> cfi_csrs();
std::span<const CsrRow> seed_csrs();
std::span<const CsrRow> rnmi_csrs();
std::span<const CsrRow> delegated_counter_csrs();

/// Every topic in turn: f(const CsrRow&).
template <class F>
void for_each_csr(F&& f) {
    for (auto rows :
         {machine_csrs(), supervisor_csrs(), hypervisor_csrs(), virtual_supervisor_csrs(), interrupt_csrs(),
          counter_csrs(), pmp_csrs(), stateen_csrs(), smsd_csrs(), float_csrs(), trigger_csrs(), indirect_csrs(),
          aia_csrs(), cfi_csrs(), seed_csrs(), vector_csrs(), rnmi_csrs(), delegated_counter_csrs()}) {
        for (const CsrRow& row : rows) f(row);
    }
}

/// "mstatus", "mhpmcounter3" …; empty when the number is no known CSR.
std::string csr_name(unsigned number);

}  // namespace covesim
