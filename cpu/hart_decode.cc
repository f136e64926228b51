// From bytes to slots: decoding a block, and the scratch page for instructions that are not kept.
#include <cstring>

#include "cpu/engine/blocks.h"
#include "cpu/hart.h"
#include "cpu/isa/all.h"
#include "cpu/isa/decode.h"
#include "cpu/timing/static_gaps.h"

namespace covesim {

using isa::Slot;

void Hart::decode_block(Slot* first) {
    const std::byte* const host = store_.host(page_->base, 4096);  // a page whose key changed gets its contents now
    Slot* const slots = page_->slots;
    // Forwards: decode until the block ends or meets decoded slots.
    Slot* chain[kSlotsPerPage];
    uint32_t n = 0;
    Slot* s = first;
    for (;;) {
        const uint32_t i = static_cast<uint32_t>(s - slots);
        uint16_t low;
        std::memcpy(&low, host + 2 * i, 2);
        const uint32_t len = isa::length(low) / 2;
        if (i + len >= kSlotsPerPage) {  // reaches the end of the page: never kept
            *s = Slot{};
            s->op = isa::kOpCrossPage;
            s->len = static_cast<uint8_t>(len);
        } else {
            uint32_t bits = low;
            if (len == 2) std::memcpy(&bits, host + 2 * i, 4);
            *s = isa::decode(bits, config_.isa, config_.decode);
        }
        s->go = code_.go_of(*s, i);
        chain[n++] = s;
        if (ends_block(s->op)) break;
        s += s->len;
        if (s->op != 0) break;
    }
    // Backwards: suffix sums.
    const Slot* after = ends_block(chain[n - 1]->op) ? nullptr : s;
    for (uint32_t k = n; k-- > 0;) {
        Slot& c = *chain[k];
        c.insns = 1;
        c.gaps = 0;
        if (after) {
            c.insns = static_cast<uint16_t>(after->insns + 1);
            c.gaps = static_cast<uint16_t>(
                after->gaps + issue_gap(isa::kInfo[c.op], c, isa::kInfo[after->op], *after, config_.params.pipeline));
        }
        after = &c;
    }
}

bool Hart::to_scratch(const Slot* s, uint64_t icount) {
    flush_commit();  // a trap now is not that instruction's
    begin_slow(s, icount);
    return scratch_at(pc_of(s));
}

bool Hart::scratch_at(uint64_t pc) {
    // Each half-word is translated by itself when it lies in another page, or when PMP cuts the page.
    uint32_t bits = 0;
    for (uint32_t half = 0; half < 2; ++half) {
        Piece p;
        p.access = {Va{pc + 2 * half}, 2, Acc::Fetch, false, false, false};
        if (!translate(fetch_regime_, p)) return false;
        if (!p.host) {
            trap_ = Trap{cause::kFetchAccess, pc + 2 * half, 0, 0, fetch_regime_.v, false};
            return false;
        }
        uint16_t low;
        std::memcpy(&low, store_.host(p.t.spa, 2), 2);
        bits |= uint32_t{low} << (16 * half);
        if (half == 0 && isa::length(low) == 2) break;
    }
    *scratch_used_ = Slot{};
    scratch_used_ = scratch_ + ((pc & 0xfff) >> 1);
    *scratch_used_ = isa::decode(bits, config_.isa, config_.decode);
    scratch_used_->go = code_.go_of(*scratch_used_, scratch_index());
    scratch_used_->insns = 1;
    scratch_bits_ = bits;
    bias_ = (pc & ~0xfffULL) - (reinterpret_cast<uintptr_t>(scratch_) >> 3);
    inline_mask_ = inline_va_mask_ = ~0ULL;
    if (ends_block(scratch_used_->op)) limit_ = 0;  // a branch to itself must not find itself in the scratch page
    entry_slot_ = scratch_used_;
    return true;
}

uint32_t Hart::bits_at(const Slot* s) const {
    if (in_scratch(s)) return scratch_bits_;
    const auto i = static_cast<uint32_t>(s - page_->slots);
    uint16_t low;
    std::memcpy(&low, page_->host + 2 * i, 2);
    if (isa::length(low) == 2 || i + 1 >= kSlotsPerPage) return low;
    uint32_t bits;
    std::memcpy(&bits, page_->host + 2 * i, 4);
    return bits;
}

/// The instruction is about to execute: what it leads to is told when it has retired.
void Hart::report_commit(const Slot* s, uint64_t icount) {
    flush_commit();
    if (functions_) note_function(s, icount);
    if (commits_) record_commit(s);
    else commit_.slot = *s;
    commit_open_ = true;
}

void Hart::record_commit(const Slot* s) {
    commit_ = CommitRecord{};
    commit_.pc = pc_of(s);
    commit_.bits = bits_at(s);
    commit_.slot = *s;
    commit_.priv = state_.priv;
    commit_.v = state_.v;
    commit_.rs1 = state_.x[s->rs1];
    commit_.fp_clean = !fp_dirty(state_);
    commit_.vector_clean = !vector_dirty(state_);
    commit_.vtype = state_.vector.vtype;
    if (isa::kInfo[s->op].cls == isa::Cls::System) return;  // it may read fflags
    held_fflags_ = state_.fflags;
    state_.fflags = 0;
}

/// fflags as software sees them: before anything after the instruction looks.
void Hart::release_fflags() {
    commit_.raised = isa::kInfo[commit_.slot.op].cls == isa::Cls::System ? uint8_t{0} : state_.fflags;
    state_.fflags |= held_fflags_;
    held_fflags_ = 0;
}

void Hart::flush_commit() {
    if (!commit_open_) return;
    commit_open_ = false;
    if (counts_) counts_->add(commit_.slot);
    if (!commits_) return;
    release_fflags();
    commits_->retired(*this, commit_);
}

/// The instruction does not retire.
void Hart::drop_commit() {
    if (!commit_open_) return;
    commit_open_ = false;
    if (commits_) release_fflags();
}

void Hart::observe_commits(CommitObserver* o) {
    if (o == commits_) return;
    drop_commit();
    commits_ = o;
    watch();
    drop_l0();
}

}  // namespace covesim
