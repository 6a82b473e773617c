"""Which measure a sentence sets for which stage of misconduct (首次 → 警告, 多次 → 移出)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil

from wxadmin.domain.numerals import CN_DIGITS, number
from wxadmin.domain.stages import StageMeasure

_STAGES = {
    "first": (
        r"首次|初次|第[一1]次|初犯|首犯|偶犯|[一1]次违规|违规[一1]次|"
        r"[一1]次(?:的，?)?(?=(?:给予|予以|口头|书面|群内|私下|私信){0,2}(?:提醒|警告|劝告|批评|禁言))"
    ),
    "repeated": (
        r"(?:经|多次|屡次|再三|[两二三四五23]次|不听)[^，。；：、]{0,4}?(?:提醒|警告|劝告|劝阻|劝导|教育)|"
        r"(?:提醒|警告|劝告|教育)(?:无效|不改|后仍|后再|仍不)|第[二三四五2-9]次|再次|再犯|[二两三四五六2-9]次(?:以上|及以上|违规|违反)|"
        r"(?<![第每])[二两三四五2-9]次(?:的|者)?，?(?=[^，。；、]{0,4}(?:提醒|警告|批评|禁言|罚|扣|移出|移除|踢|清退|辞退|解除|开除))|"
        r"违[规反纪][两二三四五六2-9]次|多次|屡次|屡[^，。；]{0,2}不改|屡犯|频繁|重复违规|反复|累计|拒不改正|仍不改"
    ),
    "serious": (
        r"(?:情节|后果|性质|影响)[^，。；：、]{0,3}?(?:严重|较重|恶劣)|严重(?:违规|违反|违纪|扰乱|者|的)|"
        r"违规[^，。；]{0,5}严重|造成[^，。；]{0,6}严重"
    ),
    "malicious": r"恶意(?:违规|违反|扰乱|破坏|者|的|行为|捣乱)|故意(?:违规|违反|扰乱|破坏|捣乱|者|的)|性质恶意|"
    r"(?:恶意|故意)[^，。；：、的]{2,14}(?:的|者|的?行为)(?=[，：、]|$|直接|立即|一律|予以|给予|将|可)",
    "": r"(?:情节|后果)[^，。；：、]{0,3}?(?:轻微|较轻|轻)|轻微违规|一般违规",
}
_MEASURES = {
    "warning": r"警告|黄牌",
    "reminder": r"提醒(?!其|成员|大家|对方|广大|自己)|劝告|劝导|私下沟通|批评教育",
    "criticism": r"通报批评|通报",
    "mute": r"禁言",
    "fine": r"罚款|罚金|经济处罚|扣款|扣罚",
    "deduction": r"扣减|扣发|扣除工资|扣工资|扣除绩效|扣绩效",
    "suspension": r"停职",
    "removal": (
        r"(?:移出|移除|踢出|清除出|请出|清退出|清理出|剔除出|逐出|劝退|退出)[^，。；：、]{0,6}?群|"
        r"踢人|踢群|移出|移除|踢出|清退|踢除"
    ),
    "dismissal": r"解除[^，。；：、]{0,6}?合同|辞退|开除",
    "compensation": r"赔偿",
    "dissolve": r"解散",
    "justice": r"移送司法|移交司法|移送公安|移交公安",
}
_MEASURE = re.compile("|".join(f"(?P<measure_{name}>{words})" for name, words in _MEASURES.items()))
_WORD = re.compile(
    "|".join(f"(?P<stage_{name or 'none'}>{words})" for name, words in _STAGES.items()) + "|" + _MEASURE.pattern
)
_STAGE = re.compile("|".join(words for words in _STAGES.values()))
_AGAIN = re.compile(r"[；;][^；;]{0,12}?(?:再次|再犯|第二次|仍|拒不|屡)")
_BREACH = re.compile(r"违反|违规|违纪")
_PART = re.compile(r"[^；;\n]+")
_NEXT_CLAUSE = re.compile(r"，(?!(?:或|以及|和|并|且)[^，]*$)[^，]*$")
_OPEN = re.compile(r"是否|能否|可否|要不要|不予|不再|不会|免予|免于|解除$|取消$")
"""In front of a measure that is not taken, or not decided."""
_LABEL = re.compile(r"^[^，。；：]{1,10}：")


_N = rf"(?:\d{{1,4}}|[{CN_DIGITS}]{{1,4}}|半)"
_TIME = r"(?:个?(?:工作日|自然日)|个?(?:小时|钟头|星期|月)|天|日|周|年)"
_SPAN = re.compile(
    rf"(?P<from>{_N})[ ]?(?P<unit1>{_TIME})?[ ]?(?:(?:-|－|—|–|~|～|至|到|或)[ ]?(?P<to>{_N})[ ]?)?(?P<unit>{_TIME})"
)
_MOST = re.compile(r"(?:不超过|不得超过|至多|最多|最长|不多于)[^，。；、]{0,3}$")
_UP_TO = re.compile(r"(?:之内|以内|以下|内)")
_LONGEST = 3650  # days
_BETWEEN = re.compile(r"(?:以上|以下|以内|之内|内|及以上)?(?:的|期限?|时间)?(?:群内|临时|短期)?")
"""What may stand between a time and the mute that it is of."""
_COUNT = re.compile(rf"(?P<n>[{CN_DIGITS}]{{1,3}}|\d{{1,2}})次")
_WARNED = re.compile(r"(?:提醒|警告|劝告|劝阻|劝导|教育|批评)")
_MANY = re.compile(r"多次|屡|再三|频繁|反复|累计")
_FULL = re.compile(
    rf"(?:满|达到?|扣完|记满|扣满)[^，。；、]{{0,2}}?(?P<n>\d{{1,4}}|[{CN_DIGITS}]{{1,4}})[ ]?分(?![钟之])"
)
_EITHER = re.compile(r"或|／|/|乃至|直至|视情")
_ALONG = re.compile(r"并(?!且?不)|同时|以及|且|和|及|＋|\+")
_MAY = re.compile(r"可(?!能)|有权|酌情|视情|视[^，。；]{0,6}(?:轻重|情节|情况)")


def ladder_steps(sentence: str) -> Iterator[str]:
    """``first:warning`` and the like, in the order of the sentence, each once."""
    yield from dict.fromkeys(one.value for one in stage_measures(sentence))


def stage_measures(sentence: str) -> Iterator[StageMeasure]:
    """Which measure is set for which stage, with its days, the time it is for, and what is left to choose."""
    again = _AGAIN.search(sentence)
    for part in _PART.findall(sentence):
        steps = list(_part_steps(part))
        if not steps and again and not _STAGE.search(part) and _BREACH.search(part):
            # 违反的，警告；再次违反的…: what comes before the second time is for the first.
            steps = list(_told(list(_MEASURE.finditer(part)), part, 0, StageMeasure("first", "")))
        yield from steps


def _part_steps(part: str) -> Iterator[StageMeasure]:
    label = _LABEL.match(part)
    labelled = _MEASURE.search(label.group()) if label else None
    if label and labelled and labelled.lastgroup:
        # 警告：对初犯…: the label names the measure, the rest the stages.
        name = labelled.lastgroup.removeprefix("measure_")
        days, most = _days(part, label.end(), len(part)) if name == "mute" else (0, 0)
        may = bool(_MAY.search(part, label.end()))
        for match in _WORD.finditer(part, label.end()):
            if (match.lastgroup or "").startswith("stage_") and match.lastgroup != "stage_none":
                stage = _stage(match, part)
                yield replace(stage, measure=name, days=days, most=most, choice=may)
        return
    stages: list[StageMeasure] = []
    measures: list[re.Match[str]] = []
    end = 0
    for match in _WORD.finditer(part):
        kind, _, name = (match.lastgroup or "").partition("_")
        if kind == "stage":
            # 第一次约谈，第二次通报: the first has a measure of its own, though not one of the list.
            if measures or _NEXT_CLAUSE.search(part[end : match.start()]):
                yield from _all(stages, measures, part, end)
                stages, measures = [], []
            end = match.end()
            stages.append(_stage(match, part))
        elif not _OPEN.search(part, max(0, match.start() - 6), match.start()):
            measures.append(match)
    yield from _all(stages, measures, part, end)


def _all(
    stages: Iterable[StageMeasure], measures: Sequence[re.Match[str]], part: str, start: int
) -> Iterator[StageMeasure]:
    """Every measure for each of the stages before it, measure by measure."""
    # 一年内累计三次、经提醒仍不改: of several words for one stage the one that says the most.
    named = {one.stage: one for one in sorted(stages, key=lambda one: (one.points, one.times, one.many))}
    told = [
        list(_told(measures, part, start, named[name]))
        for name in dict.fromkeys(one.stage for one in stages)
        if name != "none"
    ]
    for row in zip(*told, strict=True):
        yield from row


def _told(measures: Sequence[re.Match[str]], part: str, start: int, stage: StageMeasure) -> Iterator[StageMeasure]:
    """The measures of one stage; ``start``: behind the words of the stage."""
    may = bool(measures) and bool(_MAY.search(part, start, measures[0].start()))
    between = [part[one.end() : other.start()] for one, other in pairwise(measures)]
    either = [may or bool(_EITHER.search(words)) for words in between]
    for n, match in enumerate(measures):
        name = (match.lastgroup or "").removeprefix("measure_")
        least = measures[n - 1].end() if n else start
        most_end = measures[n + 1].start() if n + 1 < len(measures) else len(part)
        days, most = _days(part, least, most_end, match) if name == "mute" else (0, 0)
        choice = may or any(either[max(0, n - 1) : n + 1])
        joint = n > 0 and not either[n - 1] and bool(_ALONG.search(between[n - 1]))
        yield replace(stage, measure=name, days=days, most=most, choice=choice, joint=joint)


def _stage(match: re.Match[str], part: str) -> StageMeasure:
    """The stage of a word, with the time of acting that it names, or the points."""
    name = (match.lastgroup or "").removeprefix("stage_")
    bare = StageMeasure(name, "")
    if name != "repeated":
        return bare
    full = _FULL.search(part, match.start(), match.end() + 10)
    if full is not None and (points := number(full["n"])):
        return replace(bare, points=points)
    words = part[match.start() : match.end() + (6 if match.group() == "累计" else 0)]
    counted = _COUNT.search(words)
    count = number(counted["n"]) if counted else None
    if count and counted:
        # 两次警告后: so many words came before, the next act is one more; 第二次 is that act itself.
        warned = not words.startswith("第") and _WARNED.search(words, counted.end())
        return replace(bare, times=max(2, count + (1 if warned else 0)))
    return replace(bare, many=bool(_MANY.search(words)))


def _days(part: str, start: int, end: int, measure: re.Match[str] | None = None) -> tuple[int, int]:
    """(days, most) of a mute: behind its word, else right in front of it (三天禁言); most 0: no span of days."""
    behind = start if measure is None else measure.end()
    for match in _SPAN.finditer(part, behind, end):
        return _count(match, part)
    if measure is not None:
        for match in _SPAN.finditer(part, start, measure.start()):
            if _BETWEEN.fullmatch(part, match.end(), measure.start()):
                return _count(match, part)
    return 0, 0


def _count(match: re.Match[str], part: str) -> tuple[int, int]:
    unit = match["unit"]
    low = _in_days(match["from"], match["unit1"] or unit)
    high = _in_days(match["to"], unit) if match["to"] else 0
    if high > low:
        return low, high
    if _MOST.search(part, 0, match.start()) or _UP_TO.match(part, match.end()):
        return 0, low
    return low, 0


def _in_days(words: str, unit: str) -> int:
    """Whole days, hours rounded up; 0 for longer than anybody counts in days."""
    count = 0.5 if words == "半" else number(words) or 0
    if "小时" in unit or "钟头" in unit:
        count, unit = count / 24, "天"
    times = 365 if "年" in unit else 30 if "月" in unit else 7 if "周" in unit or "星期" in unit else 1
    days = ceil(count * times)
    return days if days <= _LONGEST else 0
