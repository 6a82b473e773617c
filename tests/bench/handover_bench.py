"""How long a package takes beside a plain backup of the same records, and how much memory.

``python -m tests.bench.handover_bench [MESSAGES]``: an invented group of 500 people and so many messages (100,000).
Every figure stands beside the backup of the same record file in the same run.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from wxadmin.domain.people import Person, Roster
from wxadmin.services import cases, chats, groups, handed, handover, people, records, roster_import
from wxadmin.services.groups import GroupDraft
from wxadmin.services.handover import Giving
from wxadmin.services.records import Store

T = TypeVar("T")
PASSPHRASE = "bench only 长口令 2026"


def timed(title: str, work: Callable[[], T], beside: float = 0.0) -> tuple[T, float]:
    """Do it and say how long it took."""
    began = time.perf_counter()
    result = work()
    took = time.perf_counter() - began
    ratio = f"  = {took / beside:5.2f} × backup" if beside else ""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{title:<34} {took:7.2f} s{ratio}   (peak {peak} MB)", flush=True)
    return result, took


def fill(store: Store, messages: int) -> int:
    """A group with its people, chats and cases."""
    group = groups.create(store, GroupDraft("测试大群", naming_rule="部门-姓名")).value
    rows = tuple(Person(f"人{i:04d}", ((f"部{i % 20}",),), number=f"N{i}") for i in range(500))
    roster_import.import_roster(store, roster_import.preview_roster(store, Roster(rows, "名册"), group=group))
    lot = 10_000
    for start in range(0, messages, lot):
        said = "\n\n".join(
            f"部{i % 20}-人{i % 500:04d}\n2026年{1 + start // lot % 9:02d}月{1 + i // 1440 % 28:02d}日 {i // 60 % 24:02d}:{i % 60:02d}\n"
            f"第{start + i}条 今天下午三点开会请准时参加并带上材料"
            for i in range(min(lot, messages - start))
        )
        chats.import_chat(store, chats.preview(store, group, said))
    for person, _who in people.of_group(store, group)[:200]:
        case = cases.create(store, cases.CaseDraft(group, person, "测试事实")).value
        cases.decide(store, case, cases.Decision(("oral",), "王"))
    return group


def main(messages: int) -> None:
    """Fill, back up, give, check, take, verify, undo."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with records.open_at(folder / "giver", create=True, key_file=True) as store:
            group, _took = timed(f"fill with {messages:,} messages", lambda: fill(store, messages))
            archive, plain = timed("plain backup", lambda: records.backup(store))
            path = folder / "a.wxadmin-handover"
            timed("give", lambda: handover.give(store, Giving((group,), "李", path, PASSPHRASE, "王")), plain)
            print(
                f"{'size':<34} {path.stat().st_size / 1e6:7.1f} MB = {path.stat().st_size / archive.stat().st_size:5.2f} × backup"
            )
        with records.open_at(folder / "taker", create=True, key_file=True) as store:
            seen, _took = timed("check and preview", lambda: handover.preview(store, path, PASSPHRASE), plain)
            change, _took = timed("take", lambda: handover.take(store, seen), plain)
            timed("verify the attached ledger", lambda: handed.verify(store, change.value), plain)
            report, _took = timed("full check of the taker's records", store.check, plain)
            print("sound" if report.ok else report.problems)
            timed("undo", lambda: records.undo(store, change.id), plain)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
