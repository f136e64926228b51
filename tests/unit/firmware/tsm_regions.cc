// Regions of a TVM's address space.
#include <catch2/catch.hpp>

#include "firmware/tsm/regions.h"

using namespace covesim::tsm;

TEST_CASE("regions 1: no overlap, neighbours of one kind join") {
    Regions r;
    CHECK(r.add(0x2000, 0x2000, Region::Confidential));
    CHECK_FALSE(r.add(0x3000, 0x1000, Region::Confidential));
    CHECK_FALSE(r.add(0x1000, 0x4000, Region::Mmio));
    CHECK(r.add(0x4000, 0x1000, Region::Confidential));
    CHECK(r.count() == 1);
    CHECK(r.covers(0x2000, 0x3000, Region::Confidential));
    CHECK_FALSE(r.covers(0x2000, 0x3001, Region::Confidential));
    CHECK_FALSE(r.covers(0x2000, 0, Region::Confidential));
    CHECK(r.at(0x1fff) == Region::None);
    CHECK(r.at(0x4fff) == Region::Confidential);
}

TEST_CASE("regions 2: a change splits, and the way back joins") {
    Regions r;
    REQUIRE(r.add(0x10000, 0x10000, Region::Confidential));
    REQUIRE(r.change(0x14000, 0x2000, Region::ConfidentialRemovable));
    CHECK(r.count() == 3);
    CHECK(r.at(0x13fff) == Region::Confidential);
    CHECK(r.at(0x14000) == Region::ConfidentialRemovable);
    CHECK(r.at(0x16000) == Region::Confidential);
    CHECK_FALSE(r.covers(0x10000, 0x10000, Region::Confidential));
    REQUIRE(r.change(0x14000, 0x2000, Region::Shared));
    CHECK(r.covers(0x14000, 0x2000, Region::Shared));
    REQUIRE(r.change(0x14000, 0x2000, Region::Confidential));
    CHECK(r.count() == 1);
}

TEST_CASE("regions 3: MMIO regions go as they came") {
    Regions r;
    REQUIRE(r.add(0x1000, 0x1000, Region::Mmio));
    REQUIRE(r.add(0x2000, 0x1000, Region::Mmio));
    REQUIRE(r.add(0x3000, 0x1000, Region::Confidential));
    CHECK(r.remove_overlapping(0x2800, 0x2000, Region::Mmio) == 1);
    CHECK(r.at(0x1000) == Region::Mmio);
    CHECK(r.at(0x2000) == Region::None);
    CHECK(r.at(0x3000) == Region::Confidential);
    CHECK(r.remove_overlapping(0x8000, 0x1000, Region::Mmio) == 0);
}

TEST_CASE("regions 4: a full table refuses and stays whole") {
    Regions r;
    for (unsigned i = 0; i < 64; ++i) REQUIRE(r.add(0x100000 + i * 0x10000, 0x8000, Region::Confidential));
    CHECK_FALSE(r.add(0x1000, 0x1000, Region::Mmio));
    CHECK_FALSE(r.change(0x101000, 0x1000, Region::Shared));
    CHECK(r.covers(0x100000, 0x8000, Region::Confidential));
    CHECK(r.count() == 64);
}
