// The device's side of a split virtqueue: VIRTIO 1.2, 2.7 "Split Virtqueues".
//
// Models: available and used ring, descriptor chains, indirect tables (2.7.5.3), and both ways of asking for fewer
// notifications (2.7.7, 2.7.10: flags or event indices). Everything that a driver writes is distrusted: a ring or chain
// that breaks a rule of the specification, or lies where no memory is, is Broken and its device must be reset; the work
// for one chain is bounded whatever it says. Leaves out: packed virtqueues, VIRTIO_F_IN_ORDER, VIRTIO_F_RING_RESET.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/core/bus_master.h"

namespace covesim {

/// A buffer that the driver made available: what the device reads, then what it writes. How the bytes are spread over
/// pieces of memory means nothing (2.7.4), so both halves are addressed by offset.
struct Chain {
    struct Piece {
        uint64_t address = 0;
        uint32_t length = 0;
    };
    uint16_t head = 0;
    std::vector<Piece> readable, writable;

    uint64_t readable_bytes() const { return bytes(readable); }
    uint64_t writable_bytes() const { return bytes(writable); }
    /// Bytes [offset, offset + n) of the readable half; false when it is shorter or memory refuses. The pieces start
    /// together; `now` becomes when the last is there.
    bool read(BusMemory& memory, uint64_t offset, void* out, uint64_t n, Tick& now) const;
    bool write(BusMemory& memory, uint64_t offset, const void* in, uint64_t n, Tick& now) const;

  private:
    static uint64_t bytes(const std::vector<Piece>& half);
};

class Virtqueue {
  public:
    /// A chain longer than the queue is the driver's fault (2.7.5.2); an indirect table has its own bound.
    static constexpr uint32_t kMaxIndirect = 1024;

    struct State {
        uint16_t size = 0;
        bool ready = false;
        uint64_t desc = 0, driver = 0, device = 0;  ///< addresses of descriptor table, available and used ring
        uint16_t next_avail = 0;                    ///< index of the next chain to take
        uint16_t next_used = 0;                     ///< the used ring's idx
        uint16_t signalled = 0;                     ///< next_used when the driver was last considered for an interrupt
    };
    State s;

    /// Sizes are powers of two up to 32768 and the three parts are aligned (2.7).
    bool well_formed() const;

    enum class Taken : uint8_t { Empty, Chain, Broken };
    /// The next available chain.
    Taken take(BusMemory& memory, uint64_t features, Chain& chain, Tick& now);
    /// Asks to be notified of chains that the driver makes available from now on; false: memory refused.
    bool ask_for_notification(BusMemory& memory, uint64_t features, Tick& now);
    /// Gives a chain back, of which `written` leading bytes were written; false: memory refused.
    bool give_back(BusMemory& memory, uint16_t head, uint32_t written, Tick& now);
    /// Whether the driver wants an interrupt for what was given back since the last question; false: memory refused.
    bool interrupt_wanted(BusMemory& memory, uint64_t features, bool& wanted, Tick& now);

  private:
    struct Descriptor {  ///< struct virtq_desc
        uint64_t address;
        uint32_t length;
        uint16_t flags, next;
    };
    struct Table {
        uint64_t base;
        uint32_t size;
        bool indirect;
    };
    /// The pieces of the descriptors from number `i` of the table on; false: broken.
    bool gather(BusMemory& memory, uint64_t features, Table table, uint32_t i, Chain& chain, Tick& now) const;
};

}  // namespace covesim
