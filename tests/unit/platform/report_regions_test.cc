// Regions of interest: their names, and what they have used.
#include <catch2/catch.hpp>

#include "sim/platform/report/regions.h"

using namespace covesim;

namespace {

/// A moment of a machine with one hart.
MachineTotals moment(uint64_t n) {
    MachineTotals t;
    t.instructions = n;
    t.time_fs = 1000 * n;
    HartTotals h;
    h.retired = n;
    h.cycles = 2 * n;
    h.engine.idle_cycles = n / 10;
    h.accounts.push_back({0, false, Priv::M, 0, 0, n, 2 * n});
    t.harts.push_back(h);
    t.dram.row_hits = 3 * n;
    return t;
}

}  // namespace

TEST_CASE("report.regions.1 names are 2 to 8 letters, digits and underscores that begin with a letter") {
    CHECK(region_name(0x74726f73) == "sort");
    CHECK(region_name(0x315f726f'74726f73) == "sortor_1");
    CHECK(region_name(0) == "0");
    CHECK(region_name(0x61) == "97");       // one letter could be a small number
    CHECK(region_name(0x6231) == "25137");  // "1b"
    CHECK(region_name(0x61006162) == "0x61006162");
    CHECK(region_name(0x2d6162) == "0x2d6162");  // "ba-"
}

TEST_CASE("report.regions.2 after - before, summed over the times; what is refused changes nothing") {
    Regions r;
    CHECK_FALSE(r.end(5, moment(1)));
    CHECK(r.begin(5, moment(10)));
    CHECK_FALSE(r.begin(5, moment(11)));
    CHECK(r.begin(6, moment(20)));  // overlaps
    CHECK(r.end(5, moment(30)));
    CHECK_FALSE(r.end(5, moment(31)));
    CHECK(r.begin(5, moment(100)));
    CHECK(r.end(5, moment(150)));
    const auto rows = r.rows(moment(1000));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].name == "5");
    CHECK(rows[0].times == 2);
    CHECK_FALSE(rows[0].open);
    CHECK(rows[0].instructions == 20 + 50);
    CHECK(rows[0].cycles == 40 + 100);
    CHECK(rows[0].idle_cycles == 2 + 5);
    CHECK(rows[0].time_fs == 70'000);
    CHECK(rows[1].open);
    CHECK(rows[1].times == 1);
    CHECK(rows[1].instructions == 980);
    const auto json = r.json(moment(1000), OwnerMap{});
    const auto& counts = *json.find("regions")->find("5")->find("counts");
    CHECK(*counts.find("dram")->find("row_hits") == config::Value(uint64_t{210}));
    const auto& account = counts.find("harts")->array()->at(0).find("accounts")->array()->at(0);
    CHECK(*account.find("instructions") == config::Value(uint64_t{70}));
    CHECK(*account.find("privilege") == config::Value("M"));
}

TEST_CASE("report.regions.3 a context that first ran inside the region counts from nothing") {
    Regions r;
    MachineTotals later = moment(50);
    later.harts[0].accounts.push_back({1, true, Priv::S, 3, 0, 7, 9});
    CHECK(r.begin(1, moment(10)));
    CHECK(r.end(1, later));
    const auto json = r.json(later, OwnerMap{});
    const auto& account =
        json.find("regions")->find("1")->find("counts")->find("harts")->array()->at(0).find("accounts")->array()->at(1);
    CHECK(*account.find("component") == config::Value("TVM 3"));
    CHECK(*account.find("instructions") == config::Value(uint64_t{7}));
}
