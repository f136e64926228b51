// A machine for the TSM's logic: 64 MiB of RAM at 0x80000000 in an array, fences and MPT changes recorded, guest runs
// scripted.
#pragma once
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "firmware/tsm/tsm.h"

namespace covesim::test {

inline constexpr uint64_t kRam = 0x8000'0000, kRamPages = 16384;

class FakeHw final : public tsm::Hw {
  public:
    FakeHw() : ram(kRamPages * 512) {}
    uint64_t* memory(uint64_t pa) override {
        if (pa < kRam || pa >= kRam + kRamPages * 4096) throw std::string("physical access outside RAM");
        return ram.data() + (pa - kRam) / 8;
    }
    bool set_confidential(uint64_t pa, uint64_t pages, bool c) override {
        for (uint64_t i = 0; i < pages; ++i) confidential[pa + i * 4096] = c;
        return true;
    }
    void set_encryption(uint64_t, uint64_t, bool) override {}
    void fence_all() override { ++fences; }
    void fence_tvm(unsigned) override { ++tvm_fences; }
    void fence_tvm_vs(uint64_t) override { ++vs_fences; }
    void zero(uint64_t pa, uint64_t bytes) override { std::memset(memory(pa), 0, bytes); }
    void flush_cache(uint64_t, uint64_t bytes) override { flushed += bytes; }
    void copy(uint64_t to, uint64_t from, uint64_t bytes) override { std::memcpy(memory(to), memory(from), bytes); }
    void extend(uint8_t digest[48], const void* head, size_t head_bytes, const void* body, size_t body_bytes) override {
        // Not a hash: what was fed in, in order, for the tests to read; the digest only shows that it changed.
        measured.emplace_back(static_cast<const char*>(head), head_bytes);
        if (body_bytes) measured.back().append(static_cast<const char*>(body), body_bytes);
        ++digest[0];
    }
    bool hart_started(unsigned hart) override { return !(stopped >> hart & 1); }
    bool entropy(void* buffer, size_t bytes) override {
        std::memset(buffer, 0x5a, bytes);
        return has_entropy;
    }
    uint64_t time() override { return 1000; }
    void enter(tsm::Vcpu& v, uint64_t hgatp, bool load_fp) override {
        last_hgatp = hgatp;
        fp_loads += load_fp;
        ++entries;
        if (script.empty()) throw std::string("the guest was not expected to run");
        auto step = script.front();
        script.erase(script.begin());
        step(v);
    }
    uint32_t fetch(const tsm::Vcpu&, uint64_t) override { return guest_inst; }
    void scrub(uint64_t cause, uint64_t value) override { scause = cause, stval = value, ++scrubs; }
    void lock() override {}
    void unlock() override {}

    std::vector<uint64_t> ram;
    std::map<uint64_t, bool> confidential;
    std::vector<std::string> measured;
    std::vector<std::function<void(tsm::Vcpu&)>> script;
    unsigned fences = 0, tvm_fences = 0, vs_fences = 0, entries = 0, fp_loads = 0, scrubs = 0;
    uint64_t flushed = 0, stopped = 0, scause = 0, stval = 0, last_hgatp = 0;
    uint32_t guest_inst = 0;
    bool has_entropy = true;
};

/// A TSM on the fake machine, with the calls by their numbers in the specification. The first MiB is the TSM's own, the
/// rest the host's.
struct Bench {
    FakeHw hw;
    tsm::Tsm tsm{hw, {}};
    std::vector<tsm::PageInfo> table = std::vector<tsm::PageInfo>(kRamPages);
    uint64_t next = kRam + 0x10'0000;  // free host memory

    explicit Bench(unsigned harts = 1) {
        tsm.tracker().init(table.data(), kRam, kRamPages);
        tsm.tracker().add_host_memory(kRam, kRamPages);
        tsm.tracker().reserve(kRam, 256);
        for (unsigned h = 0; h < harts; ++h) tsm.hart_online(h);
    }
    tsm::SbiRet call(uint64_t eid, uint64_t fid, uint64_t a0 = 0, uint64_t a1 = 0, uint64_t a2 = 0, uint64_t a3 = 0,
                     uint64_t a4 = 0, uint64_t a5 = 0, unsigned hart = 0) {
        const uint64_t a[8] = {a0, a1, a2, a3, a4, a5, uint64_t{1} << 26 | fid, eid};
        return tsm.call(hart, a);
    }
    int64_t covh(uint64_t fid, uint64_t a0 = 0, uint64_t a1 = 0, uint64_t a2 = 0, uint64_t a3 = 0, uint64_t a4 = 0,
                 uint64_t a5 = 0) {
        return call(0x434F5648, fid, a0, a1, a2, a3, a4, a5).error;
    }
    uint64_t host(uint64_t pages, uint64_t alignment = 4096) {
        next = (next + alignment - 1) / alignment * alignment;
        const uint64_t at = next;
        next += pages * 4096;
        return at;
    }
    uint64_t converted(uint64_t pages, uint64_t alignment = 4096) {
        const uint64_t at = host(pages, alignment);
        if (covh(1, at, pages) || covh(3)) throw std::string("conversion failed");
        return at;
    }
    /// A TVM with a region [0x80000000, +16 MiB), 16 table pages and vCPU 0; not finalized.
    uint64_t create() {
        const uint64_t params = host(1);
        hw.memory(params)[0] = converted(4, 16384);
        hw.memory(params)[1] = converted(tsm::kTvmStatePages);
        const auto r = call(0x434F5648, 5, params, 16);
        if (r.error) throw std::string("create failed");
        if (covh(10, r.value, converted(16), 16)) throw std::string("tables failed");
        if (covh(9, r.value, 0x8000'0000, 0x100'0000)) throw std::string("region failed");
        if (covh(14, r.value, 0, converted(1))) throw std::string("vcpu failed");
        return r.value;
    }
    /// The same, finalized (entry 0x80000000, argument 7), with shared memory on hart 0.
    uint64_t runnable() {
        const uint64_t id = create();
        if (covh(6, id, 0x8000'0000, 7, 0)) throw std::string("finalize failed");
        shmem = host(3);
        if (call(0x4E41434C, 1, shmem).error) throw std::string("shmem failed");
        return id;
    }
    uint64_t shmem = 0;
    uint64_t& gpr(unsigned n) { return hw.memory(shmem)[n]; }
    uint64_t& csr(unsigned n) { return hw.memory(shmem)[512 + (n >> 2 & 0x300) + (n & 0xff)]; }
};

}  // namespace covesim::test
