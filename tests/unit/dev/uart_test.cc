#include <string>

#include "dev/uart_16550.h"
#include "tests/unit/core/copy_state.h"
#include "tests/unit/dev/dev_test.h"

using namespace covesim;
using namespace covesim::devtest;
using namespace covesim::test;

namespace {
struct Out final : SerialLine {
    std::string text;
    void put(uint8_t b, Tick) override { text += static_cast<char>(b); }
};
struct Bench {
    Out out;
    Wires w;
    Uart16550 u{out, w, 10};
    Bench() { u.reset(); }
    uint64_t r(uint64_t reg) { return rd(u, reg, 1); }
    void s(uint64_t reg, uint64_t v) { wr(u, reg, v, 1); }
    bool irq() { return w.level[10]; }
};
}  // namespace

TEST_CASE("DEV-U1 reset state") {
    Bench b;
    CHECK(b.r(1) == 0);
    CHECK(b.r(2) == 0x01);
    CHECK(b.r(3) == 0);
    CHECK(b.r(4) == 0);
    CHECK(b.r(5) == 0x60);
    CHECK(b.r(6) == 0xb0);
    CHECK_FALSE(b.irq());
}

TEST_CASE("DEV-U2 the divisor latch hides RBR, THR and IER") {
    Bench b;
    b.s(3, 0x83);
    b.s(0, 0x34);
    b.s(1, 0x12);
    CHECK(b.r(0) == 0x34);
    CHECK(b.r(1) == 0x12);
    b.s(3, 0x03);
    CHECK(b.r(1) == 0);
    CHECK(b.out.text.empty());
    b.s(0, 'A');
    CHECK(b.out.text == "A");
    b.s(7, 0x5a);
    CHECK(b.r(7) == 0x5a);
}

TEST_CASE("DEV-U3 enabling THRE interrupts at once; IIR shows and clears it; each THR write brings it back") {
    Bench b;
    b.s(1, 2);
    CHECK(b.irq());
    CHECK(b.r(2) == 0x02);
    CHECK_FALSE(b.irq());
    CHECK(b.r(2) == 0x01);
    b.s(0, 'x');
    CHECK(b.irq());
    CHECK(b.r(2) == 0x02);
    b.s(1, 0);
    b.s(1, 2);
    CHECK(b.irq());
}

TEST_CASE("DEV-U4 received data interrupts at the trigger level, below it as a time-out") {
    Bench b;
    b.s(2, 0x41);  // FIFO on, trigger 4
    b.s(1, 1);
    for (char c : {'a', 'b', 'c'}) b.u.receive(c);
    CHECK(b.irq());
    CHECK(b.r(2) == 0xcc);
    b.u.receive('d');
    CHECK(b.r(2) == 0xc4);
    CHECK(b.r(5) == 0x61);
    for (char c : {'a', 'b', 'c', 'd'}) CHECK(b.r(0) == static_cast<uint64_t>(c));
    CHECK_FALSE(b.irq());
    CHECK(b.r(2) == 0xc1);
    CHECK(b.r(5) == 0x60);
}

TEST_CASE("DEV-U5 a full FIFO overruns: the new byte is lost, the line status interrupts first and clears by reading") {
    Bench b;
    b.s(2, 0x01);
    b.s(1, 5);
    for (int i = 0; i < 16; ++i) b.u.receive(static_cast<uint8_t>(i));
    CHECK(b.u.room() == 0);
    b.u.receive(99);
    CHECK(b.r(2) == 0xc6);
    CHECK(b.r(5) == 0x63);
    CHECK(b.r(2) == 0xc4);
    for (uint64_t i = 0; i < 16; ++i) CHECK(b.r(0) == i);
    CHECK(b.r(5) == 0x60);
}

TEST_CASE("DEV-U6 without FIFO one byte is held and a second overwrites it") {
    Bench b;
    b.u.receive('a');
    CHECK(b.u.room() == 0);
    b.u.receive('b');
    CHECK(b.r(5) == 0x63);
    CHECK(b.r(0) == 'b');
    CHECK(b.r(5) == 0x60);
}

TEST_CASE("DEV-U7 FCR bit 1 and switching the FIFO empty the receiver") {
    Bench b;
    b.s(2, 1);
    b.u.receive('a');
    b.s(2, 3);
    CHECK(b.r(5) == 0x60);
    b.u.receive('a');
    b.s(2, 0);
    CHECK(b.r(5) == 0x60);
    CHECK(b.r(2) == 0x01);
}

TEST_CASE("DEV-U8 loopback feeds THR back and shows MCR in MSR with deltas") {
    Bench b;
    b.s(4, 0x10);
    b.r(6);
    b.s(4, 0x1a);  // RTS, OUT2
    CHECK((b.r(6) & 0xf0) == 0x90);
    CHECK((b.r(6) & 0x0f) == 0);
    b.s(0, 'z');
    CHECK(b.out.text.empty());
    CHECK(b.r(5) == 0x61);
    CHECK(b.r(0) == 'z');
    b.u.receive('q');
    CHECK(b.r(5) == 0x60);
    b.s(1, 8);
    b.s(4, 0x18);
    CHECK(b.irq());
    CHECK(b.r(2) == 0x00);
    CHECK((b.r(6) & 0x0f) == 0x01);
    CHECK_FALSE(b.irq());
}

TEST_CASE("DEV-U9 a restored UART goes on with its bytes and its interrupt") {
    Bench a, b;
    a.s(2, 1);
    a.s(1, 1);
    a.u.receive('k');
    copy_state(a.u, b.u);
    CHECK(b.r(5) == 0x61);
    CHECK(b.r(2) == 0xc4);
    CHECK(b.r(0) == 'k');
    CHECK(b.r(5) == 0x60);
}
