// CoVE binary interface: extension and function numbers, structures and error codes that the host, the TSM and a TVM
// share. Numbers and layouts: RISC-V AP-TEE (CoVE), chapters "COVE Host Extension" and "COVE Guest Extension"; NACL:
// SBI 2.0, chapter 15. What those texts leave open is fixed here and marked "chosen". Left out: COVI, promote_to_tvm,
// attestation (COVG 6-10), the functions without a number. Freestanding; tests use literals, never this header.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace covesim::cove {

// Extension, function and common error numbers: firmware/lib/sbi.h. Chosen, in SBI's experimental space: entropy for a
// TVM, served by the TSM without an exit. FID 0: get_entropy(gpa, len), 1 <= len <= 4096, fills confidential memory;
// value = bytes written. Errors: NOT_SUPPORTED (the platform has none), INVALID_PARAM (len), INVALID_ADDRESS (not
// populated confidential memory).
inline constexpr uint64_t kEidTvmEntropy = 0x08524E47;

// Chosen: numbers for the errors that CoVE names without one.
enum Error : int64_t {
    kOutOfPtPages = -1000,  // SBI_ERR_OUT_OF_PTPAGES
    kOutOfMemory = -1001,   // SBI_ERR_OUT_OF_MEMORY
    kAuth = -1002,          // SBI_ERR_AUTH
    kBusy = -1003,          // SBI_ERR_BUSY
};

// FID 0. 48 bytes on RV64.
enum TsmState : uint32_t { kTsmNotLoaded = 0, kTsmLoaded = 1, kTsmReady = 2 };
enum TsmCapability : uint64_t { kCapPromote = 1 << 0, kCapMemoryAllocation = 1 << 5 };
inline constexpr uint32_t kTsmImplId =
    3;  // chosen: Salus is 1, ACE 2, the others are reserved "for future implementations"
inline constexpr uint32_t kTsmVersion = 1;
inline constexpr uint64_t kGuestSbiImplId = 0x434F5645;  // chosen: what BASE tells a TVM about the SBI it talks to
struct TsmInfo {
    uint32_t tsm_state, tsm_impl_id, tsm_version, reserved;
    uint64_t tsm_capabilities, tvm_state_pages, tvm_max_vcpus, tvm_vcpu_state_pages;
};
static_assert(sizeof(TsmInfo) == 48 && offsetof(TsmInfo, tsm_capabilities) == 16);

// FID 5.
struct TvmCreateParams {
    uint64_t tvm_page_directory_addr;  // 16 KiB, 16 KiB aligned, confidential
    uint64_t tvm_state_addr;           // page aligned, tsm_info.tvm_state_pages pages
};
static_assert(sizeof(TvmCreateParams) == 16);

// FID 11, 12, 13. This TSM takes 4 KiB and 2 MiB; larger: INVALID_PARAM.
enum PageType : uint64_t { kPage4K = 0, kPage2M = 1, kPage1G = 2, kPage512G = 3 };
inline constexpr uint64_t kPageSize = 4096, kMegaPage = 2 << 20;
// Chosen, because the TSM is not interruptible: the most 4 KiB pages that one call takes. Measured: or one 2 MiB page.
inline constexpr uint64_t kMeasuredBatch = 64, kZeroBatch = 4096;
inline constexpr uint64_t kIdentityBytes = 64;

// NACL shared memory, 12 KiB per host hart. The TSM uses scratch[0..31] for the TVM's registers and, chosen, the rest
// of the scratch space (scratch[32..255]) as the buffer of forwarded DBCN calls.
struct NaclShmem {
    uint64_t gprs[32];
    uint64_t console[224];
    uint64_t reserved[240];
    uint64_t dirty_bitmap[16];
    uint64_t csrs[1024];
};
static_assert(sizeof(NaclShmem) == 12288 && offsetof(NaclShmem, csrs) == 4096 && offsetof(NaclShmem, console) == 256);
inline constexpr uint64_t kNaclPages = 3, kConsoleBytes = 1792, kConsoleOffset = 256;
// {csr[11:10], csr[7:0]}: HS and VS registers have csr[9:8] = 2.
inline constexpr unsigned nacl_csr(unsigned csr) { return (csr & 0xc00) >> 2 | (csr & 0xff); }
inline constexpr unsigned kNaclHtinst = nacl_csr(0x64a), kNaclHtval = nacl_csr(0x643),
                          kNaclHtimedelta = nacl_csr(0x605);
inline constexpr unsigned kNaclVstimecmp = nacl_csr(0x24d), kNaclVsie = nacl_csr(0x204);

// scause values of run_tvm_vcpu exits.
inline constexpr uint64_t kInterruptExit = 1ull << 63;
enum Exit : uint64_t {
    kExitVsEcall = 10,
    kExitFetchGuestPageFault = 20,
    kExitLoadGuestPageFault = 21,
    kExitVirtualInstruction = 22,
    kExitStoreGuestPageFault = 23,
};

}  // namespace covesim::cove
