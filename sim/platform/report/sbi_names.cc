#include "sim/platform/report/sbi_names.h"

#include <fmt/format.h>

#include <array>

namespace covesim {
namespace {

struct Extension {
    uint64_t eid;
    std::string_view name;
    bool routed = false;                         ///< a6 names a supervisor domain too
    std::array<std::string_view, 20> functions;  ///< by FID
};

constexpr Extension kExtensions[] = {
    {0x10,
     "BASE",
     false,
     {"get_spec_version", "get_impl_id", "get_impl_version", "probe_extension", "get_mvendorid", "get_marchid",
      "get_mimpid"}},
    {0x54494D45, "TIME", false, {"set_timer"}},
    {0x735049, "IPI", false, {"send_ipi"}},
    {0x52464E43,
     "RFENCE",
     false,
     {"remote_fence_i", "remote_sfence_vma", "remote_sfence_vma_asid", "remote_hfence_gvma_vmid", "remote_hfence_gvma",
      "remote_hfence_vvma_asid", "remote_hfence_vvma"}},
    {0x48534D, "HSM", false, {"hart_start", "hart_stop", "hart_get_status", "hart_suspend"}},
    {0x53525354, "SRST", false, {"system_reset"}},
    {0x504D55,
     "PMU",
     false,
     {"num_counters", "counter_get_info", "counter_config_matching", "counter_start", "counter_stop", "counter_fw_read",
      "counter_fw_read_hi", "snapshot_set_shmem", "event_get_info"}},
    {0x4442434E, "DBCN", false, {"console_write", "console_read", "console_write_byte"}},
    {0x53555350, "SUSP", false, {"system_suspend"}},
    {0x43505043, "CPPC", false, {"probe", "read", "read_hi", "write"}},
    {0x4E41434C, "NACL", true, {"probe_feature", "set_shmem", "sync_csr", "sync_hfence", "sync_sret"}},
    {0x535441, "STA", false, {"steal_time_set_shmem"}},
    {0x535345,
     "SSE",
     false,
     {"read_attrs", "write_attrs", "register", "unregister", "enable", "disable", "complete", "inject", "hart_unmask",
      "hart_mask"}},
    {0x46574654, "FWFT", false, {"set", "get"}},
    {0x44425452,
     "DBTR",
     false,
     {"num_triggers", "set_shmem", "read_triggers", "install_triggers", "update_triggers", "uninstall_triggers",
      "enable_triggers", "disable_triggers"}},
    {0x4D505859,
     "MPXY",
     false,
     {"get_shmem_size", "set_shmem", "get_channel_ids", "read_attributes", "write_attributes",
      "send_message_with_response", "send_message_without_response", "get_notification_events"}},
    {0x53555044, "SUPD", false, {"get_active_domains"}},
    {0x434F5648,
     "COVH",
     true,
     {"get_tsm_info",
      "convert_pages",
      "reclaim_pages",
      "global_fence",
      "local_fence",
      "create_tvm",
      "finalize_tvm",
      "promote_to_tvm",
      "destroy_tvm",
      "add_tvm_memory_region",
      "add_tvm_page_table_pages",
      "add_tvm_measured_pages",
      "add_tvm_zero_pages",
      "add_tvm_shared_pages",
      "create_tvm_vcpu",
      "run_tvm_vcpu",
      "tvm_fence",
      "tvm_invalidate_pages",
      "tvm_validate_pages",
      "tvm_remove_pages"}},
    {0x434F5649,
     "COVI",
     true,
     {"init_tvm_aia", "set_tvm_aia_cpu_imsic_addr", "convert_aia_imsic", "reclaim_tvm_aia_imsic", "bind_aia_imsic",
      "unbind_aia_imsic_begin", "unbind_aia_imsic_end", "inject_tvm_cpu", "rebind_aia_imsic_begin",
      "rebind_aia_imsic_clone", "rebind_aia_imsic_end"}},
    {0x434F5647,
     "COVG",
     true,
     {"add_mmio_region", "remove_mmio_region", "share_memory_region", "unshare_memory_region",
      "allow_external_interrupt", "deny_external_interrupt", "get_attcaps", "extend_measurement", "get_evidence",
      "retrieve_secret", "read_measurement"}},
    {0x08524453,
     "RDSM",
     false,
     {"tee_ret", "get_boot_info", "set_entry", "mpt_set", "mpt_fence", "hart_state", "ectx_set", "measure_extend",
      "measure_read", "get_cdi", "entropy", "counters"}},
    {0x08524E47, "TVM-ENTROPY", false, {"get_entropy"}},
    // Legacy extensions have no functions: a6 is ignored.
    {0x00, "LEGACY set_timer", false, {}},
    {0x01, "LEGACY console_putchar", false, {}},
    {0x02, "LEGACY console_getchar", false, {}},
    {0x03, "LEGACY clear_ipi", false, {}},
    {0x04, "LEGACY send_ipi", false, {}},
    {0x05, "LEGACY remote_fence_i", false, {}},
    {0x06, "LEGACY remote_sfence_vma", false, {}},
    {0x07, "LEGACY remote_sfence_vma_asid", false, {}},
    {0x08, "LEGACY shutdown", false, {}},
};

const Extension* find(uint64_t eid) {
    for (const Extension& e : kExtensions)
        if (e.eid == eid) return &e;
    return nullptr;
}

}  // namespace

uint64_t sbi_function(uint64_t a7, uint64_t a6) {
    const Extension* e = find(a7);
    if (!e) return a6;
    if (e->functions[0].empty()) return 0;
    return e->routed ? a6 & 0xffff : a6;
}

std::string_view sbi_extension(uint64_t a7) {
    const Extension* e = find(a7);
    return e ? e->name : std::string_view{};
}

std::string sbi_name(uint64_t a7, uint64_t a6) {
    const Extension* e = find(a7);
    if (!e) return fmt::format("SBI 0x{:x} #{}", a7, a6);
    if (e->functions[0].empty()) return std::string(e->name);
    const uint64_t fid = sbi_function(a7, a6);
    if (fid >= e->functions.size() || e->functions[fid].empty()) return fmt::format("{} #{}", e->name, fid);
    return fmt::format("{} {}", e->name, e->functions[fid]);
}

}  // namespace covesim
