"""Where the lines of a paragraph end: a dynamic programme over the whole paragraph, and how each line is filled.

All lengths are in thousandths of the em, so that one paragraph measured once fits any size. A line that is too long is
first squeezed (full-width marks give their blank half, last mark of the line first, then Han–Latin gaps), a line that
is too short is stretched evenly between its characters, never inside Latin words, numbers and dashes. The cost of a
line grows with the square of what was done to it; a paragraph's lines are chosen for the least sum. Of the ways to
set the first *n* lines only the few cheapest are followed, which keeps the work linear in the length.

Rules (W3C CLREQ, 避头尾 level GB): no mark in ``NOT_FIRST`` begins a line, none in ``NOT_LAST`` ends one; —— and ……
stay whole; numbers keep their units; 第 keeps its number; two full-width marks side by side take one and a half em;
an opening bracket at the head of a later line loses its blank half; the last line has two characters at least where
possible.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import sub

from wxadmin.printing.typesetting.measuring import FULL, HALF, Measured, sum_up

LOOSEST = 150
"""A line before a long word or address is left short rather than stretched further than this a place."""
MOST = 1000
"""No line is stretched further than an em a place."""

_EMERGENCY = 3000.0
_ORPHAN = 6000.0
_LOOSE = 50.0
"""From half an em a place on a line is bad, and it matters little how bad: its cost then grows with what is empty."""
_BAD = 2500.0
_FORCED = 9000.0
_BEAM = 4
_SLACK = 8000.0

_NARROW = frozenset("LNPQBUXY")
_HEADS = _NARROW | {"K"}
"""What a line may be left short for: the beginning of a word or number that is not to be torn, or its bracket."""
_FORBIDDEN = -1.0


def _penalties() -> dict[str, float]:
    """Cost of a break between two classes; negative where there is none."""
    letters = "HGZKJVWOCTEMDLNPQBUSIXY"
    table: dict[str, float] = {}
    for before in letters:
        for after in letters:
            cost = 0.0
            if after in "GCTEMDPBUXSIY" or before in "OQKJY":
                cost = _FORBIDDEN
            elif (before == "N" and after in "ZV") or (before == "W" and after in "WZ") or before == "V":
                cost = 1.5 * _EMERGENCY
            elif before in _NARROW and after in _NARROW:
                cost = {"B": 150.0, "P": 600.0}.get(before, _EMERGENCY)
            if after == "Y" and before in _NARROW:
                cost = _EMERGENCY
            elif before == "Y":
                cost = _FORBIDDEN
            if before + after in ("PN", "NP", "NN"):
                cost = 1.5 * _EMERGENCY + 1000.0 if after == "N" else _FORBIDDEN
            table[before + after] = cost
    return table


PENALTIES = _penalties()


@dataclass(frozen=True, slots=True)
class Line:
    """Characters ``start`` to ``end`` (without spaces at the end) from ``x``, all in thousandths of the em.

    Character i advances ``natural[i] - squeeze * give[i] + stretch * (gaps[i + 1] - gaps[i])``;
    ``width`` is the distance from ``x`` to the end of the last character after ``tail`` was taken from that.
    """

    start: int
    end: int
    x: float
    width: float
    stretch: float = 0.0
    squeeze: float = 0.0
    tail: float = 0.0


def break_lines(para: Measured, rest: float, *, first: float | None = None, justify: bool = True) -> list[Line]:
    """Set a paragraph in a column ``rest`` wide, its first line ``first`` wide (thousandths of the em).

    ``x`` of each line is 0, less a trimmed opening bracket; indents are added by who places the lines. The last line,
    and with ``justify`` off every line, is not stretched. Always ends: where no allowed break fits, the line is cut at
    the last character that does.
    """
    count = len(para.text)
    first = rest if first is None else first
    if not count:
        return []
    total = para.width
    if total <= first:
        return [Line(0, _visible_end(para, 0, count), 0.0, total)]
    if not para.length:
        sum_up(para)
    lines = []
    for start, end in _breaks(para, first, rest, justify):
        lines.append(_fill(para, start, end, rest if start else first, justify and end < count))
    return lines


def _head(para: Measured, start: int) -> int:
    """What an opening mark at the head of a later line loses."""
    return HALF if start and para.classes[start] == "O" and para.widths[start] >= FULL else 0


def _visible_end(para: Measured, start: int, end: int) -> int:
    classes = para.classes
    while end > start and classes[end - 1] in "SI":
        end -= 1
    return end


def _breaks(para: Measured, first: float, rest: float, justify: bool) -> list[tuple[int, int]]:
    """The chosen lines as (start, start of the next)."""
    classes, widths, natural = para.classes, para.widths, para.natural
    length, ends, gives, gaps = para.length, para.ends, para.gives, para.gaps
    count = len(classes)
    spaced = "S" in classes or "I" in classes
    least = list(map(sub, length, gives)) if para.given else length
    penalties = PENALTIES
    nodes: list[tuple[int, int]] = []
    beam: list[tuple[float, int, int]] = [(0.0, 0, -1)]
    best, best_node = float("inf"), -1
    while beam:
        following: dict[int, tuple[float, int, int]] = {}
        for cost, start, parent in beam:
            node = len(nodes)
            nodes.append((start, parent))
            room = rest if start else first
            if start and classes[start] == "O" and widths[start] >= FULL:
                room += HALF
            base = length[start]
            if least[count] - least[start] - HALF <= room:
                end_cost = _last_cost(para, start, room)
                if cost + end_cost < best:
                    best, best_node = cost + end_cost, node
                if end_cost == 0.0:
                    continue
            high = bisect_right(least, least[start] + room + HALF - 100, start + 1, count) - 1
            while high + 1 < count and classes[high] in "SI":
                high += 1
            full = room + base
            used, good = gaps[start], cost + 1000.0
            found = 0
            for k in range(min(high + 1, count - 1), start, -1):
                penalty = penalties[classes[k - 1 : k + 1]]
                if penalty < 0.0:
                    continue
                e = k - 1
                if spaced:
                    while e > start and classes[e] in "SI":
                        e -= 1
                short = full - ends[k]
                if short < 0:
                    short = -short
                    if classes[e] in "CTE" and natural[e] == widths[e] >= FULL:
                        short -= HALF
                    if short > 0:
                        cap = gives[e] - gives[start]
                        if short > cap:
                            continue
                        ratio = short / cap
                        penalty += 1.0 + 10.0 * ratio * ratio
                    short = 0
                elif not justify:
                    penalty += _ragged_cost(short / room)
                else:
                    places = gaps[e] - used
                    step = short / places / 10 if places else 100.0
                    if step <= 15.0:
                        penalty += step * step
                    elif not places:
                        penalty += _short_cost(short / room)
                    elif classes[e] in _NARROW or begins_word(classes, k):
                        # It is left short, which is better than to tear the word or number that comes next.
                        penalty += min(step * step, _short_cost(short / room))
                    else:
                        penalty += step * step if step <= _LOOSE else _BAD + _BAD * short / room
                penalty += cost
                old = following.get(k)
                if old is None or penalty < old[0]:
                    following[k] = (penalty, k, node)
                if penalty < good:
                    found += 1
                    if found >= 3 or short > 4000:
                        break
                elif (found and short > 4000) or short > room * 0.6:
                    break
            if not found and not following:
                k = _forced(para, start, room)
                if k < count:
                    following[k] = (cost + _FORCED, k, node)
                elif cost + _FORCED < best:
                    best, best_node = cost + _FORCED, node
        beam = sorted(following.values())[:_BEAM]
        if beam:
            limit = beam[0][0] + _SLACK
            if beam[-1][0] > limit:
                beam = [state for state in beam if state[0] <= limit]
            if best <= beam[0][0]:
                break
    starts: list[int] = []
    while best_node >= 0:
        start, best_node = nodes[best_node]
        starts.append(start)
    starts.reverse()
    return list(zip(starts, [*starts[1:], count], strict=True))


def _short_cost(empty: float) -> float:
    """Cost of a line left short, ``empty`` of it (0 to 1) unused."""
    return 225.0 + 1500.0 * empty * empty


def _ragged_cost(empty: float) -> float:
    """The same where no line is stretched: what is left over is seen less, however much it is."""
    return 1e4 * empty * empty if empty <= 0.3 else 900.0 + 3000.0 * (empty - 0.3)


def _last_cost(para: Measured, start: int, room: float) -> float:
    """Cost of ending with a line from ``start``; infinite when it does not fit."""
    count = len(para.text)
    end = _visible_end(para, start, count)
    short = para.length[end] - para.length[start] - room
    cost = 0.0
    if short > 0:
        if para.classes[end - 1] in "CTE" and para.widths[end - 1] >= FULL:
            short -= HALF
        if short > 0:
            cap = para.gives[end - 1] - para.gives[start]
            if short > cap:
                return float("inf")
            cost = 1.0 + 10.0 * (short / cap) ** 2
        else:
            cost = 0.5
    if start and is_orphan(para.classes[start:end]):
        cost += _ORPHAN
    return cost


def begins_word(classes: str, k: int) -> bool:
    """Whether a word or number begins at k, or a bracket with one behind it."""
    return classes[k : k + 1] in _HEADS or (classes[k : k + 1] == "O" and classes[k + 1 : k + 2] in _HEADS)


def is_orphan(classes: str) -> bool:
    """Whether a last line of these classes is 孤字: one character, marks aside."""
    return len(classes) <= 8 and sum(1 for c in classes if c not in "OCTEMDPQSIXY") == 1


def _forced(para: Measured, start: int, room: float) -> int:
    """Where no allowed break fits: after the last character that does, one at least, marks kept with their letter."""
    count = len(para.text)
    # In a run of opening marks each has given its blank half to the next; the last of the line needs it back.
    room -= HALF if para.classes[start] == "O" else 0
    k = max(start + 1, bisect_right(para.length, para.length[start] + room, start + 1, count) - 1)
    while k < count and para.classes[k] == "X":
        k += 1
    run = start + len(para.text[start:k].rstrip(para.text[k - 1]))
    if para.classes[k - 1 : k + 1] == "DD" and para.text[k - 1] == para.text[k] and (k - run) % 2 and k - 1 > start:
        k -= 1  # of a run longer than the line a whole number of pairs
    return k


def _fill(para: Measured, start: int, end: int, room: float, justify: bool) -> Line:
    """A line of the chosen characters: what is squeezed or stretched so that it is ``room`` wide."""
    stop = _visible_end(para, start, end) or end
    if stop == start:
        return Line(start, start, 0.0, 0.0)
    last = stop - 1
    head = _head(para, start)
    size = float(para.length[stop] - para.length[start] - head)
    over = para.natural[last] - para.widths[last]
    if over > 0 or para.classes[last] == "O":
        size -= over  # nothing follows to make a gap for, or to give a blank half to
    short = room - size
    if short < 0:
        tail = 0.0
        if para.classes[last] in "CTE" and over == 0 and para.widths[last] >= FULL:
            tail = min(-short, HALF)
        need = -short - tail
        cap = para.gives[last] - para.gives[start]
        squeeze = min(1.0, need / cap) if cap and need > 1e-9 else 0.0
        return Line(start, stop, -float(head), size - tail - squeeze * cap, 0.0, squeeze, tail)
    places = para.gaps[last] - para.gaps[start]
    beside_latin = para.classes[last] in _NARROW or begins_word(para.classes, end)
    if justify and places and short <= places * (LOOSEST if beside_latin else MOST):
        return Line(start, stop, -float(head), room, short / places)
    return Line(start, stop, -float(head), size)


def advances(para: Measured, line: Line) -> list[float]:
    """The advance of each character of a line as it is printed, thousandths of the em."""
    out = []
    last = line.end - 1
    for i in range(line.start, line.end):
        free = para.gaps[i + 1] - para.gaps[i] if para.gaps else 0
        out.append(para.natural[i] - line.squeeze * para.give[i] + line.stretch * free)
    if out:
        over = para.natural[last] - para.widths[last]
        out[-1] = para.natural[last] - (over if over > 0 or para.classes[last] == "O" else 0) - line.tail
    return out
