// The root of trust's mailbox as the RDSM uses it. Left out: boot verification (the root of trust does it before the
// harts run).
#pragma once
#include <stdint.h>

#include "firmware/lib/atomic.h"
#include "firmware/lib/insn.h"
#include "sim/core/layout/rot_mailbox.h"

namespace covesim::fw {

class RootOfTrust {
  public:
    /// `base` 0: the platform has none.
    void init(uint64_t base) {
        base_ = base;
        if (base_ != 0 && read32(rot::kId) != rot::kIdValue) base_ = 0;
    }
    explicit operator bool() const { return base_ != 0; }
    unsigned registers() const { return base_ != 0 ? read32(rot::kStatus) >> 8 & 0xff : 0; }
    uint64_t entropy() const { return mmio_read<uint64_t>(base_ + rot::kEntropy); }

    /// False: no such register, or one that only the boot may extend.
    bool extend(uint32_t index, const uint64_t (&digest)[6]) {
        LockGuard hold{lock_};
        for (unsigned i = 0; i < 6; ++i) mmio_write<uint64_t>(base_ + rot::kData + 8 * i, digest[i]);
        return command(index, rot::kMeasureExtend);
    }
    bool read(uint32_t index, uint64_t (&digest)[6]) {
        LockGuard hold{lock_};
        if (!command(index, rot::kMeasureRead)) return false;
        for (unsigned i = 0; i < 6; ++i) digest[i] = mmio_read<uint64_t>(base_ + rot::kData + 8 * i);
        return true;
    }
    /// The compound device identifier, once; then the root of trust locks it.
    bool take_cdi(uint64_t (&cdi)[6]) {
        LockGuard hold{lock_};
        if (cdi_taken_) return false;
        cdi_taken_ = true;
        for (unsigned i = 0; i < 6; ++i) cdi[i] = mmio_read<uint64_t>(base_ + rot::kCdi + 8 * i);
        return command(0, rot::kCdiLock);
    }

  private:
    uint32_t read32(uint32_t reg) const { return mmio_read<uint32_t>(base_ + reg); }
    bool command(uint32_t index, rot::Command c) {
        mmio_write<uint32_t>(base_ + rot::kIndex, index);
        fence_io();
        mmio_write<uint32_t>(base_ + rot::kCommand, c);
        fence_io();
        return read32(rot::kResult) == rot::kOk;
    }

    uint64_t base_ = 0;
    bool cdi_taken_ = false;
    Spinlock lock_;
};

}  // namespace covesim::fw
