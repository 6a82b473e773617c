"""成员快照: every member list kept, and any two of them compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ListPaper
from wxadmin.domain.snapshots import Renamed
from wxadmin.domain.snapshots import compare as compared
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, lists
from wxadmin.services.listing import Column, Row
from wxadmin.services.records import Store
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

_COLUMNS = (Column("change", _("变化"), 80), Column("nickname", _("群昵称"), 200), Column("person", _("人员"), 160),
            Column("note", _("说明"), 240))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One list that is kept; ``new`` and ``gone`` count nicknames against the list of the group before it."""

    id: int
    group: int
    group_name: str
    taken: str
    count: int
    new: int
    gone: int
    first: bool

    @property
    def line(self) -> str:
        """When it was taken and how many stand in it."""
        return _("{}　{} 人").format(self.taken, self.count)


@dataclass(frozen=True, slots=True)
class Entry:
    """A nickname of one list; ``person`` is ``""`` when nobody is certain."""

    nickname: str
    person: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """One member by two nicknames; ``why`` says how it is known, or why it is offered."""

    old: str
    new: str
    person: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from the older list to the newer one; ``maybe`` are among ``new`` and ``gone``, too."""

    older: Snapshot
    newer: Snapshot
    new: tuple[Entry, ...]
    gone: tuple[Entry, ...]
    renamed: tuple[Rename, ...]
    maybe: tuple[Rename, ...]
    same: int

    @property
    def words(self) -> str:
        """In a sentence."""
        return _("{} 人没有变化，新来 {} 人，不在了 {} 人，改名 {} 人，可能改名 {} 人。").format(
            self.same, len(self.new), len(self.gone), len(self.renamed), len(self.maybe)
        )


def every(store: Store, group: int | None) -> tuple[Snapshot, ...]:
    """The lists of a group (None: of all), newest first."""
    with store.read() as db:
        rows = stored.snapshots(db, group)
        differences = stored.differences(db, group)
    return tuple(_snapshot(row, differences.get(row["id"])) for row in rows)


def compare(store: Store, older: int, newer: int) -> Comparison:
    """Compare two lists of one group, in whatever order they are given.

    UserError when one is not there or they are of two groups.
    """
    with store.read() as db:
        first, second = sorted((_existing(db, older), _existing(db, newer)), key=lambda row: (row["taken"], row["id"]))
        if first["group_id"] != second["group_id"]:
            raise UserError(_("两份名单不是同一个群的"), remedy=_("请选同一个群的两份名单"))
        old, new = stored.nicknames(db, first["list"]), stored.nicknames(db, second["list"])
        known = stored.known_as(db, first["group_id"])
        decided = {
            d["nickname"] for d in stored.decisions(db, first["group_id"]) if d["kind"] == "confirm" and d["person_id"]
        }
        names = {row["id"]: row["name"] for row in stored_people.page(db, sorted(set(known.values())))}
    found = compared(old, new, known, known)
    who = {nickname: names.get(person, "") for nickname, person in known.items()}
    return Comparison(
        _snapshot(first, None),
        _snapshot(second, None),
        _entries(found.new, who, known),
        _entries(found.gone, who, known),
        tuple(Rename(r.old, r.new, who.get(r.new, ""), how(r, decided)) for r in found.renamed),
        tuple(Rename(r.old, r.new, who.get(r.old) or who.get(r.new, ""), how(r, decided)) for r in found.maybe),
        found.same,
    )


def how(pair: Renamed, decided: Iterable[str] = ()) -> str:
    """How it is known, or why it is offered, that two nicknames are one member's."""
    if pair.person is not None:
        return _("群主认定是同一个人") if {pair.old, pair.new} & set(decided) else _("花名册上是同一个人")
    return _("排在同一位置") if pair.beside else _("写法相近")


def paper(store: Store, older: int, newer: int) -> ListPaper:
    """A comparison as a printed list; UserError when nothing changed."""
    found = compare(store, older, newer)
    if not (found.new or found.gone or found.renamed):
        raise UserError(_("两份名单没有差别"), remedy=_("请另选两份名单"))
    facts = (_("{} 与 {}").format(found.older.line, found.newer.line), found.words)
    rows = [Row(at, cells) for at, cells in enumerate(_cells(found))]
    title = _("群成员名单对照")
    return lists.paper(store, title, found.newer.group, _COLUMNS, rows, facts)


def _cells(found: Comparison) -> list[tuple[str, ...]]:
    moved: Mapping[str, Rename] = {name: pair for pair in found.maybe for name in (pair.old, pair.new)}
    maybe, became = on_paper(_("可能由“{}”改名（{}）")), on_paper(_("可能改名为“{}”（{}）"))
    cells: list[tuple[str, ...]] = []
    for entry in found.new:
        cells.append((_("新来"), entry.nickname, entry.person, _note(maybe, moved.get(entry.nickname), old=True)))
    for entry in found.gone:
        cells.append((_("不在了"), entry.nickname, entry.person, _note(became, moved.get(entry.nickname), old=False)))
    for pair in found.renamed:
        cells.append(
            (_("改名"), pair.new, pair.person, on_paper(_("原来是“{}”，{}")).format(pair.old, on_paper(pair.why)))
        )
    return cells


def _note(words: str, pair: Rename | None, *, old: bool) -> str:
    return "" if pair is None else words.format(pair.old if old else pair.new, on_paper(pair.why))


def _entries(names: Iterable[str], who: Mapping[str, str], known: Mapping[str, int]) -> tuple[Entry, ...]:
    return tuple(Entry(name, who.get(name, ""), known.get(name)) for name in names)


def _existing(db: Source, snapshot: int) -> Stored:
    row = stored.snapshot(db, snapshot)
    if row is None:
        raise UserError(_("没有这份成员名单"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def _snapshot(row: Stored, changed: tuple[int, int] | None) -> Snapshot:
    new, gone = changed or (0, 0)
    return Snapshot(
        row["id"], row["group_id"], row["group_name"], clock.shown(row["taken"]), row["count"], new, gone,
        changed is None,
    )  # fmt: skip
