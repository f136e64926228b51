// The host VMM's parts that need no machine: UART registers as a polling driver meets them, and free memory.
#include <catch2/catch.hpp>
#include <string>

#include "firmware/host-vmm/arena.h"
#include "firmware/host-vmm/uart16550.h"

using namespace covesim::host;
using covesim::fw::Span;

namespace {
struct Text {
    std::string s;
    void put(char c) { s += c; }
};
}  // namespace

TEST_CASE("host uart 1: transmit, divisor latch, scratch") {
    Text out;
    Uart16550<Text> u{out};
    CHECK(u.read(5) == 0x60);
    u.write(0, 'A');
    u.write(3, 0x83);
    u.write(0, 0x01);
    u.write(1, 0x02);
    CHECK(u.read(0) == 0x01);
    CHECK(u.read(1) == 0x02);
    u.write(3, 0x03);
    CHECK(u.read(0) == 0);
    CHECK(u.read(1) == 0);
    u.write(7, 0x5a);
    CHECK(u.read(7) == 0x5a);
    u.write(0, 'B');
    CHECK(out.s == "AB");
}

TEST_CASE("host uart 2: what Linux probes: IER bits, loopback, FIFO") {
    Text out;
    Uart16550<Text> u{out};
    u.write(1, 0xff);
    CHECK(u.read(1) == 0x0f);
    u.write(1, 0);
    u.write(4, 0x1a);  // loop, OUT2, RTS
    CHECK((u.read(6) & 0xf0) == 0x90);
    u.write(0, 'x');
    CHECK(out.s.empty());
    u.write(4, 0);
    u.write(2, 0x01);
    CHECK((u.read(2) & 0xc0) == 0xc0);
}

TEST_CASE("host uart 3: the transmitter's interrupt cause") {
    Text out;
    Uart16550<Text> u{out};
    CHECK((u.read(2) & 0x0f) == 0x01);
    u.write(1, 2);
    CHECK((u.read(2) & 0x0f) == 0x02);
    CHECK((u.read(2) & 0x0f) == 0x01);
    u.write(0, 'x');
    CHECK((u.read(2) & 0x0f) == 0x02);
}

TEST_CASE("host arena: carve, align, run out") {
    Arena a;
    a.add({0x8000'0000, 0x10'0000});
    a.remove({0x8000'0800, 0x1000});  // widened to two pages
    CHECK(a.free_bytes() == 0x10'0000 - 0x2000);
    CHECK(a.take(0x1000, 0x4000) == 0x8000'4000);
    CHECK(a.take(0x2000) == 0x8000'5000);
    CHECK(a.take(0x2000) == 0x8000'7000);
    CHECK(a.take(0x2000, 0x1000) == 0x8000'9000);
    CHECK(a.take(0x20'0000) == 0);
    a.remove({0, ~0ull >> 1});
    CHECK(a.free_bytes() == 0);
    CHECK(a.take(0x1000) == 0);
}
