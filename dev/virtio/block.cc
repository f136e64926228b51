#include "dev/virtio/block.h"

#include <algorithm>
#include <cstring>

#include "dev/virtio/layout.h"
#include "sim/core/archive.h"

namespace covesim {

namespace {

// Feature bits (5.2.3).
constexpr uint64_t kSegMax = 1 << 2, kReadOnly = 1 << 5, kBlkSize = 1 << 6, kFlushFeature = 1 << 9,
                   kDiscardFeature = 1 << 13, kWriteZeroesFeature = 1 << 14;
// Request types (5.2.6).
constexpr uint32_t kIn = 0, kOut = 1, kFlush = 4, kGetId = 8, kDiscard = 11, kWriteZeroes = 13;

constexpr uint16_t kQueueSize = 256;
constexpr uint64_t kHeaderBytes = 16, kIdBytes = 20, kRangeBytes = 16, kMostRanges = 16;
constexpr uint32_t kMostRangeSectors = 1u << 22;
/// How much is copied at a time.
constexpr uint64_t kCopy = 65536;

struct Header {
    uint32_t type, reserved;
    uint64_t sector;
};
struct Range {
    uint64_t sector;
    uint32_t sectors, flags;
};
static_assert(sizeof(Header) == kHeaderBytes && sizeof(Range) == kRangeBytes);

template <size_t N>
void put(std::array<uint8_t, N>& to, size_t offset, auto value) {
    std::memcpy(to.data() + offset, &value, sizeof value);
}

}  // namespace

VirtioDevice::Kind VirtioBlock::kind_of(const Disk& disk) {
    Kind k;
    k.name = "virtio-blk";
    k.id = virtio::kBlockDevice;
    k.pci_class = 0x010000;
    k.features =
        kSegMax | kBlkSize | kFlushFeature | (disk.read_only() ? kReadOnly : kDiscardFeature | kWriteZeroesFeature);
    k.queue_size = kQueueSize;
    return k;
}

VirtioBlock::VirtioBlock(Disk& disk, std::string id, const BlockParams& params, BusPort& port)
    : VirtioDevice(kind_of(disk), port), disk_(disk), id_(std::move(id)), params_(params) {
    // struct virtio_blk_config (5.2.4)
    put(config_, 0, disk.sectors());
    put(config_, 12, uint32_t{kQueueSize - 2});  // seg_max: a chain holds header and status too
    put(config_, 20, uint32_t{kSectorBytes});    // blk_size
    put(config_, 36, kMostRangeSectors);         // max_discard_sectors
    put(config_, 40, static_cast<uint32_t>(kMostRanges));
    put(config_, 44, uint32_t{1});        // discard_sector_alignment
    put(config_, 48, kMostRangeSectors);  // max_write_zeroes_sectors
    put(config_, 52, static_cast<uint32_t>(kMostRanges));
    put(config_, 56, uint8_t{1});  // write_zeroes_may_unmap
}

/// The medium is its owner's to save.
void VirtioBlock::archive_device(Archive& a) { a(medium_, under_way_, last_token_); }

bool VirtioBlock::inside(uint64_t sector, uint64_t bytes) const {
    const uint64_t n = bytes / kSectorBytes;
    return bytes % kSectorBytes == 0 && n <= disk_.sectors() && sector <= disk_.sectors() - n;
}

void VirtioBlock::serve(uint32_t, Chain chain, Tick now) {
    Header h{};
    // 5.2.6: a header to read and a status byte to write are the least.
    if (chain.writable_bytes() < 1 || !chain.read(memory(), 0, &h, kHeaderBytes, now)) return fail();
    Request r{std::move(chain), h.type, h.sector};
    uint64_t sectors = 0;
    if (!begin(r, sectors, now)) return fail();
    if (!timed()) return complete(r, now);
    const Tick work{sectors * params_.sector_time};
    const Tick ready = medium_.reserve(now, work) + work + Tick{params_.latency};
    under_way_.emplace(++last_token_, std::move(r));
    later(ready, last_token_);
}

void VirtioBlock::resume(uint32_t token, Tick now) {
    const auto r = under_way_.extract(token);
    if (r) complete(r.mapped(), now);
}

bool VirtioBlock::begin(Request& r, uint64_t& sectors, Tick& now) {
    const uint64_t in = r.chain.writable_bytes() - 1;
    switch (r.type) {
        case kIn:
            if (in <= kMostBytes && inside(r.sector, in)) sectors = in / kSectorBytes;
            else r.answer = Answer::IoError;
            return true;
        case kOut: return begin_write(r, sectors, now);
        case kFlush:
            if (!disk_.flush()) r.answer = Answer::IoError;
            return true;
        case kGetId: return true;
        case kDiscard:
        case kWriteZeroes: return begin_ranges(r, now);
        default: r.answer = Answer::Unsupported; return true;
    }
}

bool VirtioBlock::begin_write(Request& r, uint64_t& sectors, Tick& now) {
    const uint64_t bytes = r.chain.readable_bytes() - kHeaderBytes;
    if (disk_.read_only() || bytes > kMostBytes || !inside(r.sector, bytes)) {
        r.answer = Answer::IoError;
        return true;
    }
    sectors = bytes / kSectorBytes;
    const Tick start = now;
    std::array<std::byte, kCopy> buffer;
    for (uint64_t at = 0; at < bytes; at += kCopy) {
        const uint64_t n = std::min(kCopy, bytes - at);
        Tick t = start;
        if (!r.chain.read(memory(), kHeaderBytes + at, buffer.data(), n, t)) return false;
        now = std::max(now, t);
        if (disk_.write(r.sector * kSectorBytes + at, buffer.data(), n)) continue;
        r.answer = Answer::IoError;
        break;
    }
    return true;
}

/// Discard and write zeroes (5.2.6.2): an array of ranges; all are checked before the first takes effect.
bool VirtioBlock::begin_ranges(Request& r, Tick& now) {
    const uint64_t bytes = r.chain.readable_bytes() - kHeaderBytes;
    if (disk_.read_only()) {
        r.answer = Answer::IoError;
        return true;
    }
    if (bytes == 0 || bytes % kRangeBytes != 0 || bytes > kMostRanges * kRangeBytes) {
        r.answer = Answer::Unsupported;
        return true;
    }
    std::array<Range, kMostRanges> ranges{};
    if (!r.chain.read(memory(), kHeaderBytes, ranges.data(), bytes, now)) return false;
    const std::span<const Range> all(ranges.data(), bytes / kRangeBytes);
    for (const Range& range : all) {
        // Only bit 0, unmap, is defined, and only for write zeroes.
        if (range.flags & (r.type == kDiscard ? ~0u : ~1u)) r.answer = Answer::Unsupported;
        else if (range.sectors > kMostRangeSectors || !inside(range.sector, uint64_t{range.sectors} * kSectorBytes))
            r.answer = Answer::IoError;
        if (r.answer != Answer::Ok) return true;
    }
    for (const Range& range : all)
        if (!disk_.zero(range.sector * kSectorBytes, uint64_t{range.sectors} * kSectorBytes)) {
            r.answer = Answer::IoError;
            break;
        }
    return true;
}

void VirtioBlock::complete(const Request& r, Tick now) {
    const uint64_t data = r.chain.writable_bytes() - 1;
    uint64_t written = 0;
    Answer answer = r.answer;
    if (answer == Answer::Ok && !store_data(r, written, answer, now)) return fail();
    if (!r.chain.write(memory(), data, &answer, 1, now)) return fail();
    // 2.7.8.2: the used length counts what was written from the first byte on without a gap.
    done(0, r.chain, static_cast<uint32_t>(written == data ? data + 1 : written), now);
}

bool VirtioBlock::store_data(const Request& r, uint64_t& written, Answer& answer, Tick& now) {
    uint64_t n = r.chain.writable_bytes() - 1;
    if (r.type == kGetId) {
        std::array<char, kIdBytes> id{};
        std::copy_n(id_.begin(), std::min<size_t>(id_.size(), kIdBytes), id.begin());
        written = std::min(n, kIdBytes);
        return r.chain.write(memory(), 0, id.data(), written, now);
    }
    if (r.type != kIn) return true;
    const Tick start = now;
    std::array<std::byte, kCopy> buffer;
    for (; written < n; written += std::min(kCopy, n - written)) {
        const uint64_t part = std::min(kCopy, n - written);
        if (!disk_.read(r.sector * kSectorBytes + written, buffer.data(), part)) {
            answer = Answer::IoError;
            return true;
        }
        Tick t = start;
        if (!r.chain.write(memory(), written, buffer.data(), part, t)) return false;
        now = std::max(now, t);
    }
    return true;
}

}  // namespace covesim
