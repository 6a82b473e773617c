"""个人档案: all that the records say of one person, part by part, for the card and for paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from wxadmin.domain.masking import masked
from wxadmin.domain.papers import RecordPaper, RecordPart
from wxadmin.domain.regulation_places import short
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import (
    acknowledgements,
    answers,
    appeal_cards,
    applications,
    attendances,
    case_outcome,
    case_told,
    clock,
    consent,
    departures,
    group_posts,
    matter_cards,
    member_tasks,
    members,
    people,
    records,
    reminders,
    restrictions,
    reviewables,
    settings,
    wording,
)
from wxadmin.services.papers import KINDS
from wxadmin.services.people import PersonCard
from wxadmin.services.records import Store
from wxadmin.store import person_record as stored
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_MOST_BOARDS = 30
"""Announcements whose answers are looked through, the newest; each is read from what was pasted."""
_MOST_LINES = 40
"""Lines of a part on paper; what is older is counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part; ``page`` and ``record`` lead to its record, ``""`` and 0 where there is none."""

    text: str
    page: str = ""
    record: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind of records says of a person; ``empty`` stands where it says nothing."""

    key: str
    title: str
    lines: tuple[Line, ...]
    empty: str


def parts(store: Store, card: PersonCard, *, answered: bool = False, covered: bool = False) -> tuple[Part, ...]:
    """Every part in the order of the card and the paper.

    ``answered`` says of announcements whether they were answered, which reads all that was pasted for each of them.
    ``covered`` (a shared screen, a paper for others) leaves out what the person confided, and the words of what others
    confided of them.
    """
    person = card.id
    led: tuple[tuple[str, str, str, Callable[[Store, int], tuple[tuple[int, str], ...]], str], ...] = (
        ("posts", _("在群里的职务"), "groups", group_posts.of_person, _("没有担任群里的职务。")),
        ("applications", _("申请"), "applications", applications.of_person, _("没有申请。")),
        ("departures", _("离职与调岗"), "departures", departures.of_person, _("没有离职或调岗的清单。")),
        ("appeals", _("申诉"), "appeals", appeal_cards.of_person, _("没有申诉。")),
        ("reminders", _("提醒"), "", reminders.of_person, _("没有提醒过。")),
        ("tasks", _("待执行事项"), "tasks", member_tasks.of_person, _("没有待执行的事项。")),
        ("consent", _("同意登记"), "", consent.of_person, _("没有登记同意。")),
        ("restrictions", _("暂缓删除"), "", restrictions.of_person, _("没有暂缓删除。")),
    )
    from_rooms = {
        key: Part(key, title, _lines(page, read(store, person)), empty) for key, title, page, read, empty in led
    }
    with store.read() as db:
        own = {
            "groups": _groups(db, card),
            "cases": Part("cases", _("案件"), _cases(db, person), _("没有处罚记录。")),
            "signing": Part("signing", _("签收记录"), _lines("signing", card.signatures), _("没有签收记录。")),
            "announcements": Part(
                "announcements", _("公告"), _announced(db, person, answered=answered), _("没有发给此人的公告。")
            ),
            "matters": Part(
                "matters", _("送审、举报、求助等事项"), _matters(db, person, covered), _("没有提出或涉及的事项。")
            ),
            "objections": Part("objections", _("对制度的意见"), _objections(db, person), _("没有提过意见。")),
            "papers": Part("papers", _("文书"), _papers(db, person), _("没有关于此人的文书。")),
        }
    history = Part("history", _("修改记录"), _history(store, person), _("没有修改过。"))
    order = (
        "groups", "posts", "applications", "departures", "cases", "appeals", "signing", "announcements", "matters",
        "objections", "reminders", "tasks", "papers", "consent", "restrictions",
    )  # fmt: skip
    found = {**from_rooms, **own}
    return (*(found[key] for key in order), history)


def _lines(page: str, pairs: tuple[tuple[int, str], ...]) -> tuple[Line, ...]:
    return tuple(Line(text, page, record) for record, text in pairs)


def _groups(db: Source, card: PersonCard) -> Part:
    """Groups somebody belongs in, and every nickname known to be theirs with how the name check stands."""
    lines = []
    seen = set()
    for row in stored.nicknames(db, card.id):
        seen.add(row["group_name"])
        here = row["presence"] == "present"
        state = members.STATUS.get(row["status"], "") if here else _("已不在群里")
        said = [str(words) for _code, words in json.loads(row["findings"])] if here else []
        state = _("{}（{}）").format(state, "；".join(said)) if said else state
        since = _("自{}").format(clock.shown_day(row["since"])) if row["since"] else ""
        words = joined(" · ", (joined(_("："), (row["group_name"], row["nickname"])), state, since))
        lines.append(Line(words, "members", row["id"]))
    lines += [Line(_("{}：应在，名单里还没有认出此人").format(name)) for _id, name in card.groups if name not in seen]
    return Part("groups", _("群与群昵称"), tuple(lines), _("不属于任何群。"))


def _cases(db: Source, person: int) -> tuple[Line, ...]:
    """Each case: the article, what was decided and what became of it, and the letters about this person issued since.

    A case of several people has letters to others, which are none of this person's.
    """
    lines = []
    for row in reversed(stored.cases(db, person)):
        told = case_told.of(db, row["id"])
        one = told.of(row["party_id"])
        if row["state"] == "draft":
            words = [wording.case_line(row)]
        else:
            day = clock.shown_day(row["decided"])
            words = [day, case_told.number_of(told, one), joined(_("；"), case_outcome.lines(told, one))]
        words += [_("依据《{}》{}").format(c.regulation.strip("《》"), short(c.at)) for c in one.clauses]
        mine = {act.paper for act in told.acts if act.kind == "note" and act.party in (None, one.id)}
        letters = (paper for paper in stored.letters(db, row["id"]) if paper["id"] in mine)
        words += [joined(" ", (paper["title"], clock.shown_day(paper["issued"]))) for paper in letters]
        lines.append(Line(joined(" · ", words), "cases", row["id"]))
    return tuple(lines)


def _announced(db: Source, person: int, *, answered: bool) -> tuple[Line, ...]:
    """Announcements to a person, and of the newest ones where asked: answered, late, missed, or still open."""
    lines = []
    for place, row in enumerate(stored.announced(db, person)):
        words = [clock.shown_day(row["posted"]), row["title"]]
        if answered and place < _MOST_BOARDS:
            words.append(_answer(db, row, person))
        lines.append(Line(joined(" · ", words), "announcements", row["id"]))
    if answered and lines:
        habit = acknowledgements.habit_of(db, person)
        over_all = habit.words if habit is not None and (habit.late or habit.missed) else ""
        lines[:0] = [Line(words) for words in (over_all, attendances.line_of(db, person)) if words]
    return tuple(lines)


def _answer(db: Source, announcement: Row, person: int) -> str:
    board = answers.board(db, announcement)
    answer = next((one for one in board.confirmed if one.person == person), None)
    if answer is not None:
        return _("迟到的收到") if answer.late else _("已收到")
    if any(person == one for one, _label in board.missing):
        return _("没有答复") if board.overdue or announcement["state"] == "closed" else _("等答复")
    excused = next((one for one in board.excused if one.person == person), None)
    if excused is not None:
        return _("免答（{}）").format(excused.reason)
    unclear = any(person == one for heap in board.ambiguous for one, _label in heap.candidates)
    return _("答复不清楚") if unclear else _("不需答复")


def _matters(db: Source, person: int, covered: bool) -> tuple[Line, ...]:
    """Matters a person raised or is a party of: as what, kind, day, title, state."""
    lines = []
    for row in stored.matters(db, person):
        told = row["raised"] and not (covered and row["secret"])
        role = _("提出") if told else ""
        if row["role"]:
            role = joined(_("、"), (role, _("当事人") if row["role"] == "party" else _("涉及此人")))
        if not role:
            continue
        if covered and row["secret"]:
            day = clock.shown_day(row["received"])
            words = joined(
                " · ", (reviewables.KINDS[row["kind"]], day, reviewables.state_words(row["kind"], row["state"]))
            )
        else:
            words = matter_cards.line_of(row)
        lines.append(Line(joined(" · ", (role, words)), "queue", row["review_id"]))
    return tuple(lines)


def _objections(db: Source, person: int) -> tuple[Line, ...]:
    return tuple(
        Line(
            " · ".join(filter(None, (clock.shown_day(row["received"]), f"《{row['title']}》", _short(row["text"])))),
            "regulations", row["revision_id"],
        )
        for row in stored.objections(db, person)
    )  # fmt: skip


def _papers(db: Source, person: int) -> tuple[Line, ...]:
    return tuple(
        Line(
            joined(" · ", (clock.shown_day(row["issued"]), _titled(row))),
            "papers", row["id"],
        )
        for row in stored.papers(db, person)
    )  # fmt: skip


def _titled(row: Row) -> str:
    """Kind, number and title of a paper, none of them twice."""
    kind, number, title = KINDS[row["kind"]], row["number"], row["title"]
    return joined(" · ", (part for part in (kind, number, title) if part == title or on_paper(part) not in title))


def _history(store: Store, person: int) -> tuple[Line, ...]:
    """Changes of the person's own rows: when, by whom, what, and the fields that were set; the newest first."""
    with store.read() as db:
        wanted = stored.own_rows(db, person)
    found: dict[int, tuple[records.HistoryLine, list[str]]] = {}
    for table, row in wanted:
        for line in records.history(store, table, row):
            titles = [people.TITLES[_FIELDS[name]] for name, _old, _new in line.fields if name in _FIELDS]
            known = found.setdefault(line.change, (line, []))
            known[1].extend(title for title in titles if title not in known[1])
    lines = []
    for change in sorted(found, reverse=True):
        line, titles = found[change]
        words = [line.at, line.actor, line.label]
        if titles and on_paper(line.label).startswith(on_paper(_("修改人员 {}")).format("")):
            words.append(joined(_("、"), titles))
        lines.append(Line(joined(" · ", words)))
    return tuple(lines)


_FIELDS = {
    "name": "name", "departments": "departments", "post": "post", "phone": "phone", "number": "number",
    "category": "category", "gone": "left", "guardians": "guardians", "note": "note",
}  # fmt: skip


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


# On paper


def build(store: Store, person: int, *, full: bool = False) -> RecordPaper:
    """The record as a paper that is printed and never issued.

    Telephone and number are masked unless ``full``. UserError when there is no such person.
    """
    card = people.get(store, person)
    who = card.person

    def show(text: str, key: str = "") -> str:
        if full:
            return text
        return masked(people.PRIVATE.get(key, ""), text)

    fields = [
        (_("姓名"), who.name),
        (_("状态"), people.words(who, "left")),
        (_("部门/班级"), people.words(who, "departments")),
        (_("职务"), who.post),
        (_("类别"), who.category),
        (_("电话"), show(who.phone, "phone")),
        (_("编号"), show(who.number, "number")),
        (_("家长"), show(people.words(who, "guardians"))),
        *((people.extra_title(key), show(value, key)) for key, value in who.extras),
        (_("备注"), show(who.note)),
    ]
    named = [
        (_("关系"), tuple(one.line for one in card.relations)),
        (_("任职经历"), tuple(one.line for one in reversed(card.posts)) if len(card.posts) > 1 else ()),
        (_("合并的记录"), tuple(line for _id, line in card.merged)),
        *(
            (part.title, tuple(line.text for line in part.lines))
            for part in parts(store, card, answered=True, covered=not full)
        ),
    ]
    said = tuple(
        RecordPart(on_paper(title), tuple(show(on_paper(line)) for line in lines[:_MOST_LINES]), len(lines))
        for title, lines in named
        if lines or title != _("合并的记录")
    )
    note = on_paper(_("本档案按打印时的记录整理，仅供内部使用。"))
    if not full:
        note += on_paper(_("电话、编号等已隐去一部分。"))
    return RecordPaper(
        on_paper(_("个人档案")), settings.get(store).unit, who.name,
        tuple((on_paper(name), on_paper(value)) for name, value in fields if value), said, note, clock.today(),
    )  # fmt: skip
