// A TVM described as data: where its memory is, which images it is measured with, where it starts.
//
//   [tvm]
//   memory_base = 0x80000000
//   memory_size = "128M"
//   entry = 0x80000000
//   [[tvm.image]]
//   file = "shim.bin"        # beside this file, or in the data directories
//   gpa = 0x80000000
//   kind = "code"            # code | initrd | device-tree (generated; no file)
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/schema.h"
#include "sim/platform/exit_code.h"

namespace covesim {

struct TvmParams {
    uint64_t memory_base = 0x8000'0000;
    uint64_t memory_size = 128ull << 20;
    uint64_t entry = 0x8000'0000;
    uint64_t arg = 0;
    uint64_t demand_page = 2ull << 20;
    std::string bootargs;
};
template <>
inline constexpr auto schema<TvmParams> = std::tuple{
    Field{"memory_base", &TvmParams::memory_base, Unit::None, "First guest physical address of the TVM's memory.",
          Check{[](uint64_t v) { return v % 4096 == 0; }, "a multiple of 4096"}},
    Field{"memory_size", &TvmParams::memory_size, Unit::Bytes, "Size of the TVM's memory.",
          Check{[](uint64_t v) { return v > 0 && v % 4096 == 0; }, "a multiple of 4096, not 0"}},
    Field{"entry", &TvmParams::entry, Unit::None, "Guest physical address where vCPU 0 starts."},
    Field{"arg", &TvmParams::arg, Unit::None, "Value of a1 at the start; 0: the device tree, if there is one."},
    Field{"demand_page", &TvmParams::demand_page, Unit::Bytes, "Size of demand-zero pages.",
          Check{[](uint64_t v) { return v == 4096 || v == (2u << 20); }, "4K or 2M"}},
    Field{"bootargs", &TvmParams::bootargs, Unit::None, "Kernel command line in the generated device tree."},
};

enum class TvmImageKind : uint8_t { Code, Initrd, DeviceTree };
template <>
struct EnumNames<TvmImageKind> {
    static constexpr std::array<std::string_view, 3> names{"code", "initrd", "device-tree"};
};

struct TvmImage {
    std::string file;
    uint64_t gpa = 0;
    TvmImageKind kind = TvmImageKind::Code;
};
template <>
inline constexpr auto schema<TvmImage> = std::tuple{
    Field{"file", &TvmImage::file, Unit::None, "The image's file."},
    Field{"gpa", &TvmImage::gpa, Unit::None, "Guest physical address of its first byte.",
          Check{[](uint64_t v) { return v % 4096 == 0; }, "a multiple of 4096"}},
    Field{"kind", &TvmImage::kind, Unit::None, "What the image is."},
};

struct Guest {
    std::string name;
    TvmParams tvm;
    std::vector<TvmImage> images;  ///< files are resolved paths
};

/// Parse a guest description; `where` is its file name. Files are looked for beside it, then in the data directories.
Expected<Guest, Failure> parse_guest(std::string_view toml, const std::string& where);
/// "tiny", "linux" (descriptions from the data directories), or a TOML file.
Expected<Guest, Failure> load_guest(const std::string& name_or_file);

}  // namespace covesim
