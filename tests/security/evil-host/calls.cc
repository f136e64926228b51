// Calls of the host that name memory which is not its own, objects that do not exist, or a step out of order: each is
// refused with its error, and nothing has changed. Errors: CoVE's tables of each function, SBI 3.0, and
// docs/firmware-abi.md.
#include <initializer_list>

#include "firmware/abi/rdsm.h"
#include "firmware/lib/insn.h"
#include "tests/security/evil-host/victim.h"
#include "tests/security/registers.h"

namespace covesim::security {

using namespace fw;
using namespace sbi::covh;

namespace {

constexpr int64_t kNotSupported = -2, kBadParam = -3, kBadAddress = -5, kStarted = -7;
constexpr uint64_t kP = kPageSize;

/// A refused call and the case around it: afterwards the host's page has its contents, and foreign pages are as foreign
/// as before.
void refused(World& w, const char* group, const char* name, Ret r, int64_t error) {
    Case c{"call", group, name};
    c.refused(r, error);
    for (unsigned i = 0; i < 512; ++i)
        c.equal("host page", reinterpret_cast<volatile uint64_t*>(w.host_page)[i], kHostWord);
    for (uint64_t pa : {w.unassigned, w.runner.image, w.runner.pattern, w.runner.tables, w.runner.state, w.other.image,
                        kRdsm, kTsmImage, kTsmPool, kMptPool})
        c.equal("cause of a load", probe(evil_ld, pa, 0).cause, 5);
    c.expect(!probe(evil_ld, w.host_page, 0).taken, "host page is out of reach");
}

Ret dbcn(uint64_t fid, uint64_t n, uint64_t pa, uint64_t high = 0) { return sbi::call(sbi::kDbcn, fid, n, pa, high); }
Ret nacl(uint64_t lo, uint64_t hi = 0, uint64_t flags = 0) {
    return sbi::call(sbi::kNacl, sbi::routed(1, sbi::nacl::kSetupShmem), lo, hi, flags);
}
/// Parameters for create_tvm in a fresh place.
Ret create(uint64_t root, uint64_t state) {
    static cove::TvmCreateParams params;
    params = {root, state};
    return covh(kCreateTvm, reinterpret_cast<uint64_t>(&params), sizeof params);
}

constexpr unsigned kMemoryTargets = 12, kCallsOfTarget = 19;

/// Everything that takes an address, with one that is not the host's.
void with_target(World& w, const char* t, uint64_t pa, bool convertible_later) {
    const uint64_t id = w.other.id, gpa = kDemandGpa;
    refused(w, t, "dbcn-write", dbcn(0, 16, pa), kBadParam);
    refused(w, t, "dbcn-read", dbcn(1, 16, pa), kBadParam);
    refused(w, t, "dbcn-write-into", dbcn(0, 16, pa - 8), kBadParam);
    refused(w, t, "pmu-snapshot", sbi::call(sbi::kPmu, sbi::pmu::kSnapshot, pa, 0, 0), kNotSupported);
    refused(w, t, "hart-start", sbi::call(sbi::kHsm, sbi::hsm::kStart, 1, pa, 0), kBadAddress);
    refused(w, t, "nacl-setup", nacl(pa), kBadAddress);
    refused(w, t, "nacl-setup-last-page", nacl(pa - 2 * kP), kBadAddress);
    refused(w, t, "get-tsm-info", covh(kGetTsmInfo, pa, 48), kBadAddress);
    refused(w, t, "get-tsm-info-into", covh(kGetTsmInfo, pa - 16, 48), kBadAddress);
    refused(w, t, "create-params", covh(kCreateTvm, pa, 16), kBadAddress);
    refused(w, t, "create-params-into", covh(kCreateTvm, pa - 8, 16), kBadAddress);
    refused(w, t, "identity", covh(kFinalizeTvm, id, kTvmMemory, 0, pa), kBadParam);
    refused(w, t, "measured-source", covh(kAddMeasuredPages, id, pa, w.other.spare + kP, 0, 1, gpa), kBadAddress);
    refused(w, t, "measured-source-into", covh(kAddMeasuredPages, id, pa - kP, w.other.spare + kP, 0, 2, gpa),
            kBadAddress);
    refused(w, t, "shared-source", covh(kAddSharedPages, w.runner.id, pa, 0, 1, kSharedGpa), kBadAddress);
    refused(w, t, "convert", covh(kConvertPages, pa, 1), kBadAddress);
    refused(w, t, "convert-into", covh(kConvertPages, pa - kP, 2), kBadAddress);
    // What follows would be right for an unassigned page.
    if (convertible_later) {
        refused(w, t, "create-root-unaligned", create(pa + kP, w.other.spare), kBadAddress);
        refused(w, t, "create-state-overlap",
                create(align_down(w.other.spare, 4 * kP) + 4 * kP, align_down(w.other.spare, 4 * kP) + 4 * kP),
                kBadAddress);
        return;
    }
    refused(w, t, "reclaim", covh(kReclaimPages, pa, 1), kBadAddress);
    refused(w, t, "page-table", covh(kAddPageTablePages, id, pa, 1), kBadAddress);
}

constexpr unsigned kOwnerTargets = 11, kCallsOfOwner = 7;

/// Everything that takes an unassigned confidential page, with one that is not.
void as_donation(World& w, const char* t, uint64_t pa) {
    refused(w, t, "give-as-root", create(align_down(pa, 4 * kP), w.other.spare), kBadAddress);
    refused(w, t, "give-as-state", create(align_up(w.other.spare, 4 * kP), pa), kBadAddress);
    refused(w, t, "give-as-table", covh(kAddPageTablePages, w.runner.id, pa, 1), kBadAddress);
    refused(w, t, "give-as-vcpu", covh(kCreateVcpu, w.other.id, 1, pa), kBadAddress);
    refused(w, t, "give-as-measured", covh(kAddMeasuredPages, w.other.id, w.host_page, pa, 0, 1, kDemandGpa),
            kBadAddress);
    refused(w, t, "give-as-zero", covh(kAddZeroPages, w.runner.id, pa, 0, 1, kDemandGpa + 64 * kP), kBadAddress);
    refused(w, t, "give-to-reclaim", covh(kReclaimPages, pa, 1), kBadAddress);
}

struct Row {
    const char* name;
    Ret (*call)(World&);
    int64_t error;
};
constexpr uint64_t kFree = kDemandGpa + 64 * kP;  // empty confidential guest memory
constexpr Row kRows[] = {
    // Ranges.
    {"convert-nothing", [](World& w) { return covh(kConvertPages, w.host_page, 0); }, kBadParam},
    {"convert-unaligned", [](World& w) { return covh(kConvertPages, w.host_page + 8, 1); }, kBadAddress},
    {"convert-device", [](World&) { return covh(kConvertPages, kUart, 1); }, kBadAddress},
    {"convert-rot", [](World&) { return covh(kConvertPages, kMailbox, 1); }, kBadAddress},
    {"convert-hole", [](World&) { return covh(kConvertPages, 0x4000'0000, 1); }, kBadAddress},
    {"convert-below-ram", [](World&) { return covh(kConvertPages, 0x8000'0000 - kP, 2); }, kBadAddress},
    {"convert-behind-ram", [](World&) { return covh(kConvertPages, kRamEnd, 1); }, kBadAddress},
    {"convert-far-away", [](World&) { return covh(kConvertPages, 1ull << 50, 1); }, kBadAddress},
    {"convert-alias", [](World& w) { return covh(kConvertPages, w.host_page | 1ull << 56, 1); }, kBadAddress},
    {"convert-wrap", [](World&) { return covh(kConvertPages, ~0ull << 12, 2); }, kBadAddress},
    {"convert-huge", [](World& w) { return covh(kConvertPages, w.host_page, 1ull << 52); }, kBadAddress},
    {"convert-huge-wrap", [](World& w) { return covh(kConvertPages, w.host_page, (1ull << 52) + 1); }, kBadAddress},
    {"convert-all-ones", [](World& w) { return covh(kConvertPages, w.host_page, ~0ull); }, kBadAddress},
    {"convert-nacl", [](World& w) { return covh(kConvertPages, reinterpret_cast<uint64_t>(w.shm) + kP, 1); },
     kBadAddress},
    {"reclaim-nothing", [](World& w) { return covh(kReclaimPages, w.unassigned, 0); }, kBadParam},
    {"reclaim-unaligned", [](World& w) { return covh(kReclaimPages, w.unassigned + 1, 1); }, kBadAddress},
    {"reclaim-and-host-page", [](World& w) { return covh(kReclaimPages, w.unassigned, 2); }, kBadAddress},
    {"reclaim-huge", [](World& w) { return covh(kReclaimPages, w.unassigned, 1ull << 52); }, kBadAddress},
    {"reclaim-all-ones", [](World& w) { return covh(kReclaimPages, w.unassigned, ~0ull); }, kBadAddress},
    {"info-short", [](World& w) { return covh(kGetTsmInfo, w.host_page, 47); }, kBadParam},
    {"info-unaligned", [](World& w) { return covh(kGetTsmInfo, w.host_page + 2, 48); }, kBadAddress},
    {"info-wrap", [](World&) { return covh(kGetTsmInfo, ~15ull, 48); }, kBadAddress},
    {"dbcn-wrap", [](World&) { return dbcn(0, 16, ~7ull); }, kBadParam},
    {"dbcn-high-half", [](World& w) { return dbcn(0, 16, w.host_page, 1); }, kBadParam},
    {"dbcn-device", [](World&) { return dbcn(0, 8, kUart); }, kBadParam},
    {"nacl-unaligned", [](World& w) { return nacl(w.host_page + 8); }, kBadParam},
    {"nacl-flags", [](World& w) { return nacl(w.host_page, 0, 1); }, kBadParam},
    {"nacl-high-half", [](World& w) { return nacl(w.host_page, 1); }, kBadAddress},
    {"nacl-wrap", [](World&) { return nacl(~0ull << 12); }, kBadAddress},
    {"create-short", [](World& w) { return covh(kCreateTvm, w.host_page, 15); }, kBadParam},
    {"create-unaligned", [](World& w) { return covh(kCreateTvm, w.host_page + 4, 16); }, kBadAddress},
    // Pages that have an owner.
    {"zero-page-again", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.runner.spare, 0, 1, kFree); },
     kBadAddress},
    {"zero-page-of-other-tvm", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.other.image, 0, 1, kFree); },
     kBadAddress},
    {"measured-page-of-other-tvm",
     [](World& w) { return covh(kAddMeasuredPages, w.other.id, w.host_page, w.runner.image, 0, 1, kDemandGpa); },
     kBadAddress},
    {"measured-page-again",
     [](World& w) { return covh(kAddMeasuredPages, w.other.id, w.host_page, w.other.image, 0, 1, kDemandGpa); },
     kBadAddress},
    {"table-of-other-tvm", [](World& w) { return covh(kAddPageTablePages, w.other.id, w.runner.tables, 1); },
     kBadAddress},
    {"table-shared-with-tvm", [](World& w) { return covh(kAddPageTablePages, w.other.id, w.host_page, 1); },
     kBadAddress},
    {"table-as-shared",
     [](World& w) { return covh(kAddSharedPages, w.runner.id, w.runner.tables, 0, 1, kSharedGpa + kP); }, kBadAddress},
    {"tables-half-host", [](World& w) { return covh(kAddPageTablePages, w.other.id, w.unassigned, 2); }, kBadAddress},
    {"tables-none", [](World& w) { return covh(kAddPageTablePages, w.other.id, w.unassigned, 0); }, kBadParam},
    {"tables-huge", [](World& w) { return covh(kAddPageTablePages, w.other.id, w.unassigned, ~0ull); }, kBadAddress},
    // Guest addresses.
    {"zero-over-image", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 1, kTvmMemory); },
     kBadAddress},
    {"zero-over-zero", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 1, kDemandGpa); },
     kBadAddress},
    {"zero-over-shared", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 1, kSharedGpa); },
     kBadAddress},
    {"zero-in-mmio", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 1, kMmioGpa); },
     kBadAddress},
    {"zero-outside",
     [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 1, kTvmMemory + kTvmBytes); },
     kBadAddress},
    {"zero-gpa-unaligned", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 1, kFree + 8); },
     kBadAddress},
    {"zero-gpa-far", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 1, 1ull << 50); },
     kBadAddress},
    {"zero-gpa-wrap", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 2, ~0ull << 12); },
     kBadAddress},
    {"zero-unaligned", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned + 8, 0, 1, kFree); },
     kBadAddress},
    {"zero-none", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 0, kFree); }, kBadParam},
    {"zero-huge", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 1ull << 52, kFree); },
     kBadParam},
    {"zero-half-host", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 0, 2, kFree); },
     kBadAddress},
    {"zero-type-1g", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, 2, 1, kFree); }, kBadParam},
    {"zero-type-all-ones", [](World& w) { return covh(kAddZeroPages, w.runner.id, w.unassigned, ~0ull, 1, kFree); },
     kBadParam},
    {"zero-2m-of-4k",
     [](World& w) { return covh(kAddZeroPages, w.runner.id, align_down(w.unassigned, 2 << 20), 1, 1, 0x8000'0000); },
     kBadAddress},
    {"shared-in-private", [](World& w) { return covh(kAddSharedPages, w.runner.id, w.host_page, 0, 1, kFree); },
     kBadAddress},
    {"shared-over-image", [](World& w) { return covh(kAddSharedPages, w.runner.id, w.host_page, 0, 1, kTvmMemory); },
     kBadAddress},
    {"shared-in-mmio", [](World& w) { return covh(kAddSharedPages, w.runner.id, w.host_page, 0, 1, kMmioGpa); },
     kBadAddress},
    {"shared-behind-region",
     [](World& w) { return covh(kAddSharedPages, w.runner.id, w.host_page, 0, 1, kSharedGpa + kRounds * kP); },
     kBadAddress},
    {"shared-again", [](World& w) { return covh(kAddSharedPages, w.runner.id, w.host_page, 0, 1, kSharedGpa); },
     kBadAddress},
    {"shared-before-run", [](World& w) { return covh(kAddSharedPages, w.other.id, w.host_page, 0, 1, kSharedGpa); },
     kBadParam},
    {"measured-huge",
     [](World& w) { return covh(kAddMeasuredPages, w.other.id, w.host_page, w.unassigned, 0, 65, kDemandGpa); },
     kBadParam},
    {"measured-over-image",
     [](World& w) { return covh(kAddMeasuredPages, w.other.id, w.host_page, w.unassigned, 0, 1, kTvmMemory); },
     kBadAddress},
    {"measured-outside",
     [](World& w) { return covh(kAddMeasuredPages, w.other.id, w.host_page, w.unassigned, 0, 1, 0x7000'0000); },
     kBadAddress},
    // Order.
    {"region-after-finalize", [](World& w) { return covh(kAddMemoryRegion, w.runner.id, 0x1'0000'0000, kP); },
     kBadParam},
    {"measured-after-finalize",
     [](World& w) { return covh(kAddMeasuredPages, w.runner.id, w.host_page, w.unassigned, 0, 1, kFree); }, kBadParam},
    {"vcpu-after-finalize", [](World& w) { return covh(kCreateVcpu, w.runner.id, 1, w.unassigned); }, kBadParam},
    {"finalize-again", [](World& w) { return covh(kFinalizeTvm, w.runner.id, 0, 0, 0); }, kBadParam},
    {"zero-before-finalize", [](World& w) { return covh(kAddZeroPages, w.other.id, w.unassigned, 0, 1, kFree); },
     kBadParam},
    {"run-before-finalize", [](World& w) { return covh(kRunVcpu, w.other.id, 0); }, kBadParam},
    {"region-overlap", [](World& w) { return covh(kAddMemoryRegion, w.other.id, kTvmMemory + kTvmBytes - kP, 2 * kP); },
     kBadAddress},
    {"region-wrap", [](World& w) { return covh(kAddMemoryRegion, w.other.id, 0x1000, ~0ull << 12); }, kBadParam},
    {"vcpu-again", [](World& w) { return covh(kCreateVcpu, w.other.id, 0, w.unassigned); }, kBadParam},
    {"vcpu-8", [](World& w) { return covh(kCreateVcpu, w.other.id, 8, w.unassigned); }, kBadParam},
    {"vcpu-all-ones", [](World& w) { return covh(kCreateVcpu, w.other.id, ~0ull, w.unassigned); }, kBadParam},
    {"remove-mapped", [](World& w) { return covh(kRemovePages, w.runner.id, kDemandGpa, kP); }, kBadAddress},
    {"remove-image", [](World& w) { return covh(kRemovePages, w.runner.id, kTvmMemory, kP); }, kBadAddress},
    {"remove-shared-mapped", [](World& w) { return covh(kRemovePages, w.runner.id, kSharedGpa, kP); }, kBadAddress},
    {"validate-mapped", [](World& w) { return covh(kValidatePages, w.runner.id, kDemandGpa, kP); }, kBadAddress},
    {"invalidate-empty", [](World& w) { return covh(kInvalidatePages, w.runner.id, kFree, kP); }, kBadAddress},
    {"invalidate-half-empty", [](World& w) { return covh(kInvalidatePages, w.runner.id, kDemandGpa + 3 * kP, 2 * kP); },
     kBadAddress},
    {"invalidate-none", [](World& w) { return covh(kInvalidatePages, w.runner.id, kDemandGpa, 0); }, kBadParam},
    {"invalidate-wrap", [](World& w) { return covh(kInvalidatePages, w.runner.id, kDemandGpa, ~0ull << 12); },
     kBadParam},
    {"invalidate-far", [](World& w) { return covh(kInvalidatePages, w.runner.id, ~0ull << 12, kP); }, kBadAddress},
    // Names.
    {"run-no-tvm", [](World&) { return covh(kRunVcpu, 0x7777, 0); }, kBadParam},
    {"run-slot-number", [](World& w) { return covh(kRunVcpu, w.runner.id & 0xff, 0); }, kBadParam},
    {"run-no-vcpu", [](World& w) { return covh(kRunVcpu, w.runner.id, 1); }, kBadParam},
    {"run-vcpu-8", [](World& w) { return covh(kRunVcpu, w.runner.id, 8); }, kBadParam},
    {"run-vcpu-all-ones", [](World& w) { return covh(kRunVcpu, w.runner.id, ~0ull); }, kBadParam},
    {"destroy-no-tvm", [](World&) { return covh(kDestroyTvm, 0); }, kBadParam},
    {"destroy-all-ones", [](World&) { return covh(kDestroyTvm, ~0ull); }, kBadParam},
    {"fence-no-tvm", [](World&) { return covh(kTvmFence, 0x7777); }, kBadParam},
    {"tables-no-tvm", [](World& w) { return covh(kAddPageTablePages, 0x7777, w.unassigned, 1); }, kBadParam},
    {"finalize-no-tvm", [](World&) { return covh(kFinalizeTvm, 0x7777, 0, 0, 0); }, kBadParam},
    {"function-7", [](World&) { return covh(kPromoteToTvm); }, kNotSupported},
    {"function-20", [](World&) { return covh(20); }, kNotSupported},
    {"function-65535", [](World&) { return covh(65535); }, kNotSupported},
    {"domain-0", [](World& w) { return sbi::call(sbi::kCovh, kConvertPages, w.host_page, 1); }, kNotSupported},
    {"domain-2", [](World& w) { return sbi::call(sbi::kCovh, sbi::routed(2, kConvertPages), w.host_page, 1); },
     kNotSupported},
    {"domain-63", [](World& w) { return sbi::call(sbi::kCovh, sbi::routed(63, kConvertPages), w.host_page, 1); },
     kNotSupported},
    {"covg-from-host", [](World&) { return sbi::call(sbi::kCovg, sbi::routed(1, 0), kMmioGpa, kP); }, kNotSupported},
    {"covi", [](World&) { return sbi::call(sbi::kCovi, sbi::routed(1, 0)); }, kNotSupported},
    {"rdsm-mpt-set",
     [](World& w) { return sbi::call(rdsm::kExtension, rdsm::kMptSet, w.runner.pattern, 1, rdsm::kHost); },
     kNotSupported},
    {"rdsm-ectx-set", [](World& w) { return sbi::call(rdsm::kExtension, rdsm::kEctxSet, w.runner.pattern, 1, 0); },
     kNotSupported},
    {"rdsm-get-cdi", [](World& w) { return sbi::call(rdsm::kExtension, rdsm::kGetCdi, w.host_page); }, kNotSupported},
    {"rdsm-tee-ret", [](World&) { return sbi::call(rdsm::kExtension, rdsm::kTeeRet, 0, 0, rdsm::kDone); },
     kNotSupported},
    {"rdsm-set-entry", [](World& w) { return sbi::call(rdsm::kExtension, rdsm::kSetEntry, w.host_page, 0); },
     kNotSupported},
    {"rdsm-entropy", [](World& w) { return sbi::call(rdsm::kExtension, rdsm::kEntropy, w.host_page, 16); },
     kNotSupported},
    {"second-global-fence-is-free",
     [](World&) {
         covh(kGlobalFence);
         return covh(kGlobalFence).error ? Ret{kStarted, 0} : Ret{0, 0};
     },
     0},
};
constexpr unsigned kRowCount = sizeof kRows / sizeof *kRows;

/// Sequences: invalidated pages stay the TVM's until they are fenced and its own wish.
void sequences(World& w) {
    const uint64_t id = w.runner.id, page = kDemandGpa + kP;
    refused(w, "sequence", "invalidate", covh(kInvalidatePages, id, page, kP), 0);
    refused(w, "sequence", "remove-unfenced", covh(kRemovePages, id, page, kP), kBadAddress);
    refused(w, "sequence", "reclaim-invalidated", covh(kReclaimPages, w.runner.spare + kP, 1), kBadAddress);
    refused(w, "sequence", "assign-invalidated", covh(kAddZeroPages, id, w.runner.spare + kP, 0, 1, kFree),
            kBadAddress);
    refused(w, "sequence", "map-over-invalidated", covh(kAddZeroPages, id, w.unassigned, 0, 1, page), kBadAddress);
    refused(w, "sequence", "fence", covh(kTvmFence, id), 0);
    refused(w, "sequence", "remove-not-removable", covh(kRemovePages, id, page, kP), kBadAddress);
    refused(w, "sequence", "validate", covh(kValidatePages, id, page, kP), 0);
    // A shared page cannot become confidential under the TVM's feet, nor shared memory be pulled away unfenced.
    refused(w, "sequence", "invalidate-shared", covh(kInvalidatePages, id, kSharedGpa, kP), 0);
    refused(w, "sequence", "remove-shared-unfenced", covh(kRemovePages, id, kSharedGpa, kP), kBadAddress);
    refused(w, "sequence", "validate-shared", covh(kValidatePages, id, kSharedGpa, kP), 0);
}
constexpr unsigned kSequenceCases = 11;

}  // namespace

unsigned declared_calls() {
    return kMemoryTargets * kCallsOfTarget + kOwnerTargets * kCallsOfOwner + kRowCount + kSequenceCases;
}

void calls(World& w) {
    const Victim& v = w.runner;
    with_target(w, "unassigned", w.unassigned, true);
    with_target(w, "tvm-code", v.image, false);
    with_target(w, "tvm-data", v.pattern, false);
    with_target(w, "g-stage-root", v.root, false);
    with_target(w, "g-stage-table", v.tables, false);
    with_target(w, "tvm-state", v.state, false);
    with_target(w, "vcpu-state", v.vcpu, false);
    with_target(w, "tsm-pool", kTsmPool, false);
    with_target(w, "tsm-image", kTsmImage, false);
    with_target(w, "tsm-driver", kRdsm, false);
    with_target(w, "mpt-pool", kMptPool, false);
    with_target(w, "rot-mailbox", kMailbox, false);

    as_donation(w, "host-page", w.host_page);
    as_donation(w, "nacl-page", reinterpret_cast<uint64_t>(w.shm));
    as_donation(w, "tvm-data", v.pattern);
    as_donation(w, "g-stage-table", v.tables);
    as_donation(w, "vcpu-state", v.vcpu);
    as_donation(w, "tsm-image", kTsmImage);
    as_donation(w, "tsm-driver", kRdsm);
    as_donation(w, "mpt-pool", kMptPool);
    as_donation(w, "device", kUart);
    as_donation(w, "no-memory", 1ull << 40);
    as_donation(w, "unaligned", w.unassigned + 16);

    for (const Row& r : kRows) refused(w, "row", r.name, r.call(w), r.error);
    sequences(w);
}

}  // namespace covesim::security
