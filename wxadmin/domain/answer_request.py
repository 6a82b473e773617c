"""The words an announcement asks to be answered with, read from its text: 知晓请回复, 回复“已传达”, 回复1/2/3."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from wxadmin.domain.answers import clauses_of, letters, tidy
from wxadmin.domain.name_folding import NAME_MARKS

_ANSWER = r"(?:回复|答复|回(?![复答家来去到])个?|扣|敲|填写?|发送?|写|报|选|按|打(?!疫苗|卡|电话|扫|印))"
_QUOTED = r"[“\"「『【‘'](?P<{}>[^“”\"「」『』【】‘’'\n]{{1,12}})[”\"」』】’']"
_NAMED = re.compile(rf"{_ANSWER}(?:一下|一声|个|如下|：|:|\s)*{_QUOTED.format('quoted')}")
_ONE_MORE = re.compile(rf"\s*(?:、|，|,|/|或者?|和|及)?\s*{_QUOTED.format('quoted')}")
_BARE = re.compile(
    rf"(?:请|统一|直接|再|的|者|后|就|群里|群内|本群|，|,|^){_ANSWER}(?:一下|一声|：|:|\s)*(?P<words>[^，,。；;！!？?\n“”\"「」『』（）()]{{1,16}})",
    re.MULTILINE,
)
_BEFORE = re.compile(
    r"(?:^|[，,。；;：:！!\n\s])(?P<words>[\u4e00-\u9fff]{2,8}?)(?:的|者|后|了)?(?:都|均)?请(?:在?群里|在?本群|大家|各位|及时|统一|直接)?回复?(?![\u4e00-\u9fff]*情况)"
)
_TOLD = re.compile(r"报(?P<words>平安|安全)")
_EXPLAINED = re.compile(r"(?:^|[，,。；;\n])(?P<words>有[\u4e00-\u9fff]{1,3}?)(?:的|者)?请?(?:说明|注明|备注)")
_AGAIN = re.compile(rf"^{_ANSWER}")
_LATIN = re.compile(rf"{_ANSWER}\s*(?P<words>[A-Za-z]{{1,4}}|[1-9])(?![A-Za-z0-9.:：点月日楼/])")
_OR = re.compile(r"或者?是?|还是|[/／|｜、]")
_TAIL = re.compile(r"(?:即可|就行|就可以|就好|便可|确认|一下|字样|谢谢|为准|等)+$")
_NO_WORD = re.compile(
    r"[我你您他]|群|私信?|短信|电话|邮|截止|时间|[前后]|请|谢|消息|通知|本|此|尽快|及时|逾期|[者人]|情况|意见|原因|所|将|由|以"
)
_PAIR = re.compile(
    rf"(?P<what>[\u4e00-\u9fff]{{1,10}}?)(?:的|者)?(?:请|就|，|,)?\s*{_ANSWER}\s*[“\"「]?(?P<key>[1-9]|[A-Ha-h])(?![\w.])"
)
_LISTED = re.compile(
    r"(?<![\w.])(?P<key>[1-9]|[A-H]|[①-⑨])\s*[.．、:：)）\s—\-]*\s*(?P<what>[\u4e00-\u9fff][^\s，,。；;、：:\d①-⑨]{0,11}?)(?=[\s，,。；;、]|[①-⑨]|[A-H1-9][.．、:：\s]|$)"
)
_CHOICE = re.compile(r"选(?:择|一|项|几|哪|定)|任选|请选(?!好)|投票|字母|数字|序号|编号|方案|回复[^\n]{0,6}(?:[1A①])")
_TELL = r"(?:回复?|答复|填|写明|上报|报(?![名到销告送道表纸警]))"
_COUNTS = re.compile(
    rf"(?:{_TELL}|登记|统计|接龙)[^，,。；;\n]{{0,10}}?(?:[\u4e00-\u9fff]数(?![据学码值])|数量|数字|体温|温度|几[人个份件箱位]|多少)"
)
_SIZES = re.compile(rf"(?:{_TELL}|登记|统计|接龙)[^，,。；;\n]{{0,10}}?(?:尺码|尺寸|码数|鞋码)(?!表)")
_TIMES = re.compile(rf"{_TELL}[^，,。；;：:\n]{{0,8}}?(?:时间|几点)(?![：:])")
_PLAIN = re.compile(
    r"收到(?:的|者|后|以后|之后)?(?:都|均)?(?:请|直接|在?群里)*(?:回|扣|复)|(?:扣|回复?|打)\s*[“\"「]?(?:1(?!\d)|收到)"
)
"""Where a plain word is asked for as well, it is an answer."""
_SELF = re.compile(
    rf"(?:我们?(?!家)|本人|我家|孩子|咱们?|[\u4e00-\u9fff\d]{{0,4}}[组班部队店栋室科区厅]|都|全部|全|也|均|就|选择?|投|要|订|扣|回复?|答|报|一共|总共|共|大概|大约|约|是|为|用餐|{NAME_MARKS}|[：:])*"
)
_ENDED = re.compile(r"(.+?)(?:了|啦|吧|哈|哦|噢|呢|呀|的|方案|选项|项|号|个|码|√)*")
_NOT = re.compile(r"[没未不无别勿差]")
_DONE_ENDING = "(?:好|完|过|毕|妥|到|齐)?(?:了|啦)?"
_OBJECT = re.compile(r"(?:字|名|完|好|毕|过|妥|收|交|齐)(?:了|啦)?")
_NUMBER = r"(?:\d{1,4}(?:\.\d+)?|[零一二两三四五六七八九十百]{1,4})"
_UNIT = r"[桶吨车条双块份人个位口件套箱名盒张本桌台辆只瓶袋户组斤度℃大小]"
_COUNT = re.compile(
    rf"(?:{_NUMBER}\s*(?:公斤|{_UNIT})?人?)(?:[+＋和、]?{_NUMBER}{_UNIT})?|没有|无|不要|不用|不需要|不订|不吃"
)
_SIZE = re.compile(r"(?:x{0,4}[sl]|m|[2-6]xl|\d{2,3})", re.IGNORECASE)
_TIME = re.compile(
    r"(?:[上下]午|晚上?|早上?|中午)?(?:\d{1,2}[:：]\d{2}|(?:\d{1,2}|[一二两三四五六七八九十]{1,3})点(?:半|整|\d{1,2}分?|[一三]刻)?)(?:左右|前|以?后)?(?:[能会可]?以?到)?"
)
_FIGURES = {c: str(n) for n, c in enumerate("一二三四五六七八九", 1)} | {
    c: str(n) for n, c in enumerate("①②③④⑤⑥⑦⑧⑨", 1)
}
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_GREETING = re.compile(
    r"(?:[\u4e00-\u9fff]{0,3}(?:老师|主任|经理|领导|群主|组长|班长))?(?:[您你]?好|早|辛苦了?)?|好的?|嗯+"
)
_KINDS = re.compile(r"[数字母码号名量]$|血型|多少|几|是否|尺|地址|姓")
_EVADING = re.compile(r"(?:都|我)?(?:好|行|可以|随便|无所谓|嗯+)[的了吧呀]?|[1-9]\d*")
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """What is asked for: ``words`` as they are to be sent, ``options`` a figure or letter → what it stands for.

    ``counts``, ``sizes``, ``times``: a number, a size, a clock is asked for. ``chosen``: there is more than one word
    to answer with. ``text`` is the announcement's.
    """

    words: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    counts: bool = False
    sizes: bool = False
    times: bool = False
    chosen: bool = False
    text: str = field(default="", compare=False)

    def __bool__(self) -> bool:
        return bool(self.words or self.options or self.counts or self.sizes or self.times)

    def note(self, text: str) -> str | None:
        """The note of an answer in the words asked for; None where it is none.

        Where one may choose, the note is the choice, of a figure alone with what it stands for.
        """
        found = clauses_of(text)
        first = next((n for n, (piece, words) in enumerate(found) if words and not _GREETING.fullmatch(words)), None)
        if first is None or "?" in found[first][0] or "？" in found[first][0]:
            return None
        words = _fold(found[first][1])
        said = self._said(words)
        if said is None:
            return None
        rest = tidy("".join(piece for piece, _words in found[first + 1 :]))
        if not (self.chosen or self.options or self.counts or self.sizes or self.times):
            return rest if letters(rest) else ""
        whole = tidy(text)
        return f"{whole}（{said}）" if said and said not in whole else whole

    def evades(self, text: str) -> bool:
        """Whether a text leaves open what was to be chosen or counted: 都行, 好; 4 where 1 to 3 are offered."""
        asked, words = self.options or self.counts or self.sizes or self.times, letters(text)
        if not asked or _EVADING.fullmatch(words) is None:
            return False
        return (bool(self.options) and words.isdigit()) or not _PLAIN.search(self.text)

    def _said(self, clause: str) -> str | None:
        """What a clause stands for besides its words; None where it is no answer."""
        core = clause[_start(clause) :] or clause
        for form in dict.fromkeys((clause, core, _cut(core))):
            for key, what in self.options:
                if form == key or (what and form == _fold(what)) or _figure(form) == key:
                    return what
            if any(self._is_word(_fold(word), form) for word in self.words):
                return ""
            if (
                (self.counts and _COUNT.fullmatch(form))
                or (self.sizes and _SIZE.fullmatch(form))
                or (self.times and _TIME.fullmatch(form))
            ):
                return ""
        return None

    def _is_word(self, word: str, form: str) -> bool:
        if form == word or re.split(r"[+＋]", form)[0] == word:
            return True
        if not _HAN.fullmatch(word) or (_NOT.search(form) and not _NOT.search(word)):
            return False
        core = word.removeprefix("已经").removeprefix("已").removesuffix("了")
        if not core:
            return False
        if re.fullmatch(rf"(?:已经?)?{core}{_DONE_ENDING}", form) and (form != core or word == core or len(core) > 1):
            return True
        begins = form.removeprefix("已经").removeprefix("已")
        if begins != form and begins.startswith(core):
            rest = begins.removeprefix(core)
            return len(rest) <= 4 and (_OBJECT.fullmatch(rest) is not None or rest in self.text)
        head = form.removesuffix("了").removesuffix(core)
        return head != form and len(core) > 1 and 0 < len(head) <= 4 and head in self.text and not _NOT.search(head)


def read(text: str) -> AnswerRequest:
    """With what an announcement asks to be answered; an empty one where it names nothing of its own."""
    text = text[:_LONGEST]
    named = dict.fromkeys(word for word in map(_cleaned, _named(text)) if word)
    words = {**named, **dict.fromkeys(word for word in map(_cleaned, _told(text)) if word)}
    options = dict(_options(text))
    figures = [word for word in words if re.fullmatch(r"[1-9]|[A-Ha-h]", word)]
    if len(figures) > 1:
        for figure in figures:
            options.setdefault(_fold(figure), "")
    kept = tuple(word for word in words if word not in figures or len(figures) == 1)
    counts = _COUNTS.search(text) is not None and len(options) < 2
    chosen = sum(word in named for word in kept) > 1 or (bool(named) and _EXPLAINED.search(text) is not None)
    sizes, times = _SIZES.search(text) is not None, _TIMES.search(text) is not None
    return AnswerRequest(kept, tuple(options.items()), counts, sizes, times, chosen, text)


def _named(text: str) -> Iterator[str]:
    """The words behind 回复."""
    for found in _NAMED.finditer(text):
        yield from re.split(r"[/／]", found["quoted"])
        at = found.end()
        while (more := _ONE_MORE.match(text, at)) is not None:
            yield more["quoted"]
            at = more.end()
    for found in _BARE.finditer(text):
        parts = [_TAIL.sub("", _AGAIN.sub("", part.strip())) for part in _OR.split(found["words"])]
        yield from (part for part in parts if _is_plain(part))
    yield from (found["words"] for found in _LATIN.finditer(text))


def _told(text: str) -> Iterator[str]:
    """The words that are to be answered otherwise: 知晓请回复, 报平安, 有误请说明."""
    for found in _BEFORE.finditer(text):
        words = found["words"].removesuffix("后").removesuffix("了")
        if not _NO_WORD.search(words) and not _NOT.search(words):
            yield words
            if words.startswith("已") and len(words) > 2:
                yield words[:2]
    yield from (found["words"] for found in _EXPLAINED.finditer(text) if not _NOT.search(found["words"]))
    for found in _TOLD.finditer(text):
        yield from (found["words"], found[0])
        yield from (f"{found['words']}到家", "到家", "安全到家") if "到家" in text else ()
    if "：" in text or ":" in text:
        for found in re.finditer(
            r"[：:](?P<a>[\u4e00-\u9fff]{2,5})[/／](?P<b>[\u4e00-\u9fff]{2,5})(?![\u4e00-\u9fff])", text
        ):
            yield from (found["a"], found["b"])


def _is_plain(part: str) -> bool:
    """Whether unquoted words behind 回复 are what is to be sent rather than what is asked about."""
    if re.fullmatch(r"[A-Za-z0-9+]{1,4}", part):
        return True
    return (
        re.fullmatch(r"[\u4e00-\u9fff]{1,6}", part) is not None
        and not _NO_WORD.search(part)
        and not _KINDS.search(part)
    )


def _cleaned(word: str) -> str:
    word = re.split(r"[+＋]", word.strip(" 。.！!…"))[0].strip()
    return word if 0 < len(word) <= 10 else ""


def _options(text: str) -> Iterator[tuple[str, str]]:
    pairs = [(_key(found["key"]), found["what"]) for found in _PAIR.finditer(text)]
    if len(pairs) > 1:
        yield from pairs
        return
    listed = [(_key(found["key"]), found["what"]) for found in _LISTED.finditer(text)]
    keys = [key for key, _what in listed]
    if len(keys) > 1 and keys[0] in ("1", "a") and _runs(keys) and _CHOICE.search(text):
        yield from listed


def _runs(keys: list[str]) -> bool:
    return all(ord(b) == ord(a) + 1 for a, b in pairwise(keys))


def _key(key: str) -> str:
    return _FIGURES.get(key, key.lower())


def _fold(words: str) -> str:
    return unicodedata.normalize("NFKC", words).lower()


def _start(clause: str) -> int:
    found = _SELF.match(clause)
    return 0 if found is None else found.end()


def _cut(core: str) -> str:
    """Without what may stand behind a choice: 2吧, C方案."""
    found = _ENDED.fullmatch(core)
    return found[1] if found else core


def _figure(form: str) -> str:
    """第二, 二 → 2."""
    return _FIGURES.get(form.removeprefix("第"), "")
