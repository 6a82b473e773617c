"""Which words of a text name a clause by its number: 第八条第（一）项, 第五条至第八条, 前款. It knows no tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from wxadmin.domain.numerals import CN_DIGITS, number

Joint = Literal["", "and", "to"]

RANKS = {
    "部分": 0, "编": 0, "篇": 0, "章": 1, "节": 2, "条": 3, "款": 4, "项": 5, "点": 5, "": 5, "目": 6
}  # fmt: skip
"""What a word counts, from the outside in; ``""`` is a bracket behind an article: 第八条（三）."""


@dataclass(frozen=True, slots=True)
class Step:
    """One number of a mention: the span of the numeral alone, what it counts, its value (8, 1 for 第八条之一)."""

    start: int
    end: int
    unit: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """``words[start:end]`` names a clause.

    ``context``: steps of the mention before that hold for this one (第八条第（一）项、第（三）项). ``back``: 1 for
    前条, 2 for 前两条, counting ``unit``; ``near``: 条 for 本条第二款. ``joined``: how it hangs on the one before.
    ``elided``: part of 第八、九条, where a number alone cannot become another sort of unit.
    """

    start: int
    end: int
    steps: tuple[Step, ...]
    context: tuple[Step, ...] = ()
    back: int = 0
    unit: str = ""
    near: str = ""
    joined: Joint = ""
    elided: bool = False


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    steps: tuple[Step, ...] = ()
    unit: str = ""
    back: int = 0
    near: str = ""


_CN = f"[{CN_DIGITS}千]"
_N = rf"(?:{_CN}{{1,7}}|\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}|\d{{1,4}})"
_UNIT = (
    r"(?:部分(?!人|成员|同学|内容|员工|家长)|编(?![号辑制写者外排码造])|篇(?!章|文章|幅)|章(?![程鱼])|"
    r"节(?![课目日点约省车电次气假能律])|条(?!信息|消息|公告|通知|微信|短信|评论|留言|记录|语音|动态|朋友圈|回复|新闻|内容|款项|[件例理线形幅腿路街])|"
    r"款(?![项式待额型]|产品)|项(?!目(?!规定)|工作|任务|内容|研究|技能|功能|服务|活动|[链圈])|目(?![标的前录光次击])|"
    r"点(?![钟半击名评赞多整前后到至]|左右|开始|建议|意见|要求|希望|\d))"
)
_TIE = r"\s*(?:、|和|及|与|或|至|到|[—–\-~～]{1,2})\s*"
_ATOM = re.compile(
    rf"""
    第\s*(?P<many>[（(]?{_N}[）)]?(?:{_TIE}[（(]?{_N}[）)]?)+)\s*(?P<many_unit>{_UNIT})
    |第\s*[（(]?\s*(?P<one>{_N})\s*[）)]?\s*(?P<one_unit>{_UNIT})(?:之(?P<sub>{_CN}{{1,2}}))?
    |(?<!第)(?P<bares>[（(]{_N}[）)](?:{_TIE}[（(]{_N}[）)])+)(?P<bares_unit>[项款目])(?![标的])
    |(?<!第)[（(](?P<bare>{_N})[）)](?P<bare_unit>[项目款](?![标的])|)
    |(?<![目以从提当先生之面支日空眼史])前(?P<back>[一二两三四五]?)个?(?P<back_unit>[条款项章节])(?![件例理形幅目式待额型程鱼课日点])
    |上一(?P<last>[条款项章节])(?![件例消信公通微短评留记语动回新内目课])
    |本(?P<near>[条款项章节])(?![件例理形幅目式待额型程鱼课日点])
    """,
    re.VERBOSE,
)
_NUMERAL = re.compile(_N)
_GLUE = re.compile(r"\s*(?:中的|[的中之])?\s*")
_JOINT = re.compile(r"\s*(?P<to>至|到|[—–\-~～]{1,2})\s*|\s*(?:、|和|及|与|或|以及|或者|及其)\s*")
_GOES_ON = re.compile(
    rf"\s*(?:(?P<to>至|到|[—–\-~～]{{1,2}})|[、和及与或])\s*(?:[（(](?P<bracketed>{_N})[）)]|(?P<n>{_N}))(?P<unit>[条款项])(?![件例目式])"
)
_OTHER_TEXTS = (
    "协议书", "办法", "条例", "规定", "细则", "制度", "守则", "公约", "规约", "章程", "规则", "规范", "准则", "手册",
    "通则", "法典", "宪法", "法律", "群规", "校规", "解释", "决定", "意见", "方案", "标准", "合同", "协议", "公告",
    "通知", "文件", "法",
)  # fmt: skip
"""What a text whose clause is named may be called, longer words before their ends."""
_BETWEEN = ("中的", "里的", "的", "中", "之", "里")
_BREAK = re.compile(r"[，。；：、！？\s“”（）()《》]")
_VERB = re.compile(
    r".*(?:违反|违背|按照?|依照?|依据|根据|参照|遵照|对照|适用|执行|遵守|符合|触犯|见|与|和|及|或|由|对|将|以|在|应当?|须|除|因|凡|有)"
)
_OWN_NAME = re.compile(r"[本此](?:微信|企业微信|工作|业主|班级|家校|群|管理|实施|暂行|试行|使用)*")


def mentions(words: str, own_name: str = "") -> list[Mention]:
    """The mentions in reading order, without those of another text (《…》第八条, 民法典第三条).

    ``own_name`` is the title of the regulation, by which it may call itself.
    """
    found: list[Mention] = []
    end, foreign = -1, False
    for chain in _chains(words):
        joint = _JOINT.fullmatch(words, end, chain[0].start) if end >= 0 else None
        first = chain[0]
        if joint is None or first.back or first.near:
            before = words[max(0, first.start - 70) : first.start]
            foreign = not (first.back or first.near) and _of_another(before, own_name)
        if first.unit:
            end = chain[-1].end
        if foreign:
            continue
        if not first.unit and not (joint and found and found[-1].steps[-1:] and found[-1].steps[-1].unit in {"", "项"}):
            continue  # （三） names something only behind an article, or behind another such item
        mention = _mention(chain)
        if joint is not None and found:
            mention = replace(mention, joined="to" if joint["to"] else "and", context=_carried(found[-1], mention))
        for each in _split(mention, words):
            found.append(each)
            end = each.end
    return found


def _chains(words: str) -> Iterator[list[_Atom]]:
    """Numbers that together name one clause: 第二章第八条, 前款第（一）项."""
    chain: list[_Atom] = []
    for match in _ATOM.finditer(words):
        atom = _atom(match)
        if atom is None:
            continue
        if chain and _fits(words, chain[-1], atom):
            chain.append(atom)
            continue
        if chain and not (chain[0].near and len(chain) == 1):  # 本条 alone points nowhere else
            yield chain
        chain = [atom]
    if chain and not (chain[0].near and len(chain) == 1):
        yield chain


def _fits(words: str, before: _Atom, atom: _Atom) -> bool:
    if atom.back or atom.near or len(before.steps) > 1:
        return False
    last = before.steps[-1].unit if before.steps else before.unit
    glued = _GLUE.fullmatch(words, before.end, atom.start) is not None
    if not atom.unit:
        return before.end == atom.start and last in {"条", "款"}
    return glued and RANKS[atom.unit] > RANKS[last]


def _atom(match: re.Match[str]) -> _Atom | None:
    start, end = match.span()
    for several in ("many", "bares"):
        if match[several]:
            unit = match[f"{several}_unit"]
            numerals = _NUMERAL.finditer(match.string, *match.span(several))
            steps = [_step(each.start(), each.end(), each.group(), unit) for each in numerals]
            found = tuple(step for step in steps if step is not None)
            return _Atom(start, end, found, unit) if len(found) == len(steps) else None
    if match["one"]:
        step = _step(*match.span("one"), match["one"], match["one_unit"])
        if step is None:
            return None
        below = number(match["sub"]) if match["sub"] else None
        if below:
            step = replace(step, values=(*step.values, below))
        return _Atom(start, end, (step,), match["one_unit"])
    if match["bare"]:
        step = _step(*match.span("bare"), match["bare"], match["bare_unit"])
        return None if step is None else _Atom(start, end, (step,), match["bare_unit"])
    if match["near"]:
        return _Atom(start, end, (), match["near"], near=match["near"])
    unit = match["back_unit"] or match["last"]
    return _Atom(start, end, (), unit, back=(number(match["back"]) or 1) if match["back"] else 1)


def _step(start: int, end: int, numeral: str, unit: str) -> Step | None:
    if "." in numeral or "．" in numeral:
        return Step(start, end, unit, tuple(int(part) for part in re.split("[.．]", numeral)))
    value = number(numeral)
    return Step(start, end, unit, (value,)) if value else None


def _mention(chain: list[_Atom]) -> Mention:
    first = chain[0]
    steps = tuple(step for atom in chain for step in atom.steps)
    return Mention(first.start, chain[-1].end, steps, back=first.back, unit=first.unit, near=first.near)


def _carried(before: Mention, mention: Mention) -> tuple[Step, ...]:
    """第（三）项 behind 第八条第（一）项 is an item of 第八条, too."""
    if not mention.steps or mention.back or mention.near:
        return ()
    rank = RANKS[mention.steps[0].unit]
    if rank <= RANKS["条"]:
        return ()
    return tuple(step for step in (*before.context, *before.steps) if RANKS[step.unit] < rank)


def _split(mention: Mention, words: str) -> Iterator[Mention]:
    """第八、九条 as two mentions, and 第八条至十条, where the number after the joint has no 第."""
    many = [at for at, step in enumerate(mention.steps) if at and step.unit == mention.steps[at - 1].unit]
    if not many:
        yield mention
        yield from _going_on(mention, words)
        return
    first = many[0] - 1
    head, rest = mention.steps[:first], mention.steps[first:]
    for at, step in enumerate(rest):
        start = mention.start if at == 0 else step.start
        end = mention.end if at == len(rest) - 1 else step.end
        between = words[rest[at - 1].end : step.start] if at else ""
        joined: Joint = mention.joined if at == 0 else ("to" if re.search("[至到—–~～-]", between) else "and")
        steps = (*head, step) if at == 0 else (step,)
        context = mention.context if at == 0 else (*mention.context, *head)
        yield replace(mention, start=start, end=end, steps=steps, context=context, joined=joined, elided=True)


def _going_on(mention: Mention, words: str) -> Iterator[Mention]:
    last, end = mention, mention.end
    while last.steps and (match := _GOES_ON.match(words, end)):
        span = match.span("bracketed") if match["bracketed"] else match.span("n")
        step = _step(*span, words[span[0] : span[1]], match["unit"])
        if step is None or step.unit != last.steps[-1].unit:
            return
        context = (*last.context, *(each for each in last.steps if RANKS[each.unit] < RANKS[step.unit]))
        end = match.end()
        last = Mention(span[0], end, (step,), context, joined="to" if match["to"] else "and", elided=True)
        yield last


def _of_another(before: str, own_name: str) -> bool:
    """Whether the words before a number name another text, whose clause it is."""
    before = _without_link(before)
    if before.endswith("》"):
        name = before[before.rfind("《") + 1 : -1]
        return not own_name or name not in own_name
    if not before.endswith(_OTHER_TEXTS):
        return False
    noun = next(noun for noun in _OTHER_TEXTS if before.endswith(noun))
    name = _VERB.sub("", _BREAK.split(before[: -len(noun)])[-1])
    if not name or _OWN_NAME.fullmatch(name):
        return False
    whole = name + noun
    return not (own_name and (whole in own_name or whole.removeprefix("本") in own_name))


def _without_link(before: str) -> str:
    """Without 的 and without a bracket: （2018年修正） or （以下简称……） behind the name of a text."""
    before = before.rstrip()
    link = next((link for link in _BETWEEN if before.endswith(link)), "")
    before = before.removesuffix(link).rstrip()
    opened = max(before.rfind("（"), before.rfind("("))
    return before[:opened].rstrip() if before.endswith(("）", ")")) and opened >= 0 else before
