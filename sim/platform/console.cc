#include "sim/platform/console.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace covesim {

Expected<std::unique_ptr<Console>, InputError> Console::open(const std::string& where) {
    if (where == "none") return std::make_unique<Console>(-1, false);
    if (where.empty() || where == "stdio") return std::make_unique<Console>(STDOUT_FILENO, false);
    const int fd = ::open(where.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return InputError{fmt::format("cannot write '{}': {}", where, std::strerror(errno))};
    return std::make_unique<Console>(fd, true);
}

Console::~Console() {
    flush();
    if (owned_) ::close(fd_);
}

void Console::put(uint8_t byte) {
    const char c = static_cast<char>(byte);
    if (keep_) text_ += c;
    if (fd_ >= 0) {
        buffer_ += c;
        if (c == '\n' || buffer_.size() >= 1024) flush();
    }
    if (!pattern_) return;
    if (c == '\n') return line_.clear();
    if (c == '\r' || line_.size() >= kLongestLine) return;
    line_ += c;
    if (!stopped_ && std::regex_search(line_, *pattern_)) stopped_ = true;
}

bool Console::flush() {
    std::string_view rest = buffer_;
    if (progress_ && !rest.empty()) progress_->clear();
    while (!rest.empty() && !failed_) {
        const auto n = ::write(fd_, rest.data(), rest.size());
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (n <= 0) failed_ = true;
        else rest.remove_prefix(static_cast<size_t>(n));
    }
    buffer_.clear();
    return !failed_;
}

Expected<void, ConfigError> Console::stop_on(const std::string& regex) {
    pattern_.reset();
    stopped_ = false;
    line_.clear();
    if (regex.empty()) return {};
    try {
        pattern_ = std::make_unique<std::regex>(regex, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error&) {
        return ConfigError{fmt::format("--stop-on-console {}: not a valid regular expression", regex)};
    }
    return {};
}

}  // namespace covesim
