// Transport and queue: VIRTIO 1.2, 2.1, 2.2, 2.7, 4.2.2. The device behind them copies what it reads to what it writes.
#include <functional>
#include <random>

#include "tests/unit/dev/virtio_rig.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {

struct Copier final : VirtioDevice {
    explicit Copier(BusPort& port)
        : VirtioDevice({.name = "copier", .id = 63, .features = 1, .queues = 2, .queue_size = 8}, port) {}
    void serve(uint32_t queue, Chain chain, Tick now) override {
        ++served;
        if (on_serve) on_serve();
        std::vector<uint8_t> bytes(std::min<uint64_t>({chain.readable_bytes(), chain.writable_bytes(), 4096}));
        if (!chain.read(memory(), 0, bytes.data(), bytes.size(), now) ||
            !chain.write(memory(), 0, bytes.data(), bytes.size(), now))
            return fail();
        done(queue, chain, static_cast<uint32_t>(bytes.size()), now);
    }
    std::span<const uint8_t> config_space() const override { return space; }
    std::array<uint8_t, 6> space{1, 2, 3, 4, 5, 6};
    int served = 0;
    std::function<void()> on_serve;
};

struct Rig {
    Ram ram;
    Copier device{ram};
    Driver d{ram, device};
    VirtioMmio& slot = d.slot;
};
constexpr uint64_t kIn = 0x8000'8000, kOut = 0x8000'9000;

}  // namespace

TEST_CASE("DEV-V1 the transport's identity, an empty slot, configuration space") {
    Rig r;
    CHECK(rd(r.slot, 0x000) == 0x74726976);
    CHECK(rd(r.slot, 0x004) == 2);
    CHECK(rd(r.slot, 0x008) == 63);
    CHECK(rd(r.slot, 0x0b0) == 0xffffffff);  // SHMLen of a region that does not exist
    CHECK(rd(r.slot, 0x0b4) == 0xffffffff);
    CHECK(rd(r.slot, kConfig, 1) == 1);
    CHECK(rd(r.slot, kConfig, 4) == 0x04030201);
    CHECK(rd(r.slot, kConfig + 4, 4) == 0x0605);
    Wires w;
    VirtioMmio empty(3, nullptr, w, 4);
    empty.reset();
    CHECK(rd(empty, 0x000) == 0x74726976);
    CHECK(rd(empty, 0x004) == 2);
    for (uint64_t offset = 8; offset < 0x200; offset += 4) {
        wr(empty, offset, 0xffffffff);
        if (offset != 0x0c && (offset < 0xb0 || offset >= 0xc0)) CHECK(rd(empty, offset) == 0);
    }
    CHECK(w.level.empty());
}

TEST_CASE("DEV-V2 features: two words, FEATURES_OK only for a subset with VERSION_1, nothing changes after it") {
    Rig r;
    CHECK(rd(r.slot, kDeviceFeatures) == 0x30000001);  // its own bit, INDIRECT_DESC (28), EVENT_IDX (29)
    wr(r.slot, kDeviceFeaturesSel, 1);
    CHECK(rd(r.slot, kDeviceFeatures) == 1);  // VERSION_1 (32)
    wr(r.slot, kDeviceFeaturesSel, 2);
    CHECK(rd(r.slot, kDeviceFeatures) == 0);
    r.d.accept(1);
    CHECK(r.d.status() == 3);
    r.d.accept(kVersion1 | 2);
    CHECK(r.d.status() == 3);
    r.d.accept(kVersion1 | 1);
    CHECK(r.d.status() == 11);
    wr(r.slot, kDriverFeatures, 0);
    CHECK(r.device.accepted() == (kVersion1 | 1));
}

TEST_CASE("DEV-V3 queue registers: selection, sizes, ready; what may not be enabled needs a reset") {
    Rig r;
    CHECK(rd(r.slot, kQueueNumMax) == 8);
    wr(r.slot, kQueueSel, 2);
    CHECK(rd(r.slot, kQueueNumMax) == 0);
    wr(r.slot, kQueueReady, 1);
    CHECK(rd(r.slot, kQueueReady) == 0);
    r.d.start();
    wr(r.slot, kQueueSel, 0);
    CHECK(rd(r.slot, kQueueReady) == 1);
    wr(r.slot, kQueueDesc, 0x1234'5670);
    CHECK(r.device.queue(0)->desc == 0x8000'1000);  // not while it is enabled
    wr(r.slot, kQueueReady, 0);
    CHECK(rd(r.slot, kQueueReady) == 0);
    wr(r.slot, kQueueDesc + 4, 0x12);
    CHECK(r.device.queue(0)->desc == 0x12'8000'1000);
    for (uint64_t size : {0, 3, 16, 65536 + 8}) {
        r.d.accept(kVersion1);
        r.d.enable(0, size);
        CHECK(rd(r.slot, kQueueReady) == 0);
        CHECK(r.d.needs_reset());
    }
    r.d.accept(kVersion1);
    wr(r.slot, kQueueDesc, 0x8000'1008);
    wr(r.slot, kQueueNum, 8);
    wr(r.slot, kQueueReady, 1);
    CHECK(r.d.needs_reset());
    CHECK_FALSE(r.d.irq());  // 2.1.2: a configuration interrupt only after DRIVER_OK
    wr(r.slot, kStatus, 0);
    CHECK(r.d.status() == 0);
    CHECK(rd(r.slot, kQueueReady) == 0);
}

TEST_CASE("DEV-V4 buffers are served in order, whatever their pieces; used ring, interrupt and its acknowledgement") {
    Rig r;
    r.d.start();
    r.ram.put_text(kIn, "hello, world");
    const auto a =
        r.d.offer({{kIn, 5, 0}, {kIn + 5, 0, 0}, {kIn + 5, 7, 0}, {kOut, 1, kWrite}, {kOut + 100, 30, kWrite}});
    const auto b = r.d.offer({{kIn, 3, 0}, {kOut + 200, 2, kWrite}});
    r.ram.run();
    CHECK(r.device.served == 0);  // nobody has notified
    r.d.notify();
    r.ram.run();
    CHECK(r.d.used() == 2);
    CHECK(r.d.used_element(0) == Driver::Used{a, 12});
    CHECK(r.d.used_element(1) == Driver::Used{b, 2});
    CHECK(r.ram.text(kOut, 1) == "h");
    CHECK(r.ram.text(kOut + 100, 11) == "ello, world");
    CHECK(r.ram.text(kOut + 200, 2) == "he");
    CHECK(r.d.irq());
    CHECK(r.d.interrupts() == 1);
    r.d.acknowledge();
    CHECK_FALSE(r.d.irq());
}

TEST_CASE("DEV-V5 the rings wrap, and their indices do at 65536") {
    Rig r;
    r.d.start();
    for (uint32_t i = 0; i < 66'000; ++i) {
        r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
        r.ram.put(kIn, i);
        r.d.notify();
        r.ram.run();
        if (r.ram.get<uint32_t>(kOut) != i) FAIL("buffer " << i);
    }
    CHECK(r.d.used() == 66'000 - 65'536);
    CHECK_FALSE(r.d.needs_reset());
}

TEST_CASE("DEV-V6 the driver asks for no interrupts: the flag, or the event index") {
    Rig r;
    r.d.start();
    r.ram.put<uint16_t>(Driver::page(0) + 0x100, 1);  // VIRTQ_AVAIL_F_NO_INTERRUPT
    r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
    r.d.notify();
    r.ram.run();
    CHECK(r.d.used() == 1);
    CHECK_FALSE(r.d.irq());
    r.d.start(kVersion1 | kEventIdx);
    const uint64_t used_event = Driver::page(0) + 0x104 + 2 * 8, avail_event = Driver::page(0) + 0x204 + 8 * 8;
    r.ram.put<uint16_t>(used_event, 2);  // an interrupt when the third has been used
    for (uint16_t i = 1; i <= 4; ++i) {
        r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
        r.d.notify();
        r.ram.run();
        CHECK(r.ram.get<uint16_t>(avail_event) == i);
        CHECK(r.d.irq() == (i == 3));
        r.d.acknowledge();
    }
    r.ram.put<uint16_t>(used_event, 5);  // passed within a batch of three
    for (int i = 0; i < 3; ++i) r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
    r.d.notify();
    r.ram.run();
    CHECK(r.d.used() == 7);
    CHECK(r.d.irq());
}

TEST_CASE("DEV-V7 indirect tables: alone, behind other descriptors; not without the feature") {
    Rig r;
    const uint64_t table = 0x8000'a000;
    for (const bool behind : {false, true}) {
        r.d.start(kVersion1 | kIndirect);
        r.ram.put_text(kIn, "indirect");
        r.d.descriptor(table, 0, {kIn + 2, 6, kNext, 2});
        r.d.descriptor(table, 2, {kOut, 16, kWrite, 9});
        if (behind) r.d.offer({{kIn, 2, 0}, {table, 48, kIndirectFlag}});
        else r.d.offer({{table, 48, kIndirectFlag | kWrite}});  // WRITE means nothing there
        r.d.notify();
        r.ram.run();
        CHECK(r.d.used() == 1);
        CHECK(r.ram.text(kOut, 8) == (behind ? "indirect" : std::string("direct\0\0", 8)));
    }
    r.d.start(kVersion1);
    r.d.offer({{table, 48, kIndirectFlag}});
    r.d.notify();
    r.ram.run();
    CHECK(r.d.needs_reset());
}

TEST_CASE("DEV-V8 a malformed ring needs a reset: the device says so, does nothing more, and works after the reset") {
    Rig r;
    const uint64_t table = 0x8000'a000, available = Driver::page(0) + 0x100;
    const std::vector<std::pair<std::string, std::function<void()>>> faults = {
        {"a loop",
         [&] {
             r.d.descriptor(Driver::page(0), 0, {kIn, 4, kNext, 0}), r.d.available(0);
         }},
        {"next beyond the table",
         [&] {
             r.d.descriptor(Driver::page(0), 0, {kIn, 4, kNext, 8}), r.d.available(0);
         }},
        {"head beyond the table", [&] { r.d.available(8); }},
        {"index too far ahead", [&] { r.ram.put<uint16_t>(available + 2, 9); }},
        {"readable after writable",
         [&] {
             r.d.offer({{kOut, 4, kWrite}, {kIn, 4, 0}});
         }},
        {"no memory there",
         [&] {
             r.d.offer({{0x1000, 4, 0}, {kOut, 4, kWrite}});
         }},
        {"memory ends within",
         [&] {
             r.d.offer({{kIn, 4, 0}, {0x8001'fffe, 4, kWrite}});
         }},
        {"wraps the address space",
         [&] {
             r.d.offer({{~0ull, 0xffff'ffff, 0}, {kOut, 4, kWrite}});
         }},
        {"empty table",
         [&] {
             r.d.offer({{table, 0, kIndirectFlag}});
         }},
        {"half a descriptor",
         [&] {
             r.d.offer({{table, 24, kIndirectFlag}});
         }},
        {"huge table",
         [&] {
             r.d.offer({{table, 0xffff'fff0, kIndirectFlag}});
         }},
        {"table in no memory",
         [&] {
             r.d.offer({{0x10, 32, kIndirectFlag}});
         }},
        {"INDIRECT with NEXT",
         [&] {
             r.d.offer({{table, 32, kIndirectFlag}, {kOut, 4, kWrite}});
         }},
        {"a table in a table",
         [&] {
             r.d.descriptor(table, 0, {table, 16, kIndirectFlag, 0});
             r.d.offer({{table, 16, kIndirectFlag}});
         }},
        {"a loop in a table",
         [&] {
             r.d.descriptor(table, 0, {kIn, 4, kNext, 1});
             r.d.descriptor(table, 1, {kIn, 4, kNext, 0});
             r.d.offer({{table, 32, kIndirectFlag}});
         }},
    };
    for (const auto& [name, fault] : faults) {
        INFO(name);
        r.d.start(kVersion1 | kIndirect);
        r.device.served = 0;
        fault();
        r.d.notify();
        r.ram.run();
        CHECK(r.d.needs_reset());
        CHECK(r.d.interrupts() == 2);
        CHECK(r.d.irq());
        CHECK(r.d.used() == 0);
        r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
        r.d.notify();
        r.ram.run();
        CHECK(r.d.used() == 0);
        r.d.start();
        CHECK(r.d.status() == 15);
        CHECK_FALSE(r.d.irq());
        r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
        r.d.notify();
        r.ram.run();
        CHECK(r.d.used() == 1);
    }
}

TEST_CASE("DEV-V9 nothing is touched before DRIVER_OK, and rings in no memory need a reset") {
    Rig r;
    r.d.accept(kVersion1);
    r.d.enable(0);
    r.d.notify();
    r.ram.run();
    CHECK(r.ram.transfers == 0);
    wr(r.slot, kStatus, 0);
    r.d.accept(kVersion1);
    wr(r.slot, kQueueSel, 0);
    wr(r.slot, kQueueNum, 8);
    wr(r.slot, kQueueDriver, 0x100);
    wr(r.slot, kQueueReady, 1);
    wr(r.slot, kStatus, 15);
    r.d.notify();
    r.ram.run();
    CHECK(r.d.needs_reset());
}

TEST_CASE(
    "DEV-V10 a reset while the device acts ends what it was doing, also when the queue is set up anew meanwhile") {
    for (int at = 0; at < 12; ++at) {
        Rig r;
        r.d.start();
        r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
        r.d.notify();
        int left = at;
        std::function<void()> hook = [&] {
            if (left-- > 0) r.ram.during_transfer = hook;
            else {
                wr(r.slot, kStatus, 0);
                wr(r.slot, kQueueNum, 0);
            }
        };
        r.ram.during_transfer = hook;
        r.ram.run();
        CHECK(r.d.status() == (left < 0 ? 0 : 15));
        CHECK_FALSE(r.d.needs_reset());
        r.ram.during_transfer = nullptr;
        r.d.start();
        r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
        r.d.notify();
        r.ram.run();
        CHECK(r.d.used() == 1);
    }
}

TEST_CASE("DEV-V11 in time: the used ring is written when the data has been stored, the interrupt follows it") {
    Rig r;
    r.ram.takes_time = true;
    r.d.start();
    r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
    r.d.notify(0, Tick{50'000});
    CHECK(r.ram.timeline.next() == Tick{50'000});
    r.ram.timeline.run_until(Tick{50'000});
    // idx, entry, two descriptors, read, write: six transfers of 1000 fs, one after the other.
    CHECK(r.d.used() == 0);
    CHECK(r.ram.timeline.next() == Tick{56'000});
    r.ram.timeline.run_until(Tick{56'000});
    CHECK(r.d.used() == 1);
    CHECK_FALSE(r.d.irq());
    CHECK(r.ram.timeline.next() == Tick{59'000});  // element, idx, flags
    r.ram.run();
    CHECK(r.d.irq());
}

TEST_CASE("DEV-V12 a ring that is refilled as fast as it is served does not hold up the machine") {
    Rig r;
    r.d.start();
    r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
    r.device.on_serve = [&] { r.d.available(0); };
    r.d.notify();
    const Tick begin = r.ram.timeline.next();
    r.ram.run(100);
    CHECK(r.device.served == 800);                                         // a queue's size at a time
    CHECK(r.ram.timeline.next() - begin == Tick{100 * 1'000'000'000ull});  // a microsecond apart
    CHECK_FALSE(r.d.needs_reset());
}

TEST_CASE("DEV-V13 random rings and registers: no crash, no hang, no access outside memory") {
    std::mt19937_64 random(20260101);
    for (int round = 0; round < 3000; ++round) {
        Rig r;
        r.d.start(kVersion1 | (random() & (kEventIdx | kIndirect)), 2);
        const auto word = [&]() -> uint64_t {
            switch (random() % 5) {
                case 0: return Ram::kBase + random() % Ram::kSize;
                case 1: return random() % 10;
                case 2: return Driver::page(0) + random() % 0x2000;
                case 3: return random() & 0xffff;
                default: return random();
            }
        };
        for (int i = 0; i < 600; ++i)
            r.ram.put<uint16_t>(Driver::page(0) + 2 * (random() % 0x1000), static_cast<uint16_t>(word()));
        for (uint16_t i = 0; i < 8; ++i)
            r.d.descriptor(Driver::page(random() % 2), i,
                           {word(), static_cast<uint32_t>(word()), static_cast<uint16_t>(random() % 8),
                            static_cast<uint16_t>(random() % 9)});
        for (uint32_t q : {0, 1}) r.ram.put<uint16_t>(Driver::page(q) + 0x102, static_cast<uint16_t>(random() % 10));
        for (int i = 0; i < 40; ++i) {
            if (random() % 4 == 0) wr(r.slot, 4 * (random() % 80), static_cast<uint32_t>(word()));
            else r.d.notify(random() % 3);
            r.ram.run(3);
        }
        CHECK(r.ram.transfers < 100'000);
        r.d.start();
        r.ram.run();
        r.d.offer({{kIn, 4, 0}, {kOut, 4, kWrite}});
        r.d.notify();
        r.ram.run();
        CHECK(r.d.used() == 1);
    }
}
