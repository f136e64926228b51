// One TVM from the host's side: built step by step, run, its exits served, taken apart. CoVE: "Operational model for
// the CoVE Host Extension", "TVM execution". One vCPU. Left out: COVI, device assignment, input to the TVM.
#pragma once
#include "firmware/host-vmm/confidential_pool.h"
#include "firmware/host-vmm/description.h"
#include "firmware/host-vmm/uart16550.h"

namespace covesim::host {

struct ExitCounts {
    uint64_t total = 0, ecall = 0, zero_2m = 0, zero_4k = 0, shared = 0, mmio = 0, wfi = 0, interrupt = 0;
};

class Tvm {
  public:
    Tvm(TsmClient& tsm, Arena& arena, ConfidentialPool& pool, Log& log, cove::NaclShmem& shm, const TvmDescription& d,
        uint64_t timebase)
        : tsm_{tsm}, arena_{arena}, pool_{pool}, log_{log}, shm_{shm}, d_{d}, timebase_{timebase}, uart_{log} {}

    void build(const cove::TsmInfo& info);
    /// Runs until the TVM ends. True: it asked for a shutdown without a failure.
    bool run();
    void destroy();
    /// Why run() gave false.
    const char* failure() const { return failure_; }
    const ExitCounts& counts() const { return counts_; }

  private:
    static constexpr uint64_t kUartGpa = 0x1000'0000;
    static constexpr unsigned kMaxShared = 64;
    enum class Outcome : uint8_t { GoOn, Success, Failure };

    void add_image(const TvmImage& image);
    void measure(uint64_t source, uint64_t dest, uint64_t pages, uint64_t gpa);
    Outcome failed(const char* why) {
        failure_ = why;
        return Outcome::Failure;
    }
    Outcome on_exit(uint64_t value);
    Outcome on_ecall(bool ended);
    Outcome on_fault(uint64_t scause);
    Outcome on_wait();
    Outcome on_covg();
    Outcome on_mmio(uint64_t gpa, bool store);
    bool add_zero(uint64_t gpa);
    bool add_shared(uint64_t gpa);
    void withdraw(uint64_t gpa, uint64_t len, bool shared);
    bool in_pieces(uint64_t base) const;
    void answer(int64_t error, uint64_t value = 0);

    struct SharedPage {
        uint64_t gpa, pa;
    };

    TsmClient& tsm_;
    Arena& arena_;
    ConfidentialPool& pool_;
    Log& log_;
    cove::NaclShmem& shm_;
    const TvmDescription& d_;
    uint64_t timebase_;
    Uart16550<Log> uart_;
    uint64_t id_ = 0;
    fw::Span mmio_{0, 0}, shared_{0, 0};
    SharedPage shared_pages_[kMaxShared]{};
    unsigned shared_count_ = 0;
    uint64_t split_[kMaxShared]{};  // 2 MiB pages out of which something was withdrawn: they fill up by 4 KiB
    unsigned split_count_ = 0;
    const char* failure_ = "the TVM stopped by itself";
    ExitCounts counts_{};
};

}  // namespace covesim::host
