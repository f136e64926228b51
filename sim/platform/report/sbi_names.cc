#include "sim/platform/report/sbi_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace covesim {
namespace {

struct Extension {
    uint64_t eid;
    std::string_view name;
    enum class Kind : uint8_t {
        Plain,
        Routed,  ///< a6 names a supervisor domain too
        Legacy,  ///< one function; a6 is ignored, and only a0 is returned
    } kind = Kind::Plain;
    std::array<std::string_view, 20> functions;  ///< by FID
};

constexpr auto kPlain = Extension::Kind::Plain, kRouted = Extension::Kind::Routed, kLegacy = Extension::Kind::Legacy;

/// A function is written with its arguments in the order of a0, a1, …; `#` before one: shown in decimal; `%`: the
/// number of an extension.
constexpr Extension kExtensions[] = {
    {0x10,
     "BASE",
     kRouted,
     {"get_spec_version()", "get_impl_id()", "get_impl_version()", "probe_extension(%extension_id)", "get_mvendorid()",
      "get_marchid()", "get_mimpid()"}},
    {0x54494D45, "TIME", kPlain, {"set_timer(stime_value)"}},
    {0x735049, "IPI", kPlain, {"send_ipi(hart_mask, hart_mask_base)"}},
    {0x52464E43,
     "RFENCE",
     kPlain,
     {"remote_fence_i(hart_mask, hart_mask_base)", "remote_sfence_vma(hart_mask, hart_mask_base, start_addr, size)",
      "remote_sfence_vma_asid(hart_mask, hart_mask_base, start_addr, size, #asid)",
      "remote_hfence_gvma_vmid(hart_mask, hart_mask_base, start_addr, size, #vmid)",
      "remote_hfence_gvma(hart_mask, hart_mask_base, start_addr, size)",
      "remote_hfence_vvma_asid(hart_mask, hart_mask_base, start_addr, size, #asid)",
      "remote_hfence_vvma(hart_mask, hart_mask_base, start_addr, size)"}},
    {0x48534D,
     "HSM",
     kPlain,
     {"hart_start(#hartid, start_addr, opaque)", "hart_stop()", "hart_get_status(#hartid)",
      "hart_suspend(suspend_type, resume_addr, opaque)"}},
    {0x53525354, "SRST", kPlain, {"system_reset(reset_type, reset_reason)"}},
    {0x504D55,
     "PMU",
     kPlain,
     {"num_counters()", "counter_get_info(#counter_idx)",
      "counter_config_matching(#counter_idx_base, counter_idx_mask, config_flags, event_idx, event_data)",
      "counter_start(#counter_idx_base, counter_idx_mask, start_flags, initial_value)",
      "counter_stop(#counter_idx_base, counter_idx_mask, stop_flags)", "counter_fw_read(#counter_idx)",
      "counter_fw_read_hi(#counter_idx)", "snapshot_set_shmem(shmem_phys_lo, shmem_phys_hi, flags)",
      "event_get_info(shmem_phys_lo, shmem_phys_hi, #num_entries, flags)"}},
    {0x4442434E,
     "DBCN",
     kPlain,
     {"console_write(#num_bytes, base_addr_lo, base_addr_hi)", "console_read(#num_bytes, base_addr_lo, base_addr_hi)",
      "console_write_byte(byte)"}},
    {0x53555350, "SUSP", kPlain, {"system_suspend(sleep_type, resume_addr, opaque)"}},
    {0x43505043,
     "CPPC",
     kPlain,
     {"probe(cppc_reg_id)", "read(cppc_reg_id)", "read_hi(cppc_reg_id)", "write(cppc_reg_id, val)"}},
    {0x4E41434C,
     "NACL",
     kRouted,
     {"probe_feature(feature_id)", "set_shmem(shmem_phys_lo, shmem_phys_hi, flags)", "sync_csr(csr_num)",
      "sync_hfence(entry_index)", "sync_sret()"}},
    {0x535441, "STA", kPlain, {"steal_time_set_shmem(shmem_phys_lo, shmem_phys_hi, flags)"}},
    {0x535345,
     "SSE",
     kPlain,
     {"read_attrs(event_id, base_attr_id, #attr_count, output_phys_lo, output_phys_hi)",
      "write_attrs(event_id, base_attr_id, #attr_count, input_phys_lo, input_phys_hi)",
      "register(event_id, handler_entry_pc, handler_entry_arg)", "unregister(event_id)", "enable(event_id)",
      "disable(event_id)", "complete()", "inject(event_id, #hart_id)", "hart_unmask()", "hart_mask()"}},
    {0x46574654, "FWFT", kPlain, {"set(feature, value, flags)", "get(feature)"}},
    {0x44425452,
     "DBTR",
     kPlain,
     {"num_triggers(trig_tdata1)", "set_shmem(shmem_phys_lo, shmem_phys_hi, flags)",
      "read_triggers(#trig_idx_base, #trig_count)", "install_triggers(#trig_count)", "update_triggers(#trig_count)",
      "uninstall_triggers(#trig_idx_base, trig_idx_mask)", "enable_triggers(#trig_idx_base, trig_idx_mask)",
      "disable_triggers(#trig_idx_base, trig_idx_mask)"}},
    {0x4D505859,
     "MPXY",
     kPlain,
     {"get_shmem_size()", "set_shmem(shmem_phys_lo, shmem_phys_hi, flags)", "get_channel_ids(#start_index)",
      "read_attributes(channel_id, base_attribute_id, #attribute_count)",
      "write_attributes(channel_id, base_attribute_id, #attribute_count)",
      "send_message_with_response(channel_id, message_id, #message_data_len)",
      "send_message_without_response(channel_id, message_id, #message_data_len)",
      "get_notification_events(channel_id)"}},
    {0x53555044, "SUPD", kPlain, {"get_active_domains(active_domains)"}},
    {0x434F5648,
     "COVH",
     kRouted,
     {"get_tsm_info(tsm_info_address, #tsm_info_len)",
      "convert_pages(base_page_address, #num_pages)",
      "reclaim_pages(base_page_address, #num_pages)",
      "global_fence()",
      "local_fence()",
      "create_tvm(tvm_create_params_addr, #tvm_create_params_len)",
      "finalize_tvm(#tvm_guest_id, entry_sepc, entry_arg, tvm_identity_addr)",
      "promote_to_tvm(fdt_addr, tap_addr, entry_sepc, tvm_identity_addr)",
      "destroy_tvm(#tvm_guest_id)",
      "add_tvm_memory_region(#tvm_guest_id, tvm_gpa_addr, region_len)",
      "add_tvm_page_table_pages(#tvm_guest_id, base_page_address, #num_pages)",
      "add_tvm_measured_pages(#tvm_guest_id, source_address, dest_address, #tsm_page_type, #num_pages, tvm_guest_gpa)",
      "add_tvm_zero_pages(#tvm_guest_id, base_page_address, #tsm_page_type, #num_pages, tvm_base_page_address)",
      "add_tvm_shared_pages(#tvm_guest_id, base_page_address, #tsm_page_type, #num_pages, tvm_base_page_address)",
      "create_tvm_vcpu(#tvm_guest_id, #tvm_vcpu_id, tvm_state_page_addr)",
      "run_tvm_vcpu(#tvm_guest_id, #tvm_vcpu_id)",
      "tvm_fence(#tvm_guest_id)",
      "tvm_invalidate_pages(#tvm_guest_id, gpa, length)",
      "tvm_validate_pages(#tvm_guest_id, gpa, length)",
      "tvm_remove_pages(#tvm_guest_id, gpa, length)"}},
    {0x434F5649,
     "COVI",
     kRouted,
     {"init_tvm_aia(#tvm_guest_id, tvm_aia_params_addr, #tvm_aia_params_len)",
      "set_tvm_aia_cpu_imsic_addr(#tvm_guest_id, #tvm_vcpu_id, tvm_vcpu_imsic_gpa)",
      "convert_aia_imsic(imsic_page_addr)", "reclaim_tvm_aia_imsic(imsic_page_addr)",
      "bind_aia_imsic(#tvm_guest_id, #tvm_vcpu_id, imsic_mask)", "unbind_aia_imsic_begin(#tvm_guest_id, #tvm_vcpu_id)",
      "unbind_aia_imsic_end(#tvm_guest_id, #tvm_vcpu_id)", "inject_tvm_cpu(#tvm_guest_id, #tvm_vcpu_id, #interrupt_id)",
      "rebind_aia_imsic_begin(#tvm_guest_id, #tvm_vcpu_id, imsic_mask)",
      "rebind_aia_imsic_clone(#tvm_guest_id, #tvm_vcpu_id)", "rebind_aia_imsic_end(#tvm_guest_id, #tvm_vcpu_id)"}},
    {0x434F5647,
     "COVG",
     kRouted,
     {"add_mmio_region(tvm_gpa_addr, region_len)", "remove_mmio_region(tvm_gpa_addr, region_len)",
      "share_memory_region(tvm_gpa_addr, region_len)", "unshare_memory_region(tvm_gpa_addr, region_len)",
      "allow_external_interrupt(#interrupt_id)", "deny_external_interrupt(#interrupt_id)",
      "get_attcaps(tvm_gpa_cap_addr, #caps_size)", "extend_measurement(msmt_buf_addr, #msmt_buf_len, #msmt_index)",
      "get_evidence(pub_key_addr, #pub_key_size, challenge_data_addr, cert_format, cert_addr_out, #cert_size)",
      "retrieve_secret(buf_addr, #buf_size)", "read_measurement(msmt_buf_addr_out, #msmt_buf_size, #msmt_index)"}},
    {0x08524453,
     "RDSM",
     kPlain,
     {"tee_ret(a0, a1, #kind)", "get_boot_info(addr, #len)", "set_entry(pc, sscratch)",
      "mpt_set(addr, #num_pages, #access)", "mpt_fence(sdid_mask)", "hart_state(#hartid)",
      "ectx_set(addr, #num_pages, #context)", "measure_extend(#register, digest_addr)",
      "measure_read(#register, digest_addr)", "get_cdi(addr)", "entropy(addr, #len)", "counters(mcountinhibit)"}},
    {0x08524E47, "TVM-ENTROPY", kPlain, {"get_entropy(gpa, #len)"}},
    {0x00, "LEGACY", kLegacy, {"set_timer(stime_value)"}},
    {0x01, "LEGACY", kLegacy, {"console_putchar(ch)"}},
    {0x02, "LEGACY", kLegacy, {"console_getchar()"}},
    {0x03, "LEGACY", kLegacy, {"clear_ipi()"}},
    {0x04, "LEGACY", kLegacy, {"send_ipi(hart_mask)"}},
    {0x05, "LEGACY", kLegacy, {"remote_fence_i(hart_mask)"}},
    {0x06, "LEGACY", kLegacy, {"remote_sfence_vma(hart_mask, start, size)"}},
    {0x07, "LEGACY", kLegacy, {"remote_sfence_vma_asid(hart_mask, start, size, #asid)"}},
    {0x08, "LEGACY", kLegacy, {"shutdown()"}},
};

/// Numbers of sbiret.error. Those below -999 are chosen here: CoVE gives them names only (firmware/abi/cove.h).
constexpr std::pair<int64_t, std::string_view> kErrors[] = {
    {0, "SUCCESS"},
    {-1, "FAILED"},
    {-2, "NOT_SUPPORTED"},
    {-3, "INVALID_PARAM"},
    {-4, "DENIED"},
    {-5, "INVALID_ADDRESS"},
    {-6, "ALREADY_AVAILABLE"},
    {-7, "ALREADY_STARTED"},
    {-8, "ALREADY_STOPPED"},
    {-9, "NO_SHMEM"},
    {-10, "INVALID_STATE"},
    {-11, "BAD_RANGE"},
    {-12, "TIMEOUT"},
    {-13, "IO"},
    {-14, "DENIED_LOCKED"},
    {-1000, "OUT_OF_PTPAGES"},
    {-1001, "OUT_OF_MEMORY"},
    {-1002, "AUTH"},
    {-1003, "BUSY"},
};

const Extension* find(uint64_t eid) {
    for (const Extension& e : kExtensions)
        if (e.eid == eid) return &e;
    return nullptr;
}

/// "run_tvm_vcpu(#tvm_guest_id, #tvm_vcpu_id)"; empty: unknown.
std::string_view signature(uint64_t a7, uint64_t a6) {
    const Extension* e = find(a7);
    if (!e) return {};
    const uint64_t fid = sbi_function(a7, a6);
    return fid < e->functions.size() ? e->functions[fid] : std::string_view{};
}

/// "run_tvm_vcpu".
std::string_view function_name(std::string_view signature) { return signature.substr(0, signature.find('(')); }

std::string argument(std::string_view declared, uint64_t value) {
    const char kind = declared[0];
    if (kind == '#') return fmt::format("{}={}", declared.substr(1), value);
    if (kind == '%' && find(value)) return fmt::format("{}={}", declared.substr(1), find(value)->name);
    return fmt::format("{}=0x{:x}", declared.substr(kind == '%' ? 1 : 0), value);
}

}  // namespace

uint64_t sbi_function(uint64_t a7, uint64_t a6) {
    const Extension* e = find(a7);
    if (!e) return a6;
    if (e->kind == kLegacy) return 0;
    return e->kind == kRouted ? a6 & 0xffff : a6;
}

std::string_view sbi_extension(uint64_t a7) {
    const Extension* e = find(a7);
    return e ? e->name : std::string_view{};
}

std::string sbi_name(uint64_t a7, uint64_t a6) {
    const Extension* e = find(a7);
    if (!e) return fmt::format("SBI 0x{:x} #{}", a7, a6);
    const std::string_view s = signature(a7, a6);
    if (s.empty()) return fmt::format("{} #{}", e->name, sbi_function(a7, a6));
    return fmt::format("{} {}", e->name, function_name(s));
}

std::string sbi_call(uint64_t a7, uint64_t a6, std::span<const uint64_t, 6> a) {
    std::string arguments;
    const auto add = [&](const std::string& text) { arguments += (arguments.empty() ? "" : ", ") + text; };
    if (const std::string_view s = signature(a7, a6); s.empty()) {
        for (size_t i = 0; i < a.size(); ++i) add(fmt::format("a{}=0x{:x}", i, a[i]));
    } else {
        const size_t open = s.find('(');
        std::string_view list = s.substr(open + 1, s.size() - open - 2);
        for (size_t i = 0; !list.empty(); ++i) {
            const size_t end = std::min(list.find(", "), list.size());
            add(argument(list.substr(0, end), a[i]));
            list.remove_prefix(std::min(end + 2, list.size()));
        }
    }
    const Extension* e = find(a7);
    const bool routed = e && e->kind == kRouted && (a6 >> 26 & 63) != 0;
    return fmt::format("{}({}){}", sbi_name(a7, a6), arguments, routed ? fmt::format(" domain={}", a6 >> 26 & 63) : "");
}

std::string sbi_result(uint64_t a7, uint64_t a0, uint64_t a1) {
    const auto error = static_cast<int64_t>(a0);
    if (const Extension* e = find(a7); e && e->kind == kLegacy) return std::to_string(error);
    const auto known = std::find_if(std::begin(kErrors), std::end(kErrors), [&](auto& k) { return k.first == error; });
    const std::string name = known == std::end(kErrors) ? fmt::format("error {}", error) : std::string(known->second);
    return error == 0 ? fmt::format("{} value=0x{:x}", name, a1) : name;
}

}  // namespace covesim
