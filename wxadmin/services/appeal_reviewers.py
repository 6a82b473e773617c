"""复核人: who looks at an appeal, somebody who did not decide where there is such a one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper
from wxadmin.services import group_posts
from wxadmin.services.operators import RIGHTS
from wxadmin.store import appeals as stored
from wxadmin.store import cases as stored_cases
from wxadmin.store import operators as stored_operators
from wxadmin.store.erasure_rules import REMOVED
from wxadmin.store.lists import Source

_RIGHT = "cases"
assert _RIGHT in RIGHTS
_RANK = ("head", "committee", "owner", "admin")


@dataclass(frozen=True, slots=True)
class Reviewers:
    """``proposed`` is who should look at it, of ``others`` who did not decide; ``deciders`` are those who did.

    Where there is nobody else ``proposed`` is a decider (``""`` where nobody knows their names); ``same`` says so in a
    sentence. ``words`` are those in which it is written who decided.
    """

    proposed: str
    others: tuple[str, ...]
    deciders: tuple[str, ...]
    same: str = ""
    words: tuple[str, ...] = ()

    def has_decided(self, name: str) -> bool:
        """Whether somebody of that name took part in the decision."""
        return decided(name.strip(), self.words, (*self.others, *self.deciders))


def of(db: Source, case: int) -> Reviewers:
    """Who can look at an appeal against a case: the committee first, then owner, administrators, who may act on cases.

    Those the case is about cannot, nor those who decided it or are named in the committee's decision.
    """
    row = stored_cases.one(db, case)
    if row is None:
        raise UserError(_("没有这个案件"), remedy=_("可能已被撤销，请刷新列表"))
    words = _deciding(db, case, row["decided_by"])
    about = stored.parties(db, case)
    persons = {one["person_id"] for one in about if one["person_id"] is not None}
    names = {name for one in about for name in (one["name"], one["sender"]) if name}
    posts = sorted(group_posts.managing(db, row["group_id"]), key=lambda post: _RANK.index(post.role))
    found: list[tuple[str, int | None]] = [(post.name, post.person) for post in posts]
    for operator in stored_operators.every(db):
        if operator["active"] and _RIGHT in json.loads(operator["rights"]):
            found.append((operator["name"], operator["person_id"]))
    able = [
        name
        for name, person in dict(found).items()
        if name and name != REMOVED and name not in names and (person is None or person not in persons)
    ]
    deciders = tuple(name for name in able if decided(name, words, able))
    others = tuple(name for name in able if name not in deciders)
    if others:
        return Reviewers(others[0], others, deciders, "", words)
    together = any("committee" in json.loads(act["data"] or "{}") for act in stored.deciders(db, case))
    alone = next(iter(deciders), "" if together else row["decided_by"])
    return Reviewers(alone, (), deciders, on_paper(_("本群没有其他管理人员，复核由作出原决定的人进行")), words)


def decided(name: str, words: Iterable[str], known: Iterable[str] = ()) -> bool:
    """Whether somebody is named where it is written who decided, and not merely a part of a longer ``known`` name."""
    longer = sorted((other for other in known if name in other and name != other), key=len, reverse=True)
    for said in words:
        for other in longer:
            said = said.replace(other, "\0")
        if name and name in said:
            return True
    return False


def _deciding(db: Source, case: int, decided_by: str) -> tuple[str, ...]:
    """The words in which it is written who decided a case or amended the decision."""
    words = [decided_by]
    for act in stored.deciders(db, case):
        words += [act["by_whom"], str(json.loads(act["data"] or "{}").get("committee", ""))]
    return tuple(dict.fromkeys(word for word in words if word))
