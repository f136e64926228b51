// Memory in a checkpoint: only pages that hold something, in runs.
//
// Which pages the host has given memory to is asked of /proc/self/pagemap (Linux, admin-guide/mm/pagemap.rst: bit 63
// present, bit 62 swapped), so that the others are not touched by being looked at; without it every page is looked at.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "mem/backing_store.h"
#include "sim/core/archive.h"

namespace covesim {

namespace {

constexpr uint64_t kPage = 4096;
constexpr uint64_t kLongestRun = 256;  // pages: one section in memory at a time

class TouchedPages {
  public:
    explicit TouchedPages(const std::byte* base)
        : first_(reinterpret_cast<uintptr_t>(base) / kPage), fd_(::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)) {}
    ~TouchedPages() {
        if (fd_ >= 0) ::close(fd_);
    }
    TouchedPages(const TouchedPages&) = delete;
    TouchedPages& operator=(const TouchedPages&) = delete;

    /// Pages must be asked for in rising order.
    bool operator[](uint64_t page) {
        if (fd_ < 0) return true;
        if (page >= begin_ + known_) {
            begin_ = page;
            const ssize_t got =
                ::pread(fd_, entry_, sizeof entry_, static_cast<off_t>((first_ + page) * sizeof entry_[0]));
            known_ = got > 0 ? static_cast<uint64_t>(got) / sizeof entry_[0] : 0;
            if (known_ == 0) return true;
        }
        return entry_[page - begin_] >> 62 != 0;
    }

  private:
    const uint64_t first_;
    const int fd_;
    uint64_t entry_[512]{};
    uint64_t begin_ = 0, known_ = 0;
};

bool zero(const std::byte* page) { return page[0] == std::byte{0} && std::memcmp(page, page + 1, kPage - 1) == 0; }

/// A run of pages; of none: the region ends.
void archive_run(Archive& a, const BackingStore::Region& r, uint64_t& first, uint64_t& pages) {
    a.section("pages", [&] {
        a(first, pages);
        if (pages > kLongestRun || first > r.size / kPage || pages > r.size / kPage - first)
            return a.refuse("memory has another size than this machine's");
        a.bytes(r.host + first * kPage, pages * kPage);
    });
}

void save(Archive& a, const BackingStore::Region& r) {
    TouchedPages touched(r.host);
    uint64_t first = 0, pages = 0;
    for (uint64_t page = 0; page < r.size / kPage && !a.failed(); ++page) {
        if (touched[page] && !zero(r.host + page * kPage)) {
            if (pages == 0) first = page;
            if (++pages < kLongestRun) continue;
        }
        if (pages != 0) archive_run(a, r, first, pages);
        pages = 0;
    }
    if (pages != 0) archive_run(a, r, first, pages);
    first = pages = 0;
    archive_run(a, r, first, pages);
}

}  // namespace

void BackingStore::archive(Archive& a) {
    for (const Region& r : regions_) {
        a.section(r.name, [&] {
            uint64_t base = r.base.v, size = r.size;
            a(base, size);
            if (base != r.base.v || size != r.size) a.refuse("memory is elsewhere, or of another size");
        });
        if (!a.loading()) {
            save(a, r);
            continue;
        }
        for (uint64_t first = 0, pages = 1; pages != 0 && !a.failed();) archive_run(a, r, first, pages);
    }
}

}  // namespace covesim
