// Construction, reset and CSR access: look-up, permission (privilege, HS-qualification), read-modify-write, effects.
#include "cpu/priv/privileged.h"

#include "cpu/priv/csr_row.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/interrupt_bits.h"

namespace covesim {
namespace {

HartFeatures complete(HartFeatures f) {
    f.aia = f.aia || f.imsic;
    f.csrind = f.csrind || f.smcdeleg;
    f.indirect = f.indirect || f.csrind || f.aia;
    f.mtval2 = f.h || f.ssdbltrp;
    return f;
}

}  // namespace

Privileged::Privileged(HartState& state, HartEnv& env, const PrivParams& params, const HartFeatures& features)
    : s_(state), env_(env), params_(params), features_(complete(features)), counters_(s_, env_, params_, features_) {
    if (features_.imsic) imsic_.emplace(features_.h ? params_.geilen : 0, params_.imsic_identities);
    rows_.push_back(nullptr);
    for_each_csr([&](const CsrRow& row) {
        if ((row.needs && !(features_.*row.needs)) || (row.also && !(features_.*row.also))) return;
        if (row.exists && !(features_.*row.exists)()) return;
        for (unsigned i = 0; i < row.count; ++i) row_of_[row.number + i] = uint16_t(rows_.size());
        rows_.push_back(&row);
    });
}

void Privileged::reset(uint64_t hartid) {
    const uint64_t lines = s_.lines, hgeip = s_.hgeip, seeds_drawn = s_.seeds_drawn;
    const uint32_t vlenb = s_.vector.vlenb;
    const bool rnmi = s_.rnmi;
    s_ = HartState{};
    s_.seeds_drawn = seeds_drawn;
    s_.lines = lines;
    s_.rnmi = rnmi;
    s_.hgeip = hgeip;
    s_.vector.vlenb = vlenb;
    s_.mhartid = hartid;
    s_.mstatus = status::kUxl64 | status::kSxl64 | (features_.smdbltrp ? status::kMdt : 0);
    s_.mideleg = hypervisor_level(features_, params_);
    if (features_.h) {
        s_.hstatus = hstatus::kVsxl64;
        s_.vsstatus = status::kUxl64;
    }
    if (imsic_) {
        imsic_->reset();
        imsic_changed();
    }
    counters_.refresh();
}

namespace {

/// CSR numbers: bits 9:8 are the lowest privilege (2 = hypervisor), bits 11:10 = 3 mean read-only.
unsigned level_of(unsigned number) { return number >> 8 & 3; }
bool read_only(unsigned number) { return number >> 10 == 3; }

constexpr unsigned kMachineLevel = 3;

}  // namespace

/// The decision for an existing CSR in a mode below M; TVM is the caller's.
Legal Privileged::in_mode(const CsrRow& row, uint32_t number, bool write, Priv priv, bool v) const {
    if (write && read_only(number)) return Legal::Illegal;
    const unsigned level = level_of(number);
    if (level == kMachineLevel) return Legal::Illegal;
    const bool privileged_enough = v ? level == 0 || (level == 1 && priv == Priv::S) : level == 0 || priv == Priv::S;
    if (privileged_enough) return row.gate ? row.gate(*this, number, priv, v) : Legal::Ok;
    // Not for this mode: virtual-instruction when V=1 and HS-mode could do the same, else illegal.
    const bool hs_qualified = !row.gate || row.gate(*this, number, Priv::S, false) == Legal::Ok;
    return v && hs_qualified ? Legal::Virtual : Legal::Illegal;
}

Legal Privileged::check(uint32_t number, bool write) const {
    const CsrRow* row = find(number);
    if (!row) return Legal::Illegal;
    // FS=Off and VS=Off are never a virtual-instruction exception.
    if ((row->fp && !fp_enabled(s_)) || (row->vector && !vector_enabled(s_))) return Legal::Illegal;
    if (row->must_write && !write) return Legal::Illegal;
    if (row->rule) return row->rule(*this, number);
    if (s_.priv == Priv::M) return write && read_only(number) ? Legal::Illegal : Legal::Ok;
    const Legal legal = in_mode(*row, number, write, s_.priv, s_.v);
    if (legal == Legal::Ok && row->tvm && s_.priv == Priv::S) {
        if (!s_.v && (s_.mstatus & status::kTvm)) return Legal::Illegal;
        if (s_.v && (s_.hstatus & hstatus::kVtvm)) return Legal::Virtual;
    }
    if (legal == Legal::Ok && s_.v && (s_.hvictl & hvictl::kVti)) {
        if (row->under_vti == UnderVti::Traps || (row->under_vti == UnderVti::WriteTraps && write))
            return Legal::Virtual;
    }
    return legal;
}

uint64_t Privileged::read_row(const CsrRow& row, uint32_t number) const {
    if (row.get) return row.get(*this, number);
    return row.field ? s_.*row.field : 0;
}

void Privileged::write_row(const CsrRow& row, uint32_t number, uint64_t value) {
    if (row.set) {
        row.set(*this, number, value);
    } else if (row.field) {
        s_.*row.field = (s_.*row.field & ~row.writable) | (value & row.writable);
    }
}

CsrResult Privileged::access(uint32_t number, CsrOp op, uint64_t operand, bool reads, bool writes) {
    CsrResult result;
    result.status = check(number, writes);
    if (result.status != Legal::Ok) return result;
    const CsrRow* row = find(number);
    if (s_.v && row->vs_alias) {
        number = row->vs_alias + (number - row->number);
        row = find(number);
    }
    if (row->shows_time || row->fresh_timers) env_.await_turn();
    if (row->fresh_timers && update_timers(env_.time())) result.effects |= Effect::Interrupts;
    if (reads) result.old = read_row(*row, number);
    if (!writes) return result;

    uint64_t value = operand;
    if (op != CsrOp::Write) {
        const uint64_t base = row->rmw ? row->rmw(*this, number) : result.old;
        value = op == CsrOp::Set ? base | operand : base & ~operand;
    }
    const bool watch_regime = row->effects & Effect::Regime;
    const uint64_t before = watch_regime ? read_row(*row, number) : 0;
    write_row(*row, number, value);
    result.effects |= row->effects;
    if (watch_regime && !((before ^ read_row(*row, number)) & row->regime_bits)) {
        result.effects = Effect(uint32_t(result.effects) & ~uint32_t(Effect::Regime));
    }
    if (row->effects & Effect::Timer) update_timers(env_.time());
    return result;
}

std::optional<uint64_t> Privileged::peek(uint32_t number) const {
    const CsrRow* row = find(number);
    if (!row) return std::nullopt;
    return read_row(*row, number);
}

bool Privileged::poke(uint32_t number, uint64_t value) {
    const CsrRow* row = find(number);
    if (!row || read_only(number)) return false;
    write_row(*row, number, value);
    if (row->effects & Effect::Timer) update_timers(env_.time());
    return true;
}

std::string csr_name(unsigned number) {
    std::string name;
    for_each_csr([&](const CsrRow& row) {
        if (number < row.number || number >= row.number + row.count) return;
        name = row.name;
        if (row.count > 1) name += std::to_string(row.first_index + (number - row.number));
    });
    return name;
}

}  // namespace covesim
