"""规章制度: the list of versions, one version with all that is known of it, its papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wxadmin.domain import blanks
from wxadmin.domain.cautions import cautions
from wxadmin.domain.errors import UserError
from wxadmin.domain.faults import faults
from wxadmin.domain.papers import ComparisonPaper, RegulationPaper
from wxadmin.domain.regulation import RegulationText, as_text, walk
from wxadmin.domain.regulation_diff import diff, worth_showing
from wxadmin.domain.style import Style
from wxadmin.i18n import _
from wxadmin.services import (
    attachments,
    citing,
    clock,
    drafting,
    fixed,
    groups,
    library,
    papers,
    publishing,
    regulation_text,
    scopes,
    versions,
)
from wxadmin.services.attachments import Owner
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View, ids_of
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.publishing import Publishing
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.regulation_text import unpacked
from wxadmin.store import drafts as stored_drafts
from wxadmin.store import groups as stored_groups
from wxadmin.store import objections as stored_objections
from wxadmin.store import revisions as stored
from wxadmin.store import signings as stored_signings
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

COLUMNS = (
    Column("title", _("名称"), 320),
    Column("version", _("版本"), 80),
    Column("state", _("状态"), 90),
    Column("effective", _("生效日期"), 120),
    Column("group", _("适用群"), 160),
)
STATES = versions.STATES
_NAMED = 3
"""Groups a paper names one by one."""
CHIPS = tuple(Chip(key, title) for key, title in STATES.items())
TemplateVariable = library.TemplateVariable
TemplateCard = library.TemplateCard
templates = library.templates
fill = library.fill
parse_text = library.parse_text
parse_file = library.parse_file
Clause = citing.Clause
clauses = citing.clauses
cite = citing.cite
clause_for = citing.clause_for
text_code = regulation_text.text_code
create_from_template = drafting.create_from_template
create_from_text = drafting.create_from_text
create_from_draft = drafting.create_from_draft
create_several = drafting.create_several
revise = drafting.revise
discard = drafting.discard
restore = drafting.restore
hold_in = scopes.hold_in


@dataclass(frozen=True, slots=True)
class SettingLine:
    """What a text fixes: kind, words on screen, value, the clause; ``applied`` while it holds in a group."""

    kind: str
    title: str
    value: str
    at: str
    quote: str
    applied: bool = False


@dataclass(frozen=True, slots=True)
class RegulationCard:
    """One version of a regulation. ``id`` is the version's id everywhere in this module.

    ``text`` are its words with the blanks filled (an empty one reads ``〔label〕``), ``written`` the same as its author
    writes it, blanks and all. ``stage`` is where it stands today (a key of STATES), ``state`` what is stored.
    ``versions`` are (id, version, stage in words), newest first; ``group`` is the group it was made for, ``groups``
    (id, name) of all it holds in; ``ended`` is the first day (ISO) it no longer holds, ``reviewed`` is submitted or
    approved while a draft is in review. ``code`` is a short code of the words alone (80 bits), the same for the same
    text and as a signature sheet shows it. ``cautions`` are (clause, sentence), ``faults`` of a draft (clause,
    sentence, whether it stops the publication), ``empty`` the labels of blanks still to be filled; ``objections``
    counts those not answered; ``draft_saved`` is when typed words were kept that are not saved yet; ``rounds`` are its
    rounds of signing, ``published`` the ids of all its versions that are no drafts.
    """

    id: int
    regulation: int
    group: int | None
    title: str
    version: str
    state: str
    effective: str
    issuer: str
    text: RegulationText
    clauses: tuple[Clause, ...]
    settings: tuple[SettingLine, ...]
    versions: tuple[tuple[int, str, str], ...]
    unit: str = ""
    paper: int | None = None
    code: str = ""
    stage: str = "draft"
    written: RegulationText | None = None
    groups: tuple[tuple[int, str], ...] = ()
    interpreter: str = ""
    approver: str = ""
    acts: tuple[str, ...] = ()
    ended: str = ""
    reviewed: str = ""
    cautions: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str, bool], ...] = ()
    empty: tuple[str, ...] = ()
    objections: int = 0
    draft_saved: str = ""
    rounds: tuple[int, ...] = ()
    published: tuple[int, ...] = ()


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the versions of the view."""
    return ids_of(store, stored.listing(clock.today().isoformat()), view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those versions as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
    return [
        Row(
            row["id"],
            (
                row["title"],
                citing.version(row["version"]),
                STATES[stage := versions.stage(row)],
                clock.shown_day(row["effective"]),
                _groups_words((row["group_name"],), row["further"] + 1, 1),
            ),
            (Badge(STATES[stage], versions.TONES[stage]),),
        )
        for row in rows
    ]


def get(store: Store, revision: int) -> RegulationCard:
    """One version; UserError when there is none."""
    with store.read() as db:
        return _card(store, db, versions.existing(db, revision))


def _card(store: Store, db: Source, row: Stored) -> RegulationCard:
    written = unpacked(row["text"])
    text = blanks.shown(written)
    group = groups.get(store, row["group_id"])
    scope = versions.groups_of(db, row)
    holding = {
        s["kind"]
        for number, _name in scope
        for s in stored_groups.settings_of(db, number)
        if s["revision_id"] == row["id"]
    }
    settings = tuple(
        SettingLine(
            s.kind,
            groups.SETTING_WORDS[s.kind],
            fixed.words(s.kind, s.value),
            " ".join(s.at),
            s.quote,
            s.kind in holding,
        )
        for s in text.settings
    )
    known = tuple(citing.clause_of(c) for c in stored.clauses(db, row["id"]))
    others = stored.versions(db, row["regulation"])
    settled = stored.publication(db, row["id"])
    typed = stored_drafts.one(db, row["id"])
    ends = [day for day in (row["replaced"], row["repealed"]) if day]
    return RegulationCard(
        row["id"], row["regulation"], row["group_id"], row["title"], citing.version(row["version"]), row["state"],
        row["effective"], row["issuer"], text, known, settings,
        tuple((v["id"], citing.version(v["version"]), STATES[versions.stage(v)]) for v in others),
        unit=group.unit,
        paper=row["paper_id"],
        code=text_code(text),
        stage=versions.stage(row),
        written=written,
        groups=scope,
        interpreter=publishing.interpreter_in(text) if settled is None else settled["interpreter"],
        approver="" if settled is None else settled["approver"],
        acts=versions.acts_of(db, row),
        ended=min(ends, default=""),
        reviewed=row["last_act"] if versions.in_review(row) else "",
        cautions=_cautions(text),
        faults=tuple(
            (" ".join(one.path), one.message, one.severity == "stop")
            for one in (faults(written) if row["state"] == "draft" else ())
        ),
        empty=tuple(blank.label or blank.key for blank in blanks.missing(written)),
        objections=stored_objections.count_open(db, row["regulation"]),
        published=tuple(v["id"] for v in others if v["state"] != "draft"),
        rounds=tuple(one["id"] for one in stored_signings.of_revision(db, row["id"])),
        draft_saved="" if typed is None else clock.shown(typed["saved"]),
    )  # fmt: skip


def _cautions(text: RegulationText) -> tuple[tuple[str, str], ...]:
    """(clause, sentence) in the order of the text: by its words, and what the library says of clauses of its own."""
    found = {**library.clause_cautions(text), **cautions(text)}
    order = {path: place for place, (path, _node) in enumerate(walk(text.nodes))}
    return tuple((" ".join(path), found[path]) for path in sorted(found, key=lambda path: order.get(path, 0)))


def publish(
    store: Store, revision: int, *, effective: date | None = None, issuer: str = "", apply_settings: bool = True
) -> Change[int]:
    """Publishes with all the text fixes (or nothing of it) and without a word to the groups."""
    settings = None if apply_settings else ()
    return publishing.publish(store, revision, Publishing(effective, issuer, settings=settings, announce=False))


def in_force(store: Store, group: int, on: date | None = None) -> RegulationCard | None:
    """The version that holds in the group on that day; of several regulations the one that came into force last."""
    with store.read() as db:
        rows = stored.in_force(db, group, (on or clock.today()).isoformat())
        return _card(store, db, rows[0]) if rows else None


def _groups_words(names: Sequence[str], count: int, most: int) -> str:
    return "、".join(names) if count <= most else _("{}等 {} 个群").format(names[0], count)


def version_on(store: Store, regulation: int, on: date) -> RegulationCard | None:
    """The version of a regulation (its number) that held on a day, None when none did."""
    with store.read() as db:
        row = stored.held(db, regulation, on.isoformat())
        return None if row is None else _card(store, db, row)


def paper(store: Store, revision: int) -> RegulationPaper:
    """The version as a paper; it names the groups it holds in."""
    with store.read() as db:
        row = versions.existing(db, revision)
        names = [name for _id, name in versions.groups_of(db, row)]
    group = groups.get(store, row["group_id"])
    issued = date.fromisoformat(row["effective"]) if row["effective"] else None
    return RegulationPaper(
        group.unit,
        blanks.shown(unpacked(row["text"])),
        group=_groups_words(names, len(names), _NAMED),
        version=citing.version(row["version"]),
        issuer=row["issuer"] or group.office or group.unit,
        issued=issued,
        attachments=attachments.papers(store, Owner("revision", revision)),
    )


def comparison(store: Store, old: int, new: int) -> ComparisonPaper:
    """修订对照表 of two versions, today's date on it; UserError when they are one and the same or say the same."""
    before, after = get(store, old), get(store, new)
    if old == new:
        raise UserError(_("要比较的是同一版"), remedy=_("请选择两个不同的版本"))
    changes = diff(before.text, after.text)
    if not worth_showing(changes):
        raise UserError(_("两版逐条相同，没有可以对照的"), remedy=_("请选择别的版本"))
    if before.regulation == after.regulation:
        names = before.version, after.version
    else:
        names = f"{before.title} {before.version}", f"{after.title} {after.version}"
    group = "" if after.group is None else groups.get(store, after.group).name
    title = _("{}修订对照表").format(after.title)
    return ComparisonPaper(title, after.unit, group, *names, changes, clock.today())


def issue(store: Store, revision: int, style: Style | None = None) -> Change[IssuedPaper]:
    """Issues the paper of a published version; UserError for a draft or one issued before."""
    card = get(store, revision)
    if card.state == "draft":
        raise UserError(_("草稿不能签发"), remedy=_("请先发布"))
    if card.paper is not None:
        raise UserError(_("这一版已经签发过"), remedy=_("请在文书列表里补打"))

    def note(tx: Tx, paper_id: int) -> None:
        if versions.existing(tx, revision)["paper_id"] is not None:
            raise UserError(_("这一版已经签发过"), remedy=_("请在文书列表里补打"))
        tx.update("revision", revision, {"paper_id": paper_id})

    return papers.issue(store, paper(store, revision), Origin(group=card.group, revision=revision), note, style)


def export(store: Store, revision: int, path: Path) -> None:
    """The version's words as a file, as :func:`write_words`."""
    write_words(get(store, revision).text, path)


def write_words(text: RegulationText, path: Path) -> None:
    """A text as a file: DOCX with headings, or plain text, by ``path``'s ending; UserError for any other."""
    from wxadmin.intake.regulation.export import write_docx
    from wxadmin.intake.text import write_text

    if path.suffix.lower() == ".txt":
        write_text(path, as_text(text))
        return
    if path.suffix.lower() == ".docx":
        write_docx(text, path)
        return
    raise UserError(_("不认识这种文件：{}").format(path.name), remedy=_("请用 .docx 或 .txt"))
