"""How a decision stands: what had been decided against a party, and what became of it since, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.cases import ActKind
from wxadmin.domain.ladder import MEASURES, RECOMMENDED
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock
from wxadmin.services.appeal_cards import OUTCOMES, unpacked, words_of
from wxadmin.services.case_acts import Act
from wxadmin.store.engine import Row

AMENDMENT, LIFTING = _("更正决定书"), _("解除处罚通知书")
"""Titles of the letters that tell of a correction, and of the end of a measure."""
_LETTERS: Mapping[str, str] = {"amended": AMENDMENT, "lifted": LIFTING, "ended": LIFTING}
_ANSWERED = {
    "maintained": _("申诉维持"), "reduced": _("申诉减轻为{}"), "revoked": _("申诉撤销"), "late": _("申诉逾期不予受理"),
}  # fmt: skip
_BY_ANSWER = frozenset(on_paper(_("申诉答复：{}")).format(on_paper(words)) for words in OUTCOMES.values())
_DECLINED = _("单位未采纳：{}")


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that became of a decision: ``day`` as shown, ``words`` what, ``why``, and the ``paper`` telling it."""

    kind: ActKind
    day: str
    words: str
    why: str = ""
    paper: int | None = None

    def line(self, most: int) -> str:
        """On one line, of the reason no more than ``most`` characters."""
        why = " ".join(self.why.split()).rstrip("。")
        why = why if len(why) <= most else f"{why[: most - 1]}…"
        return f"{self.day}{self.words}{f'（{why}）' if why else ''}"


def advised(words: str) -> bool:
    """Whether a measure in words is one that only the unit can take."""
    return words.startswith(tuple(str(on_paper(MEASURES[key])) for key in RECOMMENDED))


def declined(row: Row) -> bool:
    """Whether a measure was lifted since the unit would not take it."""
    return row["state"] == "lifted" and str(row["note"]).startswith(on_paper(_DECLINED).format(""))


def together(words: Iterable[str]) -> str:
    """Measures in a sentence, what the unit is asked for apart: ``禁言3天；建议单位处理：罚款50元``."""
    said = tuple(words)
    own, unit = "、".join(w for w in said if not advised(w)), "、".join(w for w in said if advised(w))
    return "；".join(filter(None, (own, on_paper(_("建议单位处理：{}")).format(unit) if unit else "")))


def decided(acts: Iterable[Act], party: int) -> tuple[str, ...]:
    """The measures as they were decided against a party, in words; nothing where no act tells them."""
    act = next((act for act in acts if act.kind == "decided" and act.party == party), None)
    return () if act is None else tuple(map(str, act.data.get("measures", ())))


def dropped(acts: Sequence[Act], sanctions: Iterable[Row]) -> frozenset[int]:
    """The measures that an amendment or the answer to an appeal put others in the place of.

    They are stored as lifted, as are those lifted by an act of their own, which are not among them.
    """
    notes = {row["id"]: row["note"] for row in sanctions if row["state"] == "lifted"}
    found = (act.data.get("sanction") for act in acts if act.kind == "lifted" and _replacing(acts, act, notes))
    return frozenset(one for one in found if isinstance(one, int))


def _replacing(acts: Sequence[Act], lifted: Act, notes: Mapping[int, str]) -> bool:
    """Whether a lifting was part of an amendment, or of an answer after which the decision, or what is left, holds."""
    note = notes.get(lifted.data.get("sanction", 0))
    restored = any(act.kind == "restored" and act.party == lifted.party and act.id > lifted.id for act in acts)
    return any(
        (act.kind == "amended" and act.text == note)
        or (act.kind == "answered" and (restored or act.data.get("outcome") != "revoked") and note in _BY_ANSWER)
        for act in acts
        if act.party == lifted.party and act.at == lifted.at and act.id < lifted.id
    )


def turns(
    acts: Sequence[Act], party: int, sanctions: Sequence[Row], titles: Mapping[int, str], *, named: bool = False
) -> tuple[Turn, ...]:
    """What became of the decision against a party, the earliest entry first.

    ``sanctions`` are those of the case, ``titles`` those of its papers by id. What merely follows from another act,
    such as a measure lifted by the answer to an appeal, is told with that act alone. ``named``: a measure that ended is
    named though it was the only one.
    """
    mine = [row for row in sanctions if row["party_id"] == party]
    measures = {row["id"]: on_paper(str(MEASURES[row["measure"]])) for row in mine}
    following = dropped(acts, mine)
    named = named or len(mine) - len(following & measures.keys()) > 1
    out: list[Turn] = []
    for act in acts:
        if act.party not in (party, None):
            continue
        found = _turn(act, measures if named else {}, following, mine)
        if found is None or (act.kind == "voided" and act.text in _BY_ANSWER):
            continue
        out.append(replace(found, day=clock.shown_day(act.day), paper=_paper(acts, act, titles)))
    return tuple(_joined(out))


def _turn(act: Act, measures: Mapping[int, str], following: Collection[int], mine: Sequence[Row]) -> Turn | None:
    kind, why = act.kind, act.text
    if kind == "amended":
        changes = act.data.get("changes", ())
        new = next((str(c["after"]) for c in changes if c["what"] == on_paper(_("处罚措施"))), "")
        what = "、".join(dict.fromkeys(str(c["what"]) for c in changes if c["what"] != on_paper(_("处罚措施"))))
        words = [on_paper(_("更正为{}")).format(together(new.split("、")))] if new else []
        return Turn(kind, "", "，".join(words + ([on_paper(_("更正{}")).format(what)] if what else [])), why)
    if kind == "answered":
        after = on_paper(words_of(unpacked(str(act.data.get("after", "")))))
        # Of somebody erased no more is known than that it was answered.
        said = on_paper(_ANSWERED.get(str(act.data.get("outcome", "")), _("申诉已答复")))
        return Turn(kind, "", said.format(together(after.split("、"))))
    if kind in ("lifted", "ended"):
        return _over(act, measures, following, mine)
    if kind == "voided":
        return Turn(kind, "", on_paper(_("作废")), why)
    if kind in ("delivered", "refused"):
        return Turn(kind, "", on_paper(_("送达")) if kind == "delivered" else on_paper(_("拒收")))
    if kind == "unit" and act.data.get("outcome") == "adopted":
        return Turn(kind, "", on_paper(_("单位采纳建议")))
    return None


def _over(act: Act, measures: Mapping[int, str], following: Collection[int], mine: Sequence[Row]) -> Turn | None:
    """A measure lifted by an act of its own, or come to its end."""
    number = act.data.get("sanction", 0)
    row = next((row for row in mine if row["id"] == number), None)
    if row is None or number in following:
        return None
    what = measures.get(number, "")
    if act.kind == "ended":
        return Turn("ended", "", on_paper(_("{}期满")).format(what))
    if row["note"] in _BY_ANSWER:
        return None
    if declined(row):
        why = row["note"].removeprefix(on_paper(_DECLINED).format(""))
        return Turn("lifted", "", on_paper(_("单位未采纳建议")), why)
    return Turn("lifted", "", on_paper(_("解除{}")).format(what), row["note"])


def _joined(found: Iterable[Turn]) -> list[Turn]:
    """Several measures that ended the same day for the same reason in one; those that a voiding lifted go with it."""
    out: list[Turn] = []
    for turn in found:
        last = out[-1] if out else None
        same = last is not None and (last.day, last.why) == (turn.day, turn.why)
        if last is not None and same and last.kind == "lifted" and turn.kind == "voided":
            out[-1] = turn
        elif last is not None and same and last.kind == turn.kind == "lifted" and last.words != turn.words:
            more = turn.words.removeprefix(on_paper(_("解除{}")).format(""))
            out[-1] = replace(last, words=f"{last.words}、{more}")
        elif last != turn:
            out.append(turn)
    return out


def _paper(acts: Sequence[Act], act: Act, titles: Mapping[int, str]) -> int | None:
    """The paper issued for an act before the next of its kind: the reply, the correction, the letter of its end."""
    for later in acts:
        if later.id <= act.id or later.party != act.party:
            continue
        appeal = act.data.get("appeal") if act.kind == "answered" else None
        if later.kind == act.kind and (appeal is None or later.data.get("appeal") == appeal):
            return None
        if later.kind != "note" or later.paper is None:
            continue
        letter = _LETTERS.get(act.kind, "")
        if (appeal is not None and later.data.get("appeal") == appeal) or (
            letter and titles.get(later.paper) == on_paper(letter)
        ):
            return later.paper
    return None
