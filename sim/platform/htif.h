// The host-target interface of Berkeley's test software: two 64-bit words in memory, `tohost` and `fromhost`.
//
// A command is device (63:56), command (55:48), payload (47:0). Models: exit (device 0, odd payload, code = payload >>
// 1), the system-call proxy's write (64) and exit (93) (device 0, even payload = address of eight 64-bit words),
// console (device 1): output (command 1) and input (command 0, answered in fromhost with 0x100 | byte once there is a
// byte and the guest has cleared fromhost). tohost may be written as two 32-bit stores: a command is acted on as soon
// as the low word is not zero (or a 64-bit store is not zero), and cleared, except exit. Leaves out: all other calls.
//
// The engine treats the two words as I/O: each is a Device over its eight bytes, whose storage stays in RAM.
#pragma once
#include <cstdint>

#include "mem/backing_store.h"
#include "sim/core/device.h"
#include "sim/platform/console.h"
#include "sim/platform/console_input.h"
#include "sim/platform/guest_exit.h"

namespace covesim {

class Htif final : public InputDevice {
  public:
    Htif(BackingStore& memory, Console& console, ConsoleInput& input, GuestExit& exit, Spa tohost, Spa fromhost);

    bool listens() const override { return listens_; }
    uint32_t room() const override;
    void receive(uint8_t byte) override;

    Spa tohost() const { return tohost_.base; }
    Spa fromhost() const { return fromhost_.base; }
    Device& tohost_device() { return tohost_; }
    Device& fromhost_device() { return fromhost_; }
    template <class A>
    void archive(A& a) {
        a(reads_, listens_);
    }

  private:
    /// Eight bytes of RAM that announce a store.
    class Word final : public Device {
      public:
        Word(Htif& owner, std::string_view name, Spa at, bool command)
            : base(at), owner_(owner), name_(name), command_(command) {}
        std::string_view name() const override { return name_; }
        bool read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override;
        bool write(uint64_t offset, uint32_t bytes, uint64_t value, Tick now) override;
        bool peek(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override {
            return read(offset, bytes, out, now);
        }
        void reset() override {}
        void archive(Archive&) override {}  // the word is RAM, the rest is Htif's
        const Spa base;

      private:
        Htif& owner_;
        std::string_view name_;
        bool command_;
    };

    void act(uint32_t bytes_written);
    void system_call(Spa block);
    void answer(uint64_t value);

    BackingStore& memory_;
    Console& console_;
    ConsoleInput& input_;
    GuestExit& exit_;
    Word tohost_, fromhost_;
    uint32_t reads_ = 0;  ///< input commands without an answer
    bool listens_ = false;
};

}  // namespace covesim
