"""A regulation under the pen: which version is edited, what was typed and not yet saved, and what the text says now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from wxadmin.domain.blanks import filled
from wxadmin.domain.cautions import cautions_at
from wxadmin.domain.errors import UserError
from wxadmin.domain.faults import Fault, faults
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_places import Place, place_of
from wxadmin.i18n import _
from wxadmin.services import citing, clock, fixed, groups, library, objections, regulation_text, regulations, versions
from wxadmin.services.records import Change, Store
from wxadmin.store import drafts as stored
from wxadmin.store import revisions as stored_revisions
from wxadmin.store.journal import Tx


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed and not saved, and beside which version.

    ``saved`` is when (shown), ``base`` the code of the text it began with; ``stale``: the version was changed since.
    """

    text: RegulationText
    saved: str
    stale: bool
    revision: int
    base: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A version opened for editing.

    ``revision`` is the draft that is edited, or a published version whose next draft the first saving makes (``draft``
    is False then). ``base`` is the code of the text as stored. ``note`` says that another version than the one asked
    for was opened. ``paper`` is its paper, to be given other texts. ``objections`` are those not answered yet: the unit
    they are about as far as it is there, and their words.
    """

    revision: int
    title: str
    version: str
    draft: bool
    text: RegulationText
    base: str
    paper: RegulationPaper
    objections: tuple[tuple[Place, str], ...] = ()
    kept: Kept | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one unit fixes, in words; ``at`` is its place, () for preamble and closing."""

    at: Place
    title: str
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says as it stands: what it fixes, what wants a caution and why, what is wrong."""

    settings: tuple[Said, ...]
    cautions: Mapping[Place, str]
    faults: tuple[Fault, ...]


def opened(store: Store, revision: int) -> Opened:
    """The version to be edited: a draft itself, of a published regulation its draft where there is one."""
    with store.read() as db:
        row = stored_revisions.one(db, revision)
        newest = None if row is None else stored_revisions.versions(db, row["regulation"])[0]
    if row is None or newest is None:
        raise UserError(_("没有这份制度"), remedy=_("可能已被撤销，请刷新列表"))
    note = ""
    if row["state"] != "draft" and newest["state"] == "draft":
        row = newest
        note = _("已经有{}的草稿，打开的是它。").format(citing.version(row["version"]))
    found = int(row["id"])
    text = regulation_text.unpacked(row["text"])
    base = regulation_text.text_code(text)
    if text.title is None:
        text = replace(text, title=row["title"])
    paper = regulations.paper(store, found)
    draft = row["state"] == "draft"
    if versions.in_review(row) and not note:
        note = _("这份草稿正在审核，保存后回到起草，要重新送审。")
    if not draft:
        version = citing.version(newest["version"] + 1)
        paper = replace(paper, version=version, issued=None)
    else:
        version = citing.version(row["version"])
    left = kept(store, found)
    if left is None and found != revision:  # typed into the published version before there was a draft
        left = kept(store, revision)
        left = None if left is None else replace(left, stale=True)
    if left is None and _is_kept(store, found):
        note = " ".join(filter(None, (note, _("上次没有保存的修改读不出来，打开的是保存过的文字。"))))
    waiting = tuple(
        (place_of(text, card.clause) or (), f"{card.name}：{card.text}" if card.name else card.text)
        for card in objections.open_for(store, int(row["regulation"]))
    )
    return Opened(found, row["title"], version, draft, text, base, paper, waiting, left, note)


def keep(store: Store, revision: int, text: RegulationText, base: str) -> None:
    """Keeps what was typed, in place of what was kept before; no change of the journal.

    UserError when the version is there no more: what is kept for it nobody could ever open.
    """
    said = json.dumps({"base": base, "text": regulation_text.packed(text)}, ensure_ascii=False)

    def work(tx: Tx) -> None:
        if stored_revisions.one(tx, revision) is None:
            raise _gone()
        values = {"text": said, "saved": clock.stamp(clock.moment(tx.at))}
        row = stored.one(tx, revision)
        if row is None:
            tx.insert("draft_text", {"revision_id": revision, **values})
        else:
            tx.update("draft_text", row["id"], values)

    store.change(_("自动保存"), work)


def kept(store: Store, revision: int) -> Kept | None:
    """What was typed and not saved; None where nothing is kept or it cannot be read."""
    with store.read() as db:
        row = stored.one(db, revision)
        version = stored_revisions.one(db, revision)
    if row is None or version is None:
        return None
    try:
        said = json.loads(row["text"])
        text, base = regulation_text.unpacked(said["text"]), said["base"]
    except (ValueError, KeyError, TypeError):
        return None
    return Kept(text, clock.shown(row["saved"]), base != code_of(store, revision), revision, base)


def _is_kept(store: Store, revision: int) -> bool:
    with store.read() as db:
        return stored.one(db, revision) is not None


def drop(store: Store, revision: int) -> None:
    """Forgets what was kept."""

    def work(tx: Tx) -> None:
        row = stored.one(tx, revision)
        if row is not None:
            tx.delete("draft_text", row["id"])

    if _is_kept(store, revision):
        store.change(_("丢掉没有保存的修改"), work)


def _gone() -> UserError:
    return UserError(_("这份草稿已经不在了"), remedy=_("先把文字复制出来，再用“导入文本”建一份"))


def code_of(store: Store, revision: int) -> str:
    """The code of a version's text as stored; ``""`` when there is no such version any more."""
    with store.read() as db:
        row = stored_revisions.one(db, revision)
    return "" if row is None else regulation_text.text_code(regulation_text.unpacked(row["text"]))


def save(store: Store, revision: int, text: RegulationText, base: str, *, over: bool = False) -> Change[int]:
    """Saves as one change and forgets what was kept; the value is the draft's id.

    UserError when the version is not as it was opened (``base``), unless ``over``: nobody's work is lost unseen.
    """
    if not (text.title or "").strip():
        raise UserError(_("制度没有标题"), remedy=_("请在最上面写上标题"))
    if not (text.nodes or text.preamble):
        raise UserError(_("制度没有正文"), remedy=_("请至少写一条"))
    now = code_of(store, revision)
    if not now:
        raise _gone()
    if now != base and not over:
        raise UserError(_("这份草稿在别处改过"), remedy=_("请选择用哪一份"))
    change = regulations.revise(store, revision, text)
    drop(store, revision)
    return change


def reading(text: RegulationText, step: Step = quiet) -> Reading:
    """The text read as it stands now, its blanks filled as far as they are; Cancelled through ``step``."""
    from wxadmin.intake.regulation import with_settings

    found = with_settings(filled(text)).settings
    said = tuple(
        Said(place_of(text, one.at) or (), groups.SETTING_WORDS[one.kind], fixed.words(one.kind, one.value), one.quote)
        for one in found
    )
    step(1, 3)
    wanted = {place_of(text, numbers) or (): why for numbers, why in library.clause_cautions(text).items()}
    wanted.update(cautions_at(text))
    step(2, 3)
    return Reading(said, wanted, faults(replace(text, settings=found)))


def fragment(words: str) -> tuple[Node, ...]:
    """The numbered units of a pasted piece; empty when it is no list of units but plain words.

    Words before the first number and behind the last unit become paragraphs of their own: nothing is lost.
    """
    found = library.parse_text(words)
    lead = tuple(Node("paragraph", "", None, line) for line in (found.title or "", *found.preamble) if line)
    rest = tuple(Node("paragraph", "", None, line) for line in found.closing if line)
    numbered = [node for node in found.nodes if node.number]
    inside = sum(1 for node in found.nodes for _child in node.children)
    return (*lead, *found.nodes, *rest) if len(numbered) + inside > 1 else ()
