// The host's side of console input: standard input, or any file descriptor, asked whenever the machine can take bytes.
//
// On a terminal the keys go to the guest as they are (raw mode, restored however the process ends), except behind
// Ctrl-A: x ends the run, a second Ctrl-A is one Ctrl-A for the guest. Nothing is read while this process is in the
// background. Leaves out: sending a break.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace covesim {

/// Takes the Ctrl-A commands out of what is typed.
class EscapeKeys {
  public:
    /// What the guest gets of these bytes.
    std::string filter(std::string_view typed);
    bool quit() const { return quit_; }

  private:
    bool escaped_ = false, quit_ = false;
};

class HostInput {
  public:
    explicit HostInput(int fd);
    ~HostInput();
    HostInput(const HostInput&) = delete;
    HostInput& operator=(const HostInput&) = delete;

    /// At most `room` bytes of what is there; never waits. A terminal is read also without room, for its commands:
    /// what does not fit is lost, as on a line without flow control.
    std::string read(size_t room);
    /// Returns when something can be read, a signal arrived or the time is over.
    void wait(int milliseconds);

    bool terminal() const { return terminal_; }
    bool ended() const { return ended_; }       ///< nothing will come any more
    bool quit() const { return keys_.quit(); }  ///< the user asked for the end

  private:
    bool background() const;
    const int fd_;
    const bool terminal_;
    bool ended_ = false;
    EscapeKeys keys_;
};

}  // namespace covesim
