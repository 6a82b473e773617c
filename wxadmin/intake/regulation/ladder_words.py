"""Which measure a sentence sets for which stage of misconduct (首次 → 警告, 多次 → 移出)."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def ladder_steps(sentence: str) -> Iterator[str]:
    """``first:warning`` and the like, in the order of the sentence, each once."""
    seen: set[str] = set()
    again = _AGAIN.search(sentence)
    for part in _PART.findall(sentence):
        steps = list(_part_steps(part))
        if not steps and again and not _STAGE.search(part) and _BREACH.search(part):
            # 违反的，警告；再次违反的…: what comes before the second time is for the first.
            steps = [f"first:{(match.lastgroup or '').removeprefix('measure_')}" for match in _MEASURE.finditer(part)]
        for step in steps:
            if step not in seen:
                seen.add(step)
                yield step


def _part_steps(part: str) -> Iterator[str]:
    label = _LABEL.match(part)
    labelled = _MEASURE.search(label.group()) if label else None
    if label and labelled and labelled.lastgroup:
        # 警告：对初犯…: the label names the measure, the rest the stages.
        name = labelled.lastgroup.removeprefix("measure_")
        for match in _WORD.finditer(part, label.end()):
            if (match.lastgroup or "").startswith("stage_") and match.lastgroup != "stage_none":
                yield f"{(match.lastgroup or '').removeprefix('stage_')}:{name}"
        return
    stages: list[str] = []
    paired = False
    end = 0
    for match in _WORD.finditer(part):
        kind, _, name = (match.lastgroup or "").partition("_")
        if kind == "stage":
            # 第一次约谈，第二次通报: the first has a measure of its own, though not one of the list.
            if paired or _NEXT_CLAUSE.search(part[end : match.start()]):
                stages, paired = [], False
            end = match.end()
            stages.append(name)
        elif not _OPEN.search(part, max(0, match.start() - 6), match.start()):
            yield from (f"{stage}:{name}" for stage in stages if stage != "none")
            paired = True
