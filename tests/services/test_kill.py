"""Every service that writes, killed at random moments, loses nothing it acknowledged.

The control without protection is in tests/store/test_kill.py, with 200 kills of its own.
"""

from __future__ import annotations

import sys

import pytest

from tests.store.kill import kill_often
from wxadmin.services import records
from wxadmin.services.listing import View

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


@pytest.mark.parametrize(
    ("work", "kills", "longest"),
    [
        ("importing", 16, 0.5),
        ("archiving", 8, 1.5),
        ("deciding", 16, 0.5),
        ("sorting_out", 14, 0.2),
        ("keeping", 24, 0.4),
    ],
)
def test_nothing_acknowledged_is_lost(work, kills, longest, tmp_path):
    outcome = kill_often(f"tests.services.works:{work}", tmp_path, kills=kills, longest=longest, fresh_every=kills)
    assert outcome.clean, outcome
    with records.open_at(tmp_path / "round0") as store:
        _whole(store)


def _whole(store):
    """What is there fits together: no number twice, every case with its number, every issued paper readable."""
    from wxadmin.services import cases, chats, members, papers, queue

    issued = [papers.get(store, i) for i in papers.index(store, View())]
    assert all(paper.pdf.startswith(b"%PDF") for paper in issued)
    assert len({paper.number for paper in issued}) == len(issued)
    numbers = [row.cells[0] for row in cases.page(store, cases.index(store, View(chips=("decided", "issued", "void"))))]
    assert len(set(numbers)) == len(numbers)
    assert sorted(int(n.split("〕")[1][:-1]) for n in numbers) == list(range(1, len(numbers) + 1))
    archived = set(chats.index(store, View()))
    with store.read() as db:
        # Nothing half written: every batch that shows has all its messages.
        for row in db.all("SELECT m.batch, count(*) AS n FROM v_message m GROUP BY m.batch HAVING count(*) > 100"):
            assert row["n"] == 3_000
    waiting = queue.index(store, View(chips=("waiting", "ignored", "reminded")))
    assert {queue.get(store, i).message for i in waiting} <= archived
    members.index(store, View())
    assert store.check().ok
