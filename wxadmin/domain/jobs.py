"""How long work reports and stops: ``step(done, total)``; ``total`` 0 means not known yet."""

from __future__ import annotations

from collections.abc import Callable

Step = Callable[[int, int], None]
"""Called often by a job; raises :class:`wxadmin.domain.errors.Cancelled` when the owner stopped it."""


def quiet(done: int, total: int) -> None:
    """A step nobody watches."""
