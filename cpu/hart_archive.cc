// A hart's state in a checkpoint. What is missing here is empty between two run()s (the instruction under way, the
// commit record), set before each by the platform (limits, stops), or an accelerator (decoded code, L0), which law 2
// allows to be empty.
#include "cpu/hart.h"
#include "sim/core/archive.h"

namespace covesim {

namespace {

/// C arrays keep it from being taken member by member: whoever adds one adds it here, and the size then.
void archive_state(Archive& a, HartState& s) {
    static_assert(sizeof(HartState) == 6632, "the new member of HartState belongs into the checkpoint");
    a(s.x, s.f, s.pc, s.ssp);
    a(s.mcycle_offset, s.minstret_offset, s.mcyclecfg, s.minstretcfg, s.hpm);
    a(s.priv, s.v, s.elp, s.fflags, s.frm);
    a(s.mhartid, s.mstatus, s.medeleg, s.mideleg, s.mie, s.mip_sw, s.lines, s.timers);
    a(s.mtvec, s.mscratch, s.mepc, s.mcause, s.mtval, s.mtval2, s.mtinst);
    a(s.mnscratch, s.mnepc, s.mncause, s.mnstatus, s.rnmi, s.critical_error);
    a(s.mcounteren, s.mcountinhibit, s.menvcfg, s.mseccfg, s.seeds_drawn, s.mstateen, s.mmpt, s.msdcfg);
    a(s.miselect, s.mvien, s.mvip, s.miprio, s.pmpcfg, s.pmpaddr);
    a(s.stvec, s.sscratch, s.sepc, s.scause, s.stval, s.satp, s.scounteren, s.senvcfg, s.stimecmp);
    a(s.siselect, s.sie_virtual, s.siprio, s.sstateen);
    a(s.hstatus, s.hedeleg, s.hideleg, s.hvip, s.hgeie, s.hgeip, s.hvien, s.hvictl, s.hviprio1, s.hviprio2);
    a(s.hcounteren, s.htimedelta, s.htval, s.htinst, s.hgatp, s.henvcfg, s.hstateen);
    a(s.vsstatus, s.vstvec, s.vsscratch, s.vsepc, s.vscause, s.vstval, s.vsatp, s.vstimecmp);
    a(s.vsiselect, s.vsie_virtual);
    VectorState& v = s.vector;
    static_assert(sizeof(VectorState) == 4128, "the new member of VectorState belongs into the checkpoint");
    a.bytes(v.reg, size_t{32} * v.vlenb);
    a(v.vl, v.vtype, v.vstart, v.vxrm, v.vxsat);
}

}  // namespace

void Hart::archive(Archive& a) {
    if (running_ || resume_) return a.refuse("hart " + std::to_string(config_.id) + " is within an instruction");
    if (!a.loading()) settle_account();  // how it was brought up to date so far is no state
    a.section("state", [&] { archive_state(a, state_); });
    a.section("privileged", [&] { a(priv_); });
    a.section("mmu", [&] { mmu_.archive(a); });
    a.section("predictor", [&] { a(predictor_); });
    uint64_t retired_so_far = retired();
    a.section("counts", [&] {
        a(retired_so_far, cyc_, idle_, mode_, in_mode_, mode_start_, stats_);
        a(time_offset_, timer_due_, waiting_);
    });
    a.section("pipeline", [&] {
        a.fixed(store_buffer_);
        a(store_buffer_next_, vector_busy_);
    });
    a.section("reservations", [&] { a(reserved_, reservation_); });
    a.section("accounts", [&] { a(owner_, accounts_, account_, account_retired_, account_cycles_); });
    if (!a.loading()) return;
    if (account_ > accounts_.size() || store_buffer_next_ >= store_buffer_.size())
        return a.refuse("an index that is out of range");
    raw_ = retired_so_far;
    over_ = cur_insns_ = cur_gaps_ = 0;
    wanted_mode_ = mode_;
    page_tlb_ = kNoEntry;
    passed_pc_.reset();
    mmu_.set_mode(mode_);
    const uint32_t shift = mode_ == Mode::Fast ? 12 : 6;
    l0_.configure(shift);
    fetch_l0_.configure(shift);
    // PMP entries and regimes follow from the CSRs; counters belong to privileged(). Nothing here counts anything.
    apply(Effect::Regime | Effect::Interrupts | Effect::Pmp);
}

}  // namespace covesim
