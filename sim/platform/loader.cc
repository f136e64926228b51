#include "sim/platform/loader.h"

#include <fmt/format.h>

#include <algorithm>

namespace covesim {
namespace {
struct Piece {
    const Image* image;
    const Segment* segment;
};
std::vector<Piece> sorted_pieces(const std::vector<Image>& images) {
    std::vector<Piece> pieces;
    for (const auto& image : images)
        for (const auto& segment : image.segments) pieces.push_back({&image, &segment});
    std::stable_sort(pieces.begin(), pieces.end(),
                     [](const Piece& a, const Piece& b) { return a.segment->base < b.segment->base; });
    return pieces;
}
}  // namespace

Expected<void, InputError> check_placement(const std::vector<Image>& images, const BackingStore& store) {
    const auto pieces = sorted_pieces(images);
    for (const auto& [image, s] : pieces)
        if (!store.host(Spa{s->base}, s->size))
            return InputError{fmt::format("'{}' needs memory at 0x{:x}..0x{:x}, which is outside RAM", image->file,
                                          s->base, s->base + s->size - 1)};
    for (size_t i = 1; i < pieces.size(); ++i)
        if (pieces[i].segment->base < pieces[i - 1].segment->end())
            return InputError{fmt::format("'{}' and '{}' overlap at 0x{:x}", pieces[i - 1].image->file,
                                          pieces[i].image->file, pieces[i].segment->base)};
    return {};
}

Expected<void, InputError> load_images(const std::vector<Image>& images, BackingStore& store, OwnerMap& owners) {
    if (auto ok = check_placement(images, store); !ok) return ok;
    write_images(images, store);
    for (const auto& image : images)
        for (const auto& s : image.segments) owners.add(s.base, s.size, image.component);
    return {};
}

void write_images(const std::vector<Image>& images, BackingStore& store) {
    for (const auto& image : images)
        for (const auto& s : image.segments) {
            store.zero(Spa{s.base}, s.size);
            store.write(Spa{s.base}, s.data.data(), s.data.size());
        }
}

std::optional<uint64_t> TopDown::take(uint64_t size, uint64_t alignment) {
    const auto pieces = sorted_pieces(images_);
    uint64_t end = free_end_;
    for (auto piece = pieces.rbegin();;) {
        if (end < base_ || size > end - base_) return std::nullopt;
        const uint64_t at = (end - size) & ~(alignment - 1);
        if (at < base_) return std::nullopt;
        // From the highest: the first that does not lie wholly above.
        while (piece != pieces.rend() && piece->segment->base >= at + size) ++piece;
        if (piece == pieces.rend() || piece->segment->end() <= at) return free_end_ = at;
        end = piece++->segment->base;
    }
}

std::optional<uint64_t> BottomUp::take(uint64_t size, uint64_t alignment) {
    const uint64_t at = (free_begin_ + alignment - 1) & ~(alignment - 1);
    if (at < free_begin_ || at > end_ || size > end_ - at) return std::nullopt;
    free_begin_ = at + size;
    return at;
}

}  // namespace covesim
