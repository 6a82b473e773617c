"""Drafts of regulations: begun from the library, a text or an older version, changed, filled in, thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wxadmin.domain import blanks
from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable
from wxadmin.domain.regulation import RegulationText, Setting
from wxadmin.domain.regulation_subjects import guess_subjects
from wxadmin.i18n import _
from wxadmin.services import attachments, citing, clock, groups, library, spelling, versions
from wxadmin.services.attachments import Owner
from wxadmin.services.records import Change, Store
from wxadmin.services.regulation_text import clauses_of, packed, unpacked
from wxadmin.store import drafts as stored_drafts
from wxadmin.store import objections as stored_objections
from wxadmin.store import revisions as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

Subjects = Mapping[tuple[str, ...], Sequence[str]]
"""Numbers of a clause → categories of hits it is about."""
_LONGEST_NOTE = 500
"""Characters of a reason or a note."""


def create_from_template(store: Store, group: int, key: str, values: Mapping[str, str]) -> Change[int]:
    """A draft from the library with its blanks, those of ``values`` filled; it may wait for the rest.

    Its clauses say of themselves what they are about.
    """
    from wxadmin.intake.library import clause_subjects

    return create_from_draft(store, group, library.draft(key, values), subjects=clause_subjects(key, values))


def create_from_text(store: Store, group: int, text: RegulationText, *, title: str = "") -> Change[int]:
    """A draft from an imported text; ``title`` where the text has none."""
    return create_from_draft(store, group, text, title)


def create_from_draft(
    store: Store, group: int, text: RegulationText, title: str = "", subjects: Subjects | None = None
) -> Change[int]:
    """A draft of a text that may have blanks; without ``subjects`` its words say what the clauses are about."""
    change = _create(store, group, [(text, title, subjects)])
    return Change(change.id, change.label, change.tables, change.value[0])


def create_several(
    store: Store, group: int, texts: Sequence[RegulationText | tuple[RegulationText, str]]
) -> Change[tuple[int, ...]]:
    """Drafts of several texts, each with its title where it has none, in one change; the value are their ids."""
    pairs = [one if isinstance(one, tuple) else (one, "") for one in texts]
    return _create(store, group, [(text, title, None) for text, title in pairs])


def _create(
    store: Store, group: int, drafts: Sequence[tuple[RegulationText, str, Subjects | None]]
) -> Change[tuple[int, ...]]:
    made: list[tuple[str, RegulationText, Subjects]] = []
    for text, title, subjects in drafts:
        shown = blanks.shown(text)
        name = (title or shown.title or "").strip()
        if not name:
            raise UserError(_("制度没有标题"), remedy=_("请写上标题"))
        if not (text.nodes or text.preamble):
            raise UserError(_("制度没有正文"), where=name, remedy=_("请检查导入的文字"))
        known = guess_subjects(shown) if subjects is None else subjects
        made.append((spelling.title(name, _("标题")), text if text.title else replace(text, title=name), known))
    if not made:
        raise UserError(_("没有要新建的制度"), remedy=_("请至少选一份"))
    groups.get(store, group)

    def work(tx: Tx) -> tuple[int, ...]:
        return tuple(
            _insert(tx, (group, stored.next_regulation(tx), 1), name, text, subjects) for name, text, subjects in made
        )

    label = _("新建制度草稿 {}").format("、".join(name for name, _text, _subjects in made))
    return store.change(label, work)


def write_in(tx: Tx, group: int, text: RegulationText, title: str, continues: int | None = None) -> int:
    """A draft inside another change: of a new regulation, or the next one of the regulation of version ``continues``.

    Where that one has a draft already, it gets these words. What the text says of settings is kept as it is.
    """
    if continues is None:
        return _insert(tx, (group, stored.next_regulation(tx), 1), title, text, guess_subjects(blanks.shown(text)))
    newest = stored.versions(tx, versions.existing(tx, continues)["regulation"])[0]
    subjects = _subjects(tx, newest["id"], text)
    if newest["state"] != "draft":
        return _next(tx, newest, text, subjects)
    _write(tx, newest, text, subjects)
    return int(newest["id"])


def revise(store: Store, revision: int, text: RegulationText) -> Change[int]:
    """Changes a draft, or makes the draft of the next version of a published one (the value is the draft's id).

    A draft in review goes back to its author: what was approved is exactly what is published. Settings the owner had
    left out stay out while their words stand.
    """
    with store.read() as db:
        row = versions.existing(db, revision)
        title = row["title"]
        before = unpacked(row["text"])
        subjects = _subjects(db, row["id"], text)
    text = replace(text, settings=_settings(text, before))

    def work(tx: Tx) -> int:
        row = versions.existing(tx, revision)
        draft = row if row["state"] == "draft" else stored.versions(tx, row["regulation"])[0]
        if draft["state"] != "draft":
            return _next(tx, draft, text, subjects)
        _write(tx, draft, text, subjects)
        return int(draft["id"])

    return store.change(_("修改制度 {}").format(title), work)


def fill(store: Store, revision: int, values: Mapping[str, str]) -> Change[int]:
    """Fills blanks of a draft, or empties them; UserError for a blank it does not have."""
    with store.read() as db:
        title = versions.draft_of(db, revision)["title"]

    def work(tx: Tx) -> int:
        row = versions.draft_of(tx, revision)
        text = before = unpacked(row["text"])
        for key, value in values.items():
            text = blanks.put(text, key, value)
        text = replace(text, settings=_settings(text, before))
        subjects = {tuple(json.loads(c["at"])): json.loads(c["subjects"]) for c in stored.clauses(tx, revision)}
        _write(tx, row, text, subjects)
        return revision

    return store.change(_("填写制度 {}").format(title), work)


def restore(store: Store, revision: int) -> Change[int]:
    """An older version as the draft of the next one; UserError while there is a draft already."""
    with store.read() as db:
        row = versions.existing(db, revision)

    def work(tx: Tx) -> int:
        newest = stored.versions(tx, row["regulation"])[0]
        if newest["state"] == "draft":
            raise UserError(_("“{}”已有一份草稿").format(row["title"]), remedy=_("请先发布或删除那份草稿"))
        text = unpacked(row["text"])
        subjects = {tuple(json.loads(c["at"])): json.loads(c["subjects"]) for c in stored.clauses(tx, revision)}
        return _next(tx, newest, text, subjects)

    label = _("以{}为底稿重拟 {}").format(citing.version(row["version"]), row["title"])
    return store.change(label, work)


def discard(store: Store, revision: int) -> Change[int]:
    """Throws a draft away with its attachments; UserError once it is published or objected to."""
    with store.read() as db:
        title = versions.draft_of(db, revision)["title"]

    def work(tx: Tx) -> int:
        row = versions.draft_of(tx, revision)
        said = stored_objections.count_to(tx, revision)
        if said:
            raise UserError(_("这份草稿已收到 {} 条意见，不能删除").format(said), remedy=_("请先删除那些意见"))
        attachments.discard(tx, Owner("revision", revision))
        for clause in stored.clauses(tx, revision):
            tx.delete("clause", clause["id"])
        for act in stored.acts(tx, revision):
            tx.delete("revision_act", act["id"])
        _forget_typed(tx, revision)
        if len(stored.versions(tx, row["regulation"])) == 1:
            for one in stored.scope(tx, row["regulation"]):
                tx.delete("scope", one["id"])
        tx.delete("revision", revision)
        return revision

    return store.change(_("删除制度草稿 {}").format(title), work)


def _next(tx: Tx, newest: Stored, text: RegulationText, subjects: Subjects) -> int:
    """The draft of the version after ``newest``, with its attachments."""
    text = _titled(text, newest)
    place = (newest["group_id"], newest["regulation"], newest["version"] + 1)
    made = _insert(tx, place, blanks.shown(text).title or newest["title"], text, subjects)
    attachments.carry_over(tx, Owner("revision", newest["id"]), Owner("revision", made))
    return made


def _settings(text: RegulationText, before: RegulationText) -> tuple[Setting, ...]:
    """What the words fix now, without what the owner left out though the words had it before."""
    from wxadmin.intake.regulation import with_settings

    kept = {(s.kind, s.value, s.quote) for s in before.settings}
    had = {(s.kind, s.value, s.quote) for s in with_settings(blanks.filled(before)).settings}
    found = with_settings(blanks.filled(text)).settings
    return tuple(s for s in found if (s.kind, s.value, s.quote) not in had - kept)


def _subjects(db: Source, revision: int, text: RegulationText) -> Subjects:
    """What each clause is about: as before where its words stand, else by its words."""
    known = {clause["text"]: json.loads(clause["subjects"]) for clause in stored.clauses(db, revision)}
    shown = blanks.shown(text)
    guessed = guess_subjects(shown)
    return {at: known.get(words, guessed.get(at, ())) for at, _heading, words in clauses_of(shown)}


def _columns(title: str, text: RegulationText) -> dict[str, Any]:
    units = clauses_of(blanks.shown(text))
    return {
        "title": title,
        "title_key": spelling.key(title),
        "text": packed(text),
        "search": searchable(title, *(words for _at, _heading, words in units)),
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


def _titled(text: RegulationText, row: Stored) -> RegulationText:
    """The text with the title it had where it has none: a regulation never loses its name."""
    return text if (text.title or "").strip() else replace(text, title=row["title"])


def _write(tx: Tx, draft: Stored, text: RegulationText, subjects: Subjects) -> None:
    text = _titled(text, draft)
    title = (blanks.shown(text).title or draft["title"]).strip()
    tx.update("revision", draft["id"], _columns(spelling.title(title, _("标题")), text))
    for clause in stored.clauses(tx, draft["id"]):
        tx.delete("clause", clause["id"])
    _insert_clauses(tx, draft["id"], text, subjects)
    if versions.in_review(draft):
        note_act(tx, draft["id"], "withdrawn", "", _("改了文字，需要时请重新送审"))


def _insert_clauses(tx: Tx, revision: int, text: RegulationText, subjects: Subjects) -> None:
    for position, (at, heading, words) in enumerate(clauses_of(blanks.shown(text))):
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


def settle_words(tx: Tx, draft: Stored) -> RegulationText:
    """A draft is being published: its blanks become words for good. The value is the text that holds."""
    text = unpacked(draft["text"])
    if text.blanks:
        text = replace(blanks.filled(text), settings=text.settings)
        subjects = {tuple(json.loads(c["at"])): json.loads(c["subjects"]) for c in stored.clauses(tx, draft["id"])}
        tx.update("revision", draft["id"], _columns(draft["title"], text))
        for clause in stored.clauses(tx, draft["id"]):
            tx.delete("clause", clause["id"])
        _insert_clauses(tx, draft["id"], text, subjects)
    _forget_typed(tx, draft["id"])
    return text


def note_act(tx: Tx, revision: int, kind: str, actor: str, note: str, day: str = "") -> None:
    """Notes what was done with a version, today unless ``day`` (ISO) says otherwise.

    UserError for a name that is none or too long, and for more words than a note may have.
    """
    made = clock.stamp(clock.moment(tx.at))
    if len(note.strip()) > _LONGEST_NOTE:
        raise UserError(_("说明超过 {} 个字").format(_LONGEST_NOTE), remedy=_("请写短一些"))
    tx.insert(
        "revision_act",
        {
            "revision_id": revision,
            "kind": kind,
            "actor": spelling.title(actor, _("经办人")) if actor.strip() else "",
            "day": day or clock.day_of(made).isoformat(),
            "note": note.strip(),
            "made": made,
        },
    )


def _forget_typed(tx: Tx, revision: int) -> None:
    typed = stored_drafts.one(tx, revision)
    if typed is not None:
        tx.delete("draft_text", typed["id"])
