// Who may execute privileged instructions and cache-block operations. Privileged specification 1.13, TVM, TW, TSR and
// xenvcfg; H extension, list of virtual-instruction exceptions; Svinval; CMO (CBIE, CBCFE, CBZE); Zicfiss (SSE); Smsd.
#include "cpu/priv/fields.h"
#include "cpu/priv/gates.h"

namespace covesim {
namespace {

bool is(uint64_t reg, uint64_t field) { return (reg & field) != 0; }

}  // namespace

Legal Privileged::check_machine() const { return s_.priv == Priv::M ? Legal::Ok : Legal::Illegal; }

Legal Privileged::check_sret() const {
    if (s_.priv == Priv::M) return Legal::Ok;
    if (!s_.v) return s_.priv == Priv::U || is(s_.mstatus, status::kTsr) ? Legal::Illegal : Legal::Ok;
    return s_.priv == Priv::U || is(s_.hstatus, hstatus::kVtsr) ? Legal::Virtual : Legal::Ok;
}

Legal Privileged::check_wfi() const {
    if (s_.priv == Priv::M) return Legal::Ok;
    if (is(s_.mstatus, status::kTw)) return Legal::Illegal;
    if (!s_.v) return s_.priv == Priv::U ? Legal::Illegal : Legal::Ok;
    return s_.priv == Priv::U || is(s_.hstatus, hstatus::kVtw) ? Legal::Virtual : Legal::Ok;
}

Legal Privileged::check_sfence_vma() const {
    if (s_.priv == Priv::M) return Legal::Ok;
    if (!s_.v) return s_.priv == Priv::U || is(s_.mstatus, status::kTvm) ? Legal::Illegal : Legal::Ok;
    return s_.priv == Priv::U || is(s_.hstatus, hstatus::kVtvm) ? Legal::Virtual : Legal::Ok;
}

Legal Privileged::check_sfence_inval() const {
    if (s_.priv != Priv::U) return Legal::Ok;  // TVM and VTVM do not matter
    return s_.v ? Legal::Virtual : Legal::Illegal;
}

Legal Privileged::hypervisor_only(bool tvm) const {
    if (s_.priv == Priv::M) return Legal::Ok;
    if (s_.v) return Legal::Virtual;
    return s_.priv == Priv::U || (tvm && is(s_.mstatus, status::kTvm)) ? Legal::Illegal : Legal::Ok;
}

Legal Privileged::check_hfence_vvma() const { return hypervisor_only(false); }
Legal Privileged::check_hfence_gvma() const { return hypervisor_only(true); }

Legal Privileged::check_hv_access() const {
    if (!s_.v && s_.priv == Priv::U && is(s_.hstatus, hstatus::kHu)) return Legal::Ok;
    return hypervisor_only(false);
}

Legal envcfg_allows(const HartState& s, uint64_t field, Priv priv, bool v) {
    if (priv == Priv::M) return Legal::Ok;
    if (!is(s.menvcfg, field)) return Legal::Illegal;
    if (v && !is(s.henvcfg, field)) return Legal::Virtual;
    if (priv == Priv::U && !is(s.senvcfg, field)) return v ? Legal::Virtual : Legal::Illegal;
    return Legal::Ok;
}
Legal Privileged::envcfg_allows(uint64_t field) const { return covesim::envcfg_allows(s_, field, s_.priv, s_.v); }

Legal Privileged::check_cbo_inval(InvalAs& how) const {
    auto flushes = [](uint64_t reg) { return (reg & envcfg::kCbie) >> envcfg::kCbieShift == envcfg::kCbieFlush; };
    const bool below_m = s_.priv != Priv::M;
    const bool flush = (below_m && flushes(s_.menvcfg)) || (s_.v && flushes(s_.henvcfg)) ||
                       (s_.priv == Priv::U && flushes(s_.senvcfg));
    how = flush ? InvalAs::Flush : InvalAs::Inval;
    return envcfg_allows(envcfg::kCbie);
}

Legal Privileged::check_cbo_clean_flush() const { return envcfg_allows(envcfg::kCbcfe); }
Legal Privileged::check_cbo_zero() const { return envcfg_allows(envcfg::kCbze); }

bool Privileged::landing_pads_in(Priv priv, bool v) const {
    if (priv == Priv::M) return is(s_.mseccfg, seccfg::kMlpe);
    if (priv == Priv::U) return is(s_.senvcfg, envcfg::kLpe);
    return is(v ? s_.henvcfg : s_.menvcfg, envcfg::kLpe);
}

Legal Privileged::check_ssamoswap() const { return envcfg_allows(envcfg::kSse); }
bool Privileged::shadow_stack_active() const { return s_.priv != Priv::M && envcfg_allows(envcfg::kSse) == Legal::Ok; }

bool Privileged::fiom() const {
    if (s_.priv == Priv::M) return false;
    return is(s_.menvcfg, envcfg::kFiom) || (s_.v && is(s_.henvcfg, envcfg::kFiom)) ||
           (s_.priv == Priv::U && is(s_.senvcfg, envcfg::kFiom));
}

}  // namespace covesim
