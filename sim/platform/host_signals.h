// Signals while a run is on, and the terminal that they must not leave raw.
//
// SIGINT, SIGTERM and SIGHUP ask the run to stop, so that its outputs are still written; a second one ends the process
// at once. Every signal that ends or stops the process restores the terminal first. A signal handler reaches nothing
// but static storage, so this is the one module that has any.
#pragma once

namespace covesim::host_signals {

/// Catches the stop signals as long as it lives; those that are ignored stay so.
class Guard {
  public:
    Guard();
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
};

/// The first stop signal that arrived, or 0.
int received();

/// Keys of this terminal arrive one by one, unechoed and without meaning (Ctrl-C too); output is processed as before.
void make_raw(int fd);
/// As it was before make_raw().
void restore_terminal();

}  // namespace covesim::host_signals
