"""Several regulations in one paste: where each begins and ends, so that the owner can choose."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from wxadmin.intake.regulation import headings
from wxadmin.intake.regulation.layout import Layout, lay_out
from wxadmin.intake.regulation.markers import OPENING, Marker, find_markers
from wxadmin.intake.regulation.repair import repair
from wxadmin.intake.regulation.sequence import place
from wxadmin.intake.regulation.tree import outline
from wxadmin.intake.regulation.variants import usual

_OUTERMOST = ("part", "chapter", "article", "cn", "fcn", "scn", "roman", "pcn", "multi", "dec", "sdec")
_SURE = frozenset({"chapter", "article"})
_NEAR = 800  # characters of preamble between a title and the first number below it
_HEAD = 3000  # characters in which the title of a piece is looked for
_SHOWN = 40
_BRACKETED = re.compile(r"【([^【】\n]{2,40})】")
_RULES = re.compile(r"(?:制度|办法|规定|公约|守则|章程|条例|群规|细则|规范|规则|约定|规程)")
_RUN_IN = re.compile(
    rf"(?<=[。！；])[^\S\n]*(?P<title>[^，。；：！？\n《》]{{2,36}}?{headings.TITLE_WORD})(?=为[^。\n]{{2,120}}[：。]|第一[章条编]|一、)"
)
_QUOTED = re.compile(r"《([^《》\n]{2,60})》")


@dataclass(frozen=True, slots=True)
class Part:
    """One regulation of a paste: ``text[start:end]`` with its title (its first words where it has none)."""

    title: str
    start: int
    end: int


def parts(text: str) -> tuple[Part, ...]:
    """The regulations of a paste in order, which together are the whole text; one entry when it is one regulation.

    A new one begins where a title stands over numbers that start again: 篇二, 【…制度】, a line that names rules,
    or any short line of its own before another 第一条; and where a notice is followed by what it issues.
    """
    same = re.sub("[\r\x0b\u2028\u2029\x85]", "\n", text.replace("\r\n", " \n"))
    shape = usual(repair(same))
    layout = lay_out(shape)
    markers = find_markers(layout.masked)
    starts = [0, *_starts(layout, markers), len(text)]
    found = [Part(_title(shape, same, start, end), start, end) for start, end in pairwise(starts) if end > start]
    return tuple(found)


def _starts(layout: Layout, markers: list[Marker]) -> list[int]:
    """Offsets at which another regulation begins, in order."""
    text = layout.shape
    numbered = [marker for marker in markers if marker.family not in {"piece", "bullet"}]
    at = [marker.start for marker in numbered]
    sections = _has_sections(layout, numbered)
    starts: list[int] = []
    piece = 1
    begin = 0
    for candidate, title in _candidates(layout, markers):
        if title is None:
            value = next(
                marker.value[0] for marker in markers if marker.start == candidate and marker.family == "piece"
            )
            if value == piece + 1 and bisect_right(at, candidate) > bisect_right(at, begin):
                starts.append(candidate)
                begin, piece = candidate, value
            continue
        before, following = bisect_right(at, begin - 1), bisect_right(at, candidate)
        if following >= len(numbered) or numbered[following].start - candidate > _NEAR:
            continue
        first = numbered[following]
        if before == following:
            if _issued(text[begin:candidate], title):
                starts.append(candidate)
                begin = candidate
            continue
        if first.value[-1] != 1 or not _starts_anew(numbered[before:following], first, title, sections=sections):
            continue
        if not headings.TITLE_END.search(title) and text[candidate : first.start].strip() != title:
            continue
        starts.append(candidate)
        begin = candidate
    return starts


def _candidates(layout: Layout, markers: list[Marker]) -> list[tuple[int, str | None]]:
    """Places where a title stands, in order; None in place of the title for 篇二."""
    text = layout.shape
    found: list[tuple[int, str | None]] = [(marker.start, None) for marker in markers if marker.family == "piece"]
    taken = {at for at, _ in found}
    start = 0
    for line in text.split("\n"):
        words = line.strip()
        left = start + len(line) - len(line.lstrip())
        start += len(line) + 1
        if not words or left in layout.aside or left in taken or OPENING.match(words):
            continue
        bracketed = _BRACKETED.fullmatch(words)
        if bracketed and _RULES.search(bracketed[1]):
            found.append((left, bracketed[1]))
        elif headings.may_be_title(words):
            found.append((left, words))
    found += [(match.start("title"), match["title"]) for match in _RUN_IN.finditer(text)]
    return sorted(found, key=lambda each: each[0])


def _starts_anew(before: list[Marker], first: Marker, title: str, *, sections: bool) -> bool:
    """Whether the number below a title begins another regulation and not only another list of the same one."""
    families = {marker.family for marker in before}
    outermost = next((family for family in _OUTERMOST if family in families), None)
    named = headings.TITLE_END.search(title) is not None
    if first.family in _SURE:
        # 第一条 under every chapter is a habit of some; a line that is no chapter in front of it is none.
        return any(marker.family in _SURE for marker in before) or named
    if not named or not _RULES.search(title) or sections:
        return False
    again = first.family == outermost or (outermost is not None and first.family in {"cn", "fcn"})
    return again and len(title) >= 4


def _has_sections(layout: Layout, numbered: list[Marker]) -> bool:
    """Whether the first list, too, has a line in brackets of its own under the title: such lines are headings then."""
    if not numbered:
        return False
    head = [line.strip() for line in layout.shape[: numbered[0].start].split("\n") if line.strip()]
    return len(head) > 1 and _BRACKETED.fullmatch(head[-1]) is not None


def _issued(before: str, title: str) -> bool:
    """Whether the text before is a notice that names this title in 《》."""
    names = {"".join(name.split()) for name in _QUOTED.findall(before)}
    return any("".join(title.split()).endswith(name) for name in names)


def _title(shape: str, same: str, start: int, end: int) -> str:
    """The title of a piece, or its first words."""
    layout = lay_out(shape[start : min(end, start + _HEAD)])
    plan = outline(layout, place(layout.masked, find_markers(layout.masked)))
    spans = plan.title or plan.preamble[:1] or [(0, _SHOWN)]
    words = " ".join(same[start + left : start + right] for left, right in spans)
    bracketed = _BRACKETED.fullmatch(words.strip())
    return "".join((bracketed[1] if bracketed else words).split())[:_SHOWN]
