"""Personal data in a folded message: numbers that pass their checksum, mail, plates, addresses down to the door.

Sources: GB 11643-1999 (resident ID: weights, check characters), ISO/IEC 7812-1 (Luhn), GA 36-2018 (plates).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10x98765432"
_PROVINCES = frozenset(
    str(n)
    for low, high in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
    for n in range(low, high + 1)
)


@dataclass(frozen=True, slots=True)
class Datum:
    """A span of the folded message, which detector found it and what it is."""

    start: int
    end: int
    detector: str
    label: str
    level: int


# Python's own re is safe here: every repetition is of one character class and bounded.
_DIGITS = re.compile(r"[0-9]")
_ID = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9x]|[0-9]{6}([ -])[0-9]{8}\1[0-9]{3}[0-9x])(?![0-9a-z])")
_CARD = re.compile(r"(?<![0-9])(?:[0-9]{15,19}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,3})?)(?![0-9])")
_MOBILE = re.compile(
    r"(?<![0-9])(?<![0-9]\.)(?:(?:\+|00)?86[ -]?)?(?:1[3-9][0-9]{9}|1[3-9][0-9]([ .\-·_])[0-9]{4}\1[0-9]{4}"
    r"|1([ .\-·_*/])[3-9](?:\2[0-9]){9})(?![0-9])"
)
_MAIL = re.compile(r"(?<![0-9a-z._%+-])[0-9a-z][0-9a-z._%+-]{0,63}@(?:[0-9a-z-]{1,63}\.){1,4}[a-z]{2,10}(?![0-9a-z])")
_PUBLIC_BOX = re.compile(
    r"(?:hr|job|jobs|info|admin|office|service|support|kefu|help|contact|noreply|no-reply|zhaopin|sales|press|webmaster|"
    r"postmaster|news|media|tousu|jubao|xinxiang|mailbox|public)[0-9]*@"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-np-z][·. ]?"
    r"(?:[a-hj-np-z0-9]{4}[a-hj-np-z0-9挂学警港澳]|[df][a-hj-np-z0-9][0-9]{4}|[0-9]{5}[df])(?![0-9a-z])"
)
_DOOR = re.compile(
    r"[0-9]{1,3}(?:栋|幢|号楼|座|#)(?:[0-9一二三四五六]{1,2}单元)?[ \-]?"
    r"[0-9]{3,4}(?:室|户|房|号)?(?![0-9年元块])"
    r"|[0-9]{1,3}(?:栋|幢|号楼|座)[0-9一二三四五六]{1,2}(?:单元|门)[0-9]{3,4}"
    r"|(?<![0-9])[0-9]{1,2}-[0-9]{1,2}-[0-9]{3,4}(?![0-9])|[路街巷弄道][0-9]{1,4}号[^。!?\n]{0,16}?[0-9]{3,4}(?:室|户|房)"
)
_PERSON = re.compile(
    r"电话|手机|姓名|身份证|家住|住在|住址|住的|就住|女的|男的|住[0-9]|单身|(?<!收)他家|她家|户主|业主[是叫]|租客|老婆|老公|"
    r"业主|车主|孩子(?:叫|在)|欠(?:钱|费)|本人|单身|独居|一个人住|先生|女士|太太|(?<![0-9])1[3-9][0-9]{9}"
)
_NUMBER_WORD = re.compile(
    r"(?:订单|单号|运单|快递|流水|编号|工单|发票|合同号|物流|取件|条码|货号|序列|批号|会议号?)[^0-9]{0,6}$"
)
_PLATE_HARMLESS = re.compile(r"挪车|挪一下|挪下|挪个|挪走|移车|移一下|车灯|没关|车窗|堵住|挡住|刮蹭|被蹭|蹭了")


def id_card_ok(number: str) -> bool:
    """Whether 18 characters are a resident ID: province, real date, GB 11643 check character (``x`` lower case)."""
    if len(number) != 18 or not number[:17].isdigit() or number[:2] not in _PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    if not 1880 <= born.year <= 2100:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17]


def luhn_ok(number: str) -> bool:
    """Whether a string of digits passes the Luhn check."""
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char)
        if place % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def bank_card_ok(number: str) -> bool:
    """Whether digits are a payment card: a known issuer range with its length, and Luhn."""
    length = len(number)
    issuer = (
        (number.startswith("62") and 16 <= length <= 19)
        or (number[0] == "4" and length == 16)
        or (number[:2] in {"51", "52", "53", "54", "55"} and length == 16)
        or (number[:2] in {"34", "37"} and length == 15)
        or (number[:4] in {"3568", "3528", "3589"} and length == 16)
        or (number[:4] in {"9558", "6013", "6221"} and 16 <= length <= 19)
    )
    return issuer and luhn_ok(number) and len(set(number)) > 2


_NUMBERS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool] | None, str, int], ...] = (
    ("id_card", _ID, id_card_ok, "身份证号码", 3),
    ("bank_card", _CARD, bank_card_ok, "银行卡号", 3),
    ("mobile", _MOBILE, None, "手机号码", 2),
)


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isdigit() or c == "x")


def _numbers(text: str, wanted: Sequence[str]) -> Iterator[Datum]:
    taken = bytearray(len(text))
    for detector, pattern, holds, label, level in _NUMBERS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or (holds is not None and not holds(_bare(match.group()))):
                continue
            if detector != "id_card" and _NUMBER_WORD.search(text, max(0, start - 12), start):
                continue
            taken[start:end] = b"\1" * (end - start)
            if detector in wanted:
                yield Datum(start, end, detector, label, level)


def find_personal(text: str, wanted: Sequence[str]) -> list[Datum]:
    """What of ``wanted`` (mobile, id_card, bank_card, mail, plate, address) stands in a folded message, by start."""
    found: list[Datum] = []
    digits = len(text) > 5 and _DIGITS.search(text) is not None
    if digits and {"mobile", "id_card", "bank_card"} & set(wanted):
        found += _numbers(text, wanted)
    if "@" in text and "mail" in wanted:
        for match in _MAIL.finditer(text):
            if not _PUBLIC_BOX.match(match.group()):
                found.append(Datum(*match.span(), "mail", "邮箱地址", 1))
    if digits and "plate" in wanted and not _PLATE_HARMLESS.search(text):
        found += [Datum(*match.span(), "plate", "车牌号码", 1) for match in _PLATE.finditer(text)]
    if digits and "address" in wanted and _PERSON.search(text):
        found += [Datum(*match.span(), "address", "住址门牌", 2) for match in _DOOR.finditer(text)]
    return sorted(found, key=lambda datum: (datum.start, datum.end))
