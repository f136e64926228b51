// Places images in physical memory: checks first that all of them fit and that no two overlap, then writes.
#pragma once
#include <vector>

#include "mem/backing_store.h"
#include "sim/platform/image.h"
#include "sim/platform/owner_map.h"

namespace covesim {

/// Every segment lies inside a region of the store, and none overlaps another one's.
Expected<void, InputError> check_placement(const std::vector<Image>& images, const BackingStore& store);

/// check_placement, then copy, zero-fill and record the owners. Nothing is written when the check fails.
Expected<void, InputError> load_images(const std::vector<Image>& images, BackingStore& store, OwnerMap& owners);

/// The copying alone, of images that have been loaded before.
void write_images(const std::vector<Image>& images, BackingStore& store);

/// Space at the top of RAM, handed out downwards in aligned pieces, beside the images that have their place already.
class TopDown {
  public:
    TopDown(uint64_t base, uint64_t size, const std::vector<Image>& images)
        : base_(base), free_end_(base + size), images_(images) {}
    /// An aligned block of this size that touches none of the images, or nothing when RAM is exhausted.
    std::optional<uint64_t> take(uint64_t size, uint64_t alignment = 2u << 20);

  private:
    uint64_t base_, free_end_;
    const std::vector<Image>& images_;
};

/// Space above what is placed first, handed out upwards.
class BottomUp {
  public:
    BottomUp(uint64_t begin, uint64_t end) : free_begin_(begin), end_(end) {}
    std::optional<uint64_t> take(uint64_t size, uint64_t alignment);

  private:
    uint64_t free_begin_, end_;
};

}  // namespace covesim
