// How a guest asks for the end of the run, whichever interface it uses; the platform acts at the next sampling point.
#pragma once
#include <cstdint>
#include <optional>

namespace covesim {

/// What the process returns for a guest's code: its low byte, or 255 where that would turn a failure into success.
constexpr int exit_status(uint64_t code) {
    const int low = static_cast<int>(code & 0xff);
    return low == 0 && code != 0 ? 255 : low;
}

/// The first request stands; later ones are ignored.
class GuestExit {
  public:
    void request(uint64_t code) {
        if (!code_) code_ = code;
    }
    const std::optional<uint64_t>& code() const { return code_; }

  private:
    std::optional<uint64_t> code_;
};

}  // namespace covesim
