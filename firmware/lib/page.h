// Ownership of physical pages as a type. A Page<State> is the right to treat a run of 4 KiB pages as being in one
// state; it can be moved, never copied, and only the page tracker makes one. Functions that need a converted page, or
// turn one into a page table, say so in their signature, so that using a page twice does not compile. CoVE:
// "Information tracked per physical page". Left out: the token holds no lock; the tracker's caller does.
#pragma once
#include <stdint.h>

namespace covesim::fw {

/// The states that code holds in its hands (the tracker knows more).
namespace page {
struct Converted {};  ///< confidential, fenced on every hart, belongs to nobody; content unknown
struct Clean {};      ///< converted, and zeroed by the TSM
struct Filled {};     ///< converted, and filled with measured content
struct Reclaimed {};  ///< scrubbed, about to return to the host
}  // namespace page

template <class State>
class Page {
  public:
    Page(Page&& o) noexcept : pa_{o.pa_}, pages_{o.pages_} { o.pages_ = 0; }
    Page& operator=(Page&& o) noexcept {
        pa_ = o.pa_;
        pages_ = o.pages_;
        o.pages_ = 0;
        return *this;
    }
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    uint64_t pa() const { return pa_; }
    uint64_t pages() const { return pages_; }
    uint64_t bytes() const { return pages_ * 4096; }
    explicit operator bool() const { return pages_ != 0; }

    /// Used up: the caller has recorded the pages' new state elsewhere (page table entry, tracker).
    void consume() && { pages_ = 0; }

  private:
    template <class>
    friend class Page;
    friend class PageMint;
    Page(uint64_t pa, uint64_t pages) : pa_{pa}, pages_{pages} {}
    uint64_t pa_, pages_;
};

/// The only way to make a Page or to change its type. The page tracker and the scrubber use it.
class PageMint {
  public:
    template <class State>
    static Page<State> make(uint64_t pa, uint64_t pages) {
        return Page<State>{pa, pages};
    }
    template <class State>
    static Page<State> none() {
        return Page<State>{0, 0};
    }
    template <class To, class From>
    static Page<To> change(Page<From>&& from) {
        Page<To> to{from.pa_, from.pages_};
        from.pages_ = 0;
        return to;
    }
};

}  // namespace covesim::fw
