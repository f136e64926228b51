// A sparse memory with an access log, as the environment of an MPT lookup.
#pragma once
#include <map>
#include <set>
#include <vector>

#include "smmtt/lookup.h"

struct Memory {
    std::map<uint64_t, uint64_t> word;  // by address; 4-byte entries use their own addresses
    std::set<uint64_t> denied;          // pages that PMP or PMA refuse
    std::vector<uint64_t> reads;
    std::vector<unsigned> sizes;
    bool read_mpte(covesim::Spa a, unsigned bytes, uint64_t& value) {
        reads.push_back(a.v);
        sizes.push_back(bytes);
        if (denied.count(a.v >> 12)) return false;
        const auto it = word.find(a.v);
        value = it == word.end() ? 0 : it->second;
        return true;
    }
};
