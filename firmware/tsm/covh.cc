// COVH functions 0-6, 8-14, 16 and NACL, in the order of their numbers. Each checks everything first, then acts; the
// error for each bad argument is the one of the function's error table in CoVE.
#include "firmware/lib/bits.h"
#include "firmware/tsm/tsm.h"

namespace covesim::tsm {

using namespace fw;

namespace {

constexpr SbiRet kOk{sbi::kSuccess, 0};
constexpr SbiRet kBadParam{sbi::kInvalidParam, 0};
constexpr SbiRet kBadAddress{sbi::kInvalidAddress, 0};

/// [gpa, gpa + len): page aligned, not empty, below the G-stage's limit.
bool good_range(const Tvm& t, uint64_t gpa, uint64_t len) {
    return aligned(gpa | len, cove::kPageSize) && len != 0 && gpa < t.stage.limit() && len <= t.stage.limit() - gpa;
}
bool good_type(uint64_t type) { return type <= cove::kPage2M; }

}  // namespace

SbiRet Tsm::covh(unsigned hart, uint64_t fid, const uint64_t* a) {
    using namespace sbi::covh;
    switch (fid) {
        case kGetTsmInfo: return get_tsm_info(a[0], a[1]);
        case kConvertPages: return convert_pages(a[0], a[1]);
        case kReclaimPages: return reclaim_pages(a[0], a[1]);
        case kGlobalFence: return global_fence(hart);
        case kLocalFence: return local_fence(hart);
        case kCreateTvm: return create_tvm(a[0], a[1]);
        case kFinalizeTvm: return finalize_tvm(a[0], a[1], a[2], a[3]);
        case kDestroyTvm: return destroy_tvm(a[0]);
        case kAddMemoryRegion: return add_memory_region(a[0], a[1], a[2]);
        case kAddPageTablePages: return add_page_table_pages(a[0], a[1], a[2]);
        case kAddMeasuredPages: return add_measured_pages(a[0], a[1], a[2], a[3], a[4], a[5]);
        case kAddZeroPages: return add_zero_pages(a[0], a[1], a[2], a[3], a[4]);
        case kAddSharedPages: return add_shared_pages(a[0], a[1], a[2], a[3], a[4]);
        case kCreateVcpu: return create_vcpu(a[0], a[1], a[2]);
        case kRunVcpu: return run_vcpu(hart, a[0], a[1]);
        case kTvmFence: return tvm_fence(a[0]);
        case kInvalidatePages: return change_pages(a[0], a[1], a[2], Change::Invalidate);
        case kValidatePages: return change_pages(a[0], a[1], a[2], Change::Validate);
        case kRemovePages: return change_pages(a[0], a[1], a[2], Change::Remove);
        default: return {sbi::kNotSupported, 0};
    }
}

SbiRet Tsm::get_tsm_info(uint64_t pa, uint64_t len) {
    if (len < sizeof(cove::TsmInfo)) return kBadParam;
    if (!aligned(pa, 4) || !tracker_.host_range(pa, sizeof(cove::TsmInfo))) return kBadAddress;
    const uint64_t words[6] = {uint64_t{cove::kTsmImplId} << 32 | cove::kTsmReady,
                               cove::kTsmVersion,
                               cove::kCapMemoryAllocation,
                               kTvmStatePages,
                               Tvm::kMaxVcpus,
                               kVcpuStatePages};
    // 4-byte alignment is enough for the caller, so 4-byte stores.
    auto* out = reinterpret_cast<uint32_t*>(hw_.memory(pa & ~7ull)) + (pa & 4) / 4;
    for (unsigned i = 0; i < 12; ++i) out[i] = uint32_t(words[i / 2] >> (i % 2 * 32));
    return {sbi::kSuccess, sizeof(cove::TsmInfo)};
}

SbiRet Tsm::convert_pages(uint64_t pa, uint64_t n) {
    if (!aligned(pa, cove::kPageSize)) return kBadAddress;
    if (n == 0) return kBadParam;
    if (!tracker_.convertible(pa, n)) return kBadAddress;
    if (!hw_.set_confidential(pa, n, true)) return {sbi::kFailed, 0};
    hw_.set_encryption(pa, n, true);
    tracker_.begin_convert(pa, n, fence_.version());
    return kOk;
}

// The key changes first: the TVM's bytes are unreadable from then on, and the zeros are zeros under the host's key. The
// flush keeps a later cbo.inval of the host from undoing the scrub.
SbiRet Tsm::reclaim_pages(uint64_t pa, uint64_t n) {
    if (!aligned(pa, cove::kPageSize)) return kBadAddress;
    if (n == 0) return kBadParam;
    Page<page::Converted> pages = tracker_.claim(pa, n, fenced());
    if (!pages) return kBadAddress;
    hw_.set_encryption(pa, n, false);
    hw_.zero(pa, n * cove::kPageSize);
    hw_.flush_cache(pa, n * cove::kPageSize);
    if (!hw_.set_confidential(pa, n, false)) return {sbi::kFailed, 0};
    tracker_.give_back(PageMint::change<page::Reclaimed>(static_cast<Page<page::Converted>&&>(pages)));
    return kOk;
}

SbiRet Tsm::global_fence(unsigned hart) {
    fenced();  // notices stopped and restarted harts
    if (!fence_.start(hart)) return {sbi::kAlreadyStarted, 0};
    hw_.fence_all();
    fenced();  // a hart seen stopped under the new version owes nothing for the old ones
    return kOk;
}

SbiRet Tsm::local_fence(unsigned hart) {
    hw_.fence_all();
    fence_.local(hart);
    return kOk;
}

SbiRet Tsm::create_tvm(uint64_t params_pa, uint64_t len) {
    if (len < sizeof(cove::TvmCreateParams)) return kBadParam;
    if (!aligned(params_pa, 8) || !tracker_.host_range(params_pa, sizeof(cove::TvmCreateParams))) return kBadAddress;
    // The host can change its buffer while this runs: read each word once.
    const volatile uint64_t* params = hw_.memory(params_pa);
    const uint64_t root = params[0], state = params[1];
    if (!aligned(root, 4 * cove::kPageSize) || !aligned(state, cove::kPageSize)) return kBadAddress;
    if (root < state + kTvmStatePages * cove::kPageSize && state < root + 4 * cove::kPageSize) return kBadAddress;
    Page<page::Converted> root_pages = tracker_.claim(root, 4, fenced());
    Page<page::Converted> state_pages = tracker_.claim(state, kTvmStatePages, fenced());
    if (!root_pages || !state_pages) return kBadAddress;
    unsigned slot = 0;
    while (slot < kMaxTvms && tvm_pa_[slot]) ++slot;
    if (slot == kMaxTvms) return {sbi::kFailed, 0};

    const uint8_t owner = uint8_t(slot + 1);
    tracker_.assign(clean(static_cast<Page<page::Converted>&&>(root_pages)), PageState::PageTable, owner);
    tracker_.assign(clean(static_cast<Page<page::Converted>&&>(state_pages)), PageState::TvmState, owner);
    Tvm& t = *at<Tvm>(state);  // all members are valid as zeros
    t.id = next_generation_++ << 8 | owner;
    t.owner = owner;
    t.state_pa = state;
    t.stage.init(root, config_.levels);
    t.fence.init(++next_version_);
    tvm_pa_[slot] = state;
    return {sbi::kSuccess, t.id};
}

SbiRet Tsm::finalize_tvm(uint64_t id, uint64_t pc, uint64_t arg, uint64_t identity_pa) {
    Tvm* t = find_tvm(id);
    if (!t || t->state != TvmState::Initializing || !t->vcpu_pa[0]) return kBadParam;
    if (identity_pa) {
        if (!aligned(identity_pa, cove::kIdentityBytes) || !tracker_.host_range(identity_pa, cove::kIdentityBytes))
            return kBadParam;
        const uint64_t* from = hw_.memory(identity_pa);
        auto* to = reinterpret_cast<uint64_t*>(t->identity);
        for (unsigned i = 0; i < cove::kIdentityBytes / 8; ++i) to[i] = from[i];
        t->has_identity = true;
    }
    t->entry_pc = pc;
    t->entry_arg = arg;
    hw_.extend(t->config_digest, &pc, 8, nullptr, 0);
    hw_.extend(t->config_digest, &arg, 8, nullptr, 0);
    const uint64_t delta = 0 - hw_.time();  // the TVM's clock starts at zero, on every vCPU
    for (unsigned i = 0; i < Tvm::kMaxVcpus; ++i)
        if (Vcpu* v = find_vcpu(*t, i)) v->htimedelta = delta;
    Vcpu& boot = *find_vcpu(*t, 0);
    boot.pc = pc;
    boot.x[10] = 0;
    boot.x[11] = arg;
    boot.power = Power::Started;
    t->state = TvmState::Runnable;
    return kOk;
}

// Everything the TVM owned becomes unassigned confidential memory; it is cleaned when it is assigned again or
// reclaimed. Harts may still hold translations under the VMID: the slot's next TVM has a newer fence version, so they
// flush before they use it.
SbiRet Tsm::destroy_tvm(uint64_t id) {
    Tvm* t = find_tvm(id);
    if (!t) return kBadParam;
    if (t->fence.any_running()) return {sbi::kFailed, 0};
    const uint8_t owner = t->owner;
    t->stage.tear_down(
        hw_,
        [&](uint64_t pa, uint64_t bytes, bool shared) {
            if (shared) tracker_.unshare(pa, bytes / cove::kPageSize);
            else tracker_.release(pa, bytes / cove::kPageSize, owner);
        },
        [&](uint64_t table) { tracker_.release(table, 1, owner); });
    while (uint64_t table = t->pool.take(hw_)) tracker_.release(table, 1, owner);
    for (uint64_t pa : t->vcpu_pa)
        if (pa) tracker_.release(pa, kVcpuStatePages, owner);
    tracker_.release(t->stage.root(), 4, owner);
    tvm_pa_[owner - 1] = 0;
    tracker_.release(t->state_pa, kTvmStatePages, owner);
    return kOk;
}

SbiRet Tsm::add_memory_region(uint64_t id, uint64_t gpa, uint64_t len) {
    Tvm* t = find_tvm(id);
    if (!t || t->state != TvmState::Initializing) return kBadParam;
    if (!aligned(gpa, cove::kPageSize) || gpa >= t->stage.limit()) return kBadAddress;
    if (!good_range(*t, gpa, len)) return kBadParam;
    if (t->regions.overlaps(gpa, len)) return kBadAddress;
    return t->regions.add(gpa, len, Region::Confidential) ? kOk : SbiRet{sbi::kFailed, 0};
}

SbiRet Tsm::add_page_table_pages(uint64_t id, uint64_t pa, uint64_t n) {
    Tvm* t = find_tvm(id);
    if (!t || n == 0) return kBadParam;
    Page<page::Converted> pages = tracker_.claim(pa, n, fenced());
    if (!pages) return kBadAddress;
    tracker_.assign(clean(static_cast<Page<page::Converted>&&>(pages)), PageState::PageTable, t->owner);
    for (uint64_t i = n; i-- > 0;) t->pool.add(hw_, pa + i * cove::kPageSize);
    return kOk;
}

SbiRet Tsm::add_measured_pages(uint64_t id, uint64_t src, uint64_t dest, uint64_t type, uint64_t n, uint64_t gpa) {
    Tvm* t = find_tvm(id);
    if (!t || t->state != TvmState::Initializing || !good_type(type)) return kBadParam;
    if (n == 0 || n > (type == cove::kPage4K ? cove::kMeasuredBatch : 1)) return kBadParam;
    const uint64_t unit = type == cove::kPage4K ? cove::kPageSize : cove::kMegaPage, bytes = n * unit;
    if (!aligned(src, cove::kPageSize) || !tracker_.host_range(src, bytes)) return kBadAddress;
    if (!aligned(dest | gpa, unit) || !good_range(*t, gpa, bytes)) return kBadAddress;
    if (!t->regions.covers(gpa, bytes, Region::Confidential)) return kBadAddress;
    Page<page::Converted> pages = tracker_.claim(dest, bytes / cove::kPageSize, fenced());
    if (!pages) return kBadAddress;
    const uint64_t tables = t->stage.tables_needed(hw_, gpa, bytes, unsigned(type));
    if (tables == ~0ull) return kBadAddress;
    if (tables > t->pool.count()) return {cove::kOutOfPtPages, 0};

    hw_.copy(dest, src, bytes);
    for (uint64_t at = 0; at < bytes; at += cove::kPageSize) {
        const uint64_t page_gpa = gpa + at;
        // The destination is what counts: the host may rewrite the source during the copy.
        hw_.extend(t->pages_digest, &page_gpa, 8, hw_.memory(dest + at), cove::kPageSize);
    }
    for (uint64_t at = 0; at < bytes; at += unit)
        t->stage.map(hw_, t->pool, gpa + at, dest + at, unsigned(type), pte::kConfidentialLeaf);
    tracker_.assign_data(PageMint::change<page::Filled>(static_cast<Page<page::Converted>&&>(pages)), t->owner);
    return kOk;
}

SbiRet Tsm::add_zero_pages(uint64_t id, uint64_t pa, uint64_t type, uint64_t n, uint64_t gpa) {
    Tvm* t = find_tvm(id);
    if (!t || t->state != TvmState::Runnable || !good_type(type)) return kBadParam;
    const uint64_t unit = type == cove::kPage4K ? cove::kPageSize : cove::kMegaPage;
    if (n == 0 || n > cove::kZeroBatch * cove::kPageSize / unit) return kBadParam;
    const uint64_t bytes = n * unit;
    if (!aligned(pa | gpa, unit) || !good_range(*t, gpa, bytes)) return kBadAddress;
    if (!t->regions.covers(gpa, bytes, Region::Confidential)) return kBadAddress;
    Page<page::Converted> pages = tracker_.claim(pa, bytes / cove::kPageSize, fenced());
    if (!pages) return kBadAddress;
    const uint64_t tables = t->stage.tables_needed(hw_, gpa, bytes, unsigned(type));
    if (tables == ~0ull) return kBadAddress;
    if (tables > t->pool.count()) return {cove::kOutOfPtPages, 0};

    tracker_.assign_data(clean(static_cast<Page<page::Converted>&&>(pages)), t->owner);
    for (uint64_t at = 0; at < bytes; at += unit)
        t->stage.map(hw_, t->pool, gpa + at, pa + at, unsigned(type), pte::kConfidentialLeaf);
    return kOk;
}

SbiRet Tsm::add_shared_pages(uint64_t id, uint64_t pa, uint64_t type, uint64_t n, uint64_t gpa) {
    Tvm* t = find_tvm(id);
    if (!t || t->state != TvmState::Runnable || !good_type(type)) return kBadParam;
    const uint64_t unit = type == cove::kPage4K ? cove::kPageSize : cove::kMegaPage;
    if (n == 0 || n > cove::kZeroBatch * cove::kPageSize / unit) return kBadParam;
    const uint64_t bytes = n * unit;
    if (!aligned(pa | gpa, unit) || !good_range(*t, gpa, bytes)) return kBadAddress;
    if (!t->regions.covers(gpa, bytes, Region::Shared)) return kBadAddress;
    if (!tracker_.host_range(pa, bytes)) return kBadAddress;
    const uint64_t tables = t->stage.tables_needed(hw_, gpa, bytes, unsigned(type));
    if (tables == ~0ull) return kBadAddress;
    if (tables > t->pool.count()) return {cove::kOutOfPtPages, 0};
    if (!tracker_.share(pa, bytes / cove::kPageSize)) return {sbi::kFailed, 0};
    for (uint64_t at = 0; at < bytes; at += unit)
        t->stage.map(hw_, t->pool, gpa + at, pa + at, unsigned(type), pte::kSharedLeaf);
    return kOk;
}

SbiRet Tsm::create_vcpu(uint64_t id, uint64_t vcpu, uint64_t pa) {
    Tvm* t = find_tvm(id);
    if (!t || t->state != TvmState::Initializing || vcpu >= Tvm::kMaxVcpus || t->vcpu_pa[vcpu]) return kBadParam;
    Page<page::Converted> pages = tracker_.claim(pa, kVcpuStatePages, fenced());
    if (!pages) return kBadAddress;
    tracker_.assign(clean(static_cast<Page<page::Converted>&&>(pages)), PageState::VcpuState, t->owner);
    Vcpu& v = *at<Vcpu>(pa);
    v.id = uint32_t(vcpu);
    v.last_hart = ~0ull;
    v.trap.spp = 1;              // starts in VS-mode
    v.cs.vsstatus = 2ull << 32;  // UXL = 64 bit
    v.cs.vstimecmp = ~0ull;
    t->vcpu_pa[vcpu] = pa;
    hw_.extend(t->config_digest, &vcpu, 8, nullptr, 0);
    return kOk;
}

SbiRet Tsm::tvm_fence(uint64_t id) {
    Tvm* t = find_tvm(id);
    if (!t) return kBadParam;
    if (!t->fence.start(next_version_ + 1)) return {sbi::kAlreadyStarted, 0};
    ++next_version_;
    return kOk;
}

SbiRet Tsm::nacl(unsigned hart, uint64_t fid, const uint64_t* a) {
    if (fid == sbi::nacl::kProbeFeature) return {sbi::kSuccess, 0};
    if (fid == sbi::nacl::kSetupShmem) return setup_shmem(hart, a[0], a[1], a[2]);
    return {sbi::kNotSupported, 0};
}

SbiRet Tsm::setup_shmem(unsigned hart, uint64_t lo, uint64_t hi, uint64_t flags) {
    const bool disable = lo == ~0ull && hi == ~0ull;
    if (flags || (!disable && !aligned(lo, cove::kPageSize))) return kBadParam;
    if (!disable && (hi || !tracker_.host_range(lo, sizeof(cove::NaclShmem)) || !tracker_.pin(lo, cove::kNaclPages)))
        return kBadAddress;
    if (harts_[hart].nacl) tracker_.unpin(harts_[hart].nacl, cove::kNaclPages);
    harts_[hart].nacl = disable ? 0 : lo;
    return kOk;
}

}  // namespace covesim::tsm
