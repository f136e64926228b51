// Parameters of the in-order pipeline model (cpu/timing/static_gaps.h, cpu/timing/predictor.h).
#pragma once
#include <cstdint>

#include "sim/core/schema.h"

namespace covesim {

struct PipelineParams {
    uint32_t load_latency = 2;
    uint32_t mul_latency = 3, div_latency = 20;
    uint32_t fp_add_latency = 4, fp_mul_latency = 4, fp_fma_latency = 5, fp_cvt_latency = 3, fp_move_latency = 2;
    uint32_t fp_div_latency = 20, fp_sqrt_latency = 25;
    uint32_t crypto_latency = 1;
    uint32_t amo_latency = 6;
    uint32_t mispredict_penalty = 6, taken_penalty = 0;
    uint32_t system_latency = 4, trap_latency = 8;
    uint32_t store_buffer = 8;
    uint32_t bimodal_entries = 1024, btb_entries = 128, ras_entries = 8;
};
template <>
inline constexpr auto schema<PipelineParams> = std::tuple{
    Field{"load_latency", &PipelineParams::load_latency, Unit::Cycles, "Load to use, L1 hit.",
          within<1, 100>("1 to 100")},
    Field{"mul_latency", &PipelineParams::mul_latency, Unit::Cycles, "Multiply to use (pipelined).",
          within<1, 100>("1 to 100")},
    Field{"div_latency", &PipelineParams::div_latency, Unit::Cycles, "Divide (blocks the pipeline).",
          within<1, 200>("1 to 200")},
    Field{"fp_add_latency", &PipelineParams::fp_add_latency, Unit::Cycles, "FP add, subtract, compare.",
          within<1, 100>("1 to 100")},
    Field{"fp_mul_latency", &PipelineParams::fp_mul_latency, Unit::Cycles, "FP multiply.", within<1, 100>("1 to 100")},
    Field{"fp_fma_latency", &PipelineParams::fp_fma_latency, Unit::Cycles, "FP fused multiply-add.",
          within<1, 100>("1 to 100")},
    Field{"fp_cvt_latency", &PipelineParams::fp_cvt_latency, Unit::Cycles, "FP conversion.",
          within<1, 100>("1 to 100")},
    Field{"fp_move_latency", &PipelineParams::fp_move_latency, Unit::Cycles, "FP move and sign injection.",
          within<1, 100>("1 to 100")},
    Field{"fp_div_latency", &PipelineParams::fp_div_latency, Unit::Cycles, "FP divide (blocks the pipeline).",
          within<1, 200>("1 to 200")},
    Field{"fp_sqrt_latency", &PipelineParams::fp_sqrt_latency, Unit::Cycles, "FP square root (blocks the pipeline).",
          within<1, 200>("1 to 200")},
    Field{"crypto_latency", &PipelineParams::crypto_latency, Unit::Cycles, "Scalar AES and SHA-2 step.",
          within<1, 100>("1 to 100")},
    Field{"amo_latency", &PipelineParams::amo_latency, Unit::Cycles, "AMO, LR, SC beyond the cache access.",
          within<1, 100>("1 to 100")},
    Field{"mispredict_penalty", &PipelineParams::mispredict_penalty, Unit::Cycles, "Redirect after a wrong prediction.",
          within<0, 100>("0 to 100")},
    Field{"taken_penalty", &PipelineParams::taken_penalty, Unit::Cycles,
          "Bubble of a correctly predicted taken transfer.", within<0, 100>("0 to 100")},
    Field{"system_latency", &PipelineParams::system_latency, Unit::Cycles, "CSR access, fence, xRET: serialising cost.",
          within<1, 1000>("1 to 1000")},
    Field{"trap_latency", &PipelineParams::trap_latency, Unit::Cycles, "Flush and redirect when a trap is taken.",
          within<1, 1000>("1 to 1000")},
    Field{"store_buffer", &PipelineParams::store_buffer, Unit::Count, "Stores that may wait for their line.",
          within<1, 256>("1 to 256")},
    Field{"bimodal_entries", &PipelineParams::bimodal_entries, Unit::Count,
          "Two-bit counters for conditional branches.", pow2},
    Field{"btb_entries", &PipelineParams::btb_entries, Unit::Count, "Targets of indirect jumps, direct mapped.", pow2},
    Field{"ras_entries", &PipelineParams::ras_entries, Unit::Count, "Return-address stack.", within<1, 64>("1 to 64")},
};

}  // namespace covesim
