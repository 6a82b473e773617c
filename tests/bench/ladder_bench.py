"""A proposal for somebody with 10,000 earlier cases, in a group with 10,000 other ones.

Every other one of those is a nickname nobody is known for. Run: ``python tests/bench/ladder_bench.py [cases]``. Each
figure is the median of several proposals: ms by the clock, ms of work (what a machine with nothing else to do takes),
and its ratio to plain SQL that counts the same decisions through the rows of parties and cases. Exit code 1 when the
work of one is over LIMIT.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from wxadmin.domain.ladder import LadderStep, Span
from wxadmin.domain.papers import ClauseCitation
from wxadmin.domain.people import Person, Roster
from wxadmin.services import clock, groups, ladders, precedents, proposals, records, roster_import

CASES = 10_000
LIMIT = 20.0  # ms
ROUNDS = 15
CLAUSE = ClauseCitation("群管理办法", "第 1 版", ("第八条",), "群内不得发布广告。")
KEY = "《群管理办法》第八条"
FACTS = "在群内连续发布与工作无关的商品广告，经提醒后仍继续发布，影响其他成员接收通知。" * 3


def build(store: records.Store, group: int, person: int, subject: bytes, cases: int, others: int) -> None:
    """So many decided cases of one person, and of many others, over the last year."""
    today = clock.today()

    def work(tx: Any) -> None:
        for n in range(cases + others):
            mine = n % 2 == 0 if n < 2 * min(cases, others) else cases > others
            who, whose = (person, subject) if mine else (1_000_000 + n % 500 if n % 4 == 1 else None, b"")
            sender = "" if who else f"客户{n % 500}"
            day = today - timedelta(days=2 + (n * 7919) % 360)
            number = f"违处〔{day.year}〕{n + 1}号"
            case = tx.insert("cases", {
                "group_id": group, "person_id": who, "subject": whose, "sender": sender, "person_name": "陆明朗",
                "person_key": "lumingl", "department": "销售部", "number": number, "ordinal": n, "state": "decided",
                "category": "advert", "occurred": day.isoformat(), "facts": FACTS, "clause": "",
                "measures": '["written"]', "days": 0, "amount": "", "severity": "ordinary", "note": "", "proposal": "",
                "decided": f"{day.isoformat()}T04:00:00Z", "decided_by": "王主任", "decision_note": "",
                "review_id": None, "paper_id": None, "void_reason": "", "voided": "", "created": "", "search": "",
            })  # fmt: skip
            party = tx.insert("case_party", {
                "case_id": case, "group_id": group, "position": 0, "person_id": who, "subject": whose, "sender": sender,
                "name": "陆明朗", "name_key": "", "department": "销售部", "proposal": FACTS * 3, "paper_id": None,
            })  # fmt: skip
            tx.insert("infraction", {
                "case_id": case, "party_id": party, "group_id": group, "position": 0, "subject": whose,
                "category": "advert", "occurred": day.isoformat(), "facts": FACTS, "clause": "", "clause_key": KEY,
                "severity": "ordinary", "points": 1,
            })  # fmt: skip
            tx.insert("sanction", {
                "case_id": case, "party_id": party, "group_id": group, "position": 0, "subject": whose,
                "measure": "written", "days": 0, "amount": "", "state": "carried", "starts": day.isoformat(),
                "ends": "", "settled": "", "note": "",
            })  # fmt: skip
            tx.insert("case_evidence", {
                "case_id": case, "message_id": n + 1, "subject": whose, "position": 0, "sender": "陆明朗", "time": "",
                "text": FACTS,
            })  # fmt: skip

    store.change("造数", work)


def median(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock and of work."""
    work()
    clocked, worked = [], []
    for _round in range(ROUNDS):
        begin, cpu = time.perf_counter(), time.thread_time()
        work()
        worked.append((time.thread_time() - cpu) * 1000)
        clocked.append((time.perf_counter() - begin) * 1000)
    return statistics.median(clocked), statistics.median(worked)


def main() -> int:
    """Build, measure, print."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        store = records.open_at(Path(folder), create=True, key_file=True)
        group = groups.create(store, groups.GroupDraft("大群", naming_rule="部门-姓名", unit="甲公司")).value
        people = Roster(
            (Person("陆明朗", (("甲公司", "销售部"),), number="1"), Person("周清和", number="2")), "册.xlsx"
        )
        roster_import.import_roster(store, roster_import.preview_roster(store, people, group=group))
        with store.read() as db:
            person, subject = db.all("SELECT id, subject FROM v_person ORDER BY id")[0]
            clean = db.value("SELECT max(id) FROM v_person")
        build(store, group, person, bytes(subject), cases, cases)

        def floor() -> object:
            with store.read() as db:
                return db.value(
                    "SELECT count(*) FROM case_party p JOIN cases c ON c.id = p.case_id WHERE p.person_id = ?"
                    " AND p.group_id = ? AND p.voided = '' AND c.state IN ('decided', 'issued')",
                    (person, group),
                )

        clocked, plain = median(floor)
        print(f"plain SQL counting the same decisions: {clocked:.1f} ms by the clock, {plain:.1f} ms of work")
        preset = ladders.of(store, group)
        points = replace(
            preset, expiry=Span(0), points={KEY: 1},
            thresholds=((6, LadderStep(("mute",), 3)), (100, LadderStep(("removal",)))), reminders=3,
        )  # fmt: skip
        for words, rules in (
            ("preset", None),
            ("never expires", replace(preset, expiry=Span(0))),
            ("all expired", replace(preset, expiry=Span(1))),
            ("nothing within the window", replace(preset, expiry=Span(0), window=Span(1))),
            ("points up to 100", points),
            ("points up to 800", replace(points, thresholds=(points.thresholds[0], (800, LadderStep(("removal",)))))),
        ):
            if rules is not None:
                ladders.save(store, group, rules, "王主任")
            for who, whose in (("10,000 cases", person), ("none", clean)):
                one = lambda who=whose: proposals.propose(  # noqa: E731
                    store, group, who, "advert", clause=CLAUSE, occurred=clock.today(), acts=(5,)
                )
                clocked, took = median(one)
                worst = max(worst, took)
                print(f"{words:26} {who:12} {clocked:6.1f} ms {took:6.1f} ms  x{took / plain:.2f}  {one().title}")
        clocked, took = median(lambda: precedents.of_clause(store, group, CLAUSE))
        print(f"{'precedents of the clause':39} {clocked:6.1f} ms {took:6.1f} ms  x{took / plain:.2f}")
        store.close()
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
