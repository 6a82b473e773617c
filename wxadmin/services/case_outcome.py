"""The outcome of a case on papers: the decision as it was decided, and what became of it since."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.domain.papers import FileSection
from wxadmin.i18n import _, on_paper
from wxadmin.services import case_standing, wording
from wxadmin.services.case_told import TellsOf, Told
from wxadmin.store import appeals as stored_appeals
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_CHANGING = frozenset({"amended", "answered", "lifted", "ended", "voided", "unit"})
"""What changes what holds of a decision, or confirms it."""
_LONGEST_WHY = 60
"""Characters of a reason where what became of a decision stands in a line."""


def sections(told: Told, papers: Sequence[Row]) -> list[FileSection]:
    """The decision as it was decided, below it what became of it with the papers that say so, and what holds now.

    ``papers`` are those issued for the case. Nothing for a draft.
    """
    if told.row["state"] == "draft":
        return []
    lines = [f"{_each(told, one, case_standing.together(_decided(told, one)))}。" for one in told.parties]
    for act in told.acts:
        if act.kind == "decided":
            if committee := str(act.data.get("committee", "")):
                lines.append(on_paper(_("集体决定：{}。")).format(committee.rstrip("。")))
            if act.text:
                lines.append(act.text)
    if told.row["decided_by"] != on_paper(_("集体决定")):
        lines.append(on_paper(_("决定人：{}。")).format(told.row["decided_by"]))
    out = [FileSection("", tuple(dict.fromkeys(lines)))]
    since = _since(told, papers)
    if since:
        out.append(FileSection(on_paper(_("决定以后的变化")), since))
        if told.row["state"] != "void":
            now = tuple(f"{_each(told, one, one.result)}。" for one in told.parties)
            out.append(FileSection(on_paper(_("现在的处理")), now))
    return out


def _decided(told: Told, one: TellsOf) -> tuple[str, ...]:
    return case_standing.decided(told.acts, one.id) or one.results


def _each(told: Told, one: TellsOf, words: str) -> str:
    return f"{one.name}：{words}" if len(told.parties) > 1 else words


def _since(told: Told, papers: Sequence[Row]) -> tuple[str, ...]:
    titles = {row["id"]: row["title"] for row in papers}
    numbers = {row["id"]: f"{row['title']} {row['number']}" for row in papers}
    lines: dict[str, None] = {}
    for one in told.parties:
        for turn in case_standing.turns(told.acts, one.id, told.sanctions, titles, named=True):
            if turn.kind in _CHANGING:
                who = f"，{one.name}：" if len(told.parties) > 1 and turn.kind != "voided" else ""
                paper = f"（{numbers[turn.paper]}）" if turn.paper in numbers else ""
                why = on_paper(_("。原因：{}")).format(turn.why.rstrip("。")) if turn.why else ""
                lines[f"{turn.day}{who}{turn.words}{paper}{why}。"] = None
    return tuple(lines)


def lines(told: Told, one: TellsOf) -> tuple[str, ...]:
    """What was decided against a party, then a line each what became of it; of a draft nothing."""
    if told.row["state"] == "draft":
        return ()
    since = case_standing.turns(told.acts, one.id, told.sanctions, {})
    return (case_standing.together(_decided(told, one)), *(turn.line(_LONGEST_WHY) for turn in since))


def state(db: Source, told: Told, one: TellsOf) -> str:
    """How the decision against a party stands, in a word."""
    if told.row["state"] == "void" or one.party.voided:
        revoked = any(act.kind == "answered" and act.party == one.id for act in told.acts)
        return on_paper(_("申诉撤销")) if revoked else on_paper(wording.CASE_STATES["void"])
    if any(act.kind == "appealed" and act.party == one.id for act in told.acts):
        found = stored_appeals.of_case(db, told.row["id"])
        if any(row["party_id"] == one.id and row["state"] == "open" for row in found):
            return on_paper(_("申诉中"))
    if one.lapsed:
        return on_paper(_("已解除"))
    waiting = {row["measure"] for row in told.sanctions if row["party_id"] == one.id and row["state"] == "decided"}
    if waiting:
        return on_paper(_("待执行")) if waiting - RECOMMENDED else on_paper(_("待单位处理"))
    kept = [row for row in told.sanctions if row["party_id"] == one.id and row["state"] != "lifted"]
    if kept and all(row["state"] == "ended" for row in kept):
        return on_paper(_("已期满"))
    return on_paper(_("已执行")) if kept else on_paper(wording.CASE_STATES[told.row["state"]])
