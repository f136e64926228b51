// The SBI that a TVM sees: what the TSM serves itself, what it forwards to the host, and COVG 0-3. SBI 2.0; CoVE, "COVE
// Guest Extension". Everything not named here is NOT_SUPPORTED without an exit, so the host learns nothing of it.
#include "firmware/lib/bits.h"
#include "firmware/lib/memory.h"
#include "firmware/tsm/tsm.h"

namespace covesim::tsm {

using namespace fw;

Tsm::Next Tsm::reply(Vcpu& v, int64_t error, uint64_t value) {
    v.x[10] = uint64_t(error);
    v.x[11] = value;
    return Next::Resume;
}

Tsm::Next Tsm::forward(Vcpu& v, cove::NaclShmem& shm, Pending pending) {
    for (unsigned r = 10; r <= 17; ++r) shm.gprs[r] = v.x[r];
    v.pending = pending;
    return Next::Exit;
}

Tsm::Next Tsm::on_ecall(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    const uint64_t fid = v.x[16];
    switch (v.x[17]) {
        case sbi::kBase: return guest_base(v);
        case sbi::kTime:
            if (fid != sbi::time::kSetTimer) break;
            v.cs.vstimecmp = v.x[10];  // henvcfg.STCE: the comparison drives VSTIP
            return reply(v, sbi::kSuccess);
        case sbi::kIpi: return guest_ipi(t, v, shm);
        case sbi::kRfence: return guest_rfence(t, v, shm);
        case sbi::kHsm: return guest_hsm(t, v, shm);
        case sbi::kSrst:
            if (fid != sbi::srst::kReset) break;
            if (v.x[10] > sbi::srst::kWarmReboot) return reply(v, sbi::kInvalidParam);
            forward(v, shm, Pending::None);
            return Next::Fatal;
        case sbi::kDbcn: return guest_console(t, v, shm);
        case sbi::kCovg: return covg(t, v, shm);
        case cove::kEidTvmEntropy: return fid == 0 ? guest_entropy(t, v) : reply(v, sbi::kNotSupported);
        default: break;
    }
    return reply(v, sbi::kNotSupported);
}

Tsm::Next Tsm::guest_base(Vcpu& v) {
    switch (v.x[16]) {
        case sbi::base::kSpecVersion: return reply(v, sbi::kSuccess, 2u << 24);
        case sbi::base::kImplId: return reply(v, sbi::kSuccess, cove::kGuestSbiImplId);
        case sbi::base::kImplVersion: return reply(v, sbi::kSuccess, cove::kTsmVersion);
        case sbi::base::kVendorId:
        case sbi::base::kArchId:
        case sbi::base::kMachineId: return reply(v, sbi::kSuccess, 0);  // the machine is not the TVM's business
        case sbi::base::kProbe: break;
        default: return reply(v, sbi::kNotSupported);
    }
    switch (v.x[10]) {
        case sbi::kBase:
        case sbi::kTime:
        case sbi::kIpi:
        case sbi::kRfence:
        case sbi::kHsm:
        case sbi::kSrst:
        case sbi::kDbcn:
        case sbi::kCovg:
        case cove::kEidTvmEntropy: return reply(v, sbi::kSuccess, 1);
        default: return reply(v, sbi::kSuccess, 0);
    }
}

uint32_t Tsm::targets(const Tvm& t, uint64_t mask, uint64_t base) const {
    uint32_t set = 0;
    for (unsigned i = 0; i < Tvm::kMaxVcpus; ++i)
        if (base == ~0ull && t.vcpu_pa[i]) set |= 1u << i;
    if (base == ~0ull) return set;
    for (unsigned i = 0; i < 64; ++i) {
        if (!(mask >> i & 1)) continue;
        const uint64_t id = base + i;
        if (id < base || id >= Tvm::kMaxVcpus || !t.vcpu_pa[id]) return ~0u;
        set |= 1u << id;
    }
    return set;
}

Tsm::Next Tsm::guest_ipi(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    if (v.x[16] != sbi::ipi::kSend) return reply(v, sbi::kNotSupported);
    const uint32_t set = targets(t, v.x[10], v.x[11]);
    if (set == ~0u) return reply(v, sbi::kInvalidParam);
    for (unsigned i = 0; i < Tvm::kMaxVcpus; ++i)
        if (set >> i & 1) find_vcpu(t, i)->soft_pending = true;
    // Another vCPU may be on a hart or asleep in the host: the TSM sends no interrupts, the host kicks.
    if (set & ~(1u << v.id)) return forward(v, shm, Pending::Success);
    return reply(v, sbi::kSuccess);
}

Tsm::Next Tsm::guest_rfence(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    if (v.x[16] > sbi::rfence::kSfenceVmaAsid) return reply(v, sbi::kNotSupported);
    const uint32_t set = targets(t, v.x[10], v.x[11]);
    if (set == ~0u) return reply(v, sbi::kInvalidParam);
    for (unsigned i = 0; i < Tvm::kMaxVcpus; ++i) {
        if (!(set >> i & 1)) continue;
        Vcpu& target = *find_vcpu(t, i);
        target.fence_vs = true;  // done at its next entry; more than was asked for is allowed
        if (i == v.id || !t.fence.running(i)) continue;
        v.wait_for |= uint8_t(1u << i);
        v.wait_exits[i] = target.exits;
    }
    if (v.wait_for) return forward(v, shm, Pending::Success);  // the host must kick the targets; until then run is BUSY
    return reply(v, sbi::kSuccess);
}

Tsm::Next Tsm::guest_hsm(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    const uint64_t id = v.x[10], pc = v.x[11], opaque = v.x[12];
    Vcpu* target = find_vcpu(t, id);
    switch (v.x[16]) {
        case sbi::hsm::kStart: {
            if (!target) return reply(v, sbi::kInvalidParam);
            if (target->power == Power::Started) return reply(v, sbi::kAlreadyAvailable);
            if (target->power == Power::Dead) return reply(v, sbi::kFailed);
            if (pc & 1) return reply(v, sbi::kInvalidAddress);
            const uint64_t compare = target->cs.vstimecmp;
            target->cs = VsCsrs{};
            target->cs.vsstatus = 2ull << 32;
            target->cs.vstimecmp = compare;
            for (uint64_t& x : target->x) x = 0;
            target->x[10] = id;
            target->x[11] = opaque;
            target->pc = pc;
            target->trap.spp = 1;
            target->pending = Pending::None;
            target->power = Power::Started;
            forward(v, shm, Pending::Success);
            shm.gprs[11] = shm.gprs[12] = 0;  // where it starts is the TVM's secret
            return Next::Exit;
        }
        case sbi::hsm::kStop: v.power = Power::Stopped; return forward(v, shm, Pending::None);
        case sbi::hsm::kStatus:
            if (!target) return reply(v, sbi::kInvalidParam);
            return reply(v, sbi::kSuccess, target->power == Power::Started ? sbi::hsm::kStarted : sbi::hsm::kStopped);
        default: return reply(v, sbi::kNotSupported);
    }
}

// The TVM's buffer is confidential, so its bytes travel through the scratch area of the shared memory.
Tsm::Next Tsm::guest_console(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    const uint64_t fid = v.x[16], len = min_of(v.x[10], cove::kConsoleBytes), gpa = v.x[11];
    if (fid == sbi::dbcn::kWriteByte) {
        forward(v, shm, Pending::EcallResult);
        shm.gprs[10] = v.x[10] & 0xff;
        shm.gprs[11] = shm.gprs[12] = 0;
        return Next::Exit;
    }
    if (fid != sbi::dbcn::kWrite && fid != sbi::dbcn::kRead) return reply(v, sbi::kNotSupported);
    if (len == 0) return reply(v, sbi::kSuccess, 0);
    if (v.x[12] || gpa >= t.stage.limit() || len > t.stage.limit() - gpa) return reply(v, sbi::kInvalidParam);
    for (uint64_t at = align_down(gpa, cove::kPageSize); at < gpa + len; at += cove::kPageSize)
        if (!t.stage.translate(hw_, at, false)) return reply(v, sbi::kInvalidParam);
    if (fid == sbi::dbcn::kWrite) copy_guest(t, gpa, shm.console, len, false, false);
    forward(v, shm, fid == sbi::dbcn::kWrite ? Pending::ConsoleWrite : Pending::ConsoleRead);
    v.pending_base = gpa;
    v.pending_len = len;
    shm.gprs[10] = len;
    shm.gprs[11] = v.nacl_pa + cove::kConsoleOffset;
    shm.gprs[12] = 0;
    return Next::Exit;
}

bool Tsm::copy_guest(Tvm& t, uint64_t gpa, void* buffer, uint64_t len, bool to_guest, bool confidential_only) {
    auto* bytes = static_cast<uint8_t*>(buffer);
    while (len) {
        const uint64_t part = min_of(len, cove::kPageSize - gpa % cove::kPageSize);
        const uint64_t pa = t.stage.translate(hw_, gpa, confidential_only);
        if (!pa) return false;
        auto* guest = reinterpret_cast<uint8_t*>(hw_.memory(pa & ~7ull)) + pa % 8;
        if (to_guest) copy_bytes(guest, bytes, part);
        else copy_bytes(bytes, guest, part);
        gpa += part;
        bytes += part;
        len -= part;
    }
    return true;
}

Tsm::Next Tsm::guest_entropy(Tvm& t, Vcpu& v) {
    const uint64_t gpa = v.x[10], len = v.x[11];
    if (len == 0 || len > cove::kPageSize) return reply(v, sbi::kInvalidParam);
    if (gpa >= t.stage.limit() || len > t.stage.limit() - gpa) return reply(v, sbi::kInvalidAddress);
    uint8_t chunk[64];
    for (uint64_t done = 0; done < len;) {
        const uint64_t part = min_of(len - done, sizeof chunk);
        if (!hw_.entropy(chunk, part)) return reply(v, sbi::kNotSupported);
        if (!copy_guest(t, gpa + done, chunk, part, true, true)) return reply(v, sbi::kInvalidAddress);
        done += part;
    }
    fill_bytes(chunk, 0, sizeof chunk);
    return reply(v, sbi::kSuccess, len);
}

Tsm::Next Tsm::covg(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    const uint64_t gpa = v.x[10], len = v.x[11], fid = sbi::routed_fid(v.x[16]);
    if (fid > sbi::covg::kUnshareMemory) return reply(v, sbi::kNotSupported);
    const bool mmio = fid == sbi::covg::kAddMmioRegion || fid == sbi::covg::kRemoveMmioRegion;
    if (!aligned(gpa, cove::kPageSize) || gpa >= t.stage.limit()) return reply(v, sbi::kInvalidAddress);
    // The MMIO functions have no error for the length alone.
    if (!aligned(len, cove::kPageSize) || len == 0 || len > t.stage.limit() - gpa)
        return reply(v, mmio ? sbi::kInvalidAddress : sbi::kInvalidParam);
    switch (fid) {
        case sbi::covg::kAddMmioRegion:
            if (t.regions.overlaps(gpa, len)) return reply(v, sbi::kInvalidAddress);
            if (!t.regions.add(gpa, len, Region::Mmio)) return reply(v, sbi::kFailed);
            return forward(v, shm, Pending::Success);
        case sbi::covg::kRemoveMmioRegion:
            if (!t.regions.remove_overlapping(gpa, len, Region::Mmio)) return reply(v, sbi::kInvalidAddress);
            return forward(v, shm, Pending::Success);
        default: break;
    }
    const bool share = fid == sbi::covg::kShareMemory;
    if (!t.regions.covers(gpa, len, share ? Region::Confidential : Region::Shared)) return reply(v, sbi::kInvalidParam);
    if (!t.regions.change(gpa, len, share ? Region::ConfidentialRemovable : Region::SharedRemovable))
        return reply(v, sbi::kFailed);
    v.pending_base = gpa;
    v.pending_len = len;
    return forward(v, shm, share ? Pending::Share : Pending::Unshare);
}

}  // namespace covesim::tsm
