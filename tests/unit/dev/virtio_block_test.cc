// Virtio block device: VIRTIO 1.2, 5.2. Request: type, reserved, sector (16 bytes); data; status byte.
#include <functional>
#include <random>

#include "dev/virtio/block.h"
#include "tests/unit/dev/virtio_rig.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {

struct MemoryDisk final : Disk {
    std::vector<uint8_t> data = std::vector<uint8_t>(64 * 512);
    bool ro = false, broken = false;
    int flushes = 0;
    uint64_t sectors() const override { return data.size() / 512; }
    bool read_only() const override { return ro; }
    bool inside(uint64_t offset, uint64_t n) const { return offset <= data.size() && n <= data.size() - offset; }
    bool read(uint64_t offset, void* out, uint64_t n) override {
        REQUIRE(inside(offset, n));
        std::memcpy(out, data.data() + offset, n);
        return !broken;
    }
    bool write(uint64_t offset, const void* in, uint64_t n) override {
        REQUIRE(inside(offset, n));
        REQUIRE_FALSE(ro);
        std::memcpy(data.data() + offset, in, n);
        return !broken;
    }
    bool zero(uint64_t offset, uint64_t n) override {
        REQUIRE(inside(offset, n));
        REQUIRE_FALSE(ro);
        std::fill_n(data.begin() + static_cast<ptrdiff_t>(offset), n, uint8_t{0});
        return !broken;
    }
    bool flush() override {
        ++flushes;
        return !broken;
    }
};

constexpr uint64_t kHeader = 0x8000'8000, kData = 0x8000'9000, kStatusByte = 0x8000'f000;
constexpr uint8_t kOk = 0, kIoError = 1, kUnsupported = 2;

struct Rig {
    Ram ram;
    MemoryDisk disk;
    BlockParams params;
    VirtioBlock device;
    Driver d;
    explicit Rig(bool ro = false) : disk(), device((disk.ro = ro, disk), "serial-0", params, ram), d(ram, device) {
        for (size_t i = 0; i < disk.data.size(); ++i) disk.data[i] = static_cast<uint8_t>(i / 512 + i);
        d.start();
    }
    void header(uint32_t type, uint64_t sector) {
        ram.put<uint32_t>(kHeader, type);
        ram.put<uint32_t>(kHeader + 4, 0);
        ram.put<uint64_t>(kHeader + 8, sector);
        ram.put<uint8_t>(kStatusByte, 0xff);
    }
    /// The status byte of a request; `flags` of the data: 2 for what the device writes.
    uint8_t request(uint32_t type, uint64_t sector, uint32_t bytes, uint16_t flags) {
        header(type, sector);
        if (bytes == 0) d.offer({{kHeader, 16, 0}, {kStatusByte, 1, 2}});
        else d.offer({{kHeader, 16, 0}, {kData, bytes, flags}, {kStatusByte, 1, 2}});
        d.notify();
        ram.run();
        return ram.get<uint8_t>(kStatusByte);
    }
    uint32_t last_length() { return d.used_element(static_cast<uint16_t>(d.used() - 1)).length; }
};

}  // namespace

TEST_CASE("DEV-B1 identity, features and configuration") {
    Rig r;
    CHECK(rd(r.d.slot, 0x08) == 2);
    CHECK(rd(r.d.slot, kQueueNumMax) == 256);
    // SEG_MAX 2, BLK_SIZE 6, FLUSH 9, DISCARD 13, WRITE_ZEROES 14; INDIRECT 28, EVENT_IDX 29
    CHECK(rd(r.d.slot, kDeviceFeatures) == 0x30006244);
    CHECK(rd(r.d.slot, kConfig, 8) == 64);
    CHECK(rd(r.d.slot, kConfig + 12) == 254);
    CHECK(rd(r.d.slot, kConfig + 20) == 512);
    CHECK(rd(r.d.slot, kConfig + 40) == 16);
    CHECK(rd(r.d.slot, kConfig + 52) == 16);
    CHECK(rd(r.d.slot, kConfig + 56, 1) == 1);
    Rig ro(true);
    CHECK(rd(ro.d.slot, kDeviceFeatures) == 0x30000264);  // RO 5; nothing that would write
}

TEST_CASE("DEV-B2 reads and writes; the used length") {
    Rig r;
    CHECK(r.request(0, 3, 1024, 2) == kOk);
    CHECK(r.last_length() == 1025);
    CHECK(std::memcmp(r.ram.at(kData, 1024), r.disk.data.data() + 3 * 512, 1024) == 0);
    std::fill_n(r.ram.at(kData, 1024), 1024, uint8_t{0x5a});
    const auto before = r.disk.data;
    CHECK(r.request(1, 62, 1024, 0) == kOk);
    CHECK(r.last_length() == 1);
    CHECK(std::equal(before.begin(), before.begin() + 62 * 512, r.disk.data.begin()));
    CHECK(std::count(r.disk.data.begin() + 62 * 512, r.disk.data.end(), 0x5a) == 1024);
    CHECK(r.d.irq());
}

TEST_CASE("DEV-B3 framing means nothing: header, data and status over any descriptors") {
    Rig r;
    r.header(0, 5);
    // The last writable byte is the status: here the last of a descriptor that also holds data.
    r.d.offer({{kHeader, 7, 0}, {kHeader + 7, 9, 0}, {kData, 100, 2}, {kData + 100, 413, 2}});
    r.d.notify();
    r.ram.run();
    CHECK(std::memcmp(r.ram.at(kData, 512), r.disk.data.data() + 5 * 512, 512) == 0);
    CHECK(r.ram.get<uint8_t>(kData + 512) == kOk);
    r.d.start();
    r.header(1, 9);
    std::memcpy(r.ram.at(kHeader + 16, 512), std::string(512, 'w').data(), 512);
    r.d.offer({{kHeader, 528, 0}, {kStatusByte, 1, 2}});
    r.d.notify();
    r.ram.run();
    CHECK(r.ram.get<uint8_t>(kStatusByte) == kOk);
    CHECK(std::count(r.disk.data.begin() + 9 * 512, r.disk.data.begin() + 10 * 512, 'w') == 512);
}

TEST_CASE("DEV-B4 flush, get-id, unknown requests") {
    Rig r;
    CHECK(r.request(4, 0, 0, 0) == kOk);
    CHECK(r.disk.flushes == 1);
    CHECK(r.request(8, 0, 20, 2) == kOk);
    CHECK(r.ram.text(kData, 20) == std::string("serial-0") + std::string(12, '\0'));
    CHECK(r.last_length() == 21);
    CHECK(r.request(8, 0, 4, 2) == kOk);
    CHECK(r.ram.text(kData, 4) == "seri");
    CHECK(r.request(2, 0, 0, 0) == kUnsupported);
    CHECK(r.request(0xffffffff, 0, 512, 2) == kUnsupported);
    CHECK(r.last_length() == 0);
}

TEST_CASE("DEV-B5 discard and write zeroes: ranges, flags, bounds; nothing happens when one is wrong") {
    Rig r;
    const auto ranges = [&](std::vector<std::tuple<uint64_t, uint32_t, uint32_t>> all, uint32_t type) {
        uint64_t at = kData;
        for (const auto& [sector, n, flags] : all) {
            r.ram.put(at, sector);
            r.ram.put(at + 8, n);
            r.ram.put(at + 12, flags);
            at += 16;
        }
        return r.request(type, 0, static_cast<uint32_t>(16 * all.size()), 0);
    };
    const auto before = r.disk.data;
    CHECK(ranges({{1, 2, 0}, {64, 1, 0}}, 13) == kIoError);
    CHECK(ranges({{1, 2, 1}}, 11) == kUnsupported);
    CHECK(ranges({{1, 2, 2}}, 13) == kUnsupported);
    CHECK(ranges({{~0ull, 2, 0}}, 13) == kIoError);
    CHECK(r.request(13, 0, 15, 0) == kUnsupported);
    CHECK(r.request(13, 0, 17 * 16, 0) == kUnsupported);
    CHECK(r.disk.data == before);
    CHECK(ranges({{1, 2, 1}, {10, 1, 0}}, 13) == kOk);
    CHECK(std::count(r.disk.data.begin() + 512, r.disk.data.begin() + 3 * 512, 0) == 1024);
    CHECK(std::count(r.disk.data.begin() + 10 * 512, r.disk.data.begin() + 11 * 512, 0) == 512);
    CHECK(r.disk.data[3 * 512 + 7] == before[3 * 512 + 7]);
    CHECK(ranges({{63, 1, 0}}, 11) == kOk);
}

TEST_CASE(
    "DEV-B6 out of bounds, not whole sectors, read-only, a host that fails: the request fails, the device lives") {
    Rig r;
    CHECK(r.request(0, 64, 512, 2) == kIoError);
    CHECK(r.last_length() == 0);
    CHECK(r.request(0, 63, 1024, 2) == kIoError);
    CHECK(r.request(0, 0xffff'ffff'ffff'ffff, 512, 2) == kIoError);
    CHECK(r.request(0, 0, 511, 2) == kIoError);
    CHECK(r.request(1, 0, 513, 0) == kIoError);
    CHECK(r.request(1, 64, 512, 0) == kIoError);
    r.disk.broken = true;
    CHECK(r.request(0, 0, 512, 2) == kIoError);
    CHECK(r.request(1, 0, 512, 0) == kIoError);
    CHECK(r.request(4, 0, 0, 0) == kIoError);
    r.disk.broken = false;
    CHECK(r.request(0, 0, 512, 2) == kOk);
    Rig ro(true);
    CHECK(ro.request(1, 0, 512, 0) == kIoError);
    CHECK(ro.request(13, 0, 16, 0) == kIoError);
    CHECK(ro.request(0, 0, 512, 2) == kOk);
}

TEST_CASE("DEV-B7 no header, no status byte: the driver is at fault") {
    Rig r;
    r.d.offer({{kHeader, 15, 0}, {kStatusByte, 1, 2}});
    r.d.notify();
    r.ram.run();
    CHECK(r.d.needs_reset());
    r.d.start();
    r.d.offer({{kHeader, 16, 0}});
    r.d.notify();
    r.ram.run();
    CHECK(r.d.needs_reset());
    r.d.start();
    r.header(0, 0);
    r.d.offer({{kHeader, 16, 0}, {0x9000'0000, 512, 2}, {kStatusByte, 1, 2}});
    r.d.notify();
    r.ram.run();
    CHECK(r.d.needs_reset());
}

TEST_CASE("DEV-B8 in time: the medium takes requests one after the other, each after its latency") {
    Rig r;
    r.ram.takes_time = true;
    r.ram.per_transfer_fs = 0;
    r.header(0, 0);
    r.d.offer({{kHeader, 16, 0}, {kData, 1024, 2}, {kStatusByte, 1, 2}});
    r.d.offer({{kHeader, 16, 0}, {kData, 512, 2}, {kStatusByte, 1, 2}});
    r.d.notify();
    r.ram.timeline.run_until({});
    CHECK(r.d.used() == 0);
    // Two sectors of 256 ns and 20 us; then another sector.
    CHECK(r.ram.timeline.next() == Tick{20'512'000'000});
    r.ram.timeline.run_until(Tick{20'512'000'000});
    CHECK(r.d.used() == 1);
    CHECK(r.ram.timeline.next() == Tick{20'768'000'000});
    r.ram.run();
    CHECK(r.d.used() == 2);
    // A reset forgets what the medium was still to answer.
    r.d.start();
    r.header(0, 0);
    r.d.offer({{kHeader, 16, 0}, {kData, 512, 2}, {kStatusByte, 1, 2}});
    r.d.notify(0, r.ram.now());
    r.ram.run(1);
    wr(r.d.slot, kStatus, 0);
    r.ram.run();
    CHECK(r.d.used() == 0);
    CHECK(r.ram.get<uint8_t>(kStatusByte) == 0xff);
}

TEST_CASE("DEV-B9 random requests: what is written is what is read, and garbage harms nobody") {
    std::mt19937_64 random(7);
    Rig r;
    auto model = r.disk.data;
    for (int i = 0; i < 4000; ++i) {
        const uint64_t sector = random() % 70;
        const auto bytes = static_cast<uint32_t>(512 * (random() % 8));
        const bool fits = sector * 512 + bytes <= model.size();
        if (random() % 2) {
            for (uint32_t b = 0; b < bytes; ++b) r.ram.put<uint8_t>(kData + b, static_cast<uint8_t>(random()));
            REQUIRE(r.request(1, sector, bytes, 0) == (fits ? kOk : kIoError));
            if (fits) std::memcpy(model.data() + sector * 512, r.ram.at(kData, bytes), bytes);
        } else {
            REQUIRE(r.request(0, sector, bytes, 2) == (fits ? kOk : kIoError));
            if (fits) REQUIRE(std::memcmp(model.data() + sector * 512, r.ram.at(kData, bytes), bytes) == 0);
        }
    }
    CHECK(r.disk.data == model);
    for (int i = 0; i < 4000; ++i) {
        if (r.d.needs_reset() || i % 50 == 0) r.d.start(kVersion1 | kIndirect);
        for (uint64_t at : {kHeader, kHeader + 8}) r.ram.put<uint64_t>(at, random() % 3 ? random() % 16 : random());
        std::vector<Driver::Part> parts;
        for (uint64_t n = random() % 5 + 1; n > 0; --n)
            parts.push_back({random() % 8 ? kHeader + random() % 0x4000 : random(),
                             static_cast<uint32_t>(random() % 4 ? random() % 600 : random()),
                             static_cast<uint16_t>(random() % 4 ? random() % 2 * 2 : random() % 8)});
        r.d.offer(parts);
        r.d.notify();
        r.ram.run(5);
    }
}
