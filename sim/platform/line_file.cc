#include "sim/platform/line_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "sim/platform/files.h"

namespace covesim {

Expected<std::unique_ptr<LineFile>, InputError> LineFile::open(const std::string& path) {
    std::FILE* file = path.empty() ? stderr : std::fopen(path.c_str(), "we");
    if (!file) return InputError{fmt::format("cannot write '{}': {}", path, std::strerror(errno))};
    return std::make_unique<LineFile>(file, path);
}

Expected<void, InputError> LineFile::close() {
    if (!file_) return {};
    if (std::fflush(file_) != 0 && !error_) error_ = errno;
    if (error_ && file_ != stderr) remove_regular(::fileno(file_), path_);
    if (file_ != stderr && std::fclose(file_) != 0 && !error_) error_ = errno;
    file_ = nullptr;
    if (!error_) return {};
    return InputError{fmt::format("cannot write {}: {}", path_.empty() ? "standard error" : "'" + path_ + "'",
                                  std::strerror(error_))};
}

}  // namespace covesim
