// COVH and NACL calls: the error of each bad argument as in CoVE's tables, and what the good ones do. Error codes: -1
// FAILED, -2 NOT_SUPPORTED, -3 INVALID_PARAM, -5 INVALID_ADDRESS, -7 ALREADY_STARTED, -1000 OUT_OF_PTPAGES (chosen).
#include <catch2/catch.hpp>

#include "tests/unit/firmware/tsm_fake_hw.h"

using namespace covesim;
using covesim::test::Bench;
using covesim::test::kRam;
using tsm::PageState;

namespace {
PageState state(Bench& b, uint64_t pa) { return b.tsm.tracker().find(pa)->state; }
}  // namespace

TEST_CASE("covh 1: get_tsm_info") {
    Bench b;
    const uint64_t buffer = b.host(1);
    CHECK(b.covh(0, buffer, 47) == -3);
    CHECK(b.covh(0, buffer + 2, 48) == -5);
    CHECK(b.covh(0, kRam, 48) == -5);            // the TSM's own memory
    CHECK(b.covh(0, b.converted(1), 48) == -5);  // confidential
    CHECK(b.covh(0, 0x1000'0000, 48) == -5);     // not RAM
    CHECK(b.covh(0, ~0ull - 3, 48) == -5);
    const auto r = b.call(0x434F5648, 0, buffer + 4, 64);
    CHECK(r.error == 0);
    CHECK(r.value == 48);
    const auto* w = reinterpret_cast<uint32_t*>(b.hw.memory(buffer)) + 1;
    CHECK(w[0] == 2);  // READY
    CHECK(w[1] == 3);
    CHECK(w[2] == 1);
    CHECK(w[4] == 0x20);  // MEMORY_ALLOCATION, not PROMOTE
    CHECK(w[6] == 1);
    CHECK(w[8] == 8);
    CHECK(w[10] == 1);
}

TEST_CASE("covh 2: unknown functions and extensions") {
    Bench b;
    for (const uint64_t fid : {7, 20, 1023, 1024, 65535}) CHECK(b.covh(fid) == -2);
    CHECK(b.call(0x434F5649, 0).error == -2);
    CHECK(b.call(0x4E41434C, 2).error == -2);
    CHECK(b.call(0x4E41434C, 0, 1).value == 0);
}

TEST_CASE("covh 3: conversion needs host pages and a fence") {
    Bench b(2);
    const uint64_t p = b.host(4);
    CHECK(b.covh(1, p + 1, 1) == -5);
    CHECK(b.covh(1, p, 0) == -3);
    CHECK(b.covh(1, kRam, 1) == -5);
    CHECK(b.covh(1, p, 1ull << 52) == -5);
    CHECK(b.covh(1, p, 2) == 0);
    CHECK(b.hw.confidential[p + 4096]);
    CHECK(b.covh(1, p, 1) == -5);         // again
    CHECK(b.covh(1, p + 4096, 2) == -5);  // in part
    CHECK(b.covh(2, p, 2) == -5);         // not fenced
    CHECK(b.covh(3) == 0);
    CHECK(b.covh(3) == -7);  // hart 1 has not answered
    CHECK(b.covh(2, p, 2) == -5);
    CHECK(b.call(0x434F5648, 4, 0, 0, 0, 0, 0, 0, 1).error == 0);
    b.hw.memory(p)[5] = 0xdead;
    CHECK(b.covh(2, p, 2) == 0);
    CHECK(b.hw.memory(p)[5] == 0);
    CHECK_FALSE(b.hw.confidential[p]);
    CHECK(b.hw.flushed == 8192);
    CHECK(state(b, p) == PageState::Host);
    CHECK(b.covh(2, p, 1) == -5);
    CHECK(b.covh(2, p + 8, 1) == -5);
    CHECK(b.covh(2, p, 0) == -3);
}

TEST_CASE("covh 4: a stopped hart does not hold a fence back") {
    Bench b(3);
    const uint64_t p = b.host(1);
    b.hw.stopped = 0b110;
    CHECK(b.covh(1, p, 1) == 0);
    CHECK(b.covh(3) == 0);
    CHECK(b.covh(2, p, 1) == 0);
    // Started again: it counts again.
    b.hw.stopped = 0;
    CHECK(b.covh(1, p, 1) == 0);
    CHECK(b.covh(3) == 0);
    CHECK(b.covh(2, p, 1) == -5);
    CHECK(b.covh(3) == -7);
    CHECK(b.call(0x434F5648, 4, 0, 0, 0, 0, 0, 0, 1).error == 0);
    CHECK(b.covh(2, p, 1) == -5);
    CHECK(b.call(0x434F5648, 4, 0, 0, 0, 0, 0, 0, 2).error == 0);
    CHECK(b.covh(2, p, 1) == 0);
}

TEST_CASE("covh 5: create_tvm") {
    Bench b;
    const uint64_t params = b.host(1), root = b.converted(4, 16384), st = b.converted(1);
    auto create = [&](uint64_t r, uint64_t s) {
        b.hw.memory(params)[0] = r;
        b.hw.memory(params)[1] = s;
        return b.covh(5, params, 16);
    };
    CHECK(b.covh(5, params, 15) == -3);
    CHECK(b.covh(5, st, 16) == -5);  // parameters in confidential memory
    CHECK(create(root + 4096, st) == -5);
    CHECK(create(root, st + 8) == -5);
    CHECK(create(root, root + 4096) == -5);  // overlap
    CHECK(create(b.host(4, 16384), st) == -5);
    CHECK(create(root, b.host(1)) == -5);
    b.hw.memory(root)[7] = 0xbad;
    CHECK(create(root, st) == 0);
    CHECK(b.hw.memory(root)[7] == 0);
    CHECK(state(b, root + 12288) == PageState::PageTable);
    CHECK(state(b, st) == PageState::TvmState);
    CHECK(create(root, st) == -5);  // in use
}

TEST_CASE("covh 6: regions, vCPUs and table pages are checked") {
    Bench b;
    const uint64_t id = b.create();
    CHECK(b.covh(9, id + 256, 0x1000, 0x1000) == -3);
    CHECK(b.covh(9, id, 0x1001, 0x1000) == -5);
    CHECK(b.covh(9, id, 0x1000, 0x800) == -3);
    CHECK(b.covh(9, id, 0x1000, 0) == -3);
    CHECK(b.covh(9, id, 1ull << 50, 0x1000) == -5);
    CHECK(b.covh(9, id, 0x1000, 1ull << 50) == -3);
    CHECK(b.covh(9, id, 0x80ff'f000, 0x2000) == -5);  // overlap
    CHECK(b.covh(9, id, 0x1000, 0x1000) == 0);
    CHECK(b.covh(14, id, 0, b.converted(1)) == -3);  // exists
    CHECK(b.covh(14, id, 8, b.converted(1)) == -3);
    CHECK(b.covh(14, id, 1, b.host(1)) == -5);
    CHECK(b.covh(14, id, 1, b.converted(1)) == 0);
    CHECK(b.covh(10, id, b.host(1), 1) == -5);
    CHECK(b.covh(10, id, b.converted(1), 0) == -3);
    CHECK(b.covh(10, 0, b.converted(1), 1) == -3);
}

TEST_CASE("covh 7: measured pages") {
    Bench b;
    const uint64_t id = b.create(), src = b.host(2), dest = b.converted(2);
    const uint64_t gpa = 0x8000'0000;
    b.hw.memory(src)[0] = 0x1111;
    b.hw.memory(src + 4096)[0] = 0x2222;
    CHECK(b.covh(11, 5, src, dest, 0, 2, gpa) == -3);
    CHECK(b.covh(11, id, src, dest, 2, 1, gpa) == -3);  // 1 GiB
    CHECK(b.covh(11, id, src, dest, 9, 1, gpa) == -3);
    CHECK(b.covh(11, id, src, dest, 0, 0, gpa) == -3);
    CHECK(b.covh(11, id, src, dest, 0, 65, gpa) == -3);
    CHECK(b.covh(11, id, dest, dest, 0, 2, gpa) == -5);  // source is confidential
    CHECK(b.covh(11, id, kRam, dest, 0, 2, gpa) == -5);  // the TSM's memory must not be copied out
    CHECK(b.covh(11, id, src, src, 0, 2, gpa) == -5);
    CHECK(b.covh(11, id, src, dest, 0, 2, gpa + 8) == -5);
    CHECK(b.covh(11, id, src, dest, 0, 2, 0x9000'0000) == -5);
    CHECK(b.covh(11, id, src, dest, 0, 2, 0x80ff'f000) == -5);  // leaves the region
    const size_t before = b.hw.measured.size();
    CHECK(b.covh(11, id, src, dest, 0, 2, gpa) == 0);
    REQUIRE(b.hw.measured.size() == before + 2);
    const std::string& m = b.hw.measured.back();
    REQUIRE(m.size() == 4104);
    CHECK(m.substr(0, 8) == std::string("\x00\x10\x00\x80\x00\x00\x00\x00", 8));  // gpa, little-endian
    CHECK(m.substr(8, 2) == "\x22\x22");
    CHECK(b.hw.memory(dest)[0] == 0x1111);
    CHECK(state(b, dest) == PageState::Data);
    CHECK(b.covh(11, id, src, b.converted(1), 0, 1, gpa) == -5);  // mapped already
    CHECK(b.covh(2, dest, 1) == -5);                              // owned
    REQUIRE(b.covh(6, id, gpa, 0, 0) == 0);
    CHECK(b.covh(11, id, src, b.converted(1), 0, 1, gpa + 0x4000) == -3);
}

TEST_CASE("covh 8: finalize measures entry and argument, identity apart") {
    Bench b;
    const uint64_t id = b.create(), identity = b.host(1);
    CHECK(b.covh(6, 99, 1, 2, 0) == -3);
    CHECK(b.covh(6, id, 1, 2, identity + 8) == -3);
    CHECK(b.covh(6, id, 1, 2, b.converted(1)) == -3);
    CHECK(b.covh(6, id, 0x8000'0004, 0x1234, identity) == 0);
    const size_t n = b.hw.measured.size();
    CHECK(b.hw.measured[n - 2] == std::string("\x04\x00\x00\x80\x00\x00\x00\x00", 8));
    CHECK(b.hw.measured[n - 1] == std::string("\x34\x12\x00\x00\x00\x00\x00\x00", 8));
    CHECK(b.covh(6, id, 1, 2, 0) == -3);
    CHECK(b.covh(9, id, 0x1000, 0x1000) == -3);
    CHECK(b.covh(14, id, 1, b.converted(1)) == -3);
}

TEST_CASE("covh 9: zero pages only after finalize, zeroed, and only into confidential regions") {
    Bench b;
    const uint64_t id = b.create(), p = b.converted(1), big = b.converted(512, 2 << 20);
    CHECK(b.covh(12, id, p, 0, 1, 0x8000'0000) == -3);
    REQUIRE(b.covh(6, id, 0x8000'0000, 0, 0) == 0);
    b.hw.memory(p)[9] = 1;
    CHECK(b.covh(12, id, p, 0, 1, 0x7fff'f000) == -5);
    CHECK(b.covh(12, id, b.host(1), 0, 1, 0x8000'0000) == -5);
    CHECK(b.covh(12, id, p, 0, 1, 0x8000'0000) == 0);
    CHECK(b.hw.memory(p)[9] == 0);
    CHECK(b.covh(12, id, big, 1, 1, 0x8000'0000) == -5);  // occupied by a 4 KiB page
    CHECK(b.covh(12, id, big + 4096, 1, 1, 0x8020'0000) == -5);
    CHECK(b.covh(12, id, big, 1, 1, 0x8020'1000) == -5);
    CHECK(b.covh(12, id, big, 1, 9, 0x8020'0000) == -3);
    CHECK(b.covh(12, id, big, 1, 1, 0x8020'0000) == 0);
    CHECK(state(b, big + 511 * 4096) == PageState::Data);
    CHECK(b.covh(13, id, b.host(1), 0, 1, 0x8040'0000) == -5);  // not a shared region
}

TEST_CASE("covh 10: an empty page-table pool") {
    Bench b;
    const uint64_t params = b.host(1);
    b.hw.memory(params)[0] = b.converted(4, 16384);
    b.hw.memory(params)[1] = b.converted(1);
    const uint64_t id = b.call(0x434F5648, 5, params, 16).value;
    REQUIRE(b.covh(9, id, 0x8000'0000, 0x100'0000) == 0);
    REQUIRE(b.covh(14, id, 0, b.converted(1)) == 0);
    const uint64_t src = b.host(1), dest = b.converted(1);
    CHECK(b.covh(11, id, src, dest, 0, 1, 0x8000'0000) == -1000);
    CHECK(state(b, dest) == PageState::Converting);
    REQUIRE(b.covh(10, id, b.converted(3), 3) == 0);
    CHECK(b.covh(11, id, src, dest, 0, 1, 0x8000'0000) == 0);
}

TEST_CASE("covh 11: destroy frees everything") {
    Bench b;
    const uint64_t id = b.runnable(), p = b.converted(512, 2 << 20);
    REQUIRE(b.covh(12, id, p, 1, 1, 0x8020'0000) == 0);
    CHECK(b.covh(8, id + 1) == -3);
    CHECK(b.covh(8, id) == 0);
    CHECK(b.covh(8, id) == -3);
    for (uint64_t pa = kRam; pa < b.next; pa += 4096) {
        INFO(pa);
        CHECK(state(b, pa) < PageState::PageTable);
    }
    CHECK(b.covh(2, p, 512) == 0);
}

TEST_CASE("covh 12: NACL shared memory is pinned") {
    Bench b;
    const uint64_t p = b.host(3), q = b.host(3);
    CHECK(b.call(0x4E41434C, 1, p + 8).error == -3);
    CHECK(b.call(0x4E41434C, 1, p, 0, 1).error == -3);
    CHECK(b.call(0x4E41434C, 1, p, 1).error == -5);
    CHECK(b.call(0x4E41434C, 1, kRam).error == -5);
    CHECK(b.call(0x4E41434C, 1, b.converted(3)).error == -5);
    CHECK(b.call(0x4E41434C, 1, p).error == 0);
    CHECK(b.covh(1, p + 8192, 1) == -5);
    CHECK(b.call(0x4E41434C, 1, q).error == 0);
    CHECK(b.covh(1, p, 3) == 0);
    CHECK(b.call(0x4E41434C, 1, ~0ull, ~0ull).error == 0);
    CHECK(b.covh(1, q, 3) == 0);
}

TEST_CASE("covh 13: invalidate, fence, and no removal outside a removable region") {
    Bench b;
    const uint64_t id = b.runnable(), p = b.converted(512, 2 << 20);
    REQUIRE(b.covh(12, id, p, 1, 1, 0x8020'0000) == 0);
    CHECK(b.covh(17, id, 0x8040'0000, 4096) == -5);  // nothing there
    CHECK(b.covh(17, id, 0x8020'0000, 100) == -3);
    CHECK(b.covh(17, id, 0x8020'0008, 4096) == -5);
    CHECK(b.covh(18, id, 0x8020'0000, 4096) == -5);  // not invalidated
    CHECK(b.covh(17, id, 0x8020'3000, 8192) == 0);   // splits
    CHECK(state(b, p + 0x3000) == PageState::Blocked);
    CHECK(state(b, p + 0x5000) == PageState::Data);
    CHECK(b.covh(17, id, 0x8020'3000, 4096) == -5);
    CHECK(b.covh(19, id, 0x8020'3000, 4096) == -5);  // not fenced
    CHECK(b.covh(16, id) == 0);
    CHECK(b.covh(19, id, 0x8020'3000, 4096) == -5);  // not removable: the TVM did not ask
    CHECK(b.covh(18, id, 0x8020'3000, 8192) == 0);
    CHECK(state(b, p + 0x3000) == PageState::Data);
}
