// The IMSIC of one hart: interrupt files of machine level, supervisor level and GEILEN guests. AIA specification,
// "Interrupt files and interrupt identities". The memory-mapped pages are dev/imsic_pages.h.
#pragma once
#include <vector>

#include "cpu/priv/interrupt_file.h"

namespace covesim {

class Imsic {
  public:
    Imsic(unsigned guests, unsigned identities) : files_(kFirstGuest + guests, InterruptFile(identities)) {}

    InterruptFile& machine() { return files_[kMachine]; }
    const InterruptFile& machine() const { return files_[kMachine]; }
    InterruptFile& supervisor() { return files_[kSupervisor]; }
    const InterruptFile& supervisor() const { return files_[kSupervisor]; }
    /// 0: machine level, 1: supervisor level, 1 + i: guest i. Number below 2 + guests().
    InterruptFile& file(unsigned number) { return files_[number]; }
    unsigned guests() const { return unsigned(files_.size()) - kFirstGuest; }
    /// Guest interrupt file i, 1 to guests().
    InterruptFile& guest(unsigned i) { return files_[kFirstGuest + i - 1]; }
    const InterruptFile& guest(unsigned i) const { return files_[kFirstGuest + i - 1]; }
    /// The guests' signals, as hgeip shows them.
    uint64_t guest_signals() const {
        uint64_t signals = 0;
        for (unsigned i = 1; i <= guests(); ++i) signals |= uint64_t{guest(i).signal()} << i;
        return signals;
    }
    template <class A>
    void archive(A& a) {
        a.fixed(files_);
    }
    void reset() {
        for (InterruptFile& f : files_) f.reset();
    }

  private:
    static constexpr unsigned kMachine = 0, kSupervisor = 1, kFirstGuest = 2;
    std::vector<InterruptFile> files_;
};

}  // namespace covesim
