#include "sim/platform/function_table.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <tuple>

namespace covesim {

FunctionTable::FunctionTable(std::vector<CodeSymbol> symbols) {
    std::sort(symbols.begin(), symbols.end(), [](const CodeSymbol& a, const CodeSymbol& b) {
        return std::tuple(a.address, !a.function, !a.global, std::string_view(a.name)) <
               std::tuple(b.address, !b.function, !b.global, std::string_view(b.name));
    });
    uint64_t sized_to = 0;  // end of the last function that states its size
    for (CodeSymbol& s : symbols) {
        if (!functions_.empty() && functions_.back().begin == s.address) continue;
        const bool sized = s.function && s.size != 0;
        if (!sized && s.address < sized_to) continue;
        if (!functions_.empty()) functions_.back().end = std::min(functions_.back().end, s.address);
        const uint64_t end = sized ? s.address + s.size : s.section_end;
        if (sized) sized_to = std::max(sized_to, end);
        functions_.push_back({s.address, end, std::move(s.name)});
    }
}

FunctionTable::Piece FunctionTable::at(uint64_t pc) const {
    const auto above = std::upper_bound(functions_.begin(), functions_.end(), pc,
                                        [](uint64_t a, const Function& f) { return a < f.begin; });
    const uint64_t next = above == functions_.end() ? UINT64_MAX : above->begin;
    if (above == functions_.begin()) return {0, next, {}};
    const auto f = above - 1;
    if (pc >= f->end) return {f->end, next - f->end, {}};
    return {f->begin, f->end - f->begin, static_cast<size_t>(f - functions_.begin())};
}

std::string FunctionTable::name(size_t function) const {
    const std::string& symbol = functions_[function].symbol;
    if (!symbol.starts_with("_Z")) return symbol;  // "f" alone would be the type float
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status),
                                                      std::free);
    return status == 0 && text ? std::string(text.get()) : symbol;
}

}  // namespace covesim
