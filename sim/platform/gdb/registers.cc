#include "sim/platform/gdb/registers.h"

#include <fmt/format.h>

#include <array>
#include <cstring>

#include "cpu/priv/csr_row.h"

namespace covesim::gdb {
namespace {

constexpr std::array kIntNames{"zero", "ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "fp", "s1", "a0",
                               "a1",   "a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5",
                               "s6",   "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
constexpr std::array kFloatNames{"ft0", "ft1", "ft2", "ft3", "ft4",  "ft5",  "ft6", "ft7", "fs0",  "fs1", "fa0",
                                 "fa1", "fa2", "fa3", "fa4", "fa5",  "fa6",  "fa7", "fs2", "fs3",  "fs4", "fs5",
                                 "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11"};
static_assert(kIntNames.size() == 32 && kFloatNames.size() == 32);

constexpr uint32_t kCsrs = 4096, kVectors = 32;

std::string feature(std::string_view name, std::string_view body) {
    return fmt::format("<feature name=\"org.gnu.gdb.riscv.{}\">\n{}</feature>\n", name, body);
}

std::string row(std::string_view name, uint32_t bits, std::string_view type, uint32_t number,
                std::string_view group = "") {
    const std::string in_group = group.empty() ? "" : fmt::format(" group=\"{}\"", group);
    return fmt::format("<reg name=\"{}\" bitsize=\"{}\" type=\"{}\" regnum=\"{}\"{}/>\n", name, bits, type, number,
                       in_group);
}

std::string cpu_feature() {
    std::string body;
    for (uint32_t i = 0; i < kIntNames.size(); ++i) {
        const bool data = i == 2 || i == 3 || i == 4 || i == 8;  // sp, gp, tp, fp
        body += row(kIntNames[i], 64, i == 1 ? "code_ptr" : data ? "data_ptr" : "int", reg::kX + i);
    }
    return feature("cpu", body + row("pc", 64, "code_ptr", reg::kPc));
}

std::string fpu_feature(bool d) {
    std::string body;
    if (d)
        body =
            "<union id=\"riscv_double\">\n<field name=\"float\" type=\"ieee_single\"/>\n"
            "<field name=\"double\" type=\"ieee_double\"/>\n</union>\n";
    for (uint32_t i = 0; i < kFloatNames.size(); ++i)
        body += row(kFloatNames[i], d ? 64 : 32, d ? "riscv_double" : "ieee_single", reg::kF + i);
    return feature("fpu", body);
}

std::string csr_feature(const Hart& hart) {
    std::string body;
    for (uint32_t n = 0; n < kCsrs; ++n)
        if (hart.privileged().find(n)) body += row(csr_name(n), 64, "uint64", reg::kCsr + n, "csr");
    return feature("csr", body);
}

/// A register as elements of each width, and as one number.
std::string vector_feature(uint32_t vlenb) {
    constexpr std::string_view kNames[] = {"bytes", "shorts", "words", "longs", "quads"};
    std::string body, fields;
    for (uint32_t i = 0; i < std::size(kNames); ++i) {
        const uint32_t bytes = 1U << i;
        body += fmt::format("<vector id=\"{}\" type=\"uint{}\" count=\"{}\"/>\n", kNames[i], 8 * bytes, vlenb / bytes);
        fields += fmt::format("<field name=\"{}\" type=\"{}\"/>\n", kNames[i][0], kNames[i]);
    }
    body += "<union id=\"riscv_vector\">\n" + fields + "</union>\n";
    for (uint32_t i = 0; i < kVectors; ++i)
        body += row(fmt::format("v{}", i), 8 * vlenb, "riscv_vector", reg::kV + i, "vector");
    return feature("vector", body);
}

std::string bytes_of(uint64_t value, size_t n = 8) {
    std::string out(n, '\0');
    std::memcpy(out.data(), &value, n);
    return out;
}

uint64_t value_of(std::string_view bytes) {
    uint64_t v = 0;
    std::memcpy(&v, bytes.data(), bytes.size());
    return v;
}

}  // namespace

std::string target_description(const Hart& hart) {
    const HartFeatures& f = hart.config().features;
    std::string xml =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n"
        "<architecture>riscv:rv64</architecture>\n";
    xml += cpu_feature();
    if (f.f) xml += fpu_feature(f.d);
    xml += csr_feature(hart);
    xml += feature("virtual", row("priv", 8, "uint8", reg::kPriv));
    if (f.v) xml += vector_feature(hart.state().vector.vlenb);
    return xml + "</target>\n";
}

std::optional<std::string> read_register(const Hart& hart, uint32_t n) {
    const HartState& s = hart.state();
    const HartFeatures& f = hart.config().features;
    if (n < reg::kPc) return bytes_of(s.x[n]);
    if (n == reg::kPc) return bytes_of(hart.pc());
    if (n < reg::kCsr) return f.f ? std::optional(bytes_of(s.f[n - reg::kF], f.d ? 8 : 4)) : std::nullopt;
    if (n < reg::kPriv) {
        const auto value = hart.privileged().peek(n - reg::kCsr);
        return value ? std::optional(bytes_of(*value)) : std::nullopt;
    }
    constexpr uint64_t kVirtual = 4;  // debug specification, dcsr.v beside dcsr.prv
    if (n == reg::kPriv) return bytes_of(uint64_t(s.priv) | (s.v ? kVirtual : 0), 1);
    if (n >= reg::kV + kVectors || !f.v) return std::nullopt;
    const uint32_t vlenb = s.vector.vlenb;
    return std::string(reinterpret_cast<const char*>(s.vector.reg + (n - reg::kV) * vlenb), vlenb);
}

std::optional<std::string> write_register(Hart& hart, uint32_t n, std::string_view bytes) {
    const auto old = read_register(hart, n);
    if (!old) return "there is no such register";
    if (old->size() != bytes.size()) return fmt::format("the register has {} bytes", old->size());
    if (hart.busy()) return fmt::format("hart {} is within an instruction: step it first", hart.id());
    HartState& s = hart.state();
    if (n < reg::kPc) {
        if (n != 0) s.x[n] = value_of(bytes);
    } else if (n == reg::kPc) {
        if (value_of(bytes) % 2 != 0) return "pc must be even";
        s.pc = value_of(bytes);
    } else if (n < reg::kCsr) {
        constexpr uint64_t kBoxed = 0xffff'ffff'0000'0000;  // a single in a register of 64 bits
        s.f[n - reg::kF] = value_of(bytes) | (bytes.size() == 4 ? kBoxed : 0);
    } else if (n < reg::kPriv) {
        if (!hart.write_csr(n - reg::kCsr, value_of(bytes))) return "this CSR can only be read";
    } else if (n == reg::kPriv) {
        return "priv can only be read";
    } else {
        std::memcpy(s.vector.reg + (n - reg::kV) * s.vector.vlenb, bytes.data(), bytes.size());
    }
    return std::nullopt;
}

}  // namespace covesim::gdb
