#include "sim/core/timeline.h"

#include <catch2/catch.hpp>
#include <utility>

#include "tests/unit/core/copy_state.h"

using namespace covesim;
using namespace covesim::test;
using Seen = std::vector<std::pair<uint64_t, uint64_t>>;

namespace {
struct Log final : TimelineHandler {
    Timeline* t = nullptr;
    Seen seen;
    void on_event(Tick when, uint64_t payload) override {
        seen.emplace_back(when.fs, payload);
        if (payload == 100) t->schedule(when + Tick{1}, 0, 101);
    }
};
}  // namespace

TEST_CASE("CORE-T1 events come in time order, equal times in scheduling order, followers in the same run") {
    Timeline t;
    Log log;
    log.t = &t;
    t.add_handler("log", log);
    t.schedule({30}, 0, 3);
    t.schedule({10}, 0, 1);
    t.schedule({30}, 0, 4);
    t.schedule({20}, 0, 100);
    CHECK(t.next() == Tick{10});
    t.run_until({25});
    CHECK(log.seen == Seen{{10, 1}, {20, 100}, {21, 101}});
    CHECK(t.now() == Tick{25});
    t.run_until({30});
    CHECK(log.seen == Seen{{10, 1}, {20, 100}, {21, 101}, {30, 3}, {30, 4}});
    CHECK(t.next() == kNever);
}

TEST_CASE("CORE-T2 a cancelled event is not delivered; cancelling a delivered one is harmless") {
    Timeline t;
    Log log;
    t.add_handler("log", log);
    auto a = t.schedule({5}, 0, 1);
    auto b = t.schedule({5}, 0, 2);
    t.cancel(a);
    t.run_until({5});
    t.cancel(b);
    t.cancel({});
    CHECK(log.seen == Seen{{5, 2}});
}

TEST_CASE("CORE-T3 a restored timeline goes on as the saved one would have") {
    Timeline a, b;
    Log la, lb;
    a.add_handler("x", la);
    b.add_handler("x", lb);
    a.schedule({7}, 0, 1);
    a.schedule({7}, 0, 2);
    copy_state(a, b);
    for (auto* t : {&a, &b}) {
        t->schedule({7}, 0, 3);
        t->run_until({9});
    }
    CHECK(la.seen == lb.seen);
    Timeline other;
    other.add_handler("y", lb);
    CHECK(copy_error(a, other) == "its events are those of other devices than this machine's");
}

TEST_CASE("CORE-T4 the waker hears of a new earliest event only") {
    struct W final : TimelineWaker {
        Seen seen;
        void earliest_changed(Tick when) override { seen.emplace_back(when.fs, 0); }
    } w;
    Timeline t;
    Log log;
    t.add_handler("log", log);
    t.set_waker(&w);
    t.schedule({10}, 0);
    t.schedule({20}, 0);
    t.schedule({5}, 0);
    CHECK(w.seen == Seen{{10, 0}, {5, 0}});
}
