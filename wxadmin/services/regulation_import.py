"""Bringing in the texts a unit already has: what a paste or a file holds, what is uncertain of it, and drafts of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wxadmin.domain import blanks
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.regulation import Node, ParseWarning, RegulationText, Setting
from wxadmin.domain.regulation_places import Passage, Place, passages, places
from wxadmin.i18n import _
from wxadmin.services import citing, clock, drafting, groups, spelling, versions
from wxadmin.services.listing import View, ids_of
from wxadmin.services.records import Change, Store
from wxadmin.services.regulation_lines import Original, letters, plain_lines
from wxadmin.services.regulation_pieces import Debris, Namesake, Piece, Proposal, doubt_of, piece_of
from wxadmin.services.regulation_text import unpacked
from wxadmin.store import revisions as stored
from wxadmin.store.journal import Tx

MOST = 300_000
"""Characters; the longest handbook of a unit has a third of that, a chat log or a book has more."""


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
        piece = piece_of(original, words[part.start : part.end], part.start, known)
        if not piece.title and len(found) == 1 and isinstance(source, Path):
            piece = replace(piece, title=source.stem)
        said = tuple(doubt_of(original, note) for note in notes if piece.first <= note.line <= piece.last)
        pieces.append(_compared(replace(piece, warnings=(*said, *piece.warnings)), versions_of_group))
    step(len(found), len(found))
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
    head = as_blanks(RegulationText(piece.title, (), (), (), blanks=piece.text.blanks), heads)
    for one in heads:
        head = blanks.put(head, one.key, next(each.value for each in taking.proposals if each.key == one.key))
    return blanks.shown(head).title or ""


def refused(takings: Sequence[Taking]) -> str:
    """Why these cannot be taken as they are, in one sentence; ``""`` when they can."""
    if not takings:
        return _("没有选要导入的制度，请至少勾选一份。")
    for one in takings:
        try:
            spelling.title(called(one), _("名称"))
        except UserError as error:
            return str(error)
    continued = [one.continues for one in takings if one.continues is not None]
    if len(continued) > len(set(continued)):
        return _("有两份都要作为同一份制度的新版本，请改其中一份。")
    return ""


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
