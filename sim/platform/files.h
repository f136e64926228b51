// Whole files in, whole files out: an output appears complete under its name, or not at all.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/platform/exit_code.h"

namespace covesim {

using Blob = std::vector<std::byte>;

/// The file's bytes; the error says why it cannot be read.
Expected<Blob, InputError> read_file(const std::string& path);

/// An output file whose place is checked before the run and that is written, as a whole, after it.
class OutputFile {
  public:
    OutputFile() = default;
    /// Fails when the place cannot be written, before anything runs. Leaves nothing there.
    static Expected<OutputFile, InputError> create(const std::string& path);
    /// Write a temporary file beside it, flush to the disk, rename. On any error the old file stays.
    Expected<void, InputError> commit(std::string_view text);
    bool wanted() const { return !path_.empty(); }

  private:
    std::string path_;
};

/// An output file that is written piece by piece and appears under its name when it is complete, or never.
class PartialFile {
  public:
    PartialFile() = default;
    ~PartialFile();
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;

    Expected<void, InputError> open(const std::string& path);
    /// False: it cannot be written.
    bool write(std::string_view data);
    const std::optional<InputError>& error() const { return error_; }
    /// Flush to the disk, rename. On any error the old file stays.
    Expected<void, InputError> commit();

  private:
    std::string path_, temporary_;
    int fd_ = -1;
    std::optional<InputError> error_;
};

/// Everything to a descriptor, blocking or not; the error begins with its `name`.
Expected<void, InputError> write_all(int fd, std::string_view text, const std::string& name);
/// Take a half-written file away: no device, pipe or the like.
void remove_regular(int fd, const std::string& path);

}  // namespace covesim
