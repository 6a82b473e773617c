"""Bringing in the texts a unit already has: what a paste or a file holds, what is uncertain of it, and drafts of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wxadmin.domain import blanks
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.regulation import Node, ParseWarning, RegulationText, Setting
from wxadmin.domain.regulation_places import Passage, Place, passages, place_of, places
from wxadmin.i18n import _
from wxadmin.services import citing, clock, drafting, groups, spelling, versions
from wxadmin.services.listing import View, ids_of
from wxadmin.services.records import Change, Store
from wxadmin.services.regulation_lines import Original, Span, letters, plain_lines
from wxadmin.services.regulation_text import unpacked
from wxadmin.store import revisions as stored
from wxadmin.store.journal import Tx

if TYPE_CHECKING:
    from wxadmin.intake.regulation import Found

MOST = 300_000
"""Characters; the longest handbook of a unit has a third of that, a chat log or a book has more."""
_KNOWN_BY_GROUP = ("unit", "group", "office", "owner")
_FOR_THE_PEN = ("line", "blank", "person", "date", "phone", "place", "email")
"""Kinds of blank that people often leave on purpose, to be filled in by hand on the paper."""
_POINTED = (
    re.compile(r"(?:是|从)([^，。：；…]{1,8}?)(?:，|开始)"),
    re.compile(r"^(.{1,8}?)出现两次"),
    re.compile(r"：([^：]{2,}?)…?$"),
    re.compile(r"^([^：]{2,}?)…："),
)
"""Parts of a warning that may be words of its line: 第三条之后是第五条, 第三条出现两次, …保留：words…, words…：像是…"""
_HOLE = re.compile(r"[Xx\uff38\uff58×✕╳*＊○□■_＿﹍﹎…某名称填]|\.{4}|—{4}")
"""What words that are surely a blank have: a hole, or what is to be put there by name; 【群主】 may be a heading."""
_SAID = 6  # letters of a line that a warning about it begins with


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words that look like a blank: ``{{key}}`` would stand in their place and ``value`` in it (``""``: to be filled).

    ``usual`` says whether it is likely meant so; ``places`` are all where the words stand, ``span`` is the first one's.
    """

    words: str
    key: str
    label: str
    value: str
    places: tuple[Found, ...]
    span: Span
    usual: bool


@dataclass(frozen=True, slots=True)
class Debris:
    """A line that a web page or a printer put there: the ``row``-th line of a passage, and its line in the original."""

    at: Passage
    row: int
    words: str
    line: int
    span: Span


@dataclass(frozen=True, slots=True)
class Fixed:
    """A setting that was recognised, and where its words stand."""

    setting: Setting
    span: Span


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something uncertain, on which line, and which words are meant (the whole line where nothing is known)."""

    line: int
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Namesake:
    """A regulation that the group has: its newest version, and whether that is a draft still."""

    revision: int
    title: str
    version: str
    draft: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One regulation of the original, from its line ``first`` to ``last``.

    ``spans`` say where each unit begins and ends in the original; lines count from 1, and both in the whole of it.
    ``twin`` is what to call the version that says the same already (``""``: none).
    """

    title: str
    text: RegulationText
    first: int
    last: int
    spans: Mapping[Place, Span]
    warnings: tuple[Doubt, ...]
    settings: tuple[Fixed, ...]
    proposals: tuple[Proposal, ...]
    debris: tuple[Debris, ...]
    twin: str = ""
    namesake: Namesake | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A paste or a file as it was understood: its words, the regulations in it, those the group has."""

    words: str
    pieces: tuple[Piece, ...]
    held: tuple[Namesake, ...] = ()


@dataclass(frozen=True, slots=True)
class Taking:
    """What the owner decided about one piece: which proposals and settings he takes, which debris goes.

    ``continues`` is the version whose next draft it becomes; None: a regulation of its own.
    """

    piece: Piece
    title: str
    settings: Collection[Setting] = ()
    proposals: Collection[Proposal] = ()
    debris: Collection[Debris] = ()
    continues: int | None = None


def read(store: Store, group: int, source: str | Path, step: Step = quiet) -> Reading:
    """What pasted words or a file hold; UserError when there is nothing to read or too much, Cancelled by ``step``."""
    from wxadmin.intake.regulation import parts

    words, notes = _words(source)
    if len(words) > MOST:
        what = _("有 {n} 万字，不像一份规章制度").format(n=round(len(words) / 10_000))
        remedy = _("请只复制制度正文；确实这么长的，请分成几份导入")
        raise UserError(what, where=_source_name(source), remedy=remedy)
    step(0, 0)
    found = parts(words)
    original = Original(words)
    known = _known(store, group)
    versions_of_group = _versions(store, group)
    pieces = []
    for done, part in enumerate(found):
        step(done, len(found))
        piece = _piece(original, words[part.start : part.end], part.start, known)
        said = tuple(_doubt(original, note) for note in notes if piece.first <= note.line <= piece.last)
        pieces.append(_compared(replace(piece, warnings=(*said, *piece.warnings)), versions_of_group))
    step(len(found), len(found))
    if len(pieces) == 1 and not pieces[0].title and isinstance(source, Path):
        pieces = [replace(pieces[0], title=source.stem)]
    newest: dict[int, _Held] = {}
    for one in versions_of_group:
        if one.regulation not in newest or newest[one.regulation].version < one.version:
            newest[one.regulation] = one
    return Reading(words, tuple(pieces), tuple(_named(one) for one in newest.values()))


def usual(piece: Piece) -> Taking:
    """The piece as it is proposed to the owner."""
    return Taking(
        piece,
        piece.title,
        tuple(one.setting for one in piece.settings),
        tuple(one for one in piece.proposals if one.usual),
        piece.debris,
        None if piece.namesake is None or piece.namesake.draft or piece.twin else piece.namesake.revision,
    )


def drafted(taking: Taking) -> RegulationText:
    """The text of the draft; what was not taken of its settings is left out of them."""
    from wxadmin.intake.regulation import as_blanks, with_settings

    piece = taking.piece
    text = as_blanks(piece.text, tuple(found for one in taking.proposals for found in one.places))
    for one in taking.proposals:
        if one.value and any(blank.key == one.key for blank in text.blanks):
            text = blanks.put(text, one.key, one.value)
    text = _without(text, taking.debris)
    title = taking.title.strip()
    if title and taking.title != piece.title:
        text = replace(text, title=title)
    taken = set(taking.settings)
    left = (one.setting for one in piece.settings if one.setting not in taken)
    refused = {(one.kind, one.at, one.value) for one in left}
    settings = with_settings(blanks.filled(text)).settings
    kept = tuple(one for one in settings if (one.kind, one.at, one.value) not in refused)
    return replace(blanks.without_unused(text), settings=kept, warnings=())


def called(taking: Taking) -> str:
    """The title of the draft: as the owner wrote it, else that of the text with its blanks filled."""
    from wxadmin.intake.regulation import as_blanks

    piece = taking.piece
    if taking.title != piece.title or not piece.title:
        return taking.title.strip()
    heads = tuple(found for one in taking.proposals for found in one.places if found.at.part == "heading")
    head = as_blanks(RegulationText(piece.title, (), (), ()), heads)
    known = {one.key: one.value for one in taking.proposals}
    filled = replace(head, blanks=tuple(replace(blank, value=known.get(blank.key, "")) for blank in head.blanks))
    return blanks.shown(filled).title or ""


def take(store: Store, group: int, takings: Sequence[Taking]) -> Change[tuple[int, ...]]:
    """Drafts of the pieces, all in one change; the value are their ids. UserError when nothing is to be taken."""
    if not takings:
        raise UserError(_("没有选要导入的制度"), remedy=_("请至少勾选一份"))
    groups.get(store, group)
    made = []
    for one in takings:
        title = spelling.title(called(one), _("名称"))
        text = drafted(one)
        if not (text.nodes or text.preamble):
            raise UserError(_("制度没有正文"), where=title, remedy=_("请检查导入的文字"))
        made.append((text if text.title else replace(text, title=title), title, one.continues))

    def work(tx: Tx) -> tuple[int, ...]:
        return tuple(drafting.write_in(tx, group, text, title, continues) for text, title, continues in made)

    return store.change(_("导入制度 {}").format("、".join(title for _text, title, _next in made)), work)


# What is in a source


def _source_name(source: str | Path) -> str:
    return _("粘贴的文字") if isinstance(source, str) else source.name


def _words(source: str | Path) -> tuple[str, tuple[ParseWarning, ...]]:
    from wxadmin.intake.regulation.files import read_text
    from wxadmin.intake.text import refuse_damaged

    if isinstance(source, Path):
        words, notes = read_text(source)
        return plain_lines(words), notes
    if not source.strip():
        raise UserError(_("没有文字"), remedy=_("请粘贴制度全文，或选一个文件"))
    refuse_damaged(source, where=_source_name(source))
    return plain_lines(source), ()


def _piece(original: Original, words: str, start: int, known: Mapping[str, str]) -> Piece:
    """One regulation, whose words begin at a character of the original."""
    from wxadmin.intake.regulation import found_blanks, parse_regulation

    parsed = parse_regulation(words)
    text = replace(parsed, warnings=())
    whole = start, start + len(words)
    before = original.line(start) - 1
    spots = original.spots(text, whole)
    spans: dict[Place, Span] = {}
    for at, node in places(text):
        spans[at] = spots[Passage(at, "title")][0], spots[Passage(at, "text" if node.text else "title")][1]
    debris = tuple(_debris(original, text, spots))
    web = {(one.line, letters(one.words)[:_SAID]) for one in debris}
    doubts = tuple(
        _doubt(original, replace(one, line=one.line + before))
        for one in parsed.warnings
        if not any(one.line + before == line and letters(one.message).startswith(head) for line, head in web)
    )
    settings = []
    for setting in text.settings:
        span = spans.get(place_of(text, setting.at) or (), whole)
        settings.append(Fixed(setting, original.find(setting.quote, span) or span))
    by_key: dict[tuple[str, str], list[Found]] = {}
    for found in found_blanks(text):
        by_key.setdefault((found.key, found.words), []).append(found)
    proposals = []
    for (key, each), where in by_key.items():
        span = spots.get(where[0].at, whole)
        here = original.find(each, span) or span
        usual = _is_usual(each, key, where[0].at)
        proposals.append(Proposal(each, key, where[0].label, known.get(key, ""), tuple(where), here, usual))
    last = original.line(start + len(words.rstrip()))
    head = before + 1 + (len(words) - len(words.lstrip("\n")))
    return Piece(text.title or "", text, head, last, spans, doubts, tuple(settings), tuple(proposals), debris)


def _doubt(original: Original, warning: ParseWarning) -> Doubt:
    """Where a warning points: the words of its line that it says, else the line."""
    line = original.line_span(warning.line)
    parts = (part for pattern in _POINTED for part in pattern.findall(warning.message) if len(letters(part)) > 1)
    found = (original.find(part, line) for part in parts)
    return Doubt(warning.line, warning.message, next(filter(None, found), line))


def _is_usual(words: str, key: str, at: Passage) -> bool:
    kind = key.rstrip("0123456789")
    if not _HOLE.search(words):
        return False
    return kind in _KNOWN_BY_GROUP or (kind not in _FOR_THE_PEN and at.part != "closing")


def _debris(original: Original, text: RegulationText, spots: Mapping[Passage, Span]) -> Iterator[Debris]:
    from wxadmin.intake.regulation.debris import is_page_mark, is_web

    for passage, words in passages(text):
        if passage.part in ("heading", "title"):
            continue
        for row, line in enumerate(words.split("\n")):
            if is_web(line, head=passage.part == "preamble") or is_page_mark(line):
                span = original.find(line, spots[passage]) or spots[passage]
                yield Debris(passage, row, line, original.line(span[0]), span)


def _without(text: RegulationText, debris: Collection[Debris]) -> RegulationText:
    gone = {(one.at, one.row) for one in debris}

    def kept(passage: Passage, words: str) -> str:
        return "\n".join(line for row, line in enumerate(words.split("\n")) if (passage, row) not in gone)

    def node(unit: Node, at: Place) -> Node:
        below = tuple(node(child, (*at, step)) for step, child in enumerate(unit.children))
        return replace(unit, text=kept(Passage(at, "text"), unit.text), children=below)

    return replace(
        text,
        preamble=tuple(
            words for line, words in enumerate(text.preamble) if (Passage((), "preamble", line), 0) not in gone
        ),
        nodes=tuple(node(unit, (at,)) for at, unit in enumerate(text.nodes)),
        closing=tuple(
            words for line, words in enumerate(text.closing) if (Passage((), "closing", line), 0) not in gone
        ),
    )


# What is there already


@dataclass(frozen=True, slots=True)
class _Held:
    """A version that the group has: ``body`` are the letters of its words without its title."""

    id: int
    regulation: int
    title: str
    version: int
    draft: bool
    body: str


def _known(store: Store, group: int) -> dict[str, str]:
    own = groups.get(store, group)
    values = {"unit": own.unit, "group": own.name, "office": own.office, "owner": own.owner}
    return {key: value for key, value in values.items() if value}


def _versions(store: Store, group: int) -> tuple[_Held, ...]:
    ids = ids_of(store, stored.listing(clock.today().isoformat()), View(group=group), None)
    with store.read() as db:
        rows = stored.page(db, ids)
    return tuple(
        _Held(
            row["id"], row["regulation"], row["title"], row["version"], versions.stage(row) in ("draft", "review"),
            _body(blanks.shown(unpacked(row["text"]))),
        )
        for row in rows
    )  # fmt: skip


def _body(text: RegulationText) -> str:
    said = (words for passage, words in passages(text) if passage.part != "heading")
    return letters("".join((*said, *(node.number for _at, node in places(text)))))


def _title(words: str) -> str:
    return "".join(words.split()).strip("《》")


def _compared(piece: Piece, held: Sequence[_Held]) -> Piece:
    """The piece with the version that says the same, and the one that has the same title."""
    title = _title(called(usual(piece)))
    alike = [one for one in held if _title(one.title) in (title, _title(piece.title))]
    bodies = {_body(piece.text), _body(blanks.shown(drafted(usual(piece))))} if alike else set()
    twin = next((one for one in alike if one.body in bodies), None)
    newest = max(alike, key=lambda one: (one.version, one.id), default=None)
    return replace(
        piece,
        twin="" if twin is None else f"《{twin.title}》{citing.version(twin.version)}",
        namesake=None if newest is None else _named(newest),
    )


def _named(one: _Held) -> Namesake:
    return Namesake(one.id, one.title, citing.version(one.version), one.draft)
