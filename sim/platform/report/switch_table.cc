#include "sim/platform/report/switch_table.h"

#include "sim/platform/report/cause_names.h"
#include "sim/platform/report/sbi_names.h"

namespace covesim {
namespace {
uint64_t at(const RefillCounts& r, CachedIn c) { return r[static_cast<size_t>(c)]; }
}  // namespace

std::string SwitchKind::text() const {
    switch (why) {
        case Why::Call: return sbi_name(a, b);
        case Why::Trap: return "trap: " + cause_name(a);
        case Why::Entry: return std::string(name(to)) + " entry";
        case Why::Return: return a == kNoCall ? "return: no call" : "return: " + sbi_name(a, b);
        case Why::Exit: return "exit: " + cause_name(a);
        case Why::Start: return "TSM start done";
    }
    return {};
}

uint64_t SwitchStats::refill_tlb() const {
    return at(refill, CachedIn::L1iTlb) + at(refill, CachedIn::L1dTlb) + at(refill, CachedIn::FastTlb);
}
uint64_t SwitchStats::refill_mpt() const {
    return at(refill, CachedIn::MptPermission) + at(refill, CachedIn::MptSuperpage) + at(refill, CachedIn::MptPointer);
}

void SwitchStats::add(uint64_t cycles, const Phases& phases) {
    total.add(cycles);
    for (size_t i = 0; i < phases.size(); ++i) phase[i].add(phases[i]);
}

void SwitchStats::extend_last(Phase p, uint64_t cycles) {
    total.extend_last(cycles);
    phase[static_cast<size_t>(p)].extend_last(cycles);
}

void SwitchStats::append(const SwitchStats& o) {
    total.append(o.total);
    for (size_t i = 0; i < phase.size(); ++i) phase[i].append(o.phase[i]);
    for (size_t i = 0; i < refill.size(); ++i) refill[i] += o.refill[i];
}

void append(SwitchTable& into, const SwitchTable& from) {
    for (const auto& [kind, stats] : from) into[kind].append(stats);
}

}  // namespace covesim
