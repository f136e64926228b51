// run_tvm_vcpu: the host's answer to the last exit, entry, and what each trap of a TVM means. CoVE: "Function: COVE
// Host Run TVM vCPU" and the table of NACL registers. For faults the host learns the page of a confidential or shared
// access, and the exact address only for emulated MMIO.
#include "firmware/lib/bits.h"
#include "firmware/tsm/mmio.h"
#include "firmware/tsm/tsm.h"

namespace covesim::tsm {

using namespace fw;

namespace {
enum Cause : uint64_t {
    kVsEcall = 10,
    kFetchGuestFault = 20,
    kLoadGuestFault = 21,
    kVirtual = 22,
    kStoreGuestFault = 23
};
constexpr uint32_t kWfi = 0x10500073, kWrsNto = 0x00d00073;
constexpr uint64_t kSie = 1 << 1, kSpie = 1 << 5, kSpp = 1 << 8;  // sstatus bits
}  // namespace

SbiRet Tsm::run_vcpu(unsigned hart, uint64_t id, uint64_t vcpu) {
    Tvm* t = find_tvm(id);
    if (!t || t->state != TvmState::Runnable) return {sbi::kInvalidParam, 0};
    Vcpu* v = find_vcpu(*t, vcpu);
    if (!v || v->power != Power::Started || t->fence.running(v->id)) return {sbi::kInvalidParam, 0};
    Hart& h = harts_[hart];
    if (!h.nacl) return {sbi::kNoShmem, 0};
    v->nacl_pa = h.nacl;
    auto& shm = *at<cove::NaclShmem>(h.nacl);
    // A remote fence is complete when each target that was running has trapped.
    for (unsigned i = 0; i < Tvm::kMaxVcpus; ++i)
        if (v->wait_for >> i & 1 && t->fence.running(i) && find_vcpu(*t, i)->exits == v->wait_exits[i])
            return {cove::kBusy, 0};
    v->wait_for = 0;
    if (!take_answer(*t, *v, shm)) return {sbi::kFailed, 0};

    Next next;
    bool load_fp = true;
    do {
        before_entry(h, hart, *t, *v);
        hw_.unlock();
        hw_.enter(*v, hgatp(*t), load_fp);
        hw_.lock();
        load_fp = false;
        ++v->exits;
        next = on_trap(*t, *v, shm);
    } while (next == Next::Resume);
    t->fence.leave(v->id);
    show_timer(*v, shm);
    if (next == Next::Fatal) v->power = Power::Dead;
    const bool mmio = v->pending == Pending::MmioLoad || v->pending == Pending::MmioStore;
    hw_.scrub(v->trap.scause, mmio ? v->trap.stval & 3 : 0);
    return {sbi::kSuccess, next == Next::Fatal};
}

// False: the host has not done its part, and the vCPU may not go on (its pending request stays).
bool Tsm::take_answer(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    const volatile uint64_t* gprs = shm.gprs;
    const uint64_t a0 = gprs[10], a1 = gprs[11];  // once: the host may change them meanwhile
    switch (v.pending) {
        case Pending::None: break;
        case Pending::EcallResult:
            v.x[10] = a0;
            v.x[11] = a1;
            break;
        case Pending::Success: v.x[10] = v.x[11] = 0; break;
        case Pending::MmioLoad:
            if (v.mmio_rd) v.x[v.mmio_rd] = extend(a0, v.mmio_width, v.mmio_unsigned);
            v.pc += v.mmio_length;
            break;
        case Pending::MmioStore: v.pc += v.mmio_length; break;
        case Pending::Share:
        case Pending::Unshare: {
            const bool share = v.pending == Pending::Share;
            if (a0 == 0) {
                for (uint64_t at = v.pending_base; at < v.pending_base + v.pending_len;) {
                    const GStage::Place p = t.stage.find(hw_, at);
                    if (!p.empty()) return false;
                    at = align_down(at, p.bytes()) + p.bytes();
                }
            }
            const bool to_shared = share == (a0 == 0);  // a refusal restores what was
            t.regions.change(v.pending_base, v.pending_len, to_shared ? Region::Shared : Region::Confidential);
            v.x[10] = a0 == 0 ? 0 : uint64_t(sbi::kFailed);
            v.x[11] = 0;
            break;
        }
        case Pending::ConsoleWrite:
        case Pending::ConsoleRead: {
            const uint64_t done = a0 == 0 ? min_of(a1, v.pending_len) : 0;
            v.x[10] = a0;
            v.x[11] = done;
            if (v.pending == Pending::ConsoleRead && done)
                if (!copy_guest(t, v.pending_base, shm.console, done, true, false)) v.x[10] = uint64_t(sbi::kFailed);
            break;
        }
    }
    v.pending = Pending::None;
    return true;
}

void Tsm::before_entry(Hart& h, unsigned hart, Tvm& t, Vcpu& v) {
    const unsigned slot = t.owner - 1;
    const bool few_vmids = (1u << config_.vmid_bits) <= kMaxTvms;  // the VMID field cannot tell the TVMs apart
    t.fence.enter(v.id);
    if (h.tvm_version[slot] != t.fence.version() || few_vmids) {
        hw_.fence_tvm(t.owner);
        h.tvm_version[slot] = t.fence.version();
    }
    // VS-stage translations are cached per VMID, not per vCPU: a vCPU that moved, or another one's leftovers, must not
    // show through.
    if (v.last_hart != hart || h.last_vcpu[slot] != v.id + 1 || v.fence_vs || few_vmids) {
        hw_.fence_tvm_vs(hgatp(t));
        v.last_hart = hart;
        h.last_vcpu[slot] = v.id + 1;
        v.fence_vs = false;
    }
    if (v.soft_pending) v.cs.hvip |= 1 << 2;  // VSSIP
    v.soft_pending = false;
}

void Tsm::show_timer(const Vcpu& v, cove::NaclShmem& shm) {
    shm.csrs[cove::kNaclVstimecmp] = v.cs.vstimecmp;
    shm.csrs[cove::kNaclVsie] = v.cs.vsie;
    shm.csrs[cove::kNaclHtimedelta] = v.htimedelta;
}

Tsm::Next Tsm::on_trap(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    if (v.trap.scause & cove::kInterruptExit) return Next::Exit;
    switch (v.trap.scause) {
        case kVsEcall: v.pc += 4; return on_ecall(t, v, shm);
        case kFetchGuestFault:
        case kLoadGuestFault:
        case kStoreGuestFault: return on_guest_fault(t, v, shm);
        case kVirtual: return on_virtual_instruction(t, v, shm);
        default: return Next::Fatal;  // access faults: the TVM touched memory its domain may not
    }
}

Tsm::Next Tsm::on_guest_fault(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    const uint64_t gpa = v.trap.htval << 2 | (v.trap.stval & 3);
    const bool fetch = v.trap.scause == kFetchGuestFault;
    const bool walk =
        v.trap.htinst == 0x3000 || v.trap.htinst == 0x3020;  // VS-stage page-table access (RV64 pseudoinstructions)
    if (gpa >= t.stage.limit()) return Next::Fatal;
    const Region kind = t.regions.at(gpa);
    if (kind == Region::None) return Next::Fatal;
    if (kind != Region::Mmio) {
        const GStage::Place p = t.stage.find(hw_, gpa);
        const bool shared = kind == Region::Shared || kind == Region::SharedRemovable;
        if (fetch && shared) return Next::Fatal;  // never executable, so the host could not help
        if (p.present()) {
            // Another vCPU's fault has been answered meanwhile, or this hart cached the empty entry.
            hw_.fence_tvm(t.owner);
            return Next::Resume;
        }
        shm.csrs[cove::kNaclHtval] = align_down(gpa, cove::kPageSize) >> 2;
        shm.csrs[cove::kNaclHtinst] = 0;
        return Next::Exit;
    }
    if (walk || fetch) return Next::Fatal;
    MmioAccess m = decode_transformed(v.trap.htinst ? v.trap.htinst : transform(hw_.fetch(v, hgatp(t))));
    if (!m.valid || m.store != (v.trap.scause == kStoreGuestFault)) return Next::Fatal;
    shm.csrs[cove::kNaclHtval] = gpa >> 2;
    shm.csrs[cove::kNaclHtinst] = m.host_inst;
    v.trap.stval = gpa & 3;
    if (m.store) shm.gprs[10] = m.reg ? extend(v.x[m.reg], m.width, true) : 0;
    v.mmio_rd = m.reg;
    v.mmio_width = m.width;
    v.mmio_unsigned = m.is_unsigned;
    v.mmio_length = m.length;
    v.pending = m.store ? Pending::MmioStore : Pending::MmioLoad;
    return Next::Exit;
}

Tsm::Next Tsm::on_virtual_instruction(Tvm& t, Vcpu& v, cove::NaclShmem& shm) {
    const uint64_t inst = v.trap.stval ? v.trap.stval : hw_.fetch(v, hgatp(t));
    if (inst == kWrsNto && v.trap.spp) {
        v.pc += 4;  // may end at any time
        return Next::Resume;
    }
    if (inst != kWfi || !v.trap.spp) {
        inject_illegal(v, inst);
        return Next::Resume;
    }
    v.pc += 4;
    // hip has the VS bits at 2, 6, 10; vsie at 1, 5, 9. An interrupt that is pending and enabled ends WFI at once,
    // whatever SIE says.
    if (v.trap.hip >> 1 & v.cs.vsie & 0x222) return Next::Resume;
    shm.csrs[cove::kNaclHtinst] = inst;
    return Next::Exit;
}

// A virtual instruction that the TVM may not have: to a guest that knows nothing of H it is an illegal one.
void Tsm::inject_illegal(Vcpu& v, uint64_t inst) {
    const uint64_t s = v.cs.vsstatus;
    v.cs.vsepc = v.pc;
    v.cs.vscause = 2;
    v.cs.vstval = inst;
    v.cs.vsstatus = (s & ~(kSie | kSpie | kSpp)) | (s & kSie ? kSpie : 0) | (v.trap.spp ? kSpp : 0);
    v.pc = v.cs.vstvec & ~3ull;
    v.trap.spp = 1;
}

}  // namespace covesim::tsm
