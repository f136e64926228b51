#include "sim/platform/host_input.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sim/platform/host_signals.h"

namespace covesim {
namespace {
constexpr char kEscape = 0x01;  // Ctrl-A
}

std::string EscapeKeys::filter(std::string_view typed) {
    std::string out;
    for (const char c : typed) {
        if (!escaped_) {
            if (c == kEscape) escaped_ = true;
            else out += c;
            continue;
        }
        escaped_ = false;
        if (c == kEscape) out += c;
        else if (c == 'x') quit_ = true;
    }
    return out;
}

HostInput::HostInput(int fd) : fd_(fd), terminal_(::isatty(fd)) {
    if (terminal_) host_signals::make_raw(fd);
}

HostInput::~HostInput() {
    if (terminal_) host_signals::restore_terminal();
}

/// Reading the terminal there would stop the process.
bool HostInput::background() const {
    if (!terminal_) return false;
    const auto group = ::tcgetpgrp(fd_);
    return group >= 0 && group != ::getpgrp();
}

std::string HostInput::read(size_t room) {
    char buffer[4096];
    const size_t most = terminal_ ? sizeof buffer : std::min(room, sizeof buffer);
    pollfd p{fd_, POLLIN, 0};
    if (ended_ || most == 0 || ::poll(&p, 1, 0) <= 0 || background()) return {};
    const auto n = ::read(fd_, buffer, most);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return {};
    if (n <= 0) {
        ended_ = true;
        return {};
    }
    const std::string_view bytes(buffer, static_cast<size_t>(n));
    return terminal_ ? keys_.filter(bytes).substr(0, room) : std::string(bytes);
}

void HostInput::wait(int milliseconds) {
    pollfd p{fd_, POLLIN, 0};
    ::poll(&p, background() ? 0 : 1, milliseconds);
}

}  // namespace covesim
