#include "firmware/tsm/tsm.h"

namespace covesim::tsm {

using namespace fw;

void Tsm::hart_online(unsigned hart) {
    hw_.lock();
    hw_.fence_all();
    fence_.set_online(hart);
    // fence_all leaves nothing of any TVM in this hart, so no VMID fence is owed; a stale record would only fence once
    // more.
    hw_.unlock();
}

SbiRet Tsm::call(unsigned hart, const uint64_t a[8]) {
    if (hart >= kMaxHarts) return {sbi::kFailed, 0};
    hw_.lock();
    SbiRet r{sbi::kNotSupported, 0};
    if (a[7] == sbi::kCovh) r = covh(hart, sbi::routed_fid(a[6]), a);
    if (a[7] == sbi::kNacl) r = nacl(hart, sbi::routed_fid(a[6]), a);
    hw_.unlock();
    return r;
}

Tvm* Tsm::find_tvm(uint64_t id) {
    for (unsigned s = 0; s < kMaxTvms; ++s)
        if (tvm_pa_[s] && at<Tvm>(tvm_pa_[s])->id == id) return at<Tvm>(tvm_pa_[s]);
    return nullptr;
}

Vcpu* Tsm::find_vcpu(const Tvm& t, uint64_t id) {
    return id < Tvm::kMaxVcpus && t.vcpu_pa[id] ? at<Vcpu>(t.vcpu_pa[id]) : nullptr;
}

// The version below which converted pages may be used. A hart that the RDSM has stopped holds no translation, and each
// start of it fences everything. The RDSM is asked only about harts whose state matters: those that hold something
// back, and those last seen stopped.
uint64_t Tsm::fenced() {
    for (unsigned h = 0; h < kMaxHarts; ++h) {
        if (!fence_.known(h) || (fence_.online(h) && !fence_.lags(h))) continue;
        if (!hw_.hart_started(h)) fence_.set_stopped(h);
        else if (!fence_.online(h)) fence_.set_restarted(h);
    }
    return fence_.completed();
}

Page<page::Clean> Tsm::clean(Page<page::Converted>&& pages) {
    hw_.zero(pages.pa(), pages.bytes());
    return PageMint::change<page::Clean>(static_cast<Page<page::Converted>&&>(pages));
}

}  // namespace covesim::tsm
