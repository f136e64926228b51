#include "sim/platform/gdb/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/platform/gdb/hex.h"
#include "sim/platform/gdb/packet.h"

namespace covesim::gdb {
namespace {

constexpr uint32_t kGeneralRegisters = 33;  // x0 to x31 and pc: what `g` and `G` carry, and `p` and `P` the others
constexpr std::string_view kOk = "OK", kBadRequest = "E16", kNoMemory = "E0e";  // EINVAL, EFAULT
constexpr int kSigInt = 2, kSigTrap = 5;

/// "address,length" of m, M, X, Z and z.
struct Range {
    uint64_t address = 0, length = 0;
};
std::optional<Range> range(std::string_view text) {
    const auto address = number(take(text, ','));
    const auto length = number(text);
    if (!address || !length) return std::nullopt;
    return Range{*address, *length};
}

}  // namespace

std::vector<std::string> Session::handle(std::string_view packet) {
    constexpr std::string_view kMonitor = "qRcmd,";
    if (packet.starts_with(kMonitor)) return monitor(packet.substr(kMonitor.size()));
    if (packet == "k") {
        state_ = State::Killed;
        return {};  // "the target system should not reply"
    }
    return {answer(packet)};
}

std::string Session::answer(std::string_view packet) {
    if (packet.empty()) return {};
    const std::string_view rest = packet.substr(1);
    switch (packet[0]) {
        case '?': return stop_reply();
        case 'c':
        case 'C':
        case 's':
        case 'S': return resume_one(packet);
        case 'D': state_ = State::Detached; return std::string(kOk);
        case 'g': return read_all();
        case 'G': return write_all(rest);
        case 'H': return choose_thread(rest);
        case 'm': return read_memory(rest);
        case 'M': return write_memory(rest, false);
        case 'X': return write_memory(rest, true);
        case 'p': return read_one(rest);
        case 'P': return write_one(rest);
        case 'q': return query(rest);
        case 'Q': return set(rest);
        case 'T': return std::string(hart_of(rest) ? kOk : kBadRequest);
        case 'v': return v_packet(rest);
        case 'z': return insert(rest, false);
        case 'Z': return insert(rest, true);
        default: return {};  // not supported
    }
}

// --- threads
// ----------------------------------------------------------------------------------------------------------

std::string Session::thread_of(uint32_t hart) const { return fmt::format("{:x}", hart + 1); }

std::optional<uint32_t> Session::hart_of(std::string_view thread) const {
    const auto n = number(thread);
    if (!n || *n == 0 || *n > target_.harts()) return std::nullopt;
    return static_cast<uint32_t>(*n - 1);
}

/// Hg and Hc: thread 0 is any, -1 all.
std::string Session::choose_thread(std::string_view text) {
    if (text.empty() || (text[0] != 'g' && text[0] != 'c')) return std::string(kBadRequest);
    uint32_t& chosen = text[0] == 'g' ? hart_ : continue_hart_;
    const std::string_view id = text.substr(1);
    if (id == "0" || id == "-1") {
        chosen = last_.stop.hart;
        return std::string(kOk);
    }
    const auto hart = hart_of(id);
    if (!hart) return std::string(kBadRequest);
    chosen = *hart;
    return std::string(kOk);
}

std::string Session::threads() const {
    std::string list = "m";
    for (uint32_t h = 0; h < target_.harts(); ++h) list += (h == 0 ? "" : ",") + thread_of(h);
    return list;
}

std::string Session::thread_list() const {
    std::string xml = "<?xml version=\"1.0\"?>\n<threads>\n";
    for (uint32_t h = 0; h < target_.harts(); ++h)
        xml += fmt::format("<thread id=\"{}\" core=\"{}\" name=\"hart {}\">{}</thread>\n", thread_of(h), h, h,
                           target_.state_of(h));
    return xml + "</threads>\n";
}

// --- queries
// ----------------------------------------------------------------------------------------------------------

std::string Session::query(std::string_view text) {
    const std::string_view arguments = text;
    std::string_view rest = text;
    const std::string_view name = take(rest, text.starts_with("ThreadExtraInfo") ? ',' : ':');
    if (name == "Supported") return supported(rest);
    if (name == "Xfer") return transfer(rest);
    if (name == "ThreadExtraInfo") {
        const auto hart = hart_of(rest);
        return hart ? to_hex(target_.state_of(*hart)) : std::string(kBadRequest);
    }
    if (arguments == "fThreadInfo") return threads();
    if (arguments == "sThreadInfo") return "l";
    if (arguments == "C") return "QC" + thread_of(hart_);
    if (name == "Attached") return "1";  // so that GDB detaches when it is left
    return {};
}

std::string Session::supported(std::string_view offered) {
    while (!offered.empty()) {
        const std::string_view feature = take(offered, ';');
        knows_swbreak_ |= feature == "swbreak+";
        knows_hwbreak_ |= feature == "hwbreak+";
    }
    return fmt::format(
        "PacketSize={:x};QStartNoAckMode+;qXfer:features:read+;qXfer:threads:read+;vContSupported+;"
        "swbreak+;hwbreak+",
        kPacketSize);
}

/// object:read:annex:offset,length
std::string Session::transfer(std::string_view text) const {
    const std::string_view object = take(text, ':'), operation = take(text, ':'), annex = take(text, ':');
    const auto part = range(text);
    if (operation != "read" || !part) return std::string(kBadRequest);
    std::string whole;
    if (object == "features" && annex == "target.xml") whole = target_.description();
    else if (object == "threads" && annex.empty()) whole = thread_list();
    else if (object == "features") return "E00";  // "the annex was invalid"
    else return {};
    if (part->address >= whole.size()) return "l";
    const std::string_view rest = std::string_view(whole).substr(part->address, part->length);
    return (part->address + rest.size() < whole.size() ? "m" : "l") + std::string(rest);
}

std::string Session::set(std::string_view text) {
    if (text != "StartNoAckMode") return {};
    no_acknowledgements_ = true;
    return std::string(kOk);
}

/// The answer comes in packets of console output, then OK.
std::vector<std::string> Session::monitor(std::string_view hex) {
    const auto command = from_hex(hex);
    if (!command) return {std::string(kBadRequest)};
    constexpr size_t kPart = kPacketSize / 4;
    const std::string text = target_.monitor(hart_, *command);
    std::vector<std::string> packets;
    for (size_t at = 0; at < text.size(); at += kPart) packets.push_back("O" + to_hex(text.substr(at, kPart)));
    packets.emplace_back(kOk);
    return packets;
}

// --- registers and memory
// ---------------------------------------------------------------------------------------------

std::string Session::read_all() const {
    std::string bytes;
    for (uint32_t n = 0; n < kGeneralRegisters; ++n) bytes += target_.read_register(hart_, n).value_or("");
    return to_hex(bytes);
}

std::string Session::write_all(std::string_view hex) {
    constexpr size_t kBytes = 8;
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != kGeneralRegisters * kBytes) return std::string(kBadRequest);
    for (uint32_t n = 0; n < kGeneralRegisters; ++n)
        if (const auto why = target_.write_register(hart_, n, std::string_view(*bytes).substr(n * kBytes, kBytes)))
            return "E." + *why;
    return std::string(kOk);
}

std::string Session::read_one(std::string_view text) const {
    const auto n = number(text);
    const auto bytes = n && *n <= UINT32_MAX ? target_.read_register(hart_, static_cast<uint32_t>(*n)) : std::nullopt;
    return bytes ? to_hex(*bytes) : std::string(kBadRequest);
}

std::string Session::write_one(std::string_view text) {
    const auto n = number(take(text, '='));
    const auto bytes = from_hex(text);
    if (!n || *n > UINT32_MAX || !bytes) return std::string(kBadRequest);
    if (const auto why = target_.write_register(hart_, static_cast<uint32_t>(*n), *bytes)) return "E." + *why;
    return std::string(kOk);
}

std::string Session::read_memory(std::string_view text) const {
    const auto r = range(text);
    if (!r) return std::string(kBadRequest);
    const std::string bytes = target_.read_memory(hart_, r->address, std::min(r->length, uint64_t{kPacketSize / 2}));
    return bytes.empty() && r->length != 0 ? std::string(kNoMemory) : to_hex(bytes);
}

std::string Session::write_memory(std::string_view text, bool binary) {
    const auto r = range(take(text, ':'));
    const auto bytes = binary ? std::optional<std::string>(text) : from_hex(text);
    if (!r || !bytes || bytes->size() != r->length) return std::string(kBadRequest);
    return std::string(target_.write_memory(hart_, r->address, *bytes) ? kOk : kNoMemory);
}

// --- breakpoints and watchpoints
// --------------------------------------------------------------------------------------

/// type,address,kind: types 0 and 1 are breakpoints, 2 to 4 write, read and access watchpoints of `kind` bytes.
std::string Session::insert(std::string_view text, bool on) {
    const std::string_view type = take(text, ',');
    const auto r = range(take(text, ';'));
    if (!r || type.size() != 1) return std::string(kBadRequest);
    if (type == "0" || type == "1") {
        Breakpoint& b = breakpoints_[r->address];
        (type == "0" ? b.software : b.hardware) = on;
        if (!b.any()) {
            breakpoints_.erase(r->address);
            removed_.push_back(r->address);
        }
        return std::string(kOk);
    }
    if (type != "2" && type != "3" && type != "4") return {};
    if (r->length == 0) return std::string(kBadRequest);
    const Watch watch{r->address, r->length, type != "2", type != "3"};
    std::erase(watches_, watch);
    if (on) watches_.push_back(watch);
    return std::string(kOk);
}

// --- running
// ----------------------------------------------------------------------------------------------------------

std::string Session::v_packet(std::string_view text) {
    if (text == "Cont?") return "vCont;c;C;s;S";
    if (text.starts_with("Cont;")) return resume(text.substr(5));
    if (text == "Kill" || text.starts_with("Kill;")) {
        state_ = State::Killed;
        return std::string(kOk);
    }
    return {};
}

/// action[:thread];…  For each hart the first action that names it, or all.
std::string Session::resume(std::string_view actions) {
    std::vector<char> of_hart(target_.harts(), 0);
    while (!actions.empty()) {
        std::string_view action = take(actions, ';');
        const std::string_view what = take(action, ':');
        const char kind = what.empty() ? '\0' : what[0];
        if (kind != 'c' && kind != 'C' && kind != 's' && kind != 'S') return std::string(kBadRequest);
        const bool all = action.empty() || action == "-1";
        const auto hart = all ? std::optional<uint32_t>{} : hart_of(action);
        if (!all && !hart) return std::string(kBadRequest);
        for (uint32_t h = 0; h < of_hart.size(); ++h)
            if (of_hart[h] == 0 && (all || h == *hart)) of_hart[h] = kind;
    }
    std::vector<uint32_t> steps, bystanders;
    for (uint32_t h = 0; h < of_hart.size(); ++h) {
        if (of_hart[h] == 's' || of_hart[h] == 'S') steps.push_back(h);
        if (of_hart[h] == 0) bystanders.push_back(h);
    }
    return run(std::move(steps), std::move(bystanders));
}

/// c [address], C signal[;address], s and S: of an old GDB, or typed by hand.
std::string Session::resume_one(std::string_view packet) {
    std::string_view address = packet.substr(1);
    if (packet[0] == 'C' || packet[0] == 'S') take(address, ';');
    if (!address.empty()) return std::string(kBadRequest);  // GDB writes pc instead
    const bool step = packet[0] == 's' || packet[0] == 'S';
    return run(step ? std::vector<uint32_t>{continue_hart_} : std::vector<uint32_t>{}, {});
}

std::string Session::run(std::vector<uint32_t> steps, std::vector<uint32_t> bystanders) {
    DebugStops stops;
    for (const auto& [address, breakpoint] : breakpoints_) stops.breakpoints.push_back(address);
    stops.lifted = std::exchange(removed_, {});
    stops.bystanders = std::move(bystanders);
    stops.watches = watches_;
    stops.steps = std::move(steps);
    last_ = target_.resume(stops);
    hart_ = continue_hart_ = last_.stop.hart;
    if (last_.why == Stop::Why::Exited || last_.why == Stop::Why::Signalled) state_ = State::Over;
    return stop_reply();
}

std::string Session::stop_reply() const {
    if (last_.why == Stop::Why::Exited) return fmt::format("W{:02x}", last_.code & 0xff);
    if (last_.why == Stop::Why::Signalled) return fmt::format("X{:02x}", last_.code & 0xff);
    const DebugStop& s = last_.stop;
    const bool asked = last_.why == Stop::Why::Stuck || s.why == DebugStop::Why::Attention;
    std::string reply = fmt::format("T{:02x}", asked ? kSigInt : kSigTrap);
    if (last_.why == Stop::Why::Debugger && s.why == DebugStop::Why::Watchpoint) {
        const Watch& w = s.hit.watch;
        reply += fmt::format("{}:{:x};", w.loads && w.stores ? "awatch" : w.loads ? "rwatch" : "watch", s.hit.va);
    }
    if (last_.why == Stop::Why::Debugger && s.why == DebugStop::Why::Breakpoint) {
        const auto b = breakpoints_.find(target_.pc(s.hart));
        const bool software = b == breakpoints_.end() || b->second.software;
        if (software && knows_swbreak_) reply += "swbreak:;";
        if (!software && knows_hwbreak_) reply += "hwbreak:;";
    }
    return reply + fmt::format("thread:{};core:{:x};", thread_of(s.hart), s.hart);
}

}  // namespace covesim::gdb
