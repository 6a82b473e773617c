"""What the lines of a pasted text are: rules, or what a web page, a printer, a table or a letterhead put among them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from wxadmin.domain.numerals import number
from wxadmin.intake.regulation.debris import is_letterhead, is_page_mark, is_web
from wxadmin.intake.regulation.markdown import VOID
from wxadmin.intake.regulation.markers import OPENING
from wxadmin.intake.regulation.wrapping import BREAK, broken_lines, unended_lines

Kind = Literal["web", "page", "contents", "table", "form", "letterhead", "appendix"]
_WORDS: dict[Kind, str] = {
    "web": "像是网页上的位置、来源、次数、按钮等，已原样留在这里，不算条款",
    "page": "像是页码或页眉，已原样留在这里，不算条款",
    "contents": "像是目录，与正文的标题重复，已放在前言里",
    "table": "像是表格，已按行保留，各栏之间用制表符隔开",
    "form": "像是分栏填写的一行，各栏之间用制表符隔开",
    "appendix": "从这里起像是附件，已整段放在结尾，没有划分条款",
}
_CONTENTS = re.compile(r"目\s*[录次]|(?i:contents)")
_LEADER = re.compile(r"(?:[\s.．。…·•⋯_—-]*[.．…·•⋯_—-]{2,}\s*|\s+)[（(]?\d{1,3}[)）]?$")
_DOTS = re.compile(r"[.．…·•⋯_—-]{2,}\s*[（(]?\d{1,3}[)）]?$|\t\s*\d{1,3}$")
_GAP = re.compile(r"\t\s*|[^\S\n\t]{2,}|\u3000+")
_WIDE_GAP = re.compile(r"\t\s*|[^\S\n\t]{2,}")
_WIDE = re.compile(r"(?<=[一-龥，。）]{2})(?:[^\S\n\t\u3000]{5,}|\u3000{4,})(?=[一-龥（《“]{2})")
_LABELLED = re.compile(r"[^\s：:]{1,10}[：:]")
_APPENDIX = re.compile(
    r"附\s*(?:件|表|录)\s*[一二三四五六七八九十\d]{0,3}\s*(?:[：:].*|[\s、.《].{0,40}|[^，。；：和与及的中]{0,20})"
)
_COUNTED = re.compile(r"第\s*(?:[一-十〇零百\d]{1,5})\s*[章条]|[一二三四五六七八九十]{1,3}\s*、")
_TAIL = 60  # characters of a line in which dots and the number of a page are looked for
_LONGEST_ENTRY = 120
_FEWEST_ENTRIES, _MOST_ENTRIES = 2, 80
_LONGEST_FORM = 160
_RULES = re.compile(r"第[^\S\n]*[一二三四五六七八九十\d]{1,3}[^\S\n]*[章条]|。[^\S\n]*\S")
_SHOWN = 12
_PAGE_LINES = 5
_MARGIN = 15  # columns of white space in front of a page's number
_HEAD_LINES = 15
_FIRST_LINES = 3


@dataclass(slots=True)
class Layout:
    """The repaired text line by line, character for character.

    ``shape`` has ``BREAK`` for breaks inside sentences and a tab for gaps between columns (``put``: offset -> what);
    ``masked`` is blank, too, where no number opens a unit; ``aside``: first character of such a line -> what it is.
    """

    shape: str
    masked: str = ""
    aside: dict[int, Kind] = field(default_factory=dict)
    put: dict[int, str] = field(default_factory=dict)
    warnings: list[tuple[int, str]] = field(default_factory=list)


def lay_out(shape: str) -> Layout:
    """Looks at every line of the repaired text once."""
    return _Reader(shape).read()


class _Reader:
    def __init__(self, shape: str) -> None:
        self.layout = Layout(shape)
        self.spans: list[tuple[int, int]] = []
        start = 0
        for line in shape.split("\n"):
            words = line.strip()
            if words:
                left = start + len(line) - len(line.lstrip())
                self.spans.append((left, left + len(words)))
            start += len(line) + 1
        self.lines = [shape[start:end] for start, end in self.spans]
        self.numbered = [at for at, line in enumerate(self.lines) if OPENING.match(line)]
        self.kinds: dict[int, Kind] = {}

    def read(self) -> Layout:
        self._contents()
        self._pages()
        self._web()
        self._tables()
        self._gaps()
        self._appendix()
        self._breaks()
        self._note()
        layout = self.layout
        chars = list(layout.shape)
        for at, char in layout.put.items():
            chars[at] = char
        layout.shape = "".join(chars)
        for at in self.kinds:
            start, end = self.spans[at]
            layout.aside[start] = self.kinds[at]
            chars[start:end] = " " * (end - start)
        layout.masked = "".join(chars)
        return layout

    def _rest(self, at: int) -> bool:
        return at not in self.kinds

    def _note(self) -> None:
        """One warning for each run of lines of a kind."""
        for at in sorted(self.kinds):
            kind = self.kinds[at]
            words = self.lines[at].replace(VOID, "")
            shown = words[:_SHOWN] + ("…" if len(words) > _SHOWN else "")
            if kind != "letterhead" and self.kinds.get(at - 1) != kind:
                self.layout.warnings.append((self.spans[at][0], f"“{shown}”{_WORDS[kind]}"))

    # -- a table of contents

    def _contents(self) -> None:
        keys = ["".join(line.split()) for line in self.lines]
        heads = [at for at, line in enumerate(self.lines) if _CONTENTS.fullmatch(line)][:_FIRST_LINES]
        for head in heads:
            end = self._entries(keys, head + 1, plain=True)
            if end > head + 2:
                self.kinds |= dict.fromkeys(range(head, end), "contents")
        if not heads and self._bare_contents(keys):
            return
        if not heads:
            dotted = next((at for at, line in enumerate(self.lines[:60]) if _DOTS.search(line[-_TAIL:])), None)
            if dotted is not None:
                end = self._entries(keys, dotted, plain=False)
                if end >= dotted + 3:
                    self.kinds |= dict.fromkeys(range(dotted, end), "contents")

    def _bare_contents(self, keys: list[str]) -> bool:
        """Headings one below the other in front of the first rule, all of which come again: contents without a word."""
        first = next((at for at in self.numbered[:1] if at < _HEAD_LINES), None)
        if first is None or keys[first] not in keys[first + 1 :]:
            return False
        again = keys.index(keys[first], first + 1)
        later = iter(keys[again:])
        if not _FEWEST_ENTRIES <= again - first <= _MOST_ENTRIES or any("。" in keys[at] for at in range(first, again)):
            return False
        if not all(keys[at] in later for at in range(first, again)) or len(keys) - again <= again - first:
            return False
        self.kinds |= dict.fromkeys(range(first, again), "contents")
        return True

    def _entries(self, keys: list[str], first: int, *, plain: bool) -> int:
        """Where the entries end that begin at line ``first``: each comes again further down as the start of a line."""
        at = first
        while at < len(self.lines):
            line = self.lines[at]
            leader = _LEADER.search(line[-_TAIL:])
            if len(line) > _LONGEST_ENTRY or (not leader and not plain):
                break
            key = "".join((line[:-_TAIL] + line[-_TAIL:][: leader.start()] if leader else line).split())
            again = len(key) > 1 and any(later.startswith(key) for later in keys[at + 1 :])
            if not again and not (plain and _DOTS.search(line[-_TAIL:])):
                break
            at += 1
        return at

    # -- what a printer adds

    def _pages(self) -> None:
        marks = dict.fromkeys(at for at, line in enumerate(self.lines) if is_page_mark(line))
        marks |= dict.fromkeys(self._bare_pages())
        beside = [near for at in marks for near in (at - 1, at + 1) if 0 <= near < len(self.lines)]
        often = Counter(self._header(at) for at in beside)
        head = {self._header(at) for at in range(min(_FIRST_LINES, len(self.lines)))}
        for at in beside:
            words = self._header(at)
            known = often[words] > 1 or (words in head and at >= _FIRST_LINES)
            if words and known and at not in marks and at >= 1 and self._rest(at):
                self.kinds[at] = "page"
        self.kinds |= dict.fromkeys(marks, "page")

    def _bare_pages(self) -> list[int]:
        """Lines of nothing but a number that are pages: they count on and stand far apart, or far from the margin."""
        alone = [at for at, line in enumerate(self.lines) if len(line) <= 3 and line.isdecimal() and line[0] != "0"]
        values = [int(self.lines[at]) for at in alone]
        counting = len(alone) > 1 and all(after == before + 1 for before, after in pairwise(values))
        apart = all(after - before > _PAGE_LINES for before, after in pairwise(alone))
        if counting and apart:
            return alone
        shape = self.layout.shape
        starts = [self.spans[at][0] for at in alone]
        margins = [start - (shape.rfind("\n", 0, start) + 1) for start in starts]
        return [at for at, margin in zip(alone, margins, strict=True) if margin > _MARGIN]

    def _header(self, at: int) -> str:
        """A line that may be a running head without its digits; "" for any other."""
        line = self.lines[at]
        if len(line) > 40 or re.search(r"[。；，：]", line) or OPENING.match(line):
            return ""
        return re.sub(r"[\d\s]+", "", line)

    # -- what a web page adds

    def _web(self) -> None:
        first = self.numbered[0] if self.numbered else len(self.lines)
        for at, line in enumerate(self.lines):
            if not self._rest(at) or OPENING.match(line):
                continue
            head = at < min(first, _HEAD_LINES)
            if is_web(line, head=head):
                self.kinds[at] = "web"
            elif head and is_letterhead(line):
                self.kinds[at] = "letterhead"

    # -- tables

    def _cells(self, at: int) -> int:
        """How many columns the line has; 0 for a line that is no row of a table."""
        line = self.lines[at]
        if not self._rest(at):
            return 0
        cells = [cell for cell in _GAP.split(line.replace(VOID, "")) if cell.strip()]
        letters = sum(len(cell) == 1 and not cell.isascii() for cell in cells)
        if len(cells) < 2 or letters * 2 > len(cells):
            return 0  # a heading written with spaces: 总　则
        lead = OPENING.match(line)
        if cells[0].isdecimal():
            return len(cells) if len(cells) > 2 else 0
        if lead or any(OPENING.match(cell) and not cell[0].isdecimal() for cell in cells[1:]):
            return 0
        return len(cells)

    def _gaps(self) -> None:
        """Warn where a wide gap between words goes that may have parted two columns."""
        for at, line in enumerate(self.lines):
            gap = _WIDE.search(line) if self._rest(at) else None
            opening = OPENING.match(line)
            if gap and (opening is None or gap.start() > opening.end()):
                shown = line[: gap.start()][-_SHOWN:].split()[-1]
                message = f"“{shown}”之后的一大段空白没有保留，请核对是不是分成两栏的文字"
                self.layout.warnings.append((self.spans[at][0], message))

    def _is_form_row(self, at: int) -> bool:
        """编制：某某　　审核：某某: a line of its own with at least two labelled columns."""
        if len(self.lines[at]) > _LONGEST_FORM or _RULES.search(self.lines[at]):
            return False
        cells = [cell.strip() for cell in _WIDE_GAP.split(self.lines[at].replace(VOID, ""))]
        return self._cells(at) > 1 and sum(_LABELLED.match(cell) is not None for cell in cells) > 1

    def _tables(self) -> None:
        at = 0
        while at < len(self.lines):
            end, count = at, self._cells(at)
            if not count:
                at += 1
                continue
            while end < len(self.lines):
                here = self._cells(end)
                beside = end == at or self.layout.shape.count("\n", self.spans[end - 1][1], self.spans[end][0]) <= 2
                if not here or abs(here - count) > 1 or not beside:
                    break
                end += 1
            if end == at + 1 and not self._is_form_row(at):
                at += 1
                continue
            for row in range(at, end):
                self.kinds[row] = "table" if end - at > 1 else "form"
                start = self.spans[row][0]
                for gap in _GAP.finditer(self.lines[row]):
                    self.layout.put[start + gap.start()] = "\t"
                    self.layout.put |= dict.fromkeys(range(start + gap.start() + 1, start + gap.end()), VOID)
            at = end

    # -- appendices

    def _appendix(self) -> None:
        for at, line in enumerate(self.lines):
            if not line.startswith("附") or not self._rest(at) or not _APPENDIX.fullmatch(line):
                continue
            before = [each for each in self.numbered if each < at and self._rest(each)]
            if len(before) < 2:
                continue
            if not self._goes_on(before, at):
                # A list of appendices may be followed by nothing but signatures.
                self.kinds |= dict.fromkeys(range(at, len(self.lines)), "appendix")
                return

    def _goes_on(self, before: list[int], at: int) -> bool:
        """Whether the rules go on counting after the line, so that they do not end there."""
        last: dict[str, int] = {}
        for each in before:
            if counted := _COUNTED.match(self.lines[each]):
                value = number(re.sub(r"[第章条、\s]", "", counted.group()))
                last[counted.group()[-1]] = value or 0
        seen: set[str] = set()
        for each in self.numbered:
            counted = _COUNTED.match(self.lines[each]) if each > at else None
            if counted and counted.group()[-1] not in seen:
                seen.add(counted.group()[-1])
                value = number(re.sub(r"[第章条、\s]", "", counted.group())) or 0
                if last.get(counted.group()[-1], 0) + 1 == value and value > 1:
                    return True
        return False

    # -- breaks inside sentences

    def _breaks(self) -> None:
        plain = [self._rest(at) for at in range(len(self.lines))]
        joined, width = broken_lines(self.layout.shape, self.spans, plain)
        unended = [at for at in unended_lines(self.layout.shape, self.spans, plain) if at not in joined]
        for at in (*joined, *unended):
            start, end = self.spans[at][1], self.spans[at + 1][0]
            self.layout.put |= {each: BREAK for each in range(start, end) if self.layout.shape[each] == "\n"}
        if joined:
            message = f"全文像是按每行约 {width // 2} 字断行的，已把断开的 {len(joined)} 处接起来，请核对"
            self.layout.warnings.append((self.spans[joined[0]][0], message))
        for at in unended:
            shown = self.lines[at][-_SHOWN:].strip()
            self.layout.warnings.append((self.spans[at][0], f"“{shown}”在句子中间断行，已与下一行接起来，请核对"))
