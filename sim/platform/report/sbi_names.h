// Names of SBI calls and of their arguments and errors, by extension and function number.
//
// Data: SBI 3.0 (ext-*.adoc), CoVE (sbi_cove.adoc: SUPD, COVH, COVI, COVG), and this platform's two extensions in SBI's
// experimental space (docs/firmware-abi.md). Names are the specifications' function names without their
// sbi_<extension>_ prefix. Left out: vendor and firmware extensions, which have no names of their own.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace covesim {

/// The function number of a call: COVH, COVI, COVG, NACL and BASE have a supervisor domain in a6[31:26], FID in
/// a6[15:0].
uint64_t sbi_function(uint64_t a7, uint64_t a6);
/// "COVH"; empty for an unknown extension.
std::string_view sbi_extension(uint64_t a7);
/// "COVH run_tvm_vcpu"; what has no name is shown as numbers: "COVH #40", "SBI 0x12345 #7".
std::string sbi_name(uint64_t a7, uint64_t a6);
/// "COVH run_tvm_vcpu(tvm_guest_id=1, tvm_vcpu_id=0) domain=1": the values of a0 to a5 by the arguments' names; a
/// domain but 0.
std::string sbi_call(uint64_t a7, uint64_t a6, std::span<const uint64_t, 6> arguments);
/// "SUCCESS value=0x2a", "INVALID_PARAM"; the number that a legacy call returns.
std::string sbi_result(uint64_t a7, uint64_t a0, uint64_t a1);

}  // namespace covesim
