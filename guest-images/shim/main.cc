// Boot shim of a stock Linux kernel in a TVM: the kernel knows nothing of COVG, so the shim, measured with the TVM,
// declares the emulated UART's page and seeds the kernel's random number generator from the TSM (the host must not know
// the seed). Left out: everything else.
#include "firmware/abi/cove.h"
#include "firmware/lib/console.h"
#include "firmware/lib/fdt.h"
#include "firmware/lib/panic.h"
#include "firmware/lib/sbi.h"

using namespace covesim;
using namespace covesim::fw;

namespace {
constexpr uint64_t kUart = 0x1000'0000, kUartLength = 0x1000;
}

void covesim::fw::panic(const char* what, uint64_t value) {
    SbiConsole out;
    print(out, "shim: {} ({x})\n", what, value);
    for (;;) sbi::call(sbi::kSrst, sbi::srst::kReset, sbi::srst::kShutdown, sbi::srst::kSystemFailure);
}

extern "C" void covesim_shim_main(const void* blob) {
    const sbi::Ret r = sbi::call(sbi::kCovg, sbi::covg::kAddMmioRegion, kUart, kUartLength);
    require(r.error == sbi::kSuccess, "add_mmio_region refused", uint64_t(r.error));
    const Fdt tree{blob, 1 << 20};
    require(tree.ok(), "no device tree", reinterpret_cast<uint64_t>(blob));
    const FdtProperty seed = tree.property(tree.find("/chosen"), "rng-seed");
    if (!seed || seed.size == 0) return;
    // Refused: the seed stays zero as measured, which the kernel credits no more than any other device tree's.
    sbi::call(cove::kEidTvmEntropy, 0, reinterpret_cast<uint64_t>(seed.data), seed.size);
}
