"""The order of the queue as the owner's own decisions have shown it; explained in words, and forgotten by one button.

The weights follow from what was decided and when: a decision taken back leaves nothing behind, since what it taught is
then computed anew from those that stand.
"""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from wxadmin.domain import ranking
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.ranking import Entry, Share, Taste
from wxadmin.i18n import _
from wxadmin.services import clock, settings
from wxadmin.services.records import Change, Store, moved_on, position
from wxadmin.services.reviewables import category_words
from wxadmin.store import groups as stored_groups
from wxadmin.store import ranking as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

MODEL = "用语像"
"""How the name of a hit begins that the likeness model raised."""
_RULE = re.compile(r'"rule": "((?:[^"\\]|\\.)*)"')
_WAY = re.compile(r"”（([^（）“”]{2,4})“")
_SLICE = 600
_NEAR = 0.02
"""A rank that would move by less is left as it is kept: writing 50,000 rows anew shows nobody anything."""
_SHOWN = 4
_SLIGHT = 0.05
_FULL_SHIFT = 2.0
_busy = threading.Lock()


class _History(defaultdict[tuple[object, ...], list[int]]):
    """Sender → decided entries: founded, unfounded."""

    def __init__(self) -> None:
        super().__init__(lambda: [0, 0])


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing the owner's decisions say about an entry: its label, how much from 0 to 1, and the words for it."""

    label: str
    value: float
    detail: str = ""


def learn(store: Store) -> Taste:
    """What all decisions so far say; kept, and brought up to date by what was decided, undone or imported since."""
    with _busy:
        return _learnt(store)


def order(store: Store, group: int | None, step: Step = quiet) -> int:
    """Rank what waits in a group (None: everywhere) by what was learned; says how many entries moved. A job."""
    with _busy:
        taste = _learnt(store)
        with store.read() as db:
            kinds = stored.kinds(db)
            history = _histories(db, _since(db))
            rows = stored.waiting(db, group)
            moved: list[tuple[int, int | None, float | None]] = [(one, row, None) for one, row in stored.stale(db)]
        shifts: dict[tuple[object, ...], float] = {}
        for at, row in enumerate(rows):
            if not at % _SLICE:
                step(at, len(rows))
            # Entries of the same features share one shift; most of 50,000 need not be taken apart.
            hits, score = row["hits"], row["score"]
            known = history.get(_sender(row))
            alike = (
                row["group_id"], row["category"], tuple(_RULE.findall(hits)),
                tuple(_WAY.findall(hits)) if "”（" in hits else (), ranking.band(score),
                ranking.standing(*known) if known else "",
                row["message_id"] and (ranking.length(row["length"]), ranking.part_of_day(_hour(row["at"] // 900))),
            )  # fmt: skip
            found = shifts.get(alike)
            if found is None:
                found = shifts[alike] = ranking.shift(taste, ranking.features(_entry(row, kinds, history)))
            rank = ranking.rank(score, found)
            if not found and row["kept"] is not None:
                moved.append((row["id"], row["kept"], None))
            elif abs(rank - row["rank"]) >= _NEAR:
                moved.append((row["id"], row["kept"], rank))
        for first in range(0, len(moved), _SLICE):
            step(first, len(moved))
            store.change(_("待审顺序"), partial(stored.put, moved=moved[first : first + _SLICE]))
        step(len(moved), len(moved))
    return len(moved)


def why(store: Store, review: int) -> tuple[Lesson, ...]:
    """The strongest lessons for one entry, in plain words; none as long as nothing was learned about its like."""
    with store.read() as db:
        row = stored.entry(db, review)
        if row is None:
            raise UserError(_("没有这个待审事项"), remedy=_("可能已被撤销导入，请刷新列表"))
        kept = stored.kept(db)
        if kept is None or not row["ranked"]:
            return ()
        taste = _unpacked(kept)
        entry = _entry(row, stored.kinds(db), _histories(db, _since(db), row))
    found = [share for share in ranking.shares(taste, ranking.features(entry)) if abs(share.shift) >= _SLIGHT]
    told: dict[str, Lesson] = {}
    for share in found:
        lesson = _lesson(share)
        told.setdefault(lesson.label, lesson)
    return tuple(list(told.values())[:_SHOWN])


def learned(store: Store) -> int:
    """From how many decisions the order in force was learned."""
    with store.read() as db:
        kept = stored.kept(db)
    return 0 if kept is None else int(kept["learned"])


def reset(store: Store) -> Change[None]:
    """Forget what was learned: decisions made until now no longer count. After an undo :func:`order` ranks anew."""

    def work(tx: Tx) -> None:
        settings.put(tx, stored.RESET, clock.stamp(clock.moment(tx.at)))

    change = store.change(_("重新学习待审顺序"), work)
    order(store, None)
    return change


# What is learned


def _learnt(store: Store) -> Taste:
    with store.read() as db:
        kept, here = stored.kept(db), position(db)
        if kept is not None and not moved_on(db, kept["position"], ("review", "batch", "setting")):
            return _unpacked(kept)
        since, kinds = _since(db), stored.kinds(db)
        new = None if kept is None else _only_new(db, kept["position"])
        if kept is None or new is None:
            taste, rows, history = Taste(), stored.decided(db, since), _History()
        else:
            taste, history = _unpacked(kept), _histories(db, since)
            rows = [row for row in (stored.entry(db, one) for one in new) if row is not None]
            rows.sort(key=lambda row: (row["decided"], row["id"]))
            rows = [row for row in rows if row["ranked"] and row["decided"] > since]
            for row in rows:
                history[_sender(row)][_side(row)] -= 1
    taste = ranking.learned_from(_decisions(rows, kinds, history), taste)
    if store.writable:
        weights = json.dumps(ranking.packed(taste), ensure_ascii=False)
        store.change(_("待审顺序"), partial(stored.keep, weights=weights, learned=taste.learned, position=here))
    return taste


def _only_new(db: Source, since: int) -> list[int] | None:
    """The entries decided since, if nothing else happened that changes what was learned; None otherwise."""
    if moved_on(db, since, ("batch", "setting")):
        return None
    found: dict[int, None] = {}
    for row in stored.touched(db, since):
        states = stored.states(db, row["seq"])
        if states is None or row["row"] in found or states[0] not in ("", "waiting"):
            return None
        if states[1] not in ("", "waiting"):
            found[row["row"]] = None
    return list(found)


def _decisions(rows: Iterable[Row], kinds: dict[int, str], history: _History) -> Iterator[tuple[Entry, str]]:
    """The entries as they were when they were decided, one after the other."""
    for row in rows:
        yield _entry(row, kinds, history), row["state"]
        history[_sender(row)][_side(row)] += 1


def _histories(db: Source, since: str, of: Row | None = None) -> _History:
    """Of all senders, or of the one of an entry."""
    found = _History()
    for row in stored.histories(db, since, of):
        counts = found[_sender(row)]
        counts[0] += row["founded"]
        counts[1] += row["unfounded"]
    return found


def _sender(row: Row) -> tuple[object, ...]:
    return (row["subject"],) if row["subject"] else (row["group_id"], row["sender_key"])


def _side(row: Row) -> int:
    return 0 if row["state"] in ("founded", "reminded") else 1


def _entry(row: Row, kinds: dict[int, str], history: _History) -> Entry:
    hits = row["hits"]
    rules = tuple(_RULE.findall(hits))
    known = history.get(_sender(row))
    return Entry(
        score=row["score"],
        group=row["group_id"],
        kind=kinds.get(row["group_id"], ""),
        category=row["category"],
        rules=rules,
        model=any(name.startswith(MODEL) for name in rules),
        ways=tuple(_WAY.findall(hits)),
        before=(known[0], known[1]) if known else (0, 0),
        length=row["length"] if row["message_id"] else 0,
        hour=_hour(row["at"] // 900) if row["message_id"] else -1,
    )


@lru_cache(maxsize=1 << 16)
def _hour(quarter: int) -> int:
    """The hour where the owner is of a time given in quarters of an hour."""
    return clock.local(quarter * 900).hour


def _since(db: Source) -> str:
    kept = stored_groups.setting(db, stored.RESET)
    return "" if kept is None else kept[1]


def _unpacked(kept: Row) -> Taste:
    return ranking.unpacked(json.loads(kept["weights"]), kept["learned"])


# In words

_LENGTHS = {"short": _("很短的消息"), "medium": _("几句话的消息"), "long": _("较长的消息")}
_HOURS = {
    "night": _("夜里发的消息"), "morning": _("上午发的消息"), "afternoon": _("下午发的消息"),
    "evening": _("晚上发的消息"),
}  # fmt: skip
_SENDERS = {
    "founded": _("以往多属实的发言人"), "unfounded": _("以往多不属实的发言人"), "both": _("以往有真有假的发言人"),
}  # fmt: skip


def _lesson(share: Share) -> Lesson:
    total = share.founded + share.unfounded
    kind, *rest = share.feature.split("\t")
    what = rest[-1]
    if kind in ("rule", "here"):
        label = _("规则“{}”").format(what)
    elif kind in ("category", "kind"):
        label = _("{}这一类").format(category_words(what))
    elif kind == "way":
        label = _("用{}伪装的词").format(what)
    elif kind == "band":
        label = _("研判分相近的事项")
    elif kind == "model":
        label = _("用语像违规的消息")
    else:
        label = {"length": _LENGTHS, "hour": _HOURS, "sender": _SENDERS}[kind][what]
    if share.unfounded > share.founded:
        said = _("以前处理过 {} 条，不属实或忽略 {} 条").format(total, share.unfounded)
    else:
        said = _("以前处理过 {} 条，属实或提醒 {} 条").format(total, share.founded)
    where = _("往前排") if share.shift > 0 else _("往后排")
    return Lesson(label, min(1.0, abs(share.shift) / _FULL_SHIFT), _("{}，{}").format(said, where))
