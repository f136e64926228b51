// The functions of one program by virtual address, from the symbol table of its ELF file.
//
// Pieces are disjoint. Of several symbols at one address a function is preferred to a label, then a global symbol to a
// local one, then the alphabetically first. A label inside a function that states its size is part of it. A symbol
// without a size reaches to the next one or to the end of its section.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/platform/image.h"

namespace covesim {

class FunctionTable {
  public:
    FunctionTable() = default;
    explicit FunctionTable(std::vector<CodeSymbol> symbols);

    /// Addresses that belong to one function, or to none.
    struct Piece {
        uint64_t begin = 0, size = 0;
        std::optional<size_t> function;
    };
    Piece at(uint64_t pc) const;
    size_t size() const { return functions_.size(); }
    /// As a programmer writes it: C++ names are demangled.
    std::string name(size_t function) const;

  private:
    struct Function {
        uint64_t begin, end;
        std::string symbol;
    };
    std::vector<Function> functions_;  ///< by address
};

}  // namespace covesim
