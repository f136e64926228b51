#include "mem/dram.h"

#include "tests/timing/fake_memory.h"

using namespace covesim;
using namespace covesim::timing;

namespace {
// Round numbers: controller 10, tRCD 20, tCAS 30, tRP 40, tRAS 100, burst 5. Rows of four lines, four banks.
DramParams params() {
    DramParams p;
    p.channels = 1;
    p.banks = 4;
    p.row_bytes = 256;
    p.controller_fs = 10;
    p.t_rcd_fs = 20;
    p.t_cas_fs = 30;
    p.t_rp_fs = 40;
    p.t_ras_fs = 100;
    p.t_burst_fs = 5;
    return p;
}
uint64_t at(Dram& d, uint64_t address, uint64_t now) { return d.access(read(address), Tick{now}).at.fs; }
}  // namespace

TEST_CASE("TIM-D1 the first read of a bank activates its row: controller + tRCD + tCAS + burst") {
    Dram d(params());
    CHECK(at(d, 0, 0) == 65);
    CHECK(d.stats().row_empty == 1);
}

TEST_CASE("TIM-D2 the second read of an open row is ready after controller + tCAS + burst") {
    Dram d(params());
    at(d, 0, 0);
    CHECK(at(d, 64, 1000) == 1045);
    CHECK(d.stats().row_hits == 1);
}

TEST_CASE("TIM-D3 reads of an open row that come together follow each other by one burst") {
    Dram d(params());
    CHECK(at(d, 0, 0) == 65);
    CHECK(at(d, 64, 0) == 70);
    CHECK(at(d, 128, 0) == 75);
}

TEST_CASE("TIM-D4 another row of the bank costs precharge and activation, not before tRAS is over") {
    Dram d(params());
    at(d, 0, 0);                       // activated at 10
    CHECK(at(d, 1024, 1000) == 1105);  // 1010 precharge, 1050 activate, 1070 column, 1100 data
    CHECK(at(d, 0, 1000) == 1245);     // activated at 1050, so precharge at 1150
    CHECK(d.stats().row_conflicts == 2);
}

TEST_CASE(
    "TIM-D5 under the closed policy each access finds the row closed, and waits for tRAS and tRP after the last") {
    DramParams p = params();
    p.row_policy = RowPolicy::Closed;
    Dram d(p);
    CHECK(at(d, 0, 0) == 65);
    CHECK(at(d, 64, 0) == 205);  // 10 + tRAS 100 + tRP 40 = 150 activate
    CHECK(at(d, 64, 1000) == 1065);
    CHECK(d.stats().row_hits == 0);
}

TEST_CASE("TIM-D6 banks work in parallel and share the data bus") {
    Dram d(params());
    CHECK(at(d, 0, 0) == 65);
    CHECK(at(d, 256, 0) == 70);
    CHECK(at(d, 512, 0) == 75);
}

TEST_CASE("TIM-D7 channels share nothing") {
    DramParams p = params();
    p.channels = 2;
    Dram d(p);
    CHECK(at(d, 0, 0) == 65);
    CHECK(at(d, 64, 0) == 65);
    CHECK(d.place(Spa{64}).channel == 1);
    CHECK(d.place(Spa{512}).bank == 1);
    CHECK(d.place(Spa{2048}).row == 1);
}

TEST_CASE("TIM-D8 a request earlier than one already seen finds its gap on the bus") {
    Dram d(params());
    CHECK(at(d, 0, 1000) == 1065);
    CHECK(at(d, 256, 0) == 65);
    CHECK(at(d, 512, 997) == 1070);  // its burst would be 1057..1062 and meets 1060..1065
}

TEST_CASE("TIM-D9 warm accesses open rows and take no time") {
    Dram d(params());
    MemReq r = read(0);
    r.timed = false;
    CHECK(d.access(r, Tick{7}).at == Tick{7});
    CHECK(at(d, 64, 1000) == 1045);
}
