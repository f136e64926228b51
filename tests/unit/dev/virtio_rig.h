// A driver's side for the tests of virtio devices: memory, a queue laid out by hand, and a machine that lets the device
// act. Offsets, flags and register numbers are literals of the VIRTIO 1.2 specification.
#pragma once
#include <algorithm>
#include <cstring>
#include <functional>
#include <vector>

#include "dev/virtio/mmio.h"
#include "sim/core/timeline.h"
#include "tests/unit/dev/dev_test.h"

namespace covesim::devtest {

/// 128 KiB of RAM at 0x80000000; what a device schedules is done by run().
struct Ram final : BusPort, TimelineHandler {
    static constexpr uint64_t kBase = 0x8000'0000, kSize = 1 << 17;
    std::vector<uint8_t> bytes = std::vector<uint8_t>(kSize);
    Timeline timeline;
    uint32_t handler = timeline.add_handler("device", *this);
    BusMaster* master = nullptr;
    bool takes_time = false;
    uint64_t per_transfer_fs = 1000;
    uint64_t transfers = 0;
    std::function<void()> during_transfer;

    uint8_t* at(uint64_t address, uint64_t n) {
        const uint64_t o = address - kBase;
        return o <= kSize && n <= kSize - o ? bytes.data() + o : nullptr;
    }
    bool read(uint64_t a, void* out, uint32_t n, Tick& t) override {
        const uint8_t* p = step(a, n, t);
        if (p) std::memcpy(out, p, n);
        return p;
    }
    bool write(uint64_t a, const void* in, uint32_t n, Tick& t) override {
        uint8_t* p = step(a, n, t);
        if (p) std::memcpy(p, in, n);
        return p;
    }
    uint8_t* step(uint64_t a, uint32_t n, Tick& t) {
        ++transfers;
        if (takes_time) t += Tick{per_transfer_fs};
        if (during_transfer) std::exchange(during_transfer, nullptr)();
        return at(a, n);
    }
    bool timed() const override { return takes_time; }
    Tick now() const override { return timeline.now(); }
    void schedule(Tick when, uint64_t payload) override { timeline.schedule(std::max(when, now()), handler, payload); }
    void on_event(Tick when, uint64_t payload) override { master->act(when, payload); }
    /// Lets the device act until it has nothing left to do, or `steps` times.
    void run(int steps = 1000) {
        while (timeline.next() != kNever && steps-- > 0) timeline.run_until(timeline.next());
    }

    template <class T>
    T get(uint64_t a) {
        T v{};
        REQUIRE(at(a, sizeof v));
        std::memcpy(&v, at(a, sizeof v), sizeof v);
        return v;
    }
    template <class T>
    void put(uint64_t a, T v) {
        REQUIRE(at(a, sizeof v));
        std::memcpy(at(a, sizeof v), &v, sizeof v);
    }
    void put_text(uint64_t a, std::string_view text) { std::memcpy(at(a, text.size()), text.data(), text.size()); }
    std::string text(uint64_t a, uint64_t n) { return {reinterpret_cast<char*>(at(a, n)), n}; }
};

/// The registers of the transport.
enum : uint64_t {
    kDeviceFeatures = 0x10,
    kDeviceFeaturesSel = 0x14,
    kDriverFeatures = 0x20,
    kDriverFeaturesSel = 0x24,
    kQueueSel = 0x30,
    kQueueNumMax = 0x34,
    kQueueNum = 0x38,
    kQueueReady = 0x44,
    kQueueNotify = 0x50,
    kInterruptStatus = 0x60,
    kInterruptAck = 0x64,
    kStatus = 0x70,
    kQueueDesc = 0x80,
    kQueueDriver = 0x90,
    kQueueDevice = 0xa0,
    kConfig = 0x100,
};
constexpr uint64_t kVersion1 = 1ull << 32, kEventIdx = 1ull << 29, kIndirect = 1ull << 28;
constexpr uint16_t kNext = 1, kWrite = 2, kIndirectFlag = 4;

/// A device in a slot with one queue of 8 entries: descriptors at +0, available ring at +0x100, used ring at +0x200 of
/// its page, and data behind.
struct Driver {
    Ram& ram;
    VirtioDevice& device;
    Wires wires;
    VirtioMmio slot{0, &device, wires, 1};
    uint16_t next_descriptor = 0;

    Driver(Ram& r, VirtioDevice& d) : ram(r), device(d) {
        ram.master = &d;
        slot.reset();
    }
    static constexpr uint64_t page(uint32_t queue) { return 0x8000'1000 + 0x1000 * queue; }

    void accept(uint64_t features) {
        wr(slot, kStatus, 0);
        wr(slot, kStatus, 1);
        wr(slot, kStatus, 3);
        for (uint32_t half : {0, 1}) {
            wr(slot, kDriverFeaturesSel, half);
            wr(slot, kDriverFeatures, features >> (32 * half) & 0xffffffff);
        }
        wr(slot, kStatus, 11);
    }
    void enable(uint32_t queue, uint64_t size = 8) {
        wr(slot, kQueueSel, queue);
        wr(slot, kQueueNum, size);
        wr(slot, kQueueDesc, page(queue));
        wr(slot, kQueueDriver, page(queue) + 0x100);
        wr(slot, kQueueDevice, page(queue) + 0x200);
        wr(slot, kQueueReady, 1);
    }
    /// Reset, then up to DRIVER_OK with these features and queues.
    void start(uint64_t features = kVersion1, uint32_t queues = 1) {
        std::fill(ram.bytes.begin(), ram.bytes.end(), uint8_t{0});
        next_descriptor = 0;
        accept(features);
        for (uint32_t q = 0; q < queues; ++q) enable(q);
        wr(slot, kStatus, 15);
    }

    struct Descriptor {
        uint64_t address;
        uint32_t length;
        uint16_t flags, next;
    };
    void descriptor(uint64_t table, uint16_t i, Descriptor d) {
        ram.put(table + 16 * i, d.address);
        ram.put(table + 16 * i + 8, d.length);
        ram.put(table + 16 * i + 12, d.flags);
        ram.put(table + 16 * i + 14, d.next);
    }
    struct Part {
        uint64_t address;
        uint32_t length;
        uint16_t flags;
    };
    /// Descriptors one after the other, and their head into the available ring.
    uint16_t offer(std::vector<Part> parts, uint32_t queue = 0) {
        const uint16_t head = next_descriptor;
        for (size_t i = 0; i < parts.size(); ++i, next_descriptor = (next_descriptor + 1) % 8) {
            const bool more = i + 1 < parts.size();
            descriptor(page(queue), next_descriptor,
                       {parts[i].address, parts[i].length, static_cast<uint16_t>(parts[i].flags | (more ? kNext : 0)),
                        static_cast<uint16_t>((next_descriptor + 1) % 8)});
        }
        available(head, queue);
        return head;
    }
    void available(uint16_t head, uint32_t queue = 0) {
        const uint64_t ring = page(queue) + 0x100;
        const auto idx = ram.get<uint16_t>(ring + 2);
        ram.put<uint16_t>(ring + 4 + 2 * (idx % 8), head);
        ram.put<uint16_t>(ring + 2, static_cast<uint16_t>(idx + 1));
    }
    void notify(uint32_t queue = 0, Tick now = {}) { wr(slot, kQueueNotify, queue, 4, now); }
    uint16_t used(uint32_t queue = 0) { return ram.get<uint16_t>(page(queue) + 0x202); }
    struct Used {
        uint32_t id, length;
        bool operator==(const Used&) const = default;
    };
    Used used_element(uint16_t i, uint32_t queue = 0) {
        const uint64_t e = page(queue) + 0x204 + 8 * (i % 8);
        return {ram.get<uint32_t>(e), ram.get<uint32_t>(e + 4)};
    }
    uint64_t status() { return rd(slot, kStatus); }
    uint64_t interrupts() { return rd(slot, kInterruptStatus); }
    bool irq() { return wires.level[1]; }
    void acknowledge() { wr(slot, kInterruptAck, 3); }
    bool needs_reset() { return status() & 0x40; }
};

}  // namespace covesim::devtest
