"""What can go wrong, and the exit code that tells a caller which of the two it was."""


class RecipeError(Exception):
    """The recipe cannot go on: a wrong signature or hash, an image of the wrong kind, a full disk."""

    exit_code = 1


class Unreachable(RecipeError):
    """The archive cannot be reached (or does not answer): the caller may go on without it."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h
