"""Publication and repeal of a version, and what each brings about in the groups it holds in."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wxadmin.domain import blanks, faults
from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_diff import diff
from wxadmin.domain.regulation_places import short
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    announcements,
    attachments,
    citing,
    clock,
    drafting,
    fixed,
    groups,
    regulation_news,
    spelling,
    versions,
)
from wxadmin.services.announcement_plans import Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.attachments import Owner
from wxadmin.services.records import Change, Store
from wxadmin.services.regulation_news import Occasion
from wxadmin.services.regulation_text import unpacked
from wxadmin.services.settings import get as settings_of
from wxadmin.store import revisions as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_LONGEST = 500
_FACTS = ("interpreter", "effective")
"""What a text says of itself: nothing to tick, it holds with the text."""
_REMEMBERED = ("naming_rule", "reply_minutes", "appeal_window")


@dataclass(frozen=True, slots=True)
class Publishing:
    """What is settled with a publication.

    ``effective`` is the first day it holds (None: today), ``settings`` the kinds that take effect on that day (None:
    all the text fixes). With ``announce`` the announcement is drafted for every group of its scope; ``contact`` is who
    takes objections, ``sign_by`` the last day to sign, ``note`` why it was made or changed.
    """

    effective: date | None = None
    issuer: str = ""
    interpreter: str = ""
    settings: tuple[str, ...] | None = None
    announce: bool = True
    contact: str = ""
    sign_by: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SettingEffect:
    """What a text fixes of one kind, its clause and words, and (group, its value now, whence) where it would hold."""

    kind: str
    title: str
    value: str
    at: str
    quote: str
    groups: tuple[tuple[str, str, str], ...]


def publish(store: Store, revision: int, how: Publishing) -> Change[int]:
    """Puts a version in force from a day on, the one before it out of force on that day. Final.

    UserError names empty blanks and faults that stop it with their place. The settings take effect on that day in all
    groups of the scope with the clause as their source; what only an earlier version fixed is the owner's own from then
    on. The announcement of the change is drafted in the same change.
    """
    how = _checked(how)
    with store.read() as db:
        title = versions.draft_of(db, revision)["title"]
    day = how.effective or clock.today()
    actor = settings_of(store).actor

    def work(tx: Tx) -> int:
        row = versions.draft_of(tx, revision)
        refuse_unready(unpacked(row["text"]))
        before = _end_older(tx, row, day)
        text = drafting.settle_words(tx, row)
        attachments.freeze(tx, Owner("revision", revision))
        _freeze(tx, row, min(day, clock.today()).isoformat())
        published = clock.stamp(clock.moment(tx.at))
        values = {"state": "in_force", "effective": day.isoformat(), "issuer": how.issuer.strip()}
        tx.update("revision", revision, {**values, "published": published})
        known = [one.kind for one in fixed.values(text)]
        wanted = known if how.settings is None else (*how.settings, *_FACTS)
        kinds = [kind for kind in known if kind in wanted]
        tx.insert(
            "publication",
            {
                "revision_id": revision,
                "interpreter": how.interpreter.strip() or interpreter_in(text),
                "approver": _approver(tx, row),
                "note": how.note.strip(),
                "pending": json.dumps(kinds),
            },
        )
        fixed.settle(tx, clock.today().isoformat())
        if how.announce:
            told = _told(text, kinds)
            occasion = Occasion(row["title"], day, how.contact, how.sign_by, how.note)
            for group, _name in versions.groups_of(tx, row):
                said = _news(row, text, before, occasion, told)
                announcements.insert(tx, AnnouncementDraft(group, *said, announcer=actor, plan=Plan("regulation")))
        return revision

    return store.change(_("发布制度 {}").format(title), work, final=True)


def _checked(how: Publishing) -> Publishing:
    """What was typed, each on one line and no longer than a name may be."""
    named = ((how.issuer, _("发布人")), (how.interpreter, _("解释部门")), (how.contact, _("意见向谁提")))
    issuer, interpreter, contact = (spelling.title(words, what) if words.strip() else "" for words, what in named)
    if how.sign_by is not None and how.sign_by < clock.today():
        raise UserError(_("签收截止日期已经过了"), where=clock.shown_day(how.sign_by), remedy=_("请改成以后的日期"))
    if len(how.note) > _LONGEST:
        raise UserError(_("原因超过 {} 个字").format(_LONGEST), remedy=_("请写短一些"))
    return replace(how, issuer=issuer, interpreter=interpreter, contact=contact)


def _freeze(tx: Tx, row: Stored, since: str) -> None:
    """What led to a publication is history: none of it can be undone behind its back, since the rows moved on."""
    for act in stored.acts(tx, row["id"]):
        tx.delete("revision_act", act["id"])
        tx.insert("revision_act", {name: act[name] for name in ("revision_id", "kind", "actor", "day", "note", "made")})
    for one in stored.scope(tx, row["regulation"]):
        if not one["since"]:
            tx.update("scope", one["id"], {"since": since})


def refuse_unready(text: RegulationText) -> None:
    """UserError that names empty blanks and faults which stop a publication, with their place."""
    empty = blanks.missing(text)
    if empty:
        names = "、".join(blank.label or blank.key for blank in empty)
        raise UserError(_("还有空格没有填：{}").format(names), remedy=_("请先填好再发布"))
    stopping = [fault for fault in faults.faults(text) if fault.severity == "stop"]
    if stopping:
        first = stopping[0]
        more = _("（另有 {} 处）").format(len(stopping) - 1) if len(stopping) > 1 else ""
        raise UserError(first.message + more, where=" ".join(first.path), remedy=_("请先改好再发布"))


def interpreter_in(text: RegulationText) -> str:
    """Who interprets it, as the text says; ``""`` where it does not."""
    return next((s.value for s in text.settings if s.kind == "interpreter"), "")


def earliest(store: Store, revision: int) -> date | None:
    """The first day on which a draft may come into force: that of the version it takes the place of; None for any."""
    with store.read() as db:
        row = versions.draft_of(db, revision)
        days = [
            older["effective"]
            for older in stored.versions(db, row["regulation"])
            if older["state"] == "in_force" and not older["repealed"]
        ]
    return date.fromisoformat(max(days)) if days else None


def effective_in(text: RegulationText) -> date | None:
    """The first day the text itself names; None where it says none or 自发布之日."""
    for setting in text.settings:
        if setting.kind == "effective" and setting.value != "on_issue":
            try:
                return date.fromisoformat(setting.value)
            except ValueError:
                return None
    return None


def _end_older(tx: Tx, row: Stored, day: date) -> Stored | None:
    """Ends the versions before it on that day; the value is the one it takes the place of."""
    first = day.isoformat()
    before: Stored | None = None
    for older in stored.versions(tx, row["regulation"]):
        if older["state"] == "draft":
            continue
        before = before or older
        if older["state"] == "in_force" and not (older["repealed"] and older["repealed"] <= first):
            if older["effective"] > first:
                raise UserError(_("生效日期早于上一版"), remedy=_("请改成上一版生效之后的日期"))
            tx.update("revision", older["id"], {"state": "replaced", "replaced": first})
    return before


def _approver(db: Source, row: Stored) -> str:
    """Who approved what is published, with the day; ``""`` where nobody did."""
    if row["last_act"] != "approved":
        return ""
    last = stored.acts(db, row["id"])[-1]
    return on_paper(_("{}（{}）")).format(last["actor"] or on_paper(_("审核人")), clock.shown_day(last["day"]))


def _news(
    row: Stored, text: RegulationText, before: Stored | None, occasion: Occasion, told: Sequence[str]
) -> tuple[str, str]:
    if before is None:
        return regulation_news.of_new(text, occasion, told)
    changes = diff(unpacked(before["text"]), text)
    return regulation_news.of_change(changes, occasion, citing.version(row["version"]), told)


def _told(text: RegulationText, kinds: Collection[str]) -> list[str]:
    """What members have to remember of what takes effect, in words."""
    return [
        f"{on_paper(groups.SETTING_WORDS[one.kind])}：{fixed.words(one.kind, one.value)}"
        for one in fixed.values(text)
        if one.kind in kinds and one.kind in _REMEMBERED
    ]


def announcement(store: Store, revision: int, how: Publishing) -> tuple[str, str]:
    """(title, body) of the announcement that publishing so would draft."""
    with store.read() as db:
        row = versions.draft_of(db, revision)
        published = [older for older in stored.versions(db, row["regulation"]) if older["state"] != "draft"]
    text = unpacked(row["text"])
    text_now = blanks.shown(text)
    kinds = [one.kind for one in fixed.values(text) if how.settings is None or one.kind in how.settings]
    occasion = Occasion(row["title"], how.effective or clock.today(), how.contact, how.sign_by, how.note)
    return _news(row, text_now, published[0] if published else None, occasion, _told(text, kinds))


def changes(store: Store, revision: int) -> str:
    """What a version changed against the one published before it, as one line; ``""`` for a first version."""
    with store.read() as db:
        row = versions.existing(db, revision)
        every = [one for one in stored.versions(db, row["regulation"]) if one["state"] != "draft"]
    before = next((one for one in every if one["version"] < row["version"]), None)
    return "" if before is None else regulation_news.in_a_line(diff(unpacked(before["text"]), unpacked(row["text"])))


def settings_preview(store: Store, revision: int, further: Sequence[int] = ()) -> tuple[SettingEffect, ...]:
    """What a version would fix in each group of its scope and in ``further`` ones, beside what holds there now."""
    with store.read() as db:
        row = versions.existing(db, revision)
        text = unpacked(row["text"])
        holding = [group for group, _name in versions.groups_of(db, row)]
    known = [groups.get(store, group) for group in dict.fromkeys((*holding, *further))]
    return tuple(
        SettingEffect(
            one.kind,
            groups.SETTING_WORDS[one.kind],
            fixed.words(one.kind, one.value),
            "、".join(short(tuple(at.split(" "))) for at in one.at),
            one.quote,
            tuple((group.name, *_now(group, one.kind)) for group in known),
        )
        for one in fixed.values(text)
        if one.kind not in _FACTS
    )


def _now(group: groups.Group, kind: str) -> tuple[str, str]:
    """A group's value of a kind in words, and its source."""
    held = next((s for s in group.settings if s.kind == kind), None)
    if held is not None:
        return fixed.words(kind, held.value), held.source
    if kind == "naming_rule":
        return group.naming_rule, ""
    if kind == "reply_minutes":
        return fixed.words(kind, str(group.reply_minutes)) if group.reply_minutes else "", ""
    if kind == "appeal_window":
        return fixed.words(kind, f"{group.appeal_days}d"), ""
    return "", ""


# Out of force


def repeal(store: Store, revision: int, day: date, reason: str, *, by: str = "", announce: bool = True) -> Change[int]:
    """Puts a regulation out of force from a day on. Final.

    A version that was to come later never does. Its settings go back on that day to an earlier clause that still holds,
    else they become the owner's own; the announcement is drafted for every group. UserError for a draft, a day before
    it came into force, or without a reason.
    """
    if not reason.strip():
        raise UserError(_("没有写废止的原因"), remedy=_("请写上原因"))
    with store.read() as db:
        row = versions.existing(db, revision)
    if row["state"] == "draft":
        raise UserError(_("草稿没有生效，不能废止"), remedy=_("不要了可以删除草稿"))
    who, actor = by.strip() or settings_of(store).actor, settings_of(store).actor
    first = day.isoformat()

    def work(tx: Tx) -> int:
        standing = [
            one
            for one in stored.versions(tx, row["regulation"])
            if one["state"] != "draft"
            and not (one["repealed"] and one["repealed"] <= first)
            and not (one["replaced"] and one["replaced"] <= first)
        ]
        if not standing:
            raise UserError(_("“{}”到那天已经不再有效").format(row["title"]), remedy=_("请刷新列表"))
        if all(one["effective"] > first for one in standing) and any(
            one["effective"] <= clock.today().isoformat() for one in standing
        ):
            raise UserError(_("废止日期早于生效日期"), remedy=_("请改成生效之后的日期"))
        for one in standing:
            drafting.note_act(tx, one["id"], "repealed", who, reason, first)
        fixed.settle(tx, clock.today().isoformat())
        if announce:
            said = regulation_news.of_repeal(row["title"], day, reason)
            for group, _name in versions.groups_of(tx, row):
                announcements.insert(tx, AnnouncementDraft(group, *said, announcer=actor, plan=Plan("regulation")))
        return revision

    return store.change(_("废止制度 {}").format(row["title"]), work, final=True)
