"""Who spoke: a nickname led to the person who bore it on that day, though they or somebody else are called so now."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from wxadmin.services import clock, spelling
from wxadmin.services.records import Store
from wxadmin.store import members as stored_members
from wxadmin.store import people as stored_people
from wxadmin.store import speakers as stored
from wxadmin.store.lists import Source

_PIECE = re.compile(r"[^\W\d_]+")
_PINYIN = re.compile(r"[A-Za-z]{2,40}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who spoke under a nickname. ``person`` None: not known who that was.

    ``member`` is the entry in the list of members, None where there is none; ``now`` what the person is called in the
    group now where that differs; ``offered`` (person, label) who it might be.
    """

    nickname: str
    person: int | None = None
    name: str = ""
    department: str = ""
    member: int | None = None
    now: str = ""
    offered: tuple[tuple[int, str], ...] = ()

    @property
    def line(self) -> str:
        """Name and department."""
        return " · ".join(part for part in (self.name, self.department) if part)


def bearer(db: Source, group: int, nickname: str, at: int) -> int | None:
    """The person who bore a nickname of a group at a moment (UTC seconds), None when that is not known.

    Where lists show several people under it, the last list up to that day decides, before the first list the first;
    else who the nickname stands for now.
    """
    day = clock.day_of(at).isoformat()
    borne = stored.bearers(db, group, nickname)
    if len({row["subject"] for row in borne}) > 1:
        before = [row for row in borne if clock.day_of(row["taken"]).isoformat() <= day]
        subject = bytes((before[-1] if before else borne[0])["subject"])
        return stored.person_of(db, subject)
    row = stored_members.by_nickname(db, group, nickname)
    if row is not None and row["person_id"] is not None:
        return int(row["person_id"])
    return stored.person_of(db, bytes(borne[0]["subject"])) if borne else None


def speaker(db: Source, group: int, nickname: str, at: int) -> Speaker:
    """The same with what the records say of them."""
    member = stored_members.by_nickname(db, group, nickname)
    row_id = None if member is None else int(member["id"])
    person = bearer(db, group, nickname, at)
    found = None if person is None else stored_people.one(db, person)
    if person is None or found is None:
        offered = () if member is None else tuple((one, words) for one, words in json.loads(member["candidates"]))
        return Speaker(nickname, member=row_id, offered=offered)
    present = [name for name in stored.present(db, group, person) if name != nickname]
    return Speaker(nickname, person, found["name"], found["department"], row_id, present[0] if present else "")


def everybody(store: Store, group: int | None) -> list[str]:
    """Everybody who ever spoke in a group (None: in any), in the order people expect."""
    with store.read() as db:
        return sorted(filter(None, stored.senders(db, group)), key=spelling.key)


def by_pinyin(db: Source, group: int | None, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each word of a search that may be pinyin: word → nicknames that sound so, in full or by their initials.

    ``wangming`` and ``wm`` find 研发部-王明, as does ``yanfa``.
    """
    wanted = [word.lower() for word in words if _PINYIN.fullmatch(word)]
    if not wanted:
        return {}
    names = stored.senders(db, group)
    known = stored.names(db, group)
    sounds = {name: _sounds(name, known.get(name, "")) for name in names}
    return {
        word: tuple(name for name, said in sounds.items() if any(one.startswith(word) for one in said))
        for word in wanted
    }


def _sounds(nickname: str, person: str) -> tuple[str, ...]:
    pieces = [*_PIECE.findall(nickname), *([person] if person else [])]
    return tuple(sound for piece in pieces for sound in spelling.pinyin_words(piece))
