#include "sim/platform/console_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace covesim {

ConsoleInput::ConsoleInput(Timeline& timeline, Tick quantum)
    : timeline_(timeline), quantum_(quantum), handler_(timeline.add_handler("console input", *this)) {}

void ConsoleInput::type(std::string bytes, Tick now) { enter_at(boundary_after(now), std::move(bytes)); }

void ConsoleInput::replay(const std::vector<InputEntry>& entries) {
    coming_.clear();
    announced_ = 0;
    for (const auto& e : entries) {
        const Tick boundary = boundary_after(Tick{e.when.fs - (e.when.fs ? 1 : 0)});
        if (boundary > timeline_.now()) enter_at(boundary, e.bytes);
    }
}

void ConsoleInput::enter_at(Tick boundary, std::string bytes) {
    const auto later = std::upper_bound(coming_.begin(), coming_.end(), boundary,
                                        [](Tick t, const InputEntry& e) { return t < e.when; });
    announced_ += bytes.size();
    coming_.insert(later, {boundary, std::move(bytes)});
    timeline_.schedule(boundary, handler_);
}

void ConsoleInput::device_read(Tick now) {
    if (queue_.empty() || feeding_) return;
    feeding_ = true;
    timeline_.schedule(boundary_after(now), handler_);
}

void ConsoleInput::on_event(Tick when, uint64_t) {
    feeding_ = false;
    while (!coming_.empty() && coming_.front().when <= when) {
        InputEntry& entry = coming_.front();
        announced_ -= entry.bytes.size();
        queue_.insert(queue_.end(), entry.bytes.begin(), entry.bytes.end());
        entered_.push_back(std::move(entry));
        coming_.pop_front();
    }
    feed();
}

void ConsoleInput::feed() {
    const auto device = std::find_if(devices_.begin(), devices_.end(), [](auto* d) { return d->listens(); });
    if (device == devices_.end()) return;
    for (; !queue_.empty() && (*device)->room() > 0; queue_.pop_front()) (*device)->receive(queue_.front());
}

std::string input_text(const std::vector<InputEntry>& entries) {
    std::string text = "# Console input: femtoseconds of simulated time, bytes\n";
    for (const auto& e : entries) {
        text += fmt::format("{} ", e.when.fs);
        for (const char c : e.bytes) text += fmt::format("{:02x}", static_cast<uint8_t>(c));
        text += '\n';
    }
    return text;
}

Expected<std::vector<InputEntry>, InputError> parse_input(std::string_view text, const std::string& file) {
    std::vector<InputEntry> entries;
    for (size_t number = 1; !text.empty(); ++number) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.empty() || line[0] == '#') continue;
        const auto wrong = [&](std::string_view why) {
            return InputError{fmt::format("'{}', line {}: {}", file, number, why)};
        };
        InputEntry entry;
        const auto [space, ec] = std::from_chars(line.data(), line.data() + line.size(), entry.when.fs);
        auto digits = line.substr(static_cast<size_t>(space - line.data()));
        if (ec != std::errc{} || digits.size() < 3 || digits[0] != ' ' || digits.size() % 2 == 0)
            return wrong("must be a number of femtoseconds, a space and pairs of hexadecimal digits");
        for (digits.remove_prefix(1); !digits.empty(); digits.remove_prefix(2)) {
            uint8_t byte = 0;
            if (std::from_chars(digits.data(), digits.data() + 2, byte, 16).ptr != digits.data() + 2)
                return wrong("not a hexadecimal digit");
            entry.bytes += static_cast<char>(byte);
        }
        if (!entries.empty() && entry.when < entries.back().when) return wrong("earlier than the line before");
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace covesim
