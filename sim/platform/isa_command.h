// `covesim isa`: what this machine implements of the instruction set, of which version of which specification, and the
// tests that name it. From the table of extensions (cpu/isa/isa_set.cc) and the lines "Extensions: …" of the tests.
#pragma once
#include <string>
#include <string_view>

namespace covesim {

/// As "text", "json" or "markdown" (docs/extensions.md).
std::string show_isa(std::string_view format);

}  // namespace covesim
