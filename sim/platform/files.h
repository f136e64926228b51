// Whole files in, whole files out: an output appears complete under its name, or not at all.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/platform/exit_code.h"

namespace covesim {

using Blob = std::vector<std::byte>;

/// The file's bytes; the error says why it cannot be read.
Expected<Blob, InputError> read_file(const std::string& path);

/// An output file that is opened (as a temporary beside its name) before the run and named only when complete.
class OutputFile {
  public:
    OutputFile() = default;
    OutputFile(OutputFile&& o) noexcept;
    OutputFile& operator=(OutputFile&& o) noexcept;
    ~OutputFile();

    /// Fails when the place cannot be written, before anything runs.
    static Expected<OutputFile, InputError> create(const std::string& path);
    /// Write everything, flush to the disk, rename. On any error the temporary is removed and the old file stays.
    Expected<void, InputError> commit(std::string_view text);
    bool open() const { return fd_ >= 0; }

  private:
    void discard();
    std::string path_, temporary_;
    int fd_ = -1;
};

}  // namespace covesim
