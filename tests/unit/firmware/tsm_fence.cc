// The conversion fence and the TVM fence with several harts and vCPUs.
#include <catch2/catch.hpp>

#include "firmware/tsm/fence.h"

using namespace covesim::tsm;

TEST_CASE("fence 1: a page is usable after every online hart has fenced past its version") {
    GlobalFence f;
    for (unsigned h = 0; h < 3; ++h) f.set_online(h);
    const uint64_t v = f.version();
    CHECK_FALSE(v < f.completed());
    REQUIRE(f.start(0));
    CHECK_FALSE(v < f.completed());
    f.local(1);
    CHECK_FALSE(v < f.completed());
    f.local(2);
    CHECK(v < f.completed());
}

TEST_CASE("fence 2: a second sequence waits for the first, from whichever hart") {
    GlobalFence f;
    f.set_online(0);
    f.set_online(1);
    REQUIRE(f.start(0));
    CHECK_FALSE(f.start(0));
    CHECK_FALSE(f.start(1));
    f.local(1);
    CHECK(f.start(1));
    CHECK_FALSE(f.start(1));
    f.local(0);
    CHECK(f.start(0));
}

TEST_CASE("fence 3: a local fence that came before the conversion proves nothing") {
    GlobalFence f;
    f.set_online(0);
    f.set_online(1);
    REQUIRE(f.start(0));
    const uint64_t v = f.version();  // pages converted now
    f.local(1);
    CHECK_FALSE(v < f.completed());
    REQUIRE(f.start(0));
    CHECK_FALSE(v < f.completed());
    f.local(1);
    CHECK(v < f.completed());
}

TEST_CASE("fence 4: stopped harts do not count; a restarted one counts from when it was last seen stopped") {
    GlobalFence f;
    f.set_online(0);
    f.set_online(1);
    const uint64_t v = f.version();
    REQUIRE(f.start(0));
    CHECK(f.lags(1));
    CHECK_FALSE(f.lags(2));
    CHECK_FALSE(f.known(2));
    f.set_stopped(1);
    CHECK(v < f.completed());
    f.set_restarted(1);  // its start fenced after the stop was seen
    CHECK(v < f.completed());
    CHECK_FALSE(f.in_progress());
    const uint64_t w = f.version();  // converted while it runs again
    REQUIRE(f.start(0));
    CHECK_FALSE(w < f.completed());
    f.local(1);
    CHECK(w < f.completed());
    f.set_online(5);
    CHECK_FALSE(f.in_progress());
}

TEST_CASE("fence 5: a TVM's invalidation completes when each running vCPU has trapped") {
    TvmFence f;
    f.init(10);
    f.enter(0);
    f.enter(3);
    const uint64_t v = f.version();
    REQUIRE(f.start(11));
    CHECK_FALSE(v < f.completed());
    CHECK_FALSE(f.start(12));
    f.leave(0);
    CHECK_FALSE(v < f.completed());
    f.enter(3);  // trapped into the TSM and went on
    CHECK(v < f.completed());
    CHECK(f.start(12));
    f.enter(0);
    CHECK(f.any_running());
    f.leave(0);
    f.leave(3);
    CHECK_FALSE(f.any_running());
    CHECK(11 < f.completed());
}
