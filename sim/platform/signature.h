// The signature that architecture tests compare: memory between two symbols, one unit per line.
#pragma once
#include <string>

#include "mem/backing_store.h"
#include "sim/platform/image.h"

namespace covesim {

/// [begin, end) in lines of `granularity` bytes (4, 8 or 16), lower-case hexadecimal, most significant byte first.
/// Bytes that the last line lacks are zero.
Expected<std::string, InputError> signature_text(const BackingStore& memory, Spa begin, Spa end, uint32_t granularity);

/// begin_signature and end_signature of the program.
struct SignatureRange {
    Spa begin, end;
};
Expected<SignatureRange, InputError> signature_range(const Symbols& symbols);

}  // namespace covesim
