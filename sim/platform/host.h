// The hosting domain's operating system described as data: it runs in place of the small host VMM, and no TVM is
// started.
//
//   [host]
//   kernel = "linux/Image"    # Linux Image, ELF or raw; beside this file, or in the data directories
//   initrd = "linux/initramfs.cpio"
//   bootargs = "console=ttyS0"
//
// The name of the file is the component that the hosting domain's cycles are attributed to.
#pragma once
#include <string>

#include "sim/core/schema.h"
#include "sim/platform/exit_code.h"

namespace covesim {

struct HostFiles {
    std::string kernel, initrd;
    std::string bootargs;
};
template <>
inline constexpr auto schema<HostFiles> = std::tuple{
    Field{"kernel", &HostFiles::kernel, Unit::None, "The kernel's file."},
    Field{"initrd", &HostFiles::initrd, Unit::None, "Initial RAM disk; empty: none."},
    Field{"bootargs", &HostFiles::bootargs, Unit::None, "Kernel command line; --append goes behind it."},
};

struct Host {
    std::string name;
    HostFiles files;  ///< resolved paths
};

/// Parse a host's description; `where` is its file name.
Expected<Host, Failure> parse_host(std::string_view toml, const std::string& where);
/// "linux" (a description from the data directories), or a TOML file.
Expected<Host, Failure> load_host(const std::string& name_or_file);

}  // namespace covesim
