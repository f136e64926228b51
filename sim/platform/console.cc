#include "sim/platform/console.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sim/platform/files.h"

namespace covesim {

Expected<std::unique_ptr<Console>, InputError> Console::open(const std::string& where) {
    if (where == "none") return std::make_unique<Console>(-1);
    if (where.empty() || where == "stdio") return std::make_unique<Console>(STDOUT_FILENO);
    const int fd = ::open(where.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return InputError{fmt::format("cannot write '{}': {}", where, std::strerror(errno))};
    return std::make_unique<Console>(fd, where);
}

Console::~Console() {
    flush();
    if (file_.empty()) return;
    if (error_) remove_regular(fd_, file_);
    ::close(fd_);
}

void Console::put(uint8_t byte) {
    const char c = static_cast<char>(byte);
    if (keep_) text_ += c;
    if (fd_ >= 0) {
        buffer_ += c;
        if (c == '\n' || buffer_.size() >= 1024) flush();
    }
    if (c == '\n') {
        if (!line_.empty()) last_line_.swap(line_);
        return line_.clear();
    }
    if (c == '\r' || line_.size() >= kLongestLine) return;
    line_ += c;
    if (pattern_ && !stopped_ && std::regex_search(line_, *pattern_)) stopped_ = true;
}

void Console::flush() {
    if (buffer_.empty()) return;
    if (progress_) {
        progress_->clear();
        progress_->hold(buffer_.back() != '\n');
    }
    if (!error_)
        if (const auto ok = write_all(fd_, buffer_, file_.empty() ? "standard output" : "'" + file_ + "'"); !ok)
            error_ = ok.error();
    buffer_.clear();
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
