#include "dev/encryption_table.h"

#include "sim/core/archive.h"
#include "sim/core/layout/encryption_table.h"

namespace covesim {

std::span<const Reg<EncryptionTable>> EncryptionTable::regs() {
    using R = EncryptionTable;
    static constexpr Reg<R> kRegs[] = {
        {.name = "contexts",
         .offset = ectx::kContexts,
         .access = RegAccess::RO,
         .doc = "Number of encryption contexts; context 0 is no encryption.",
         .read = &R::contexts},
        {.name = "base", .offset = ectx::kBase, .bytes = 8, .doc = "First byte, 4 KiB aligned.", .cell = &R::base_},
        {.name = "pages", .offset = ectx::kPages, .bytes = 8, .doc = "Number of 4 KiB pages.", .cell = &R::pages_},
        {.name = "context", .offset = ectx::kContext, .doc = "Context to assign.", .cell = &R::context_},
        {.name = "command",
         .offset = ectx::kCommand,
         .access = RegAccess::WO,
         .doc = "1 assign the range to the context; 2 give the context a fresh key.",
         .write = &R::command},
        {.name = "result",
         .offset = ectx::kResult,
         .access = RegAccess::RO,
         .doc = "Of the last command: 0 done, 1 bad operand.",
         .cell = &R::result_},
    };
    return kRegs;
}

void EncryptionTable::archive(Archive& a) { a(base_, pages_, context_, result_); }

void EncryptionTable::command(uint32_t, uint64_t v) {
    const auto context = static_cast<uint32_t>(context_);
    bool ok = false;
    if (v == ectx::kAssign) ok = engine_.assign(Spa{base_}, pages_, context);
    if (v == ectx::kNewKey) ok = engine_.new_key(context);
    result_ = ok ? 0 : 1;
}

}  // namespace covesim
