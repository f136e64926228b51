#include "sim/platform/htif.h"

namespace covesim {
namespace {
constexpr uint64_t kPayload = (1ull << 48) - 1;
constexpr uint64_t kConsoleInput = 0x0100'0000'0000'0100;  // device 1, command 0, a byte follows
constexpr uint64_t kSysWrite = 64, kSysExit = 93;
constexpr int64_t kEnosys = -38, kEbadf = -9, kEfault = -14;
}  // namespace

Htif::Htif(BackingStore& memory, Console& console, ConsoleInput& input, GuestExit& exit, Spa tohost, Spa fromhost)
    : memory_(memory),
      console_(console),
      input_(input),
      exit_(exit),
      tohost_(*this, "tohost", tohost, true),
      fromhost_(*this, "fromhost", fromhost, false) {}

bool Htif::Word::read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick) {
    out = 0;
    return offset + bytes <= 8 && owner_.memory_.read(base + offset, &out, bytes);
}

bool Htif::Word::write(uint64_t offset, uint32_t bytes, uint64_t value, Tick) {
    if (offset + bytes > 8 || !owner_.memory_.write(base + offset, &value, bytes)) return false;
    if (command_) owner_.act(bytes);
    else owner_.input_.feed();
    return true;
}

void Htif::act(uint32_t bytes_written) {
    uint64_t command = 0;
    memory_.load(tohost_.base, command);
    // A high word alone is the first half of a command; a whole store may have a zero low word (console output of NUL).
    if ((command & 0xffff'ffff) == 0 && (bytes_written < 8 || command == 0)) return;
    const uint64_t device = command >> 56, function = command >> 48 & 0xff, payload = command & kPayload;
    if (device == 0 && (payload & 1)) return exit_.request(payload >> 1);
    memory_.store<uint64_t>(tohost_.base, 0);
    if (device == 0) system_call(Spa{payload});
    else if (device == 1 && function == 1) console_.put(static_cast<uint8_t>(payload));
    else if (device == 1 && function == 0) {
        ++reads_;
        listens_ = true;
        input_.feed();
    }
}

uint32_t Htif::room() const {
    uint64_t previous = 0;
    memory_.load(fromhost_.base, previous);
    return reads_ != 0 && previous == 0 ? 1 : 0;
}

void Htif::receive(uint8_t byte) {
    --reads_;
    answer(kConsoleInput | byte);
}

void Htif::answer(uint64_t value) { memory_.store(fromhost_.base, value); }

void Htif::system_call(Spa block) {
    uint64_t words[4];
    if (!memory_.read(block, words, sizeof words)) return;
    int64_t result = kEnosys;
    if (words[0] == kSysExit) return exit_.request(words[1]);
    if (words[0] == kSysWrite) {
        const std::byte* text = words[3] ? memory_.host(Spa{words[2]}, words[3]) : nullptr;
        if (words[1] != 1 && words[1] != 2) result = kEbadf;
        else if (words[3] != 0 && !text) result = kEfault;
        else {
            for (uint64_t i = 0; i < words[3]; ++i) console_.put(static_cast<uint8_t>(text[i]));
            result = static_cast<int64_t>(words[3]);
        }
    }
    memory_.store(block, static_cast<uint64_t>(result));
    answer(1);
}

}  // namespace covesim
