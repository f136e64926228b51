// The console's input inside the machine: bytes enter at quantum boundaries and wait until a device has room for them.
//
// When a byte is typed is the host's business; when it enters is a tick, and the same bytes at the same ticks give the
// same run. Behind the entry there is flow control: no byte is lost to a receiver that is full.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/timeline.h"
#include "sim/platform/exit_code.h"

namespace covesim {

/// Bytes that entered, or will enter, the machine at a tick.
struct InputEntry {
    Tick when;
    std::string bytes;
    bool operator==(const InputEntry&) const = default;
};

/// A device that reads the console.
struct InputDevice {
    virtual bool listens() const = 0;   ///< whether software uses it
    virtual uint32_t room() const = 0;  ///< bytes it takes now
    virtual void receive(uint8_t byte) = 0;

  protected:
    ~InputDevice() = default;
};

class ConsoleInput final : TimelineHandler {
  public:
    ConsoleInput(Timeline& timeline, Tick quantum);

    /// Of several devices that listen, the one that was added last gets the input.
    void add_device(InputDevice& device) { devices_.insert(devices_.begin(), &device); }
    /// A device was read, so that it may have room again: it is fed at the next quantum boundary.
    void device_read(Tick now);
    /// Gives what has entered to the device that listens, as far as it has room.
    void feed();

    /// The bytes enter at the first quantum boundary after `now`.
    void type(std::string bytes, Tick now);
    /// The bytes enter at the first quantum boundary that is not before their tick, and nothing else that was to come.
    /// Those of the past have entered.
    void replay(const std::vector<InputEntry>& entries);

    /// What no device has taken yet, in bytes.
    size_t waiting() const { return queue_.size() + announced_; }
    /// Everything that has entered so far.
    const std::vector<InputEntry>& entered() const { return entered_; }
    template <class A>
    void archive(A& a) {
        a(coming_, announced_, queue_, feeding_, entered_);
    }

  private:
    void on_event(Tick when, uint64_t payload) override;
    void enter_at(Tick boundary, std::string bytes);
    Tick boundary_after(Tick t) const { return Tick{(t.fs / quantum_.fs + 1) * quantum_.fs}; }

    Timeline& timeline_;
    const Tick quantum_;
    const uint32_t handler_;
    std::vector<InputDevice*> devices_;
    std::deque<InputEntry> coming_;  ///< by tick
    size_t announced_ = 0;           ///< bytes in coming_
    std::deque<uint8_t> queue_;
    bool feeding_ = false;  ///< an event will look for room
    std::vector<InputEntry> entered_;
};

/// Entries as text, a line each: the tick in femtoseconds, a space, the bytes in hexadecimal; '#' begins a comment.
std::string input_text(const std::vector<InputEntry>& entries);
/// The entries of such a text, in rising order of their ticks; the error names the line.
Expected<std::vector<InputEntry>, InputError> parse_input(std::string_view text, const std::string& file);

}  // namespace covesim
