// A checkpoint as a file: magic, format version, then a Zstandard frame (RFC 8878) with a checksum of its content; the
// content is a stream of archive sections (sim/core/archive.h), of which the first says what machine it is.
//
// A file is written under a temporary name and renamed when complete. A reader reads a file to its end, checksum
// included, before it believes anything. Leaves out: reading other format versions.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/archive.h"
#include "sim/platform/disk_image.h"
#include "sim/platform/files.h"
#include "sim/platform/image.h"
#include "sim/platform/machine_params.h"

namespace covesim {

/// Changes with what any model archives.
inline constexpr uint32_t kCheckpointFormat = 1;

/// What must be known before the machine can be built, and what its user asked for.
struct CheckpointHead {
    std::string version;     ///< of covesim
    std::string parameters;  ///< all of them, as JSON
    std::string preset;
    bool boot = false;  ///< covesim boot
    bool semihosting = false;
    std::optional<uint64_t> tohost, fromhost;
    std::vector<DiskOption> disks;
    Symbols symbols;
    uint64_t instructions = 0;  ///< of all harts, until then
    Tick time;
};

class CheckpointWriter final : public ByteSink {
  public:
    CheckpointWriter();
    ~CheckpointWriter();
    CheckpointWriter(const CheckpointWriter&) = delete;
    CheckpointWriter& operator=(const CheckpointWriter&) = delete;

    /// Fails when the place cannot be written. Whatever is there stays until commit().
    Expected<void, InputError> open(const std::string& path);
    bool write(const void* data, size_t bytes) override;
    /// Why write() failed.
    const std::optional<InputError>& error() const;
    Expected<void, InputError> commit();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

class CheckpointReader final : public ByteSource {
  public:
    /// Opens and checks the whole file; it is then at its beginning, behind the head.
    static Expected<std::unique_ptr<CheckpointReader>, InputError> open(const std::string& path);
    ~CheckpointReader();
    CheckpointReader(const CheckpointReader&) = delete;
    CheckpointReader& operator=(const CheckpointReader&) = delete;

    const CheckpointHead& head() const { return head_; }
    bool read(void* data, size_t bytes) override;
    InputError error(const std::string& why) const;

  private:
    struct Impl;
    explicit CheckpointReader(std::unique_ptr<Impl> impl);
    Expected<void, InputError> rewind();
    Expected<void, InputError> check();

    std::unique_ptr<Impl> impl_;
    CheckpointHead head_;
};

/// The parameters of the checkpoint's machine.
Expected<void, Failure> restored_parameters(const CheckpointReader& from, MachineParams& params);

/// The archive of a head, written or read.
void archive_head(Archive& a, CheckpointHead& head);

}  // namespace covesim
