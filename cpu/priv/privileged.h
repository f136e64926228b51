// The privileged architecture of one hart: CSR access, traps, xRET, interrupts, translation regimes.
//
// Models: privileged 1.13 with M, S and U, the complete H extension, Sstc, Smstateen, Smepmp, Sscofpmf, Svinval, Svadu,
// Svpbmt, and Smsd (mmpt, msdcfg, MFENCE.PA, MINVAL.PA). Choices the texts leave open: docs/decisions.md.
// AIA (Smaia, Ssaia) with or without an IMSIC. Leaves out: debug and trigger CSRs, Smsdia, big-endian
// operation, XLEN below 64.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "cpu/hart_state.h"
#include "cpu/priv/counters.h"
#include "cpu/priv/effect.h"
#include "cpu/priv/hart_env.h"
#include "cpu/priv/imsic.h"
#include "cpu/priv/params.h"
#include "cpu/priv/trap.h"
#include "mmu/regime.h"

namespace covesim {

struct CsrRow;

/// Whether an instruction may do what it asks for, and the exception if not.
enum class Legal : uint8_t { Ok, Illegal, Virtual };

enum class CsrOp : uint8_t { Write, Set, Clear };

/// Outcome of a CSR instruction: when status is Ok, `old` goes to rd and `effects` to the engine.
struct CsrResult {
    Legal status = Legal::Ok;
    uint64_t old = 0;
    Effect effects = Effect::None;
};

/// What cbo.inval does here: invalidate, or flush where an xenvcfg.CBIE that applies is 01.
enum class InvalAs : uint8_t { Inval, Flush };

class Privileged {
  public:
    /// `state` and `env` outlive this object. Call reset() before use.
    Privileged(HartState& state, HartEnv& env, const PrivParams& params = {}, const HartFeatures& features = {});

    /// Architectural reset: M-mode. Keeps external interrupt lines, what seed gave out, and VLEN; pc is for whoever
    /// releases the hart.
    void reset(uint64_t hartid);

    HartState& state() { return s_; }
    const HartState& state() const { return s_; }
    HartEnv& env() const { return env_; }
    const PrivParams& params() const { return params_; }
    const HartFeatures& features() const { return features_; }

    // --- CSRs -------------------------------------------------------------------------------------------------------

    /// A CSR instruction at the current privilege. `reads`/`writes` as Zicsr defines them (CSRRW with rd=x0 does not
    /// read; CSRRS/C with rs1=x0 or uimm=0 does not write).
    CsrResult access(uint32_t number, CsrOp op, uint64_t operand, bool reads, bool writes);
    /// Whether the current mode may access the CSR at all (write: with intent to write).
    Legal check(uint32_t number, bool write) const;
    /// For debugger, trace and tests: value without privilege checks or V-substitution; nullopt when there is no such
    /// CSR.
    std::optional<uint64_t> peek(uint32_t number) const;
    /// Write with legalisation but without privilege checks, otherwise as a CSR instruction would; false when there is
    /// no such CSR or it is read-only.
    bool poke(uint32_t number, uint64_t value);
    /// The row of an implemented CSR, or nullptr.
    const CsrRow* find(uint32_t number) const { return rows_[row_of_[number & 0xfff]]; }

    // --- Traps and returns ------------------------------------------------------------------------------------------

    /// Takes the trap: state.pc must be the address of the trapping instruction (exception) or of the next one to
    /// execute (interrupt); afterwards it is the handler's. Always affects Regime and Interrupts.
    /// False: a double trap that nothing can take (Smdbltrp). Nothing changed but state.critical_error: the hart
    /// ceases.
    bool take_trap(const Trap&);
    Legal check_sret() const;
    void mret();   ///< after check_machine()
    void mnret();  ///< after check_machine()
    void sret();   ///< after check_sret()
    /// WFI may wait here. The bounded time limit of mstatus.TW and hstatus.VTW is zero: it traps at once.
    Legal check_wfi() const;

    // --- Interrupts -------------------------------------------------------------------------------------------------

    /// mip as a whole (lines, software bits, timers as last updated).
    uint64_t mip() const;
    /// The interrupt to take before the next instruction: a cause for take_trap (kInterrupt | number), highest priority
    /// first, by mideleg, hideleg, the enables and the current mode.
    std::optional<Interrupt> pending_interrupt() const;
    /// WFI ends: an interrupt is pending at some level (mtopi, stopi or vstopi is not zero), whatever the global
    /// enables (NMIE too) say; or an RNMI is pending. Without virtual interrupts: some bit of mip & mie.
    bool wfi_wakes() const;
    /// The non-maskable interrupt's line (Smrnmi).
    void set_rnmi(bool level) { s_.rnmi = level && features_.smrnmi; }
    /// An external line at its mip position (irq::kMsi, kMti, kMei, kSei).
    void set_line(int interrupt, bool level);
    /// Guest external interrupt line i (1..GEILEN).
    void set_guest_line(int i, bool level);
    /// What sip and sie, and vsip and vsie, read.
    uint64_t sip() const { return sip(mip()); }
    uint64_t sie() const;
    uint64_t vsip() const { return vsip(mip()); }
    uint64_t vsie() const;
    uint64_t mvip() const;
    uint64_t hideleg() const;
    // The most urgent interrupt pending and enabled for a level, in the format of these CSRs; 0 when there is none.
    uint64_t mtopi() const;
    uint64_t stopi() const;
    uint64_t vstopi() const;

    /// The hart's IMSIC, or nullptr. Whoever changes it calls imsic_changed().
    Imsic* imsic() { return imsic_ ? &*imsic_ : nullptr; }
    const Imsic* imsic() const { return imsic_ ? &*imsic_ : nullptr; }
    void imsic_changed();
    /// An MSI for interrupt file `file` (numbers: Imsic::file); ignored when the hart has no such file.
    void msi(unsigned file, uint32_t identity);
    /// The guest interrupt file that hstatus.VGEIN names, or nullptr.
    const InterruptFile* guest_file() const;

    /// Compares stimecmp and vstimecmp with time `now`; true when mip changed. Call when now >= next_timer().
    bool update_timers(uint64_t now);
    /// The first value of time after `now` at which update_timers would raise a bit; UINT64_MAX when none.
    uint64_t next_timer(uint64_t now) const;

    // --- Translation regimes ----------------------------------------------------------------------------------------

    Regime fetch_regime() const;
    Regime data_regime() const;  ///< explicit loads and stores: MPRV, MPP and MPV
    Regime hv_regime() const;    ///< HLV, HLVX, HSV: V=1 with privilege hstatus.SPVP

    // --- Legality of privileged instructions ------------------------------------------------------------------------

    Legal check_sfence_vma() const;    ///< SFENCE.VMA and SINVAL.VMA
    Legal check_sfence_inval() const;  ///< SFENCE.W.INVAL and SFENCE.INVAL.IR
    Legal check_hfence_vvma() const;   ///< HFENCE.VVMA and HINVAL.VVMA
    Legal check_hfence_gvma() const;   ///< HFENCE.GVMA and HINVAL.GVMA
    Legal check_hv_access() const;     ///< HLV, HLVX, HSV
    Legal check_machine() const;       ///< MFENCE.PA, MINVAL.PA: M-mode, illegal anywhere else
    Legal check_cbo_inval(InvalAs& how) const;
    Legal check_cbo_clean_flush() const;
    Legal check_cbo_zero() const;
    Legal check_ssamoswap() const;
    /// xLPE of a mode (Zicfilp): its indirect jumps must land on a landing pad.
    bool landing_pads_in(Priv, bool v) const;
    bool landing_pads() const { return landing_pads_in(s_.priv, s_.v); }
    /// xSSE: shadow-stack instructions act; otherwise they are may-be-operations, as always in M-mode.
    bool shadow_stack_active() const;
    /// FENCE orders I/O as memory here (FIOM of the envcfg registers that apply).
    bool fiom() const;

    /// pmpaddr[i] as the grain lets it be read; address matching uses the same value.
    uint64_t pmp_address(int i) const;

    // --- Counters ---------------------------------------------------------------------------------------------------

    /// Reading a counter brings it up to date, which changes no value that anybody could have seen.
    Counters& counters() const { return counters_; }
    /// Some mhpmcounter can still raise LCOFI: the engine calls poll_overflow() at its sampling points.
    bool overflow_armed() const { return counters_.overflow_armed(); }
    /// Sets OF and LCOFIP for the counters that wrapped. True when LCOFIP was set: Effect::Interrupts.
    bool poll_overflow() { return counters_.poll_overflow(); }

    /// Recomputes everything derived from the state, after the state was replaced (restore).
    void refresh() { counters_.refresh(); }
    /// What the state does not hold; after it.
    template <class A>
    void archive(A& a) {
        if (imsic_) a(*imsic_);
        a(counters_);
    }

    // --- Widths -----------------------------------------------------------------------------------------------------

    uint64_t sdid_mask() const { return (uint64_t{1} << params_.sdidlen) - 1; }
    uint64_t asid_mask() const { return (uint64_t{1} << params_.asidlen) - 1; }
    uint64_t vmid_mask() const { return (uint64_t{1} << params_.vmidlen) - 1; }

  private:
    uint64_t sip(uint64_t mip) const;
    uint64_t vsip(uint64_t mip) const;
    uint64_t for_machine(uint64_t mip) const;
    uint64_t for_supervisor(uint64_t mip) const;
    /// Some interrupt can be pending without a bit of mip & mie.
    bool virtual_interrupts() const { return (s_.mvien | s_.hvien | s_.hvictl) != 0; }
    Legal hypervisor_only(bool tvm) const;
    Legal envcfg_allows(uint64_t field) const;
    Legal in_mode(const CsrRow&, uint32_t number, bool write, Priv priv, bool v) const;
    uint64_t read_row(const CsrRow&, uint32_t number) const;
    void write_row(const CsrRow&, uint32_t number, uint64_t value);
    void enter(Priv priv, bool v) { counters_.change_mode(priv, v); }
    bool trap_to_m(const Trap&);
    bool trap_to_hs(const Trap&);
    bool trap_to_vs(const Trap&);
    bool double_trap(const Trap&);
    void trap_to_rnmi(uint64_t cause);
    bool nmis_masked() const;
    void enable_traps_below(Priv to, bool v);
    Regime regime_for(Priv priv, bool v, bool fetch) const;
    uint8_t pmlen_of(Priv priv, bool v) const;

    HartState& s_;
    HartEnv& env_;
    const PrivParams params_;
    const HartFeatures features_;
    mutable Counters counters_;
    std::optional<Imsic> imsic_;
    std::vector<const CsrRow*> rows_;      ///< rows_[0] is nullptr: no such CSR
    std::array<uint16_t, 4096> row_of_{};  ///< CSR number to index in rows_
};

}  // namespace covesim
