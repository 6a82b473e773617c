"""Personal data shown with its middle covered: enough to recognise what one knows, too little to use what one does not.

What is covered keeps its length, so that spans into a text stay true.
"""

from __future__ import annotations

import re
from typing import Literal

from wxadmin.domain.name_words import COMPOUND_SURNAMES

Kind = Literal["", "phone", "number", "mail", "address"]
"""What a column holds: a phone, a staff or pupil number or account, a mail address, an address or room."""

COVER = "*"
_PHONE = re.compile(r"(?<![0-9*])(?:(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}[- ]?\d{7,8})(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+(?=@[A-Za-z0-9-]+\.[A-Za-z])")
_BANK = re.compile(r"(?<![0-9])\d{16,19}(?![0-9])")


def masked(kind: Kind, text: str) -> str:
    """The value of a field of that kind, covered; several values in one text (``；``, ``、``) each by itself."""
    if not kind:
        return in_words(text)
    return "".join(part if at % 2 else _one(kind, part) for at, part in enumerate(re.split(r"([；;、，,\n]+)", text)))


def _one(kind: Kind, text: str) -> str:
    value = text.strip()
    if value != text:
        return text.replace(value, _one(kind, value), 1) if value else text
    if not value:
        return text
    if kind == "mail" and "@" in value:
        return _MAIL.sub(_name_of_mail, value) or value
    if kind == "address":
        return _covered(value, 6 if len(value) > 8 else 1, 0)
    if kind == "phone":
        return _covered(value, 3, 4) if len(value) >= 9 else _covered(value, 0, 2)
    return _covered(value, 2, 2) if len(value) >= 7 else _covered(value, 0, 2 if len(value) > 3 else 1)


def in_words(text: str) -> str:
    """A running text with every mobile and landline, resident identity, bank card number and mail address covered."""
    for pattern in (_IDENTITY, _BANK):
        text = pattern.sub(lambda found: _covered(found[0], 3, 2), text)
    text = _PHONE.sub(lambda found: _covered(found[0], 3, 4), text)
    return _MAIL.sub(_name_of_mail, text)


def person(name: str) -> str:
    """A name with all but the family name covered: 张*, 欧阳**; of anything else its first character is left."""
    kept = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:kept] + COVER * (len(name) - kept)


def is_covered(text: str) -> bool:
    """Whether a value was covered by :func:`masked`: it says nothing about the real one."""
    return COVER * 2 in text


def _name_of_mail(found: re.Match[str]) -> str:
    return _covered(found[0], 1, 0)


def _covered(text: str, front: int, back: int) -> str:
    """All but the first and last characters covered; at least a third of the text always is."""
    front, back = (front, back) if front + back <= len(text) * 2 // 3 else (0, min(back, len(text) // 2))
    return text[:front] + COVER * (len(text) - front - back) + text[len(text) - back :]
