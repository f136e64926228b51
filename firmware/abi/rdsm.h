// The binary interface between the TSM driver (M-mode root domain security manager, RDSM) and a TSM (HS-mode, own
// supervisor domain): hand-off at TSM start, the ECALL table, and the boot information. CoVE names these calls only in
// pseudocode (TEECALL, TEERET, MPT update, measurement record), so the numbers are covesim's own, in SBI's experimental
// range. Described for users in docs/firmware-abi.md. Freestanding, plain data only. Left out: TEERESUME (the TSM is
// uninterruptible).
#pragma once
#include <stdint.h>

namespace covesim::rdsm {

// ---- supervisor domains ----
inline constexpr uint32_t kHostDomain = 0;  // SDID of the hosting domain
inline constexpr uint32_t kTsmDomain = 1;   // SDID of the confidential domain

// ---- ECALL from the TSM: a7 = kExtension, a6 = Fid, arguments in a0.. ; returns a0 = SBI error code, a1 = value ----
inline constexpr uint64_t kExtension = 0x0852'4453;  // experimental SBI range, "RDS"

enum Fid : uint64_t {
    // a2 = ReturnKind; a0 and a1 go to the host unchanged (kDone), are ignored (kInit), or are shown in the panic line
    // (kFatal: the platform stops). Never returns: the TSM's next instruction on this hart is its TEECALL entry.
    kTeeRet = 0,
    // a0 = address of a BootInfo in the TSM's memory, a1 = bytes there. Copies min(a1, sizeof(BootInfo)); value = bytes
    // copied.
    kGetBootInfo = 1,
    // a0 = TEECALL entry pc, a1 = sscratch at entry. Per hart. Captures the live sstatus, stvec, scounteren, satp,
    // senvcfg and
    // scontext as this hart's TSSA: each TEECALL starts with exactly those, sie = 0, a0..a7 = the host's, other x = 0.
    kSetEntry = 2,
    // a0 = first page's address, a1 = number of 4 KiB pages, a2 = Access. Value = pages done (at most kMptSetMax a
    // call; call
    // again for the rest). RAM that is not RDSM, MPT pool, TSM image or TSM pool, else INVALID_ADDRESS and nothing
    // done.
    // No fence is implied.
    kMptSet = 3,
    // a0 = bit mask of SDIDs. MFENCE.PA for each on this hart, all addresses; all ones: one MFENCE.PA of every domain.
    kMptFence = 4,
    // a0 = hart id. Value: bit 0 = started (or starting), bits 63:1 = fence epoch: the number of full fences (MPT,
    // G-stage, VS-stage,
    // all domains) that the RDSM did on that hart's starts. Not started: counts as fenced, a later start fences.
    // INVALID_PARAM: no such hart.
    kHartState = 5,
    // a0 = first page's address, a1 = number of 4 KiB pages, a2 = encryption context. Writes back and drops the cached
    // lines, then
    // programs the encryption table. Value = pages done (at most kEctxSetMax a call). Same address rule as kMptSet.
    // INVALID_PARAM: no such context. NOT_SUPPORTED: the platform has no encryption table.
    kEctxSet = 6,
    // a0 = measurement register, a1 = address of a 48-byte digest in the TSM's memory.
    kMeasureExtend = 7,
    kMeasureRead = 8,
    // a0 = address of 48 bytes in the TSM's memory. The first call gets the CDI of the TSM layer and locks it; later:
    // DENIED.
    kGetCdi = 9,
    // a0 = address, a1 = bytes (at most kEntropyMax). Value = bytes written.
    kEntropy = 10,
    // a0 = mcountinhibit for the rest of this TEECALL on this hart (bit 1 ignored). The default at TEECALL is all
    // counters inhibited;
    // TEERET restores the host's value.
    kCounters = 11,
};

enum ReturnKind : uint64_t { kInit = 0, kDone = 1, kFatal = 2 };

// HOST: domain 0 RWX, domain 1 RW- (never X).  CONF: domain 0 none, domain 1 RWX.
enum Access : uint64_t { kHost = 0, kConf = 1 };

inline constexpr uint64_t kMptSetMax = 2048;
inline constexpr uint64_t kEctxSetMax = 2048;
inline constexpr uint64_t kEntropyMax = 4096;

// Besides kExtension the TSM may call SBI BASE, DBCN (its own console messages; buffers are checked against the TSM's
// MPT) and SRST.

// ---- TEECALL: what the TSM sees at the entry it registered ----
// scause = kTeeCall, stval = 0; a0..a7 as the host set them (a7 = EID, a6 with the SDID in 31:26). sepc, f registers
// and all h*/vs* CSRs are the host's leftovers: load before use. satp etc. come from the TSSA.
inline constexpr uint64_t kTeeCall = 24;  // designated for custom use in scause

// EIDs that the RDSM routes to the domain named in a6[31:26].
inline constexpr uint64_t kEidCovh = 0x434F'5648, kEidCovi = 0x434F'5649, kEidCovg = 0x434F'5647,
                          kEidNacl = 0x4E41'434C;

// ---- TSM start, once per hart: MRET in HS-mode to the image's entry with a0 = hart id, a1 = address of BootInfo (in
// the TSM's own memory, at tsm_pool.base), satp = 0, sie = 0, other x = 0, mstatus.FS = Initial. The TSM must
// set_entry, then tee_ret(kInit). On the boot hart this happens before any other hart and before the host; on others at
// their first HSM hart_start. ----
struct Range {
    uint64_t base, size;
};

inline constexpr uint32_t kMaxHarts = 32;
inline constexpr uint32_t kMaxRam = 4;
inline constexpr uint64_t kBootInfoMagic = 0x3149'424D'5344'5252;  // "RRDSMBI1"

enum IsaFlag : uint64_t {
    kIsaZknh = 1 << 0,
    kIsaZicbom = 1 << 1,
    kIsaZicboz = 1 << 2,
    kIsaSvinval = 1 << 3,
    kIsaSvpbmt = 1 << 4,
    kIsaSstc = 1 << 5,
    kIsaZkr = 1 << 6,
    kIsaF = 1 << 7,
    kIsaD = 1 << 8,
    kIsaV = 1 << 9,
    kIsaSmstateen = 1 << 10,
    kIsaSsaia = 1 << 11,
};

struct BootInfo {
    uint64_t magic;
    uint32_t size;        // sizeof(BootInfo)
    uint32_t hart_count;  // entries of hart_ids
    uint32_t own_sdid, host_sdid;
    uint32_t mpt_mode;               // mmpt.MODE of every domain: 1, 2, 3 = Smmpt43, 52, 64
    uint32_t sdid_bits;              // SDIDLEN
    uint32_t encryption_contexts;    // 0: no encryption table
    uint32_t measurement_registers;  // 0: no root of trust
    uint64_t timebase_hz;
    uint64_t isa;                     // IsaFlag bits that hold on every hart
    uint32_t cbom_bytes, cboz_bytes;  // block sizes; 0 if the extension is absent
    uint32_t ram_count, reserved;
    Range ram[kMaxRam];
    Range rdsm;       // no domain below M may touch it
    Range mpt_pool;   // nor this
    Range tsm_image;  // from the TSM's load address, rounded up to 2 MiB: image, data, stacks. Domain 1 RWX, domain 0
                      // none
    Range tsm_pool;   // for the page tracker, carved from the top of RAM (ram_layout.h); starts with this BootInfo (one
                      // page). Domain 1 RWX, domain 0 none
    uint64_t hart_ids[kMaxHarts];
};
static_assert(sizeof(BootInfo) == 456);

}  // namespace covesim::rdsm
