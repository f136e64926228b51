// The encryption engine's range table as M-mode firmware sees it: registers of sim/core/layout/encryption_table.h.
#pragma once
#include <span>

#include "mem/encryption_control.h"
#include "sim/core/regbank.h"

namespace covesim {

class EncryptionTable final : public RegDevice<EncryptionTable> {
  public:
    explicit EncryptionTable(EncryptionControl& engine) : engine_(engine) {}
    std::string_view name() const override { return "encryption-table"; }
    static std::span<const Reg<EncryptionTable>> regs();
    void archive(Archive& a) override;

  private:
    uint64_t contexts(uint32_t) { return engine_.contexts(); }
    void command(uint32_t, uint64_t v);

    EncryptionControl& engine_;
    uint64_t base_ = 0, pages_ = 0, context_ = 0, result_ = 0;
};

}  // namespace covesim
