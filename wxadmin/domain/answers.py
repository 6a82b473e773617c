"""Which words are an answer to an announcement, what note they carry, and the lines of a 接龙 list."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

from wxadmin.domain import answer_words
from wxadmin.domain.name_folding import NAME_MARKS, is_decoration

_PLAIN = (
    r"已?收到了?|[已均]?收悉|已阅[读知悉]?|阅知|阅悉|已读|已?[知敬]悉|已?知晓|知道了?|晓得了?|明白了?|了解了?|清楚了|看到[了啦]|看过了|已看"
    r"|已?确认|已?完成了?|已?(?:查|接|签)收(?:到|了)?|遵命|遵照(?:执行|办理)|照办|服从安排|(?:坚决|马上|立即|按要求)(?:执行|落实|照办)"
    r"|好[的滴哒嘞]呢?|没问题|1+|\+1|➕1?|扣1|举手|已?到岗|在岗|已?打卡"
    r"|ok+(?:ay)?|got\s?it|get(?:到|√)?|received|read|ack(?:nowledged)?|roger|copy(?:\s?that)?|noted|yes|√"
    r"|will\s?do|understood|confirmed|sure|no\s?problem"
)
# What a hand in a hurry makes of 收到: a homophone or letters of its spelling, as the whole of a message.
_SLIP = re.compile(
    r"(?:[收首手受守售][到道倒导]|收d(?:ao)?|收到{2,}|收到[a-z]|s(?:h?ou?)?\s?d(?:ao?)?)(?:了|啦|哈)?", re.IGNORECASE
)
# These answer only where nothing else is said.
_WEAK = r"好|行|可以的?|嗯+|一"
_AROUND = (
    rf"那就?|就|噢|哦|啊|我们?|我家|本人|自己|已经|都|全部|也|均|和|与|跟|及|、|&|代|替|帮|报|回复?|是|这边|{NAME_MARKS}"
    r"|了|啦|哈|喔|呢|的|呀|嘞|咯|喽|哟|通知|消息|公告|文件|信息|老师们?|群主|领导|谢谢您?|感谢|with\s?thanks|thanks|thank\s?you"
    r"|[\u4e00-\u9fff]{1,3}(?:老师|主任|经理|书记|院长|校长|队长|班长|组长|总)"
)
# Read token by token, the longest first: as one pattern it could be read in many ways and would take for ever.
_TOKEN = re.compile(rf"(?:(?P<plain>{_PLAIN})|(?P<weak>{_WEAK})|{_AROUND})\s*", re.IGNORECASE)
_LONGEST = 2000
"""Longer messages are no answers; it bounds the work."""
_FOR_OTHERS = re.compile(rf"(?:代|帮|替)(?:为|我|他|她|他们|她们)?(?:报|回|填|签|收|接龙|{NAME_MARKS})|[(（]代[)）]")
_ADDRESS = re.compile(
    r"(?:[\u4e00-\u9fff]{0,3}(?:老师|主任|经理|书记|院长|校长|队长|班长|组长|领导|群主)|各位|大家)们?"
)
_GREETING = re.compile(_ADDRESS.pattern + "[早晚]?上?好|[你您]们?好")
_MOST_THANKS = 24
_COURTESY = re.compile(
    r"(?:谢谢|感谢|多谢|辛苦了?|麻烦了|[\u4e00-\u9fff]{0,2}(?:老师|主任|经理|书记|老板|领导|[校队班组团店会群社院站部处科局][长主]|总|姐|哥|师傅)"
    r"|大家|各位|[您你]们?|早上好|晚上好|早安|晚安|你好|您好|了|啦|[，,\s])+"
)
# 收到 with further words glued to it: 收到马上改, 三组收到.
_GLUED = re.compile(
    r"(?P<before>(?:(?![没未谁请才刚货款钱]|回复|怎么|快递|红包|包裹|转账).){0,8}?)(?<!不)收到了?(?P<after>(?![^，,。；;！!]{0,6}(?:货|款|钱|快递|红包|包裹|转账)|[不没吗么的回后]|请(?!放心)|[一二两三四五几\d]+[个箱份条封笔张件包盒批袋瓶]|[你您他她]们?的(?!通知|消息|信息|指示|安排|提醒))(?:.*))",
    re.DOTALL,
)
_ASKING = re.compile(
    r"请问|几点|哪[里儿个天]|什么|怎么|谁|是否|能不能|要不要|可不可以|行不行|有没有|何时|多少|吗|[么嘛呢]$|在哪$|(?:收到|看到)没有?$"
)
_QUESTION = re.compile(r"[?？]|吗|请问|谁|[么嘛](?:\W|$)|(?:收到|看到)没有?\W*$")
_REQUEST = re.compile(
    r"收到[^，,。；！!\s]{0,6}?(?:请(?!放心)|回复|回个|回一下|回[1１一]|扣[1１一]|打[1１一]|举手|吱|的[^\s，。]{0,4}[回请扣])"
    r"|收到[，,]?\s?请?(?:回复|回个|回一下|回[1１一]|扣[1１一]|打[1１一]|举手)|(?:请|大家|各位).{0,8}收到|[了的](?:人|家长|同学|同事)?请?(?:回(?![来去家到])|扣[1１一]|打[1１一]|举手)"
    r"|谁[^，,。]{0,3}收到|(?:有人|哪[些位]|几个|多少|哪个).{0,4}收到|(?:没有?|未)收到的|回复?[“\"「『（【]?(?:收到|[1１](?!\d))"
)
_ANNOUNCING = re.compile(
    r"[【\[]?(?:重要|紧急)?(?:通知|公告)[】\]：:]|@所有人|@all\b|请.{0,20}(?:接龙|回复|确认|报名|填写|签到|知悉|周知|查收|转告|互相转)"
    r"|收到.{0,4}(?:请|回)|(?:请(?![\u4e00-\u9fff]{0,6}假)|各位|大家|全体|务必).{2,}",
    re.IGNORECASE,
)
_FIRM_ANNOUNCING = re.compile(
    r"[【\[](?:重要|紧急)?(?:通知|公告)[】\]]|@所有人|收到[，,]?\s?请?回[复1一]|请.{0,20}(?:接龙|回复收到|回复“|回1|扣1)",
    re.IGNORECASE,
)
_CODE = re.compile(r"\[[^\[\]\s]{1,14}\]")
_YES_CODES = frozenset(
    ("ok", "好的", "强", "抱拳", "合十", "握手", "收到", "胜利", "thumbsup", "salute", "worship", "shake", "fist")
)
_YES_EMOJI = frozenset("👌👍🙏✅☑✔🆗🫡🤝💪🙆🙋⭕")
# A clause ends with its marks; a space ends one only beside something other than Latin letters.
_CLAUSE = re.compile(
    r"(?:(?![，,。;；！!？?~～…\n])(?!(?<![A-Za-z])\s|\s(?![A-Za-z])).)+[，,。;；！!？?~～…\s]*|[，,。;；！!？?~～…\s]+"
)
_FULL_WIDTH = {code + 0xFEE0: code for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), 0x2B)}
_JOINING = re.compile(r"^[+＋➕]\s*(?=[^\d\s])")
"""What joins a note to a name (张三＋同意); before a figure it says how many more."""
_SPACED = re.compile(r"收\s+到")
_MARKS = "，,。.;；！!~～…、 \t\n\u2005\u3000"

_HEADER = re.compile(r"\s*[#＃]\s?(?:群?接[龙龍]|group\s?notes?)", re.IGNORECASE)
# A number and, without a space, a class: 5.302张三妈妈; but 1.500公斤 is a decimal.
_UNITS = r"元|块|克|千克|公斤|斤|吨|米|公里|千米|升|毫升|度|倍|万|亿|小时|分钟|秒|平方"
_CLASS_BEHIND = rf"(?=[1-9][0-3]\d班?(?!{_UNITS})[\u4e00-\u9fff]{{2}})"
_NUMBERED = re.compile(
    rf"[\s\u3000]*[(（]?(\d{{1,4}})(?:[.．](?:(?!\d)|{_CLASS_BEHIND})|[、,，)）]|\s+(?=\S))[\s\u3000]*(.*)"
)
_CIRCLED = re.compile(r"[\s\u3000]*([\u2460-\u2473\u3251-\u325f])[\s\u3000.、]*(.*)")
_SAMPLE = re.compile(r"(?:示例|样例|范例|例如|例子|例|模板|格式|如)\s*(?:[:：、,，\s]|$)")


def note_of(text: str) -> str | None:
    """The note of an answer, ``""`` for one without; None when the text answers nothing.

    A question, a request for answers and mere talk are no answer. Words that only say 收到 are no note; neither are
    emoji beside them.
    """
    if len(text) > _LONGEST or _REQUEST.search(text) or _FIRM_ANNOUNCING.search(text):
        return None
    if not letters(text):
        return "" if _says_yes(text) else None
    text = _SPACED.sub("收到", text)
    left: list[str] = []
    answered = spoken = weak = False
    for found in _CLAUSE.finditer(text):
        piece = found[0]
        clause = letters(piece)
        if not clause or _asks(piece, clause):
            left.append(piece)
        elif _GREETING.fullmatch(clause):
            pass
        elif _SLIP.fullmatch(clause):
            answered = True
        elif (word := _plain_word(clause)) is not None:
            answered = answered or word == "plain"
            weak = True
        elif answer_words.answers(clause) or (not left and answer_words.tells_done(clause)):
            spoken = True
            left.append(piece)
        elif (glued := _GLUED.fullmatch(piece)) is not None:
            answered = True
            left.append(glued["before"] + glued["after"])
        elif not _ADDRESS.fullmatch(clause):
            left.append(piece)
    note = tidy("".join(left)) if letters("".join(left)) else ""
    return note if answered or spoken or (weak and not note) else None


def tidy(note: str) -> str:
    """A note with runs of white space as one space and without marks around it."""
    note = _JOINING.sub("", " ".join(note.split()).lstrip(_MARKS + ":：|—"))
    return note.rstrip("，,、;；— :：＋")


def only_asks(text: str) -> bool:
    """Whether a text asks something and answers nothing."""
    return note_of(text) is None and any(_asks(piece[0], letters(piece[0])) for piece in _CLAUSE.finditer(text))


def wants_answer(text: str) -> bool:
    """Whether a text is put as a question or asks others to answer; 没看懂怎么做 is neither."""
    if _REQUEST.search(text) or _FIRM_ANNOUNCING.search(text):
        return True
    return any(_QUESTION.search(found[0]) for found in _CLAUSE.finditer(text))


def is_courtesy(text: str) -> bool:
    """Whether a text says nothing but thanks or a greeting: 老板辛苦, 谢谢老师."""
    words = letters(tidy(text))
    return len(words) <= _MOST_THANKS and _COURTESY.fullmatch(words) is not None


def note_behind(words: str) -> str:
    """The note of the words behind a name: 收到, OK and the like are none, but a number says how many."""
    note = tidy(words)
    if not letters(note) or (any(char.isdigit() for char in note) and "收到" not in note):
        return note
    if _plain_word(letters(note)) == "weak":
        return note  # 可以, 都行: the choice asked for
    spoken = note_of(note)
    return spoken if spoken is not None and ("收到" in note or not spoken) else note


def is_announcement(text: str, *, first: bool) -> bool:
    """Whether a message announces something and wants answers; the first of a transcript is recognised more readily."""
    if starts_chain(text) or text.rstrip().endswith(("?", "？", "吗", "么", "呢")):
        return False
    if _FIRM_ANNOUNCING.search(text):
        return len(text) > 8
    if note_of(text) is not None:
        return False
    asks = text.rstrip().endswith(("?", "？"))
    return first and not asks and len(text) >= 12 and _ANNOUNCING.search(text) is not None


def starts_chain(text: str) -> bool:
    """Whether a text begins with the header of a 接龙 list."""
    return _HEADER.match(text) is not None


def is_for_others(text: str) -> bool:
    """Whether it says 代报 and the like; names in it may be marked."""
    return _FOR_OTHERS.search(text) is not None


class Item(NamedTuple):
    """A line of a list: how many lines below the first it stands, its number (0: none), its words."""

    below: int
    number: int
    words: str


def items_of(text: str) -> list[Item]:
    """The lines of a text that may be answers of a list: numbered ones, and unnumbered ones below the first of them.

    Blank items and samples (示例 …) are left out.
    """
    out: list[Item] = []
    for below, line in enumerate(text.split("\n")):
        found = item_in(line)
        if found is not None:
            number, words = found
            if words:
                out.append(Item(below, number, words))
        elif out and line.strip():
            out.append(Item(below, 0, line.strip()))
    return out


@lru_cache(maxsize=16384)
def item_in(line: str) -> tuple[int, str] | None:
    """Number and words of a numbered line, or None; the words of a sample are ``""``."""
    if len(line) > _LONGEST:
        return None
    if found := _NUMBERED.fullmatch(line):
        number, words = int(found[1]), found[2].strip()
    elif found := _CIRCLED.fullmatch(line):
        number, words = int(unicodedata.numeric(found[1])), found[2].strip()
    else:
        return None
    return number, "" if _SAMPLE.match(words) else words


def _plain_word(clause: str) -> Literal["plain", "weak"] | None:
    """Whether a clause says nothing but 收到 and the like, or only 好, 行 …; None if it says something else."""
    at, plain, weak = 0, False, False
    while at < len(clause):
        token = _TOKEN.match(clause, at)
        if token is None or token.end() == at:
            return None
        plain = plain or token["plain"] is not None
        weak = weak or token["weak"] is not None
        at = token.end()
    return "plain" if plain else "weak" if weak else None


def _asks(piece: str, clause: str) -> bool:
    if "?" in piece or "？" in piece:
        return True
    return _ASKING.search(clause) is not None and (not clause.endswith("呢") or _plain_word(clause) is None)


def clauses_of(text: str) -> list[tuple[str, str]]:
    """The clauses of a text, each as it stands and its letters alone."""
    return [(found[0], letters(found[0])) for found in _CLAUSE.finditer(text[:_LONGEST])]


def letters(text: str) -> str:
    """The words of a text without emoji, emoticon codes and marks around them."""
    text = _CODE.sub("", text).translate(_FULL_WIDTH)
    return "".join(c for c in text if "\u4e00" <= c <= "\u9fff" or not is_decoration(c)).strip(_MARKS + "？?")


def _says_yes(text: str) -> bool:
    codes = [code[1:-1].lower() for code in _CODE.findall(text)]
    return any(code in _YES_CODES for code in codes) or any(char in _YES_EMOJI for char in text)
