// A TVM of the malicious host: built from host memory step by step, every page of it known by its role.
#pragma once
#include "firmware/abi/cove.h"
#include "firmware/host-vmm/arena.h"
#include "tests/security/evil-host/harness.h"

namespace covesim::security {

struct Victim {
    static constexpr uint64_t kTables = 24, kSpare = 64;
    uint64_t id = 0;
    uint64_t root = 0, state = 0, state_pages = 0, vcpu = 0, tables = 0;
    uint64_t image = 0, image_pages = 0;
    uint64_t pattern = 0;                // the page at kPatternGpa
    uint64_t spare = 0, spare_used = 0;  // converted pages without a use yet
    uint64_t next_spare() { return spare + fw::kPageSize * spare_used++; }
};

struct World {
    host::Arena arena;
    cove::NaclShmem *shm = nullptr, *shm_of_other = nullptr;
    Victim runner;            // runs the canary image
    Victim other;             // built, never finalized
    uint64_t host_page = 0;   // the host's own, holds kHostWord everywhere
    uint64_t unassigned = 0;  // converted, fenced, without a use
};
inline constexpr uint64_t kHostWord = 0x686F'7374'686F'7374;

/// Convert and fence on this hart.
uint64_t converted(World& w, uint64_t pages, uint64_t alignment = fw::kPageSize);
/// Up to and without finalize.
void build(World& w, Victim& v);

// The groups, in order; each has the number of its cases beside it.
void exits_until_pause(World& w);
void reach(World& w);
void calls(World& w);
void endings(World& w);
void fences(World& w);
void rfences(World& w);
void build_two_vcpus(World& w);  // before hart 1 starts, which would have to fence each conversion
void two_vcpus(World& w);
void while_running(World& w);  // called by the next, as are these three
void cache_before_running();
void fence_while_running();
void check_after_running();
void exits_after_attack(World& w);

unsigned declared_exits();
unsigned declared_reach();
unsigned declared_calls();
unsigned declared_endings();
unsigned declared_fences();
unsigned declared_rfences();
unsigned declared_two_vcpus();

// On any hart: caches a page of the host's in every way; whether all of them fault (else the number of the first that
// does not).
uint64_t warm_page(uint64_t page);
uint64_t first_stale(uint64_t page);

// Hart 1: started once, then one function at a time.
void start_hart_1(World& w);
void start_other(uint64_t (*f)(uint64_t), uint64_t argument);
uint64_t wait_other();

}  // namespace covesim::security
