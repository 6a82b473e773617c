"""One matter as the queue shows it: who raised it, about whom, what it says, what is owed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, joined
from wxadmin.services import clock, matter_kinds
from wxadmin.services.records import Store
from wxadmin.services.reviewables import KINDS, state_words
from wxadmin.store import announcements as stored_announcements
from wxadmin.store import matters as stored
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

SECRET = _("（保密）")
"""What stands where the name of somebody is who asked not to be named."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a matter: a person of the roster, or a name or nickname alone."""

    person: int | None = None
    name: str = ""
    nickname: str = ""

    @property
    def label(self) -> str:
        """Name, with the nickname where it says more; ``""`` for nobody."""
        if not self.name or not self.nickname or self.name in self.nickname:
            return self.nickname or self.name
        return f"{self.nickname}（{self.name}）"

    @property
    def called(self) -> str:
        """How one speaks to them."""
        return self.name or self.nickname


@dataclass(frozen=True, slots=True)
class MatterDraft:
    """What somebody raised.

    ``by`` raised it, ``about`` are those it is about or who are at odds. ``secret``: who raised it is named to nobody.
    ``fields`` are blanks of the kind by key. ``due`` None: by the kind's term after ``received`` (today). ``message``
    is the archived message it came from, ``earlier`` the entry of the queue whose draft is handed in again.
    """

    kind: str
    group: int
    body: str
    title: str = ""
    by: Party = Party()
    about: tuple[Party, ...] = ()
    secret: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    received: date | None = None
    due: date | None = None
    message: int | None = None
    earlier: int | None = None


Tone = Literal["ok", "warn", "danger"]


@dataclass(frozen=True, slots=True)
class Check:
    """One point of the check of a draft: what was looked at, what was found, how grave it is."""

    code: str
    words: str
    tone: Tone = "ok"


@dataclass(frozen=True, slots=True)
class MatterCard:
    """One matter; ``version`` goes back with whatever is done, a stale one is refused. Days as shown.

    ``derived`` was found by the program and is owed to nobody. ``owed`` waits for an answer, ``overdue`` longer than it
    may. ``earlier`` and ``later`` are the versions of a draft before and after, ``others`` what else the same person
    raised, each as (entry of the queue, one line). ``checks`` are of drafts alone, ``warning`` is the text that warns
    the group of a stolen or false account. ``task`` was not carried out, which the case ``case_of_task`` asked for.
    """

    id: int
    review: int
    draft: MatterDraft
    group_name: str
    state: str
    outcome: str
    derived: bool
    received: str
    due: str
    owed: bool
    overdue: bool
    answer: str
    answered: str
    answered_by: str
    decided: str
    decided_by: str
    reason: str
    remark: str
    malicious: bool
    mended: str
    announcement: int | None
    case: int | None
    earlier: tuple[tuple[int, str], ...]
    later: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, str], ...]
    checks: tuple[Check, ...]
    warning: str
    version: int
    task: int | None = None
    case_of_task: int | None = None

    @property
    def kind_words(self) -> str:
        """What it is called."""
        return KINDS[self.draft.kind]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What the kind asks besides, by label."""
        return tuple((matter_kinds.label_of(self.draft.kind, k), v) for k, v in self.draft.fields.items() if v)

    def by(self, *, covered: bool) -> str:
        """Who raised it; ``covered`` (a shared screen, a paper for others) hides who asked not to be named."""
        return SECRET if covered and self.draft.secret else self.draft.by.label


def card(store: Store, review: int) -> MatterCard | None:
    """The matter behind an entry of the queue, None for a chat message."""
    from wxadmin.services import matter_answers, submissions

    with store.read() as db:
        row = stored.of_review(db, review)
        if row is None:
            return None
        draft = draft_of(db, row)
        before = None if row["earlier_id"] is None else stored.one(db, row["earlier_id"])
        after = stored.later(db, row["id"])
        others = stored.others_of(db, row)
        announcement = row["announcement_id"]
        if announcement is not None and stored_announcements.one(db, announcement) is None:
            announcement = None
        task = executed_by(db, row)
        asked = None if task is None else stored_tasks.case_of(db, task)
    owed = is_owed(row)
    return MatterCard(
        id=row["id"],
        review=review,
        draft=draft,
        group_name=row["group_name"],
        state=row["state"],
        outcome=state_words(row["kind"], row["state"]),
        derived=row["key"] != "",
        received=clock.shown(row["received"]),
        due=clock.shown(row["due"]),
        owed=owed,
        overdue=owed and row["due"] < clock.today().isoformat(),
        answer=row["answer"],
        answered=clock.shown(row["answered"]),
        answered_by=row["answered_by"],
        decided=clock.shown(row["decided"]),
        decided_by=row["by_whom"],
        reason=row["reason"] or row["note"],
        remark=row["remark"],
        malicious=bool(row["malicious"]),
        mended=clock.shown(row["mended"]),
        announcement=announcement,
        case=row["case_id"],
        earlier=() if before is None else ((before["review_id"], line_of(before)),),
        later=() if after is None else ((after["review_id"], line_of(after)),),
        others=tuple((r["review_id"], line_of(r)) for r in others),
        checks=submissions.check(store, draft) if row["kind"] == "submission" else (),
        warning=matter_answers.warning(draft) if row["kind"] == "anomaly" else "",
        version=row["version"],
        task=None if task is None else task["id"],
        case_of_task=None if asked is None else asked["id"],
    )


def executed_by(db: Source, row: Stored) -> Stored | None:
    """The task that an entry of kind ``undone`` is about; None for every other matter and when it is gone."""
    if row["kind"] != "undone":
        return None
    _task, made, kind, _what, _times, who = row["key"].split("|", 5)
    return stored_tasks.of_key(db, row["group_id"], made, kind, who)


def existing(db: Source, review: int) -> Stored:
    """The stored matter of an entry; UserError when there is none."""
    row = stored.of_review(db, review)
    if row is None:
        raise UserError(_("没有这件事项"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def must(store: Store, review: int) -> MatterCard:
    """The same as a card; UserError when there is none."""
    found = card(store, review)
    if found is None:
        raise UserError(_("没有这件事项"), remedy=_("可能已被撤销，请刷新列表"))
    return found


def is_owed(row: Stored) -> bool:
    """Whether somebody waits for an answer."""
    return bool(row["due"]) and not row["answered"] and row["state"] != "ignored"


def line_of(row: Stored) -> str:
    """A matter on one line: kind, day, title, outcome."""
    day = clock.shown_day(row["received"])
    return joined(" · ", (KINDS[row["kind"]], day, row["title"], state_words(row["kind"], row["state"])))


def covered(row: Stored, text: str) -> str:
    """Words of a matter without the name of who raised it, where that one asked not to be named."""
    for name in (row["nickname"], row["name"]) if row["secret"] else ():
        if name:
            text = re.sub(re.escape(name), lambda _found: SECRET, text, flags=re.IGNORECASE)
    return text


def draft_of(db: Source, row: Stored) -> MatterDraft:
    """What was raised."""
    before = None if row["earlier_id"] is None else stored.one(db, row["earlier_id"])
    return MatterDraft(
        row["kind"], row["group_id"], row["body"], row["title"], Party(row["person_id"], row["name"], row["nickname"]),
        tuple(Party(p["person_id"], p["name"], p["nickname"]) for p in stored.parties(db, row["id"])),
        bool(row["secret"]), json.loads(row["fields"]), date.fromisoformat(row["received"]),
        date.fromisoformat(row["due"]) if row["due"] else None, row["message_id"],
        None if before is None else before["review_id"],
    )  # fmt: skip
