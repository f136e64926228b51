// A log that grows line by line, so that it can be watched: a file, or standard error when no name is given. A file
// that could not be written whole (disk full) is removed.
#pragma once
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "sim/platform/exit_code.h"

namespace covesim {

class LineFile {
  public:
    static Expected<std::unique_ptr<LineFile>, InputError> open(const std::string& path);
    LineFile(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) {}
    ~LineFile() { (void)close(); }
    LineFile(const LineFile&) = delete;
    LineFile& operator=(const LineFile&) = delete;

    void write(std::string_view line) {
        if (std::fwrite(line.data(), 1, line.size(), file_) != line.size() && !error_) error_ = errno;
    }
    /// Lines have been lost.
    bool failed() const { return error_ != 0; }
    /// Flush; the error says that not everything could be written.
    Expected<void, InputError> close();

  private:
    std::FILE* file_;
    std::string path_;
    int error_ = 0;
};

}  // namespace covesim
