#include "dev/finisher.h"

namespace covesim {

std::span<const Reg<Finisher>> Finisher::regs() {
    static constexpr Reg<Finisher> kRegs[] = {
        {.name = "finish",
         .offset = 0,
         .access = RegAccess::WO,
         .doc = "0x5555 pass; code << 16 or'ed with 0x3333 fail; 0x7777 reset.",
         .write = &Finisher::finish},
    };
    return kRegs;
}

void Finisher::finish(uint32_t, uint64_t value) {
    const uint32_t code = static_cast<uint32_t>(value >> 16);
    switch (value & 0xffff) {
        case 0x5555: sink_.finish(FinisherSink::Request::Pass, 0); break;
        case 0x3333: sink_.finish(FinisherSink::Request::Fail, code); break;
        case 0x7777: sink_.finish(FinisherSink::Request::Reset, 0); break;
    }
}

}  // namespace covesim
