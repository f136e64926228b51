#include "sim/platform/report/cause_names.h"

#include <fmt/format.h>

#include <string_view>

#include "cpu/priv/trap.h"

namespace covesim {
namespace {
constexpr std::string_view kExceptions[] = {
    "instruction misaligned",
    "instruction access fault",
    "illegal instruction",
    "breakpoint",
    "load misaligned",
    "load access fault",
    "store misaligned",
    "store access fault",
    "ecall from U",
    "ecall from S",
    "ecall from VS",
    "ecall from M",
    "instruction page fault",
    "load page fault",
    "",
    "store page fault",
    "",
    "",
    "software check",
    "hardware error",
    "instruction guest-page fault",
    "load guest-page fault",
    "virtual instruction",
    "store guest-page fault",
    "TEECALL",
};
constexpr std::string_view kInterrupts[] = {
    "",
    "software interrupt",
    "VS software interrupt",
    "M software interrupt",
    "",
    "timer interrupt",
    "VS timer interrupt",
    "M timer interrupt",
    "",
    "external interrupt",
    "VS external interrupt",
    "M external interrupt",
    "guest external interrupt",
    "counter overflow interrupt",
};
template <size_t N>
std::string_view pick(const std::string_view (&names)[N], uint64_t i) {
    return i < N ? names[i] : std::string_view{};
}
}  // namespace

std::string cause_name(uint64_t cause) {
    const bool interrupt = cause & kInterrupt;
    const uint64_t code = cause & ~kInterrupt;
    const std::string_view name = interrupt ? pick(kInterrupts, code) : pick(kExceptions, code);
    if (!name.empty()) return std::string(name);
    return fmt::format("{} {}", interrupt ? "interrupt" : "exception", code);
}

}  // namespace covesim
