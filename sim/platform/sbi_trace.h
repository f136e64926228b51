// Calls between privilege levels and their returns (--trace sbi): who called what with which arguments, and what came
// back after how long.
//
// A call is an ECALL from S or VS; those from U and VU are an operating system's own. It has returned when its caller,
// {SDID, V, VMID}, goes on in S-mode at the instruction behind the ECALL with ra, sp, gp, tp and the s registers as
// they were, on this hart or on another. So calls nest, and a TVM's call stays open while the run_tvm_vcpu that ran it
// returns. Left out: what user programs call.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cpu/hart.h"

namespace covesim {

class SbiTrace {
  public:
    /// The hart is about to take the trap. The line's text, empty when it is no call.
    std::string call(const Hart& hart, const Trap& trap);
    struct Return {
        uint16_t owner = 0;  ///< of the code that called: the hart has not fetched there yet
        std::string text;    ///< empty: no call has returned
    };
    /// The hart has executed an xRET.
    Return xret(const Hart& hart);

  private:
    struct Caller {
        uint8_t sdid = 0;
        bool v = false;
        uint16_t vmid = 0;
        uint64_t pc = 0;                       ///< behind the ECALL
        std::array<uint64_t, 16> preserved{};  ///< ra, sp, gp, tp, s0 to s11
        bool operator==(const Caller&) const = default;
        bool host() const { return !v && sdid == 0; }
    };
    struct Call {
        Caller caller;
        uint32_t hart = 0;
        uint16_t owner = 0;
        uint64_t a7 = 0, a6 = 0, begun = 0;
        size_t depth = 0;  ///< calls that it was made within
    };
    static constexpr size_t kMostOpen = 256;
    static Caller caller(const HartState& s, uint64_t pc);
    size_t depth_of(const Caller& c, uint32_t hart) const;

    std::vector<Call> open_;  ///< oldest first
};

}  // namespace covesim
