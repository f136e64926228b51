// Aligned columns for reports on a terminal.
#pragma once
#include <string>
#include <vector>

namespace covesim {

/// Rows under a header; the first column is aligned left, the others right.
class TextTable {
  public:
    explicit TextTable(std::vector<std::string> header) { rows_.push_back(std::move(header)); }
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    bool empty() const { return rows_.size() == 1; }
    std::string text() const;

  private:
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace covesim
