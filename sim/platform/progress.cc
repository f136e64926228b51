#include "sim/platform/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <string_view>

namespace covesim {

namespace {
void draw(int fd, std::string_view text) {
    // A status line that does not reach the terminal is no loss.
    [[maybe_unused]] const auto written = ::write(fd, text.data(), text.size());
}
}  // namespace

void Progress::update(uint64_t instructions, Tick simulated) {
    if (held_ || ++calls_ % 16 != 0) return;
    const auto now = Clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(250);
    drawn_ = true;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    draw(fd_, fmt::format("\r\x1b[K{:.0f} M instructions, {:.3f} s simulated, {:.0f} s", double(instructions) / 1e6,
                          double(simulated.fs) / 1e15, seconds));
}

void Progress::clear() {
    next_ = Clock::now() + std::chrono::seconds(1);
    if (!drawn_) return;
    drawn_ = false;
    draw(fd_, "\r\x1b[K");
}

}  // namespace covesim
