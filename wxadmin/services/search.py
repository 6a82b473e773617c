"""One field that looks everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.domain.ordering import phrases, searchable
from wxadmin.i18n import _, joined
from wxadmin.services import chats, clock, matter_cards, people
from wxadmin.services.appeal_cards import line
from wxadmin.services.application_cards import line_of
from wxadmin.services.cases import STATES as CASE_STATES
from wxadmin.services.due import PageKey
from wxadmin.services.members import STATUS
from wxadmin.services.records import Reader, Store
from wxadmin.services.reviewables import KINDS, state_words
from wxadmin.store import search as stored
from wxadmin.store.lists import Source

_LOOKED_THROUGH = 200
"""Matters looked through for those that more than the name of who confided them finds, the newest."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: the page that shows it, its id there, a title and a line of detail."""

    page: PageKey
    id: int
    title: str
    detail: str


def everywhere(
    store: Store, text: str, *, group: int | None = None, limit: int = 8, reader: Reader | None = None
) -> tuple[Found, ...]:
    """Up to ``limit`` findings a noun (people, members, messages, cases, appeals, applications, announcements …).

    Names are also found by pinyin (``zhangsan``) and its initials (``zs``). Cancelled when the reader was interrupted.
    """
    words = " ".join(phrases(text))
    if not words:
        return ()
    if reader is not None:
        return _ask(reader, words, group, limit)
    with store.read() as db:
        return _ask(db, words, group, limit)


def _ask(db: Source, words: str, group: int | None, limit: int) -> tuple[Found, ...]:
    found: list[Found] = []
    for row in stored.people(db, words, group, limit):
        person = people.person_of(row)
        found.append(Found("people", row["id"], person.name, people.department_words(person)))
    for row in stored.members(db, words, group, limit):
        detail = " · ".join(part for part in (row["person_name"], STATUS[row["status"]]) if part)
        found.append(Found("members", row["id"], row["nickname"], detail))
    for row in stored.cases(db, words, group, limit):
        title = f"{row['number'] or CASE_STATES['draft']} {row['person_name'] or row['sender']}"
        found.append(Found("cases", row["id"], title, _short(row["facts"])))
    for row in stored.appeals(db, words, group, limit):
        title = joined(" ", (_("申诉"), row["name"]))
        found.append(Found("appeals", row["id"], title, joined(" · ", (line(row), _short(row["reasons"])))))
    for row in stored.applications(db, words, group, limit):
        found.append(Found("applications", row["id"], row["name"], line_of(row)))
    found += _matters(db, words, group, limit)
    for row in stored.announcements(db, words, group, limit):
        found.append(Found("announcements", row["id"], row["title"], _short(row["body"])))
    for row in stored.clauses(db, words, group, limit, clock.today().isoformat()):
        found.append(Found("regulations", row["revision_id"], f"《{row['title']}》{row['label']}", _short(row["text"])))
    for row in stored.messages(db, words, group, limit):
        title = " ".join(part for part in (row["sender"], chats.when(row)) if part)
        found.append(Found("chats", row["id"], title, _short(row["text"])))
    return tuple(found)


def _matters(db: Source, words: str, group: int | None, limit: int) -> list[Found]:
    """Matters by what they say; of a confidential one the name of who raised it neither finds it nor is shown."""
    found: list[Found] = []
    wanted = words.strip('"').split('" "')
    for row in stored.matters(db, words, group, _LOOKED_THROUGH):
        if len(found) == limit:
            break
        title, body = matter_cards.covered(row, row["title"]), matter_cards.covered(row, row["body"])
        if row["secret"]:
            said = f" {searchable(matter_cards.covered(row, row['sender']), title, body)} "
            if not all(f" {word} " in said for word in wanted):
                continue
        kind, state = row["kind"], row["state"]
        detail = joined(" · ", (clock.shown_day(row["received"]), state_words(kind, state), _short(body)))
        found.append(Found("queue", row["review_id"], joined(" ", (KINDS[kind], title)), detail))
    return found


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:60] + "…"
