// Byte copies, formatted print, ranges, bit-fields, spinlock.
#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "firmware/abi/rdsm.h"
#include "firmware/lib/atomic.h"
#include "firmware/lib/bits.h"
#include "firmware/lib/memory.h"
#include "firmware/lib/print.h"
#include "firmware/lib/sbi.h"

using namespace covesim::fw;

namespace {
struct Text {
    std::string s;
    void put(char c) { s += c; }
};
template <class... A>
std::string format(const char* f, A... a) {
    Text t;
    print(t, f, a...);
    return t.s;
}
}  // namespace

TEST_CASE("01 copies of every alignment and length") {
    for (size_t from = 0; from < 9; ++from)
        for (size_t to = 0; to < 9; ++to)
            for (size_t n : {0u, 1u, 7u, 8u, 9u, 63u, 64u, 65u, 200u}) {
                alignas(8) unsigned char a[256], b[256];
                for (size_t i = 0; i < 256; ++i) a[i] = static_cast<unsigned char>(i + 1), b[i] = 0;
                copy_bytes(b + to, a + from, n);
                REQUIRE(std::memcmp(b + to, a + from, n) == 0);
                REQUIRE(b[to + n] == 0);
                if (to != 0) REQUIRE(b[to - 1] == 0);
                fill_bytes(b + to, 0x5a, n);
                for (size_t i = 0; i < n; ++i) REQUIRE(b[to + i] == 0x5a);
                REQUIRE(b[to + n] == 0);
            }
}

TEST_CASE("02 overlapping moves") {
    for (size_t n : {1u, 15u, 64u, 130u})
        for (size_t shift : {1u, 8u, 40u}) {
            std::vector<unsigned char> v(256), w;
            for (size_t i = 0; i < v.size(); ++i) v[i] = static_cast<unsigned char>(i);
            w = v;
            move_bytes(v.data() + shift, v.data(), n);
            std::memmove(w.data() + shift, w.data(), n);
            REQUIRE(v == w);
            move_bytes(v.data(), v.data() + shift, n);
            std::memmove(w.data(), w.data() + shift, n);
            REQUIRE(v == w);
        }
}

TEST_CASE("03 comparisons") {
    CHECK(compare_bytes("abc", "abd", 3) < 0);
    CHECK(compare_bytes("abc", "abc", 3) == 0);
    CHECK(compare_bytes("\xff", "a", 1) > 0);
    CHECK(equal_secret("abc", "abc", 3));
    CHECK_FALSE(equal_secret("abc", "abd", 3));
    CHECK(text_equal("ab", "ab"));
    CHECK_FALSE(text_equal("ab", "abc"));
}

TEST_CASE("04 formatted print") {
    CHECK(format("a {} b {} c", 1, "two") == "a 1 b two c");
    CHECK(format("{} {} {}", -5, 'x', true) == "-5 x true");
    CHECK(format("{x} {x}", 0x8000'0000u, uint64_t{0xffff'ffff'ffff'ffff}) == "0x80000000 0xffffffffffffffff");
    CHECK(format("{}", INT64_MIN) == "-9223372036854775808");
    CHECK(format("{}", static_cast<const char*>(nullptr)) == "(null)");
    CHECK(format("{{} {}", 1) == "{} 1");
    CHECK(format("{} {}", 1) == "1 {?}");
    CHECK(format("{", 1) == "{");
    CHECK(format("{x") == "{x");
    CHECK(format("{x}", -1) == "0xffffffffffffffff");
    TextBuffer<4> t;
    print(t, "{}", 123456);
    CHECK(std::string(t.text) == "123");
}

TEST_CASE("05 ranges do not wrap around") {
    const Span ram{0x8000'0000, 0x1000'0000};
    CHECK(ram.contains(0x8000'0000, 0x1000'0000));
    CHECK(ram.contains(0x8fff'ffff));
    CHECK_FALSE(ram.contains(0x8fff'ffff, 2));
    CHECK_FALSE(ram.contains(0x7fff'ffff, 2));
    CHECK_FALSE(ram.contains(0x8000'0000, 0));
    CHECK_FALSE(ram.contains(0x8000'1000, ~uint64_t{0}));
    CHECK_FALSE(ram.contains(~uint64_t{0}, 2));
    CHECK(Span{~uint64_t{0} - 7, 8}.well_formed());
    CHECK_FALSE(Span{~uint64_t{0} - 7, 9}.well_formed());
    CHECK_FALSE(Span{0, 0}.well_formed());
    CHECK(Span{0, 10}.overlaps({9, 1}));
    CHECK_FALSE(Span{0, 10}.overlaps({10, 1}));
    CHECK_FALSE(Span{0, 10}.overlaps({5, 0}));
    CHECK(Span{5, 1}.overlaps({0, 10}));
}

TEST_CASE("06 bit-fields") {
    using Sdid = Field<57, 52>;
    CHECK(Sdid::kMask == 0x03f0'0000'0000'0000);
    CHECK(Sdid::get(0x0120'0000'0000'0000) == 0x12);
    CHECK(Sdid::set(~uint64_t{0}, 0) == 0xfc0f'ffff'ffff'ffff);
    CHECK(Field<63, 0>::kMask == ~uint64_t{0});
    CHECK(align_up(1, 4096) == 4096);
    CHECK(align_down(4097, 4096) == 4096);
}

TEST_CASE("07 numbers of SBI and of the interface between TSM driver and TSM") {
    CHECK(sbi::kTime == 0x54494D45);
    CHECK(sbi::kDbcn == 0x4442434E);
    CHECK(sbi::kSupd == 0x53555044);
    CHECK(sbi::routed(1, 15) == 0x0400000F);
    CHECK(sbi::routed_sdid(0xFC00'0000) == 63);
    CHECK((covesim::rdsm::kExtension >> 24) == 0x08);  // experimental range
}

TEST_CASE("08 spinlock excludes") {
    Spinlock lock;
    uint64_t n = 0;
    const auto work = [&] {
        for (int i = 0; i < 2000; ++i) {
            LockGuard hold{lock};
            n = n + 1;
        }
    };
    std::thread a{work}, b{work};
    a.join();
    b.join();
    CHECK(n == 4000);
}
