"""Blanks in people's own texts: XX公司, ____年__月__日, 【单位名称】 are found and can become ``{{unit}}``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wxadmin.domain.errors import UserError
from wxadmin.domain.regulation import Blank, Node, RegulationText
from wxadmin.domain.regulation_places import Passage, Place, passages, words_of
from wxadmin.intake.regulation.settings import find_settings


@dataclass(frozen=True, slots=True)
class Found:
    """A proposal: ``words`` at offset ``start`` of the passage ``at`` stand for the blank ``key``."""

    at: Passage
    words: str
    key: str
    label: str
    start: int = 0


_X = r"[XxＸｘ×✕╳*＊○□■]"
_GAP = r"(?:[_＿﹍﹎]{2,}|…{2,}|\.{4,}|—{4,})"
_HOLE = rf"(?:{_X}{{1,6}}|{_GAP}|某{{2,3}})"
_UNIT = (
    r"(?:(?:有限责任|股份有限|有限)?公司|分公司|集团(?:公司)?|单位|学校|小学|中学|大学|学院|幼儿园|医院|卫生院|银行|协会|学会|研究院|研究所|事务所|"
    r"酒店|商场|超市|街道|社区|小区|村|镇|乡|局|委员会|工厂|厂|店|中心|机构|企业)"
)
_OFFICE = r"(?:人力资源部|行政部|办公室|综合部|综合办|信息部|技术部|教务处|政教处|总务处|管理部|部门|科室|部|处|科)"
_COUNTED = {
    unit: (key, label)
    for key, label, units in (
        ("minutes", "分钟数", "分钟"),
        ("hours", "小时数", "小时"),
        ("workdays", "工作日数", "个工作日 工作日"),
        ("days", "天数", "个自然日 日 天"),
        ("weeks", "周数", "周"),
        ("months", "月数", "个月"),
        ("years", "年数", "年"),
        ("amount", "金额", "元"),
        ("times", "次数", "次"),
        ("people", "人数", "人 名"),
        ("points", "分数", "分"),
        ("count", "条数", "条"),
    )
    for unit in units.split()
}
_NAMES = {
    "unit": ("单位名称", r"(?:公司|单位|企业|学校|机构|组织|集团|小区|社区|店铺?|医院|幼儿园)(?:全|简)?(?:名称?|称)?"),
    "office": ("负责部门", r"(?:主管|负责|管理|归口|执行|发布|制定|解释)?(?:部门|科室|处室|办公室)(?:名称?)?"),
    "group": ("群名称", r"(?:微信|工作)?群(?:聊)?(?:名称?)"),
    "owner": ("群主姓名", r"群主(?:姓名|名字)?|管理员(?:姓名|名字)|负责人(?:姓名|名字)?|联系人(?:姓名|名字)?"),
    "date": ("日期", r"(?:生效|施行|实施|执行|发布|制定|修订)?(?:日期|时间)|年月日"),
    "phone": ("联系电话", r"(?:联系|举报|监督|咨询|值班)?(?:电话|手机)(?:号码)?|联系方式"),
    "amount": ("金额", r"金额|数额"),
    "email": ("邮箱", r"(?:电子)?邮箱(?:地址)?"),
    "place": ("地址", r"(?:办公|单位|公司)?地[址点]"),
}
_ASKED = "|".join(f"(?P<in_{key}>{words})" for key, (_, words) in _NAMES.items())
_JOINT = r"[-+＋－—–_·/]"
_FIND = re.compile(
    rf"""
    (?P<bracket>(?<!{_JOINT})[【\[［〔（(<＜{{｛《]\s*(?:请)?(?:填写|填入|输入|此处填写?|插入)?\s*(?:{_ASKED})\s*[】\]］〕）)>＞}}｝》](?!{_JOINT}))
    |(?P<date>(?:{_HOLE}|(?:19|20){_X}{{2}}|20\d{{2}}|[^\S\n])[^\S\n]{{0,12}}年[^\S\n]{{0,12}}(?:{_HOLE}|[^\S\n])[^\S\n]{{0,12}}月(?:[^\S\n]{{0,12}}(?:{_HOLE}|[^\S\n])[^\S\n]{{0,12}}日)?|{_HOLE}\s*月\s*{_HOLE}\s*日|(?:(?<![\d一-龥])|(?<=[自从于至]))年\s*月\s*日)
    |(?P<phone>1[3-9]?\d?{_X}{{6,10}}\d{{0,4}}|{_X}{{3,4}}[-－]{_X}{{6,8}})
    |(?P<unit>(?:{_HOLE}(?:省|市|县|区|镇|乡)){{0,3}}{_HOLE}(?:[一-龥]{{0,4}}?){_UNIT})
    |(?P<office>{_HOLE}{_OFFICE})
    |(?P<group>{_HOLE}(?:微信|工作|交流)*群)
    |(?P<count>{_HOLE}(?P<of>\s*(?:{"|".join(sorted(_COUNTED, key=len, reverse=True))})))
    |(?P<line>(?:(?<=[：:])[^\S\n]*)?(?!…{{2}}(?!…)){_GAP})
    |(?P<person>某某(?![一-龥]{{0,2}}(?:等|事))|{_X}{{2,3}}(?=(?:同志|先生|女士|老师)))
    """,
    re.VERBOSE,
)
_IN_FORCE = re.compile(r"施行|实施|执行|生效|试行|实行|起(?=[，。])")
_BEFORE = re.compile(r"([一-龥]{2,10})[：:]?[^\S\n]*$")
_CONTEXT = 16
_ANY = "*"


def found_blanks(parsed: RegulationText) -> tuple[Found, ...]:
    """What looks like a blank, in reading order; the same words get the same key, each number one of its own."""
    keys: dict[tuple[str, str], str] = {}
    taken = {blank.key for blank in parsed.blanks}
    last: dict[str, int] = {}
    found = []
    for passage, words in passages(parsed):
        for start, part, kind, label, same in _in(words, closing=passage.part == "closing"):
            key = _known(keys, kind, same) or _free(kind, taken, last)
            taken.add(key)
            if same:
                keys.setdefault((kind, same), key)
            found.append(Found(passage, part, key, label, start))
    return tuple(found)


def as_blanks(parsed: RegulationText, accepted: tuple[Found, ...]) -> RegulationText:
    """The draft in which the accepted proposals are blanks; UserError for one that does not stand where it says."""
    by_passage: dict[Passage, list[Found]] = {}
    for each in accepted:
        words = words_of(parsed, each.at)
        if words[each.start : each.start + len(each.words)] != each.words:
            raise UserError(f"“{each.words}”已经不在原来的地方", remedy="制度改过了，请重新查找空白处")
        by_passage.setdefault(each.at, []).append(each)

    def put(passage: Passage, words: str) -> str:
        end = len(words) + 1
        for each in sorted(by_passage.get(passage, []), key=lambda one: -one.start):
            if each.start + len(each.words) <= end:  # of two that overlap the later one was put in
                words = words[: each.start] + _written(each) + words[each.start + len(each.words) :]
                end = each.start
        return words

    def node(unit: Node, at: Place) -> Node:
        title = None if unit.title is None else put(Passage(at, "title"), unit.title)
        below = tuple(node(child, (*at, step)) for step, child in enumerate(unit.children))
        return replace(unit, title=title, text=put(Passage(at, "text"), unit.text), children=below)

    known = {blank.key for blank in parsed.blanks}
    new = {each.key: Blank(each.key, each.label) for each in accepted if each.key not in known}
    draft = replace(
        parsed,
        title=None if parsed.title is None else put(Passage((), "heading"), parsed.title),
        preamble=tuple(put(Passage((), "preamble", at), words) for at, words in enumerate(parsed.preamble)),
        nodes=tuple(node(unit, (at,)) for at, unit in enumerate(parsed.nodes)),
        closing=tuple(put(Passage((), "closing", at), words) for at, words in enumerate(parsed.closing)),
        blanks=(*parsed.blanks, *new.values()),
    )
    return replace(draft, settings=find_settings(draft))


def _known(keys: dict[tuple[str, str], str], kind: str, same: str) -> str | None:
    """The key that these words have already: （单位名称） is whatever unit came first, and the other way round."""
    if not same or (kind, same) in keys:
        return keys.get((kind, same))
    alike = [key for (other, words), key in keys.items() if other == kind and _ANY in (same, words)]
    return alike[0] if alike else None


def _in(words: str, *, closing: bool) -> Iterator[tuple[int, str, str, str, str]]:
    """Start, words, sort, label, and what makes two of them the same ("" for numbers, of which each is its own)."""
    for match in _FIND.finditer(words):
        kind = next(
            name
            for name in ("bracket", "date", "phone", "unit", "office", "group", "count", "line", "person")
            if match[name]
        )
        start, part = match.start(), match.group()
        if "{{" in words[max(0, start - 2) : start + 2] or _in_address(words, start):
            continue
        lead = len(part) - len(part.lstrip())
        start, part = start + lead, part[lead:].rstrip()
        if kind == "bracket":
            asked = next(key for key in _NAMES if match[f"in_{key}"])
            if asked == "date" and _is_effective(words, match.end()):
                yield start, part, "effective", "施行日期", "effective"
            else:
                yield start, part, asked, _NAMES[asked][0], _ANY
        elif kind == "date":
            if closing or not _is_effective(words, match.end()):
                yield start, part, "date", "日期", "closing" if closing else ""
            else:
                yield start, part, "effective", "施行日期", "effective"
        elif kind in {"unit", "office", "group"}:
            label = {"unit": "单位名称", "office": "负责部门", "group": "群名称"}[kind]
            yield start, part, kind, label, _bare(part)
        elif kind == "count":
            sort, label = _COUNTED[match["of"].strip()]
            yield start, part, sort, f"{label}：{_around(words, start, match.end())}", ""
        elif kind == "phone":
            yield start, part, "phone", "联系电话", _ANY
        elif kind == "person":
            yield start, part, "person", "姓名", "person"
        else:
            before = _BEFORE.search(words[:start])
            asked = next(
                (key for key, (_, name) in _NAMES.items() if before and re.fullmatch(name, before[1])), "blank"
            )
            yield start, part, asked, before[1] if before else f"空白处：{_around(words, start, match.end())}", ""


def _in_address(words: str, start: int) -> bool:
    """Whether the place is inside an address or a file name (a_b, http://…), where signs mean something."""
    before = words[max(0, start - 1) : start]
    return before.isascii() and before.isalnum()


def _is_effective(words: str, end: int) -> bool:
    return _IN_FORCE.search(re.split(r"[。；\n]", words[end:])[0]) is not None


def _bare(part: str) -> str:
    return re.sub(rf"{_HOLE}|[\s【】\[\]［］〔〕（）()<>＜＞{{}}｛｝《》]", "", part)


def _around(words: str, start: int, end: int) -> str:
    """The clause the words stand in, shortened around them."""
    left = max(words.rfind(mark, 0, start) for mark in "，。；：\n") + 1
    left = max(left, start - _CONTEXT // 2)
    right = min((at for at in (words.find(mark, end) for mark in "，。；：\n") if at >= 0), default=len(words))
    return words[left : min(right, end + _CONTEXT // 2)].strip()


def _free(kind: str, taken: set[str], last: dict[str, int]) -> str:
    """A key that none has yet; ``last`` remembers how far each sort has come, or many blanks would take for ever."""
    if kind not in taken:
        return kind
    at = last.get(kind, 1) + 1
    while f"{kind}{at}" in taken:
        at += 1
    last[kind] = at
    return f"{kind}{at}"


def _written(found: Found) -> str:
    """``X分钟`` becomes ``{{minutes}}分钟``: the unit of a number stays."""
    counted = re.fullmatch(rf"{_HOLE}(\s*(?:{'|'.join(sorted(_COUNTED, key=len, reverse=True))}))", found.words)
    sort = re.sub(r"\d+$", "", found.key)
    stays = counted[1] if counted and sort in {name for name, _ in _COUNTED.values()} else ""
    return f"{{{{{found.key}}}}}{stays}"
