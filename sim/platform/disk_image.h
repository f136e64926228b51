// A disk's contents in files of the host: a raw image, or a raw image that is never written below a copy-on-write
// overlay.
//
// Overlay file: a page of header (magic, version, size of the base), a bitmap with one bit per cluster of 4 KiB, page
// aligned, then the clusters at their own places, so that a sparse file takes room only for what was written. A
// cluster's bit is set after its data has been written. Host time enters nowhere: every operation is done when it
// returns. Files are locked (flock) against a second simulator: for itself when written, shared when only read.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dev/disk.h"
#include "sim/platform/exit_code.h"

namespace covesim {

class Archive;

/// `--disk FILE[,readonly|,overlay=FILE|,snapshot]`
struct DiskOption {
    std::string file, overlay;
    bool read_only = false;
    bool snapshot = false;  ///< an overlay that is forgotten at the end

    static Expected<DiskOption, Failure> parse(std::string_view text);
};

class DiskImage : public Disk {
  public:
    /// Opens, checks and locks; creates the overlay if it is not there. The error says what is wrong with which file.
    static Expected<std::unique_ptr<DiskImage>, InputError> open(const DiskOption& option);

    /// Why the host could not do what the machine asked for; empty: nothing failed.
    const std::string& failure() const { return failure_; }

    /// Why the image cannot be in a checkpoint; empty: it can.
    virtual std::string checkpoint_refusal() const { return {}; }
    /// What was written so far, and of which base, by outermost sections. A base must be the same file, unchanged; an
    /// overlay must be empty, and is filled, or hold the same.
    virtual void archive(Archive& a) = 0;

  protected:
    bool failed(const std::string& file, std::string_view what);

  private:
    std::string failure_;
};

}  // namespace covesim
