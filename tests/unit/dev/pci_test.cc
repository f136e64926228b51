// PCI host bridge, configuration space, MSI-X (PCI Local Bus 3.0, chapter 6; PCI Express ECAM), and virtio over PCI
// (VIRTIO 1.2, 4.1). The virtio device copies what it reads to what it writes.
#include <algorithm>
#include <random>
#include <utility>

#include "dev/pci/host.h"
#include "dev/pci/pvpanic.h"
#include "dev/virtio/pci.h"
#include "tests/unit/dev/virtio_rig.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {

struct Copier final : VirtioDevice {
    explicit Copier(BusPort& port)
        : VirtioDevice({.name = "copier", .id = 2, .pci_class = 0x010203, .queues = 2, .queue_size = 8}, port) {}
    void serve(uint32_t queue, Chain chain, Tick now) override {
        std::vector<uint8_t> bytes(std::min<uint64_t>({chain.readable_bytes(), chain.writable_bytes(), 4096}));
        if (!chain.read(memory(), 0, bytes.data(), bytes.size(), now) ||
            !chain.write(memory(), 0, bytes.data(), bytes.size(), now))
            return fail();
        done(queue, chain, static_cast<uint32_t>(bytes.size()), now);
    }
    std::span<const uint8_t> config_space() const override { return space; }
    std::array<uint8_t, 4> space{9, 8, 7, 6};
};

/// Remembers messages: 32-bit writes.
struct Messages final : BusPort {
    std::vector<std::pair<uint64_t, uint32_t>> sent;
    std::vector<uint64_t> scheduled;
    bool read(uint64_t, void*, uint32_t, Tick&) override { return false; }
    bool write(uint64_t a, const void* in, uint32_t n, Tick&) override {
        REQUIRE(n == 4);
        uint32_t v = 0;
        std::memcpy(&v, in, 4);
        sent.emplace_back(a, v);
        return true;
    }
    bool timed() const override { return false; }
    Tick now() const override { return {}; }
    void schedule(Tick, uint64_t payload) override { scheduled.push_back(payload); }
};

struct Rig {
    Ram ram;
    Copier device{ram};
    Messages messages;
    Wires wires;
    PciHost host{wires, 32};
    VirtioPci function{"copier", device, messages, host, 5};
    Device& ecam = host.ecam();
    Device& low = host.window("pcie_low", 0x4000'0000);
    Device& high = host.window("pcie_high", 0x4'0000'0000);
    static constexpr uint64_t kFunction = 5 << 15;

    Rig() {
        ram.master = &device;
        host.add(5, function);
        ecam.reset();
    }
    uint64_t cfg(uint64_t offset, uint32_t bytes = 4) { return rd(ecam, kFunction + offset, bytes); }
    void set_cfg(uint64_t offset, uint64_t v, uint32_t bytes = 4) { wr(ecam, kFunction + offset, v, bytes); }
    /// BAR 0 at 0x400001'0000 offset 0x1'0000 of the high window, BAR 2 at 0x4000'2000; memory space, bus master.
    void place() {
        set_cfg(0x10, 0x0001'0000);
        set_cfg(0x14, 4);
        set_cfg(0x18, 0x4000'2000);
        set_cfg(0x04, 6, 2);
    }
    uint64_t reg(uint64_t offset, uint32_t bytes) { return rd(high, 0x1'0000 + offset, bytes); }
    void set(uint64_t offset, uint64_t v, uint32_t bytes) { wr(high, 0x1'0000 + offset, v, bytes); }
    void vector(uint32_t i, uint64_t address, uint32_t data, bool masked = false) {
        wr(low, 0x2000 + 16 * i, address & 0xffff'ffff);
        wr(low, 0x2000 + 16 * i + 4, address >> 32);
        wr(low, 0x2000 + 16 * i + 8, data);
        wr(low, 0x2000 + 16 * i + 12, masked);
    }
    uint8_t find(uint8_t id, uint8_t type = 0) {
        for (auto at = static_cast<uint8_t>(cfg(0x34, 1)); at; at = static_cast<uint8_t>(cfg(at + 1, 1)))
            if (cfg(at, 1) == id && (id != 9 || cfg(at + 3, 1) == type)) return at;
        FAIL("no capability " << int{id} << "." << int{type});
        return 0;
    }
    void run() {
        ram.run();
        for (const uint64_t payload : std::exchange(messages.scheduled, {})) function.act({}, payload);
    }
    void start() {
        place();
        set(0x14, 0, 1);
        set(0x14, 3, 1);
        set(0x08, 1, 4);
        set(0x0c, 1, 4);
        set(0x14, 11, 1);
        for (uint16_t q : {0, 1}) {
            set(0x16, q, 2);
            set(0x18, 8, 2);
            set(0x20, Driver::page(q), 8);
            set(0x28, Driver::page(q) + 0x100, 8);
            set(0x30, Driver::page(q) + 0x200, 4);
            set(0x34, 0, 4);
            set(0x1c, 1, 2);
        }
        set(0x14, 15, 1);
    }
    void copy(uint32_t queue, uint32_t n = 4) {
        const uint64_t table = Driver::page(queue), ring = table + 0x100;
        ram.put<uint64_t>(table, 0x8000'8000), ram.put<uint32_t>(table + 8, n), ram.put<uint32_t>(table + 12, 0x10001);
        ram.put<uint64_t>(table + 16, 0x8000'9000), ram.put<uint32_t>(table + 24, n), ram.put<uint32_t>(table + 28, 2);
        ram.put<uint16_t>(ring + 2, static_cast<uint16_t>(ram.get<uint16_t>(ring + 2) + 1));
        set(0x3000 + 4 * queue, queue, 2);
        run();
    }
};

}  // namespace

TEST_CASE("DEV-X1 configuration space: who is there, who is not, header, a BAR's size") {
    Rig r;
    CHECK(r.cfg(0, 4) == 0x10421af4);
    CHECK(r.cfg(8, 4) == 0x01020301);
    CHECK(r.cfg(0x0e, 1) == 0);
    CHECK(r.cfg(0x3d, 1) == 1);
    CHECK((r.cfg(6, 2) & 0x10) != 0);
    CHECK(r.cfg(0x100, 4) == 0);  // no extended capability
    for (const uint64_t nobody : {0ull, 4ull << 15, (5ull << 15) | (1 << 12), 1ull << 20, 255ull << 20}) {
        CHECK(rd(r.ecam, nobody, 4) == 0xffffffff);
        CHECK(rd(r.ecam, nobody, 2) == 0xffff);
        wr(r.ecam, nobody, 0);
    }
    for (const uint64_t bar : {0x10, 0x14, 0x18, 0x1c, 0x20, 0x24}) r.set_cfg(bar, 0xffffffff);
    CHECK(r.cfg(0x10) == 0xffffc00c);  // 16 KiB, 64-bit, prefetchable
    CHECK(r.cfg(0x14) == 0xffffffff);
    CHECK(r.cfg(0x18) == 0xfffff000);  // 4 KiB, 32-bit
    CHECK(r.cfg(0x1c) == 0);
    CHECK(r.cfg(0x20) == 0);
    r.set_cfg(0x3c, 0x2a, 1);
    CHECK(r.cfg(0x3c, 1) == 0x2a);
    r.ecam.reset();
    CHECK(r.cfg(0x10) == 0xc);
    CHECK(r.cfg(0x04, 2) == 0);
}

TEST_CASE("DEV-X2 BARs answer where they are, once memory space is on; elsewhere all ones") {
    Rig r;
    CHECK(rd(r.high, 0x1'0012, 2) == 0xffff);
    r.place();
    CHECK(rd(r.high, 0x1'0012, 2) == 2);    // num_queues
    CHECK(rd(r.low, 0x2000 + 12, 4) == 1);  // the first vector is masked
    CHECK(rd(r.high, 0x0'fffc, 4) == 0xffffffff);
    CHECK(rd(r.high, 0x1'4000, 4) == 0xffffffff);
    r.set_cfg(0x04, 0, 2);
    CHECK(rd(r.high, 0x1'0012, 2) == 0xffff);
}

TEST_CASE("DEV-X3 the capabilities of virtio: types, places, lengths") {
    Rig r;
    const std::tuple<uint8_t, uint32_t, uint32_t> expected[] = {
        {1, 0, 0x40}, {2, 0x3000, 8}, {3, 0x1000, 1}, {4, 0x2000, 0x1000}};
    for (const auto& [type, offset, length] : expected) {
        const auto at = r.find(9, type);
        CHECK(r.cfg(at + 2, 1) == (type == 2 ? 20 : 16));
        CHECK(r.cfg(at + 4, 1) == 0);
        CHECK(r.cfg(at + 8) == offset);
        CHECK(r.cfg(at + 12) == length);
    }
    CHECK(r.cfg(r.find(9, 2) + 16) == 4);  // notify_off_multiplier
    const auto msix = r.find(0x11);
    CHECK(r.cfg(msix + 2, 2) == 2);  // three vectors
    CHECK(r.cfg(msix + 4) == 2);     // table: BAR 2, offset 0
    CHECK(r.cfg(msix + 8) == 0x802);
    r.set_cfg(msix, 0xffffffff);
    CHECK(r.cfg(msix + 2, 2) == 0xc002);  // only enable and function mask can be written
}

TEST_CASE("DEV-X4 a queue over PCI with INTx: swizzled wire, ISR cleared by reading, a shared wire") {
    Rig r;
    r.start();
    CHECK(r.reg(0x14, 1) == 15);
    r.ram.put_text(0x8000'8000, "pci!");
    r.copy(0);
    CHECK(r.ram.text(0x8000'9000, 4) == "pci!");
    CHECK(r.wires.level[33]);  // 32 + 5 % 4
    CHECK((r.cfg(6, 2) & 8) != 0);
    r.host.set_irq(9, true);  // another device on the same wire
    CHECK(r.reg(0x1000, 1) == 1);
    CHECK(r.reg(0x1000, 1) == 0);
    CHECK(r.wires.level[33]);
    r.host.set_irq(9, false);
    CHECK_FALSE(r.wires.level[33]);
    r.set_cfg(0x04, 0x406, 2);  // interrupt disable
    r.copy(0);
    CHECK_FALSE(r.wires.level[33]);
    r.set_cfg(0x04, 6, 2);
    CHECK(r.wires.level[33]);
    CHECK(r.reg(0x2000, 4) == 0x06070809);
    r.set(0x14, 0, 1);
    CHECK(r.reg(0x14, 1) == 0);
    CHECK_FALSE(r.wires.level[33]);
    CHECK(r.messages.sent.empty());
}

TEST_CASE("DEV-X5 MSI-X: a message for each queue; masks hold it back as pending; no wire") {
    Rig r;
    r.start();
    const auto msix = r.find(0x11);
    r.vector(0, 0x2800'0000, 7);
    r.vector(1, 0x2800'0000, 8);
    r.vector(2, 0x2'2800'1000, 9, true);
    r.set_cfg(msix + 2, 0x8000, 2);
    for (uint16_t q : {0, 1}) {
        r.set(0x16, q, 2);
        r.set(0x1a, static_cast<uint16_t>(q + 1), 2);
        CHECK(r.reg(0x1a, 2) == q + 1u);
        r.set(0x16, q, 2);
    }
    r.set(0x10, 3, 2);  // a vector that does not exist
    CHECK(r.reg(0x10, 2) == 0xffff);
    r.set(0x10, 0, 2);
    r.copy(0);
    CHECK(r.messages.sent == std::vector<std::pair<uint64_t, uint32_t>>{{0x2800'0000, 8}});
    r.copy(1);  // masked
    r.copy(1);
    CHECK(r.messages.sent.size() == 1);
    CHECK(rd(r.low, 0x2800, 4) == 4);  // pending bit 2
    wr(r.low, 0x2000 + 2 * 16 + 12, 0);
    r.run();
    CHECK(rd(r.low, 0x2800, 4) == 0);
    CHECK(r.messages.sent.back() == std::pair<uint64_t, uint32_t>{0x2'2800'1000, 9});
    CHECK(r.messages.sent.size() == 2);
    r.set_cfg(msix + 2, 0xc000, 2);  // function mask
    r.copy(0);
    CHECK(r.messages.sent.size() == 2);
    r.set_cfg(msix + 2, 0x8000, 2);
    r.run();
    CHECK(r.messages.sent.size() == 3);
    CHECK_FALSE(r.wires.level[33]);
    // A malformed ring: the configuration vector.
    r.ram.put<uint16_t>(Driver::page(0) + 0x102, 0x100);
    r.set(0x3000, 0, 2);
    r.run();
    CHECK(r.messages.sent.back() == std::pair<uint64_t, uint32_t>{0x2800'0000, 7});
    CHECK(r.reg(0x14, 1) == 0x4f);
}

TEST_CASE("DEV-X6 BAR 0 through the configuration-access capability, before any BAR is placed") {
    Rig r;
    const auto cap = r.find(9, 5);
    r.set_cfg(cap + 8, 0x12);
    r.set_cfg(cap + 12, 2);
    CHECK(r.cfg(cap + 16, 2) == 2);  // num_queues
    r.set_cfg(cap + 8, 0x14);
    r.set_cfg(cap + 12, 1);
    r.set_cfg(cap + 16, 3, 1);
    CHECK(r.device.status() == 3);
    r.set_cfg(cap + 12, 3);  // no length
    r.set_cfg(cap + 16, 0, 4);
    CHECK(r.device.status() == 3);
    r.set_cfg(cap + 8, 0xffff'fff0);
    r.set_cfg(cap + 12, 4);
    CHECK_NOTHROW(r.cfg(cap + 16));
}

TEST_CASE("DEV-X7 random accesses to configuration space and BARs harm nobody") {
    std::mt19937_64 random(11);
    for (int round = 0; round < 200; ++round) {
        Rig r;
        r.start();
        for (int i = 0; i < 2000; ++i) {
            const uint32_t bytes = 1u << random() % 4;
            const uint64_t any = random() % 2 ? random() : random() % 0x4000;
            uint64_t v = 0;
            switch (random() % 4) {
                case 0:
                    (void)r.ecam.write(Rig::kFunction + (any % 0x1000 & ~7ull), bytes,
                                       random() % 2 ? random() : random() % 8, {});
                    break;
                case 1: (void)r.ecam.read(Rig::kFunction + (any % 0x1000 & ~7ull), bytes, v, {}); break;
                case 2:
                    (void)r.high.write(0x1'0000 + any % 0x4000, bytes, random() % 2 ? random() : Driver::page(0), {});
                    break;
                default: (void)r.low.write(0x2000 + any % 0x1000, bytes, random(), {}); break;
            }
            if (i % 16 == 0) {
                r.ram.run(3);
                for (const uint64_t payload : std::exchange(r.messages.scheduled, {})) r.function.act({}, payload);
            }
        }
        r.ecam.reset();
        r.start();
        std::fill(r.ram.bytes.begin(), r.ram.bytes.end(), uint8_t{0});
        r.ram.run();
        r.copy(1);
        CHECK(r.ram.get<uint16_t>(Driver::page(1) + 0x202) == 1);
    }
}

TEST_CASE("DEV-X8 the panic notifier: identity, a 16-byte memory BAR, events known and told") {
    struct Sink final : PanicSink {
        void guest_event(Event e) override { seen.push_back(static_cast<int>(e)); }
        std::vector<int> seen;
    } sink;
    Messages messages;
    Wires wires;
    PciHost host(wires, 32);
    Pvpanic function(sink, messages, host, 3);
    host.add(3, function);
    Device& ecam = host.ecam();
    Device& low = host.window("pcie_low", 0x4000'0000);
    ecam.reset();
    constexpr uint64_t kFunction = 3 << 15;
    CHECK(rd(ecam, kFunction) == 0x0011'1b36);
    CHECK(rd(ecam, kFunction + 8) == 0x0880'0001);
    CHECK(rd(ecam, kFunction + 0x3d, 1) == 0);  // no interrupt pin
    CHECK(rd(ecam, kFunction + 0x06, 2) == 0);  // no capabilities
    wr(ecam, kFunction + 0x10, 0xffff'ffff);
    CHECK(rd(ecam, kFunction + 0x10) == 0xffff'fff0);
    wr(ecam, kFunction + 0x10, 0x4000'1000);
    wr(low, 0x1000, 1, 1);
    CHECK(sink.seen.empty());  // memory space is off
    wr(ecam, kFunction + 0x04, 2, 2);
    CHECK(rd(low, 0x1000, 1) == 7);
    wr(low, 0x1000, 2, 1);
    wr(low, 0x1000, 0xf8, 1);  // bits that the device does not know
    wr(low, 0x1000, 0x84, 1);
    wr(low, 0x1001, 1, 1);
    wr(low, 0x1000, 1, 1);
    CHECK(sink.seen == std::vector<int>{2, 4, 1});
    CHECK(rd(low, 0x1000, 1) == 7);
}
