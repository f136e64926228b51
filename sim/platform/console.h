// The machine's console: where the bytes of UART, HTIF and semihosting go, and the search for a stop pattern in them.
// What comes the other way is console_input.h.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <regex>
#include <string>

#include "sim/platform/exit_code.h"
#include "sim/platform/progress.h"

namespace covesim {

/// Bytes are written through at once (stdio, a file, nowhere); the text so far can be kept for tests and Python.
class Console {
  public:
    /// "stdio", "none" or a file name.
    static Expected<std::unique_ptr<Console>, InputError> open(const std::string& where);
    explicit Console(int fd, std::string file = {}) : fd_(fd), file_(std::move(file)) {}
    /// A file that could not be written whole is removed.
    ~Console();
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    void put(uint8_t byte);
    /// Write what is buffered.
    void flush();
    /// Why bytes were lost (disk full, closed pipe), once that has happened.
    const std::optional<InputError>& error() const { return error_; }
    /// stopped() turns true when a line, complete or not, matches from now on. "": no pattern.
    Expected<void, ConfigError> stop_on(const std::string& regex);
    bool stopped() const { return stopped_; }
    /// The last complete line that is not empty; kept up to its 4096th byte.
    const std::string& last_line() const { return last_line_; }
    void keep_text(bool on) { keep_ = on; }
    const std::string& text() const { return text_; }
    /// Where the line is, and the text if it is kept. What was written is on its way out already.
    template <class A>
    void archive(A& a) {
        a(line_, last_line_, text_);
    }
    /// A status line that must give way to the console's output; nullptr: none.
    void set_progress(Progress* p) { progress_ = p; }

  private:
    static constexpr size_t kLongestLine = 4096;  ///< matched at most that far
    int fd_;
    std::string file_;  ///< empty: the descriptor is not ours
    bool keep_ = false, stopped_ = false;
    std::optional<InputError> error_;
    std::string buffer_, line_, last_line_, text_;
    std::unique_ptr<std::regex> pattern_;
    Progress* progress_ = nullptr;
};

}  // namespace covesim
