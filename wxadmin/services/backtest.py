"""Rules under the pen, run over the archived chat before they hold: what would be hit besides, what no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from wxadmin.domain.chat import Message
from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Hit, Screened
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.services import clock, groups, reviewables, rulebooks, rules
from wxadmin.services.records import Change, Store
from wxadmin.services.rule_book import Book
from wxadmin.store import messages as stored_messages
from wxadmin.store import rulebooks as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx

_LEAD = 400
"""Messages of the slice before that are judged again, so that bursts and repeats across its end are seen."""
SHOWN = 2_000
"""Hits gained, and lost, that are kept with their words; all are counted."""
MANY = 0.2
"""A rule that hits a larger share of the archive says nothing of anybody."""
_DAY = 86_400
_QUEUE_PART = 500
MOST_QUEUED = 5_000
"""Messages that come into the queue at once; nobody decides more in a week."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One hit that only the one or the other rules find."""

    message: int
    group: int
    time: str
    sender: str
    text: str
    hit: Hit


@dataclass(slots=True)
class RuleCount:
    """One rule before and after: messages hit, and of those decided earlier how many were well founded or not."""

    name: str
    before: int = 0
    after: int = 0
    founded_before: int = 0
    unfounded_before: int = 0
    founded_after: int = 0
    unfounded_after: int = 0

    @property
    def precision(self) -> tuple[float | None, float | None]:
        """(before, after); None where nothing was decided."""
        told = self.founded_before + self.unfounded_before, self.founded_after + self.unfounded_after
        return (
            self.founded_before / told[0] if told[0] else None,
            self.founded_after / told[1] if told[1] else None,
        )


@dataclass(frozen=True, slots=True)
class Backtest:
    """What changed rules would do.

    ``gained_total`` and ``lost_total`` are hits; ``fresh`` counts messages that nothing hit before,
    ``first`` is what was found in the first ``MOST_QUEUED`` of them by message; ``precision`` is
    (before, after) over all messages decided earlier; ``base`` is the version compared with; ``conduct_left_out`` that
    how people write was not judged, since no threshold of it changed.
    """

    scope: int | None
    base: int
    book: Book
    messages: int
    flagged_before: int
    flagged_after: int
    gained: tuple[Difference, ...]
    lost: tuple[Difference, ...]
    gained_total: int
    lost_total: int
    fresh: int
    first: Mapping[int, Screened]
    counts: tuple[RuleCount, ...]
    precision: tuple[float | None, float | None]
    warnings: tuple[str, ...]
    conduct_left_out: bool


@dataclass(slots=True)
class _Tally:
    """What is counted while the archive goes by."""

    messages: int = 0
    flagged: list[int] = field(default_factory=lambda: [0, 0])
    gained: list[Difference] = field(default_factory=list)
    lost: list[Difference] = field(default_factory=list)
    totals: list[int] = field(default_factory=lambda: [0, 0])
    fresh: int = 0
    first: dict[int, Screened] = field(default_factory=dict)
    counts: dict[str, RuleCount] = field(default_factory=dict)
    told: Counter[tuple[int, bool]] = field(default_factory=Counter)


def run(
    store: Store, scope: int | None, book: Book, step: Step = quiet, *, days: int = 0, group: int | None = None
) -> Backtest:
    """Screens the archive twice, by what holds and by the book in the place of the scope's own.

    ``days`` 0 is the whole archive; ``group`` narrows a book of all groups to one. Writes nothing. UserError when the
    archive is empty or the rules do not fit together.
    """
    # Rules that do not fit are said before anything is read.
    rules.of_books(store, scope, _books(store, scope, book))
    since = int(clock.now().timestamp()) - days * _DAY if days else -(2**62)
    wanted = [scope] if scope is not None else [group] if group is not None else [g.id for g in groups.every(store)]
    with store.read() as db:
        total = sum(stored.count(db, one, since) for one in wanted if one is not None)
        row = stored.newest(db, scope)
    if not total:
        raise UserError(_("归档里没有可以试的消息"), remedy=_("请先导入聊天记录，或放宽天数"))
    tally = _Tally()
    conduct = False
    for one in wanted:
        if one is not None:
            conduct |= _group(store, one, _books(store, scope, book, one), since, tally, total, step)
    step(total, total)
    counts = sorted(tally.counts.values(), key=lambda c: (-abs(c.after - c.before), -c.after, c.name))
    founded, unfounded = ([tally.told[side, verdict] for side in (0, 1)] for verdict in (True, False))
    precision = [f / (f + u) if f + u else None for f, u in zip(founded, unfounded, strict=True)]
    warnings = tuple(
        _("“{}”会命中 {} 条消息，占 {}，太多了").format(c.name, f"{c.after:,}", f"{c.after / tally.messages:.0%}")
        for c in counts
        if c.after > c.before and c.after > MANY * tally.messages
    )
    return Backtest(
        scope, 0 if row is None else int(row["version"]), book, tally.messages, tally.flagged[0], tally.flagged[1],
        tuple(tally.gained), tuple(tally.lost), tally.totals[0], tally.totals[1], tally.fresh,
        tally.first, tuple(counts),
        (precision[0], precision[1]), warnings, not conduct,
    )  # fmt: skip


def _books(store: Store, scope: int | None, book: Book, group: int | None = None) -> list[Book]:
    """The books of a group (or of none) with the one tried in its place."""
    listed = []
    with store.read() as db:
        for one in rules.scopes(scope if group is None else group):
            listed.append(book if one == scope else rules.current(db, one) or Book())
    return listed


def _group(store: Store, group: int, listed: Sequence[Book], since: int, tally: _Tally, total: int, step: Step) -> bool:
    """One group's archive; whether conduct was judged, too."""
    before, after = rules.screener(store, group), rules.of_books(store, group, listed)
    # How people write is judged alike by both unless a threshold changed, and takes longest.
    conduct = before.rules.ruleset.conduct != after.rules.ruleset.conduct
    with store.read() as db:
        verdicts = stored.verdicts(db, group)
        lead: list[Row] = []
        for rows in stored_messages.slices(db, group, since):
            done = tally.messages

            def told(part: int, whole: int, done: int = done, size: int = len(rows)) -> None:
                step(done + (part * size // whole if whole else 0), total)

            whole = [*lead, *rows] if conduct else rows
            messages = [Message(r["sender"], r["local"] or None, r["kind"], r["text"]) for r in whole]
            skip = len(whole) - len(rows)
            was, now = (
                {one.index - skip: one for one in side.flagged(messages, lines=not conduct, step=told)}
                for side in (before, after)
            )
            for place in sorted({*was, *now}):
                if place >= 0:
                    old, new = (side.get(place, Screened(place, (), 0.0)) for side in (was, now))
                    _count(tally, group, rows[place], old, new, verdicts.get(rows[place]["id"]))
            tally.messages += len(rows)
            lead = rows[-_LEAD:]
            step(tally.messages, total)
    return conduct


def _count(tally: _Tally, group: int, row: Row, old: Screened, new: Screened, verdict: str | None) -> None:
    was, now = {h.rule for h in old.hits}, {h.rule for h in new.hits}
    judged = None if verdict not in ("founded", "reminded", "unfounded") else verdict != "unfounded"
    for side, names in enumerate((was, now)):
        tally.flagged[side] += bool(names)
        if names and judged is not None:
            tally.told[side, judged] += 1
        for name in names:
            count = tally.counts.setdefault(name, RuleCount(name))
            if side:
                count.after += 1
                count.founded_after += judged is True
                count.unfounded_after += judged is False
            else:
                count.before += 1
                count.founded_before += judged is True
                count.unfounded_before += judged is False
    for place, (found, other, kept) in enumerate(((new, old, tally.gained), (old, new, tally.lost))):
        for hit in found.hits:
            # The same words found by another rule of the category are nothing new to whoever decides.
            if any(h.category == hit.category and h.start < hit.end and hit.start < h.end for h in other.hits):
                continue
            tally.totals[place] += 1
            if len(kept) < SHOWN:
                said = clock.shown(row["at"]) if row["local"] else ""
                kept.append(Difference(row["id"], group, said, row["sender"], row["text"], hit))
    if now and not was:
        tally.fresh += 1
        if len(tally.first) < MOST_QUEUED:
            tally.first[row["id"]] = new


def switch_on(store: Store, found: Backtest, note: str = "", *, queue: bool = False, step: Step = quiet) -> Change[int]:
    """The book that was tried holds from now on; with ``queue`` messages that nothing hit before wait to be decided.

    One change that is taken back as a whole. How many came into the queue. UserError when another version was switched
    on meanwhile, or when more than ``MOST_QUEUED`` would come.
    """
    if queue and found.fresh > MOST_QUEUED:
        remedy = _("请先把规则改窄，或不加入待审直接启用")
        raise UserError(_("新命中 {} 条，一次放不进待审").format(f"{found.fresh:,}"), remedy=remedy)
    entries = list(_entries(store, found, step)) if queue else []
    return rulebooks.save(
        store, found.scope, found.book, note, base=found.base, label=_("启用规则 {}"),
        also=lambda tx: _put(tx, entries), tables=("review", "message") if len(entries) > _QUEUE_PART else (),
    )  # fmt: skip


def _put(tx: Tx, entries: Sequence[tuple[int, dict[str, Any]]]) -> int:
    there = stored.queued(tx, [message for message, _row in entries])
    count = 0
    for message, row in entries:
        if message not in there:
            tx.insert("review", row)
            tx.update("message", message, {"flagged": 1})
            count += 1
    return count


def _entries(store: Store, found: Backtest, step: Step) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the messages hit anew look like in the queue."""
    wanted = iter(found.first)
    done = 0
    while part := list(islice(wanted, _QUEUE_PART)):
        with store.read() as db:
            rows = stored_messages.page(db, part)
        for row in rows:
            yield row["id"], reviewables.row_of(row["group_id"], row["id"], dict(row), found.first[row["id"]])
        done += len(part)
        step(done, found.fresh)


def sentences(found: Backtest) -> tuple[str, ...]:
    """What came out, a sentence each."""
    before, after = found.precision
    lines = [
        _("试了 {} 条消息：原来 {} 条有命中，改后 {} 条。").format(
            f"{found.messages:,}", f"{found.flagged_before:,}", f"{found.flagged_after:,}"
        ),
        _("新命中 {} 处，不再命中 {} 处。").format(f"{found.gained_total:,}", f"{found.lost_total:,}"),
    ]
    if before is not None or after is not None:
        words = [_("没有") if share is None else f"{share:.0%}" for share in (before, after)]
        lines.append(_("按以前的决定，准确率由 {} 变为 {}。").format(*words))
    else:
        lines.append(_("这些消息以前都没有决定过，算不出准确率。"))
    if found.conduct_left_out:
        lines.append(_("行为阈值没有改，刷屏、深夜等不在这次比较里。"))
    return (*lines, *(f"{line}。" for line in found.warnings))
