// The conversion fence: which harts can still hold a translation that predates a change of ownership.
// CoVE: sbi_covh_global_fence, sbi_covh_local_fence. A page carries the version that was current when it was converted;
// it is usable when every online hart has fenced past that version. A hart that is not started holds nothing and does a
// full fence when it starts, so it does not count. Left out: the fence instructions themselves (Hw), locking (the
// caller's).
#pragma once
#include <stdint.h>

namespace covesim::tsm {

class GlobalFence {
  public:
    static constexpr unsigned kMaxHarts = 64;

    uint64_t version() const { return version_; }
    /// Pages converted at a version below this are out of every hart's caches.
    uint64_t completed() const {
        uint64_t least = version_;
        for (unsigned h = 0; h < kMaxHarts; ++h)
            if (online(h) && hart_[h] < least) least = hart_[h];
        return least;
    }
    bool in_progress() const { return completed() < version_; }

    /// The caller's hart has fenced itself. False: an earlier sequence has not been answered by every hart yet.
    bool start(unsigned caller) {
        if (in_progress()) return false;
        ++version_;
        hart_[caller] = version_;
        return true;
    }
    /// `hart` has fenced itself.
    void local(unsigned hart) { hart_[hart] = version_; }
    /// `hart` has come up for the first time and has fenced itself.
    void set_online(unsigned hart) {
        known_ |= 1ull << hart;
        online_ |= 1ull << hart;
        hart_[hart] = version_;
    }
    /// `hart` is seen to be stopped now. When it starts again it fences itself, so it will then hold nothing of this
    /// version or before.
    void set_stopped(unsigned hart) {
        online_ &= ~(1ull << hart);
        hart_[hart] = version_;
    }
    /// `hart` is seen to be running again.
    void set_restarted(unsigned hart) { online_ |= 1ull << hart; }
    bool known(unsigned hart) const { return known_ >> hart & 1; }
    bool online(unsigned hart) const { return online_ >> hart & 1; }
    bool lags(unsigned hart) const { return online(hart) && hart_[hart] < version_; }

  private:
    uint64_t version_ = 1, known_ = 0, online_ = 0;
    uint64_t hart_[kMaxHarts] = {};
};

/// The fence of one TVM (sbi_covh_tvm_fence). A vCPU that is on a hart holds the version at which it last entered;
/// trapping into the TSM and entering again takes the current one (the hart then flushes the TVM's VMID). Versions come
/// from one counter for all TVMs, so a VMID that passes to another TVM never meets a hart that believes it is up to
/// date.
class TvmFence {
  public:
    static constexpr unsigned kMaxVcpus = 8;

    void init(uint64_t unique) { version_ = unique; }
    uint64_t version() const { return version_; }
    void enter(unsigned vcpu) {
        running_ |= 1u << vcpu;
        entered_[vcpu] = version_;
    }
    void leave(unsigned vcpu) { running_ &= ~(1u << vcpu); }
    bool running(unsigned vcpu) const { return running_ >> vcpu & 1; }
    bool any_running() const { return running_ != 0; }
    uint64_t completed() const {
        uint64_t least = version_;
        for (unsigned v = 0; v < kMaxVcpus; ++v)
            if (running(v) && entered_[v] < least) least = entered_[v];
        return least;
    }
    /// `unique` is larger than every version given out so far.
    bool start(uint64_t unique) {
        if (completed() < version_) return false;
        version_ = unique;
        return true;
    }

  private:
    uint64_t version_ = 0;
    uint32_t running_ = 0;
    uint64_t entered_[kMaxVcpus] = {};
};

}  // namespace covesim::tsm
