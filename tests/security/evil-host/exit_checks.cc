#include "firmware/lib/memory.h"
#include "tests/security/evil-host/exits.h"

namespace covesim::security {

using namespace fw;

namespace {

constexpr uint64_t kHostFcsr = 0x23, kHostScounteren = 3, kHostSenvcfg = 0xc0, kHostSie = 0x20;
constexpr uint64_t kUxl = 3ull << 32;
constexpr uint64_t shm_pattern(unsigned i) { return 0x4E41'434C'0000'0000 | i; }
constexpr uint64_t host_value(unsigned n) { return 0x4845'5245'0000'0000 | n; }

HostCsrs read_csrs() {
    return {
        csr_read<csr::sstatus>(),   csr_read<csr::sie>(),        csr_read<csr::stvec>(),    csr_read<csr::scounteren>(),
        csr_read<csr::senvcfg>(),   csr_read<csr::sepc>(),       csr_read<csr::scause>(),   csr_read<csr::stval>(),
        csr_read<csr::sip>(),       csr_read<csr::stimecmp>(),   csr_read<csr::satp>(),     csr_read<csr::hstatus>(),
        csr_read<csr::hedeleg>(),   csr_read<csr::hideleg>(),    csr_read<csr::hie>(),      csr_read<csr::hip>(),
        csr_read<csr::hvip>(),      csr_read<csr::hcounteren>(), csr_read<csr::hgeie>(),    csr_read<csr::henvcfg>(),
        csr_read<csr::hstateen0>(), csr_read<csr::htval>(),      csr_read<csr::htinst>(),   csr_read<csr::hgatp>(),
        csr_read<csr::vsstatus>(),  csr_read<csr::vsie>(),       csr_read<csr::vsip>(),     csr_read<csr::vstvec>(),
        csr_read<csr::vsscratch>(), csr_read<csr::vsepc>(),      csr_read<csr::vscause>(),  csr_read<csr::vstval>(),
        csr_read<csr::vsatp>(),     csr_read<csr::vstimecmp>(),  csr_read<csr::sstateen0>()};
}

/// Whatever a host can leave in the CSRs that the TVM is about to use; two different worlds.
void poison_csrs(unsigned how) {
    const bool ones = how & 1;
    const uint64_t all = ones ? ~0ull : 0;
    csr_write<csr::henvcfg>(~0ull);  // so that vstimecmp is this register
    csr_write<csr::vstimecmp>(ones ? 0 : ~0ull);
    csr_write<csr::henvcfg>(all);
    csr_write<csr::hstateen0>(all);
    csr_write<csr::hedeleg>(all);
    csr_write<csr::hideleg>(all);
    csr_write<csr::hvip>(~0ull);
    csr_write<csr::hie>(~0ull);
    csr_write<csr::hcounteren>(all);
    csr_write<csr::hgeie>(all);
    csr_write<csr::htimedelta>(ones ? 0x1234'5678'9abc'def0 : 0 - 0x1234'5678'9abcull);
    csr_write<csr::hstatus>(ones ? 7ull << 20 | 1 << 8 | 1 << 9 : 0);  // VTSR VTW VTVM SPVP HU
    csr_write<csr::hgatp>(8ull << 60 | 1ull << 44 | 0x81234);          // the TVM's own VMID, another root
    csr_write<csr::vsatp>(8ull << 60 | 0x5EC2ull << 44 | 0x85678);
    csr_write<csr::vsstatus>(ones ? ~0ull : 0);
    csr_write<csr::vsie>(~0ull);
    csr_write<csr::vstvec>(0x6666'6660);
    csr_write<csr::vsscratch>(0x7777'7777);
    csr_write<csr::vsepc>(0x8888'8888);
    csr_write<csr::vscause>(0x17);
    csr_write<csr::vstval>(0x9999'9999);
    csr_write<csr::htval>(0xaaaa);
    csr_write<csr::htinst>(0xbbbb);
    csr_write<csr::sepc>(0xcccc'cccc);
}

constexpr uint64_t kVs = 3 << 9, kVcsr = 5;

Vectors host_vectors;  // what every run begins with

/// The vector registers are the host's alone: filled with the pattern of `in`, vl = 3, vtype = e16, m2.
void load_vectors(Vectors& in) {
    csr_set<csr::sstatus>(kVs);
    for (unsigned i = 0; i < 32 * 16; ++i) in.words[i] = host_value(128 + i);
    asm volatile(
        ".option push\n.option arch, +v\n"
        "csrr t0, vlenb\n"
        "slli t0, t0, 3\n"
        "mv t1, %0\n"
        "vl8re8.v v0, (t1)\n"
        "add t1, t1, t0\n"
        "vl8re8.v v8, (t1)\n"
        "add t1, t1, t0\n"
        "vl8re8.v v16, (t1)\n"
        "add t1, t1, t0\n"
        "vl8re8.v v24, (t1)\n"
        "vsetivli zero, 3, e16, m2, ta, ma\n"
        "csrw vcsr, %1\n"
        ".option pop"
        :
        : "r"(in.words), "r"(kVcsr)
        : "t0", "t1", "memory");
}

void store_vectors(Vectors& out) {
    uint64_t vl, vtype, vcsr;
    asm volatile(
        ".option push\n.option arch, +v\n"
        "csrr %0, vl\n"
        "csrr %1, vtype\n"
        "csrr %2, vcsr\n"
        "csrr t0, vlenb\n"
        "slli t0, t0, 3\n"
        "mv t1, %3\n"
        "vs8r.v v0, (t1)\n"
        "add t1, t1, t0\n"
        "vs8r.v v8, (t1)\n"
        "add t1, t1, t0\n"
        "vs8r.v v16, (t1)\n"
        "add t1, t1, t0\n"
        "vs8r.v v24, (t1)\n"
        ".option pop"
        : "=&r"(vl), "=&r"(vtype), "=&r"(vcsr)
        : "r"(out.words)
        : "t0", "t1", "memory");
    out.vl = vl;
    out.vtype = vtype;
    out.vcsr = vcsr;
    out.vlenb = csr_read<0xc22>();
    csr_clear<csr::sstatus>(kVs);
}

}  // namespace

void run_vcpu(Exit& e, cove::NaclShmem& shm, uint64_t id, unsigned poison, const Answer& answer, uint64_t slice) {
    auto* words = reinterpret_cast<uint64_t*>(&shm);
    for (unsigned i = 0; i < 1536; ++i) words[i] = shm_pattern(i);
    words[10] = answer.a0;
    words[11] = answer.a1;
    if (answer.input) copy_bytes(shm.console, answer.input, answer.a1);
    for (unsigned i = 0; i < 1536; ++i) e.shm_before[i] = words[i];

    Registers& r = e.registers;
    for (unsigned n = 1; n < 32; ++n) r.x_in[n] = host_value(n);
    for (unsigned n = 0; n < 32; ++n) r.f_in[n] = host_value(64 + n);
    r.fcsr_in = kHostFcsr;
    r.x_in[10] = id;
    r.x_in[11] = 0;
    r.x_in[16] = sbi::routed(1, sbi::covh::kRunVcpu);
    r.x_in[17] = sbi::kCovh;

    poison_csrs(poison);
    csr_write<csr::scounteren>(kHostScounteren);
    csr_write<csr::senvcfg>(kHostSenvcfg);
    csr_write<csr::sie>(kHostSie);
    csr_write<csr::stimecmp>(slice ? csr_read<csr::time>() + slice : ~0ull);
    load_vectors(host_vectors);
    e.before = read_csrs();
    const uint64_t instructions = csr_read<0xc02>(), cycles = csr_read<0xc00>();
    evil_ecall(&r);
    e.instructions = csr_read<0xc02>() - instructions;
    e.cycles = csr_read<0xc00>() - cycles;
    e.after = read_csrs();
    store_vectors(e.vectors);
    csr_write<csr::stimecmp>(~0ull);
    // What a refused call left of the poison: no interrupt for what follows.
    csr_write<csr::hvip>(0);
    csr_write<csr::hie>(0);
}

void check_vectors(Case& c, const Vectors& v) {
    for (unsigned i = 0; i < 4 * v.vlenb; ++i)
        if (v.words[i] != host_vectors.words[i]) c.equal("vector register", v.words[i], host_vectors.words[i]);
    c.equal("vl", v.vl, 3);
    c.equal("vtype", v.vtype, 0xc9);  // vta, vma, e16, m2
    c.equal("vcsr", v.vcsr, kVcsr);
}

void check_registers(Case& c, const Exit& e) {
    const Registers& r = e.registers;
    c.equal("error", r.x_out[10], 0);
    for (unsigned n = 1; n < 32; ++n) {
        if (n == 10 || n == 11) continue;
        if (r.x_out[n] != r.x_in[n]) c.equal("x register", r.x_out[n], r.x_in[n]);
    }
    for (unsigned n = 0; n < 32; ++n) c.equal("f register", r.f_out[n], 0);
    c.equal("fcsr", r.fcsr_out, 0);
    check_vectors(c, e.vectors);
}

void check_csrs(Case& c, const Exit& e, uint64_t scause, uint64_t stval) {
    const HostCsrs &a = e.after, &b = e.before;
    c.equal("scause", a.scause, scause);
    c.equal("stval", a.stval, stval);
    // The host's own come back.
    c.equal("sstatus", a.sstatus, b.sstatus);
    c.equal("sie", a.sie, b.sie);
    c.equal("stvec", a.stvec, b.stvec);
    c.equal("scounteren", a.scounteren, kHostScounteren);
    c.equal("senvcfg", a.senvcfg, b.senvcfg);
    c.equal("satp", a.satp, b.satp);
    c.equal("stimecmp", a.stimecmp, b.stimecmp);
    c.equal("sip", a.sip & ~0x22ull, 0);
    // The TVM's are gone.
    c.equal("sepc", a.sepc, 0);
    c.equal("hstatus", a.hstatus & ~kUxl, 0);
    c.equal("htval", a.htval, 0);
    c.equal("htinst", a.htinst, 0);
    c.equal("hgatp", a.hgatp, 0);
    c.equal("hvip", a.hvip, 0);
    c.equal("hip", a.hip, 0);
    c.equal("vsstatus", a.vsstatus & ~kUxl, 0);
    c.equal("vsie", a.vsie, 0);
    c.equal("vsip", a.vsip, 0);
    c.equal("vstvec", a.vstvec, 0);
    c.equal("vsscratch", a.vsscratch, 0);
    c.equal("vsepc", a.vsepc, 0);
    c.equal("vscause", a.vscause, 0);
    c.equal("vstval", a.vstval, 0);
    c.equal("vsatp", a.vsatp, 0);
    c.equal("vstimecmp", a.vstimecmp, kTvmTimer);  // the ABI shows it, here and in the shared memory
    c.equal("sstateen0", a.sstateen0, 0);
    const auto* all = reinterpret_cast<const uint64_t*>(&a);
    for (unsigned i = 0; i < sizeof a / 8; ++i) c.expect(!is_canary(all[i]), "canary in a CSR", all[i]);
}

void check_shared_memory(Case& c, const Exit& e, const cove::NaclShmem& shm, const Change* changes, unsigned count) {
    const auto* words = reinterpret_cast<const uint64_t*>(&shm);
    for (unsigned i = 0; i < 1536; ++i) {
        if (i == kCsrWords + cove::kNaclVstimecmp) {
            c.equal("vstimecmp in shared memory", words[i], kTvmTimer);
            continue;
        }
        if (i == kCsrWords + cove::kNaclVsie) {
            c.equal("vsie in shared memory", words[i], 0);
            continue;
        }
        if (i == kCsrWords + cove::kNaclHtimedelta) {
            c.expect(!is_canary(words[i]), "htimedelta in shared memory", words[i]);
            continue;
        }
        uint64_t want = e.shm_before[i];
        for (unsigned k = 0; k < count; ++k)
            if (changes[k].word == i) want = changes[k].value;
        if (words[i] != want) {
            c.expect(false, "shared memory word", i);
            c.equal("shared memory", words[i], want);
        }
    }
}

}  // namespace covesim::security
