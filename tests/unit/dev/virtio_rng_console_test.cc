// Virtio entropy device (VIRTIO 1.2, 5.4) and console (5.3).
#include <functional>
#include <random>

#include "dev/virtio/console.h"
#include "dev/virtio/rng.h"
#include "tests/unit/dev/virtio_rig.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {

constexpr uint64_t kData = 0x8000'8000;

struct RngRig {
    Ram ram;
    VirtioRng device;
    Driver d;
    explicit RngRig(uint64_t seed) : device(seed, ram), d(ram, device) { d.start(); }
    std::string draw(uint32_t n) {
        d.offer({{kData, n, 2}});
        d.notify();
        ram.run();
        return ram.text(kData, n);
    }
};

struct Line final : SerialLine {
    std::string sent;
    int looks = 0;
    void put(uint8_t byte, Tick) override { sent += static_cast<char>(byte); }
    void looked(Tick) override { ++looks; }
};
struct ConsoleRig {
    Ram ram;
    Line line;
    VirtioConsole device{line, ram};
    Driver d{ram, device};
    ConsoleRig() { d.start(kVersion1, 2); }
};

}  // namespace

TEST_CASE("DEV-E1 entropy: the seed decides every byte, all of the buffer is filled, up to 4 KiB") {
    RngRig a(1), b(1), c(2);
    CHECK(rd(a.d.slot, 0x08) == 4);
    const auto first = a.draw(100);
    CHECK(first == b.draw(100));
    CHECK(first != c.draw(100));
    CHECK(first != a.draw(100));
    CHECK(a.d.used_element(0).length == 100);
    a.draw(8192);
    CHECK(a.d.used_element(2).length == 4096);
    CHECK(a.ram.text(kData + 4096, 4096) == std::string(4096, '\0'));
    std::array<int, 256> count{};
    for (int i = 0; i < 64; ++i)
        for (const char ch : a.draw(4096)) ++count[static_cast<uint8_t>(ch)];
    for (const int n : count) CHECK((n > 800 && n < 1250));  // 1024 are expected, with a deviation of 32
}

TEST_CASE("DEV-E2 entropy: a buffer that cannot be written is the driver's fault") {
    RngRig r(1);
    r.d.offer({{kData, 16, 0}});
    r.d.notify();
    r.ram.run();
    CHECK(r.d.needs_reset());
}

TEST_CASE("DEV-K1 console output, in order, over any pieces") {
    ConsoleRig r;
    CHECK(rd(r.d.slot, 0x08) == 3);
    r.ram.put_text(kData, "one two ");
    r.d.offer({{kData, 4, 0}, {kData + 4, 4, 0}}, 1);
    r.d.notify(1);
    r.ram.run();
    CHECK(r.line.sent == "one two ");
    CHECK(r.d.used(1) == 1);
    CHECK(r.d.irq());
}

TEST_CASE("DEV-K2 console input waits for buffers, fills one after the other, and says when there is room") {
    ConsoleRig r;
    CHECK(r.device.listens());
    CHECK(r.device.room() == 256);
    for (const char c : std::string("abcdef")) r.device.receive(static_cast<uint8_t>(c));
    CHECK(r.device.room() == 250);
    r.ram.run();
    CHECK(r.d.used(0) == 0);
    r.d.offer({{kData, 4, 2}}, 0);
    r.d.offer({{kData + 16, 4, 2}}, 0);
    r.d.offer({{kData + 32, 4, 2}}, 0);
    r.d.notify(0);
    r.ram.run();
    CHECK(r.d.used(0) == 2);
    CHECK(r.ram.text(kData, 4) == "abcd");
    CHECK(r.ram.text(kData + 16, 2) == "ef");
    CHECK(r.d.used_element(1, 0).length == 2);
    CHECK(r.line.looks == 2);
    CHECK(r.device.room() == 256);
    r.device.receive('g');  // a buffer is waiting
    r.ram.run();
    CHECK(r.ram.text(kData + 32, 1) == "g");
    wr(r.d.slot, kStatus, 0);
    CHECK_FALSE(r.device.listens());
}

TEST_CASE("DEV-K3 console: buffers of the wrong direction or beyond reason are the driver's fault") {
    for (const auto& [queue, length, flags] : {std::tuple{0u, 16u, 0}, {1u, 16u, 2}, {1u, (1u << 20) + 1, 0}}) {
        ConsoleRig r;
        r.device.receive('x');
        r.d.offer({{kData, length, static_cast<uint16_t>(flags)}}, queue);
        r.d.notify(queue);
        r.ram.run();
        CHECK(r.d.needs_reset());
        CHECK(r.line.sent.empty());
    }
}
