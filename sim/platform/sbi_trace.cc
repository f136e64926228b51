#include "sim/platform/sbi_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "sim/platform/report/sbi_names.h"
#include "smmtt/mmpt.h"

namespace covesim {

SbiTrace::Caller SbiTrace::caller(const HartState& s, uint64_t pc) {
    Caller c;
    c.sdid = Mmpt::rv64(s.mmpt).sdid;
    c.v = s.v;
    c.vmid = s.v ? static_cast<uint16_t>(s.hgatp >> 44 & 0x3fff) : uint16_t{0};
    c.pc = pc;
    constexpr std::array<uint8_t, 16> kPreserved{1, 2, 3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27};
    for (size_t i = 0; i < kPreserved.size(); ++i) c.preserved[i] = s.x[kPreserved[i]];
    return c;
}

/// The host's calls are within none, a guest's within the host's that runs it, a TSM's within both.
size_t SbiTrace::depth_of(const Caller& c, uint32_t hart) const {
    if (c.host()) return 0;
    return static_cast<size_t>(std::count_if(open_.begin(), open_.end(), [&](const Call& o) {
        return o.hart == hart && (o.caller.host() || (!c.v && o.caller.v));
    }));
}

std::string SbiTrace::call(const Hart& hart, const Trap& trap) {
    if (trap.cause != cause::kEcallS && trap.cause != cause::kEcallVs) return {};
    const HartState& s = hart.state();
    const auto& x = s.x;
    Call call{caller(s, s.pc + 4), hart.id(), hart.owner(), x[17], x[16], hart.event_start(), 0};
    call.depth = depth_of(call.caller, hart.id());
    const std::string text =
        std::string(2 * call.depth, ' ') + "> " + sbi_call(x[17], x[16], std::span<const uint64_t, 6>(x + 10, 6));
    // Outside of a guest a hart makes one call after the other: an earlier one has not come back (tee_ret).
    std::erase_if(open_, [&](const Call& o) {
        return o.hart == call.hart && !o.caller.v && !call.caller.v && o.caller.sdid == call.caller.sdid;
    });
    if (open_.size() == kMostOpen) open_.erase(open_.begin());
    open_.push_back(call);
    return text;
}

SbiTrace::Return SbiTrace::xret(const Hart& hart) {
    const HartState& s = hart.state();
    if (s.priv != Priv::S || open_.empty()) return {};
    const Caller back = caller(s, s.pc);
    const auto call = std::find_if(open_.rbegin(), open_.rend(), [&](const Call& c) { return c.caller == back; });
    if (call == open_.rend()) return {};
    Return r{call->owner, {}};
    r.text = fmt::format("{}< {} = {} after {} cycles", std::string(2 * call->depth, ' '), sbi_name(call->a7, call->a6),
                         sbi_result(call->a7, s.x[10], s.x[11]), hart.cycles() - call->begun);
    open_.erase(std::next(call).base());
    return r;
}

}  // namespace covesim
