#include "sim/platform/text_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace covesim {

std::string TextTable::text() const {
    std::vector<size_t> width;
    for (const auto& row : rows_)
        for (size_t i = 0; i < row.size(); ++i) {
            if (width.size() <= i) width.push_back(0);
            width[i] = std::max(width[i], row[i].size());
        }
    std::string out;
    for (size_t r = 0; r < rows_.size(); ++r) {
        std::string line;
        for (size_t i = 0; i < rows_[r].size(); ++i)
            line +=
                i == 0 ? fmt::format("{:<{}}", rows_[r][i], width[i]) : fmt::format("  {:>{}}", rows_[r][i], width[i]);
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
        if (r != 0) continue;
        size_t total = 0;
        for (const size_t w : width) total += w + 2;
        out += std::string(total - 2, '-') + "\n";
    }
    return out;
}

}  // namespace covesim
