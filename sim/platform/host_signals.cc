#include "sim/platform/host_signals.h"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace covesim::host_signals {
namespace {

constexpr int kStop[] = {SIGINT, SIGTERM, SIGHUP};
constexpr int kFatal[] = {SIGQUIT, SIGPIPE, SIGSEGV, SIGBUS,  SIGABRT, SIGFPE,
                          SIGILL,  SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGSYS};

std::atomic<int> first_signal{0};
std::atomic<int> raw_fd{-1};
termios as_found, raw;

/// tcsetattr() from the background would stop the process, so only the foreground sets modes.
void set_terminal(const termios& mode) {
    const int fd = raw_fd.load();
    if (fd < 0) return;
    const auto group = ::tcgetpgrp(fd);
    if (group < 0 || group == ::getpgrp()) ::tcsetattr(fd, TCSANOW, &mode);
}

void die_of(int signal) {
    set_terminal(as_found);
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

void on_stop(int signal) {
    int none = 0;
    if (!first_signal.compare_exchange_strong(none, signal)) die_of(signal);
}

void on_suspend(int) {
    const int keep = errno;
    set_terminal(as_found);
    ::raise(SIGSTOP);
    errno = keep;
}

void on_continue(int) {
    const int keep = errno;
    set_terminal(raw);
    errno = keep;
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction now {
    }, action{};
    action.sa_handler = handler;
    ::sigemptyset(&action.sa_mask);
    if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);
}

}  // namespace

Guard::Guard() {
    first_signal = 0;
    handle(SIGXFSZ, SIG_IGN);  // a file that may not grow is a write that fails
    for (const int s : kStop) handle(s, on_stop);
}

Guard::~Guard() {
    for (const int s : kStop) handle(s, SIG_DFL);
}

int received() { return first_signal.load(std::memory_order_relaxed); }

void make_raw(int fd) {
    if (::tcgetattr(fd, &as_found) != 0) return;
    raw = as_found;
    raw.c_iflag &= ~static_cast<tcflag_t>(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    raw_fd = fd;
    for (const int s : kFatal) handle(s, die_of);
    handle(SIGTSTP, on_suspend);
    handle(SIGCONT, on_continue);
    set_terminal(raw);
}

void restore_terminal() {
    set_terminal(as_found);
    raw_fd = -1;
    for (const int s : kFatal) handle(s, SIG_DFL);
    handle(SIGTSTP, SIG_DFL);
    handle(SIGCONT, SIG_DFL);
}

}  // namespace covesim::host_signals
