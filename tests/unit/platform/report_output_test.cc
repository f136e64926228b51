// The report's two formats: keys, numbers and layout.
#include <catch2/catch.hpp>

#include <sstream>

#include "sim/platform/report/cost_report.h"
#include "sim/platform/report/sum.h"

using namespace covesim;
using By = SwitchKind::Why;
using K = World::Kind;

namespace {
CostReport sample() {
    CostReport r;
    r.header = {"0.1.0", "timed", "default", 2, 10'000'000'000, 500'000, 512ull << 20, "Smmpt43", 7};
    r.instructions = 1'234'567;
    r.cycles = 4'000'000;
    r.time_fs = 2'000'000'000'000;
    OwnerMap owners;
    Account a;
    a.owner = owners.component("tsm-driver");
    a.instructions = 1'000'000;
    a.cycles = 3'000'000;
    r.add_account(a, owners);
    a.instructions = 567;
    a.cycles = 1'000;
    r.add_account(a, owners);
    Account guest;
    guest.v = true, guest.sdid = 1, guest.vmid = 4, guest.priv = Priv::S;
    guest.instructions = 10, guest.cycles = 15;
    r.add_account(guest, owners);
    r.engine.stall_load = 1'500'000;
    r.engine.idle_cycles = 500'000;
    r.mmu.mpt.load = {100, 250, 1, 5'000'000};
    r.mmu.mpt.permission_hits = 60;
    const SwitchKind call{K::Host, K::Tsm, By::Call, 0x434F5648, 15};
    r.switches[call].add(1'000, {10, 400, 50, 90, 350, 100, 0});
    r.switches[call].add(3'000, {30, 1'200, 50, 270, 1'350, 100, 0});
    r.switches[call].refill[static_cast<size_t>(CachedIn::L1dTlb)] = 6;
    r.switches[call].refill[static_cast<size_t>(CachedIn::MptPermission)] = 1;
    r.milestones = {{"rom: first instruction", 0, 0, Tick{0}},
                    {"TVM 1: first instruction", 0, 9'999, Tick{1'500'000'000'000}}};
    return r;
}
}  // namespace

TEST_CASE("report 1: JSON of header, switches and milestones is stable to the byte", "[report]") {
    const auto v = sample().json();
    CHECK(config::json_text(*v.find("header")) == R"({
  "covesim": "0.1.0",
  "mode": "timed",
  "preset": "default",
  "harts": 2,
  "quantum_fs": 10000000000,
  "clock_period_fs": 500000,
  "ram": 536870912,
  "mpt_mode": "Smmpt43",
  "seed": 7
}
)");
    const auto& row = v.find("world_switches")->array()->at(0);
    CHECK(*row.find("kind")->string() == "COVH run_tvm_vcpu");
    CHECK(*row.find("from")->string() == "host");
    CHECK(*row.find("to")->string() == "TSM");
    CHECK(config::json_text(*row.find("cycles")) == R"({
  "min": 1000,
  "median": 1000,
  "p99": 3000,
  "max": 3000,
  "sum": 4000
}
)");
    CHECK(config::json_text(*row.find("phases")->find("fences")) == R"({
  "min": 90,
  "median": 90,
  "p99": 270,
  "max": 270,
  "sum": 360
}
)");
    CHECK(config::json_text(*row.find("refill")) == R"({
  "l1i_tlb": 0,
  "l1d_tlb": 6,
  "l2_tlb": 0,
  "fast_tlb": 0,
  "nested_tlb": 0,
  "mpt_permission": 1,
  "mpt_superpage": 0,
  "mpt_pointer": 0
}
)");
    CHECK(config::json_text(*v.find("milestones")) == R"([
  {
    "name": "rom: first instruction",
    "hart": 0,
    "instructions": 0,
    "time_fs": 0
  },
  {
    "name": "TVM 1: first instruction",
    "hart": 0,
    "instructions": 9999,
    "time_fs": 1500000000000
  }
]
)");
    std::string keys;
    for (const auto& [key, value] : *v.object()) keys += key + " ";
    CHECK(keys ==
          "header instructions cycles time_fs modes components issue_cycles engine predictor mmu why l1i l1d llc "
          "encryption "
          "dram "
          "world_switches spans unexplained_switches refill_overflow milestones ");
    CHECK(v.find("why")->array()->size() == 9);
    CHECK(v.find("components")->array()->size() == 2);
    CHECK(std::get<uint64_t>(v.find("components")->array()->at(0).find("instructions")->v) == 1'000'567);
    CHECK(*v.find("components")->array()->at(1).find("component")->string() == "TVM 4");
    CHECK(std::get<uint64_t>(v.find("issue_cycles")->v) == 2'000'000);
}

TEST_CASE("report 2: text fits 100 columns and shows the same numbers", "[report]") {
    const std::string text = sample().text();
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        CHECK(line.size() <= 100);
    }
    CHECK(
        text.find(
            "mode timed, preset default, 2 harts at 2.000 GHz, quantum 10,000 ns,\nRAM 512 MiB, MPT Smmpt43, seed 7") !=
        std::string::npos);
    CHECK(text.find("1,234,567 instructions, 4,000,000 cycles, 2.000000 ms of simulated time") != std::string::npos);
    CHECK(text.find("loads: data                  1,500,000  37.5 %           1.2150") != std::string::npos);
    CHECK(text.find("COVH run_tvm_vcpu  host>TSM      2  1,000   1,000  3,000") != std::string::npos);
    CHECK(text.find("COVH run_tvm_vcpu     host>TSM    10   400      50      90      350     100") !=
          std::string::npos);
    // 100 lookups, 250 entries: 2.5 each; 5e6 fs at 5e5 fs a cycle: 10 cycles.
    CHECK(text.find("load                 100           250       2.500       1      10") != std::string::npos);
    CHECK(text.find("not counted") == std::string::npos);
}

TEST_CASE("report 3: fast mode says that its times are not times", "[report]") {
    CostReport r = sample();
    r.header.mode = "fast";
    CHECK(r.text().find("Cycles in fast mode are instructions times hart.fast_cpi") != std::string::npos);
    CHECK(r.text().find("CPI stack") == std::string::npos);
    CHECK(r.json().find("issue_cycles") == nullptr);
}

TEST_CASE("report 4: an empty run prints an empty report", "[report]") {
    CostReport r;
    r.header.mode = "fast";
    CHECK(r.text().find("World switches") == std::string::npos);
    CHECK(r.text().find("MPT off") != std::string::npos);
}

TEST_CASE("sum 1: statistics add up member by member", "[report]") {
    MmuStats a, b;
    a.walks = 3, b.walks = 4;
    a.mpt.pointer_hits = {1, 2, 3, 4};
    b.mpt.pointer_hits = {10, 20, 30, 40};
    b.mpt.fetch.entries_read = 9;
    add_to(a, b);
    CHECK(a.walks == 7);
    CHECK(a.mpt.pointer_hits == std::array<uint64_t, 4>{11, 22, 33, 44});
    CHECK(a.mpt.fetch.entries_read == 9);
}
