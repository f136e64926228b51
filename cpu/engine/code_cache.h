// Decoded code, kept per physical page: one Slot per half-word, shared by all harts of a machine.
//
// Models nothing: an accelerator under law 2 (docs/architecture.md). Keyed by physical page, so nothing is lost at a
// satp write, a privilege change or a world switch. A store to a decoded page clears the slots it overlaps and the
// block that runs into them, never the page; therefore a page that has decoded slots must not be writable through an
// L0, which CodePageObserver announces. Memory is capped; the oldest page that no hart executes in is evicted first
// (deterministic).
//
// Layout: the 2048 slots of a page are 32 KiB and 32 KiB-aligned, so "same page?" is one xor of two slot pointers.
#pragma once
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "cpu/isa/op.h"
#include "mem/backing_store.h"
#include "sim/core/types.h"

namespace covesim {

inline constexpr uint32_t kSlotsPerPage = 2048;
inline constexpr uintptr_t kSlotPageBytes = kSlotsPerPage * sizeof(isa::Slot);
static_assert(kSlotPageBytes == 0x8000);

/// One decoded physical page.
struct CodePage {
    isa::Slot* slots = nullptr;       ///< kSlotsPerPage entries, kSlotPageBytes-aligned
    const std::byte* host = nullptr;  ///< the page's bytes
    Spa base;                         ///< physical address of the page
    uint16_t owner = 0;               ///< component that owns the page (loader's map), for attribution
    uint32_t pins = 0;                ///< harts executing in it: it must not be evicted
};

/// Told when a page starts or stops holding decoded slots.
struct CodePageObserver {
    /// The page must no longer be writable through an L0.
    virtual void page_has_code(Spa page) = 0;
    /// The page's slots are being freed: no pointer into them may be used again.
    virtual void page_evicted(const CodePage& page) = 0;

  protected:
    ~CodePageObserver() = default;
};

class CodeCache final : public WriteObserver {
  public:
    /// `max_pages` bounds the decoded pages held at once.
    CodeCache(BackingStore& memory, uint32_t max_pages);
    ~CodeCache();
    CodeCache(const CodeCache&) = delete;
    CodeCache& operator=(const CodeCache&) = delete;

    /// The decoded page at `page` (4 KiB aligned), created empty when new. nullptr when it is not memory.
    CodePage* get(Spa page);
    bool has_code(Spa page) const { return index_.contains(page.v); }

    /// A write of `bytes` at `base`: forget the slots that it changes.
    void written(Spa base, uint64_t bytes) override;

    /// Forgets every slot of a page.
    void forget(CodePage& page) { clear(page, 0, kSlotsPerPage - 1); }

    /// From now on the engine looks at the instructions at this half-word of any page before it executes them: a stop
    /// address. Never taken back; a look in vain costs a compare.
    void watch(uint32_t half_word);
    /// What a slot's `go` is to be, once it is decoded.
    uint16_t go_of(const isa::Slot& s, uint32_t half_word) const;

    /// Changes whenever decoded slots were forgotten.
    uint64_t clears() const { return clears_; }

    void observe(CodePageObserver& o) { observers_.push_back(&o); }
    /// Which component owns a physical page; asked once per decoded page.
    void set_owner_map(uint16_t (*owner)(const void* context, Spa page), const void* context) {
        owner_ = owner;
        owner_context_ = context;
    }

  private:
    void clear(CodePage& page, uint32_t first, uint32_t last);
    void evict_oldest();

    BackingStore& memory_;
    uint32_t max_pages_;
    std::byte* arena_ = nullptr;
    size_t arena_bytes_ = 0;
    std::vector<isa::Slot*> free_;
    std::vector<CodePage*> fifo_;  // ring of max_pages_; oldest at head_
    size_t head_ = 0, count_ = 0;
    uint64_t clears_ = 0;
    std::bitset<kSlotsPerPage> watched_;
    std::unordered_map<uint64_t, std::unique_ptr<CodePage>> index_;
    std::vector<CodePageObserver*> observers_;
    uint16_t (*owner_)(const void*, Spa) = nullptr;
    const void* owner_context_ = nullptr;
};

}  // namespace covesim
