"""From placed numbers to the tree: what is heading, text, returning paragraph or closing, and which kind a unit is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from wxadmin.intake.regulation import doubts, endings, headings, opening
from wxadmin.intake.regulation.layout import Layout
from wxadmin.intake.regulation.markers import Family
from wxadmin.intake.regulation.sequence import Placed
from wxadmin.intake.regulation.signature import SIGNED_RUN_IN, signed
from wxadmin.intake.regulation.units import LISTS, STRUCTURAL, Span, Unit, set_kinds

_TITLED = frozenset({"article", "cn", "fcn", "scn", "dec", "sdec", "roman", "multi", "pcn", "pdec"})
_HABIT = 0.3  # share of units that have several paragraphs, from which on the last unit may have them too
_SHORT_LINE = 15
_SHORT_HEADING = 12
_SIGNATURE = 30  # characters; who signs a text does it in one short line without stop


@dataclass(slots=True)
class Outline:
    """What a text consists of, as spans that cover it in order."""

    title: list[Span] = field(default_factory=list)
    preamble: list[Span] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    closing: list[Span] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)


class _Builder:
    """Builds the outline of one text; ``shape`` is the repaired text, by which everything is decided."""

    def __init__(self, layout: Layout, placed: list[Placed]) -> None:
        self.shape = layout.shape
        self.aside = layout.aside
        self.placed = placed
        self.outline = Outline()
        self.units: list[Unit] = []
        self.between: dict[int, list[Unit]] = {}

    def build(self, warnings: list[tuple[int, str]]) -> Outline:
        self.outline.warnings += warnings
        first = self.placed[0].marker.start if self.placed else len(self.shape)
        run_in = bool(self.placed) and self.placed[0].marker.place != "line"
        head = opening.head(self.shape[:first], self.aside, numbered=bool(self.placed), run_in=run_in)
        self.outline.title, self.outline.preamble = head.title, head.preamble
        self.outline.warnings += head.warnings
        for placed in self.placed:
            parent = self.units[placed.parent] if placed.parent >= 0 else None
            span = (placed.marker.start, placed.marker.end)
            unit = Unit(placed.marker.family, span, parent)
            (parent.children if parent else self.outline.units).append(unit)
            self.units.append(unit)
            if placed.warning:
                self.outline.warnings.append((span[0], placed.warning))
        # Children were hung up first so that a unit knows whether numbers follow below it; paragraphs go between them.
        segments = [self._segment(at) for at in range(len(self.placed))]
        habit = self._habits(segments)
        for at, lines in enumerate(segments):
            self._fill(at, lines, habit)
        self._set_between()
        self._stopped_headings()
        for unit in self.units:
            unit.doubt = doubts.doubt(self.shape, unit)
        set_kinds(self.units)
        self._lonely()
        self.outline.warnings += doubts.suspicions(self.shape, self.units, self.outline.units)
        self.outline.closing = [piece for span in self.outline.closing for piece in self._signed(span)]
        return self.outline

    # -- lines

    def _segment(self, at: int) -> list[Span]:
        end = self.placed[at + 1].marker.start if at + 1 < len(self.placed) else len(self.shape)
        return opening.lines(self.shape, self.placed[at].marker.end, end)

    def _words(self, span: Span) -> str:
        return self.shape[span[0] : span[1]]

    def _signed(self, span: Span) -> list[Span]:
        """The office and the day of a signature run into one line, where that is certain; else the line as it is."""
        parts = signed(self._words(span))
        return [span] if parts is None else [(span[0], span[0] + parts[0]), (span[0] + parts[1], span[1])]

    # -- the segment after a number

    def _habits(self, segments: list[list[Span]]) -> dict[Family, float]:
        """Per family, the share of units before the last that go on after their first line."""
        several: dict[Family, list[int]] = {}
        for at in range(len(self.placed) - 1):
            own = sum(span[0] not in self.aside for span in segments[at])
            if own:
                several.setdefault(self.placed[at].marker.family, []).append(own > 1)
        return {family: sum(flags) / len(flags) for family, flags in several.items()}

    def _fill(self, at: int, lines: list[Span], habit: dict[Family, float]) -> None:
        unit = self.units[at]
        last = at + 1 == len(self.placed)
        if unit.family == "piece":
            unit.title, unit.number, unit.lines = unit.number, (unit.number[0], unit.number[0]), lines
            return
        if not lines:
            return
        run_in: list[Span] = []
        if last:
            lines, run_in = self._split_run_in_closing(lines, glued=self.placed[at].marker.place != "line")
        self._paragraphs(unit, self._first_line(unit, lines, at), at, habit)
        self.outline.closing += run_in

    def _paragraphs(self, unit: Unit, rest: list[Span], at: int, habit: dict[Family, float]) -> None:
        """Hang what follows the first line where it belongs: the unit, a unit above it, or the closing."""
        last = at + 1 == len(self.placed)
        following = None if last else self.units[at + 1]
        if unit.children:
            unit.lines += rest
            return
        host: Unit | None = None
        returned = closed = False
        heading = self._words(unit.title) if unit.title and not unit.lines else ""
        if last and len(unit.lines) == 1 and endings.LAST_AS_TEXT.fullmatch(self._words(unit.lines[0])):
            heading = self._words(unit.lines[0])
        for number, span in enumerate(rest):
            words = self._words(span)
            if span[0] in self.aside:
                closed = closed or (last and self.aside[span[0]] != "table")
                (self.outline.closing if closed else unit.lines).append(span)
                continue
            if last:
                habitual = heading or habit.get(unit.family or "bullet", 0) >= _HABIT
                sentence = words[-1] in "。；：！？，、”）" or len(words) > _SIGNATURE
                led_in = bool(unit.lines) and self._words(unit.lines[-1]).endswith("：")
                own = not unit.lines or led_in or (habitual and sentence and not self._closes(words, heading))
                closed = closed or not own
                (self.outline.closing if closed else unit.lines).append(span)
                continue
            if not returned and unit.lines:
                target = self._return_target(unit, following, words, last_line=number == len(rest) - 1, at=at)
                if target is not False:
                    returned, host = True, target
            if returned:
                self._insert(host, following, Unit(None, (span[0], span[0]), host, lines=[span]))
            else:
                unit.lines.append(span)

    def _insert(self, host: Unit | None, following: Unit | None, paragraph: Unit) -> None:
        if following is not None and following.parent is host:
            self.between.setdefault(id(following), []).append(paragraph)
        else:
            # The next unit stands further out, so the host has all its children already.
            (host.children if host else self.outline.units).append(paragraph)

    def _set_between(self) -> None:
        """Put the returning paragraphs in front of the units that follow them."""
        for siblings in [self.outline.units, *(unit.children for unit in self.units)]:
            if any(id(unit) in self.between for unit in siblings):
                siblings[:] = [each for unit in siblings for each in (*self.between.get(id(unit), ()), unit)]

    def _split_run_in_closing(self, lines: list[Span], *, glued: bool) -> tuple[list[Span], list[Span]]:
        """以上即为…制度 on the same line as the words of the last unit: the lines before it, and the closing."""
        for number, span in enumerate(lines):
            if span[0] in self.aside:
                continue
            words = self._words(span)
            match = endings.WEB_RUN_IN.search(words, 4)
            if match:
                note = "从这里起像是网页上的编辑、链接、次数等，已放在结尾，不算条款"
                self.outline.warnings.append((span[0] + match.start(), note))
            match = match or endings.CLOSING_RUN_IN.search(words, 4) or SIGNED_RUN_IN.search(words, 4)
            if not match and glued:
                match = endings.CALL_AFTER_ALL.search(self._words(span), 4)
            if match:
                cut = span[0] + match.start() + len(match.group()) - len(match.group().lstrip())
                words = self.shape[span[0] : cut].rstrip()
                return [*lines[:number], (span[0], span[0] + len(words))], [(cut, span[1]), *lines[number + 1 :]]
        return lines, []

    def _return_target(
        self, unit: Unit, following: Unit | None, words: str, *, last_line: bool, at: int
    ) -> Unit | Literal[False] | None:
        """The unit a paragraph returns to (None: the top), or False if it goes on with ``unit``."""
        top = following.parent if following else None
        if unit.parent is top and top is None:
            above = endings.CLOSING.match(words) is not None and words.startswith(("以上", "综上", "总之", "特此"))
            return None if above or self._stands_alone(unit, words, last_line=last_line, at=at) else False
        if endings.BACK_TO_ARTICLE.match(words):
            return self._article_of(unit)
        if endings.BACK_TO_PARENT.match(words):
            return unit.parent
        if endings.CLOSING.match(words) and unit.parent is not top:
            return unit.parent if endings.ABOVE.match(words) else top
        if self._stands_alone(unit, words, last_line=last_line, at=at):
            return top
        if unit.parent and following is not None and following.parent is not unit.parent and self._list_ended(unit):
            return unit.parent
        return False

    @staticmethod
    def _article_of(unit: Unit) -> Unit | None:
        """The 第N条 above the unit; the unit directly above where there is none."""
        above = unit.parent
        while above is not None and above.family != "article":
            above = above.parent
        return above or unit.parent

    def _stands_alone(self, unit: Unit, words: str, *, last_line: bool, at: int) -> bool:
        """A short line that is no sentence, after a finished one and before a number at the start of a line."""
        placed = self.placed[at + 1]
        if not last_line or placed.marker.place != "line" or len(words) > _SHORT_LINE:
            return False
        if endings.BRACKETED.fullmatch(words):
            return True
        ended = self._words(unit.lines[-1])[-1:] in "。；！" or self._starts_list(unit, at)
        return ended and (headings.plain(words, _SHORT_LINE) or (bool(placed.warning) and words.endswith("：")))

    def _starts_list(self, unit: Unit, at: int) -> bool:
        """Whether a list begins anew behind a line that stands apart, or as the line over the first list does."""
        following = self.placed[at + 1]
        if unit.family != following.marker.family or following.marker.value[-1] > 1:
            return False
        if following.warning or "\n\n" in self.shape[unit.lines[-1][1] : following.marker.start].replace(" ", ""):
            return True
        above = unit.parent.lines if unit.parent else self.outline.preamble
        return bool(above) and headings.plain(self._words(above[-1]), _SHORT_LINE)

    def _list_ended(self, unit: Unit) -> bool:
        """Items closed with ； and now one with 。 below a lead-in or a heading: the list is over."""
        parent = unit.parent
        if parent is None or (parent.lines and not self._words(parent.lines[-1]).endswith("：")):
            return False
        before = [child for child in parent.children if child.lines and child is not unit][-3:]
        items = all(self._words(child.lines[-1]).endswith("；") for child in before)
        return bool(before) and items and self._words(unit.lines[-1]).endswith("。")

    # -- headings

    def _first_line(self, unit: Unit, lines: list[Span], at: int) -> list[Span]:
        """Take title and first text of the unit from its lines; what is left follows as paragraphs."""
        first, rest = lines[0], lines[1:]
        words = self._words(first)
        if unit.family in STRUCTURAL:
            if headings.short_line(words):
                unit.title = first
            else:
                self._split(unit, first, words)
            return rest
        if unit.family not in _TITLED:
            unit.lines.append(first)
            return rest
        below = {child.family for child in unit.children}
        numbered_below = bool(below - LISTS)
        if below and below <= {"bullet", "letter"} and not rest:
            numbered_below = len(words) <= _SHORT_LINE and not headings.is_rule(words)
        if headings.plain(words) and (numbered_below or (rest and self._own_line_is_heading(unit, rest, at, words))):
            unit.title = first
        else:
            self._split(unit, first, words)
        return rest

    def _closes(self, words: str, heading: str) -> bool:
        """Whether a line after the last number ends the text; 本制度自… belongs to 附则 where that is the heading."""
        if endings.SELF.match(words) and endings.LAST_HEADING.search(heading):
            return False
        return endings.CLOSING.match(words) is not None

    def _own_line_is_heading(self, unit: Unit, rest: list[Span], at: int, heading: str) -> bool:
        following = self._words(rest[0])
        if unit.parent and (endings.BACK_TO_ARTICLE.match(following) or endings.BACK_TO_PARENT.match(following)):
            return False
        if unit.children:
            led_in = self._words(rest[-1]).endswith("：")
            return led_in or any(child.family not in LISTS for child in unit.children)
        if at + 1 == len(self.placed):
            siblings = unit.parent.children if unit.parent else self.outline.units
            usual = unit.family in {"cn", "fcn", "scn", "article"} or any(sibling.title for sibling in siblings)
            return usual and not self._closes(self._words(rest[0]), heading)
        # Of two short lines the second may be the next heading; 一、 mostly has one of its own.
        return unit.family in {"cn", "fcn", "scn"} or not (
            len(rest) == 1 and headings.plain(self._words(rest[0]), _SHORT_LINE)
        )

    def _split(self, unit: Unit, first: Span, words: str) -> None:
        cut = headings.split(words, article=unit.family == "article")
        if cut is None:
            unit.lines.append(first)
            return
        unit.title = (first[0], first[0] + cut)
        unit.lines += opening.lines(self.shape, first[0] + cut, first[1])

    def _stopped_headings(self) -> None:
        """一、入群条件。（一）…: a short phrase with a stop right above numbers is a heading where its sisters are."""
        groups: dict[tuple[int, Family | None], list[Unit]] = {}
        for unit in self.units:
            groups.setdefault((id(unit.parent), unit.family), []).append(unit)
        for group in groups.values():
            alike = [unit for unit in group if unit.family in _TITLED and self._is_stopped_heading(unit)]
            titled = sum(unit.title is not None for unit in group)
            holding = sum(bool(unit.children) for unit in alike)
            for unit in alike:
                sure = unit.children and headings.ends_as_heading(self._words(unit.lines[0])[:-1])
                if sure or holding > bool(unit.children) or (unit.children and titled):
                    unit.title = unit.lines.pop(0)

    def _is_stopped_heading(self, unit: Unit) -> bool:
        if unit.title is not None or not unit.lines or (len(unit.lines) > 1) == bool(unit.children):
            return False
        if unit.children and unit.children[0].family in LISTS:
            return False
        words = self._words(unit.lines[0])
        return words.endswith("。") and headings.plain(words[:-1], _SHORT_HEADING) and not headings.is_rule(words)

    def _lonely(self) -> None:
        """A unit that consists of one short phrase is a heading where its level has headings."""
        for unit in self.units:
            if unit.kind == "chapter" and unit.doubt == "lonely":
                unit.title = unit.lines.pop()


def outline(layout: Layout, placed: list[Placed]) -> Outline:
    """The outline of the repaired text that was laid out."""
    return _Builder(layout, placed).build(layout.warnings)
