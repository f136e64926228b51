// docs/devices.md holds the register tables that the devices declare. To bring it up to date after a change, run this
// as COVESIM_WRITE_DEVICES_DOC=docs/devices.md unit_dev "[docs]".
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "dev/aclint.h"
#include "dev/aplic.h"
#include "dev/control.h"
#include "dev/encryption_table.h"
#include "dev/finisher.h"
#include "dev/goldfish_rtc.h"
#include "dev/imsic_pages.h"
#include "dev/pci/pvpanic.h"
#include "dev/plic.h"
#include "dev/uart_16550.h"
#include "dev/virtio/mmio.h"
#include "dev/virtio/pci.h"
#include "dev/virtio/rng.h"
#include "tests/unit/dev/virtio_rig.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {

struct NoEngine final : EncryptionControl {
    uint32_t contexts() const override { return 0; }
    bool assign(Spa, uint64_t, uint32_t) override { return false; }
    bool new_key(uint32_t) override { return false; }
};
struct NoBytes final : SerialLine {
    void put(uint8_t, Tick) override {}
};
struct NoFile final : MsiSink {
    void msi(uint32_t, uint32_t, uint32_t) override {}
};
struct NoPanic final : PanicSink {
    void guest_event(Event) override {}
};
struct NoControl final : ControlSink {
    control::Status command(control::Command, uint64_t, Tick) override { return control::Status::Done; }
    uint32_t mode_number() const override { return 0; }
};
struct NoFinish final : FinisherSink {
    void finish(Request, uint32_t) override {}
};

std::string document() {
    Wires wires;
    Harts harts;
    Timeline timeline;
    NoEngine engine;
    NoBytes bytes;
    NoFinish finish;
    Finisher finisher(finish);
    NoControl no_control;
    Control control(no_control);
    GoldfishRtc rtc(0, wires, 11, timeline);
    Aclint aclint(1, 10'000'000, harts, timeline);
    Plic plic(1, harts);
    Aplic aplic(1, harts);
    NoFile no_file;
    ImsicPages imsic(ImsicLevel::Machine, 0, no_file);
    Uart16550 uart(bytes, wires, 10);
    EncryptionTable table(engine);
    VirtioMmio virtio(0, nullptr, wires, 1);
    Ram ram;
    VirtioRng rng(1, ram);
    NoPanic no_panic;
    PvpanicRegisters panic(no_panic);
    VirtioPci function("virtio0", rng, ram, wires, 1);
    struct Row {
        const char* title;
        const char* base;
        Device& device;
    };
    std::string s =
        "# Device registers\n\nGenerated from the register tables in `dev/` (`tests/unit/dev/docs_test.cc`). Bases are "
        "those of the default memory map.\nThe root of trust's mailbox is in [rot.md](rot.md).\n";
    for (const Row& r :
         {Row{"Test finisher", "0x100000", finisher}, Row{"Real-time clock", "0x101000", rtc},
          Row{"ACLINT", "0x2000000", aclint}, Row{"PLIC", "0xc000000", plic},
          Row{"APLIC", "0xc000000 (machine level) and 0xd000000 (supervisor level)", aplic.machine()},
          Row{"UART 16550", "0x10000000", uart}, Row{"Virtio slot n", "0x10001000 + 0x1000·n, n < 8", virtio},
          Row{"PCI function n", "0x30000000 + 0x8000·n, n < 32", function},
          Row{"Virtio over PCI", "BAR 0", function.registers()},
          Row{"Panic notifier", "BAR 0, with devices.pvpanic", panic}, Row{"Encryption table", "0x10210000", table},
          Row{"Control", "0x10220000, with devices.control", control},
          Row{"IMSIC pages", "0x24000000 (machine level) and 0x28000000 (supervisor level)", imsic}}) {
        s += std::string("\n## ") + r.title + " at " + r.base + "\n\n" + r.device.describe();
    }
    return s;
}

}  // namespace

TEST_CASE("DEV-D1 docs/devices.md is what the devices declare", "[docs]") {
    if (const char* path = std::getenv("COVESIM_WRITE_DEVICES_DOC")) std::ofstream(path) << document();
    std::ifstream in(COVESIM_DOCS "/devices.md");
    std::stringstream text;
    text << in.rdbuf();
    CHECK(text.str() == document());
}
