#include "firmware/host-vmm/tvm.h"

#include "firmware/lib/csr.h"
#include "firmware/lib/insn.h"
#include "firmware/lib/memory.h"

namespace covesim::host {

using namespace fw;

namespace {

constexpr uint64_t kMega = 2 << 20;
constexpr uint64_t kSsip = 1 << 1, kStip = 1 << 5;
constexpr char kNoMemory[] = "not enough memory for the TVM";
constexpr char kHostMessage[] = "hello from the host";

uint64_t pages_of(uint64_t bytes) { return align_up(bytes, kPageSize) / kPageSize; }

}  // namespace

void Tvm::build(const cove::TsmInfo& info) {
    cove::TvmCreateParams params{};
    params.tvm_page_directory_addr = pool_.take(4 * kPageSize, 4 * kPageSize);
    params.tvm_state_addr = pool_.take(info.tvm_state_pages * kPageSize);
    const uint64_t vcpu_state = pool_.take(info.tvm_vcpu_state_pages * kPageSize);
    // One last-level table per 2 MiB at most (measured and 4 KiB pages), one for each level above, and some for
    // MMIO-free splits.
    const uint64_t tables = d_.memory.size / kMega + 16;
    const uint64_t table_pages = pool_.take(tables * kPageSize);
    if (!params.tvm_page_directory_addr || !params.tvm_state_addr || !vcpu_state || !table_pages) fail(log_, kNoMemory);
    log_.line("converted {} KiB for the TVM's state and page tables", pool_.converted_bytes() / 1024);

    auto r = tsm_.create(params);
    if (r.error) fail(log_, "create_tvm", r.error);
    id_ = r.value;
    log_.line("TVM {x} created", id_);
    if (r = tsm_.add_tables(id_, table_pages, tables); r.error) fail(log_, "add_tvm_page_table_pages", r.error);
    if (r = tsm_.add_region(id_, d_.memory.base, d_.memory.size); r.error) fail(log_, "add_tvm_memory_region", r.error);
    log_.line("memory region {x} + {x}, {} page-table pages", d_.memory.base, d_.memory.size, tables);
    if (r = tsm_.create_vcpu(id_, 0, vcpu_state); r.error) fail(log_, "create_tvm_vcpu", r.error);
    for (unsigned i = 0; i < d_.image_count; ++i) add_image(d_.images[i]);
    if (r = tsm_.finalize(id_, d_.entry, d_.arg); r.error) fail(log_, "finalize_tvm", r.error);
    log_.line("TVM finalized: entry {x}, argument {x}", d_.entry, d_.arg);
}

void Tvm::measure(uint64_t source, uint64_t dest, uint64_t pages, uint64_t gpa) {
    for (uint64_t done = 0; done < pages;) {
        const uint64_t n = min_of(pages - done, cove::kMeasuredBatch), at = done * kPageSize;
        if (auto r = tsm_.add_measured(id_, source + at, dest + at, n, gpa + at); r.error)
            fail(log_, "add_tvm_measured_pages", r.error);
        done += n;
    }
}

void Tvm::add_image(const TvmImage& image) {
    const uint64_t pages = pages_of(image.source.size), whole = image.source.size / kPageSize,
                   tail = image.source.size % kPageSize;
    const uint64_t dest = pool_.take(pages * kPageSize);
    if (!dest) fail(log_, kNoMemory);
    measure(image.source.base, dest, whole, image.gpa);
    if (tail) {
        // The last page is measured whole: zeros behind the image, not what the loader left there.
        const uint64_t last = arena_.take(kPageSize);
        if (!last) fail(log_, kNoMemory);
        fill_bytes(reinterpret_cast<void*>(last), 0, kPageSize);
        copy_bytes(reinterpret_cast<void*>(last), reinterpret_cast<const void*>(image.source.base + whole * kPageSize),
                   tail);
        measure(last, dest + whole * kPageSize, 1, image.gpa + whole * kPageSize);
    }
    log_.line("measured {} pages at {x}", pages, image.gpa);
}

void Tvm::answer(int64_t error, uint64_t value) {
    shm_.gprs[10] = uint64_t(error);
    shm_.gprs[11] = value;
}

bool Tvm::run() {
    log_.line("running the TVM");
    csr_write<csr::sie>(kStip | kSsip);  // wakes WFI and, through the TSM, pre-empts the TVM; sstatus.SIE stays 0
    const uint64_t slice = timebase_ / 100;
    for (;;) {
        csr_write<csr::stimecmp>(csr_read<csr::time>() + slice);
        const auto r = tsm_.run(id_, 0);
        const uint64_t scause = csr_read<csr::scause>(), stval = csr_read<csr::stval>();
        ++counts_.total;
        if (r.error) fail(log_, "run_tvm_vcpu", r.error);
        Outcome next;
        if (scause >> 63) {
            ++counts_.interrupt;
            if ((scause & 63) == 1) csr_clear<csr::sip>(kSsip);
            next = r.value ? Outcome::Failure : Outcome::GoOn;  // the timer is set anew above
        } else if (scause == cove::kExitVsEcall) {
            next = on_ecall(r.value != 0);
        } else if (r.value) {
            log_.line("the TVM stopped with cause {}", scause);
            next = failed("the TVM did what no exit answers");
        } else if (scause == cove::kExitVirtualInstruction) {
            next = on_wait();
        } else {
            next = on_fault(scause | (stval & 3) << 8);
        }
        if (next != Outcome::GoOn) {
            log_.flush();
            return next == Outcome::Success;
        }
    }
}

Tvm::Outcome Tvm::on_ecall(bool ended) {
    ++counts_.ecall;
    const uint64_t eid = shm_.gprs[17], fid = shm_.gprs[16];
    if (ended && eid == sbi::kSrst) {
        const uint64_t type = shm_.gprs[10], reason = shm_.gprs[11];
        log_.line("the TVM asked for {}{}", type == sbi::srst::kShutdown ? "shutdown" : "a reboot (ends here)",
                  reason ? " after a failure" : "");
        return reason ? failed("the TVM reported a failure") : Outcome::Success;
    }
    if (ended) {
        log_.line("the TVM stopped in a call: {x} {}", eid, fid);
        return Outcome::Failure;
    }
    if (eid == sbi::kCovg) return on_covg();
    if (eid == sbi::kDbcn && fid == sbi::dbcn::kWriteByte) {
        log_.put(char(shm_.gprs[10]));
        answer(sbi::kSuccess);
        return Outcome::GoOn;
    }
    if (eid == sbi::kDbcn && fid == sbi::dbcn::kWrite) {
        // The TSM put the bytes into our shared memory and names that place; take them from there and nowhere else.
        const uint64_t n = min_of(shm_.gprs[10], cove::kConsoleBytes);
        auto* text = reinterpret_cast<const char*>(shm_.console);
        for (uint64_t i = 0; i < n; ++i) log_.put(text[i]);
        answer(sbi::kSuccess, n);
        return Outcome::GoOn;
    }
    if (eid == sbi::kDbcn && fid == sbi::dbcn::kRead) {
        answer(sbi::kSuccess, 0);
        return Outcome::GoOn;
    }
    if (eid == sbi::kHsm && fid == sbi::hsm::kStop) { return failed("the TVM's only vCPU stopped"); }
    answer(sbi::kNotSupported);
    return Outcome::GoOn;
}

Tvm::Outcome Tvm::on_covg() {
    const uint64_t fid = sbi::routed_fid(shm_.gprs[16]), gpa = shm_.gprs[10], len = shm_.gprs[11];
    switch (fid) {
        case sbi::covg::kAddMmioRegion:
            mmio_ = {gpa, len};
            log_.line("the TVM declares MMIO at {x} + {x}", gpa, len);
            break;
        case sbi::covg::kRemoveMmioRegion:
            mmio_ = {0, 0};
            log_.line("the TVM removes MMIO at {x} + {x}", gpa, len);
            break;
        case sbi::covg::kShareMemory:
            if (shared_.size) {
                answer(sbi::kFailed);  // one shared range at a time
                return Outcome::GoOn;
            }
            withdraw(gpa, len, false);
            shared_ = {gpa, len};
            log_.line("the TVM shares {x} + {x}", gpa, len);
            break;
        case sbi::covg::kUnshareMemory:
            for (unsigned i = 0; i < shared_count_; ++i) {
                // What the TVM wrote is visible here; printed as text, cut at the first unprintable byte.
                TextBuffer<64> text;
                const auto* bytes = reinterpret_cast<const volatile char*>(shared_pages_[i].pa);
                for (unsigned k = 0; k < 63 && bytes[k] >= ' ' && bytes[k] <= '~'; ++k) text.put(bytes[k]);
                log_.line("shared page {x} holds \"{}\"", shared_pages_[i].gpa, static_cast<const char*>(text.text));
            }
            withdraw(gpa, len, true);
            shared_ = {0, 0};
            log_.line("the TVM takes back {x} + {x}", gpa, len);
            break;
        default: answer(sbi::kNotSupported); return Outcome::GoOn;
    }
    answer(sbi::kSuccess);
    return Outcome::GoOn;
}

// Invalidate, fence, remove: one page at a time, since the range may be sparsely populated.
void Tvm::withdraw(uint64_t gpa, uint64_t len, bool shared) {
    for (uint64_t at = gpa; at < gpa + len; at += kPageSize) {
        const uint64_t large = align_down(at, kMega);
        if (!in_pieces(large) && split_count_ < kMaxShared) split_[split_count_++] = large;
        if (tsm_.invalidate(id_, at, kPageSize).error) continue;  // not populated
        if (auto r = tsm_.fence(id_); r.error) fail(log_, "tvm_fence", r.error);
        // The only vCPU is out, so the fence is complete.
        if (auto r = tsm_.remove(id_, at, kPageSize); r.error) fail(log_, "tvm_remove_pages", r.error);
    }
    if (shared) shared_count_ = 0;
}

Tvm::Outcome Tvm::on_fault(uint64_t cause_and_low_bits) {
    const uint64_t scause = cause_and_low_bits & 0xff;
    const uint64_t gpa = shm_.csrs[cove::kNaclHtval] << 2 | cause_and_low_bits >> 8;
    if (mmio_.contains(gpa)) return on_mmio(gpa, scause == cove::kExitStoreGuestPageFault);
    failure_ = "the TVM accessed what it does not have";
    if (shared_.contains(gpa)) {
        ++counts_.shared;
        if (add_shared(gpa)) return Outcome::GoOn;
    } else if (d_.memory.contains(gpa) && add_zero(gpa)) {
        return Outcome::GoOn;
    }
    log_.line("cannot serve a fault at {x} (cause {})", gpa, scause);
    return Outcome::Failure;
}

// Whether a 2 MiB page holds, or held, single pages.
bool Tvm::in_pieces(uint64_t base) const {
    const uint64_t len = kMega;
    for (unsigned i = 0; i < split_count_; ++i)
        if (split_[i] == base) return true;
    for (unsigned i = 0; i < d_.image_count; ++i)
        if (Span{base, len}.overlaps({d_.images[i].gpa, align_up(d_.images[i].source.size, kPageSize)})) return true;
    return false;
}

// 2 MiB if nothing else can be mapped there (no image, nothing withdrawn: then the TSM refuses and 4 KiB follow), else
// 4 KiB.
bool Tvm::add_zero(uint64_t gpa) {
    const uint64_t large = align_down(gpa, kMega);
    if (d_.demand_page == kMega && d_.memory.contains(large, kMega) && !in_pieces(large)) {
        if (const uint64_t pa = pool_.take(kMega, kMega)) {
            if (tsm_.add_zero(id_, pa, cove::kPage2M, large).error == 0) {
                ++counts_.zero_2m;
                return true;
            }
            // Occupied in part after all: its pages serve as single ones.
            for (uint64_t at = 0; at < kMega; at += kPageSize) pool_.put_page(pa + at);
        }
    }
    const uint64_t pa = pool_.take_page();
    if (!pa) {
        log_.line("{}: {} KiB converted", kNoMemory, pool_.converted_bytes() / 1024);
        failure_ = kNoMemory;
        return false;
    }
    ++counts_.zero_4k;
    const auto r = tsm_.add_zero(id_, pa, cove::kPage4K, align_down(gpa, kPageSize));
    if (r.error) log_.line("add_tvm_zero_pages: error {}", r.error);
    return r.error == 0;
}

bool Tvm::add_shared(uint64_t gpa) {
    const uint64_t pa = arena_.take(kPageSize);
    if (!pa || shared_count_ == kMaxShared) return false;
    fill_bytes(reinterpret_cast<void*>(pa), 0, kPageSize);
    copy_bytes(reinterpret_cast<void*>(pa + kPageSize / 2), kHostMessage, sizeof kHostMessage);
    shared_pages_[shared_count_++] = {align_down(gpa, kPageSize), pa};
    return tsm_.add_shared(id_, pa, align_down(gpa, kPageSize)).error == 0;
}

// htinst holds the access with a0 in place of the TVM's register.
Tvm::Outcome Tvm::on_mmio(uint64_t gpa, bool store) {
    ++counts_.mmio;
    const bool uart = gpa - kUartGpa < 8;
    if (store) {
        if (uart) uart_.write(unsigned(gpa - kUartGpa), uint8_t(shm_.gprs[10]));
    } else {
        shm_.gprs[10] = uart ? uart_.read(unsigned(gpa - kUartGpa)) : 0;
    }
    return Outcome::GoOn;
}

// WFI: sleep until the TVM's own timer is due. vstimecmp counts the TVM's time, which is ours plus htimedelta.
Tvm::Outcome Tvm::on_wait() {
    ++counts_.wfi;
    log_.flush();
    const uint64_t compare = shm_.csrs[cove::kNaclVstimecmp], due = compare - shm_.csrs[cove::kNaclHtimedelta];
    if (compare == ~0ull) { return failed("the TVM waits for an interrupt that cannot come"); }
    csr_write<csr::stimecmp>(due);
    while (csr_read<csr::time>() < due) wfi();
    return Outcome::GoOn;
}

void Tvm::destroy() {
    if (auto r = tsm_.destroy(id_); r.error) fail(log_, "destroy_tvm", r.error);
    log_.line("TVM {x} destroyed", id_);
}

}  // namespace covesim::host
