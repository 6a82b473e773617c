"""What each character does in a line (W3C CLREQ, kinsoku level GB), and which characters never reach the paper as such.

A class is one letter, so that the classes of a paragraph are a string beside its text:

=====  =========================================================  =====  ============================================
``H``  Han and everything one em wide without rules of its own    ``L``  Latin letters and other narrow characters
``G``  like Han, but never first in a line (々, small kana)        ``N``  digits
``Z``  Han that counts (元 年 分 人 …): stays with the digits      ``P``  narrow closing marks, never first in a line
``K``  never last in a line (￥ № ≥); ``J`` for 第                 ``Q``  narrow opening brackets, never last in a line
``O``  opening mark, blank left half                              ``B``  narrow, an address may be broken after it
``C``  closing mark, blank right half                             ``U``  unit signs (% ℃), stay with the digits
``Y``  hyphen: stays with what stands on either side
``T``  ， 、 ； ：                                                 ``S``  space
``E``  。 ！ ？ ．                                                 ``I``  ideographic space
``M``  middle dot and connectors, never first in a line           ``X``  combining mark, stays with what it marks
``D``  dash and ellipsis: pairs are never split                   ``W``  full-width digit
``V``  like ``Z``, and never last (分 of 30分钟)                   ``R``  half of a flag (only before ``classes_of``)
=====  =========================================================  =====  ============================================
"""

from __future__ import annotations

import re
import unicodedata

OPENING = "“‘（《〈「『【〔［｛〖"
CLOSING = "”’）》〉」』】〕］｝〗"
PAUSES = "，、；："
STOPS = "。！？．"
MIDDLE = "·・～－–〜／"
DASHES = "—…‥⋯―"

_LETTERS = {
    **dict.fromkeys(OPENING, "O"),
    **dict.fromkeys(CLOSING, "C"),
    **dict.fromkeys(PAUSES, "T"),
    **dict.fromkeys(STOPS, "E"),
    **dict.fromkeys(MIDDLE, "M"),
    **dict.fromkeys(DASHES, "D"),
    **dict.fromkeys("々〻ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ", "G"),
    **dict.fromkeys("元年月日号天小时分秒周次条人名个项级岁倍米斤吨克页份件张点万亿款章节届版期步台辆艘只户套", "Z"),
    **dict.fromkeys("本部间层楼位组队门字票角亩升度种类例批轮场折", "Z"),
    "第": "J",
    **dict.fromkeys("￥¥€£№§≥≤±＞＜", "K"),
    **dict.fromkeys("0123456789", "N"),
    **dict.fromkeys("０１２３４５６７８９", "W"),
    **dict.fromkeys(",.:;!?)]}_", "P"),
    **dict.fromkeys("([{", "Q"),
    **dict.fromkeys("/?&=\\", "B"),
    # pdfium reads a hyphen at a line's end as a soft one, and 销售部-张三 is one name: never last, never first.
    "-": "Y",
    **dict.fromkeys("%％‰℃℉°′″㎡㎥㎏㎎㎜㎝㎞㏄", "U"),
    " ": "S",
    "　": "I",
}
# ? is a closing mark in prose and a separator in an address; breaking after it is right in both.

NOT_FIRST = frozenset(CLOSING + PAUSES + STOPS + MIDDLE + DASHES + "%％‰℃°,.:;!?)]}" + "々〻ー")
"""Never first in a line; the checkers test for these."""
NOT_LAST = frozenset(OPENING + "([{")
"""Never last in a line."""

# Control, format and other invisible characters: a name that holds one must not look like another name.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
# Emoji are built with these; they only choose a picture and are left out beside one. The letters behind a black flag
# say whose flag it is.
_EMOJI_GLUE = re.compile(
    "(?<=[\u2190-\u2bff\u3030-\u303d\U0001f000-\U0001faff])[\ufe0f\u200d]+|[\ufe0e\ufe0f]"
    "|(?<=\U0001f3f4)[\U000e0020-\U000e007e]+\U000e007f"
)
_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f]")
# Letters whose accents come behind them, as a Mac writes file names. Drawn one over the other the accent would stand
# beside its letter; as one character, which Unicode defines to be the same, the face has both in place.
_ACCENTED = re.compile(
    "[A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff][\u0300-\u036f]+|[\u3040-\u30ff][\u3099\u309a]"
    "|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
)
_ODD = re.compile(f"{_HIDDEN.pattern}|{_SPACES.pattern}|[\u0300-\u036f\u1100-\u1112\u3099\u309a]")


def printable(text: str) -> str:
    """The text as it is printed: hidden characters as ``[U+202E]``, tabs and odd spaces as plain ones, é in one piece.

    A tab becomes an ideographic space, because the stops it was meant for are not known on paper.
    """
    if not _ODD.search(text):
        return text
    text = _ACCENTED.sub(lambda m: unicodedata.normalize("NFC", m.group()), text)
    text = _SPACES.sub(lambda m: "　" if m.group() == "\t" else " ", text)
    return _HIDDEN.sub(lambda m: f"[U+{ord(m.group()):04X}]", _EMOJI_GLUE.sub("", text))


class _Classes(dict[int, str]):
    """For ``str.translate``: code point to class letter, worked out once each."""

    def __missing__(self, code: int) -> str:
        letter = self[code] = _letter(chr(code))
        return letter


CLASSES = _Classes()

# What is one thing and would be torn between its Han characters: 第十二条, and the unit of 30分钟.
_WHOLE = re.compile(
    "(?<=第)[〇零一二三四五六七八九十百千两]{1,8}(?=[条款项章节编届次期版号页名天])"
    "|(?<=[0-9])(?:分|小|工作|个工作|个|公|千|毫|厘|分|海|平方|立方|千瓦|人|周|万|亿|美|港|欧|百分|个百分|英|季)"
    "(?=[钟时日月里斤克米升瓦次岁年元吨人点顷亩度])"
)
# A unit stays with its number across a space too: 25 ℃, 12.5 kn, 65 %.
_UNIT = re.compile(
    "(?<=[0-9]) (?=[%％‰℃℉°Ω]|(?:[cdkmμ]?m[²³23]?|km/h|m/s|[kmμ]?g|t|h|min|s|[mk]?L|ml|kn|dB|[kM]?W|kWh|[km]?V|m?A|"
    "[kMG]?Hz|[kMGT]B|[kMh]?Pa|px)(?![A-Za-z0-9]))"
)
# The first stroke of a path belongs to what follows (/usr/share), that of 微信/QQ to what stands before; km/h is whole.
_PATH = re.compile("(?<![!-~])/(?=[A-Za-z0-9_.~-]+/[A-Za-z0-9_.~-])")
_PER = re.compile("(?<=[0-9 k]m)/(?=[hs](?![A-Za-z0-9]))")


def classes_of(text: str) -> str:
    """The class letters of a text."""
    classes = text.translate(CLASSES)
    if "J" in classes or "N" in classes:
        for match in _WHOLE.finditer(text):
            start, end = match.span()
            classes = f"{classes[:start]}{'V' * (end - start)}{classes[end:]}"
    if "NS" in classes:
        for match in _UNIT.finditer(text):
            classes = f"{classes[: match.start()]}Y{classes[match.end() :]}"
    if "/" in text:
        for match in _PATH.finditer(text):
            classes = f"{classes[: match.start()]}Q{classes[match.end() :]}"
        for match in _PER.finditer(text):
            classes = f"{classes[: match.start()]}L{classes[match.end() :]}"
    if "R" in classes:
        classes = classes.replace("RR", "HX").replace("R", "H")
    return classes


def _letter(char: str) -> str:
    known = _LETTERS.get(char)
    if known:
        return known
    if unicodedata.category(char) in ("Mn", "Mc", "Me") or "\U0001f3fb" <= char <= "\U0001f3ff":
        return "X"  # skin tones belong to the hand before them
    if "\U0001f1e6" <= char <= "\U0001f1ff":
        return "R"
    if char >= "\u2e80" and not "\uff61" <= char <= "\uffdc":
        return "H"
    if "\u2000" <= char < "\u2e80" or char in "×÷±·":
        # Arrows, circled numbers, box drawing: full width in Chinese faces, and free to stand anywhere.
        return "H"
    return "L"
