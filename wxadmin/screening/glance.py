"""A quick look at a block of folded messages: which of them a detector has to read at all.

Each answer errs on the side of reading: what the detector finds, it finds in a message named here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wxadmin.screening.folding import Block

_DIGIT, _LETTER, _DOT, _SLASH, _AT, _DOOR, _PROVINCE, _BLANK = (1 << n for n in range(8))
_MEMBERS = {
    _DIGIT: "0123456789",
    _LETTER: "abcdefghijklmnopqrstuvwxyz",
    _DOT: ".。点點",
    _SLASH: "/",
    _AT: "@",
    _DOOR: "栋幢座#号-",
    _PROVINCE: "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼",
    _BLANK: " ",
}
_SORTS = np.zeros(0x10000, dtype=np.uint8)
for _sort, _chars in _MEMBERS.items():
    _SORTS[[ord(char) for char in _chars]] |= np.uint8(_sort)
_MOBILE, _CARD = 11, 15


def _table(chars: str) -> NDArray[np.bool_]:
    """Whether a character is one of these; the last entry stands for all beyond."""
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(char) for char in chars]] = True
    return table


_DOORS, _STREETS, _ROOMS = _table("栋幢座#"), _table("路街巷弄道"), _table("室户房")
_BEHIND_DOORS = _table("0123456789一二三四五六 -")
_IN_NUMBERS = _table(" .-·_*/")
_ASCII = 128
_NUMERIC_DOTS = 3


class Glance:
    """The sorts of characters in a block; every answer is one truth value for each message."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._sorts = _SORTS.take(block.folded.codes, mode="clip")

    def personal(self, wanted: Sequence[str]) -> NDArray[np.bool_]:
        """For :func:`wxadmin.screening.personal.find_personal`."""
        found = np.zeros(len(self._block), dtype=np.bool_)
        codes = self._block.folded.codes
        at = np.flatnonzero(self._are(_DIGIT))
        if {"mobile", "id_card", "bank_card"} & set(wanted):
            found[self._block.owners(self._numbers(at))] = True
        if "mail" in wanted:
            calls = np.flatnonzero(self._are(_AT))
            box = codes.take(calls - 1, mode="clip") < _ASCII
            host = self._sorts.take(calls + 1, mode="clip") & np.uint8(_LETTER | _DIGIT | _DOOR)
            found[self._block.owners(calls[box & (host != 0)])] = True
        if "plate" in wanted:
            found |= self._count(self._are(_PROVINCE)[:-1] & self._are(_LETTER)[1:]) > 0
        if "address" in wanted:
            self._doors(at, found)
        return found

    def _numbers(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of digits, given by place, those with which a mobile number or one as long as that of a card may begin."""
        codes = self._block.folded.codes
        # At most one mark stands between any two digits.
        gap = np.diff(at)
        linked = (gap == 1) | (gap == 2) & _IN_NUMBERS.take(codes.take(at[:-1] + 1), mode="clip")
        breaks = np.concatenate(([0], np.cumsum(~linked)))[: len(at)]
        card, mobile = (
            at[np.flatnonzero(breaks[size - 1 :] == breaks[: max(len(at) - size + 1, 0)])] for size in (_CARD, _MOBILE)
        )
        mobile = mobile[codes[mobile] == ord("1")]
        before, sooner = codes.take(mobile - 1, mode="clip"), codes.take(mobile - 2, mode="clip")
        cut = (mobile > 0) & self._are(_DIGIT).take(mobile - 1, mode="clip")
        return np.concatenate((card, mobile[~cut | (before == ord("6")) & (sooner == ord("8"))]))

    def _doors(self, at: NDArray[np.int64], found: NDArray[np.bool_]) -> None:
        """Mark the messages in which a door is named by digits: 3栋2, 5号楼1, 路12号 with a room, the 1 of 3-1-402."""
        codes, digit = self._block.folded.codes, self._are(_DIGIT)

        def beyond(steps: int) -> NDArray[np.uint32]:
            return codes.take(at + steps, mode="clip")

        after, before = beyond(1), codes.take(at - 1, mode="clip")
        door = _DOORS.take(after, mode="clip") & _BEHIND_DOORS.take(beyond(2), mode="clip")
        storey = (after == ord("号")) & (beyond(2) == ord("楼"))
        behind = digit.take(at + 2, mode="clip") & digit.take(at + 3, mode="clip") & digit.take(at + 4, mode="clip")
        second = (before == ord("-")) | (codes.take(at - 2, mode="clip") == ord("-"))
        owners = self._block.owners
        found[owners(at[door | storey | (after == ord("-")) & behind & second])] = True
        roomy = np.zeros(len(found), dtype=np.bool_)
        roomy[owners(at[_ROOMS.take(after, mode="clip")])] = True
        streets = owners(at[_STREETS.take(before, mode="clip")])
        found[streets[roomy[streets]]] = True

    def links(self) -> NDArray[np.bool_]:
        """For :func:`wxadmin.screening.links.find_links`."""
        dot, slash, letter = self._are(_DOT), self._are(_SLASH), self._are(_LETTER)
        found = self._count(slash[:-1] & slash[1:]) > 0
        if dot.any():
            found |= self._count(dot[:-1] & letter[1:]) > 0
            found |= self._count(dot[:-2] & self._are(_BLANK)[1:-1] & letter[2:]) > 0
            found |= self._count(dot[:-1] & self._are(_DIGIT)[1:]) >= _NUMERIC_DOTS
        return found

    def calls(self, least: int) -> NDArray[np.bool_]:
        """Messages with ``least`` times ``@``; none when ``least`` is 0."""
        if not least:
            return np.zeros(len(self._block), dtype=np.bool_)
        return self._count(self._are(_AT)) >= least

    def _are(self, sorts: int) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.not_equal(self._sorts & np.uint8(sorts), 0)
        return found

    def _count(self, places: NDArray[np.bool_]) -> NDArray[np.int64]:
        at = np.flatnonzero(places)
        return np.bincount(self._block.owners(at), minlength=len(self._block))
