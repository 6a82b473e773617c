"""In which state a version of a regulation is on a day; the stored facts say it, nothing has to be switched over."""

from __future__ import annotations

from datetime import date
from typing import Literal

VersionState = Literal["draft", "review", "waiting", "in_force", "replaced", "repealed"]
"""起草 · 审核 · 待生效 · 现行 · 已被替代 · 已废止"""


def state_on(
    day: date,
    *,
    state: str,
    effective: date | None = None,
    replaced: date | None = None,
    repealed: date | None = None,
    in_review: bool = False,
) -> VersionState:
    """The state on ``day``. ``state`` is the stored word; anything but ``draft`` means that it was published.

    ``effective`` is the first day on which it holds; ``replaced`` and ``repealed`` are the first days on which it no
    longer does, the earlier of the two counts (on the same day it was replaced). What never came into force because
    it went before its first day is never ``waiting`` again from that day on. A published version without a first day
    has held from the start.
    """
    if state == "draft":
        return "review" if in_review else "draft"
    gone = [(when, name) for when, name in ((replaced, "replaced"), (repealed, "repealed")) if when and when <= day]
    if gone:
        return "replaced" if min(gone, key=lambda entry: entry[0])[1] == "replaced" else "repealed"
    if effective is not None and day < effective:
        return "waiting"
    return "in_force"
