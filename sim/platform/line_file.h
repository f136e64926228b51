// A log that grows line by line: a file, or standard error when no name is given.
#pragma once
#include <cstdio>
#include <memory>
#include <string>

#include "sim/platform/exit_code.h"

namespace covesim {

class LineFile {
  public:
    static Expected<std::unique_ptr<LineFile>, InputError> open(const std::string& path);
    LineFile(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) {}
    ~LineFile() { (void)close(); }
    LineFile(const LineFile&) = delete;
    LineFile& operator=(const LineFile&) = delete;

    void write(std::string_view line) { std::fwrite(line.data(), 1, line.size(), file_); }
    /// Flush; the error says that not everything could be written.
    Expected<void, InputError> close();

  private:
    std::FILE* file_;
    std::string path_;
};

}  // namespace covesim
