"""Everything in a text that looks like the number of a unit, before it is decided which ones are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from wxadmin.domain.numerals import CN_DIGITS, number
from wxadmin.intake.regulation.headings import TITLE_WORD

Family = Literal[
    "piece", "part", "chapter", "section", "article", "cn", "fcn", "pcn", "scn", "hcn", "nth", "multi", "dec", "sdec",
    "pdec", "hdec", "roman", "circle", "letter", "bullet",
]  # fmt: skip
"""piece 篇二 · part 第一编 · chapter 第一章 · section 第一节 · article 第一条 · cn 一、 · fcn 壹、 · pcn （一）
scn 【一】 · hcn 一） · nth 第一项： · multi 1.1 · dec 1. · sdec [1] · pdec （1） · hdec 1） · roman Ⅰ、
circle ① · letter A. · bullet -"""
Place = Literal["line", "stop", "glued"]
"""Where a number stands: at the start of a line, after the end of a clause, or run into the words before it."""


@dataclass(frozen=True, slots=True)
class Marker:
    """``text[start:end]`` looks like a number; ``value`` has one part, for 1.2.3 three; ``style`` tells 1. from 1、."""

    start: int
    end: int
    family: Family
    style: str
    value: tuple[int, ...]
    place: Place


_CN = f"[{CN_DIGITS}]"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾貳參参陸"
_FORMAL_VALUE = {char: 1 + at for at, char in enumerate("壹贰叁肆伍陆柒捌玖拾")} | {"貳": 2, "參": 3, "参": 3, "陸": 6}
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN_VALUE = {numeral: 1 + at for at, numeral in enumerate(_ROMANS)}
CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟"
_SP = r"[^\S\n]*"
QUANTITY, COUNTED = "=", "?"
"""End of the style of 1.5 before a measure (no number of a unit, but perhaps 1. and 5米) and before a counter."""
_NUMERAL = rf"(?:[{CN_DIGITS}千](?:{_SP}[{CN_DIGITS}千]){{0,6}}|\d{{1,4}})"
_MARKER = re.compile(
    rf"""
    (?P<unit>第{_SP}(?P<unit_n>{_NUMERAL}){_SP}(?P<unit_kind>部分|[编篇章节条])(?:{_SP}之{_CN}{{1,2}}(?![{CN_DIGITS}、]))?)
      (?:{_SP}[：:．](?!\d)|、(?!第))?
    |(?P<ord>第(?P<ord_n>{_CN}{{1,3}}){_SP}[、.．：:])
    |(?P<cn>(?<![{CN_DIGITS}第])(?P<cn_n>{_CN}{{1,3}}){_SP}[、.．])
    |(?P<nth>第{_SP}(?P<nth_n>{_CN}{{1,3}}|\d{{1,3}}){_SP}[项款点步类](?:{_SP}[：:、．.]|(?=[^\S\n])|(?<=\n第[一二三四五六七八九][项款])(?![一-龥]{{0,3}}规定)))
    |(?P<fcn>(?<![{_FORMAL}])(?P<fcn_n>[{_FORMAL}]{{1,2}}){_SP}[、.．：])
    |(?P<pcn>（{_SP}(?P<pcn_n>{_CN}{{1,3}}){_SP}）[、.．]?)
    |(?P<pcn_sign>[㈠-㈩])[、.．]?
    |(?P<scn>[【\[［〔]{_SP}(?P<scn_n>{_CN}{{1,3}}){_SP}[】\]］〕][、.．]?)
    |(?P<sdec>[【\[［〔]{_SP}(?P<sdec_n>\d{{1,2}}){_SP}[】\]］〕][、.．]?)
    |(?P<dash>(?:(?<=\n)|(?<!.)){_SP}\d{{1,2}}(?:[-－]\d{{1,2}}){{1,3}}(?![-－\d.．至到年月日%％℃/:：个天人名次元周号楼层班岁点])[、.．]?(?={_SP}[一-龥“《（【]|[^\S\n]+\S))
    |(?P<keycap>(?:[0-9]\ufe0f?\u20e3\ufe0f?){{1,2}}|🔟)[、.．：:]?
    |(?P<dec_sign>[⒈-⒛])
    |(?P<pdec_sign>[⑴-⒇])[、.．]?
    |(?P<roman>(?:[Ⅰ-Ⅻⅰ-ⅻ]|(?<![A-Za-z0-9])(?:I{{2,3}}|I[VX]|VI{{0,3}}|I|XI{{0,2}}|X|i{{1,3}}|i[vx]|vi{{0,3}}|x))(?:{_SP}[、.．：:]|[）)]|(?=[^\S\n]+[一-龥])))
    |(?P<hcn>(?<![{CN_DIGITS}（第])(?P<hcn_n>{_CN}{{1,3}})）)
    |(?P<multi>(?<![\d.．])\d{{1,2}}(?:[.．]\d{{1,2}}){{1,4}}(?!\d)(?:[.．、](?!\d))?)
    |(?P<dec>(?<![\d.．])(?P<dec_n>\d{{1,3}}){_SP}[.．、](?![.．、]))
    |(?P<pdec>[（(]{_SP}(?P<pdec_n>\d{{1,3}}){_SP}[）)][、.．]?)
    |(?P<hdec>(?<![\d.．（(])(?P<hdec_n>\d{{1,3}}){_SP}[）)][、.．]?)
    |(?P<circle>[①-⑳❶-❿➀-➉➊-➓㉑-㉟])[、.．]?
    |(?P<letter>(?<![A-Za-z0-9])(?:[（(][A-Za-z][）)]|[A-Za-z][.．、）)](?![A-Za-z0-9.．])))
    |(?P<bullet>[-–+·•●○■□◆◇▪★☆※*➢▶◎►▸‣]|(?:(?<=\n)|(?<!.)){_SP}(?:[\u2600-\u2767\u2794-\u27bf\u2b00-\u2bff]|[\U0001f300-\U0001faff])\ufe0f?)
    |(?P<bare>(?:(?<=\n)|(?<!.)){_SP}\d{{1,2}}(?=[^\S\n]+[一-龥]))
    """,
    re.VERBOSE | re.DOTALL,
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_WEAK = re.compile(
    rf"""^{_SP}(?:
    (?P<mark>(?:{_CN}{{1,3}}|\d{{1,2}}){_SP}[：，。](?!{_SP}[\d\n]))
    |(?P<spaced>{_CN}{{1,3}}(?=[^\S\n]+[一-龥]))
    |(?P<ordinal>第{_CN}{{1,3}}，)
    |(?P<alone>(?:(?:PART|Part|N[Oo])[.．]?{_SP})?\d{{1,2}}(?={_SP}$))
    |(?P<stem>[{_STEMS}][、.．])
    |(?P<named>(?:规则|要求|规定|条款|群规|守则|约定|纪律|原则|步骤|注意|问题?|[QＱ])(?:{_CN}{{1,2}}|\d{{1,2}})[：、.])
    |(?P<close>\d{{1,2}}(?=[一-龥])(?!年|月|日|天|个|名|人|次|元|分|小时|点|楼|号|班|级|岁|周|条|项|种|米|公|倍|位|家|台|份|页|期|万|千|百|亿|类))
    )""",
    re.VERBOSE | re.MULTILINE,
)
_WEAK_FAMILY: dict[str, Family] = {
    "mark": "dec", "spaced": "cn", "ordinal": "cn", "alone": "dec", "stem": "letter", "named": "cn", "close": "dec"
}  # fmt: skip
_PIECE = re.compile(
    rf"^{_SP}(?:[^\n，。；！？：]{{2,40}}?{TITLE_WORD}(?:范文|模板|范本|格式)?{_SP})?[【（]?篇{_SP}(?P<n>{_CN}{{1,3}}|\d{{1,3}})[】）]?(?![章文幅篇个人份、])"
    rf"(?:{_SP}[：:]?{_SP}[^\n，。；！？：、]{{2,40}}?{TITLE_WORD}(?={_SP}$))?",
    re.MULTILINE,
)
_UNIT_FAMILY: dict[str, Family] = {
    "部分": "part", "编": "part", "篇": "part", "章": "chapter", "节": "section", "条": "article"
}  # fmt: skip
_STOPS = "。；！？：…;:!?"
_CLOSERS = "”’」』）)】》"
_CITING_ITEM = "第条款、和至及与"
_BEHIND_ARTICLE = re.compile(r"(?:\A|[\n。；！？])[^\S\n]*第[^条\n]{1,6}条\Z")
"""第二条（一）…at the start of a sentence: the list of that article."""
_JOINERS = "、，,"
_QUANTITY = re.compile(r"[^\S\n]*(?:倍|元|万|亿|%|％|‰|折|级|版|米|公里|公斤|吨|小时|分钟|个月|周年)")
_COUNTED = re.compile(
    r"[^\S\n]*(?:号(?!码|召|称)|米|公里|人(?!员|数|力|事|际|身|群|格|情|家|工)|岁|层(?!级|次|面)|点(?!评|名|赞|击|餐|单|对|播|到)|次(?!数|序|要|品)|元|折|公斤|年(?!度|级|龄|审|会)|"
    r"月(?!度|报|底|初|结|会)|日(?!常|程|志|期|报)|天(?!气)|个(?!人|性|别|体)|名(?!称|片|单|额|字|义)|分钟|小时|周(?!报|期|例|会|末|边)|度|楼|栋|幢|单元|室|班(?!级|主|会|长|委|组|次)|倍|%|％|[:：]\d\d)"
)
"""After 1.1: digits that may belong to the text (1. 1号楼…); 1. 2. 3. beside it decide."""
_CN_TAIL = re.compile(rf"{_CN}+(?:、|年级|楼|班|季度|线|级|类|层)")
_WEEK = re.compile(r"[周统之唯万同专单第其均五划期拜月初]$")
_OWN_RULES = frozenset({"part", "chapter", "section", "article", "cn"})
_BRACKETED_LINE = re.compile(rf"{_SP}【[^【】\n]{{1,24}}】")
"""A heading without number in front of the first number of its list: 【发言】1、…"""
_AFTER_THE_RULES = re.compile(
    rf"^{_SP}(?:附(?:件|表|录)?{_SP}(?:{_CN}|\d)?{_SP}[：:]|"
    rf"(?:【[^】\n]{{1,40}}】{_SP})?(?:相关|推荐|更多|延伸|热门|精选)(?:文章|阅读|推荐|内容|范文|链接|文档)|猜你喜欢|您可能(?:感兴趣|喜欢))",
    re.MULTILINE,
)
"""A list of 附件, or what a web page puts below the text."""
_CITING = re.compile(
    r"(?:违反|按照?|依照|依据|根据|遵照|参照|对照|适用|(?<!意)见|执行|符合|触犯|上述|前述|《[^》\n]{1,40}》的?)$"
)
_CITED_BEFORE = re.compile(
    r"(?:和|或|(?<!参)与|及|至|(?<!报)到|、|，|之|(?<!目)的|(?<!所)在|(?<!删|清|解|移|开)除|将|(?<!原)因|(?<![核校])对|(?<![办方做])法|条例|本(?:制度|办法|规定|规章|规则|规范|细则|公约|守则|章程|章|节))$"
)
OPENING = re.compile(
    rf"{_SP}(?:第{_SP}{_NUMERAL}{_SP}(?:部分|[编篇章节条])|第{_CN}{{1,3}}[、.．：]|第{_NUMERAL}[项款点步类]{_SP}[：:、]|"
    rf"{_CN}{{1,3}}{_SP}[、.．）)]|[{_FORMAL}]{{1,2}}{_SP}[、.．：]|[（(【\[［〔]{_SP}(?:{_CN}{{1,3}}|\d{{1,3}}|[A-Za-z]){_SP}[）)】\]］〕]|"
    rf"\d{{1,2}}(?:[.．-]\d{{1,2}}){{1,4}}(?!\d)|\d{{1,3}}{_SP}[.．、）)]|\d{{1,2}}(?=[^\S\n]+[一-龥])|\d\ufe0f?\u20e3|"
    rf"[①-⑳⑴-⒇⒈-⒛㈠-㈩Ⅰ-Ⅻⅰ-ⅻ❶-❿]|[A-Za-z][.．、）)](?![A-Za-z])|[-–·•●○■□◆◇▪*➢▶](?=\s|[一-龥“《])|\+\s)"
)
"""What a line begins with that is a numbered unit of its own."""
_CITED_AFTER = re.compile(
    rf"{_SP}(?:[之的所中]?规定|所[列称述指]|列举|中的|的(?!士|确)|第{_NUMERAL}[款项](?!目)|第?（{_CN}+）[项款](?!目)|款(?!项)|项(?!目)|"
    rf"[、，]?(?:第{_NUMERAL}条|[和或与及至到]{_SP}第|以及第|或者第)|之一(?:的|者)|[以之]外|(?:执行|处理|处罚)(?=[，。；的]))"
)


def find_markers(text: str) -> list[Marker]:
    """Every place of the repaired text that may be a number of a unit, in order, without overlaps."""
    pieces = list(_pieces(text))
    # What follows 篇二 stands as at the start of a line (篇二一、 is no 二一、).
    borders = [0, *(at for piece in pieces for at in (piece.start, piece.end)), len(text)]
    rest = [text[start:end] for start, end in pairwise(borders)]
    rest[1::2] = [" " * (len(words) - 1) + "\n" for words in rest[1::2]]
    numbers = list(_numbers("".join(rest)))
    bullets = Counter(marker.style for marker in numbers if marker.family == "bullet")
    # A sign that stands but once lists nothing (★特别提醒), except the usual ones at the start of a line.
    numbers = [
        marker
        for marker in numbers
        if marker.family != "bullet"
        or bullets[marker.style] > 1
        or (marker.place == "line" and marker.style in "-•·●+")
    ]
    numbers += _weak("".join(rest), numbers)
    found = [*pieces, *_before_appendix(text, numbers)]
    found.sort(key=lambda marker: (marker.start, -marker.end))
    kept: list[Marker] = []
    for marker in found:
        if not kept or marker.start >= kept[-1].end:
            kept.append(marker)
    return kept


def _weak(text: str, others: list[Marker]) -> list[Marker]:
    """Numbers at line starts that only their order shows to be some: 1：, 一　, 第一，, 01, 甲、, 规则一：, 1文明."""
    taken = {marker.start for marker in others}
    found: dict[str, list[Marker]] = {}
    for match in _WEAK.finditer(text):
        kind = match.lastgroup or ""
        words = match[kind].strip()
        digits = "".join(char for char in words if char.isdecimal() or char in CN_DIGITS)
        value = _STEMS.find(words[0]) + 1 if kind == "stem" else number(digits)
        start = match.start(kind)
        if value and start not in taken:
            chinese = kind == "mark" and not words[0].isdecimal()
            family = "cn" if chinese else _WEAK_FAMILY[kind]
            marker = Marker(start, start + len(words), family, f"{kind}{words[-1:]}", (value,), "line")
            found.setdefault(kind if kind != "mark" else f"{words[-1]}{chinese}", []).append(marker)
    kept = []
    for kind, markers in found.items():
        needed = 3 if kind in {"close", "spaced", "ordinal", "alone"} else 2
        values = [marker.value[0] for marker in markers]
        if values[:needed] == list(range(1, needed + 1)):
            kept += markers
    return sorted(kept, key=lambda marker: marker.start)


def _before_appendix(text: str, numbers: list[Marker]) -> list[Marker]:
    """The numbers without those of a list of 附件 or of 相关文章 at the end, which are no rules."""
    last = max((marker.start for marker in numbers if marker.family in _OWN_RULES), default=-1)
    appendix = _AFTER_THE_RULES.search(text, last + 1)
    return numbers if appendix is None else [marker for marker in numbers if marker.start < appendix.start()]


def cited(text: str, marker: Marker, *, opening: bool, due: bool = False) -> bool:
    """Whether 第三条 names another unit (按照第三条, 第三条规定的) instead of beginning one.

    ``opening``: no unit of the kind came before, so that a title may stand directly in front (…管理办法第一条).
    ``due``: the number is the next one and stands where a unit may begin, so that it may open with a citation
    (…附则第十条第四条至第六条由…) and behind a heading that ends in a word of citations (…信息删除第十条).
    """
    after = _CITED_AFTER.match(text, marker.end)
    if after and not (due and after.group().lstrip().startswith("第")):
        return True
    if marker.place != "glued":
        return False
    before = text[max(0, marker.start - 45) : marker.start].rstrip()
    return _CITING.search(before) is not None or (not (opening or due) and _CITED_BEFORE.search(before) is not None)


def cites(line: str, following: str) -> bool:
    """Whether the number at the start of a line belongs to the sentence of the line before (按照⏎第三条的规定)."""
    opening = re.match(
        rf"第{_SP}{_NUMERAL}{_SP}[编篇章节条项款]|（{_CN}{{1,3}}）|\d{{1,2}}(?:[.．]\d{{1,2}}){{1,4}}(?=[编篇章节条项款])",
        following,
    )
    if opening is None:
        return False
    if _CITING.search(line) or _CITED_BEFORE.search(line):
        return True
    return _CITED_AFTER.match(following, opening.end()) is not None


def _pieces(text: str) -> Iterator[Marker]:
    for match in _PIECE.finditer(text):
        value = number(match["n"])
        if value:
            yield Marker(match.start(), match.end(), "piece", "篇", (value,), "line")


def _numbers(text: str) -> Iterator[Marker]:
    for match in _MARKER.finditer(text):
        kind = match.lastgroup or ""
        # lastgroup is the last group that closed: the whole alternative.
        place = _place(text, match.start())
        if kind == "unit":
            value = number(match["unit_n"])
            if value:
                yield Marker(match.start(), match.end(), _UNIT_FAMILY[match["unit_kind"]], "第", (value,), place)
        elif kind == "multi":
            parts = tuple(int(part) for part in re.split(r"[.．]", match["multi"].rstrip(".．、")))
            style = str(len(parts))
            if place != "glued" and _QUANTITY.match(text, match.end()):
                yield Marker(match.start(), match.end(), "multi", style + QUANTITY, parts, place)
            elif not _QUANTITY.match(text, match.end()):
                style += COUNTED if place != "glued" and _COUNTED.match(text, match.end()) else ""
                yield Marker(match.start(), match.end(), "multi", style, parts, place)
        elif kind == "dash":
            parts = tuple(int(part) for part in re.findall(r"\d+", match["dash"]))
            start = match.start() + len(match["dash"]) - len(match["dash"].lstrip())
            yield Marker(start, match.end(), "multi", f"{len(parts)}-", parts, place)
        elif kind == "bullet":
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            if _is_bullet(text, start, match.end(), place):
                yield Marker(start, match.end(), "bullet", match.group().strip(), (0,), place)
        else:
            marker = _plain(text, match, kind, place)
            if marker is not None:
                yield marker


def _plain(text: str, match: re.Match[str], kind: str, place: Place) -> Marker | None:
    start, end = match.span()
    previous = text[start - 1] if start else "\n"
    style = text[end - 1]
    if kind == "circle":
        sign = match["circle"]
        count = CIRCLES.find(sign) + 1 or next(
            ord(sign) - ord(one) + 1 for one in "➊➀❶" if 0 <= ord(sign) - ord(one) < 10
        )
        return Marker(start, end, "circle", "①", (count,), place)
    if kind.endswith("_sign"):
        first: Family = kind.removesuffix("_sign")  # type: ignore[assignment]  # the groups bear the names of families
        base = {"pcn": "㈠", "dec": "⒈", "pdec": "⑴"}[first]
        return Marker(start, end, first, base, (ord(match[kind]) - ord(base) + 1,), place)
    if kind == "keycap":
        digits = re.sub(r"[^0-9]", "", match["keycap"])
        return Marker(start, end, "dec", "keycap", (int(digits) if digits else 10,), place)
    if kind == "roman":
        return _roman(text, match, place)
    if kind == "fcn":
        formal = _formal(match["fcn_n"])
        return None if not formal or place == "glued" else Marker(start, end, "fcn", style, (formal,), place)
    if kind == "letter":
        letter = next(char for char in match.group() if char.isalpha())
        style = ("A" if letter.isupper() else "a") + style
        return None if place == "glued" else Marker(start, end, "letter", style, (ord(letter.lower()) - 96,), place)
    if kind == "bare":
        digits = match.group().strip()  # in Markdown signs that are not read stand before it
        return Marker(end - len(digits), end, "dec", " ", (int(digits),), place)
    value = number(match[f"{kind}_n"])
    if not value or (place == "glued" and previous in _JOINERS):
        return None
    if kind in {"scn", "sdec", "nth"}:
        if place == "glued" or (kind == "nth" and _CITED_AFTER.match(text, end)):
            return None
        return Marker(start, end, kind, style, (value,), place)  # type: ignore[arg-type]
    if kind == "ord":
        return Marker(start, end, "cn", "第", (value,), place) if place == "line" else None
    if kind in {"cn", "hcn"}:
        if place == "glued" and (_WEEK.search(text[start - 1 : start]) or _CN_TAIL.match(text, end)):
            return None
        if style in ".．" and place == "glued":
            return None
    elif kind in {"pcn", "pdec"}:
        own_unit = previous == "条" and _BEHIND_ARTICLE.search(text, max(0, start - 12), start)
        if (previous in _CITING_ITEM and not own_unit) or (
            text[end : end + 1] == "班" and (previous.isnumeric() or previous in "级年")
        ):
            return None  # 第（三）项, 三（2）班
    elif kind == "dec":
        after = text[end : end + 5]
        if after[:1].isdecimal() and not (place != "glued" and (style == "、" or re.match(r"\d{4}年", after))):
            return None
    elif kind == "hdec" and "（" in text[max(0, start - 12) : start].rsplit("）", 1)[-1].rsplit("\n", 1)[-1]:
        return None
    family: Family = kind  # type: ignore[assignment]  # the groups left bear the names of families
    return Marker(start, end, family, style, (value,), place)


_TWO = re.compile(r"(?<![A-Za-z])(?:II|ii)(?![A-Za-z])")


def _roman(text: str, match: re.Match[str], place: Place) -> Marker | None:
    words = re.sub(r"[\s、.．：:）)]", "", match["roman"])
    letters = unicodedata.normalize("NFKC", words)
    value = _ROMAN_VALUE.get(letters.upper())
    if not value or place == "glued":
        return None
    if words.isascii() and len(words) == 1 and not _TWO.search(text):
        # I. without II. is a letter of its list.
        style = ("A" if letters.isupper() else "a") + match.group()[-1]
        return Marker(match.start(), match.end(), "letter", style, (ord(letters.lower()) - 96,), place)
    return Marker(match.start(), match.end(), "roman", "Ⅰ" if letters.isupper() else "ⅰ", (value,), place)


def _formal(words: str) -> int:
    values = [_FORMAL_VALUE[char] for char in words]
    if len(values) == 1:
        return values[0]
    return 10 + values[1] if values[0] == 10 and values[1] < 10 else 0


def _place(text: str, start: int) -> Place:
    at = start - 1
    while at >= 0 and text[at] != "\n" and text[at].isspace():
        at -= 1
    if at < 0 or text[at] == "\n":
        return "line"
    if text[at] == "】" and _BRACKETED_LINE.fullmatch(text, text.rfind("\n", 0, at) + 1, at + 1):
        return "line"
    if text[at] in _STOPS or (text[at] in _CLOSERS and at and text[at - 1] in _STOPS):
        return "stop"
    return "glued"


def _is_bullet(text: str, start: int, end: int, place: Place) -> bool:
    char, after = text[start], text[end : end + 1]
    if char >= "\u2600" and char not in "★☆":
        return place == "line" and bool(after) and after != "\n"
    if place == "glued" or not after or after in {char, "\n"} or (text[start - 1 : start] == char):
        return False
    if not (after.isspace() or "\u3400" <= after <= "\u9fff" or after in "“《【"):
        return False
    if char == "+":
        return place == "line" and after.isspace()
    if char in "*–" or (char == "-" and place == "line"):
        return after.isspace() or "\u3400" <= after <= "\u9fff"
    return True
