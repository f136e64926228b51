"""Exceptions: each carries the command line's exit code and its one-line message."""


class CovesimError(RuntimeError):
    """Anything the simulator refuses or cannot do."""

    exit_code = 126

    def __init__(self, message, exit_code=None):
        super().__init__(message)
        if exit_code is not None:
            self.exit_code = exit_code


class ConfigError(CovesimError, ValueError):
    """Wrong usage or configuration (exit code 2)."""

    exit_code = 2


class InputFileError(CovesimError):
    """An unusable input file (exit code 3)."""

    exit_code = 3


class BootRefused(CovesimError):
    """The root of trust refused the boot; no hart has run (exit code 4)."""

    exit_code = 4


class WorkerDied(CovesimError):
    """The process that simulates the machine has ended; the Machine is of no more use (exit code 126)."""


_BY_CODE = {c.exit_code: c for c in (ConfigError, InputFileError, BootRefused)}


def error_of(code, message):
    """The exception for a failure of the simulator."""
    return _BY_CODE.get(code, CovesimError)(message, code)
