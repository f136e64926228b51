#include "mem/dram.h"

#include <bit>

namespace covesim {

Dram::Dram(const DramParams& params)
    : p_(params), banks_(size_t{params.channels} * params.banks), bus_(params.channels) {}

Dram::Place Dram::place(Spa a) const {
    const auto log2 = [](uint64_t v) { return std::countr_zero(v); };
    const uint64_t line = a.v / kLineBytes;
    const uint64_t in_channel = line >> log2(p_.channels);
    const uint64_t row_and_bank = in_channel >> log2(p_.row_bytes / kLineBytes);
    return {static_cast<uint32_t>(line & (p_.channels - 1)), static_cast<uint32_t>(row_and_bank & (p_.banks - 1)),
            row_and_bank >> log2(p_.banks)};
}

/// When the column command can go out, opening the row if need be.
Tick Dram::column_command(Bank& b, uint64_t row, Tick now) {
    if (b.row == row) {
        ++stats_.row_hits;
        return std::max(now, b.column);
    }
    Tick activate = std::max(now, b.activate);
    if (b.row == kNoRow) {
        ++stats_.row_empty;
    } else {
        ++stats_.row_conflicts;
        // Precharge not before tRAS after the activation nor before the last column access has used the row.
        const Tick precharge = std::max({now, b.activated + Tick{p_.t_ras_fs}, b.column});
        activate = precharge + Tick{p_.t_rp_fs};
    }
    b.row = row;
    b.activated = activate;
    return activate + Tick{p_.t_rcd_fs};
}

MemDone Dram::access(const MemReq& req, Tick now) {
    const bool write = req.acc == Acc::Store || req.acc == Acc::Amo;
    ++at(write ? stats_.writes : stats_.reads, req.why);
    const Place where = place(req.addr);
    Bank& b = banks_[size_t{where.channel} * p_.banks + where.bank];
    if (!req.timed) {  // only what a row buffer would hold afterwards
        ++(b.row == where.row ? stats_.row_hits : b.row == kNoRow ? stats_.row_empty : stats_.row_conflicts);
        b.row = p_.row_policy == RowPolicy::Open ? where.row : kNoRow;
        return {now, Served::Dram, kNoWay, true};
    }
    const Tick burst{p_.t_burst_fs};
    Tick column = column_command(b, where.row, now + Tick{p_.controller_fs});
    const Tick data = bus_[where.channel].reserve(column + Tick{p_.t_cas_fs}, burst);
    column = data - Tick{p_.t_cas_fs};  // the command waits with the bus
    b.column = column + burst;
    if (p_.row_policy == RowPolicy::Closed) {
        b.activate = std::max(b.activated + Tick{p_.t_ras_fs}, b.column) + Tick{p_.t_rp_fs};
        b.row = kNoRow;
    }
    return {data + burst, Served::Dram, kNoWay, true};
}

}  // namespace covesim
