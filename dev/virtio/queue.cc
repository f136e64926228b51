#include "dev/virtio/queue.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "dev/virtio/layout.h"

namespace covesim {

using namespace virtio;

namespace {

constexpr uint32_t kDescriptorBytes = 16, kUsedElementBytes = 8;
/// Within available and used ring: flags, idx, then the ring.
constexpr uint64_t kIdx = 2, kRing = 4;

bool read16(BusMemory& memory, uint64_t address, uint16_t& out, Tick& now) {
    return memory.read(address, &out, 2, now);  // rings are little-endian, as the host is
}

/// f(address, offset in the transfer, bytes, start time) for each piece of [offset, offset + n).
template <class F>
bool pieces(const std::vector<Chain::Piece>& half, uint64_t offset, uint64_t n, Tick& now, F f) {
    const Tick start = now;
    uint64_t done = 0;
    for (const Chain::Piece& s : half) {
        if (done == n) break;
        if (offset >= s.length) {
            offset -= s.length;
            continue;
        }
        const auto part = static_cast<uint32_t>(std::min<uint64_t>(s.length - offset, n - done));
        Tick t = start;
        if (!f(s.address + offset, done, part, t)) return false;
        now = std::max(now, t);
        done += part;
        offset = 0;
    }
    return done == n;
}

}  // namespace

uint64_t Chain::bytes(const std::vector<Piece>& half) {
    uint64_t n = 0;
    for (const Piece& s : half) n += s.length;
    return n;
}

bool Chain::read(BusMemory& memory, uint64_t offset, void* out, uint64_t n, Tick& now) const {
    return pieces(readable, offset, n, now, [&](uint64_t address, uint64_t at, uint32_t part, Tick& t) {
        return memory.read(address, static_cast<std::byte*>(out) + at, part, t);
    });
}

bool Chain::write(BusMemory& memory, uint64_t offset, const void* in, uint64_t n, Tick& now) const {
    return pieces(writable, offset, n, now, [&](uint64_t address, uint64_t at, uint32_t part, Tick& t) {
        return memory.write(address, static_cast<const std::byte*>(in) + at, part, t);
    });
}

bool Virtqueue::well_formed() const {
    return std::has_single_bit(s.size) && s.size <= 32768 && s.desc % 16 == 0 && s.driver % 2 == 0 && s.device % 4 == 0;
}

// A transfer may let a hart change the queue; what was true at the beginning is used to the end.

Virtqueue::Taken Virtqueue::take(BusMemory& memory, uint64_t features, Chain& chain, Tick& now) {
    const State q = s;
    uint16_t idx = 0;
    if (!read16(memory, q.driver + kIdx, idx, now)) return Taken::Broken;
    const auto available = static_cast<uint16_t>(idx - q.next_avail);
    if (available == 0) return Taken::Empty;
    if (available > q.size) return Taken::Broken;
    const uint64_t entry = q.driver + kRing + 2ull * (q.next_avail % q.size);
    chain = {};
    if (!read16(memory, entry, chain.head, now) || chain.head >= q.size) return Taken::Broken;
    if (!gather(memory, features, {q.desc, q.size, false}, chain.head, chain, now)) return Taken::Broken;
    s.next_avail = static_cast<uint16_t>(q.next_avail + 1);
    return Taken::Chain;
}

bool Virtqueue::gather(BusMemory& memory, uint64_t features, Table table, uint32_t i, Chain& chain, Tick& now) const {
    for (uint32_t n = 0; n < table.size; ++n) {  // a longer chain has a loop
        Descriptor d{};
        static_assert(sizeof d == kDescriptorBytes);
        if (!memory.read(table.base + uint64_t{i} * kDescriptorBytes, &d, sizeof d, now)) return false;
        const bool more = d.flags & kDescNext;
        if (d.flags & kDescIndirect) {
            // 2.7.5.3.1: only if negotiated, no table within a table, never with NEXT. 2.7.5.3.2: WRITE is ignored.
            if (!(features & kIndirectDesc) || table.indirect || more) return false;
            const uint32_t entries = d.length / kDescriptorBytes;
            if (d.length % kDescriptorBytes != 0 || entries == 0 || entries > kMaxIndirect) return false;
            return gather(memory, features, {d.address, entries, true}, 0, chain, now);
        }
        if (d.address + d.length < d.address) return false;
        if (d.flags & kDescWrite) chain.writable.push_back({d.address, d.length});
        else if (chain.writable.empty()) chain.readable.push_back({d.address, d.length});
        else return false;  // 2.7.4.2: what the device writes comes after all that it reads
        if (!more) return true;
        if (d.next >= table.size) return false;
        i = d.next;
    }
    return false;
}

bool Virtqueue::ask_for_notification(BusMemory& memory, uint64_t features, Tick& now) {
    // used->flags stays 0: without event indices the driver always notifies.
    if (!(features & kEventIdx)) return true;
    const uint64_t avail_event = s.device + kRing + uint64_t{kUsedElementBytes} * s.size;
    return memory.write(avail_event, &s.next_avail, 2, now);
}

bool Virtqueue::give_back(BusMemory& memory, uint16_t head, uint32_t written, Tick& now) {
    const State q = s;
    const uint32_t element[2] = {head, written};
    const uint64_t entry = q.device + kRing + uint64_t{kUsedElementBytes} * (q.next_used % q.size);
    if (!memory.write(entry, element, sizeof element, now)) return false;
    const auto next = static_cast<uint16_t>(q.next_used + 1);
    if (!memory.write(q.device + kIdx, &next, 2, now)) return false;
    s.next_used = next;
    return true;
}

bool Virtqueue::interrupt_wanted(BusMemory& memory, uint64_t features, bool& wanted, Tick& now) {
    const uint16_t old = s.signalled;
    uint16_t word = 0;
    if (features & kEventIdx) {  // 2.7.10
        const uint64_t used_event = s.driver + kRing + 2ull * s.size;
        if (!read16(memory, used_event, word, now)) return false;
        wanted = static_cast<uint16_t>(s.next_used - word - 1) < static_cast<uint16_t>(s.next_used - old);
    } else {  // 2.7.7
        if (!read16(memory, s.driver, word, now)) return false;
        wanted = !(word & kAvailNoInterrupt);
    }
    s.signalled = s.next_used;
    return true;
}

}  // namespace covesim
