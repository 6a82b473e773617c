"""Who must sign in a round: found in its groups, frozen when it is opened, with newcomers added at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date

from wxadmin.domain import rowcodes
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.ordering import searchable
from wxadmin.domain.papers import SignRow
from wxadmin.i18n import _
from wxadmin.services import clock, groups, people, regulations, spelling
from wxadmin.services.records import Change, Store
from wxadmin.services.sheet_plan import SheetPlan, ordered
from wxadmin.services.signing_records import existing, opened
from wxadmin.store import people as stored_people
from wxadmin.store import signings as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.staging import Stage

PLAIN = SheetPlan()


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """Who is to sign which version, by when. ``people`` are those of the groups who must (None: all of them).

    The groups are ``group`` and those of the plan; ``due`` None means no day is set.
    """

    group: int
    revision: int
    due: date | None = None
    plan: SheetPlan = PLAIN
    people: tuple[int, ...] | None = None


def plan_of(row: Stored) -> SheetPlan:
    """The plan a stored round was opened with."""
    found = json.loads(row["plan"])
    del found["left_out"]
    return SheetPlan(**{**found, "groups": tuple(found["groups"])})


def left_out_of(row: Stored) -> frozenset[int]:
    """Who was left out when a stored round was opened."""
    return frozenset(json.loads(row["plan"])["left_out"])


def candidates(
    store: Store, group: int, plan: SheetPlan = PLAIN, chosen: Sequence[int] | None = None
) -> tuple[tuple[int, SignRow], ...]:
    """Who would sign, in the order of the sheet with group, department and code; who has left is not among them.

    ``chosen`` are those of them who must (None: all). UserError when it is nobody, or somebody of no group.
    """
    owners = [groups.get(store, one) for one in dict.fromkeys((group, *plan.groups))]
    wanted = None if chosen is None else set(chosen)
    sections = []
    known: set[int] = set()
    for one in owners:
        present = [(i, people.department_words(p), p.name) for i, p in people.of_group(store, one.id) if not p.left]
        known.update(person for person, _department, _name in present)
        sections.append((one.name, [found for found in present if wanted is None or found[0] in wanted]))
    if not known:
        names = "、".join(one.name for one in owners)
        raise UserError(_("这个群还没有人员"), where=names, remedy=_("请先导入花名册"))
    if wanted is not None and wanted - known:
        raise UserError(_("有人不在这些群里"), remedy=_("请重新选择要签收的人"))
    if wanted is not None and not wanted:
        raise UserError(_("没有选要签收的人"), remedy=_("请至少选一个人"))
    return ordered(sections, plan)


def open_round(store: Store, draft: RoundDraft, step: Step = quiet) -> Change[int]:
    """Opens a round: who must sign is frozen in the order of the sheet. The value is its id.

    UserError for a version that is not published, a day already past, people who are not of the groups, or nobody.
    """
    with prepared(store, draft, step) as (label, work):
        return store.change(label, work)


@contextmanager
def prepared(store: Store, draft: RoundDraft, step: Step = quiet) -> Iterator[tuple[str, Callable[[Tx], int]]]:
    """Everything checked and staged; what it yields opens the round in a change made within the block."""
    card = regulations.get(store, draft.revision)
    if card.state == "draft":
        raise UserError(_("草稿不能签收"), remedy=_("请先发布制度"))
    refuse_past(draft.due)
    title = title_of(draft.plan, card.title)
    every = candidates(store, draft.group, draft.plan, draft.people)
    asked = {person for person, _row in every}
    left_out = sorted({person for person, _row in candidates(store, draft.group, draft.plan)} - asked)
    plan = {**asdict(draft.plan), "left_out": left_out}
    with store.stage("signing") as stage:
        _freeze(store, stage, stage.batch, 1, every, step)

        def work(tx: Tx) -> int:
            tx.publish(stage)
            return tx.insert(
                "signing",
                {
                    "roll": stage.batch,
                    "group_id": draft.group,
                    "revision_id": draft.revision,
                    "title": title,
                    "title_key": spelling.key(title),
                    "due": "" if draft.due is None else draft.due.isoformat(),
                    "plan": json.dumps(plan, ensure_ascii=False),
                    "expected": len(asked),
                    "state": "open",
                    "opened": clock.stamp(clock.moment(tx.at)),
                    "closed": "",
                    "search": searchable(title, card.title),
                },
            )

        yield _("发起签收 {}").format(title), work


def title_of(plan: SheetPlan, regulation: str) -> str:
    """The title of a sheet; UserError when the plan's is none."""
    return spelling.title(plan.title, _("标题")) if plan.title.strip() else _("{}签收表").format(regulation)


def _freeze(
    store: Store, stage: Stage, roll: int, first: int, every: Sequence[tuple[int, SignRow]], step: Step
) -> None:
    """Stage who signs, from row ``first`` on."""
    with store.read() as db:
        subjects = {row["id"]: row["subject"] for row in stored_people.page(db, [person for person, _row in every])}
    rows = [
        {
            "roll": roll,
            "row": place,
            "person_id": person,
            "name": row.name,
            "name_key": spelling.name_key(row.name),
            "department": row.department,
            "department_key": spelling.key(row.department),
            "group_name": row.group,
            "subject": subjects[person],
            "search": searchable(row.name, *spelling.pinyin_words(row.name), row.department, rowcodes.code(place)),
        }
        for place, (person, row) in enumerate(every, first)
    ]
    stage.add("signer", rows, step)


def newcomers(store: Store, round_id: int, chosen: Sequence[int] | None = None) -> tuple[tuple[int, SignRow], ...]:
    """People of the round's groups who are not in it, with the codes they would have.

    Of the ``chosen`` all; without these not those who were left out when it was opened.
    """
    with store.read() as db:
        row = existing(db, round_id)
        signers = stored.signers(db, row["roll"])
    known = {signer["person_id"] for signer in signers} | (left_out_of(row) if chosen is None else frozenset())
    wanted = None if chosen is None else set(chosen)
    every = [
        (person, signer)
        for person, signer in candidates(store, row["group_id"], plan_of(row))
        if person not in known and (wanted is None or person in wanted)
    ]
    return tuple(
        (person, replace(signer, code=rowcodes.code(place)))
        for place, (person, signer) in enumerate(every, signers[-1]["row"] + 1)
    )


def add_people(store: Store, round_id: int, chosen: Sequence[int] | None = None, step: Step = quiet) -> Change[int]:
    """Adds people at the end of an open round (None: all :func:`newcomers`); the value is how many.

    The codes of those already in it stay. UserError when there is nobody to add.
    """
    with joined(store, round_id, chosen, step) as work:
        if work is None:
            raise UserError(_("没有要补进的人"), remedy=_("群里的人都已经在这一轮签收里"))
        with store.read() as db:
            title = existing(db, round_id)["title"]
        return store.change(_("补进签收 {}").format(title), work)


@contextmanager
def joined(
    store: Store, round_id: int, chosen: Sequence[int] | None = None, step: Step = quiet
) -> Iterator[Callable[[Tx], int] | None]:
    """The newcomers staged; what it yields adds them in a change made within the block, None when there is nobody."""
    with store.read() as db:
        row = opened(db, round_id)
        last = stored.signers(db, row["roll"])[-1]["row"]
    every = newcomers(store, round_id, chosen)
    if not every:
        yield None
        return
    with store.stage("signing") as stage:
        _freeze(store, stage, row["roll"], last + 1, every, step)

        def work(tx: Tx) -> int:
            now = opened(tx, round_id)
            if stored.signers(tx, row["roll"])[-1]["row"] != last:
                raise UserError(_("名单刚刚变过"), remedy=_("请再补一次"))
            tx.publish(stage)
            added = len({person for person, _signer in every})
            tx.update("signing", round_id, {"expected": now["expected"] + added})
            return added

        yield work


def end_unused(tx: Tx, group: int, revision: int) -> None:
    """Inside a change that opens a round: end those of the group and version in which nothing was recorded yet."""
    for row in stored.open_of(tx, revision):
        if row["group_id"] == group and not stored.signatures(tx, row["id"]):
            tx.update("signing", row["id"], {"state": "closed", "closed": clock.stamp(clock.moment(tx.at))})


def set_due(store: Store, round_id: int, due: date | None) -> Change[int]:
    """Sets another day by which to sign, or none; UserError for a day already past."""
    refuse_past(due)
    with store.read() as db:
        title = opened(db, round_id)["title"]

    def work(tx: Tx) -> int:
        opened(tx, round_id)
        put_due(tx, round_id, due)
        return round_id

    return store.change(_("改签收截止日期 {}").format(title), work)


def put_due(tx: Tx, round_id: int, due: date | None) -> None:
    """Inside another change: the day by which to sign."""
    tx.update("signing", round_id, {"due": "" if due is None else due.isoformat()})


def refuse_past(due: date | None) -> None:
    """UserError for a day by which nobody can sign any more."""
    if due is not None and due < clock.today():
        raise UserError(_("截止日期已经过了"), where=clock.shown_day(due), remedy=_("请改成今天或以后的日期"))
