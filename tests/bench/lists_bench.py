"""How long the lists take at 100,000 rows: ids of the view and its first page, as the window asks for them.

python -m tests.bench.lists_bench            every list, sort, filter and search (some minutes to fill the records)
python -m tests.bench.lists_bench FOLDER     the same on records kept in FOLDER, filled there the first time
python -m tests.bench.lists_bench changed    how long other writes wait while a roster changes 5,000 known people

Every figure stands beside the same list's bare ``SELECT id … ORDER BY`` over the whole table in the same run.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from wxadmin.domain.ordering import searchable
from wxadmin.domain.people import Person, Roster
from wxadmin.services import (
    chats,
    clock,
    duplicates,
    groups,
    members,
    people,
    queue,
    records,
    roster_import,
    settings,
    spelling,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.records import Reader, Store
from wxadmin.store.journal import Tx

ROWS, PAGE, ROUNDS = 100_000, 200, 7
TARGET = 60.0
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "明华强敏静丽军洋勇艳杰娟涛超秀霞平刚桂英"
WORDS = ("明天几点开会", "收到", "材料放在办公室了", "低价代购奶粉", "周五之前交表", "谢谢", "请问地址在哪里")


def person(i: int) -> Person:
    name = FAMILY[i % 20] + GIVEN[i // 20 % 20] + GIVEN[i // 400 % 20]
    return Person(name, (("总部", f"{i % 97}部"),), "员工", f"154{i:08d}", f"N{i:06d}", row=i + 2)


def filled(folder: Path, rows: int) -> tuple[Store, int]:
    """A record file with that many people, messages, members and a tenth of it in the queue, in two groups."""
    store = records.open_at(folder, create=True, key_file=True)
    large, small = (groups.create(store, GroupDraft(name)).value for name in ("大群", "小群"))
    split = rows * 4 // 5
    for group, part in ((large, range(split)), (small, range(split, rows))):
        roster = Roster(tuple(person(i) for i in part))
        roster_import.import_roster(store, roster_import.preview_roster(store, roster, group=group))
    rng = random.Random(0)
    for group, count in ((large, split), (small, rows - split)):
        _talk(store, group, count, rng)
        _members(store, group, count)
    with store.read() as db:
        stamp = f"{records.position(db)} {clock.today().isoformat()}"
    for group in (large, small):
        store.change("核验", lambda tx, group=group: tx.insert("member_stamp", {"group_id": group, "stamp": stamp}))
    return store, large


def _talk(store: Store, group: int, count: int, rng: random.Random) -> None:
    senders = [f"{i % 97}部-{person(i).name}" for i in range(400)]
    keys = {sender: spelling.key(sender) for sender in senders}
    with store.stage("chat") as stage:
        rows = []
        for i in range(count):
            sender, text = rng.choice(senders), f"{rng.choice(WORDS)}{rng.randrange(1000)}"
            rows.append(
                {
                    "group_id": group, "at": 1_700_000_000 + i * 37, "local": "2026-09-20T18:00", "sender": sender,
                    "sender_key": keys[sender], "subject": b"", "kind": "text", "text": text, "quote_sender": "",
                    "quote_text": "", "flagged": int(i % 10 == 0), "search": searchable(sender, text),
                }
            )  # fmt: skip
        ids = stage.add("message", rows)
        flagged = [(i, row) for i, row in zip(ids, rows, strict=True) if row["flagged"]]
        stage.add(
            "review",
            [
                {
                    **{name: row[name] for name in ("group_id", "subject", "sender", "sender_key", "at", "search")},
                    "message_id": i, "category": rng.choice(("advert", "trade", "abuse")), "score": rng.random(),
                    "hits": "[]", "state": "waiting", "note": "", "version": 1, "decided": "",
                }
                for i, row in flagged
            ],
        )  # fmt: skip
        store.change("聊天", lambda tx: tx.publish(stage))


def _members(store: Store, group: int, count: int) -> None:
    """Members as the check leaves them, two in three linked to a person; written straight, since checking takes long."""
    known = people.of_group(store, group)[:count]

    def work(tx: Tx, part: Sequence[tuple[int, Person]]) -> None:
        for i, who in part:
            nickname, linked = f"{who.department}-{who.name}{i}", i % 3 > 0
            tx.insert(
                "member",
                {
                    "group_id": group, "nickname": nickname, "nickname_key": spelling.key(nickname),
                    "presence": "present", "position": i, "status": "pass" if linked else "fail",
                    "person_id": i if linked else None, "person_name": who.name if linked else "",
                    "person_key": spelling.name_key(who.name), "department": who.department,
                    "department_key": spelling.key(who.department), "findings": "[]", "candidates": "[]",
                    "suggestion": "", "since": "2026-09-01T00:00:00Z",
                    "search": searchable(nickname, *spelling.pinyin_words(who.name)),
                },
            )  # fmt: skip

    for start in range(0, len(known), 2000):
        store.change("核验", lambda tx, part=known[start : start + 2000]: work(tx, part))


def median_ms(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1e3


def floor(db: Reader, table: str, order: str) -> float:
    return median_ms(lambda: db.value(f"SELECT json_group_array(id) FROM (SELECT id FROM {table} ORDER BY {order})"))


def asked(group: int) -> list[tuple[str, ModuleType, View]]:
    found: list[tuple[str, ModuleType, View]] = []
    for noun, words, chips in (
        (people, ("赵", "王敏", "zm", "37部", "N0123", "154000", "4567"), (
            ("present",), ("left",), ("absent",), ("present", "absent"), ("unplaced",)
        )),
        (members, ("赵", "王敏", "zm", "37部"), (("fail",), ("pass",), ("gone",), ("fail", "unknown"))),
        (chats, ("收到", "代购", "37部", "王敏"), (("flagged",), ("case",))),
        (queue, ("代购", "37部"), (("waiting",), ("urgent",), ("founded", "waiting"))),
    ):  # fmt: skip
        name = noun.__name__.rsplit(".", 1)[1]
        sorts = ["", *(c.key for c in noun.COLUMNS if c.sortable)]
        found += [(f"{name}, sort {sort or 'own'}", noun, View(group, sort=sort)) for sort in sorts]
        found += [(f"{name}, sort {sorts[1]} down", noun, View(group, sort=sorts[1], descending=True))]
        found += [(f"{name}, all groups", noun, View(None))]
        found += [(f"{name}, search {word}", noun, View(group, search=word)) for word in words]
        found += [(f"{name}, search {words[0]} by {sorts[-1]}", noun, View(group, search=words[0], sort=sorts[-1]))]
        found += [(f"{name}, chips {'+'.join(keys)}", noun, View(group, chips=keys)) for keys in chips]
    return found


def lists(kept: Path | None = None) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        if kept is not None and records.exists(kept):
            store = records.open_at(kept)
            group = groups.by_name(store, "大群").id
        else:
            started = time.perf_counter()
            store, group = filled(kept or Path(folder) / "records", ROWS)
            print(f"({ROWS:,} people, messages and members made in {time.perf_counter() - started:.0f} s)")
        reader = records.reader(store)
        floors = {
            people: floor(reader, "person", "name_key, id"),
            members: floor(reader, "member", "nickname_key, id"),
            chats: floor(reader, "message", "at, id"),
            queue: floor(reader, "review", "score, id"),
        }
        taken = []
        for what, noun, view in asked(group):
            found = noun.index(store, view, reader)
            first = list(found[:PAGE])
            index = median_ms(lambda noun=noun, view=view: noun.index(store, view, reader))
            page = median_ms(lambda noun=noun, first=first: noun.page(store, first))
            total = index + page
            print(
                f"{what:<34}{len(found):>8,} rows  index {index:6.1f}  page {page:5.1f}  together {total:6.1f} ms"
                f"  = {total / floors[noun]:5.2f} x floor {floors[noun]:.1f}{'  SLOW' if total > TARGET else ''}"
            )
            taken.append(total)
        whole = median_ms(lambda: duplicates.found(store))
        print(f"who may be twice among {ROWS:,} people: {whole:.0f} ms (target 1,000)")
        print(f"median of all {statistics.median(taken):.1f} ms, slowest {max(taken):.1f} ms (target {TARGET:.0f})")
        reader.close()
        store.close()
    return statistics.median(taken) <= TARGET


def changed(count: int = 5000) -> bool:
    """The longest another write waits while ``count`` known people change at once, against one small write alone."""
    with tempfile.TemporaryDirectory() as folder:
        store = records.open_at(Path(folder) / "records", create=True, key_file=True)
        roster = Roster(tuple(person(i) for i in range(count)))
        roster_import.import_roster(store, roster_import.preview_roster(store, roster))
        alone = median_ms(lambda: settings.save_layout(store, "a", str(time.monotonic_ns())))
        moved = Roster(tuple(replace(p, post="组长") for p in roster.people))
        preview = roster_import.preview_roster(store, moved)
        assert len(preview.changed) == count
        job = threading.Thread(target=roster_import.import_roster, args=(store, preview))
        started = time.perf_counter()
        job.start()
        waits = []
        while job.is_alive():
            waits.append(median_once(lambda: settings.save_layout(store, "a", str(time.monotonic_ns()))))
        job.join()
        took = time.perf_counter() - started
        store.close()
    print(
        f"{count:,} known people changed in {took:.2f} s; another write waits {max(waits):.0f} ms at most, alone {alone:.1f}"
    )
    return True


def median_once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


if __name__ == "__main__":
    if sys.argv[1:] == ["changed"]:
        sys.exit(0 if changed() else 1)
    sys.exit(0 if lists(Path(sys.argv[1]) if sys.argv[1:] else None) else 1)
