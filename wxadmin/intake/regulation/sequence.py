"""Which numbers open units and under which unit each stands: numbers that go on counting decide."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from wxadmin.domain.numerals import chinese
from wxadmin.intake.regulation.markers import CIRCLES, COUNTED, QUANTITY, Family, Marker, cited

_RANK: dict[Family, int] = {"piece": 0, "part": 1, "chapter": 2, "section": 3, "article": 4}
_STRUCTURAL = frozenset({"piece", "part", "chapter", "section"})
_LISTED_IN_CONTENTS = _STRUCTURAL | {"cn", "fcn"}
_GO_ON = frozenset({"chapter", "section", "article", "cn", "fcn", "scn", "pcn", "dec", "sdec", "multi"})
"""Families that may go on counting in the next chapter."""
_SENTENCE = re.compile(r"[，。；！？]")
_HEADING_RUN = 30  # characters between a number and the first number below it, if only a heading lies between
_LAST_CHAPTER = re.compile(r"[。；！？]\s*(?:附则|罚则)\s*\Z")
_WIDEST_GAP = 9  # numbers that may be missing between two units of one text
_DEEPEST = 12  # levels; nobody numbers deeper, and hostile text must not
_CONTENTS = re.compile(r"目[^\S\n]*[录次]")
_WARN_RESTART = "编号从头开始，请核对这里是否缺少上一级标题"
_NUMERAL = re.compile(r"[一二三四五六七八九十百千零〇两]+|\d+")
_LISTED = 4  # missing numbers that are named each; more are named from the first to the last


@dataclass(slots=True)
class Placed:
    """A marker taken as the number of a unit; ``parent`` is an index into the same list, -1 for the top."""

    marker: Marker
    parent: int
    warning: str = ""


@dataclass(slots=True)
class _Level:
    marker: Marker
    index: int


@dataclass(slots=True)
class _Reader:
    text: str
    markers: list[Marker]
    placed: list[Placed] = field(default_factory=list)
    open: list[_Level] = field(default_factory=list)
    piece: int = -1
    closed: dict[Family, tuple[int, ...]] = field(default_factory=dict)
    last_of: dict[Family, Marker] = field(default_factory=dict)
    later: dict[tuple[Family, tuple[int, ...]], list[int]] = field(default_factory=dict)
    sure: dict[tuple[Family, tuple[int, ...]], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for marker in self.markers:
            if marker.family != "bullet":
                key = (marker.family, marker.value)
                self.later.setdefault(key, []).append(marker.start)
                if marker.family == "multi" and marker.style[-1] in (QUANTITY, COUNTED):
                    first: tuple[Family, tuple[int, ...]] = ("dec", marker.value[:1])
                    self.later.setdefault(first, []).append(marker.start)
                    self.sure.setdefault(first, []).append(marker.start)
                if marker.place != "glued" and not (marker.family == "article" and self._cited(marker)):
                    self.sure.setdefault(key, []).append(marker.start)

    # -- facts about the text around a marker

    def _cited(self, marker: Marker) -> bool:
        opening = marker.value == (1,) and marker.family not in self.closed and not self._levels(marker.family)
        return cited(self.text, marker, opening=opening, due=self._is_due(marker))

    def _is_due(self, marker: Marker) -> bool:
        """第十条 directly behind the heading of a chapter, or at the start of a sentence, where 第九条 was the last."""
        last = self.last_of.get(marker.family)
        if marker.family != "article" or last is None:
            return False
        gap = marker.value[0] - last.value[0] - 1
        if marker.place != "glued" or self._behind_heading(marker):
            return 0 <= gap <= _WIDEST_GAP
        return gap == 0 and _LAST_CHAPTER.search(self.text, max(0, marker.start - 8), marker.start) is not None

    def _behind_heading(self, marker: Marker) -> bool:
        return bool(self.placed) and self.placed[-1].marker.family in _STRUCTURAL and self._heading_run(marker)

    def _next(self, family: Family, value: tuple[int, ...], after: int, *, sure: bool = False) -> int | None:
        starts = (self.sure if sure else self.later).get((family, value), [])
        at = bisect_right(starts, after)
        return starts[at] if at < len(starts) else None

    def _heading_run(self, marker: Marker) -> bool:
        """Whether only a few words without a comma or stop lie between this marker and the last unit's number."""
        start = self.placed[-1].marker.end if self.placed else 0
        if marker.start - start > _HEADING_RUN + 20:
            return False
        words = self.text[start : marker.start].strip()
        return len(words) <= _HEADING_RUN and not _SENTENCE.search(words) and "\n" not in words

    def _led_in(self, marker: Marker) -> bool:
        return self.text[max(0, marker.start - 20) : marker.start].rstrip().endswith("：")

    def _levels(self, family: Family) -> list[int]:
        return [at for at in range(len(self.open) - 1, -1, -1) if self.open[at].marker.family == family]

    # -- decisions

    def read(self) -> list[Placed]:
        for marker in self.markers:
            if marker.family == "piece":
                self._piece(marker)
            elif marker.family == "bullet":
                self._bullet(marker)
            elif marker.family == "multi":
                self._multi(marker)
            elif not (marker.family in _RANK and self._cited(marker)):
                self._single(marker)
        return self.placed

    def _single(self, marker: Marker) -> None:
        value = marker.value[0]
        levels = self._levels(marker.family)
        same_style = [at for at in levels if self.open[at].marker.style == marker.style]
        for at in same_style + [at for at in levels if at not in same_style]:
            if value == self.open[at].marker.value[0] + 1:
                if self._goes_on(marker):
                    self._continue(marker, at)
                return
            if marker.family == "article" and value == self.open[at].marker.value[0] and self._is_inserted(marker):
                self._continue(marker, at)
                return
        last = self.closed.get(marker.family)
        if value == 1:
            self._start(marker, levels, same_style)
        elif not levels and last is not None and last[0] + 1 == value and marker.family in _GO_ON:
            clear = marker.place != "glued" or marker.family in _RANK or self._heading_run(marker)
            if clear and self._goes_on(marker):
                self._open_below(marker)
        elif levels:
            self._out_of_order(marker, levels[0])
        else:
            self._late_start(marker, last)

    def _goes_on(self, marker: Marker) -> bool:
        """A number run into the words before it gives way to the same number at a better place further on."""
        if marker.place != "glued":
            return True
        better = self._next(marker.family, marker.value, marker.start, sure=True)
        if better is None:
            return True
        value = marker.value[:-1]
        bounds = [self._next(marker.family, (*value, marker.value[-1] + 1), marker.start)]
        if marker.family not in _RANK:
            bounds.append(self._next(marker.family, (*value, 1), marker.start))
        return any(bound is not None and bound < better for bound in bounds)

    def _start(self, marker: Marker, levels: list[int], same_style: list[int]) -> None:
        if marker.place == "glued" and not self._begins(marker):
            return
        if self._is_range(marker):
            return
        if marker.family in _LISTED_IN_CONTENTS and levels and self._was_contents(marker):
            self.placed.clear()
            self.open.clear()
            self.closed.clear()
            self.piece = -1
            self._open_below(marker)
            return
        if not levels:
            self._open_below(marker)
            return
        innermost = levels[0] == len(self.open) - 1
        nested = marker.family not in _RANK and (not same_style or (innermost and self._nests(marker)))
        if nested:
            self._open_below(marker)
        elif marker.place != "glued":
            before = self.open[levels[0]].marker
            twice = before.value == marker.value
            self._continue(marker, levels[0], self._wrong(before, marker) if twice else _WARN_RESTART)

    def _begins(self, marker: Marker) -> bool:
        """Whether a first number run into the words before it is believable."""
        if marker.family in _RANK or self._heading_run(marker):
            return True
        second = self._next(marker.family, (2,), marker.start)
        again = self._next(marker.family, (1,), marker.start)
        return second is not None and (again is None or second < again)

    def _is_range(self, marker: Marker) -> bool:
        """一、二层住户: two numbers side by side, where no 二、 follows that could go on from a list of one."""
        if marker.family not in {"cn", "dec"} or not _NUMERAL.match(self.text, marker.end):
            return False
        second = self._next(marker.family, (2,), marker.end + 1, sure=True)
        return second is None or (marker.place != "line" and self._breaks_off(marker, second))

    def _breaks_off(self, marker: Marker, second: int) -> bool:
        """Whether a unit of rule comes in between, which closes the list."""
        levels = self._levels("article")
        if not levels:
            return False
        following = self._next("article", (self.open[levels[0]].marker.value[0] + 1,), marker.start)
        return following is not None and following < second

    def _nests(self, marker: Marker) -> bool:
        """1. inside 3. of the same kind: only below a lead-in, and only if 4. comes after the inner list."""
        outer = self.open[self._levels(marker.family)[0]].marker.value[0]
        after = self._next(marker.family, (outer + 1,), marker.start)
        second = self._next(marker.family, (2,), marker.start)
        return self._led_in(marker) and after is not None and second is not None and second < after

    def _was_contents(self, marker: Marker) -> bool:
        """第一章 again, and so far nothing but headings after 目录: that was a table of contents."""
        start = self.placed[0].marker.start
        if not _CONTENTS.search(self.text, max(0, start - 30), start):
            return False
        return "。" not in self.text[start : marker.start] and all(
            placed.marker.family in _LISTED_IN_CONTENTS for placed in self.placed
        )

    def _is_inserted(self, marker: Marker) -> bool:
        return "之" in self.text[marker.start : marker.end] and marker.place != "glued"

    def _out_of_order(self, marker: Marker, at: int) -> None:
        last, value = self.open[at].marker.value[0], marker.value[0]
        far = _WIDEST_GAP + 1 if marker.family in _RANK else 2
        near = marker.place == "stop" and last < value <= last + far and marker.family not in {"letter", "hcn"}
        if near or (marker.place == "line" and (marker.family in _RANK or value <= last + 10)):
            self._continue(marker, at, self._wrong(self.open[at].marker, marker))

    def _wrong(self, before: Marker | None, marker: Marker) -> str:
        """What is wrong with a number after the one before it, in words: 第五条之后是第七条，缺第六条."""
        this, value = self._shown(marker), marker.value[-1]
        if before is None:
            return f"编号从{this}开始，前面的编号没有找到，请核对是否有缺漏"
        last = before.value[-1]
        if marker.value == before.value:
            return f"{this}出现两次，请核对"
        if value < last:
            return f"{self._shown(before)}之后又是{this}，编号倒退，请核对"
        if value == last + 1:
            return ""
        first, end = self._shown(marker, last + 1), self._shown(marker, value - 1)
        if value - last > _LISTED:
            missing = f"{first}至{end}"
        else:
            missing = "、".join(self._shown(marker, each) for each in range(last + 1, value))
        return f"{self._shown(before)}之后是{this}，缺{missing}，请核对"

    def _shown(self, marker: Marker, value: int | None = None) -> str:
        """The number as it stands in the text, or as the text would write another ``value``."""
        words = "".join(self.text[marker.start : marker.end].split())
        words = words if words[-1] in "）)】]" else words.rstrip("、.．：:")
        if value is None:
            return words
        if marker.family == "circle" and value <= len(CIRCLES):
            return CIRCLES[value - 1]
        numerals = list(_NUMERAL.finditer(words))
        if not numerals:
            return f"第{value}个"
        last = numerals[0] if marker.family != "multi" else numerals[-1]
        other = str(value) if last.group().isdecimal() else chinese(value)
        return words[: last.start()] + other + words[last.end() :]

    def _late_start(self, marker: Marker, last: tuple[int, ...] | None) -> None:
        """A list that does not begin with one: a fragment, or a part of a list whose beginning was lost."""
        behind = marker.family in _RANK and last is not None and 0 < marker.value[0] - last[0] <= _WIDEST_GAP + 1
        if marker.place != "line" and not (behind and (marker.place == "stop" or self._behind_heading(marker))):
            return
        goes_on = self._next(marker.family, (marker.value[0] + 1,), marker.start) is not None
        if marker.family in _RANK or goes_on or (last is not None and marker.family in _GO_ON):
            before = None if last is None else self.last_of[marker.family]
            self._open_below(marker, self._wrong(before, marker))

    def _multi(self, marker: Marker) -> None:
        prefix, own = marker.value[:-1], marker.value[-1]
        for at in self._levels("multi"):
            level = self.open[at].marker
            if len(level.value) == len(marker.value) and level.value[:-1] == prefix and own == level.value[-1] + 1:
                if self._goes_on(marker):
                    self._continue(marker, at)
                return
        if marker.style[-1] in (QUANTITY, COUNTED) and self._is_counting(marker):
            self._cut(marker)
            return
        if marker.style.endswith(QUANTITY):
            return
        parent = self._parent_of(prefix)
        if own == 1 and (parent is not None or marker.place == "line"):
            glued_ok = marker.place != "glued" or self._heading_run(marker)
            if glued_ok or self._next("multi", (*prefix, 2), marker.start) is not None:
                beside = [at for at in self._levels("multi") if len(self.open[at].marker.value) == len(marker.value)]
                if parent is not None:
                    self._close(parent + 1)
                elif beside and prefix > self.open[beside[0]].marker.value[:-1]:
                    self._close(beside[0])  # 2.1 behind 1.2 where nothing bears the number 2
                self._append(marker)
        elif marker.place == "line" and (parent is not None or self.closed.get("multi") or self._levels("multi")):
            same = [at for at in self._levels("multi") if len(self.open[at].marker.value) == len(marker.value)]
            before = self.open[same[0]].marker if same else None
            if before is not None and before.value[:-1] != prefix:
                before = None
            if parent is not None:
                self._close(parent + 1)
            elif same:
                self._close(same[0])
            self._append(marker, self._wrong(before, marker))
        elif marker.place == "line" and not self.placed and self._heads_a_fragment(marker):
            self._append(marker, self._wrong(None, marker))
        elif marker.place != "glued" and len(marker.value) == 2:
            self._cut(marker)

    def _is_counting(self, marker: Marker) -> bool:
        """1.5米以下…, where 2. comes next or 0. was the last: the number is 1. and the rest belongs to the text."""
        value = marker.value[0]
        levels = self._levels("dec")
        if levels:
            return any(self.open[at].marker.value[0] + 1 == value for at in levels)
        if value != 1 or self._parent_of(marker.value[:1]) is not None:
            return False
        second = self._next("dec", (2,), marker.start, sure=True)
        again = self._next("multi", (1, 2), marker.start)
        return second is not None and (again is None or second < again)

    def _heads_a_fragment(self, marker: Marker) -> bool:
        """3.2 at the head of a text that goes on with 3.2.1 or 3.3: a part of something longer."""
        after = (*marker.value[:-1], marker.value[-1] + 1)
        return any(self._next("multi", value, marker.start) is not None for value in ((*marker.value, 1), after))

    def _cut(self, marker: Marker) -> None:
        """1.3天内 at the start of a sentence: the number is 1. and 3天 belongs to the text."""
        at = marker.start + len(str(marker.value[0]))
        self._single(Marker(marker.start, at + 1, "dec", self.text[at], marker.value[:1], marker.place))

    def _parent_of(self, prefix: tuple[int, ...]) -> int | None:
        """The open unit that 1.1.1 or 2.1 stands under: the one numbered 1.1, or 二、 or 2."""
        for at in range(len(self.open) - 1, -1, -1):
            level = self.open[at].marker
            if level.value == prefix and (level.family == "multi" or len(prefix) == 1):
                return at
        return None

    def _bullet(self, marker: Marker) -> None:
        for at in self._levels("bullet"):
            if self.open[at].marker.style == marker.style:
                self._continue(marker, at)
                return
        self._append(marker)

    def _piece(self, marker: Marker) -> None:
        """篇二 opens a new regulation with its own numbers; 篇一 at the head of the text belongs to the title."""
        last = self.closed.get("piece", (1,))
        if self.placed and marker.value[0] == last[0] + 1:
            self.open.clear()
            self.closed.clear()
            self.piece = len(self.placed)
            self.placed.append(Placed(marker, -1))
        elif self.placed:
            return
        self.closed["piece"] = marker.value

    # -- the open units

    def _continue(self, marker: Marker, at: int, warning: str = "") -> None:
        self._close(at)
        self._append(marker, warning)

    def _open_below(self, marker: Marker, warning: str = "") -> None:
        """Open a new level under the last unit, or, for 章 节 条, under the unit that can hold it."""
        rank = _RANK.get(marker.family)
        if rank is not None:
            holders = [at for at, level in enumerate(self.open) if _RANK.get(level.marker.family, 9) < rank]
            keep = holders[-1] + 1 if holders else 0
            if marker.family == "article":
                while keep < len(self.open) and self.open[keep].marker.family == "cn":
                    keep += 1
            self._close(keep)
        else:
            while self.open and self.open[-1].marker.family == "bullet":
                self._close(len(self.open) - 1)
            if len(self.open) >= _DEEPEST:
                return
        self._append(marker, warning)

    def _close(self, keep: int) -> None:
        for level in self.open[keep:]:
            self.closed[level.marker.family] = level.marker.value
        del self.open[keep:]

    def _append(self, marker: Marker, warning: str = "") -> None:
        self.last_of[marker.family] = marker
        parent = self.open[-1].index if self.open else self.piece
        self.open.append(_Level(marker, len(self.placed)))
        self.placed.append(Placed(marker, parent, warning))


def place(text: str, markers: list[Marker]) -> list[Placed]:
    """The markers that open units, in order, each with its parent."""
    return _Reader(text, markers).read()
