#include "sim/platform/event_trace.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/platform/report/cause_names.h"
#include "sim/platform/report/world.h"
#include "smmtt/mmpt.h"

namespace covesim {
namespace {
constexpr uint32_t kMmpt = 0x382, kHgatp = 0x680;
}  // namespace

EventTrace::EventTrace(const std::vector<std::string>& what, LineFile& out, const OwnerMap& owners)
    : out_(out), owners_(owners) {
    const auto has = [&](const char* w) { return std::find(what.begin(), what.end(), w) != what.end(); };
    sbi_ = has("sbi"), traps_ = has("traps"), mmio_ = has("mmio"), domains_ = has("domains");
}

/// As in the report, but one word ("TVM-1"), so that a line can be split at spaces.
std::string EventTrace::component(const Hart& hart, Component owner) const {
    const HartState& s = hart.state();
    const auto vmid = static_cast<uint16_t>(s.hgatp >> 44 & 0x3fff);
    std::string name = component_name(owners_, owner, s.v, Mmpt::rv64(s.mmpt).sdid, vmid);
    std::replace(name.begin(), name.end(), ' ', '-');
    return name;
}

std::string EventTrace::who(const Hart& hart, Component owner) const {
    const HartState& s = hart.state();
    return fmt::format("{:>12} hart{} {:<10} {}{}", hart.cycles(), hart.id(), component(hart, owner), s.v ? "V" : "",
                       s.priv == Priv::M   ? "M"
                       : s.priv == Priv::S ? "S"
                                           : "U");
}

void EventTrace::trap(const Hart& hart, const Trap& t) {
    if (sbi_)
        if (const std::string text = calls_.call(hart, t); !text.empty())
            out_.write(fmt::format("{} sbi {}\n", who(hart), text));
    if (traps_)
        out_.write(fmt::format("{} {} {} ({}) tval=0x{:x} tval2=0x{:x} tinst=0x{:x} pc=0x{:x}\n", who(hart),
                               t.cause & kInterrupt ? "interrupt" : "exception", t.cause & ~kInterrupt,
                               cause_name(t.cause), t.tval, t.tval2, t.tinst, hart.state().pc));
}

void EventTrace::xret(const Hart& hart) {
    if (!sbi_) return;
    if (const SbiTrace::Return r = calls_.xret(hart); !r.text.empty())
        out_.write(fmt::format("{} sbi {}\n", who(hart, r.owner), r.text));
}

void EventTrace::csr_accessed(const Hart& hart, const CsrUse& use) {
    if (!domains_ || (use.number != kMmpt && use.number != kHgatp)) return;
    const HartState& s = hart.state();
    out_.write(fmt::format("{} {}=0x{:x}\n", who(hart), use.number == kMmpt ? "mmpt" : "hgatp",
                           use.number == kMmpt ? s.mmpt : s.hgatp));
}

void EventTrace::context(const Hart& hart, uint16_t) {
    if (domains_) out_.write(fmt::format("{} runs {}\n", who(hart), component(hart, hart.owner())));
}

void EventTrace::mmio(const Hart& hart, Spa a, uint32_t size, bool write, uint64_t data, bool ok) {
    if (mmio_)
        out_.write(fmt::format("{} mmio {} 0x{:x} size={} data=0x{:x}{}\n", who(hart), write ? "write" : "read", a.v,
                               size, data, ok ? "" : " refused"));
}

}  // namespace covesim
