"""群内通报: what a group is told of a case, the parties' names covered, and nobody else named."""

from __future__ import annotations

import re

from wxadmin.domain import masking
from wxadmin.domain.redaction import Covering
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock
from wxadmin.services.case_told import TellsOf, Told
from wxadmin.services.queue import CATEGORY_WORDS, category_words
from wxadmin.store.erasure_rules import REMOVED

_LONGEST_FACT = 60
"""Characters of facts that a group is told where an act has no kind of its own."""


def _named(one: TellsOf, *, masked: bool) -> str:
    return masking.person(one.name) if masked and one.name != REMOVED else one.name


def done(told: Told, one: TellsOf, cover: Covering, *, masked: bool) -> str:
    """The acts of a party by their day and kind; the words of an act without a kind, shortened, nobody named."""
    who, said = _named(one, masked=masked), []
    for act in one.acts:
        day = clock.shown_day(act.occurred) if act.occurred else ""
        kind = str(on_paper(category_words(act.category))) if act.category else ""
        if act.category in CATEGORY_WORDS:
            said.append(on_paper(_("{}在本群发布{}内容")).format(day, kind))
        elif kind:
            # Not everything is something that was posted: an announcement nobody answered, the owner's own word.
            said.append(joined("，", filter(None, (day, kind))))
        else:
            facts = _without_names(act.facts.split("\n")[0], told, cover, masked=masked)
            facts = facts if len(facts) <= _LONGEST_FACT else facts[: _LONGEST_FACT - 1] + "…"
            said.append(facts.rstrip("。"))
    return f"{who}：{'；'.join(said)}。"


def _without_names(text: str, told: Told, cover: Covering, *, masked: bool) -> str:
    """Words in which the parties are called as the notice calls them and everybody else 成员甲, 成员乙."""
    whose = {s: one for one in told.parties for s in (one.party.sender, one.party.name) if len(s) > 1 and s != REMOVED}
    if not whose:
        return cover.words(text)
    spelt = re.compile("|".join(map(re.escape, sorted(whose, key=len, reverse=True))))
    out, at = [], 0
    for found in spelt.finditer(text):
        out += [cover.words(text[at : found.start()]), _named(whose[found[0]], masked=masked)]
        at = found.end()
    return "".join((*out, cover.words(text[at:])))


def result(one: TellsOf, *, masked: bool) -> str:
    """What was decided for a party as the group learns it: no sums, and of the unit's part no more than that it is."""
    if one.lapsed:
        return on_paper(_("{}：原处理决定已经解除。")).format(_named(one, masked=masked))
    words = "、".join(one.measures)
    if one.recommendations:
        unit = on_paper(_("并建议单位依规处理"))
        words = f"{words}，{unit}" if words else unit.removeprefix("并")
    return f"{_named(one, masked=masked)}：{words}。"
