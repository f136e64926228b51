// SBI 3.0 numbers (binary-encoding.adoc, ext-*.adoc) and the ECALL wrapper for callers in HS-, VS- and S-mode. SUPD and
// COVH/COVI/COVG numbers are CoVE's (sbi_cove.adoc). Left out: extensions that no part of the firmware offers or uses.
#pragma once
#include <stdint.h>

namespace covesim::fw::sbi {

enum Error : int64_t {
    kSuccess = 0,
    kFailed = -1,
    kNotSupported = -2,
    kInvalidParam = -3,
    kDenied = -4,
    kInvalidAddress = -5,
    kAlreadyAvailable = -6,
    kAlreadyStarted = -7,
    kAlreadyStopped = -8,
    kNoShmem = -9,
    kInvalidState = -10,
    kBadRange = -11,
    kTimeout = -12,
    kIo = -13,
    kDeniedLocked = -14,
};

struct Ret {
    int64_t error = kSuccess;
    uint64_t value = 0;
};

enum Eid : uint64_t {
    kBase = 0x10,
    kTime = 0x5449'4D45,
    kIpi = 0x0073'5049,
    kRfence = 0x5246'4E43,
    kHsm = 0x0048'534D,
    kSrst = 0x5352'5354,
    kPmu = 0x0050'4D55,
    kDbcn = 0x4442'434E,
    kSusp = 0x5355'5350,
    kCppc = 0x4350'5043,
    kNacl = 0x4E41'434C,
    kSta = 0x0053'5441,
    kFwft = 0x4657'4654,
    kSupd = 0x5355'5044,
    kCovh = 0x434F'5648,
    kCovi = 0x434F'5649,
    kCovg = 0x434F'5647,
};

namespace base {
enum Fid : uint64_t {
    kSpecVersion = 0,
    kImplId = 1,
    kImplVersion = 2,
    kProbe = 3,
    kVendorId = 4,
    kArchId = 5,
    kMachineId = 6
};
}
namespace time {
enum Fid : uint64_t { kSetTimer = 0 };
}
namespace ipi {
enum Fid : uint64_t { kSend = 0 };
}
namespace rfence {
enum Fid : uint64_t {
    kFenceI = 0,
    kSfenceVma = 1,
    kSfenceVmaAsid = 2,
    kHfenceGvmaVmid = 3,
    kHfenceGvma = 4,
    kHfenceVvmaAsid = 5,
    kHfenceVvma = 6,
};
}
namespace hsm {
enum Fid : uint64_t { kStart = 0, kStop = 1, kStatus = 2, kSuspend = 3 };
enum State : uint64_t {
    kStarted = 0,
    kStopped = 1,
    kStartPending = 2,
    kStopPending = 3,
    kSuspended = 4,
    kSuspendPending = 5,
    kResumePending = 6,
};
}  // namespace hsm
namespace srst {
enum Fid : uint64_t { kReset = 0 };
enum Type : uint64_t { kShutdown = 0, kColdReboot = 1, kWarmReboot = 2 };
enum Reason : uint64_t { kNoReason = 0, kSystemFailure = 1 };
}  // namespace srst
namespace dbcn {
enum Fid : uint64_t { kWrite = 0, kRead = 1, kWriteByte = 2 };
}
namespace pmu {
enum Fid : uint64_t {
    kNumCounters = 0,
    kGetInfo = 1,
    kConfigMatching = 2,
    kStart = 3,
    kStop = 4,
    kFwRead = 5,
    kFwReadHi = 6,
    kSnapshot = 7,
    kEventInfo = 8,
};
}
namespace supd {
enum Fid : uint64_t { kActiveDomains = 0 };
}
namespace nacl {
enum Fid : uint64_t { kProbeFeature = 0, kSetupShmem = 1, kSyncCsr = 2, kSyncHfence = 3, kSyncSret = 4 };
}
namespace covh {
enum Fid : uint64_t {
    kGetTsmInfo = 0,
    kConvertPages = 1,
    kReclaimPages = 2,
    kGlobalFence = 3,
    kLocalFence = 4,
    kCreateTvm = 5,
    kFinalizeTvm = 6,
    kPromoteToTvm = 7,
    kDestroyTvm = 8,
    kAddMemoryRegion = 9,
    kAddPageTablePages = 10,
    kAddMeasuredPages = 11,
    kAddZeroPages = 12,
    kAddSharedPages = 13,
    kCreateVcpu = 14,
    kRunVcpu = 15,
    kTvmFence = 16,
    kInvalidatePages = 17,
    kValidatePages = 18,
    kRemovePages = 19,
};
}
namespace covg {
enum Fid : uint64_t { kAddMmioRegion = 0, kRemoveMmioRegion = 1, kShareMemory = 2, kUnshareMemory = 3 };
}

/// a6 of a call that is routed to another supervisor domain: {SDID 31:26, FID 15:0}.
constexpr uint64_t routed(uint64_t sdid, uint64_t fid) { return sdid << 26 | fid; }
constexpr uint64_t routed_sdid(uint64_t a6) { return a6 >> 26 & 0x3f; }
constexpr uint64_t routed_fid(uint64_t a6) { return a6 & 0xffff; }

#ifdef __riscv
inline Ret call(uint64_t eid, uint64_t fid, uint64_t p0 = 0, uint64_t p1 = 0, uint64_t p2 = 0, uint64_t p3 = 0,
                uint64_t p4 = 0, uint64_t p5 = 0) {
    register uint64_t a0 asm("a0") = p0;
    register uint64_t a1 asm("a1") = p1;
    register uint64_t a2 asm("a2") = p2;
    register uint64_t a3 asm("a3") = p3;
    register uint64_t a4 asm("a4") = p4;
    register uint64_t a5 asm("a5") = p5;
    register uint64_t a6 asm("a6") = fid;
    register uint64_t a7 asm("a7") = eid;
    asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6), "r"(a7) : "memory");
    return {static_cast<int64_t>(a0), a1};
}
#endif

}  // namespace covesim::fw::sbi
