"""Who an erased person is, by all that the records call them, and how their words are taken out of what others said."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from wxadmin.store.engine import Row
from wxadmin.store.erasure_rules import REMOVED
from wxadmin.store.rows import Source, Value

ACCOUNTS = "accounts"
"""Choice: accounts of the person's name that nobody was ever found for are theirs."""
_SHORTEST, _SHORTEST_NUMBER = 4, 6
_IDENTIFYING = frozenset({"account", "alias", "landline", "mail", "wechat"})


@dataclass(frozen=True, slots=True)
class Who:
    """An erased person as the records know them.

    ``subjects`` and ``persons`` are several for persons that were merged; ``nicknames`` are (group, nickname);
    ``words`` are the texts by which others would name them, the longest first; ``shared`` is the name, when somebody
    else bears it too, so that nobody can say who is meant. ``likely`` are accounts that may be theirs.
    """

    subjects: frozenset[bytes]
    persons: frozenset[int]
    nicknames: frozenset[tuple[int, str]] = frozenset()
    words: tuple[str, ...] = ()
    longer: tuple[str, ...] = ()
    shared: str = ""
    likely: frozenset[tuple[int, str]] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """All words by which the person is named, the shared name among them."""
        return (*self.words, *([self.shared] if self.shared else []))

    def blanked(self, text: str) -> str:
        """The text with every word of the person replaced; what is part of somebody's longer name stays.

        Two characters amid others may be no name at all (行李明天到): they count only where one side of them is free.
        """
        if not any(word in text for word in self.words):
            return text
        keep = frozenset(self.longer)
        found = "|".join(_free(w) for w in sorted({*self.words, *keep}, key=len, reverse=True))
        return re.sub(found, lambda m: m.group() if m.group() in keep else REMOVED, text)


def _free(word: str) -> str:
    """The pattern of a word."""
    pattern = re.escape(word)
    return f"(?<!{_HAN}){pattern}|{pattern}(?!{_HAN})" if len(word) == 2 and re.fullmatch(f"{_HAN}+", word) else pattern


_HAN = "[\u3400-\u9fff]"


def subjects_of(db: Source, person: int) -> frozenset[bytes]:
    """The subject ids of a person and of everybody merged into them; empty when there is no such person."""
    ids, new = set[int](), {person}
    while new:
        ids |= new
        marks = ",".join("?" * len(new))
        rows = db.all(f"SELECT person_id FROM person_merge WHERE into_id IN ({marks})", list(new))  # noqa: S608
        new = {row[0] for row in rows} - ids
    return frozenset(bytes(row[0]) for row in among(db, "SELECT subject FROM person WHERE id", ids))


def find(db: Source, subjects: Collection[bytes], also: Collection[str] = ()) -> Who:
    """Who these subject ids are, by what the records still say; with ACCOUNTS in ``also`` by their likely accounts."""
    people = among(db, "SELECT * FROM person WHERE subject", subjects)
    ids = {row["id"] for row in people}
    # Somebody whose own row is gone already may still be named by number.
    for table, column in (("cases", "person_id"), ("signer", "person_id"), ("signature", "person_id")):
        sql = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND subject"  # noqa: S608
        ids |= {row[0] for row in among(db, sql, subjects)}
    nicknames = _nicknames(db, subjects, ids)
    names = {row["name"] for row in people if len(row["name"]) > 1}
    others = {row[0] for row in db.all("SELECT name, id FROM v_person") if row[1] not in ids}
    likely = frozenset(
        pair for name in names - others for pair in _accounts_of(db, name) - nicknames
    )  # fmt: skip
    if ACCOUNTS in also:
        nicknames, likely = nicknames | likely, frozenset()
    others |= {
        row[1]
        for row in db.all("SELECT DISTINCT group_id, nickname FROM v_snapshot_member")
        if (row[0], row[1]) not in nicknames | likely
    }
    shared = next(iter(sorted(names & others)), "")
    words = names | {_called(nickname, names) for _group, nickname in nicknames}
    for row in people:
        words |= {value for value in (row["phone"], row["number"]) if len(value) >= _SHORTEST_NUMBER}
    for row in among(db, "SELECT fields FROM person_detail WHERE subject", subjects):
        said = json.loads(row["fields"])
        words |= {said[key] for key in _IDENTIFYING & said.keys() if len(said[key]) >= _SHORTEST}
    words -= others
    longer = {other for other in others for word in words if word in other}
    return Who(
        frozenset(subjects), frozenset(ids), nicknames, tuple(sorted(words, key=lambda w: (-len(w), w))),
        tuple(sorted(longer)), shared, likely,
    )  # fmt: skip


def _called(nickname: str, names: Collection[str]) -> str:
    """How others would call somebody of this nickname: a short one may be any word, so it counts behind @ alone."""
    plain = len(nickname) >= _SHORTEST_NUMBER or any(name in nickname for name in names)
    return nickname if plain else f"@{nickname}"


def _accounts_of(db: Source, name: str) -> frozenset[tuple[int, str]]:
    """(group, nickname) of accounts that nobody is known for and that bear this name, alone or behind a department."""
    found = db.all(
        "SELECT DISTINCT group_id, sender FROM message WHERE length(subject) = 0 AND instr(sender, ?1) > 0"
        " UNION SELECT DISTINCT group_id, nickname FROM snapshot_member WHERE length(subject) = 0"
        " AND instr(nickname, ?1) > 0"
        " UNION SELECT group_id, nickname FROM member WHERE person_id IS NULL AND instr(nickname, ?1) > 0",
        (name,),
    )
    before = f"(?<!{_HAN})" if len(name) == 2 else ""
    bears = re.compile(f"{before}{re.escape(name)}(?!{_HAN})")
    return frozenset(
        (row[0], row[1]) for row in found if bears.search(row[1]) and not _others_bear(db, row[0], row[1], ())
    )


def _nicknames(db: Source, subjects: Collection[bytes], persons: Collection[int]) -> frozenset[tuple[int, str]]:
    """(group, nickname) under which these persons are known, and nobody else is."""
    found: set[tuple[int, str]] = set()
    for sql, keys in (
        ("SELECT DISTINCT group_id, nickname FROM snapshot_member WHERE subject", subjects),
        ("SELECT group_id, nickname FROM member_decision WHERE subject", subjects),
        ("SELECT group_id, nickname FROM member_task WHERE subject", subjects),
        ("SELECT group_id, nickname FROM reminder WHERE subject", subjects),
        ("SELECT DISTINCT group_id, sender FROM message WHERE subject", subjects),
        ("SELECT group_id, nickname FROM member WHERE person_id", persons),
    ):
        found |= {(row[0], row[1]) for row in among(db, sql, keys) if row[1]}
    return frozenset((group, name) for group, name in found if not _others_bear(db, group, name, subjects))


def _others_bear(db: Source, group: int, nickname: str, subjects: Collection[bytes]) -> bool:
    """Whether somebody else is known by a nickname."""
    others = db.all(
        "SELECT DISTINCT subject FROM snapshot_member WHERE group_id = ?1 AND nickname = ?2"
        " UNION SELECT p.subject FROM member m JOIN person p ON p.id = m.person_id"
        " WHERE m.group_id = ?1 AND m.nickname = ?2",
        (group, nickname),
    )
    return any(row[0] and bytes(row[0]) not in subjects for row in others)


def without_answers(text: str, who: Who, nicknames: Collection[str]) -> str:
    """A paste of answers without those of the person: their lines in a list, their messages in a chat.

    Every line keeps its place. Where others name the person the name alone goes.
    """
    names = tuple({*nicknames, *who.words})
    lines = text.split("\n")
    result, theirs = [], False
    for place, line in enumerate(lines):
        after = lines[place + 1].strip() if place + 1 < len(lines) else ""
        beginning = _beginning(line.strip(), names)
        if beginning is not None and (_CLOCK.fullmatch(beginning) or (not beginning and _CLOCK.fullmatch(after))):
            # The head of a message: what follows is theirs up to the next head or an empty line.
            theirs = True
            result.append("")
        elif beginning is not None:
            theirs = False
            result.append("")
        elif theirs and line.strip() and (_CLOCK.fullmatch(line.strip()) or not _HEAD.fullmatch(line.strip())):
            result.append("")
        else:
            theirs = False
            result.append(who.blanked(line))
    return "\n".join(result)


def _beginning(line: str, names: Iterable[str]) -> str | None:
    """What stands behind the person's name where a line begins with it, be it numbered; None where it does not."""
    bare = _NUMBERED.sub("", line, count=1)
    for name in sorted(names, key=len, reverse=True):
        rest = bare.removeprefix("@").removeprefix(name)
        if rest != bare.removeprefix("@") and not _WORD.match(rest):
            return rest.strip()
    return None


_NUMBERED = re.compile(r"\d{1,4}\s*[.、)）．]\s*")
_WORD = re.compile(r"[^\W\d_]")
_CLOCK = re.compile(
    r"(?=.{0,40}(?:\d[:：时]\d|[年月]|\d[/-]\d))[\d年月日时分秒周星期一二三四五六天上下午昨今:：/\-. ]{0,40}"
)
_HEAD = re.compile(r"\S.{0,40}?[ \t\u3000]+" + _CLOCK.pattern)


def among(db: Source, sql: str, keys: Collection[Value]) -> list[Row]:
    """Rows of a query ending in a column, for each of the keys."""
    found: list[Row] = []
    every = list(keys)
    for start in range(0, len(every), 500):
        part = every[start : start + 500]
        found += db.all(f"{sql} IN ({','.join('?' * len(part))})", part)
    return found


def naming(db: Source, table: str, columns: Iterable[str], words: Collection[str]) -> list[Row]:
    """Rows of a table with one of the words in one of the columns: id and the columns."""
    named = [f'"{column}"' for column in columns]
    found: dict[int, Row] = {}
    every = list(words)
    # An expression has its depth: somebody in forty groups may have forty names.
    most = max(1, _DEEPEST // max(1, len(named)))
    for start in range(0, len(every), most):
        part = every[start : start + most]
        asked = " OR ".join(f"instr({column}, ?{i}) > 0" for column in named for i in range(1, len(part) + 1))
        sql = f'SELECT id, {", ".join(named)} FROM "{table}" WHERE {asked}'  # noqa: S608 - registered names
        found |= {row["id"]: row for row in db.all(sql, part)}
    return list(found.values())


_DEEPEST = 400
