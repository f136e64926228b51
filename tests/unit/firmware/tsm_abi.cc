// Numbers and layouts of the CoVE ABI as literals from the specification, and the NACL register index.
#include <catch2/catch.hpp>
#include <cstddef>

#include "firmware/abi/cove.h"
#include "firmware/lib/sbi.h"
#include "firmware/tsm/tvm.h"

using namespace covesim;
namespace sbi = covesim::fw::sbi;

TEST_CASE("abi 1: structures") {
    CHECK(sizeof(cove::TsmInfo) == 48);
    CHECK(offsetof(cove::TsmInfo, tsm_state) == 0);
    CHECK(offsetof(cove::TsmInfo, tsm_impl_id) == 4);
    CHECK(offsetof(cove::TsmInfo, tsm_version) == 8);
    CHECK(offsetof(cove::TsmInfo, tsm_capabilities) == 16);
    CHECK(offsetof(cove::TsmInfo, tvm_state_pages) == 24);
    CHECK(offsetof(cove::TsmInfo, tvm_max_vcpus) == 32);
    CHECK(offsetof(cove::TsmInfo, tvm_vcpu_state_pages) == 40);
    CHECK(sizeof(cove::TvmCreateParams) == 16);
    CHECK(offsetof(cove::TvmCreateParams, tvm_state_addr) == 8);
    CHECK(sizeof(cove::NaclShmem) == 12288);
    CHECK(offsetof(cove::NaclShmem, gprs) == 0);
    CHECK(offsetof(cove::NaclShmem, dirty_bitmap) == 0xf80);
    CHECK(offsetof(cove::NaclShmem, csrs) == 0x1000);
    CHECK(sizeof(tsm::Vcpu) <= 4096);
    CHECK(tsm::kTvmStatePages == 1);
}

TEST_CASE("abi 2: numbers") {
    CHECK(sbi::kCovh == 0x434F5648);
    CHECK(sbi::kCovg == 0x434F5647);
    CHECK(sbi::kNacl == 0x4E41434C);
    CHECK(sbi::covh::kFinalizeTvm == 6);
    CHECK(sbi::covh::kDestroyTvm == 8);
    CHECK(sbi::covh::kAddMeasuredPages == 11);
    CHECK(sbi::covh::kRunVcpu == 15);
    CHECK(sbi::covh::kRemovePages == 19);
    CHECK(sbi::covg::kUnshareMemory == 3);
    CHECK(cove::kPage2M == 1);
    CHECK(cove::kEidTvmEntropy >> 24 == 0x08);
}

TEST_CASE("abi 3: NACL register index is {csr[11:10], csr[7:0]}") {
    CHECK(cove::kNaclHtinst == 0x14a);
    CHECK(cove::kNaclHtval == 0x143);
    CHECK(cove::kNaclHtimedelta == 0x105);
    CHECK(cove::kNaclVstimecmp == 0x04d);
    CHECK(cove::kNaclVsie == 0x004);
    CHECK(cove::nacl_csr(0xe12) == 0x312);
}
