// Page states: every transition that CoVE allows, and each of the others refused without a trace.
#include <catch2/catch.hpp>
#include <vector>

#include "firmware/tsm/page_tracker.h"

using namespace covesim::tsm;
using covesim::fw::PageMint;
namespace page = covesim::fw::page;

namespace {

constexpr uint64_t kBase = 0x8000'0000, kPage = 4096;

struct Tracker {
    std::vector<PageInfo> table = std::vector<PageInfo>(64);
    PageTracker t;
    Tracker() {
        t.init(table.data(), kBase, 64);
        REQUIRE(t.add_host_memory(kBase + 8 * kPage, 56));
    }
    PageInfo& at(uint64_t n) { return table[n]; }
    uint64_t pa(uint64_t n) { return kBase + n * kPage; }
    /// Page 10 in the given state, owner 1, version 5 where a version counts.
    void put(PageState s) {
        at(10) = PageInfo{};
        at(10).state = s;
        at(10).owner = s >= PageState::PageTable ? 1 : 0;
        at(10).version = 5;
    }
};

const PageState kAll[] = {PageState::Reserved,  PageState::Host,      PageState::Converting,
                          PageState::Converted, PageState::PageTable, PageState::TvmState,
                          PageState::VcpuState, PageState::Data,      PageState::Blocked};

}  // namespace

TEST_CASE("tracker 1: pages begin reserved and only the boot hands them to the host") {
    Tracker x;
    CHECK(x.at(0).state == PageState::Reserved);
    CHECK(x.at(8).state == PageState::Host);
    CHECK_FALSE(x.t.host_range(x.pa(7), 2 * kPage));
    CHECK(x.t.host_range(x.pa(8), 56 * kPage));
    CHECK(x.t.host_range(x.pa(8) + 4000, 100));
    CHECK_FALSE(x.t.host_range(x.pa(63) + 4000, 97));
    CHECK_FALSE(x.t.host_range(~0ull - 10, 100));
    CHECK_FALSE(x.t.host_range(x.pa(8), 0));
}

TEST_CASE("tracker 2: each operation accepts exactly its own states") {
    Tracker x;
    for (const PageState s : kAll) {
        INFO("state " << int(s));
        const auto unchanged = [&] {
            return x.at(10).state == s && x.at(10).version == 5 && x.at(10).pins == 0 && x.at(10).shares == 0;
        };
        x.put(s);
        CHECK(x.t.begin_convert(x.pa(10), 1, 9) == (s == PageState::Host));
        if (s != PageState::Host) CHECK(unchanged());
        x.put(s);
        CHECK(x.t.claimable(x.pa(10), 1, 5) == (s == PageState::Converted));
        CHECK(x.t.claimable(x.pa(10), 1, 6) == (s == PageState::Converted || s == PageState::Converting));
        x.put(s);
        CHECK(x.t.block(x.pa(10), 1, 1, 6) == (s == PageState::Data));
        if (s != PageState::Data) CHECK(unchanged());
        x.put(s);
        CHECK(x.t.unblock(x.pa(10), 1, 1) == (s == PageState::Blocked));
        x.put(s);
        CHECK_FALSE(x.t.remove(x.pa(10), 1, 1, 5));
        CHECK(unchanged());
        CHECK(x.t.remove(x.pa(10), 1, 1, 6) == (s == PageState::Blocked));
        x.put(s);
        CHECK(x.t.release(x.pa(10), 1, 1) == (s >= PageState::PageTable));
        x.put(s);
        CHECK(x.t.pin(x.pa(10), 1) == (s == PageState::Host));
        x.put(s);
        CHECK(x.t.share(x.pa(10), 1) == (s == PageState::Host));
        x.put(s);
        CHECK_FALSE(x.t.unpin(x.pa(10), 1));
        CHECK_FALSE(x.t.unshare(x.pa(10), 1));
    }
}

TEST_CASE("tracker 3: another TVM's pages are out of reach") {
    Tracker x;
    x.put(PageState::Data);
    CHECK_FALSE(x.t.block(x.pa(10), 1, 2, 6));
    CHECK_FALSE(x.t.release(x.pa(10), 1, 2));
    x.put(PageState::Blocked);
    CHECK_FALSE(x.t.unblock(x.pa(10), 1, 2));
    CHECK_FALSE(x.t.remove(x.pa(10), 1, 2, 99));
}

TEST_CASE("tracker 4: ranges are all or nothing, aligned and inside") {
    Tracker x;
    CHECK_FALSE(x.t.begin_convert(x.pa(6), 4, 1));
    CHECK(x.at(8).state == PageState::Host);
    CHECK_FALSE(x.t.begin_convert(x.pa(8) + 1, 1, 1));
    CHECK_FALSE(x.t.begin_convert(x.pa(8), 0, 1));
    CHECK_FALSE(x.t.begin_convert(x.pa(60), 5, 1));
    CHECK_FALSE(x.t.begin_convert(x.pa(60), ~0ull, 1));
    CHECK_FALSE(x.t.begin_convert(0x7fff'f000, 1, 1));
    CHECK(x.t.begin_convert(x.pa(60), 4, 1));
}

TEST_CASE("tracker 5: pinned and shared pages cannot be converted until the last user lets go") {
    Tracker x;
    REQUIRE(x.t.pin(x.pa(10), 3));
    REQUIRE(x.t.pin(x.pa(12), 1));
    CHECK_FALSE(x.t.begin_convert(x.pa(12), 1, 1));
    REQUIRE(x.t.unpin(x.pa(10), 3));
    CHECK(x.t.convertible(x.pa(10), 2));
    CHECK_FALSE(x.t.convertible(x.pa(12), 1));
    REQUIRE(x.t.unpin(x.pa(12), 1));
    REQUIRE(x.t.share(x.pa(12), 1));
    CHECK_FALSE(x.t.begin_convert(x.pa(12), 1, 1));
    REQUIRE(x.t.unshare(x.pa(12), 1));
    CHECK(x.t.begin_convert(x.pa(12), 1, 1));
}

TEST_CASE("tracker 6: the life of a page, with its token") {
    Tracker x;
    REQUIRE(x.t.begin_convert(x.pa(20), 2, 7));
    CHECK_FALSE(bool(x.t.claim(x.pa(20), 2, 7)));
    auto claimed = x.t.claim(x.pa(20), 2, 8);
    REQUIRE(claimed);
    CHECK(claimed.pa() == x.pa(20));
    auto clean = PageMint::change<page::Clean>(std::move(claimed));
    CHECK_FALSE(bool(claimed));
    x.t.assign_data(std::move(clean), 3);
    CHECK(x.at(20).state == PageState::Data);
    CHECK(x.at(21).owner == 3);
    REQUIRE(x.t.block(x.pa(20), 2, 3, 11));
    REQUIRE(x.t.remove(x.pa(20), 2, 3, 12));
    auto again = x.t.claim(x.pa(20), 2, 0);
    REQUIRE(again);
    x.t.give_back(PageMint::change<page::Reclaimed>(std::move(again)));
    CHECK(x.t.host_range(x.pa(20), 2 * kPage));
    static_assert(!std::is_copy_constructible_v<covesim::fw::Page<page::Clean>>);
    static_assert(!std::is_convertible_v<covesim::fw::Page<page::Converted>, covesim::fw::Page<page::Clean>>);
}
