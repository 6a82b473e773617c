"""处理结果: what was ordered is to be solved by a time; who reported it as done, and who still owes it."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.services import answers, clock
from wxadmin.store import acknowledgements as stored_marks
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source


@dataclass(frozen=True, slots=True)
class Solution:
    """``due`` is the stamp by when; ``owed`` and ``received`` are (person, label) in roster order.

    Received is what a progress report says is done; who is excused owes nothing.
    """

    due: str
    owed: tuple[tuple[int, str], ...]
    received: tuple[tuple[int, str], ...]

    @property
    def overdue(self) -> bool:
        """Whether its time is over."""
        return self.due < clock.stamp()


def of(db: Source, row: Row, due: str) -> Solution:
    """The solution of a posted announcement that is due then."""
    reports = {one["person_id"]: one["share"] for one in stored_marks.progress(db, row["id"])}  # the last of each
    excused = {one["person_id"] for one in stored_marks.marks(db, row["id"]) if one["mark"] == "excused"}
    owed, received = [], []
    for person, label in answers.asked(db, row, reports):
        if reports.get(person) == 100:
            received.append((person, label))
        elif person not in excused:
            owed.append((person, label))
    return Solution(due, tuple(owed), tuple(received))
