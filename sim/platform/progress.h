// A status line for people: shown on a terminal while the console is silent, erased before anything else is printed.
//
// Host time decides only when it is drawn; nothing of it reaches the machine.
#pragma once
#include <chrono>
#include <cstdint>

#include "sim/core/types.h"

namespace covesim {

class Progress {
  public:
    /// Draws on `fd`, which must be a terminal.
    explicit Progress(int fd) : fd_(fd) {}
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// How far the run is; cheap enough to be told at every quantum.
    void update(uint64_t instructions, Tick simulated);
    /// Something else is about to be printed.
    void clear();
    /// On: do not draw; the cursor stands behind somebody else's text.
    void hold(bool on) { held_ = on; }

  private:
    using Clock = std::chrono::steady_clock;
    int fd_;
    bool drawn_ = false, held_ = false;
    uint32_t calls_ = 0;
    Clock::time_point start_ = Clock::now(), next_ = start_ + std::chrono::seconds(1);
};

}  // namespace covesim
