"""How long 今日 and the counts of the navigation take with 100,000 cases over three years.

python -m tests.bench.today_bench [CASES]

Beside each figure stands one plain walk over all cases in the same run.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from wxadmin.services import clock, groups, records, today
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.store.journal import Tx

ROUNDS, SPAN, PART = 9, 3 * 365, 2_000
GOAL = 150.0


def filled(folder: Path, cases: int) -> Store:
    """A record file with that many cases in forty groups, most of them settled; one act and one measure each."""
    store = records.open_at(folder, create=True, key_file=True)
    made = [groups.create(store, GroupDraft(f"工作群{i}")).value for i in range(40)]
    rng = random.Random(7)

    def work(tx: Tx, first: int) -> None:
        for i in range(first, min(first + PART, cases)):
            day = clock.now() - timedelta(days=SPAN * (cases - i) / cases, hours=rng.randrange(20))
            state = rng.choices(("issued", "decided", "draft", "void"), (94, 2, 2, 2))[0]
            _case(tx, rng.choice(made), i, clock.stamp(day), state, rng)

    for first in range(0, cases, PART):
        store.change("立案", lambda tx, first=first: work(tx, first), final=True)
    return store


def _case(tx: Tx, group: int, i: int, at: str, state: str, rng: random.Random) -> None:
    decided = "" if state == "draft" else at
    clause = f"《群规》第{rng.randrange(1, 30)}条"
    who = {"person_id": None, "subject": b"", "sender": f"昵称{i % 5000}", "department": ""}
    case = tx.insert(
        "cases",
        {
            **who, "group_id": group, "person_name": "", "person_key": who["sender"], "number": f"违处{i}号",
            "ordinal": i, "state": state, "category": "advert", "occurred": at[:10], "facts": "发广告", "clause": "",
            "measures": '["written"]', "days": 0, "amount": "", "severity": "ordinary", "note": "", "proposal": "",
            "decided": decided, "decided_by": "", "decision_note": "", "review_id": None, "paper_id": None,
            "void_reason": "", "voided": "", "created": at, "search": "",
        },
    )  # fmt: skip
    party = tx.insert(
        "case_party",
        {
            **who, "case_id": case, "group_id": group, "position": 0, "name": "", "name_key": "", "proposal": "",
            "paper_id": 1 if state == "issued" else None, "delivered": "" if rng.random() < 0.1 else at[:10],
        },
    )  # fmt: skip
    tx.insert(
        "infraction",
        {
            "case_id": case, "party_id": party, "group_id": group, "position": 0, "subject": b"", "category": "advert",
            "occurred": at[:10], "facts": "发广告", "clause": "{}", "clause_key": clause, "severity": "ordinary",
            "points": 1,
        },
    )  # fmt: skip
    tx.insert(
        "sanction",
        {
            "case_id": case, "party_id": party, "group_id": group, "position": 0, "subject": b"", "measure": "mute",
            "days": 3, "amount": "", "state": "ended" if decided else "proposed", "starts": decided[:10],
            "ends": decided[:10], "settled": decided, "note": "",
        },
    )  # fmt: skip


def median_ms(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1e3


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        store = filled(Path(folder) / "records", cases)
        with store.read() as db:
            floor = median_ms(lambda: db.value("SELECT sum(length(facts)) FROM cases"))
            one = db.value("SELECT group_id FROM cases LIMIT 1")
        print(f"{cases:,} cases; one plain walk over them {floor:.1f} ms")
        for words, group in (("all groups", None), ("one group", one)):
            page = median_ms(lambda group=group: today.overview(store, group))
            counts = median_ms(lambda group=group: today.counts(store, group))
            print(
                f"{words}: the page {page:.1f} ms ({page / floor:.1f} of the walk; goal {GOAL:.0f} ms),"
                f" the navigation {counts:.1f} ms"
            )
        store.close()


if __name__ == "__main__":
    main()
