// Who owns a physical page: cycles are attributed to the component whose page is being fetched.
//
// Ranges are whole pages, in the order the loader placed them. Pages of no component are "other".
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/types.h"

namespace covesim {

using Component = uint16_t;
inline constexpr Component kOther = 0;

class OwnerMap {
  public:
    /// The component's number; a new name gets the next one.
    Component component(std::string_view name);
    /// The pages of [base, base + size) belong to this component. A page that already has an owner keeps it.
    void add(uint64_t base, uint64_t size, std::string_view name);
    Component at(Spa address) const;
    std::string_view name(Component c) const { return names_[c]; }
    size_t components() const { return names_.size(); }
    template <class A>
    void archive(A& a) {
        a(ranges_, names_);
    }

  private:
    struct Range {
        uint64_t first, last;  ///< page numbers, inclusive
        Component owner;
    };
    std::vector<Range> ranges_;
    std::vector<std::string> names_{"other"};
};

}  // namespace covesim
