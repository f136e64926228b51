#include "sim/platform/signature.h"

#include <fmt/format.h>

namespace covesim {

Expected<SignatureRange, InputError> signature_range(const Symbols& symbols) {
    const auto begin = symbols.find("begin_signature"), end = symbols.find("end_signature");
    if (begin == symbols.end() || end == symbols.end())
        return InputError{"the program has no symbols begin_signature and end_signature, which --signature needs"};
    if (end->second < begin->second) return InputError{"end_signature lies before begin_signature"};
    return SignatureRange{Spa{begin->second}, Spa{end->second}};
}

Expected<std::string, InputError> signature_text(const BackingStore& memory, Spa begin, Spa end, uint32_t granularity) {
    const uint64_t size = end - begin;
    const std::byte* from = size ? memory.host(begin, size) : nullptr;
    if (size && !from) return InputError{fmt::format("the signature at 0x{:x}..0x{:x} is outside RAM", begin.v, end.v)};
    std::string text;
    for (uint64_t line = 0; line < size; line += granularity) {
        for (uint64_t i = granularity; i-- > 0;)
            text += fmt::format("{:02x}", line + i < size ? static_cast<unsigned>(from[line + i]) : 0u);
        text += '\n';
    }
    return text;
}

}  // namespace covesim
