// A flattened device tree built front to back (libfdt's sequential interface) in a buffer that grows as needed.
//
// Format: Devicetree Specification 0.4, chapter 5. Cells are big-endian; reg values here always use two cells per
// number.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/platform/files.h"

namespace covesim {

class FdtWriter {
  public:
    FdtWriter();
    FdtWriter& begin(const std::string& node);
    FdtWriter& end();
    FdtWriter& text(const char* name, std::string_view value);
    FdtWriter& texts(const char* name, std::span<const std::string_view> values);
    FdtWriter& cells(const char* name, std::initializer_list<uint32_t> values);
    FdtWriter& cells(const char* name, std::span<const uint32_t> values);
    FdtWriter& quads(const char* name, std::initializer_list<uint64_t> values);
    FdtWriter& bytes(const char* name, std::span<const std::byte> value);
    FdtWriter& flag(const char* name);
    /// The finished tree with `slack` free bytes in it, for whoever edits it later.
    Blob finish(uint32_t slack);

  private:
    /// Run a libfdt call; while it says that the space is used up, double the buffer and try again.
    template <class Call>
    void grow(Call&& call);
    Blob buffer_;
};

}  // namespace covesim
