#include "dev/control.h"

#include "sim/core/archive.h"

namespace covesim {

std::span<const Reg<Control>> Control::regs() {
    using R = Control;
    using control::Command;
    static constexpr Reg<R> kRegs[] = {
        {.name = "id", .offset = control::kId, .access = RegAccess::RO, .reset = control::kIdValue, .doc = "\"COVE\"."},
        {.name = "version", .offset = control::kVersion, .access = RegAccess::RO, .reset = 1, .doc = "1."},
        {.name = "region_begin",
         .offset = control::kRegionBegin,
         .bytes = 8,
         .access = RegAccess::WO,
         .doc = "Number or name of a region of interest that begins.",
         .write = &R::command<Command::RegionBegin>},
        {.name = "region_end",
         .offset = control::kRegionEnd,
         .bytes = 8,
         .access = RegAccess::WO,
         .doc = "Number or name of a region that ends.",
         .write = &R::command<Command::RegionEnd>},
        {.name = "mode",
         .offset = control::kMode,
         .doc = "0 fast, 1 warm, 2 timed.",
         .read = &R::mode,
         .write = &R::command<Command::Mode>},
        {.name = "checkpoint",
         .offset = control::kCheckpoint,
         .access = RegAccess::WO,
         .doc = "Asks for a checkpoint.",
         .write = &R::command<Command::Checkpoint>},
        {.name = "exit",
         .offset = control::kExit,
         .access = RegAccess::WO,
         .doc = "Ends the run with this code.",
         .write = &R::command<Command::Exit>},
        {.name = "status",
         .offset = control::kStatus,
         .access = RegAccess::RO,
         .doc = "Of the last command: 0 done, 1 refused, 2 unavailable.",
         .cell = &R::status_},
    };
    return kRegs;
}

void Control::archive(Archive& a) { a(status_); }

}  // namespace covesim
