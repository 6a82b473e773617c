"""Scores how a regulation text was read against an outline made by hand.

A sample is a text, a line ``=====`` and its outline: ``T`` title, ``P`` preamble line, ``C`` closing line (beginnings),
``c a i p`` chapter, article, item, paragraph with number, ``<title>`` and the beginning of the text, one space of
indent a level; ``W line words`` a warning that has to come; ``S kind value`` a setting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from wxadmin.domain.regulation import Node, RegulationText

_KINDS = {"c": "chapter", "a": "article", "i": "item", "p": "paragraph"}
_UNIT = re.compile(r"(?P<indent> *)(?P<kind>[caip]) (?P<rest>.*)")
_TITLED = re.compile(r"(?P<number>[^<]*?) ?<(?P<title>[^>]*)> ?(?P<text>.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """One unit: kind, the numbers above it and its own, title, and the beginning of its text without white space."""

    kind: str
    path: tuple[str, ...]
    title: str
    text: str

    def fits(self, found: Line) -> bool:
        """Whether what was found is this unit; an empty text must be empty."""
        same = (self.kind, self.path, self.title) == (found.kind, found.path, found.title)
        return same and (found.text.startswith(self.text) if self.text else not found.text)


@dataclass(slots=True)
class Score:
    """Units right of all that were expected or came without being expected, and what is wrong in words."""

    right: int = 0
    of: int = 0
    faults: list[str] = field(default_factory=list)
    settings_right: int = 0
    settings_wanted: int = 0
    settings_found: int = 0


def _bare(text: str) -> str:
    return "".join(text.split())


def _wanted(lines: list[str]) -> list[Line]:
    units: list[Line] = []
    path: list[str] = []
    for line in lines:
        match = _UNIT.fullmatch(line)
        if match is None:
            continue
        rest = match["rest"]
        if match["kind"] == "p":
            number, title, text = "", "", rest
        elif titled := _TITLED.fullmatch(rest):
            number, title, text = titled["number"], titled["title"], titled["text"]
        else:
            number, _, text = rest.partition(" ")
            title = ""
        path[len(match["indent"]) :] = [number]
        units.append(Line(_KINDS[match["kind"]], tuple(path), _bare(title), _bare(text)))
    return units


def _found(nodes: tuple[Node, ...], above: tuple[str, ...] = ()) -> list[Line]:
    lines = []
    for node in nodes:
        path = (*above, node.number)
        lines.append(Line(node.kind, path, _bare(node.title or ""), _bare(node.text)))
        lines += _found(node.children, path)
    return lines


def read_sample(sample: str) -> tuple[str, list[str]]:
    """The text of a sample and the lines of its outline."""
    text, _, outline = sample.partition("\n=====\n")
    return text + "\n", outline.rstrip("\n").split("\n")


def score(parsed: RegulationText, outline: list[str]) -> Score:
    """How the reading agrees with the outline."""
    result = Score()
    wanted, found = _wanted(outline), _found(parsed.nodes)
    keys: dict[object, int] = {}
    left = [keys.setdefault((u.kind, u.path, u.title), len(keys)) for u in wanted]
    right = [keys.setdefault((u.kind, u.path, u.title), len(keys)) for u in found]
    matched_left, matched_right = set(), set()
    for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            if wanted[block.a + step].fits(found[block.b + step]):
                matched_left.add(block.a + step)
                matched_right.add(block.b + step)
    missing = [unit for at, unit in enumerate(wanted) if at not in matched_left]
    extra = [unit for at, unit in enumerate(found) if at not in matched_right]
    result.right = len(matched_left)
    result.of = len(wanted) + max(0, len(extra) - len(missing))
    result.faults += [f"- {unit}" for unit in missing] + [f"+ {unit}" for unit in extra]
    _around(parsed, outline, result)
    _settings(parsed, outline, result)
    return result


def _around(parsed: RegulationText, outline: list[str], result: Score) -> None:
    title = next((line[2:] for line in outline if line.startswith("T ")), None)
    if title is not None and _bare(parsed.title or "") != _bare(title):
        result.faults.append(f"title {parsed.title!r}, not {title!r}")
    for mark, lines in (("P", parsed.preamble), ("C", parsed.closing)):
        begins = [_bare(line[2:]) for line in outline if line.startswith(mark + " ")]
        fits = len(begins) == len(lines) and all(_bare(b).startswith(a) for a, b in zip(begins, lines, strict=True))
        if not fits and (mark == "C" or title is not None):
            result.faults.append(f"{mark} {list(lines)}, not {begins}")
    for line in outline:
        if line.startswith("W "):
            _, number, words = line.split(" ", 2)
            if not any(w.line == int(number) and words in w.message for w in parsed.warnings):
                result.faults.append(
                    f"no warning {line[2:]}; there are {[(w.line, w.message) for w in parsed.warnings]}"
                )


def _settings(parsed: RegulationText, outline: list[str], result: Score) -> None:
    wanted = [tuple(line.split(" ", 2)[1:]) for line in outline if line.startswith("S ")]
    found = [(setting.kind, setting.value) for setting in parsed.settings]
    result.settings_wanted, result.settings_found = len(wanted), len(found)
    result.settings_right = sum((each in found) for each in wanted)
    result.faults += [f"setting missing {each}" for each in wanted if each not in found]
    result.faults += [f"setting not wanted {each}" for each in found if each not in wanted]
