// Plaintext storage of a machine: RAM and ROM as regions of physical memory, allocated by the host kernel when touched.
//
// Models: nothing but bytes. Harts, DMA, loader and debugger see the same bytes; ciphertext exists only at the
// encryption engine's probe port. Leaves out: permissions (PMA, PMP and MPT are checked before), devices.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/types.h"

namespace covesim {

class Archive;

/// Told about every write that does not come from a hart's own store path (DMA, loader, debugger, root of trust), so
/// that decoded code is dropped and reservations are lost.
struct WriteObserver {
    virtual void written(Spa base, uint64_t bytes) = 0;
    /// Host pointers into the range must be asked for again before the next access (its contents will change lazily).
    virtual void withdrawn(Spa base, uint64_t bytes) { written(base, bytes); }

  protected:
    ~WriteObserver() = default;
};

/// Gives pages their contents when somebody looks (a range whose encryption key changed, mem/encryption_engine.h).
struct LazyPages {
    virtual void touch(Spa base, uint64_t bytes) = 0;

  protected:
    ~LazyPages() = default;
};

class BackingStore {
  public:
    struct Region {
        std::string name;
        Spa base;
        uint64_t size = 0;
        bool writable = true;  ///< a physical memory attribute for harts and DMA; host() does not look at it
        std::byte* host = nullptr;
        bool contains(Spa a, uint64_t len) const { return a.v - base.v < size && len <= size - (a.v - base.v); }
    };

    BackingStore() = default;
    ~BackingStore();
    BackingStore(const BackingStore&) = delete;
    BackingStore& operator=(const BackingStore&) = delete;

    /// Adds a region, page-aligned, zero-filled, and takes host memory only for the pages touched. False (and nothing
    /// added) when it overlaps another region, is not page-aligned, wraps, or the host refuses the address space.
    bool add_region(std::string_view name, Spa base, uint64_t size, bool writable = true);

    /// Host address of [a, a + len), or nullptr unless it lies wholly in one region. Stable for the store's lifetime.
    std::byte* host(Spa a, uint64_t len) const {
        if (hot_.contains(a, len) && !maybe_lazy(a, len)) [[likely]]
            return hot_.host + (a.v - hot_.base.v);
        return host_slow(a, len);
    }
    /// The region that holds [a, a + len), or nullptr.
    const Region* region(Spa a, uint64_t len = 1) const;
    const std::vector<Region>& regions() const { return regions_; }

    /// Copies out; false when not wholly in one region.
    bool read(Spa a, void* out, uint64_t len) const;
    /// Copies in and tells the observers; false when not wholly in one region. Ignores `writable` (the loader fills
    /// ROM).
    bool write(Spa a, const void* in, uint64_t len);
    /// Fills with zero, gives whole pages back to the host, and tells the observers.
    bool zero(Spa a, uint64_t len);

    /// Little-endian scalar of T at `a`; false outside memory.
    template <class T>
    bool load(Spa a, T& out) const {
        const std::byte* p = host(a, sizeof(T));
        if (p) std::memcpy(&out, p, sizeof(T));
        return p != nullptr;
    }
    template <class T>
    bool store(Spa a, T value) {
        return write(a, &value, sizeof(T));
    }

    /// The bytes as they are stored, by outermost sections; loaded into regions that nobody has written yet. Which
    /// pages are lazy is their owner's to say.
    void archive(Archive& a);

    /// Like host(), without giving lazy pages their contents: for who implements them, or only asks where memory is.
    std::byte* raw(Spa a, uint64_t len) const {
        if (hot_.contains(a, len)) [[likely]]
            return hot_.host + (a.v - hot_.base.v);
        return raw_slow(a, len);
    }
    /// `l` is asked before every host() that touches a lazy page, until set to null again. At most one.
    void set_lazy(LazyPages* l) { lazy_ = l; }
    /// Pages [begin, end) (page numbers) are lazy from now on, or no longer.
    void mark_lazy(uint64_t begin, uint64_t end, bool lazy);
    void notify_withdrawn(Spa a, uint64_t len) {
        for (WriteObserver* o : observers_) o->withdrawn(a, len);
    }

    void observe(WriteObserver& o) { observers_.push_back(&o); }
    void unobserve(WriteObserver& o) { std::erase(observers_, &o); }
    /// For writers that used host() themselves (DMA through DMI, say).
    void notify_written(Spa a, uint64_t len) {
        for (WriteObserver* o : observers_) o->written(a, len);
    }

  private:
    std::byte* host_slow(Spa a, uint64_t len) const;
    std::byte* raw_slow(Spa a, uint64_t len) const;
    /// Is a page of [a, a + len), which lies in the hot region, lazy? May say yes for a long range without looking.
    bool maybe_lazy(Spa a, uint64_t len) const {
        if (lazy_ == nullptr) return false;
        const uint64_t first = (a.v - hot_.base.v) >> 12, last = (a.v - hot_.base.v + len - 1) >> 12;
        if (last != first) return true;
        return first / 64 < lazy_bits_.size() && lazy_bits_[first / 64] >> first % 64 & 1;
    }

    /// The largest region, looked at first: nearly every access is RAM.
    struct Hot {
        Spa base;
        uint64_t size = 0;
        std::byte* host = nullptr;
        bool contains(Spa a, uint64_t len) const { return a.v - base.v < size && len <= size - (a.v - base.v); }
    } hot_;
    std::vector<Region> regions_;  // sorted by base
    std::vector<WriteObserver*> observers_;
    LazyPages* lazy_ = nullptr;
    std::vector<uint64_t> lazy_bits_;  // of the hot region's pages
};

}  // namespace covesim
