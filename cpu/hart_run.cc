// Between instructions: sampling points, fetch, regimes, traps, attribution.
#include <algorithm>
#include <cassert>
#include <cstring>

#include "cpu/engine/engine.h"
#include "cpu/hart.h"
#include "sim/core/splitmix.h"

namespace covesim {

namespace {
constexpr uint64_t kFemto = 1'000'000'000'000'000;
constexpr uint64_t kSlotMask = ~(static_cast<uint64_t>(kSlotPageBytes) - 1);

/// Instructions that may retire between two sampling points: those of a page.
constexpr uint64_t kStretch = kSlotsPerPage;

/// Widths belong to the privileged architecture; the MMU takes them from there.
MmuParams mmu_params(const HartParams& p) {
    MmuParams m = p.mmu;
    m.mpt.sdidlen = p.priv.sdidlen;
    return m;
}

/// Zicsr: funct3 1 and 5 (CSRRW, CSRRWI) always write, the others unless rs1 or uimm is 0.
CsrUse csr_use(const isa::Slot& s) {
    const bool replaces = (isa::kInfo[s.op].match >> 12 & 3) == 1;
    return {uint32_t(s.imm) & 0xfff, s.rd != isa::kSinkRegister, replaces || s.rs1 != 0};
}
}  // namespace

Hart::Hart(const Config& config, HartPorts& ports, BackingStore& store, CodeCache& code, const PmaTable& pma,
           const TileCaches& caches)
    : config_(config),
      ports_(ports),
      store_(store),
      code_(code),
      caches_(caches),
      priv_(state_, *this, config.params.priv, config.features),
      mmu_(mmu_params(config.params), pma, store, Clock{config.params.clock_period_fs}, caches.pte, caches.mpt,
           static_cast<uint16_t>(config.id)),
      predictor_(config.params.pipeline),
      store_buffer_(config.params.pipeline.store_buffer),
      zvfhmin_(config.isa.has(isa::Ext::Zvfhmin)),
      scratch_store_(size_t{3} * kSlotsPerPage) {
    const auto start = reinterpret_cast<uintptr_t>(scratch_store_.data());
    scratch_used_ = scratch_ = reinterpret_cast<isa::Slot*>((start + kSlotPageBytes - 1) & kSlotMask);
    mmu_.set_observer(this);
    code_.observe(*this);
    store_.observe(*this);
    state_.vector.vlenb = config.params.vector.vlen / 8;
    priv_.reset(config.id);
    apply(Effect::Regime | Effect::Interrupts | Effect::Pmp | Effect::Timer);
    enter_mode();
}

Hart::~Hart() {
    if (page_) --page_->pins;
    store_.unobserve(*this);
}

void Hart::reset() {
    if (commits_) flush_commit();
    resume_ = nullptr;
    passed_pc_.reset();
    at_stop_pc_ = waiting_ = reserved_ = false;
    sample_next_ = true;
    priv_.reset(config_.id);
    set_time_offset(0);
    mmu_.flush_all();
    apply(Effect::Regime | Effect::Interrupts | Effect::Pmp);
}

RunEnd Hart::run(Tick limit) {
    quantum_limit_ = limit;
    limit_ = 0;
    end_ = RunEnd::Quantum;
    at_stop_pc_ = false;
    running_ = true;
    if (passed_pc_ != state_.pc) passed_pc_.reset();
    if (resume_ && pc_of(resume_) != state_.pc) leave_block();
    raw_ -= over_;
    over_ = 0;
    do {
        again_ = false;
        if (wanted_mode_ != mode_) enter_mode();
        limit_near_ = near_instruction_limit();
        switch (mode_) {
            case Mode::Fast: Engine<Mode::Fast>::run(*this); break;
            case Mode::Warm: Engine<Mode::Warm>::run(*this); break;
            case Mode::Timed: Engine<Mode::Timed>::run(*this); break;
        }
    } while (again_);
    running_ = false;
    flush_commit();
    return end_;
}

void Hart::set_mode(Mode m) {
    wanted_mode_ = m;
    limit_ = 0;
    if (!running_ && m != mode_) enter_mode();
}

void Hart::enter_mode() {
    leave_block();
    settle_account();
    const uint64_t c = cycles();
    in_mode_[static_cast<size_t>(mode_)] = in_mode(mode_);
    mode_start_ = {retired(), c, stats_.idle_cycles};
    mode_ = wanted_mode_;
    cyc_ = c;
    idle_ = c - retired() * config_.params.fast_cpi;
    mmu_.set_mode(mode_);
    const uint32_t shift = mode_ == Mode::Fast ? 12 : 6;
    l0_.configure(shift);
    fetch_l0_.configure(shift);
    drop_l0();
}

ModeUse Hart::in_mode(Mode m) const {
    ModeUse use = in_mode_[static_cast<size_t>(m)];
    if (m != mode_) return use;
    use.instructions += retired() - mode_start_.instructions;
    use.cycles += cycles() - mode_start_.cycles;
    use.idle_cycles += stats_.idle_cycles - mode_start_.idle_cycles;
    return use;
}

uint64_t Hart::cycles() const {
    if (mode_ == Mode::Timed) return cyc_ - cur_gaps_;
    return idle_ + retired() * config_.params.fast_cpi;
}

void Hart::advance_to(Tick t) {
    const uint64_t target = Clock{config_.params.clock_period_fs}.count(t), c = cycles();
    if (target <= c) return;
    stats_.idle_cycles += target - c;
    idle_ += target - c;
    cyc_ += target - c;
    // Sleep belongs to nobody's execution.
    account_cycles_ += target - c;
    function_cycles_ += target - c;
}

void Hart::set_line(int interrupt, bool level) {
    priv_.set_line(interrupt, level);
    limit_ = 0;
}

void Hart::msi(unsigned file, uint32_t identity) {
    priv_.msi(file, identity);
    limit_ = 0;
}

void Hart::set_rnmi(bool level) {
    priv_.set_rnmi(level);
    limit_ = 0;
}

void Hart::request_stop() {
    stop_ = true;
    limit_ = 0;
}

void Hart::set_instruction_limit(uint64_t n) {
    if (n < instruction_limit_) limit_ = 0;
    instruction_limit_ = n;
}

void Hart::set_stop_pcs(std::vector<uint64_t> pcs) {
    stop_pcs_ = std::move(pcs);
    for (const uint64_t pc : stop_pcs_) look_at(pc);
}

/// The engine looks at this instruction before it executes it, from now on.
void Hart::look_at(uint64_t pc) {
    code_.watch(static_cast<uint32_t>((pc & 0xfff) / 2));
    if (scratch_used_->op != 0) scratch_used_->go = code_.go_of(*scratch_used_, scratch_index());
}

/// The engine looks at `s` before it executes it. True: the hart stops here.
bool Hart::stop_before(const isa::Slot* s, uint64_t icount) {
    const auto passed = std::exchange(passed_pc_, std::nullopt);
    if (icount - s->insns - over_ >= count_limit()) {
        suspend(s, icount);
        return true;
    }
    if (s->go != kGoLook) return false;
    const uint64_t pc = pc_of(s);
    if (pc == passed || std::find(stop_pcs_.begin(), stop_pcs_.end(), pc) == stop_pcs_.end()) return false;
    suspend(s, icount);
    at_stop_pc_ = true;
    passed_pc_ = pc;
    return true;
}

/// Leaves the engine within a block, so that run() goes on as if it had not: what the block counted ahead on entry is
/// taken back, and is counted again then.
void Hart::suspend(const isa::Slot* s, uint64_t icount) {
    state_.pc = pc_of(s);
    raw_ = icount - s->insns;
    if (mode_ == Mode::Timed && s->insns != 0) cyc_ -= 1U + s->gaps;
    cur_insns_ = cur_gaps_ = 0;
    resume_ = s;
    end_ = RunEnd::Stop;
}

bool Hart::near_instruction_limit() const { return retired() + kStretch >= count_limit(); }

/// The block cannot be gone on with: it is entered anew, which is no sampling point either.
void Hart::leave_block() {
    if (std::exchange(resume_, nullptr)) sample_next_ = false;
}

bool Hart::sample() {
    if (wanted_mode_ != mode_) {
        again_ = true;
        return false;
    }
    if (now() >= timer_due_) refresh_timers();
    if (priv_.overflow_armed()) priv_.poll_overflow();
    if (stop_ || state_.critical_error || retired() >= count_limit()) {
        end_ = RunEnd::Stop;
        return false;
    }
    if (waiting_) {
        if (!priv_.wfi_wakes()) {
            end_ = RunEnd::Wait;
            return false;
        }
        waiting_ = false;
    }
    if (const auto c = priv_.pending_interrupt()) {
        trap_ = Trap{};
        trap_.cause = c->cause;
        trap_.to = c->to;
        trap_.guest_number = c->guest_number;
        ++stats_.interrupts;
        take_trap();
        if (state_.critical_error) {
            end_ = RunEnd::Stop;
            return false;
        }
    }
    if (now() >= quantum_limit_) {
        end_ = RunEnd::Quantum;
        return false;
    }
    if (near_instruction_limit() && !limit_near_) {  // from here on the engine looks at every instruction
        again_ = true;
        sample_next_ = false;
        return false;
    }
    compute_limit();
    return true;
}

void Hart::compute_limit() {
    if (priv_.overflow_armed()) {
        limit_ = 0;  // every sampling point looks at the counters
        return;
    }
    const uint64_t period = config_.params.clock_period_fs;
    const Tick until = std::min(quantum_limit_, timer_due_);
    const uint64_t target = until.fs / period + (until.fs % period != 0);
    const uint64_t c = cycles();
    const uint64_t left = target > c ? target - c : 0;
    // So that sample() comes by before a stretch in which the limit is met.
    const uint64_t instructions = limit_near_ ? UINT64_MAX : count_limit() - retired() - kStretch;
    if (mode_ == Mode::Timed) {
        limit_ = cyc_ + std::min(left, instructions);  // at most one instruction a cycle
    } else {
        const uint64_t cpi = config_.params.fast_cpi;
        limit_ = raw_ + std::min(left / cpi + (left % cpi != 0), instructions);
    }
}

void Hart::refresh_timers() {
    const uint64_t t = time();
    if (priv_.update_timers(t)) limit_ = 0;
    const uint64_t next = priv_.next_timer(t);
    timer_due_ = kNever;
    const uint64_t per_tick = kFemto / config_.timebase_hz;
    const uint64_t elapsed = t - time_offset_;
    if (next != UINT64_MAX && next - t <= UINT64_MAX / per_tick - elapsed)
        timer_due_ = Tick{(elapsed + (next - t)) * per_tick};
}

void Hart::set_time_offset(uint64_t offset) {
    time_offset_ = offset;
    timer_due_ = Tick{};  // the next sampling point looks
    limit_ = 0;
}

template <Mode M>
bool Hart::enter() {
    cur_insns_ = cur_gaps_ = 0;
    if (resume_) {  // a stop is no entry: nothing is fetched, sampled or counted anew
        if (std::exchange(holding_, false)) return false;
        entry_slot_ = std::exchange(resume_, nullptr);
        return true;
    }
    for (;;) {
        if (sample_next_ && (M == Mode::Timed ? cyc_ : raw_) >= limit_) {
            if (!sample()) return false;
        }
        sample_next_ = true;
        if (regimes_stale_ && refresh_regimes()) {
            again_ = true;
            sample_next_ = false;
            return false;
        }
        const uint64_t pc = state_.pc;
        const FetchEntry& e = fetch_l0_.slot(*fetch_bank_, pc);
        if (e.tag == (pc & ~((1ULL << fetch_l0_.shift()) - 1))) {
            if constexpr (M != Mode::Fast) {
                const uint64_t seq = ++mmu_.sequence();
                if (e.stamps.line) *e.stamps.line = seq;
                if (e.stamps.tlb) *e.stamps.tlb = seq;
            }
            set_page(e.page, pc, e.tlb_entry);
            entry_slot_ = page_->slots + ((pc & 0xfff) >> 1);
        } else if (!fetch(pc)) {
            flush_commit();  // the trap is not that instruction's
            take_exception();
            continue;
        }
        if (look_at_entry_ && !check_entry()) {
            flush_commit();
            take_exception();
            continue;
        }
        if (context_changed_ || page_->owner != owner_) switch_account();
        return true;
    }
}
template bool Hart::enter<Mode::Fast>();
template bool Hart::enter<Mode::Warm>();
template bool Hart::enter<Mode::Timed>();

/// What is asked of an entry that most harts need not ask. False: an exception was raised.
bool Hart::check_entry() {
    if (state_.elp && !landing_pad()) return false;
    if (!config_.accelerators.decoded_code && !in_scratch(entry_slot_)) {
        code_.forget(*page_);
        decode_block(const_cast<isa::Slot*>(entry_slot_));
    }
    return true;
}

bool Hart::fetch(uint64_t pc) {
    Piece p;
    p.access = {Va{pc}, 2, Acc::Fetch, false, false, false};
    if (!translate(fetch_regime_, p)) return false;
    if (!p.host) {
        trap_ = Trap{cause::kFetchAccess, pc, 0, 0, fetch_regime_.v, false};
        return false;
    }
    FetchEntry e;
    if (mode_ != Mode::Fast) time_fetch(p, e);
    CodePage* page = code_.get(p.t.spa.align(4096));
    set_page(page, pc, p.t.tlb_entry);
    if (!p.t.uniform) return scratch_at(pc);  // a PMP boundary cuts the page: every instruction is checked by itself
    entry_slot_ = page_->slots + ((pc & 0xfff) >> 1);
    if (!config_.accelerators.l0 || (mode_ != Mode::Fast && caches_.fetch && p.way == kNoWay)) return true;
    e.tag = pc & ~((1ULL << fetch_l0_.shift()) - 1);
    e.page = page;
    e.stamps.tlb = p.t.tlb_stamp;
    e.tlb_entry = p.t.tlb_entry;
    e.line = p.t.spa.align(1ULL << fetch_l0_.shift());
    if (p.t.mpt_stamp == nullptr) fetch_l0_.insert(*fetch_bank_, e);
    return true;
}

void Hart::set_page(CodePage* page, uint64_t pc, uint32_t tlb_entry) {
    if (page != page_) {
        if (page_) --page_->pins;
        ++page->pins;
        page_ = page;
    }
    page_tlb_ = tlb_entry;
    bias_ = (pc & ~0xfffULL) - (reinterpret_cast<uintptr_t>(page->slots) >> 3);
    const bool inline_ok = config_.accelerators.decoded_code;
    inline_mask_ = inline_ok ? kSlotMask : ~0ULL;
    inline_va_mask_ = inline_ok ? ~0xfffULL : ~0ULL;
}

/// True: the engine must be entered anew, because it dispatches jumps in another way now.
bool Hart::refresh_regimes() {
    regimes_stale_ = false;
    fetch_regime_ = priv_.fetch_regime();
    data_regime_ = priv_.data_regime();
    bank_ = &l0_.select(data_regime_);
    fetch_bank_ = &fetch_l0_.select(fetch_regime_);
    context_changed_ = true;
    look_at_entry_ = state_.elp || !config_.accelerators.decoded_code;
    const bool before = std::exchange(pads_, priv_.landing_pads());
    return pads_ != before;
}

void Hart::drop_l0() {
    l0_.drop_all();
    fetch_l0_.drop_all();
    bank_ = &l0_.select(data_regime_);
    fetch_bank_ = &fetch_l0_.select(fetch_regime_);
    limit_ = 0;
}

void Hart::apply(Effect effects) {
    if (effects & Effect::Regime) regimes_stale_ = true;
    if (effects & (Effect::Interrupts | Effect::Counters)) limit_ = 0;
    if (effects & Effect::Timer) {
        refresh_timers();
        limit_ = 0;
    }
    if (effects & Effect::Pmp) {
        std::array<uint8_t, Pmp::kEntries> cfg;
        std::array<uint64_t, Pmp::kEntries> address;
        std::copy_n(state_.pmpcfg, Pmp::kEntries, cfg.begin());
        for (int i = 0; i < Pmp::kEntries; ++i) address[i] = priv_.pmp_address(i);
        mmu_.pmp().set(cfg, address, state_.mseccfg, config_.params.priv.pmp_entries != 0);
        drop_l0();
    }
}

void Hart::take_trap() {
    if (trap_.cause & kInterrupt) flush_commit();
    else drop_commit();
    event_start_ = cycles();
    fenced_ = false;
    // A trap takes time in every mode: a hart that only traps still reaches the end of its quantum.
    if (mode_ == Mode::Timed) stall(&HartStats::stall_trap, config_.params.pipeline.trap_latency);
    else idle_ += config_.params.fast_cpi;
    if (observer_) observer_->trap(*this, trap_);
    if (step_limit_ != UINT64_MAX) step_limit_ = retired();  // a step ends at the handler; apply() has the hart look
    (void)priv_.take_trap(trap_);                            // sample() stops at a critical error
    apply(Effect::Regime | Effect::Interrupts);
}

/// RISC-V semihosting: EBREAK between slli x0,x0,0x1f and srai x0,x0,7, none of them compressed.
bool Hart::semihosting_call() {
    constexpr uint32_t kSequence[] = {0x01f01013, 0x00100073, 0x40705013};
    uint32_t words[3];
    return peek(state_.pc - 4, words, sizeof words) && std::equal(words, words + 3, kSequence) &&
           semihost_->semihost(*this);
}

void Hart::take_exception() {
    if (holding_) return hold();
    cur_insns_ = cur_gaps_ = 0;
    if (semihost_ && trap_.cause == cause::kBreakpoint && semihosting_call()) {
        drop_commit();
        state_.pc += 4;
        idle_ += mode_ == Mode::Timed ? 0 : config_.params.fast_cpi;
        sample_next_ = true;
        return;
    }
    ++stats_.exceptions;
    take_trap();
    sample_next_ = true;
}

void Hart::begin_system(const isa::Slot* s, uint64_t icount) {
    begin_slow(s, icount);
    system_ = *s;
}

void Hart::finish_system(isa::Flow flow) {
    const isa::Slot& s = system_;
    event_start_ = cycles();
    cur_insns_ = cur_gaps_ = 0;
    if (flow != isa::Flow::Jump) state_.pc = pc_of(cur_) + 2U * s.len;
    if (flow == isa::Flow::Wait && config_.params.wfi_waits) {
        waiting_ = true;
        limit_ = 0;
    }
    const bool hint = s.op == isa::op_index<isa::ControlHint>;  // an ALU instruction to the pipeline
    if (mode_ == Mode::Timed && !hint) stall(&HartStats::stall_system, config_.params.pipeline.system_latency);
    if (flow == isa::Flow::Jump) {
        ++stats_.xrets;
        if (observer_) observer_->xret(*this);
    } else if (observer_) {
        const isa::Fmt fmt = isa::kInfo[s.op].fmt;
        if (fmt == isa::Fmt::Csr || fmt == isa::Fmt::CsrI) observer_->csr_accessed(*this, csr_use(s));
        if (fenced_) observer_->fence(*this);
        if (hint) observer_->control_hint(*this, uint32_t(s.imm) & isa::kControlCommands, state_.x[s.rs1]);
    }
    fenced_ = false;
    sample_next_ = true;
}

void Hart::settle_account() {
    if (accounts_.empty()) return;
    Account& a = accounts_[account_];
    const uint64_t r = retired(), c = cycles();
    a.instructions += r - account_retired_;
    a.cycles += c - account_cycles_;
    account_retired_ = r;
    account_cycles_ = c;
}

void Hart::switch_account() {
    settle_account();
    context_changed_ = false;
    function_.size = 0;  // the same address is another function in another context
    owner_ = page_->owner;
    Account key;
    key.sdid = static_cast<uint8_t>(fetch_regime_.sdid());
    key.v = state_.v;
    key.priv = state_.priv;
    key.vmid = state_.v ? static_cast<uint16_t>(state_.hgatp >> 44 & 0x3fff) : uint16_t{0};
    key.owner = owner_;
    if (!accounts_.empty() && accounts_[account_].same_context(key)) return;
    account_ = 0;
    while (account_ < accounts_.size() && !accounts_[account_].same_context(key)) ++account_;
    if (account_ == accounts_.size()) accounts_.push_back(key);
    if (observer_) observer_->context(*this, owner_);
}

const std::vector<Account>& Hart::accounts() {
    settle_account();
    return accounts_;
}

// --- TlbObserver, CodePageObserver
// ------------------------------------------------------------------------------------

void Hart::drop(uint32_t tlb_entry) {
    l0_.drop_tlb(tlb_entry);
    fetch_l0_.drop_tlb(tlb_entry);
    if (tlb_entry == page_tlb_) {  // the page being executed must be translated again at the next transfer
        page_tlb_ = kNoEntry;
        limit_ = 0;
    }
}

void Hart::drop_mpt(uint32_t) { drop_l0(); }
void Hart::drop_all() { drop_l0(); }
void Hart::pte_written(Spa pte) { stored(pte, 8); }
void Hart::page_has_code(Spa page) { l0_.drop_writes(page, 4096); }
void Hart::page_evicted(const CodePage& page) { fetch_l0_.drop_page(page); }

// --- HartEnv
// ----------------------------------------------------------------------------------------------------------

void Hart::await_turn() {
    if (config_.harts > 1) ports_.turn(config_.id, now());
}
uint64_t Hart::time() { return now().fs / (kFemto / config_.timebase_hz) + time_offset_; }
uint64_t Hart::cycle() { return cycles(); }

uint16_t Hart::entropy(uint64_t n) {
    // A sequence of its own for each hart, and another one than the device tree's rng-seed.
    constexpr uint64_t kEntropySource = 0x5eed;
    return static_cast<uint16_t>(splitmix64(splitmix64(config_.seed, kEntropySource + config_.id), n));
}
uint64_t Hart::instret() { return retired(); }

void Hart::sfence_vma(const FenceArgs& a, bool v) {
    if (v) mmu_.hfence_vvma(state_.mmpt, state_.hgatp >> 44 & 0x3fff, a.by_address, Va{a.address}, a.by_id, a.id);
    else mmu_.sfence_vma(state_.mmpt, a.by_address, Va{a.address}, a.by_id, a.id);
    fenced_ = true;
}
void Hart::hfence_vvma(const FenceArgs& a) {
    mmu_.hfence_vvma(state_.mmpt, state_.hgatp >> 44 & 0x3fff, a.by_address, Va{a.address}, a.by_id, a.id);
    fenced_ = true;
}
void Hart::hfence_gvma(const FenceArgs& a) {
    mmu_.hfence_gvma(state_.mmpt, a.by_address, a.address >> 2, a.by_id, a.id);
    fenced_ = true;
}
void Hart::mfence_pa(const FenceArgs& a) {
    mmu_.mfence_pa(a.by_address, Spa{a.address}, a.by_id, a.id);
    fenced_ = true;
}

}  // namespace covesim
