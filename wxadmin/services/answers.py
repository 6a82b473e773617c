"""The board of an announcement: who answered, in time or late, who is missing, who is excused."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from wxadmin.domain import deadlines
from wxadmin.domain.answer_stance import Stance, stance_of
from wxadmin.domain.people import Person
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock
from wxadmin.services.answer_talk import Gathered, Paste, Spoken, gather, read
from wxadmin.services.asked import asked, audience_of, called, known_names, of_families, person_of
from wxadmin.services.asked import labels as labels_of
from wxadmin.store import acknowledgements as stored_marks
from wxadmin.store import announcements as stored
from wxadmin.store import groups as stored_groups
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

__all__ = [
    "Answer", "Board", "Excused", "Gathered", "Paste", "PasteLine", "Share", "Spoken", "Unclear", "asked",
    "audience_of", "board", "called", "forget", "gather", "gathered", "person_of", "read",
]  # fmt: skip


_THERE = ("present", "late", "early")
"""States of attendance of those who came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One confirmed person; ``late`` when the answer came after the deadline, ``time`` (shown) when it was given.

    ``picked``: the owner said whose it is; ``source`` is what the program knew it by (a nickname or the words of a
    line), ``""`` for one confirmed by hand. ``moment`` is ``time`` as stored, ``""`` where no clock tells it.
    """

    person: int
    label: str
    note: str
    late: bool = False
    picked: bool = False
    time: str = ""
    source: str = ""
    moment: str = ""

    @property
    def stance(self) -> Stance:
        """What its words stand for where they are no plain yes."""
        return stance_of(self.note)


@dataclass(frozen=True, slots=True)
class Unclear:
    """An answer that fits several people or a mistyped name; ``candidates`` are (person id, label).

    ``denial``: the one candidate's last word is that nothing arrived or was understood.
    """

    text: str
    candidates: tuple[tuple[int, str], ...]
    time: str = ""
    denial: bool = False


@dataclass(frozen=True, slots=True)
class Excused:
    """Somebody who need not answer, and why."""

    person: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class PasteLine:
    """One paste: when it was made (shown), from when to when its messages are, how many replies it has, first words."""

    id: int
    time: str
    span: str
    replies: int
    words: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one department did; ``answered`` counts the late ones, too."""

    name: str
    expected: int
    answered: int
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    """The heaps: nobody of the audience stands in two of ``confirmed``, ``missing`` and ``excused``.

    ``missing`` are (person id, label); ``late`` repeats those of ``confirmed`` who were late. Candidates of
    ``ambiguous`` are not missing. ``expected`` leaves out the announcer and who is excused. ``median`` is the minutes
    from posting to the answer in the middle, of answers with a clock; None without any.
    """

    confirmed: tuple[Answer, ...]
    ambiguous: tuple[Unclear, ...]
    missing: tuple[tuple[int, str], ...]
    strangers: tuple[str, ...]
    late: tuple[Answer, ...]
    expected: int
    overdue: bool
    reminder: str
    excused: tuple[Excused, ...] = ()
    pastes: tuple[PasteLine, ...] = ()
    departments: tuple[Share, ...] = ()
    median: int | None = None

    def standing(self, *stances: Stance) -> tuple[Answer, ...]:
        """Those of ``confirmed`` whose answer stands for one of these."""
        return tuple(one for one in self.confirmed if one.stance in stances)


def gathered(db: Source, announcement: Stored) -> tuple[Gathered, list[int], list[Person]]:
    """What was pasted for an announcement, the ids of its audience and the people as they were then."""
    audience = stored.audience(db, announcement["id"])
    ids = [row["person_id"] for row in audience]
    people = [person_of(row["person"]) for row in audience]
    place = {person: index for index, person in enumerate(ids)}
    due = clock.moment(announcement["deadline"]) if announcement["deadline"] else None
    pastes = [Paste(r["id"], clock.moment(r["pasted"]), r["text"]) for r in stored.pastes(db, announcement["id"])]
    marks = stored_marks.marks(db, announcement["id"])
    denied = [(m["text"], place[m["person_id"]]) for m in marks if m["mark"] == "not" and m["person_id"] in place]
    known = known_names(db, announcement["group_id"], place) if pastes else {}
    found = _gathered(
        tuple(people), tuple(pastes), due, tuple(known.items()), announcement["announcer"], tuple(denied),
        of_families(db, announcement["group_id"], people), f"{announcement['title']}\n{announcement['body']}",
    )  # fmt: skip
    return found, ids, people


@lru_cache(maxsize=64)
def _gathered(
    people: tuple[Person, ...],
    pastes: tuple[Paste, ...],
    due: datetime | None,
    known: tuple[tuple[str, int], ...],
    announcer: str,
    denied: tuple[tuple[str, int], ...],
    families: bool,
    asked: str,
) -> Gathered:
    """The matching of what has not changed is not done again: lists and 今日 ask for every open announcement."""
    return gather(
        people, pastes, due, known=dict(known), announcer=announcer, denied=denied, families=families, asked=asked
    )


def forget() -> None:
    """Drops what was matched before; after an erasure nothing of the person stays in memory."""
    for kept in (_gathered, labels_of, person_of):
        kept.cache_clear()


def board(db: Source, announcement: Stored) -> Board:
    """The heaps from all pastes, picks and marks of a posted announcement."""
    found, ids, people = gathered(db, announcement)
    result, due = found.result, clock.moment(announcement["deadline"]) if announcement["deadline"] else None
    labels = labels_of(tuple(people))
    place = {person: index for index, person in enumerate(ids)}
    answers: dict[int, Answer] = {}
    for one in result.confirmed:
        shown, moment = _when(found.spoken[one.reply])
        late = one.person in found.late
        answers[one.person] = Answer(
            ids[one.person], labels[one.person], one.note, late, time=shown, source=one.source, moment=moment
        )
    picked, by_hand, excuses = _corrections(db, announcement["id"], place)
    told = {a.text: found.spoken[a.reply] for a in result.ambiguous if a.reply >= 0}
    # Whose words were taken back with their paste has not answered; pasted again, they are known at once.
    picked = {text: one for text, one in picked.items() if text in told or _stands(text, found.spoken)}
    for text, (who, at) in picked.items():
        shown, moment = _when(told[text]) if text in told else ("", "")
        late = not told[text].timely if text in told else deadlines.late(clock.moment(at), due)
        answers.setdefault(
            who, Answer(ids[who], labels[who], text, late and due is not None, True, shown, text, moment)
        )
    for who, (at, note) in by_hand.items():
        late = deadlines.late(clock.moment(at), due)
        answers.setdefault(who, Answer(ids[who], labels[who], note, late, True, clock.shown(at)))
    for report in stored_marks.progress(db, announcement["id"]):  # who reports has answered
        if (who := place.get(report["person_id"], -1)) >= 0:
            at = report["at"]
            answers.setdefault(who, Answer(ids[who], labels[who], report["text"], time=clock.shown(at), moment=at))
    for came in stored_marks.attendance(db, announcement["id"]):  # so has who was there
        if (who := place.get(came["person_id"], -1)) >= 0 and came["state"] in _THERE:
            answers.setdefault(who, Answer(ids[who], labels[who], on_paper(_("已签到"))))
    for who in excuses.keys() & answers.keys():  # who need not answer is never late
        answers[who] = replace(answers[who], late=False)
    excused = {who: why for who, why in excuses.items() if who not in answers}
    settled = {*answers, *excused}
    unclear = [(a, [i for i in a.people if i not in excused]) for a in result.ambiguous if a.text not in picked]
    # Where all who may be meant have answered, there is nothing left to say.
    unclear = [(a, left) for a, left in unclear if not a.people or any(i not in answers for i in left)]
    open_ones = {i for _a, left in unclear for i in left}
    counted = {i for i in range(len(people)) if i in settled or i in open_ones}
    missing_labels = set(result.missing)
    was_open = {i for a in result.ambiguous for i in a.people}
    missing = [i for i in range(len(people)) if i not in counted and (labels[i] in missing_labels or i in was_open)]
    confirmed, rule = tuple(answers.values()), _rule(db, announcement)
    return Board(
        confirmed,
        tuple(
            Unclear(a.text, tuple((ids[i], labels[i]) for i in left), _when(found.spoken[a.reply])[0], a.denial)
            for a, left in unclear
        ),
        tuple((ids[i], labels[i]) for i in missing),
        tuple(name for name in result.strangers if name not in picked),
        tuple(a for a in confirmed if a.late),
        len({*answers, *missing, *open_ones}),
        due is not None and due < clock.now(),
        _reminder(announcement["title"], [called(people[i], labels[i], rule) for i in missing], due),
        tuple(Excused(ids[i], labels[i], excused[i]) for i in sorted(excused)),
        _paste_lines(stored.pastes(db, announcement["id"]), found.spoken),
        _shares(people, answers, {*missing, *open_ones}),
        _median(announcement["posted"], confirmed),
    )


def _stands(text: str, spoken: Sequence[Spoken]) -> bool:
    """Whether the words, or that nickname, or both as a denial is shown, are in what was pasted."""
    for one in spoken:
        words = " ".join(one.reply.text.split())
        if text in (one.reply.sender, f"{one.reply.sender}：{words}") or text in words:
            return True
    return False


def _corrections(
    db: Source, announcement: int, place: Mapping[int, int]
) -> tuple[dict[str, tuple[int, str]], dict[int, tuple[str, str]], dict[int, str]]:
    """Line → (who, when said), who was confirmed by hand → (when, note), who is excused → why; by index."""
    picked: dict[str, tuple[int, str]] = {}
    by_hand: dict[int, tuple[str, str]] = {}
    excuses: dict[int, str] = {}
    for pick in stored.picks(db, announcement):
        if pick["person_id"] in place:
            picked[pick["text"]] = place[pick["person_id"]], pick["picked"]
    for mark in stored_marks.marks(db, announcement):
        who = place.get(mark["person_id"], -1)
        if who < 0:
            continue
        if mark["mark"] == "excused":
            excuses[who] = mark["note"]
        elif mark["mark"] == "answered" and mark["text"]:
            picked[mark["text"]] = who, mark["at"]
        elif mark["mark"] == "answered":
            by_hand[who] = mark["at"], mark["note"]
    for row in stored_marks.attendance(db, announcement):
        if row["state"] == "leave" and row["person_id"] in place:
            reason = f"：{row['reason']}" if row["reason"] else ""
            excuses.setdefault(place[row["person_id"]], on_paper(_("已请假")) + reason)
    return picked, by_hand, excuses


def _when(one: Spoken) -> tuple[str, str]:
    """When a reply was given: as shown and as stored; of a day alone only the day is shown."""
    if one.time is None:
        return "", ""
    if clock.is_day(one.time):
        return clock.shown(one.time), ""
    seconds = clock.seconds(one.time)
    assert seconds is not None
    moment = clock.local(seconds)
    return clock.shown(moment), clock.stamp(moment)


def _paste_lines(pastes: Sequence[Stored], spoken: Sequence[Spoken]) -> tuple[PasteLine, ...]:
    times: dict[int, list[str]] = {}
    counts = Counter(one.paste for one in spoken)
    for one in spoken:
        if shown := _when(one)[0]:
            times.setdefault(one.paste, []).append(shown)
    lines = []
    for row in pastes:
        when = times.get(row["id"], [])
        span = "" if not when else when[0] if when[0] == when[-1] else f"{when[0]}—{when[-1]}"
        words = " ".join(row["text"][:200].split())[:60]
        lines.append(PasteLine(row["id"], clock.shown(row["pasted"]), span, counts[row["id"]], words))
    return tuple(lines)


def _shares(people: Sequence[Person], answers: Mapping[int, Answer], waiting: Collection[int]) -> tuple[Share, ...]:
    counts: dict[str, list[int]] = {}
    for index, person in enumerate(people):
        if index in answers or index in waiting:
            row = counts.setdefault(person.department, [0, 0, 0])
            row[0] += 1
            if (answer := answers.get(index)) is not None:
                row[1] += 1
                row[2] += answer.late
    return tuple(Share(name, *row) for name, row in counts.items())


def _median(posted: str, confirmed: Sequence[Answer]) -> int | None:
    if not posted:
        return None
    begin = clock.moment(posted)
    minutes = [int((clock.moment(a.moment) - begin).total_seconds()) // 60 for a in confirmed if a.moment]
    return max(0, int(statistics.median(minutes))) if minutes else None


def _rule(db: Source, announcement: Stored) -> str:
    """How names are written in the group of an announcement."""
    group = stored_groups.one(db, announcement["group_id"])
    return "" if group is None else str(group["naming_rule"])


def _reminder(title: str, missing: Sequence[str], due: datetime | None) -> str:
    if not missing:
        return ""
    head = on_paper(_("【提醒】“{}”还有 {} 人没有回复")).format(title, len(missing))
    if due is not None:
        head += on_paper(_("，截止时间 {}")).format(clock.shown(due))
    return f"{head}：\n" + " ".join(f"@{call}" for call in missing)
