"""意见和建议: what people object to in a regulation or propose, and what they were answered."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable
from wxadmin.domain.regulation import RegulationText, walk
from wxadmin.domain.regulation_places import short
from wxadmin.i18n import _, on_paper
from wxadmin.services import citing, clock, records, spelling, versions
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.regulation_text import clauses_of, unpacked
from wxadmin.services.settings import get as settings_of
from wxadmin.store import objections as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import ListSource, Source

Outcome = Literal["adopted", "partly", "declined"]
STATES = {"open": _("待答复"), "adopted": _("采纳"), "partly": _("部分采纳"), "declined": _("不采纳")}
COLUMNS = (
    Column("clause", _("条款"), 110),
    Column("name", _("提出人"), 100),
    Column("text", _("意见"), 300, sortable=False),
    Column("state", _("答复"), 90),
    Column("received", _("收到日期"), 120),
    Column("regulation", _("制度"), 200),
)
CHIPS = tuple(Chip(key, title) for key, title in STATES.items())
_TONES: dict[str, Tone] = {"open": "warn", "adopted": "ok", "partly": "info", "declined": "muted"}
_LONGEST = 5_000
_LINE = re.compile(r"\s*(?:\d{1,3}[.．、)）]\s*)?[@＠]?([^：:\s@＠\d][^：:\n]{0,29}?)\s*[：:]\s*(\S.*)")
"""A name, a colon, words; perhaps counted. A clock (10:30) is no name."""
_CLAUSE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条")


@dataclass(frozen=True, slots=True)
class ObjectionDraft:
    """What was said of a version.

    ``clause`` are the numbers of the unit (() for the whole text); said by a person of the roster or by a ``name``, on
    the day ``received`` (today).
    """

    revision: int
    text: str
    clause: tuple[str, ...] = ()
    person: int | None = None
    name: str = ""
    received: date | None = None


@dataclass(frozen=True, slots=True)
class ObjectionCard:
    """One objection; days as shown.

    ``quote`` are the words of the clause as they were when it was made, ``history`` what was done with it, newest first
    (of :func:`get` alone).
    """

    id: int
    revision: int
    regulation: int
    title: str
    version: str
    clause: tuple[str, ...]
    quote: str
    name: str
    person: int | None
    text: str
    received: str
    state: str
    answer: str
    answered: str
    answered_by: str
    history: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The clause in words, ``全文`` for none."""
        return " ".join(self.clause) or _("全文")


@dataclass(frozen=True, slots=True)
class OfRegulation:
    """The list of one regulation's objections, whatever group is chosen; a list noun of its own."""

    regulation: int
    COLUMNS = COLUMNS[:-1]
    CHIPS = CHIPS

    def index(self, store: Store, view: View, reader: Reader | None = None) -> Ids:
        """Ids of the view, open ones first."""
        return ids_of(store, stored.of_regulation(self.regulation), replace(view, group=None), reader)

    def page(self, store: Store, ids: Sequence[int]) -> list[Row]:
        """Those rows without the regulation's name."""
        return [Row(row.id, row.cells[:-1], row.badges, row.tips) for row in page(store, ids)]


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of objections, open ones first, then the newest."""
    source: ListSource = stored.LIST
    return ids_of(store, source, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those objections as rows."""
    with store.read() as db:
        cards = [_card(row) for row in stored.page(db, ids)]
    return [
        Row(
            c.id,
            (
                short(c.clause) or c.label,
                c.name,
                c.text.replace("\n", " "),
                STATES[c.state],
                c.received,
                f"{c.title} {c.version}",
            ),
            (Badge(STATES[c.state], _TONES[c.state]),),
            (c.label, "", c.text),
        )
        for c in cards
    ]


def get(store: Store, objection: int) -> ObjectionCard:
    """One objection; UserError when there is none."""
    with store.read() as db:
        card = _card(_existing(db, objection))
    lines = []
    for line in records.history(store, "objection", objection):
        answers = [after for name, _before, after in line.fields if name == "answer" and after]
        lines.append("　".join(part for part in (line.at, line.label, *answers) if part))
    return replace(card, history=tuple(lines))


def of(store: Store, regulation: int) -> tuple[ObjectionCard, ...]:
    """All objections to a regulation (its number), open ones first."""
    with store.read() as db:
        return tuple(_card(row) for row in stored.of(db, regulation))


def open_for(store: Store, regulation: int) -> tuple[ObjectionCard, ...]:
    """Those that wait for an answer."""
    return tuple(card for card in of(store, regulation) if card.state == "open")


def add(store: Store, draft: ObjectionDraft) -> Change[int]:
    """Takes an objection in; UserError without words or name, for an unknown clause or person, or a day to come."""
    return _add(store, [draft])


def add_many(store: Store, drafts: Sequence[ObjectionDraft]) -> Change[int]:
    """Takes several in by one change; the value is how many."""
    if not drafts:
        raise UserError(_("没有意见"), remedy=_("请按“名字：意见”一行一条粘贴"))
    change = _add(store, drafts)
    return Change(change.id, change.label, change.tables, len(drafts))


def _add(store: Store, drafts: Sequence[ObjectionDraft]) -> Change[int]:
    with store.read() as db:
        rows = [_values(db, draft) for draft in drafts]
        title = versions.existing(db, drafts[0].revision)["title"]

    def work(tx: Tx) -> int:
        for draft in drafts:
            versions.existing(tx, draft.revision)
        created = clock.stamp(clock.moment(tx.at))
        made = [tx.insert("objection", {**values, "created": created}) for values in rows]
        return made[0]

    return store.change(_("登记对 {} 的意见").format(title), work)


def _values(db: Source, draft: ObjectionDraft) -> dict[str, str | int | bytes | None]:
    revision = versions.existing(db, draft.revision)
    words = draft.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise UserError(_("意见没有文字"), remedy=_("请写上意见的内容"))
    if len(words) > _LONGEST:
        raise UserError(_("意见超过 {} 个字").format(_LONGEST), remedy=_("请分成几条登记"))
    day = draft.received or clock.today()
    if day > clock.today():
        raise UserError(_("收到日期还没有到"), where=clock.shown_day(day), remedy=_("请改成今天或以前"))
    name, subject = draft.name.strip(), b""
    if draft.person is not None:
        person = stored_people.one(db, draft.person)
        if person is None:
            raise UserError(_("花名册里没有这个人"), remedy=_("请重新选择，或只写名字"))
        name, subject = person["name"], bytes(person["subject"])
    name = spelling.title(name, _("提出人"))
    quote = ""
    if draft.clause:
        units = {tuple(path): node for path, node in walk(unpacked(revision["text"]).nodes)}
        said = {at: text for at, _heading, text in clauses_of(unpacked(revision["text"]))}
        if draft.clause not in units:
            where = " ".join(draft.clause)
            raise UserError(_("这一版没有这一条"), where=where, remedy=_("请重新选择条款"))
        quote = said.get(draft.clause, units[draft.clause].text)
    return {
        "group_id": revision["group_id"],
        "regulation": revision["regulation"],
        "revision_id": draft.revision,
        "clause": json.dumps(draft.clause, ensure_ascii=False),
        "quote": quote,
        "person_id": draft.person,
        "name": name,
        "name_key": spelling.name_key(name),
        "text": words,
        "received": day.isoformat(),
        "state": "open",
        "answer": "",
        "answered": "",
        "answered_by": "",
        "subject": subject,
        "search": searchable(name, *spelling.pinyin_words(name), words, " ".join(draft.clause), quote),
    }


def edit(store: Store, objection: int, draft: ObjectionDraft) -> Change[int]:
    """Corrects what was taken in, as long as it is not answered."""
    with store.read() as db:
        values = _values(db, draft)
        title = _existing(db, objection)["title"]
    for kept in ("state", "answer", "answered", "answered_by"):
        del values[kept]

    def work(tx: Tx) -> int:
        if _existing(tx, objection)["state"] != "open":
            raise UserError(_("这条意见已经答复"), remedy=_("要改请先改回待答复"))
        tx.update("objection", objection, values)
        return objection

    return store.change(_("更正对 {} 的意见").format(title), work)


def answer(store: Store, objection: int, outcome: str, words: str, *, by: str = "") -> Change[int]:
    """Answers an objection, with reasons; who answers is ``by``, else who is named in the settings."""
    if outcome not in get_args(Outcome):
        raise UserError(_("没有这种答复：{}").format(outcome), remedy=_("请选采纳、部分采纳或不采纳"))
    said = words.strip()
    if not said:
        raise UserError(_("答复没有文字"), remedy=_("请写上理由，或采纳后怎样改"))
    if len(said) > _LONGEST:
        raise UserError(_("答复超过 {} 个字").format(_LONGEST), remedy=_("请写短一些"))
    with store.read() as db:
        row = _existing(db, objection)
    who = by.strip() or settings_of(store).actor
    values = {"state": outcome, "answer": said, "answered_by": who}

    def work(tx: Tx) -> int:
        _existing(tx, objection)
        tx.update("objection", objection, {**values, "answered": clock.stamp(clock.moment(tx.at))})
        return objection

    return store.change(_("答复{}对 {} 的意见").format(row["name"], row["title"]), work)


def reopen(store: Store, objection: int) -> Change[int]:
    """Takes the answer back; UserError when there is none."""
    with store.read() as db:
        row = _existing(db, objection)

    def work(tx: Tx) -> int:
        if _existing(tx, objection)["state"] == "open":
            raise UserError(_("这条意见还没有答复"), remedy=_("请刷新列表"))
        tx.update("objection", objection, {"state": "open", "answer": "", "answered": "", "answered_by": ""})
        return objection

    return store.change(_("收回对 {} 意见的答复").format(row["title"]), work)


def remove(store: Store, objection: int) -> Change[int]:
    """Takes away what was entered by mistake."""
    with store.read() as db:
        title = _existing(db, objection)["title"]

    def work(tx: Tx) -> int:
        _existing(tx, objection)
        tx.delete("objection", objection)
        return objection

    return store.change(_("删除对 {} 的意见").format(title), work)


def read_paste(
    store: Store, group: int, revision: int, text: str
) -> tuple[tuple[ObjectionDraft, ...], tuple[str, ...]]:
    """(objections, lines not understood) of lines ``名字：意见``.

    A name that one person of the group alone has is that person; a clause named in the words (第八条) is the clause, if
    the version has it once. Lines without a name belong to the objection above.
    """
    with store.read() as db:
        content = unpacked(versions.existing(db, revision)["text"])
        known: dict[str, list[int]] = {}
        for person in stored_people.of_group(db, group):
            if not person["gone"]:
                known.setdefault(person["name"], []).append(person["id"])
    found: list[ObjectionDraft] = []
    strange: list[str] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _LINE.match(line)
        if match is None or _CLAUSE.fullmatch(match[1]):
            if found:
                last = found[-1]
                found[-1] = replace(last, text=f"{last.text}\n{line.strip()}")
            else:
                strange.append(line.strip())
            continue
        name, words = match[1], match[2].strip()
        people = known.get(name, [])
        found.append(
            ObjectionDraft(revision, words, _named(content, words), people[0] if len(people) == 1 else None, name)
        )
    return tuple(found), tuple(strange)


def _named(text: RegulationText, words: str) -> tuple[str, ...]:
    """The numbers of the clause that the words name, () when none or several."""
    numbers = set(_CLAUSE.findall(words))
    paths = [path for path, node in walk(text.nodes) if node.number in numbers]
    return paths[0] if len(paths) == 1 else ()


def answer_text(store: Store, objection: int) -> str:
    """The answer as it goes into the chat; UserError while there is none."""
    card = get(store, objection)
    if card.state == "open":
        raise UserError(_("这条意见还没有答复"), remedy=_("请先答复"))
    return "\n".join((f"@{card.name}", *_answer_lines(card)))


def answers_text(store: Store, regulation: int) -> str:
    """All answers to a regulation's objections as one text, without the names; UserError when nothing is answered."""
    cards = [card for card in of(store, regulation) if card.state != "open"]
    if not cards:
        raise UserError(_("还没有答复过的意见"), remedy=_("请先答复"))
    lines = [_("《{}》征求意见的答复（{} 条）：").format(cards[0].title, len(cards))]
    for place, card in enumerate(cards, 1):
        lines.append(f"{place}. " + "\n".join(_answer_lines(card)))
    return "\n".join(lines)


def _answer_lines(card: ObjectionCard) -> tuple[str, str]:
    where = _("对《{}》{}的意见").format(card.title, "" if not card.clause else " ".join(card.clause))
    return f"{where}：“{_short(card.text)}”", _("答复：{}。{}").format(on_paper(STATES[card.state]), card.answer)


def _short(words: str, most: int = 80) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _existing(db: Source, objection: int) -> Stored:
    row = stored.one(db, objection)
    if row is None:
        raise UserError(_("没有这条意见"), remedy=_("可能已被删除，请刷新列表"))
    return row


def _card(row: Stored) -> ObjectionCard:
    return ObjectionCard(
        row["id"], row["revision_id"], row["regulation"], row["title"], citing.version(row["version"]),
        tuple(json.loads(row["clause"])), row["quote"], row["name"], row["person_id"], row["text"],
        clock.shown_day(row["received"]), row["state"], row["answer"],
        clock.shown(row["answered"]), row["answered_by"],
    )  # fmt: skip
