"""规章制度: texts from the library or the owner's own, their versions, clauses and what they fix for a group."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable
from wxadmin.domain.papers import ComparisonPaper, RegulationPaper
from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_diff import diff
from wxadmin.domain.regulation_subjects import guess_subjects
from wxadmin.domain.style import Style
from wxadmin.i18n import _
from wxadmin.services import attachments, citing, clock, fixed, groups, library, papers, regulation_text, spelling
from wxadmin.services.attachments import Owner
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.regulation_text import clauses_of, packed, unpacked
from wxadmin.store import groups as stored_groups
from wxadmin.store import revisions as stored
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
CHIPS = (Chip("draft", _("草稿")), Chip("in_force", _("现行")), Chip("replaced", _("已被替代")))
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
STATES = {"draft": _("草稿"), "in_force": _("现行"), "replaced": _("已被替代")}


@dataclass(frozen=True, slots=True)
class SettingLine:
    """What a text fixes: kind, words on screen, value, the clause; ``applied`` while it holds in the group."""

    kind: str
    title: str
    value: str
    at: str
    quote: str
    applied: bool = False


@dataclass(frozen=True, slots=True)
class RegulationCard:
    """One version of a regulation. ``id`` is the version's id everywhere in this module.

    ``versions`` are (id, version, state in words), newest first; ``group`` is the group it holds in, ``code`` a short
    code of the words alone (80 bits), the same for the same text and as a signature sheet shows it.
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


Subjects = Mapping[tuple[str, ...], Sequence[str]]
"""Numbers of a clause → categories of hits it is about."""

_TONES: dict[str, Tone] = {"draft": "info", "in_force": "ok", "replaced": "muted"}


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the versions of the view."""
    return ids_of(store, stored.LIST, view, reader)


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
                STATES[row["state"]],
                clock.shown_day(row["effective"]),
                row["group_name"],
            ),
            (Badge(STATES[row["state"]], _TONES[row["state"]]),),
        )
        for row in rows
    ]


def get(store: Store, revision: int) -> RegulationCard:
    """One version; UserError when there is none."""
    with store.read() as db:
        return _card(store, db, _existing(db, revision))


def _existing(db: Source, revision: int) -> Stored:
    row = stored.one(db, revision)
    if row is None:
        raise UserError(_("没有这份制度"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def _card(store: Store, db: Source, row: Stored) -> RegulationCard:
    text = unpacked(row["text"])
    group = groups.get(store, row["group_id"])
    holding = {s["kind"] for s in stored_groups.settings_of(db, row["group_id"]) if s["revision_id"] == row["id"]}
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
    clauses = tuple(citing.clause_of(c) for c in stored.clauses(db, row["id"]))
    versions = tuple(
        (v["id"], citing.version(v["version"]), STATES[v["state"]]) for v in stored.versions(db, row["regulation"])
    )
    return RegulationCard(
        row["id"], row["regulation"], row["group_id"], row["title"], citing.version(row["version"]), row["state"],
        row["effective"], row["issuer"], text, clauses, settings, versions, group.unit, row["paper_id"],
        text_code(text),
    )  # fmt: skip


def create_from_template(store: Store, group: int, key: str, values: Mapping[str, str]) -> Change[int]:
    """A draft from the library; its clauses say of themselves what they are about."""
    from wxadmin.intake.library import clause_subjects

    return _create(store, group, fill(key, values), "", clause_subjects(key, values))


def create_from_text(store: Store, group: int, text: RegulationText, *, title: str = "") -> Change[int]:
    """A draft from an imported text; ``title`` where the text has none."""
    return _create(store, group, text, title, guess_subjects(text))


def _create(store: Store, group: int, text: RegulationText, title: str, subjects: Subjects) -> Change[int]:
    name = (title or text.title or "").strip()
    if not name:
        raise UserError(_("制度没有标题"), remedy=_("请写上标题"))
    if not (text.nodes or text.preamble):
        raise UserError(_("制度没有正文"), remedy=_("请检查导入的文字"))
    groups.get(store, group)

    def work(tx: Tx) -> int:
        return _insert(tx, (group, stored.next_regulation(tx), 1), name, text, subjects)

    return store.change(_("新建制度草稿 {}").format(name), work)


def revise(store: Store, revision: int, text: RegulationText) -> Change[int]:
    """Changes a draft, or makes the draft of the next version of a published one (the value is the draft's id)."""
    from wxadmin.intake.regulation import with_settings

    text = with_settings(text)
    subjects = guess_subjects(text)
    with store.read() as db:
        title = _existing(db, revision)["title"]

    def work(tx: Tx) -> int:
        row = _existing(tx, revision)
        if row["state"] == "draft":
            draft = row
        else:
            versions = stored.versions(tx, row["regulation"])
            if versions[0]["state"] != "draft":
                number = versions[0]["version"] + 1
                place = (row["group_id"], row["regulation"], number)
                made = _insert(tx, place, text.title or row["title"], text, subjects)
                attachments.carry_over(tx, Owner("revision", versions[0]["id"]), Owner("revision", made))
                return made
            draft = versions[0]
        tx.update("revision", draft["id"], _columns(text.title or draft["title"], text))
        for clause in stored.clauses(tx, draft["id"]):
            tx.delete("clause", clause["id"])
        _insert_clauses(tx, draft["id"], text, subjects)
        return int(draft["id"])

    return store.change(_("修改制度 {}").format(title), work)


def _columns(title: str, text: RegulationText) -> dict[str, Any]:
    return {
        "title": title,
        "title_key": spelling.key(title),
        "text": packed(text),
        "search": searchable(title, *(words for _at, _heading, words in clauses_of(text))),
    }


def _insert(tx: Tx, place: tuple[int, int, int], title: str, text: RegulationText, subjects: Subjects) -> int:
    """A draft; ``place`` is group, regulation and version."""
    group, regulation, version = place
    revision = tx.insert(
        "revision",
        {
            "regulation": regulation,
            "group_id": group,
            "version": version,
            "state": "draft",
            "effective": "",
            "issuer": "",
            "published": "",
            "replaced": "",
            "created": clock.stamp(clock.moment(tx.at)),
            **_columns(title, text),
        },
    )
    _insert_clauses(tx, revision, text, subjects)
    return revision


def _insert_clauses(tx: Tx, revision: int, text: RegulationText, subjects: Subjects) -> None:
    for position, (at, heading, words) in enumerate(clauses_of(text)):
        tx.insert(
            "clause",
            {
                "revision_id": revision,
                "position": position,
                "at": json.dumps(at, ensure_ascii=False),
                "label": " ".join(at),
                "text": words,
                "subjects": json.dumps(subjects.get(at, ())),
                "search": searchable(" ".join(at), heading, words),
            },
        )


def publish(
    store: Store, revision: int, *, effective: date | None = None, issuer: str = "", apply_settings: bool = True
) -> Change[int]:
    """Puts a version in force from ``effective`` (today), the one before it out of force on that day. Final.

    With ``apply_settings`` what the text fixes holds in the group from now on, with the clause as its source; what only
    an earlier version of it fixed is the owner's own from then on.
    """
    with store.read() as db:
        title = _existing(db, revision)["title"]
    day = (effective or clock.today()).isoformat()

    def work(tx: Tx) -> int:
        row = _existing(tx, revision)
        if row["state"] != "draft":
            raise UserError(_("{} 已经发布过").format(title), remedy=_("要修改请新建下一版"))
        versions = stored.versions(tx, row["regulation"])
        for older in versions:
            if older["state"] == "in_force":
                if older["effective"] > day:
                    raise UserError(_("生效日期早于上一版"), remedy=_("请改成上一版生效之后的日期"))
                tx.update("revision", older["id"], {"state": "replaced", "replaced": day})
        attachments.freeze(tx, Owner("revision", revision))
        values = {"state": "in_force", "effective": day, "issuer": issuer.strip()}
        tx.update("revision", revision, {**values, "published": clock.stamp(clock.moment(tx.at))})
        if apply_settings:
            older_ids = {older["id"] for older in versions} - {revision}
            fixed.apply(tx, row["group_id"], title, unpacked(row["text"]), revision, older_ids)
        return revision

    return store.change(_("发布制度 {}").format(title), work, final=True)


def in_force(store: Store, group: int, on: date | None = None) -> RegulationCard | None:
    """The version that holds in the group on that day; of several regulations the one that came into force last."""
    with store.read() as db:
        rows = stored.in_force(db, group, (on or clock.today()).isoformat())
        return _card(store, db, rows[0]) if rows else None


def paper(store: Store, revision: int) -> RegulationPaper:
    """The version as a paper."""
    with store.read() as db:
        row = _existing(db, revision)
    group = groups.get(store, row["group_id"])
    issued = date.fromisoformat(row["effective"]) if row["effective"] else None
    return RegulationPaper(
        group.unit,
        unpacked(row["text"]),
        group=group.name,
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
    if all(change.kind == "same" for change in changes):
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
        if _existing(tx, revision)["paper_id"] is not None:
            raise UserError(_("这一版已经签发过"), remedy=_("请在文书列表里补打"))
        tx.update("revision", revision, {"paper_id": paper_id})

    return papers.issue(store, paper(store, revision), Origin(group=card.group, revision=revision), note, style)
