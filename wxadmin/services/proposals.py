"""What the ladder of a group proposes for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from wxadmin.domain import ladder, ladder_json
from wxadmin.domain.cases import Infraction
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import EscalationLadder, Proposal, Severity, Strike
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, groups, ladders, precedents, signatures, strikes
from wxadmin.services.queue_cards import clause_key
from wxadmin.services.records import Store
from wxadmin.services.reviewables import category_words
from wxadmin.store.lists import Source


def propose(
    store: Store,
    group: int,
    person: int | None,
    category: str = "",
    *,
    sender: str = "",
    apart_from: int | None = None,
    severity: Severity = "ordinary",
    acts: Sequence[int] = (),
    occurred: date | None = None,
    clause: ClauseCitation | None = None,
) -> Proposal:
    """What the group's ladder proposes next for this person or nickname, explained; a person decides.

    Decided cases and private words of the person in this group count, under any of his nicknames and ``sender``; what
    was voided or lifted does not, what was reduced counts as it stands now. ``apart_from`` is the case itself, ``acts``
    the messages it is about, of which earlier words do not count against it. Where the version of ``clause`` was not
    signed by the day of the act (``occurred``, else today), a reminder is proposed instead.
    """
    groups.get(store, group)
    act = Infraction("", category, occurred, clause, severity)
    with store.read() as db:
        return of_acts(db, group, person, (act,), sender=sender, apart_from=apart_from, evidence=acts)


def of_acts(
    db: Source,
    group: int,
    person: int | None,
    acts: Sequence[Infraction],
    *,
    sender: str = "",
    apart_from: int | None = None,
    evidence: Sequence[int] = (),
    rules: EscalationLadder | None = None,
) -> Proposal:
    """What is proposed for several acts of one person dealt with together: as one strike, with the points of all.

    A reminder is proposed instead where none of them can be held against a clause signed in time. ``rules`` are tried
    in place of the group's ladder, the rest is as for :func:`propose`.
    """
    today = clock.today()
    rules = rules or ladders.of_db(db, group)
    acts = acts or (Infraction(""),)
    severity: Severity = max((act.severity for act in acts), key=ladder.SEVERITIES.index)
    first = min((act.occurred for act in acts if act.occurred is not None), default=None)
    keys = [("" if act.clause is None else clause_key(act.clause)) for act in acts]
    before = strikes.read(db, group, person, rules, sender=sender, apart=apart_from or 0, first=first, acts=evidence)
    unsigned = [_unsigned(db, group, act.clause, person, act.occurred) for act in acts]
    proposal = ladder.propose(
        rules, (), today, severity, clause="、".join(dict.fromkeys(key for key in keys if key)), act_day=first,
        acts=evidence, points=sum(rules.points_of(key, act.severity) for key, act in zip(keys, acts, strict=True)),
        unsigned="；".join(dict.fromkeys(unsigned)) if all(unsigned) else "", beyond=before.beyond,
        found=before.found,
    )  # fmt: skip
    why = list(proposal.why)
    if not proposal.unsigned:
        why += [
            on_paper(_("违反{}的行为：{}，发生前没有签收，建议就这一项先提醒。")).format(key, words)
            for key, words in zip(keys, unsigned, strict=True)
            if words
        ]
    category = next((act.category for act in acts if act.category), "")
    alike = before.alike(category) if category else 0
    if alike:
        why.append(on_paper(_("其中同类（{}）案件 {} 次。")).format(on_paper(category_words(category)), alike))
    cited = next((act.clause for act in acts if act.clause is not None), None)
    earlier = () if cited is None else precedents.figures_words(precedents.figures(db, group, cited, apart_from))
    return replace(proposal, why=tuple(why), precedents=earlier)


def trial(
    store: Store, group: int, rules: EscalationLadder, who: int | str, severity: Severity = "ordinary", clause: str = ""
) -> Proposal:
    """What a ladder not yet kept would propose if an act happened now.

    ``who`` is a person of the roster with their history, or in words a number of earlier decisions, all of today and
    against the same clause (its key). UserError for a ladder that cannot be, or words that are no number up to 99.
    """
    ladder_json.check(rules)
    if isinstance(who, int):
        with store.read() as db:
            return of_acts(db, group, who, (Infraction("", severity=severity),), rules=rules)
    if not re.fullmatch(r"[0-9]{1,2}", who, re.ASCII):
        raise UserError(_("次数读不懂：{}").format(who), remedy=_("请写 0 到 99 的数字，或选一个人"))
    today, points = clock.today(), rules.points_of(clause)
    assumed = [
        Strike(f"{n:02}", today, on_paper(_("假设的第 {} 次处理")).format(n + 1), points=points)
        for n in range(int(who))
    ]
    return ladder.propose(rules, assumed, today, severity, clause=clause)


_UNKNOWN_TO: frozenset[signatures.Known] = frozenset({"missing", "later", "older", "not_asked", "absent"})
"""What leaves a clause unknown to somebody; who refused to sign knows it, and where nobody signed nothing is known."""


def _unsigned(db: Source, group: int, clause: ClauseCitation | None, person: int | None, occurred: date | None) -> str:
    """Why a clause cannot be held against an act of that day; ``""`` when it can."""
    if clause is None or person is None:
        return ""
    held = signatures.known(db, group, clause, person, occurred or clock.today())
    return on_paper(held.words) if held is not None and held.known in _UNKNOWN_TO else ""
