"""待审队列: one list of what a person must decide, and the decision with its clause, reason and note."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _
from wxadmin.services import chats, clock, queue_cards, regulations, reviewables, settings, spelling
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.queue_cards import clause_key
from wxadmin.services.records import Change, Reader, Store
from wxadmin.store import reviews as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

COLUMNS = (
    Column("score", _("研判分"), 70, numeric=True),
    Column("sender", _("发言人"), 140),
    Column("category", _("类别"), 120),
    Column("text", _("内容"), 360, sortable=False),
    Column("time", _("时间"), 150),
    Column("state", _("状态"), 90),
    Column("kind", _("种类"), 90, sortable=False),
    Column("due", _("到期"), 150),
    Column("by", _("处理人"), 100, sortable=False),
    Column("note", _("备注"), 200, sortable=False),
)
CHIPS = (
    Chip("waiting", _("待处理")),
    Chip("urgent", _("优先")),
    Chip("owed", _("待答复")),
    Chip("due", _("有期限")),
    Chip("founded", _("属实、通过")),
    Chip("unfounded", _("不属实、退回")),
    Chip("ignored", _("忽略")),
    Chip("reminded", _("已提醒")),
)
BANDS = {
    "overdue": _("已逾期"), "today": _("今天到期"), "urgent": _("优先"), "other": _("其他"),
}  # fmt: skip
"""What the list is grouped by in its own order, the first on top."""
FURTHER = ("kind", "category", "rule", "sender")
"""Heads of chips that speak of one kind, category, rule or sender: ``kind:report``."""
CATEGORY_WORDS = reviewables.CATEGORIES
category_words = reviewables.category_words
Reason = queue_cards.Reason
ReviewCard = queue_cards.ReviewCard
get = queue_cards.get
reminder_text = queue_cards.reminder_text
_TONES: dict[str, Tone] = {
    "waiting": "warn", "founded": "danger", "unfounded": "muted", "ignored": "muted", "reminded": "info",
}  # fmt: skip
_BEFORE, _SHOWN = 8, 200
"""Characters of a message shown before its first hit in the list, and at most."""
_LABELS = {"unfounded": _("记为不属实 {}"), "ignored": _("忽略 {}"), "reminded": _("记为提醒 {}")}


@dataclass(frozen=True, slots=True)
class Entry(Row):
    """A row of the queue; ``marks`` are spans of hits in the words shown, ``band`` what it is grouped under."""

    marks: tuple[tuple[int, int], ...] = ()
    band: str = "other"


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter that finds something: its chip, what it is called, how many wait."""

    chip: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a decision on several entries did: ``done`` are the entries, ``skipped`` (sender, why) of the others.

    ``bare`` are messages of the chat among them that were founded, and no case on them.
    """

    done: tuple[int, ...]
    skipped: tuple[tuple[str, str], ...]
    bare: tuple[int, ...] = ()


# The list


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the entries, by band, then by what the ranking learnt or the score; without a state those waiting.

    Beside CHIPS a chip may be ``kind:report``, ``category:advert``, ``rule:<name>`` or ``sender:<nickname>``.
    """
    chips, values = stored.asked(view.chips)
    rule = json.dumps(values["rule"], ensure_ascii=False)
    values = {
        **values, "tonight": _tonight(), "rule": f'"rule": {rule}', "sender_key": spelling.key(str(values["sender"]))
    }  # fmt: skip
    wanted = View(view.group, view.search, chips, view.sort, view.descending)
    return ids_of(store, stored.QUEUE, wanted, reader, values)


def chip_title(chip: str) -> str:
    """What one of those further chips is called."""
    name, _colon, about = chip.partition(":")
    heads = {"kind": _("种类：{}"), "category": _("类别：{}"), "rule": _("规则：{}"), "sender": _("发言人：{}")}
    words = reviewables.KINDS.get(about, about) if name == "kind" else about
    return heads[name].format(category_words(about) if name == "category" else words)


def _tonight() -> str:
    """The stamp at which today ends where the owner is."""
    tomorrow = clock.today() + timedelta(days=1)
    return clock.stamp(datetime.combine(tomorrow, time(), clock.zone()))


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those entries as rows."""
    with store.read() as db:
        rows = stored.page(db, ids, clock.stamp(), _tonight())
    return [_row(r) for r in rows]


def _row(r: Stored) -> Entry:
    kind = reviewables.kind_of(r["message_id"], r["category"])
    state = reviewables.state_words(kind, r["state"])
    words, marks = _beginning(r) if r["message_id"] else (" ".join((r["title"] or r["body"]).split()), ())
    when = chats.when(r) if r["message_id"] else clock.shown(r["at"])
    badges = [Badge(state, _TONES[r["state"]])]
    band = stored.BANDS[r["band"]]
    if band in ("overdue", "today"):
        badges.append(Badge(BANDS[band], "danger" if band == "overdue" else "warn"))
    return Entry(
        r["id"],
        (
            f"{round(r['score'] * 100)}", r["sender"], category_words(r["category"]), words, when,
            state, reviewables.KINDS.get(kind, kind), clock.shown(r["due"]), r["by_whom"], r["note"],
        ),
        tuple(badges),
        marks=marks,
        band=band,
    )  # fmt: skip


def _beginning(r: Stored) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words of a message on one line, and where in it the hits are; they begin shortly before the first hit."""
    text = r["text"]
    spans = [(h["start"], h["end"]) for h in json.loads(r["hits"]) if h["end"] > h["start"]]
    first = min((start for start, _end in spans), default=0)
    cut = first - _BEFORE if first > 2 * _BEFORE else 0
    head = "…" if cut else ""
    shown = head + "".join(" " if c.isspace() else c for c in text[cut : cut + _SHOWN])
    by = len(head) - cut
    return shown, tuple((start + by, min(end + by, len(shown))) for start, end in spans if start + by < len(shown))


def bands(store: Store, group: int | None) -> tuple[tuple[str, str, int], ...]:
    """(band, its name, entries that wait), in the order of the list, those with none left out."""
    with store.read() as db:
        counts = stored.bands(db, group, clock.stamp(), _tonight())
    return tuple((key, title, counts[key]) for key, title in BANDS.items() if counts.get(key))


def facets(store: Store, group: int | None) -> tuple[Facet, ...]:
    """The further filters that find something among what waits: kinds, categories, then rules; most first."""
    with store.read() as db:
        kinds, rules = stored.kinds(db, group), stored.rules(db, group, 30)
    talk = sum(row["n"] for row in kinds if row["chat"])
    found = [("kind:chat", talk)] if talk else []
    found += [(f"kind:{row['category']}", row["n"]) for row in kinds if not row["chat"]]
    found += [(f"category:{row['category']}", row["n"]) for row in kinds if row["chat"]]
    found += [(f"rule:{row['rule']}", row["n"]) for row in rules]
    return tuple(Facet(chip, chip_title(chip), count) for chip, count in found)


def waiting(store: Store, group: int | None) -> int:
    """How many entries wait."""
    with store.read() as db:
        return stored.waiting(db, group)


# Deciding


def existing(db: Source, review: int) -> Stored:
    """The stored entry; UserError when there is none."""
    row = stored.one(db, review)
    if row is None:
        raise UserError(_("没有这个待审事项"), remedy=_("可能已被撤销导入，请刷新列表"))
    return row


def _refusal(row: Stored, version: int, state: str) -> tuple[str, str] | None:
    """What is wrong with this outcome now and what to do, None when nothing is."""
    kind = reviewables.kind_of(row["message_id"], row["category"])
    now = reviewables.state_words(kind, row["state"])
    if row["version"] != version:
        return _("这一条刚刚被处理过：{}").format(now), _("请看过新的状态再决定")
    if state == "waiting":
        return None
    if row["state"] != "waiting":
        return _("这一条已经处理过：{}").format(now), _("要改请先退回待处理")
    if state not in reviewables.outcomes(kind):
        words = [reviewables.state_words(kind, one) for one in reviewables.outcomes(kind)]
        return _("没有这种处理：{}").format(state), _("可用的有 {}").format("、".join(words))
    return None


def settle(
    tx: Tx, review: int, version: int, state: str, note: str, case: int | None = None, *,
    clause: ClauseCitation | None = None, preset: str = "", reason: str = "", by: str = "",
) -> None:  # fmt: skip
    """Write the outcome of an entry; UserError when somebody decided since ``version`` was read."""
    row = existing(tx, review)
    refusal = _refusal(row, version, state)
    if refusal is not None:
        raise UserError(refusal[0], remedy=refusal[1])
    decided = "" if state == "waiting" else clock.stamp(clock.moment(tx.at))
    tx.update(
        "review",
        review,
        {"state": state, "note": note.strip(), "version": version + 1, "decided": decided, "case_id": case},
    )
    before = stored.decision(tx, review)
    if before is not None:
        tx.delete("review_decision", before["id"])
    if state != "waiting":
        tx.insert(
            "review_decision",
            {
                "review_id": review,
                "group_id": row["group_id"],
                "subject": row["subject"],
                "clause": "" if clause is None else json.dumps(asdict(clause), ensure_ascii=False),
                "clause_key": "" if clause is None else clause_key(clause),
                "preset": preset,
                "reason": reason.strip(),
                "by_whom": by,
                "decided": decided,
            },
        )


def decide(
    store: Store, review: int, version: int, outcome: str, note: str = "", *,
    clause: ClauseCitation | None = None, preset: str = "", reason: str = "",
) -> Change[int]:  # fmt: skip
    """One gesture: outcome, clause, reason and note. UserError when somebody decided since ``version`` was read.

    ``preset`` is the name of the reason chosen, ``reason`` its words as filled in. A private word (``reminded``) is
    recorded against the person without a case; a case is opened by ``cases.open_from``.
    """
    by = settings.get(store).actor
    with store.read() as db:
        row = existing(db, review)

    def work(tx: Tx) -> int:
        settle(tx, review, version, outcome, note, clause=clause, preset=preset, reason=reason, by=by)
        return review

    return store.change(_label(row, outcome).format(row["sender"]), work)


def _label(row: Stored, outcome: str) -> str:
    kind = reviewables.kind_of(row["message_id"], row["category"])
    if outcome not in reviewables.STATES:
        return _("处理 {}")
    words = reviewables.state_words(kind, outcome)
    plain = outcome in _LABELS and words == reviewables.state_words("chat", outcome)
    return _LABELS[outcome] if plain else _("记为{} {{}}").format(words)


def decide_many(
    store: Store, picked: Sequence[tuple[int, int]], outcome: str, note: str = "", *,
    preset: str = "", reason: str = "", step: Step = quiet,
) -> Change[Bulk]:  # fmt: skip
    """The same outcome for several (entry, version), one change; those that moved on are skipped and told.

    Each is decided under the clause of its own category. UserError when none is left to decide.
    """
    by = settings.get(store).actor
    clauses = _clauses(store, [review for review, _version in picked], step)

    def work(tx: Tx) -> Bulk:
        done, skipped, bare = [], [], []
        for at, (review, version) in enumerate(picked):
            step(at, len(picked))
            row = stored.one(tx, review)
            refusal = (_("已经不在队列里"), "") if row is None else _refusal(row, version, outcome)
            if refusal is not None:
                skipped.append(("" if row is None else str(row["sender"]), refusal[0]))
                continue
            clause = clauses.get(review)
            settle(tx, review, version, outcome, note, clause=clause, preset=preset, reason=reason, by=by)
            done.append(review)
            if outcome == "founded" and row is not None and row["message_id"]:
                bare.append(review)
        if not done:
            why = skipped[0][1] if skipped else _("没有选中任何事项")
            raise UserError(why, remedy=_("请刷新列表后再选"))
        return Bulk(tuple(done), tuple(skipped), tuple(bare))

    words = reviewables.state_words("chat", outcome) if outcome in reviewables.STATES else outcome
    return store.change(_("批量记为{}（{} 条）").format(words, len(picked)), work)


def _clauses(store: Store, reviews: Sequence[int], step: Step) -> dict[int, ClauseCitation | None]:
    """The clause each of these entries comes under by itself."""
    known: dict[tuple[object, ...], ClauseCitation | None] = {}
    found = {}
    for at, review in enumerate(reviews):
        step(at, 2 * len(reviews))
        with store.read() as db:
            row = stored.one(db, review)
        if row is None or not row["message_id"]:
            continue
        key = (row["group_id"], row["category"], queue_cards.hint(row), clock.day_of(row["at"]))
        if key not in known:
            known[key] = regulations.clause_for(store, *key)
        found[review] = known[key]
    return found


def versions(store: Store, reviews: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """(entry, version) as they stand now, in this order; those that are gone are left out."""
    with store.read() as db:
        return tuple((r["id"], r["version"]) for r in stored.versions(db, reviews))


def reopen(store: Store, review: int, version: int) -> Change[int]:
    """Puts a decided entry back among those waiting, unless a case was opened on it."""
    with store.read() as db:
        sender = existing(db, review)["sender"]

    def work(tx: Tx) -> int:
        if existing(tx, review)["case_id"] is not None:
            raise UserError(_("这一条已经立案"), remedy=_("请在案件里处理"))
        settle(tx, review, version, "waiting", "")
        return review

    return store.change(_("退回待处理 {}").format(sender), work)


def add_note(store: Store, review: int, text: str) -> Change[int]:
    """Adds a note to an entry, whatever its state; notes are never changed. The value is the note's id."""
    if not text.strip():
        raise UserError(_("备注是空的"), remedy=_("请写几个字"))
    by = settings.get(store).actor
    with store.read() as db:
        sender = existing(db, review)["sender"]

    def work(tx: Tx) -> int:
        row = existing(tx, review)
        return tx.insert(
            "review_note",
            {
                "review_id": review,
                "subject": row["subject"],
                "text": text.strip(),
                "by_whom": by,
                "written": clock.stamp(clock.moment(tx.at)),
            },
        )

    return store.change(_("添加备注 {}").format(sender), work)
