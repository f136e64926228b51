// How a guest asks for the end of the run, whichever interface it uses; the platform acts at the next sampling point.
#pragma once
#include <cstdint>
#include <optional>

namespace covesim {

/// The first request stands; later ones are ignored.
class GuestExit {
  public:
    void request(int code) {
        if (!code_) code_ = code;
    }
    const std::optional<int>& code() const { return code_; }

  private:
    std::optional<int> code_;
};

}  // namespace covesim
