// Retired instructions in Spike's commit-log format, byte for byte:
//   core   0: P 0xPPPPPPPPPPPPPPPP (0xIIIIIIII) xN  0xVVVVVVVVVVVVVVVV mem 0xAAAAAAAAAAAAAAAA 0xDD
//
// P is the privilege number (3, 1, 0). Registers are those the instruction wrote, with a space after single-digit
// numbers; a store prints its data, in the digits of its size; a load prints its address only. Leaves out: CSR writes
// and fflags, which Spike prints as c-registers.
#pragma once
#include <cstdio>
#include <memory>
#include <string>

#include "cpu/hart.h"
#include "sim/platform/exit_code.h"

namespace covesim {

class CommitLog final : public CommitObserver {
  public:
    /// A file, or standard error when the name is empty.
    static Expected<std::unique_ptr<CommitLog>, InputError> open(const std::string& path);
    explicit CommitLog(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) {}
    ~CommitLog();
    CommitLog(const CommitLog&) = delete;
    CommitLog& operator=(const CommitLog&) = delete;

    void retired(const Hart& hart, const CommitRecord& record) override;
    /// Flush; the error says that not everything could be written.
    Expected<void, InputError> close();

  private:
    std::FILE* file_;
    std::string path_;
};

}  // namespace covesim
