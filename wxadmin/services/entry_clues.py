"""Who brought others into a group against its policy, as archived system lines tell, and the case that is drafted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper
from wxadmin.services import cases, clock, group_life, group_posts, groups
from wxadmin.services.group_life import PolicyWord
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store.lists import Source

_MOST = 200


@dataclass(frozen=True, slots=True)
class EntryClue:
    """Somebody who may not bring people in did so, by invitation or with the QR code: lines do not always tell which.

    ``actor`` is the nickname, ``person`` who bears it when known; ``day`` an ISO date;
    ``case`` is a case on it that stands already.
    """

    event: int
    day: str
    actor: str
    person: int | None
    name: str
    brought: tuple[str, ...]
    case: int | None

    @property
    def words(self) -> str:
        """``2026年9月22日 采购部-林岚 带入 A、B``."""
        who = f"{self.actor}（{self.name}）" if self.name and self.name != self.actor else self.actor
        return _("{day} {who} 带入 {brought}").format(
            day=clock.shown_day(self.day), who=who, brought="、".join(self.brought)
        )


def of_group(store: Store, group: int) -> tuple[EntryClue, ...]:
    """The clues of a group, newest first, at most two hundred; none where its policy lets everybody bring people in.

    Only system lines in the archived chat tell. Whoever manages the group now is never among them, and where nobody is
    known to manage it there are none.
    """
    with store.read() as db:
        return _clues(db, group)


def _clues(db: Source, group: int) -> tuple[EntryClue, ...]:
    profile = group_life.profile(db, group)
    if profile.inviting == "anyone" and profile.code == "free":
        return ()
    gate = group_posts.Gate.of(group_posts.managing(db, group))
    if not gate.known:
        return ()
    known = {row["nickname"]: row for row in stored.identified(db, group)}
    act = _broken(profile).breach
    found = []
    for row in stored.joins(db, group, _MOST):
        actor = row["actor"]
        member = known.get(actor)
        person = None if member is None else member["person_id"]
        name = "" if member is None else member["person_name"]
        brought = tuple(one for one in json.loads(row["subjects"]) if one != actor)
        if not brought or gate.lets(actor, person, name):
            continue
        # A line without a time stands beside a message that has one.
        day = row["local"][:10] or clock.day_of(row["at"]).isoformat()
        case = stored.case_on(db, group, actor, act, day)
        found.append(EntryClue(row["id"], day, actor, person, name, brought, case))
    return tuple(found)


def draft(store: Store, group: int, event: int) -> Change[int]:
    """Opens a case on a clue as a draft; the value is the case. UserError when the clue is none (any more)."""
    with store.read() as db:
        clue = next((one for one in _clues(db, group) if one.event == event), None)
        profile = group_life.profile(db, group)
    if clue is None:
        raise UserError(_("这条线索已经不成立"), remedy=_("请刷新群的资料"))
    if clue.case is not None:
        raise UserError(_("这条线索已经立案"), remedy=_("请到案件里查看"))
    policy = _broken(profile)
    facts = on_paper(_("{day}，{who}将{brought}带入“{group}”群。本群规定：{policy}")).format(
        day=clock.shown_day(clue.day),
        who=clue.name or clue.actor,
        brought="、".join(clue.brought),
        group=groups.get(store, group).name,
        policy=policy.text,
    )
    return cases.create(
        store,
        cases.CaseDraft(
            group=group,
            person=clue.person,
            facts=facts,
            category=policy.breach,
            occurred=date.fromisoformat(clue.day),
            sender=clue.actor,
        ),
    )


def _broken(profile: groups.Profile) -> PolicyWord:
    """The policy that whoever brings somebody in breaks."""
    code = "not_invited" if profile.inviting == "admins" else "code_passed"
    return next(one for one in group_life.policy_words(profile) if one.code == code)
