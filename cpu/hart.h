// One hart: architectural state, privileged architecture, MMU, decoded code, L0, and the run loop over them.
//
// Models: a RISC-V hart in one of three modes over one set of instruction bodies (docs/engine.md). Time is kept in
// cycles of the hart's clock; in fast and warm an instruction costs `fast_cpi` cycles, in timed the pipeline and memory
// say. Interrupts and the end of a quantum are sampled where the instruction stream alone decides: taken transfers,
// xRET, WFI, CSR writes, fences, the last instruction of a virtual page. Leaves out: debug mode, triggers.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "cpu/engine/code_cache.h"
#include "cpu/engine/fetch_l0.h"
#include "cpu/engine/l0.h"
#include "cpu/hart_state.h"
#include "cpu/isa/cache_ops.h"
#include "cpu/isa/decode.h"
#include "cpu/params.h"
#include "cpu/priv/privileged.h"
#include "cpu/retire_counts.h"
#include "cpu/stats.h"
#include "cpu/timing/predictor.h"
#include "cpu/vector/operation.h"
#include "cpu/watch.h"
#include "mmu/mmu.h"

namespace covesim {

class Archive;

/// What a hart reaches outside its tile. Implemented by the platform.
struct HartPorts {
    /// Device access of 1, 2, 4 or 8 bytes, naturally aligned. False: nothing there, or the device refuses (access
    /// fault). May let other harts run; `now` advances to the completion time.
    virtual bool io(uint32_t hart, Spa a, uint32_t size, bool write, uint64_t& data, Tick& now) = 0;
    /// Returns when this hart has the smallest (time, hart id): before it looks at time.
    virtual void turn(uint32_t hart, Tick now) = 0;

  protected:
    ~HartPorts() = default;
};

/// First-level caches and what lies behind them, as the hart sees them in warm and timed modes. Null ports: ideal
/// memory. A request that leaves the tile may let other harts run until it is this hart's turn.
struct TileCaches {
    MemPort* fetch = nullptr;
    MemPort* data = nullptr;
    /// Recency word of a way of the first-level cache behind `fetch` and `data`.
    uint64_t* (*fetch_stamp)(void* cache, WayHandle) = nullptr;
    uint64_t* (*data_stamp)(void* cache, WayHandle) = nullptr;
    void* fetch_cache = nullptr;
    void* data_cache = nullptr;
    uint32_t fetch_hit_cycles = 1, data_hit_cycles = 1;  ///< of an L1 hit: already in the pipeline's static costs
    MemPort* pte = nullptr;                              ///< where page-table reads go
    MemPort* mpt = nullptr;                              ///< where MPT reads go
    MemPort* uncached = nullptr;                         ///< where accesses to non-cacheable memory go
};

/// What a CSR instruction did with its CSR.
struct CsrUse {
    uint32_t number = 0;
    bool reads = false;   ///< the old value went to a register
    bool writes = false;  ///< perhaps the value that was there
};

/// Rare events that observers (world-switch statistics, traces) want to see. All carry the hart's time: cycles() is the
/// time of the event, event_start() that of the instruction that caused it.
struct HartObserver {
    /// About to be taken: the state is still the source's.
    virtual void trap(const class Hart&, const Trap&) {}
    virtual void xret(const class Hart&) {}
    /// A CSR instruction has retired.
    virtual void csr_accessed(const class Hart&, const CsrUse&) {}
    /// SFENCE, HFENCE, SINVAL, HINVAL, MFENCE.PA or MINVAL.PA has retired.
    virtual void fence(const class Hart&) {}
    /// The component that owns the code being executed, or the context {SDID, V, privilege, VMID}, changed.
    virtual void context(const class Hart&, uint16_t /*owner*/) {}
    /// A control hint (cpu/isa/control_hint.h) has retired; `value` is that of its register.
    virtual void control_hint(const class Hart&, uint32_t /*command*/, uint64_t /*value*/) {}

  protected:
    ~HartObserver() = default;
};

/// What one element of a vector load or store accessed.
struct CommitAccess {
    uint64_t va = 0, value = 0;
    uint32_t size = 0;
    bool write = false;
};

/// One retired instruction; `memory_*` when it accessed memory explicitly.
struct CommitRecord {
    uint64_t pc = 0;
    uint32_t bits = 0;
    isa::Slot slot;
    Priv priv = Priv::M;  ///< before the instruction
    bool v = false;
    uint64_t rs1 = 0;  ///< x[rs1] before the instruction
    bool memory = false, memory_write = false;
    uint64_t memory_va = 0, memory_value = 0;
    uint64_t memory_high = 0;  ///< bits 127:64 of what 16 bytes hold
    uint32_t memory_size = 0;
    uint8_t raised = 0;         ///< floating-point exceptions that the instruction raised, set in fflags already or not
    bool fp_clean = false;      ///< before it, FS was not Dirty (in mstatus, or with V=1 in vsstatus)
    bool vector_clean = false;  ///< the same for VS
    uint32_t vector_written = 0;             ///< vector registers with active elements of its destination
    uint64_t vtype = 0;                      ///< before it
    bool saturated = false;                  ///< a vector instruction set vxsat
    std::span<const CommitAccess> accesses;  ///< of a vector load or store, or CBO.ZERO
};

/// Retired instructions, for --log-commits; slows the hart down but changes no number.
struct CommitObserver {
    virtual void retired(const class Hart&, const CommitRecord&) = 0;

  protected:
    ~CommitObserver() = default;
};

/// EBREAK inside the semihosting sequence. True: handled, execution continues after it.
struct SemihostHandler {
    virtual bool semihost(class Hart&) = 0;

  protected:
    ~SemihostHandler() = default;
};

/// Why run() came back.
enum class RunEnd : uint8_t {
    Quantum,  ///< reached the limit
    Wait,     ///< in WFI: run again when an interrupt may have arrived, or at wake_at()
    Stop,     ///< request_stop() or the instruction limit
};

class Hart final : public HartEnv, private TlbObserver, private CodePageObserver, private WriteObserver {
  public:
    struct Config {
        uint32_t id = 0;
        HartParams params;
        HartFeatures features;
        isa::IsaSet isa;
        isa::DecodeOptions decode;
        Accelerators accelerators;
        uint64_t timebase_hz = 10'000'000;
        uint32_t harts = 1;
        uint64_t seed = 1;  ///< of the machine's random sources
    };
    Hart(const Config&, HartPorts&, BackingStore&, CodeCache&, const PmaTable&, const TileCaches&);
    ~Hart() override;
    Hart(const Hart&) = delete;
    Hart& operator=(const Hart&) = delete;

    /// Runs until the hart's time reaches `limit`, it waits, or it is stopped. May be called again at any time.
    RunEnd run(Tick limit);
    /// From the next instruction on; within run() (this hart waits for its turn there) from its next sampling point on.
    void set_mode(Mode m);
    Mode mode() const { return mode_; }

    /// The hart slept: its time moves forward to `t` (never back).
    void advance_to(Tick t);
    Tick now() const { return {cycles() * config_.params.clock_period_fs}; }
    /// When a waiting hart's own timers next raise an interrupt; kNever when none.
    Tick wake_at() const { return timer_due_; }
    /// `time` is from now on the number of ticks of the time base since simulated time 0, plus `offset` (modulo 2^64).
    void set_time_offset(uint64_t offset);
    bool waiting() const { return waiting_; }

    /// An interrupt line changed level (devices, other harts).
    void set_line(int interrupt, bool level);
    /// An MSI has arrived at an interrupt file of this hart's IMSIC.
    void msi(unsigned file, uint32_t identity);
    /// The resumable non-maskable interrupt's line (Smrnmi).
    void set_rnmi(bool level);
    /// Architectural reset, between two calls of run(): CSRs, IMSIC, translations, reservation. Registers are zero, pc
    /// is for whoever releases the hart. Its time, its counts and its interrupt lines go on, and so does what
    /// predictors and caches hold.
    void reset();
    /// A double trap could not be taken (Smdbltrp): the hart executes nothing any more, and run() returns Stop.
    bool critical_error() const { return state_.critical_error; }
    void request_stop();
    bool stopped() const { return stop_; }
    void clear_stop() { stop_ = false; }
    /// run() returns Stop when this many instructions have retired: before the next one, or at the sampling point that
    /// follows when the limit is set during run() and is less than a page of code away.
    void set_instruction_limit(uint64_t n);
    /// run() returns Stop before an instruction at one of these virtual addresses is executed, in whichever mode. When
    /// the hart already stopped there, it goes on until it comes back.
    void set_stop_pcs(std::vector<uint64_t> pcs);
    /// The last run() ended at one of set_stop_pcs(), which is state().pc.
    bool at_stop_pc() const { return at_stop_pc_; }

    // --- for a debugger (hart_debug.cc)
    /// run() returns Stop when the next instruction (the one under way, within run()) has retired or a trap was taken.
    void step();
    /// That has happened.
    bool stepped() const { return retired() >= step_limit_; }
    /// run() returns Stop before an instruction that would make such an access is executed. When the hart already
    /// stopped there, it goes on.
    void set_watches(std::vector<Watch> watches);
    const std::optional<WatchHit>& watch_hit() const { return watch_hit_; }
    /// Forgets step() and the hit.
    void end_step() {
        step_limit_ = UINT64_MAX;
        watch_hit_.reset();
    }
    /// Address of the next instruction, or of the one that waits for its turn.
    uint64_t pc() const;
    /// It waits inside run(): an instruction, or the fetch of one, is under way, so registers must not be written.
    bool busy() const { return running_; }
    /// As a CSR instruction would, without asking for permission; false: there is no such CSR or it is read-only.
    bool write_csr(uint32_t number, uint64_t value);
    /// Memory was written by the user: an instruction that has been fetched but not executed is fetched again.
    void refetch() { leave_block(); }

    HartState& state() { return state_; }
    const HartState& state() const { return state_; }
    Privileged& privileged() { return priv_; }
    const Privileged& privileged() const { return priv_; }
    Mmu& mmu() { return mmu_; }
    const Mmu& mmu() const { return mmu_; }
    uint32_t id() const { return config_.id; }
    /// Instructions retired; during an instruction, those before it.
    uint64_t retired() const { return raw_ - over_ - cur_insns_; }
    uint64_t cycles() const;
    /// In an observer's event: cycles() when the instruction began that it is about; for a trap, when it was taken,
    /// before its latency.
    uint64_t event_start() const { return event_start_; }
    const Config& config() const { return config_; }
    const HartStats& stats() const { return stats_; }
    /// What was done in this mode so far.
    ModeUse in_mode(Mode m) const;
    const PredictorStats& predictor_stats() const { return predictor_.stats(); }
    /// Instructions and cycles by context; brought up to date first.
    const std::vector<Account>& accounts();
    /// Owner of the code being executed.
    uint16_t owner() const { return owner_; }

    void observe(HartObserver* o) { observer_ = o; }
    void observe_commits(CommitObserver* o);
    /// What retires is counted from now on, by instruction and by function; null: not. As slow as a look at every
    /// instruction, and changes no number.
    void count_instructions(InstructionCounts* counts);
    void profile(FunctionFinder* functions);
    /// What has retired so far is told to those who count; run() may have left the hart waiting for its turn.
    void settle_profile();
    void set_semihosting(SemihostHandler* s) { semihost_ = s; }
    /// Reads or writes guest memory as this hart's data accesses would (semihosting, debugger); no time, no faults
    /// taken.
    bool peek(uint64_t va, void* out, uint64_t bytes);
    bool poke(uint64_t va, const void* in, uint64_t bytes);

    /// An L1 line of this tile was lost: its L0 entries go.
    void line_dropped(Spa line);
    /// Another hart stored to, or a device wrote, this range: reservations on it are lost.
    void break_reservation(Spa base, uint64_t bytes);
    /// Whether this hart holds a reservation that overlaps the range.
    bool reserves(Spa base, uint64_t bytes) const {
        return reserved_ && base.v < reservation_.v + config_.params.reservation_bytes &&
               reservation_.v < base.v + bytes;
    }
    /// Another hart reserves this range: stores to it must be seen, so no L0 write entry may cover it.
    void peer_reserved(Spa base, uint64_t bytes) { l0_.drop_writes(base, bytes); }
    void set_peers(std::vector<Hart*> all) { peers_ = std::move(all); }

    /// Everything but decoded code and L0, which may be empty (law 2), and what the platform sets before each run. Not
    /// within run(), and not while stopped within a block.
    void archive(Archive& a);

    // HartEnv
    void await_turn() override;
    uint64_t time() override;
    uint16_t entropy(uint64_t n) override;
    uint64_t cycle() override;
    uint64_t instret() override;
    uint64_t event_count(uint16_t event) override;
    void sfence_vma(const FenceArgs&, bool v) override;
    void hfence_vvma(const FenceArgs&) override;
    void hfence_gvma(const FenceArgs&) override;
    void mfence_pa(const FenceArgs&) override;
    void sinval_vma(const FenceArgs& a, bool v) override { sfence_vma(a, v); }
    void hinval_vvma(const FenceArgs& a) override { hfence_vvma(a); }
    void hinval_gvma(const FenceArgs& a) override { hfence_gvma(a); }
    void minval_pa(const FenceArgs& a) override { mfence_pa(a); }
    void sfence_w_inval() override {}
    void sfence_inval_ir() override {}

  private:
    template <Mode M>
    friend struct Engine;
    template <Mode M>
    friend struct Exec;

    // TlbObserver, CodePageObserver
    void drop(uint32_t tlb_entry) override;
    void drop_mpt(uint32_t mpt_entry) override;
    void drop_all() override;
    void pte_written(Spa pte) override;
    void page_has_code(Spa page) override;
    void page_evicted(const CodePage& page) override;
    // WriteObserver: devices, loader and debugger break reservations; changed keys withdraw host pointers.
    void written(Spa base, uint64_t bytes) override { break_reservation(base, bytes); }
    void withdrawn(Spa base, uint64_t bytes) override;

    // --- between instructions (hart_run.cc)
    template <Mode M>
    bool enter();
    bool sample();
    bool fetch(uint64_t pc);
    void set_page(CodePage* page, uint64_t pc, uint32_t tlb_entry);
    bool stop_before(const isa::Slot* s, uint64_t icount);
    void suspend(const isa::Slot* s, uint64_t icount);
    void leave_block();
    bool near_instruction_limit() const;
    uint64_t count_limit() const { return std::min(instruction_limit_, step_limit_); }
    void look_at(uint64_t pc);
    bool within_instruction() const { return running_ && cur_insns_ != 0; }
    /// An explicit access is about to be made. True: the hart stops before its instruction instead.
    bool watched(Acc acc, uint64_t va, uint64_t bytes) {
        return watches_.any() && !holding_ && stops_at(acc, va, bytes);
    }
    bool stops_at(Acc acc, uint64_t va, uint64_t bytes);
    bool vector_watched(const vector::Operation& o);
    void hold();
    void refresh_timers();
    void take_trap();
    void compute_limit();
    void enter_mode();
    bool refresh_regimes();
    bool check_entry();
    void apply(Effect effects);
    bool semihosting_call();
    void take_exception();
    void begin_system(const isa::Slot* s, uint64_t icount);
    void finish_system(isa::Flow flow);
    void switch_account();
    void settle_account();
    void drop_l0();

    // --- decoding (hart_decode.cc)
    void decode_block(isa::Slot* s);
    bool in_scratch(const isa::Slot* s) const { return s >= scratch_ && s < scratch_ + 2 * kSlotsPerPage; }
    bool to_scratch(const isa::Slot* s, uint64_t icount);
    bool scratch_at(uint64_t pc);
    uint32_t scratch_index() const { return static_cast<uint32_t>(scratch_used_ - scratch_); }
    uint32_t bits_at(const isa::Slot* s) const;
    void report_commit(const isa::Slot* s, uint64_t icount);
    void record_commit(const isa::Slot* s);
    void watch();
    void note_function(const isa::Slot* s, uint64_t icount);
    void charge_function(uint64_t retired, uint64_t cycles);
    void flush_commit();
    void drop_commit();
    void release_fflags();

    // --- IALIGN=32, on harts without C (hart_jumps.cc)
    bool jumps_checked() const { return !config_.features.c; }
    /// True: a jump or a branch that is taken, whose target is not aligned to four bytes; its exception is raised.
    bool misaligned_jump(const isa::Slot* s, uint64_t icount);

    // --- landing pads (Zicfilp, hart_jumps.cc)
    /// Jumps and branches are looked at before they execute.
    bool jumps_looked_at() const { return jumps_checked() || pads_; }
    /// The instruction is about to jump: where it is indirect, its target must be a landing pad.
    void expect_landing_pad(const isa::Slot* s);
    /// False: the instruction at the entry is not the landing pad that is expected; the exception is raised.
    bool landing_pad();

    // --- pipeline events (hart_timing.cc)
    void predict_branch(uint64_t pc, bool taken);
    void predict_jump(bool indirect, const isa::Slot& s, uint64_t pc, uint64_t target);
    void stall(uint64_t HartStats::*cause, uint64_t cycles);

    // --- out of line parts of memory instructions (hart_memory.cc)
    void begin_slow(const isa::Slot* s, uint64_t icount);
    void end_slow();
    bool slow_load(uint64_t va, uint32_t size, uint64_t& out, const isa::Slot* s, uint64_t icount);
    bool slow_store(uint64_t va, uint32_t size, uint64_t value, const isa::Slot* s, uint64_t icount);
    bool slow_amo_begin(uint64_t va, uint32_t size, void* old, const isa::Slot* s, uint64_t icount,
                        bool shadow = false);
    bool slow_amo_end(uint32_t size, const void* value, const isa::Slot* s);
    void slow_amo_unchanged(uint32_t size, const void* value);
    bool refuses_alignment(uint64_t va, uint32_t size) const;
    bool slow_lr(uint64_t va, uint32_t size, uint64_t& out, const isa::Slot* s, uint64_t icount);
    bool slow_sc(uint64_t va, uint32_t size, uint64_t value, uint64_t& out, const isa::Slot* s, uint64_t icount);
    bool slow_hv_load(uint64_t va, uint32_t size, bool hlvx, uint64_t& out, const isa::Slot* s, uint64_t icount);
    bool slow_hv_store(uint64_t va, uint32_t size, uint64_t value, const isa::Slot* s, uint64_t icount);
    bool slow_shadow_push(uint64_t value, const isa::Slot* s, uint64_t icount);
    bool slow_shadow_pop_check(uint64_t link, const isa::Slot* s, uint64_t icount);
    bool slow_cbo(uint64_t va, isa::Cbo kind, const isa::Slot* s, uint64_t icount);
    void slow_prefetch(uint64_t va, isa::PrefetchFor what, const isa::Slot* s, uint64_t icount);

    // --- vector instructions (hart_vector.cc, hart_vector_memory.cc)
    enum class VectorEnd : uint8_t { Done, Illegal, Trap };
    bool vector(const isa::Slot* s, uint64_t icount);
    static bool vector_whole(uint32_t bits);
    VectorEnd vector_memory(const vector::Operation& o);
    bool vector_element(uint64_t va, uint8_t* data, uint32_t size, bool write);
    uint32_t vector_span(uint64_t va, uint8_t* data, uint32_t bytes, uint32_t size, bool write);
    void time_vector(const isa::Info& info, const vector::Operation& o);
    uint64_t vector_cycles(const isa::Info& info, const vector::Operation& o) const;
    uint64_t vector_memory_cycles(const vector::Operation& o) const;
    void note_vector_commit(const isa::Info& info, const vector::Operation& o);
    void note_vector_access(uint64_t va, const uint8_t* data, uint32_t bytes, uint32_t size, bool write);
    uint32_t vector_loaded(const vector::Operation& o) const;
    void slow_fence(const isa::Slot* s, uint64_t icount);
    bool raise(uint64_t cause, uint64_t tval, const isa::Slot* s, uint64_t icount);
    bool raise_with_bits(uint64_t cause, const isa::Slot* s, uint64_t icount);

    /// One access inside one page, translated and checked.
    struct Piece {
        Access access{};
        Translation t;
        uint64_t tag = 0;           ///< the instruction's address less the masked one (pointer masking)
        std::byte* host = nullptr;  ///< null: I/O; contents only after reach()
        WayHandle way = kNoWay;     ///< L1D way that holds the line (warm, timed)
        bool whole = false;         ///< a store that needs nothing of its line (cbo.zero)
    };
    bool translate(const Regime& r, Piece& p);
    bool access(const Regime& r, uint64_t va, uint32_t size, bool write, bool hlvx, uint64_t& data, bool may_fill);
    bool io(const Regime& r, const Piece& p, bool write, uint64_t& data);
    void reach(Piece& p);
    void note_access(bool write, uint64_t va, uint32_t size, const void* value);
    bool reach_shadow_stack(uint64_t va, Acc acc, Piece& p);
    Clock clock() const { return Clock{config_.params.clock_period_fs}; }
    MemReq request(Spa a, uint32_t size, Acc acc) const;
    template <class Send>
    Tick each_line(const Piece& p, Send send);
    void time_access(Piece& p);
    void time_uncached(const Piece& p);
    void time_maintenance(Spa block, Maint what);
    void wait_for_load(Tick start, Tick done);
    void buffer_store(Tick done);
    bool send_prefetch(uint64_t va, isa::PrefetchFor what);
    void time_fetch(Piece& p, FetchEntry& e);
    void fill_l0(const Piece& p);
    std::byte* l0_host(uint64_t va, bool write);
    std::byte* misaligned_hit(uint64_t va, uint32_t size, bool write);
    void stored(Spa a, uint64_t bytes);
    bool memory_trap(const Fault& f, uint64_t va);
    /// An access that needs no page table to be refused: the fault at `va` of the regime.
    bool refused(const Regime& r, uint64_t cause, uint64_t va);
    void reserve(Spa line);
    bool reserved_by_peer(Spa base, uint64_t bytes) const;

    uint64_t pc_of(const isa::Slot* s) const { return bias_ + (reinterpret_cast<uintptr_t>(s) >> 3); }

    HartState state_;  // first: the engine addresses registers from here
    L0Bank* bank_ = nullptr;
    uint64_t limit_ = 0;  ///< sample when the engine's count (fast, warm) or cyc_ (timed) reaches it
    uint64_t bias_ = 0;   ///< pc = bias_ + slot address / 8
    uint64_t raw_ = 0;    ///< engine's instruction count at the last spill
    uint64_t over_ = 0;   ///< instructions counted in raw_ but not retired
    uint64_t cyc_ = 0;    ///< cycles counted (timed)
    uint64_t idle_ = 0;   ///< fast, warm: cycles = idle_ + retired * fast_cpi
    const isa::Slot* entry_slot_ = nullptr;
    CodePage* page_ = nullptr;
    uint32_t page_tlb_ = kNoEntry;     ///< TLB entry that the page being executed was translated by
    uint64_t inline_mask_ = ~0ULL;     ///< slot-address bits that a transfer may not change without enter()
    uint64_t inline_va_mask_ = ~0ULL;  ///< the same for virtual addresses
    bool sample_next_ = true;

    // The instruction whose slow path is running.
    const isa::Slot* cur_ = nullptr;
    uint16_t cur_insns_ = 0, cur_gaps_ = 0, cur_op_ = 0;
    uint64_t cur_clears_ = 0;  ///< CodeCache::clears() when it began
    isa::Slot system_;         ///< copy of a system instruction: other harts may change the code while it waits
    Trap trap_;

    Config config_;
    HartPorts& ports_;
    BackingStore& store_;
    CodeCache& code_;
    TileCaches caches_;
    Privileged priv_;
    Mmu mmu_;
    Predictor predictor_;
    HartStats stats_;
    L0 l0_;
    FetchL0 fetch_l0_;
    Mode mode_ = Mode::Fast, wanted_mode_ = Mode::Fast;
    std::array<ModeUse, 3> in_mode_;  ///< up to the last switch
    ModeUse mode_start_;              ///< all counts at the last switch
    bool running_ = false;            ///< within run()

    Regime fetch_regime_, data_regime_;
    bool regimes_stale_ = true;
    bool pads_ = false;           ///< indirect jumps of the current mode need landing pads
    bool look_at_entry_ = false;  ///< enter() calls check_entry()
    FetchBank* fetch_bank_ = nullptr;
    Tick quantum_limit_{};
    uint64_t time_offset_ = 0;  ///< in ticks of the time base
    Tick timer_due_ = kNever;
    uint64_t instruction_limit_ = UINT64_MAX;
    bool stop_ = false, waiting_ = false;
    uint64_t step_limit_ = UINT64_MAX;  ///< as instruction_limit_, for step()
    Watches watches_;
    std::optional<WatchHit> watch_hit_;
    bool holding_ = false;  ///< the instruction under way is given up: the hart stops before it
    uint64_t passed_access_ = UINT64_MAX, passed_access_pc_ = 0;  ///< retired() and pc at the last such stop
    bool limit_near_ = false;  ///< the instruction limit may be met before the next sampling point
    bool again_ = false;       ///< the engine was left only to be entered anew
    std::vector<uint64_t> stop_pcs_;
    std::optional<uint64_t> passed_pc_;  ///< address of the last stop: not one again before it was executed
    bool at_stop_pc_ = false;
    const isa::Slot* resume_ = nullptr;  ///< where run() goes on within a block
    RunEnd end_ = RunEnd::Quantum;
    std::vector<Tick> store_buffer_;
    size_t store_buffer_next_ = 0;
    std::array<uint64_t, 2> vector_busy_{};  ///< cycle from which on each pipe takes the next instruction (timed)
    bool zvfhmin_;

    bool reserved_ = false;
    Spa reservation_;
    std::vector<Hart*> peers_;

    uint16_t owner_ = 0;
    bool context_changed_ = true;
    std::vector<Account> accounts_;
    size_t account_ = 0;
    uint64_t account_retired_ = 0, account_cycles_ = 0;

    isa::Slot* scratch_ = nullptr;  ///< one instruction at a time: page ends, pages that PMP cuts
    isa::Slot* scratch_used_ = nullptr;
    uint32_t scratch_bits_ = 0;
    std::vector<isa::Slot> scratch_store_;
    Piece amo_;
    uint64_t access_va_ = 0;  ///< address operand of the access under way

    CommitRecord commit_;
    bool commit_open_ = false;
    bool watched_ = false;  ///< commits_, counts_ or functions_: each instruction is looked at
    std::vector<CommitAccess> commit_accesses_;
    uint8_t held_fflags_ = 0;  ///< of the open commit: kept aside, so that what it raises can be told

    HartObserver* observer_ = nullptr;
    uint64_t event_start_ = 0;
    bool fenced_ = false;  ///< the instruction under way is a fence of translations or of the MPT
    CommitObserver* commits_ = nullptr;
    InstructionCounts* counts_ = nullptr;
    FunctionFinder* functions_ = nullptr;
    FunctionSpan function_;
    uint64_t function_retired_ = 0, function_cycles_ = 0;  ///< what functions have been given
    uint64_t function_fetch_ = 0;                          ///< fetch stalls until the last look
    SemihostHandler* semihost_ = nullptr;
};

}  // namespace covesim
