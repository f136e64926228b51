#include "sim/platform/line_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace covesim {

Expected<std::unique_ptr<LineFile>, InputError> LineFile::open(const std::string& path) {
    std::FILE* file = path.empty() ? stderr : std::fopen(path.c_str(), "we");
    if (!file) return InputError{fmt::format("cannot write '{}': {}", path, std::strerror(errno))};
    return std::make_unique<LineFile>(file, path);
}

Expected<void, InputError> LineFile::close() {
    if (!file_) return {};
    bool failed = std::ferror(file_) != 0;
    failed = (file_ == stderr ? std::fflush(file_) : std::fclose(file_)) != 0 || failed;
    file_ = nullptr;
    if (failed) return InputError{fmt::format("cannot write '{}': {}", path_, std::strerror(errno))};
    return {};
}

}  // namespace covesim
