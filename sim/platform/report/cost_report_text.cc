#include <fmt/format.h>

#include "sim/platform/machine_params.h"
#include "sim/platform/report/cost_report.h"
#include "sim/platform/text_table.h"

namespace covesim {
namespace {

/// 1234567 -> "1,234,567".
std::string grouped(uint64_t n) {
    std::string s = std::to_string(n);
    for (auto i = static_cast<int>(s.size()) - 3; i > 0; i -= 3) s.insert(static_cast<size_t>(i), ",");
    return s;
}
std::string percent(uint64_t part, uint64_t whole) {
    return whole ? fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole)) : "-";
}
std::string milliseconds(uint64_t fs) { return fmt::format("{:.6f}", static_cast<double>(fs) / 1e12); }
std::string ratio(uint64_t n, uint64_t of) {
    return of ? fmt::format("{:.2f}", static_cast<double>(n) / static_cast<double>(of)) : "-";
}
std::string section(std::string_view title, const TextTable& table, std::string_view note = "") {
    if (table.empty()) return "";
    return fmt::format("\n{}\n{}{}", title, table.text(), note);
}

std::string header_text(const CostReport& r) {
    const ReportHeader& h = r.header;
    std::string out = fmt::format("covesim {}: cost report\n", h.version);
    out += fmt::format("mode {}{}, {} hart{} at {:.3f} GHz, quantum {} ns,\nRAM {} MiB, MPT {}, seed {}\n", h.mode,
                       h.preset.empty() ? "" : ", preset " + h.preset, h.harts, h.harts == 1 ? "" : "s",
                       1e6 / static_cast<double>(h.clock_period_fs), grouped(h.quantum_fs / 1'000'000),
                       grouped(h.ram >> 20), h.mpt_mode.empty() ? "off" : h.mpt_mode, h.seed);
    out += fmt::format("{} instructions, {} cycles, {} ms of simulated time\n", grouped(r.instructions),
                       grouped(r.cycles), milliseconds(r.time_fs));
    if (h.several_modes()) {
        for (size_t m = 0; m < r.modes.size(); ++m)
            if (r.modes[m].cycles != 0)
                out += fmt::format("{:>9} mode: {} instructions, {} cycles\n", EnumNames<Mode>::names[m],
                                   grouped(r.modes[m].instructions), grouped(r.modes[m].cycles));
        out +=
            "Several modes: only cycles of timed are times; those of fast and warm are instructions times\n"
            "hart.fast_cpi. Caches, predictors and the level-1 and level-2 TLBs count in warm and timed only.\n";
    } else if (!h.timed())
        out += fmt::format("Cycles in {} mode are instructions times hart.fast_cpi: counts are exact, times are not.\n",
                           h.mode);
    return out;
}

std::string accounts_text(const CostReport& r) {
    TextTable t({"Component", "domain", "privilege", "instructions", "cycles", "share", "CPI"});
    for (const AccountRow& a : r.accounts) {
        const char* level = a.priv == Priv::M ? "M" : a.priv == Priv::U ? "U" : a.v ? "S" : "HS";
        t.add({a.component, std::to_string(a.sdid), std::string(a.v ? "V" : "") + level, grouped(a.instructions),
               grouped(a.cycles), percent(a.cycles, r.cycles), ratio(a.cycles, a.instructions)});
    }
    if (r.engine.idle_cycles)
        t.add({"(asleep)", "", "", "", grouped(r.engine.idle_cycles), percent(r.engine.idle_cycles, r.cycles), ""});
    return section("Who executed", t);
}

std::string cpi_text(const CostReport& r) {
    if (!r.header.timed()) return "";
    const HartStats& s = r.engine;
    const ModeUse use = r.timed_use();
    TextTable t({"Cycles went to", "cycles", "share", "per instruction"});
    const auto add = [&](std::string_view what, uint64_t n) {
        t.add({std::string(what), grouped(n), percent(n, use.cycles),
               fmt::format("{:.4f}",
                           use.instructions ? static_cast<double>(n) / static_cast<double>(use.instructions) : 0.0)});
    };
    add("issue", r.issue_cycles());
    add("fetch: lines", s.stall_fetch);
    add("fetch: translation and MPT", s.stall_fetch_translation);
    add("loads: data", s.stall_load);
    add("loads: translation and MPT", s.stall_load_translation);
    add("stores: buffer", s.stall_store);
    add("stores: translation and MPT", s.stall_store_translation);
    add("devices", s.stall_io);
    add("branches", s.stall_branch);
    add("vector unit", s.stall_vector);
    add("CSRs, fences, xRET", s.stall_system);
    add("traps", s.stall_trap);
    add("asleep", use.idle_cycles);
    return section(r.header.several_modes() ? "CPI stack of timed mode" : "CPI stack", t);
}

std::string mpt_text(const CostReport& r) {
    const MptStats& m = r.mmu.mpt;
    TextTable t({"MPT lookups for", "lookups", "entries read", "per lookup", "faults", "cycles"});
    const auto add = [&](std::string_view what, const MptTypeStats& s) {
        if (!s.lookups && !s.faults) return;
        t.add({std::string(what), grouped(s.lookups), grouped(s.entries_read),
               fmt::format("{:.3f}",
                           s.lookups ? static_cast<double>(s.entries_read) / static_cast<double>(s.lookups) : 0.0),
               grouped(s.faults), r.header.timed() ? grouped(s.time_fs / r.header.clock_period_fs) : "-"});
    };
    add("load", m.load);
    add("store", m.store);
    add("AMO", m.amo);
    add("fetch", m.fetch);
    add("page-table entry", m.stage_pte);
    add("G-stage entry", m.g_stage_pte);
    add("other", m.other);
    if (t.empty()) return "";
    TextTable c({"MPT caches", "hits"});
    c.add({"permission cache", grouped(m.permission_hits)});
    c.add({"superpage cache", grouped(m.superpage_hits)});
    for (size_t i = 0; i < m.pointer_hits.size(); ++i)
        if (m.pointer_hits[i]) c.add({fmt::format("pointer to level {}", i), grouped(m.pointer_hits[i])});
    c.add({"table walks", grouped(m.walks)});
    for (size_t i = 0; i < m.entries_by_level.size(); ++i)
        if (m.entries_by_level[i]) c.add({fmt::format("entries read at level {}", i), grouped(m.entries_by_level[i])});
    c.add({"evictions", grouped(m.evictions)});
    c.add({"MFENCE.PA, MINVAL.PA", grouped(m.fences)});
    c.add({"entries they took", grouped(m.fenced_entries)});
    return section("Memory protection table", t) + "\n" + c.text();
}

std::string tlb_text(const CostReport& r) {
    const MmuStats& m = r.mmu;
    TextTable t({"TLB", "misses", "hits", "fills", "evictions", "fenced"});
    const auto add = [&](std::string_view what, const TlbStats& s, bool hits) {
        if (!s.misses && !s.hits && !s.fills) return;
        t.add({std::string(what), grouped(s.misses), hits ? grouped(s.hits) : "-", grouped(s.fills),
               grouped(s.evictions), grouped(s.fenced)});
    };
    add("level 1 fetch", m.l1i, false);
    add("level 1 data", m.l1d, false);
    add("level 2", m.l2, true);
    add("nested", m.nested, true);
    add("fast mode", m.fast, false);
    if (t.empty()) return "";
    return section(
        "Translation", t,
        fmt::format("{} walks ({} for fetch, {} faulted, {} for a D bit), {} S/VS-stage and {} G-stage entries "
                    "read\n",
                    grouped(m.walks), grouped(m.walks_fetch), grouped(m.walk_faults), grouped(m.dirty_walks),
                    grouped(m.pte_reads), grouped(m.g_pte_reads)));
}

std::string memory_text(const CostReport& r) {
    if (r.header.mode == "fast") return "";
    constexpr std::string_view kWhy[] = {"explicit",   "page-table entry",    "G-stage entry", "MPT entry", "prefetch",
                                         "write-back", "encryption metadata", "I/O table",     "DMA"};
    TextTable t({"Memory, misses for", "L1I", "L1D", "L2", "LLC", "DRAM reads", "DRAM writes"});
    for (size_t i = 0; i < std::size(kWhy); ++i) {
        const uint64_t row[] = {r.l1i.misses[i], r.l1d.misses[i], r.l2.misses[i],
                                r.llc.misses[i], r.dram.reads[i], r.dram.writes[i]};
        if (!(row[0] | row[1] | row[2] | row[3] | row[4] | row[5])) continue;
        t.add({std::string(kWhy[i]), grouped(row[0]), grouped(row[1]), r.has_l2 ? grouped(row[2]) : "-",
               grouped(row[3]), grouped(row[4]), grouped(row[5])});
    }
    return section(
        "Memory hierarchy", t,
        fmt::format("encryption: {} lines decrypted, {} encrypted, {} plain\nDRAM rows: {} hits, {} empty, {} "
                    "conflicts\n",
                    grouped(r.encryption.decrypted), grouped(r.encryption.encrypted), grouped(r.encryption.plain),
                    grouped(r.dram.row_hits), grouped(r.dram.row_empty), grouped(r.dram.row_conflicts)));
}

std::string ends(const SwitchKind& k) { return fmt::format("{}>{}", name(k.from), name(k.to)); }

std::string switches_text(std::string_view title, const SwitchTable& table) {
    TextTable t({"Kind", "from>to", "count", "min", "median", "p99"});
    for (const auto& [kind, s] : table)
        t.add({kind.text(), ends(kind), grouped(s.total.count()), grouped(s.total.min()), grouped(s.total.median()),
               grouped(s.total.percentile(99))});
    return section(title, t);
}

std::string phases_text(const SwitchTable& table, bool inside) {
    std::vector<std::string> columns{"Median of each phase", "from>to"};
    const size_t phases = inside ? kPhases : kPhases - 1;
    for (size_t i = 0; i < phases; ++i) columns.emplace_back(kPhaseNames[i]);
    TextTable t(columns);
    for (const auto& [kind, s] : table) {
        std::vector<std::string> row{kind.text(), ends(kind)};
        for (size_t i = 0; i < phases; ++i) row.push_back(grouped(s.phase[i].median()));
        t.add(std::move(row));
    }
    return t.empty() ? "" : "\n" + t.text();
}

std::string refill_text(const CostReport& r) {
    TextTable t({"Misses after", "from>to", "TLB L1", "TLB L2", "nested", "MPT leaf", "MPT pointer", "a switch"});
    for (const auto& [kind, s] : r.switches) {
        const auto n = [&, &stats = s](CachedIn c) { return stats.refill[static_cast<size_t>(c)]; };
        uint64_t all = 0;
        for (const uint64_t c : s.refill) all += c;
        if (!all) continue;
        t.add({kind.text(), ends(kind), grouped(s.refill_tlb()), grouped(n(CachedIn::L2Tlb)),
               grouped(n(CachedIn::NestedTlb)), grouped(n(CachedIn::MptPermission) + n(CachedIn::MptSuperpage)),
               grouped(n(CachedIn::MptPointer)), ratio(all, s.total.count())});
    }
    return section("Refill: misses on what the destination held before and lost to others", t);
}

std::string regions_text(const CostReport& r) {
    TextTable t({"Region of interest", "times", "instructions", "cycles", "asleep", "CPI", "ms"});
    bool open = false;
    for (const RegionRow& row : r.regions) {
        t.add({row.name + (row.open ? " *" : ""), grouped(row.times), grouped(row.instructions), grouped(row.cycles),
               grouped(row.idle_cycles), ratio(row.cycles - row.idle_cycles, row.instructions),
               milliseconds(row.time_fs)});
        open = open || row.open;
    }
    return section("Regions of interest, all harts", t, open ? "* has not ended\n" : "");
}

std::string milestones_text(const CostReport& r) {
    TextTable t({"Milestone", "hart", "its instructions", "ms"});
    for (const Milestone& m : r.milestones)
        t.add({m.name, std::to_string(m.hart), grouped(m.instructions), milliseconds(m.at.fs)});
    return section("Milestones", t);
}

}  // namespace

std::string CostReport::text() const {
    std::string out = header_text(*this) + accounts_text(*this) + cpi_text(*this) + mpt_text(*this) + tlb_text(*this) +
                      memory_text(*this);
    out += switches_text("World switches, cycles", switches) + phases_text(switches, false);
    out += switches_text("Across the TSM, cycles (these contain the switches above)", spans) + phases_text(spans, true);
    out += refill_text(*this) + regions_text(*this) + milestones_text(*this);
    if (unexplained_switches)
        out += fmt::format("\n{} world changes without a trap or xRET: not counted.\n", grouped(unexplained_switches));
    if (refill_overflow) out += fmt::format("\n{} lost entries were not remembered.\n", grouped(refill_overflow));
    return out;
}

}  // namespace covesim
