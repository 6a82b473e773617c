"""申诉 as its list and its page show them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from wxadmin.domain.cases import Measure
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, joined
from wxadmin.services import appeal_windows, clock, records, wording, workdays
from wxadmin.services.appeal_reviewers import Reviewers
from wxadmin.services.appeal_reviewers import of as reviewers_of
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.records import Reader, Store
from wxadmin.store import appeals as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

COLUMNS = (
    Column("name", _("申诉人"), 100),
    Column("number", _("案件"), 140, middle=True),
    Column("state", _("结果"), 110),
    Column("received", _("收到日期"), 120),
    Column("due", _("答复期限"), 120),
    Column("reviewer", _("复核人"), 90),
    Column("answered", _("答复日期"), 120),
    Column("reasons", _("理由"), 260, sortable=False),
)
CHIPS = (
    Chip("open", _("待答复")), Chip("overdue", _("已过答复期限")), Chip("answered", _("已答复")),
    Chip("withdrawn", _("已撤回")), Chip("late", _("逾期提出")),
)  # fmt: skip
HOWS = {
    "written": _("书面"), "oral": _("口头"), "wechat": _("微信"), "bearer": _("代收"),
}  # fmt: skip
"""How an appeal came in; one received by somebody else for the group names them as ``bearer``."""
OUTCOMES = {"maintained": _("维持"), "reduced": _("减轻"), "revoked": _("撤销处理"), "late": _("逾期不予受理")}
"""How an appeal can end."""
_LONGEST = 20_000
_TONES: dict[str, Tone] = {"maintained": "muted", "reduced": "info", "revoked": "ok", "late": "muted"}


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer; ``before`` and ``after`` are the measures, ``paper`` the reply once issued.

    ``same`` says why the reviewer is one who decided, ``reason`` why the answer before it was wrong.
    """

    id: int
    outcome: str
    grounds: str
    before: tuple[Measure, ...]
    after: tuple[Measure, ...]
    reviewer: str
    same: str
    reason: str
    day: date
    paper: int | None

    @property
    def line(self) -> str:
        """The outcome, and what holds now where that is something else."""
        if self.outcome != "reduced":
            return OUTCOMES[self.outcome]
        return _("{}为：{}").format(OUTCOMES["reduced"], words_of(self.after))


@dataclass(frozen=True, slots=True)
class AppealCard:
    """One appeal. Days are ISO dates or ``""``; ``paper`` is its receipt once issued; ``answers`` the last one last.

    ``notice`` is the number of the notice issued to them, ``facts`` what they did. ``case_state`` and ``voided`` tell
    whether what it is about still holds, ``history`` what was done with it (time, line), newest first; ``due_note``
    what is to be known of the last day for an answer, ``due_by`` the clause that fixes it.
    """

    id: int
    case: int
    party: int
    group: int
    group_name: str
    person: int | None
    name: str
    department: str
    number: str
    notice: str
    facts: str
    case_state: str
    voided: str
    received: str
    how: str
    bearer: str
    reasons: str
    since: str
    until: str
    basis: str
    late: bool
    taken: str
    due: str
    state: str
    reviewer: str
    outcome: str
    answered: str
    paper: int | None
    measures: tuple[Measure, ...]
    answers: tuple[AnswerLine, ...]
    reviewers: Reviewers
    history: tuple[tuple[str, str], ...] = ()
    due_note: str = ""
    due_by: str = ""

    @property
    def label(self) -> str:
        """Who appeals, with the department."""
        return wording.with_department(self.name, self.department)

    @property
    def answer(self) -> AnswerLine | None:
        """The answer that holds."""
        return self.answers[-1] if self.answers else None

    @property
    def overdue(self) -> bool:
        """Whether it should have been answered by now."""
        return self.state == "open" and self.due < clock.today().isoformat()

    @property
    def state_words(self) -> str:
        """How it stands."""
        return state_words(self.state, self.outcome, self.due)


def state_words(state: str, outcome: str, due: str = "") -> str:
    """How an appeal stands, in words."""
    if state == "withdrawn":
        return _("已撤回")
    if state == "answered":
        return OUTCOMES[outcome]
    return _("已过答复期限") if due and due < clock.today().isoformat() else _("待答复")


def tone_of(state: str, outcome: str, due: str) -> Tone:
    """The tone of its badge."""
    if state == "open":
        return "danger" if due < clock.today().isoformat() else "warn"
    return _TONES.get(outcome, "muted")


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of appeals: those that wait by their deadline, then the newest."""
    return ids_of(store, stored.LIST, view, reader, {"today": clock.today().isoformat()})


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those appeals as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
    return [
        Row(
            r["id"],
            (
                r["name"], r["number"], state_words(r["state"], r["outcome"], r["due"]), clock.shown_day(r["received"]),
                clock.shown_day(r["due"]), r["reviewer"], clock.shown_day(r["answered"]),
                " ".join(r["reasons"].split()),
            ),
            (
                Badge(state_words(r["state"], r["outcome"], r["due"]), tone_of(r["state"], r["outcome"], r["due"])),
                *((Badge(_("逾期提出"), "warn"),) if r["late"] else ()),
            ),
        )
        for r in rows
    ]  # fmt: skip


def existing(db: Source, appeal: int) -> Stored:
    """The stored appeal; UserError when there is none."""
    row = stored.one(db, appeal)
    if row is None:
        raise UserError(_("没有这份申诉"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def get(store: Store, appeal: int) -> AppealCard:
    """One appeal; UserError when there is none."""
    with store.read() as db:
        card = card_of(db, existing(db, appeal))
        first, last = date.fromisoformat(card.received), date.fromisoformat(card.due)
        note = workdays.unpublished(db, first, last) if card.state == "open" else ""
        clause = appeal_windows.answer_clause(db, card.group, first, last)
    lines = [(line.at, line.label) for line in records.history(store, "appeal", appeal)]
    return replace(card, history=tuple(lines), due_note=note, due_by=clause)


def card_of(db: Source, row: Stored) -> AppealCard:
    """The card of a stored appeal, without its history."""
    return AppealCard(
        id=row["id"], case=row["case_id"], party=row["party_id"], group=row["group_id"], group_name=row["group_name"],
        person=row["person_id"], name=row["name"], department=row["department"], number=row["number"],
        notice=row["notice"], facts="\n".join(stored.facts(db, row["party_id"])), case_state=row["case_state"],
        voided=row["voided"], received=row["received"],
        how=row["how"], bearer=row["bearer"], reasons=row["reasons"], since=row["since"], until=row["until"],
        basis=row["basis"], late=bool(row["late"]), taken=row["taken"], due=row["due"], state=row["state"],
        reviewer=row["reviewer"], outcome=row["outcome"], answered=row["answered"], paper=row["paper_id"],
        measures=measures(db, row["case_id"], row["party_id"]), answers=answers_of(db, row["id"]),
        reviewers=reviewers_of(db, row["case_id"]),
    )  # fmt: skip


def answers_of(db: Source, appeal: int) -> tuple[AnswerLine, ...]:
    """All answers, the one that holds last."""
    return tuple(
        AnswerLine(
            row["id"], row["outcome"], row["grounds"], unpacked(row["before"]), unpacked(row["after"]),
            row["answered_by"], row["same"], row["reason"], date.fromisoformat(row["day"]), row["paper_id"],
        )
        for row in stored.answers(db, appeal)
    )  # fmt: skip


def measures(db: Source, case: int, party: int) -> tuple[Measure, ...]:
    """What was decided against a party as it stands: not what was lifted."""
    rows = stored.standing(db, case, party)
    return tuple(Measure(row["measure"], row["days"], row["amount"]) for row in rows)


def words_of(found: Sequence[Measure]) -> str:
    """Measures as papers name them, on one line."""
    return joined(_("、"), wording.measure_words(found))


def packed(found: Sequence[Measure]) -> str:
    """Measures as they are stored with an answer."""
    return json.dumps([[one.key, one.days, one.amount] for one in found])


def unpacked(kept: str) -> tuple[Measure, ...]:
    """The measures of an answer."""
    return tuple(Measure(*one) for one in json.loads(kept or "[]"))


def of_case(db: Source, case: int) -> list[tuple[int, str, str, int]]:
    """(appeal, line, state, party) of every appeal of a case, oldest first."""
    return [(row["id"], line(row), row["state"], row["party_id"]) for row in stored.of_case(db, case)]


def of_person(store: Store, person: int) -> tuple[tuple[int, str], ...]:
    """(appeal, line) of every appeal of a person, newest first."""
    with store.read() as db:
        return tuple((row["id"], line(row)) for row in stored.of_person(db, person))


def line(row: Stored) -> str:
    """An appeal on one line: day, number of the case, how it stands."""
    said = state_words(row["state"], row["outcome"], row["due"])
    late = _("逾期提出") if row["late"] and row["outcome"] != "late" else ""
    return joined(" · ", (clock.shown_day(row["received"]), row["number"], late, said))


def owed_line(row: Stored) -> str:
    """An appeal that waits, on one line: who, number of the case, by when."""
    return joined(" · ", (row["name"], row["number"], _("{}前答复").format(clock.shown_day(row["due"]))))


def said(text: str, what: str) -> str:
    """A text somebody must write; UserError when it is empty or too long. ``what`` is how errors call it."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise UserError(_("没有写{}").format(what), remedy=_("请写一句"))
    if len(words) > _LONGEST:
        raise UserError(_("{}超过 {} 个字").format(what, _LONGEST), remedy=_("请写短一些，原件作为申诉材料收存"))
    return words
