// COVH functions 17 to 19: invalidate, validate and remove pages of a TVM. A 2 MiB leaf that a range covers only in
// part is split first (chosen: CoVE leaves page_demote to a later version, and sharing 4 KiB out of a 2 MiB page needs
// it).
#include "firmware/lib/bits.h"
#include "firmware/tsm/tsm.h"

namespace covesim::tsm {

using namespace fw;

bool Tsm::may_change(const Tvm& t, uint64_t gpa, GStage::Place p, Change what) const {
    switch (what) {
        case Change::Invalidate: return p.present();
        case Change::Validate: return p.blocked();
        case Change::Remove: break;
    }
    if (!p.blocked()) return false;
    const Region kind = t.regions.at(gpa);
    if (p.shared()) return kind == Region::SharedRemovable && t.shared_block_version < t.fence.completed();
    const PageInfo* info = tracker_.find(p.pa());
    return kind == Region::ConfidentialRemovable && info && info->version < t.fence.completed();
}

void Tsm::do_change(Tvm& t, GStage::Place p, Change what) {
    const uint64_t pa = p.pa(), n = p.bytes() / cove::kPageSize;
    const bool shared = p.shared();
    switch (what) {
        case Change::Invalidate:
            GStage::block(p);
            if (shared) t.shared_block_version = t.fence.version();
            else tracker_.block(pa, n, t.owner, t.fence.version());
            break;
        case Change::Validate:
            GStage::unblock(p);
            if (!shared) tracker_.unblock(pa, n, t.owner);
            break;
        case Change::Remove:
            GStage::clear(p);
            if (shared) tracker_.unshare(pa, n);
            else tracker_.remove(pa, n, t.owner, t.fence.completed());
            break;
    }
}

SbiRet Tsm::change_pages(uint64_t id, uint64_t gpa, uint64_t len, Change what) {
    Tvm* t = find_tvm(id);
    if (!t || len == 0 || !aligned(len, cove::kPageSize)) return {sbi::kInvalidParam, 0};
    if (!aligned(gpa, cove::kPageSize) || gpa >= t->stage.limit()) return {sbi::kInvalidAddress, 0};
    if (len > t->stage.limit() - gpa) return {sbi::kInvalidParam, 0};
    const uint64_t end = gpa + len;
    // First pass: every page must be in the right state, and the pool must hold the tables for the splits (at most the
    // two ends).
    uint64_t splits = 0;
    for (uint64_t at = gpa; at < end;) {
        const GStage::Place p = t->stage.find(hw_, at);
        if (!may_change(*t, at, p, what)) return {sbi::kInvalidAddress, 0};
        const uint64_t first = align_down(at, p.bytes());
        if (p.level && (first < gpa || first + p.bytes() > end)) ++splits;
        at = first + p.bytes();
    }
    if (splits > t->pool.count()) return {cove::kOutOfPtPages, 0};
    for (uint64_t at = gpa; at < end;) {
        GStage::Place p = t->stage.find(hw_, at);
        const uint64_t first = align_down(at, p.bytes());
        if (p.level && (first < gpa || first + p.bytes() > end)) {
            t->stage.split(hw_, t->pool, at);
            continue;
        }
        do_change(*t, p, what);
        at = first + p.bytes();
    }
    return {sbi::kSuccess, 0};
}

}  // namespace covesim::tsm
