"""From what a regulation says of each stage (首次、再次、多次、情节严重) to a ladder, with what had to be assumed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.rungs import MEASURES, PRESET, RECOMMENDED, STAGES, EscalationLadder, LadderStep

MOST_STEPS = 20
"""Rungs of a ladder."""
MANY = 3
"""多次、屡次、频繁 is at least the third time: the second has a word of its own (再次)."""


@dataclass(frozen=True, slots=True)
class StageMeasure:
    """One measure that a sentence sets for a stage.

    ``days`` of a mute, the least where the text leaves a span up to ``most`` (0: not said); ``times`` the act from
    which it holds (0: not said); ``many``: the text only says 多次; ``points`` from so many on (0: not by points);
    ``choice``: the text leaves it to whoever decides (可以、或), ``joint``: together with the one before it (并).
    """

    stage: str
    measure: str
    days: int = 0
    most: int = 0
    times: int = 0
    many: bool = False
    points: int = 0
    choice: bool = False
    joint: bool = False

    @property
    def value(self) -> str:
        """As settings of a regulation name it: ``repeated:mute``."""
        return f"{self.stage}:{self.measure}"

    @property
    def step(self) -> LadderStep:
        """A rung of this measure alone."""
        return LadderStep((self.measure,), self.days if self.measure == "mute" else 0)


def from_settings(values: Iterable[str], *, source: str = "") -> EscalationLadder:
    """The ladder of a regulation's settings ``stage:measure``; the preset one when they set nothing."""
    parts = (value.partition(":") for value in values)
    return from_stages((StageMeasure(stage, measure) for stage, _colon, measure in parts), source=source)


def from_stages(said: Iterable[StageMeasure], *, source: str = "") -> EscalationLadder:
    """The ladder of a regulation; the preset one when it sets nothing.

    Each measure for repeated acts is a rung of its own, mildest first, not before the time that the text names. Where
    the text is silent about the first act, it is a reminder. Of what it leaves to choose from, the mildest is the rung,
    the harder ones are its ``others``. To dissolve the group is no measure against a person and never proposed.
    """
    known = [one for one in dict.fromkeys(said) if one.stage in STAGES and one.measure in MEASURES]
    usable = [one for one in known if one.measure != "dissolve"]
    if not usable:
        return PRESET
    assumed = ["“解散群”不是对个人的处理，没有列入阶梯。"] if len(usable) < len(known) else []
    usable = _least(usable, assumed)
    counted = [one for one in usable if not one.points]
    stages = {stage: [one for one in counted if one.stage == stage] for stage in STAGES}
    first = _together(stages["first"]) or LadderStep(("reminder",))
    steps = _rungs(first, stages["repeated"], assumed)
    serious, malicious = _together(stages["serious"]), _together(stages["malicious"])
    thresholds = _thresholds([one for one in usable if one.points], assumed)
    for name, step in (("情节严重", serious), ("情节恶劣", malicious)):
        # Where it is no harder than what the second time brings, a grave act may come off better than a repeated one.
        if step is not None and len(steps) > 1 and step.weight < steps[1].weight:
            assumed.append(f"对{name}规定的“{step.title}”比第 2 次的“{steps[1].title}”轻，请核对；同时适用时取重的。")
    return EscalationLadder(
        tuple(steps), serious, malicious, source=source, thresholds=thresholds, assumed=tuple(assumed)
    )


def _least(said: Sequence[StageMeasure], assumed: list[str]) -> list[StageMeasure]:
    """Of mutes of several lengths for the same stage the shortest; spans are told."""
    kept: dict[tuple[str, str, int, bool, int], StageMeasure] = {}
    for one in said:
        if one.most and one.days:
            assumed.append(f"“禁言{one.days}–{one.most}天”按最短的{one.days}天列入，可以改。")
        elif one.most:
            assumed.append(f"禁言最长{one.most}天，没有写最短，天数由您定。")
        key = one.stage, one.measure, one.times, one.many, one.points
        before = kept.get(key)
        if before is None:
            kept[key] = one
            continue
        days = sorted(one.days for one in (before, one) if one.days)
        if len(set(days)) > 1:
            assumed.append(f"同一情形写了禁言{days[0]}天和{days[1]}天，按{days[0]}天列入，可以改。")
        # Once it is set without a choice, it is set.
        kept[key] = replace(
            before, days=days[0] if days else 0, choice=before.choice and one.choice, joint=before.joint and one.joint
        )
    return list(kept.values())


def _together(said: Sequence[StageMeasure]) -> LadderStep | None:
    """One rung of what is said for one stage: all that is set, else the mildest of what may be chosen."""
    ranked = sorted(said, key=lambda one: one.step.weight)
    fixed = [one for one in ranked if not one.choice]
    if not fixed:
        # What only the unit can do is no milder choice than what the owner of a group can do himself.
        fixed = [one for one in ranked if one.measure not in RECOMMENDED][:1] or ranked[:1]
    if not fixed:
        return None
    days = max(one.days for one in fixed)
    step = LadderStep(tuple(one.measure for one in fixed), days if any(one.measure == "mute" for one in fixed) else 0)
    others = tuple(
        one.measure for one in ranked
        if one.measure not in step.measures and (one.step.weight > step.weight or one.measure in RECOMMENDED)
    )  # fmt: skip
    return replace(step, others=others)


def _rungs(first: LadderStep, said: Sequence[StageMeasure], assumed: list[str]) -> list[LadderStep]:
    """The first rung and those of repeated acts; the rung before one that comes later holds up to it."""
    steps = [first]
    runs = [(run, step) for run in _runs(said) if (step := _together(run)) is not None]
    for run, step in sorted(runs, key=lambda found: found[1].weight):
        if step.weight < first.weight:
            continue
        many = any(one.many for one in run)
        named = max((one.times for one in run), default=0)
        at = MANY if many else named or 2
        if many:
            # A harder measure with a number of its own comes not later for that.
            ends = [one.times for other, harder in runs for one in other if one.times and harder.weight > step.weight]
            at = max(2, min([at, *(end - 1 for end in ends)]))
        at = max(at, len(steps) + 1)
        if at > MOST_STEPS:
            assumed.append(f"第 {at} 次才有的“{step.title}”超出阶梯的 {MOST_STEPS} 级，没有列入。")
            continue
        while len(steps) < at - 1:
            steps.append(steps[-1])
        steps.append(step)
        if many:
            assumed.append(f"“{step.title}”在制度里只写“多次”之类，没有写第几次：从第 {at} 次起列入，可以改。")
    return steps


def _runs(said: Sequence[StageMeasure]) -> list[list[StageMeasure]]:
    """What belongs to one rung: measures of one numbered time, joined by 并, or to be chosen from."""
    runs: list[list[StageMeasure]] = []
    for one in said:
        same = runs and (runs[-1][-1].times, runs[-1][-1].many) == (one.times, one.many)
        if same and (one.times or one.joint or (one.choice and runs[-1][-1].choice)):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _thresholds(said: Sequence[StageMeasure], assumed: list[str]) -> tuple[tuple[int, LadderStep], ...]:
    found: list[tuple[int, LadderStep]] = []
    for points in sorted({one.points for one in said}):
        step = _together([one for one in said if one.points == points])
        if step is not None and len(found) < MOST_STEPS and (not found or step.weight >= found[-1][1].weight):
            found.append((points, step))
    if found:
        assumed.append("制度按累计分数规定了处理，已列为扣分档；各条记几分请核对，或按“照规章填写”。")
    return tuple(found)
