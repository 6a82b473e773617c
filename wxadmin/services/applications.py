"""申请: to join or leave a group, to found or dissolve one, to keep outside contact; filed, checked, decided."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from wxadmin.domain.applications import FORMS, KINDS
from wxadmin.domain.deadlines import APPLICATION_DAYS
from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _
from wxadmin.services import application_cards, clock, spelling, workdays
from wxadmin.services.application_cards import (
    STATES,
    WORDS,
    ApplicationCard,
    ApplicationDraft,
    existing,
    get,
    group_words,
    late,
    line_of,
)  # fmt: skip
from wxadmin.services.application_decisions import decide, decide_many, still
from wxadmin.services.identity import Identity
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.settings import get as settings_of
from wxadmin.store import applications as stored
from wxadmin.store import groups as stored_groups
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source, Value

__all__ = [
    "CHIPS",
    "COLUMNS",
    "STATES",
    "WORDS",
    "ApplicationCard",
    "ApplicationDraft",
    "approved_joins",
    "check",
    "chips_found",
    "decide",
    "decide_many",
    "edit",
    "exits",
    "file",
    "file_many",
    "get",
    "identify",
    "index",
    "of_person",
    "page",
    "reopen",
    "waiting",
    "withdraw",
]  # fmt: skip

COLUMNS = (
    Column("name", _("申请人"), 120),
    Column("kind", _("申请"), 86),
    Column("group", _("群"), 150),
    Column("received", _("收到"), 110),
    Column("due", _("办理期限"), 110),
    Column("state", _("状态"), 80),
    Column("check", _("身份核对"), 190, sortable=False),
)
CHIPS = (
    *(Chip(key, title) for key, title in STATES.items()),
    Chip("overdue", _("逾期")),
    Chip("ending", _("联系将到期")),
    *(Chip(key, title) for key, title in WORDS.items()),
)
_TONES: dict[str, Tone] = {"waiting": "warn", "passed": "ok", "returned": "danger", "withdrawn": "muted"}
_LONGEST = 5_000
_DAY = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*")


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of applications, those waiting first, by the day they are due."""
    return ids_of(store, stored.source_of(view.chips), view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those applications as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
    return [_row(row) for row in rows]


def _row(row: Stored) -> Row:
    state = STATES[row["state"]]
    due = _short(row["due"]) if row["state"] == "waiting" else ""
    overdue = late(row)
    words, tone = _check_words(row)
    badges = [Badge(state, _TONES[row["state"]]), Badge(words, tone)]
    if overdue:
        due = _("{} 逾期").format(due)
        badges.append(Badge(due, "danger"))
    cells = (row["name"], WORDS[row["kind"]], group_words(row), _short(row["received"]), due, state, words)
    tips = (row["name"], "", group_words(row), clock.shown(row["received"]), clock.shown(row["due"]), "", words)
    return Row(row["id"], cells, tuple(badges), tips)


def _check_words(row: Stored) -> tuple[str, Tone]:
    """The check in one word, as far as it can be said without comparing."""
    if row["person_id"] is None:
        return (_("还没认出是谁"), "warn") if row["kind"] in ("join", "exit") else (_("未核对"), "muted")
    if row["gone"]:
        return _("已离开单位"), "danger"
    if row["kind"] == "join" and row["present"] and row["state"] == "waiting":
        return _("群里已有账号"), "warn"
    return (_("已由群主确认"), "ok") if row["identified"] == "owner" else (_("与花名册一致"), "ok")


def _short(day: str) -> str:
    """``11月24日``; the weekday stands on the card."""
    return clock.shown(day[:10]).rpartition(" ")[0]


def check(store: Store, application: int) -> Identity:
    """Who the applicant is, and what speaks for and against it, by the records as they are now."""
    with store.read() as db:
        return application_cards.check(db, existing(db, application))


def of_person(store: Store, person: int) -> tuple[tuple[int, str], ...]:
    """(id, line) of a person's applications, newest first."""
    with store.read() as db:
        return tuple((row["id"], line_of(row)) for row in stored.of_person(db, person))


def approved_joins(db: Source, group: int) -> frozenset[int | str]:
    """Who may be in the group by an approved application that no approved leaving followed.

    Ids of people; of those nobody was found for, their name and their nickname.
    """
    return _approved(db, group)[0]


def exits(db: Source, group: int) -> frozenset[int | str]:
    """Who may leave, or left, the group by an approved application that no approved joining followed; as above."""
    return _approved(db, group)[1]


def _approved(db: Source, group: int) -> tuple[frozenset[int | str], frozenset[int | str]]:
    last: dict[int | str, str] = {}
    for row in stored.decided(db, group):
        whose: tuple[int | str, ...] = (row["name"], row["nickname"])
        if row["person_id"] is not None:
            whose = (row["person_id"],)
        last.update({one: row["kind"] for one in whose if one})
    return (
        frozenset(one for one, kind in last.items() if kind == "join"),
        frozenset(one for one, kind in last.items() if kind == "exit"),
    )


def waiting(store: Store, group: int | None) -> dict[str, int]:
    """How many wait, are overdue, and how many outside contacts end (``waiting``, ``overdue``, ``ending``)."""
    with store.read() as db:
        return stored.counts(db, group, clock.stamp())


def chips_found(store: Store, group: int | None) -> frozenset[str]:
    """Keys of the chips that find something in a group, or in all; those of the daily work are always among them."""
    with store.read() as db:
        rows = stored.kinds_found(db, group)
        here = stored.counts(db, group, clock.stamp())
    found = {"waiting", "passed"} | {row["state"] for row in rows} | {row["kind"] for row in rows}
    return frozenset(found | {key for key in ("overdue", "ending") if here[key]})


# Filing


def file(store: Store, draft: ApplicationDraft) -> Change[int]:
    """Takes an application in; UserError without a name or group where there must be one, or for a day unreadable."""
    change = file_many(store, (draft,))
    return Change(change.id, change.label, change.tables, change.value[0])


def file_many(store: Store, drafts: Sequence[ApplicationDraft]) -> Change[tuple[int, ...]]:
    """Takes several in by one change; the value are their ids."""
    if not drafts:
        raise UserError(_("没有要登记的申请"), remedy=_("请先填写或粘贴"))
    with store.read() as db:
        rows = [_values(db, draft) for draft in drafts]
    if len(drafts) == 1:
        label = _("登记 {} 的{}申请").format(drafts[0].name.strip(), WORDS[drafts[0].kind])
    else:
        label = _("登记 {} 份申请").format(len(drafts))

    def work(tx: Tx) -> tuple[int, ...]:
        fresh = {
            "state": "waiting", "decided": "", "decided_by": "", "answer": "", "paper_id": None, "version": 1,
            "created": clock.stamp(clock.moment(tx.at)),
        }  # fmt: skip
        return tuple(tx.insert("application", {**values, **fresh}) for values in rows)

    return store.change(label, work)


def edit(store: Store, application: int, version: int, draft: ApplicationDraft) -> Change[int]:
    """Corrects an application that waits."""
    with store.read() as db:
        values = _values(db, draft)
    return _act(store, application, version, _("更正 {} 的{}申请"), values)


def identify(store: Store, application: int, version: int, person: int | None) -> Change[int]:
    """The owner says who the applicant is; None: nobody known."""
    with store.read() as db:
        row = None if person is None else stored_people.one(db, person)
        if person is not None and row is None:
            raise UserError(_("花名册里没有这个人"), remedy=_("请重新选择"))
        values: dict[str, Value] = {
            "person_id": person, "identified": "" if row is None else "owner",
            "subject": b"" if row is None else bytes(row["subject"]),
        }  # fmt: skip
    return _act(store, application, version, _("认定 {} 的{}申请是谁"), values)


def withdraw(store: Store, application: int, version: int, note: str = "") -> Change[int]:
    """The applicant takes it back."""
    values: dict[str, Value] = {"state": "withdrawn", "answer": note.strip()}
    return _act(store, application, version, _("撤回 {} 的{}申请"), values, decided=True)


def prolong(store: Store, application: int, version: int, until: date | None) -> Change[int]:
    """An approved outside contact goes on until another day, or is over (None): it no longer reminds.

    UserError for a day already past, or when it is no approved contact.
    """
    if until is not None and until < clock.today():
        raise UserError(_("新的期限已经过去"), where=clock.shown_day(until), remedy=_("请写今天以后的日子"))
    with store.read() as db:
        row = existing(db, application)
    if row["kind"] != "outside" or row["state"] != "passed":
        raise UserError(_("这不是已通过的对外联系"), where=row["name"], remedy=_("请先通过申请"))
    day = "" if until is None else until.isoformat()
    label = _("结束 {} 的{}") if until is None else _("续批 {} 的{}")
    return _act(store, application, version, label, {"until": day}, state="passed")


def _values(db: Source, draft: ApplicationDraft) -> dict[str, Value]:
    from wxadmin.intake import forms

    if draft.kind not in KINDS:
        raise UserError(_("没有这种申请：{}").format(draft.kind), remedy=_("可用的有 {}").format("、".join(KINDS)))
    form = forms.kind(FORMS[draft.kind])
    known = {blank.key: blank.label for blank in form.blanks}
    unknown = [key for key in draft.fields if key not in known]
    if unknown:
        raise UserError(_("{}没有“{}”这一栏").format(form.title, unknown[0]), remedy=_("请按表单填写"))
    name = spelling.title(draft.name, _("申请人"))
    if draft.kind in ("join", "exit", "dissolving") and draft.group is None:
        raise UserError(_("没有说是哪个群"), where=name, remedy=_("请选一个群"))
    owner = None if draft.group is None else stored_groups.one(db, draft.group)
    if draft.group is not None and owner is None:
        raise UserError(_("没有这个群"), remedy=_("请重新选择群"))
    fields = {key: value.strip() for key, value in draft.fields.items() if value.strip()}
    long = next((known[key] for key, value in fields.items() if len(value) > _LONGEST), None)
    if long is not None or len(draft.reason) > _LONGEST:
        raise UserError(_("“{}”超过 {} 个字").format(long or _("事由"), _LONGEST), where=name, remedy=_("请写短一些"))
    if draft.kind == "founding":
        fields["group"] = spelling.title(fields.get("group", ""), _("拟用群名称"))
    until = _until(fields.get("until", ""), name, strict=draft.kind == "outside")
    received = draft.received or clock.today()
    if received > clock.today():
        raise UserError(_("收到日期还没有到"), where=clock.shown_day(received), remedy=_("请改成今天或以前"))
    if draft.due is not None and draft.due < received:
        raise UserError(_("办理期限早于收到日期"), where=name, remedy=_("请改晚一些"))
    due = draft.due or workdays.after(db, received, APPLICATION_DAYS[draft.kind])
    person = None if draft.person is None else stored_people.one(db, draft.person)
    if draft.person is not None and person is None:
        raise UserError(_("花名册里没有这个人"), where=name, remedy=_("请重新选择"))
    nickname = draft.nickname.strip()
    where = "" if owner is None else owner["name"]
    return {
        "group_id": draft.group, "kind": draft.kind, "person_id": draft.person, "name": name,
        "name_key": spelling.name_key(name), "nickname": nickname,
        "fields": json.dumps(fields, ensure_ascii=False), "reason": draft.reason.strip(),
        "identified": "" if person is None else draft.identified or "owner", "until": until,
        "received": received.isoformat(), "due": due.isoformat(),
        "subject": b"" if person is None else bytes(person["subject"]),
        "search": searchable(
            name, *spelling.pinyin_words(name), nickname, WORDS[draft.kind], where, draft.reason, *fields.values(),
            "" if person is None else person["name"],
        ),
    }  # fmt: skip


def _until(words: str, name: str, *, strict: bool) -> str:
    found = _DAY.fullmatch(words)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None and words and strict:
        raise UserError(_("有效期“{}”读不懂").format(words), where=name, remedy=_("请写成 2026-12-31 这样的日期"))
    return "" if day is None else day.isoformat()


def reopen(store: Store, application: int, version: int) -> Change[int]:
    """Puts a decided or withdrawn application back among those waiting; what followed from it is done by hand."""
    with store.read() as db:
        row = existing(db, application)
        if row["state"] == "passed":
            raise UserError(
                _("已通过的申请不能放回待审"), where=row["name"],
                remedy=_("刚通过的请用撤销；之后要改，请办理退群或移出"),
            )  # fmt: skip
    values: dict[str, Value] = {"state": "waiting", "answer": "", "decided": "", "decided_by": ""}
    return _act(store, application, version, _("重新审理 {} 的{}申请"), values, state="")


def _act(
    store: Store, application: int, version: int, label: str, values: Mapping[str, Value], *, decided: bool = False,
    state: str = "waiting",
) -> Change[int]:  # fmt: skip
    with store.read() as db:
        row = existing(db, application)
    who = settings_of(store).actor

    def work(tx: Tx) -> int:
        still(tx, application, version, state)
        more: dict[str, Value] = {"version": version + 1}
        if decided:
            more |= {"decided": clock.stamp(clock.moment(tx.at)), "decided_by": who}
        tx.update("application", application, {**values, **more})
        return application

    return store.change(label.format(row["name"], WORDS[row["kind"]]), work)
