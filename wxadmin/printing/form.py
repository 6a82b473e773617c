"""A form: labelled cells to fill in by hand or by the program, on one page as long as its words allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.papers import FormField, FormPaper
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition, ems
from wxadmin.printing.typesetting.columns import PADDING, Need, need, share
from wxadmin.printing.typesetting.flow import Strip, keep_together
from wxadmin.printing.typesetting.table import Cell, Column, Table

_LABEL = 6.0
"""Em: a longer label is parted."""
_BOX, _TICKED = "□", "☑"
_DATES = ((9.0, "　　年　　月　　日"), (7.5, "　  年　  月　  日"), (0.0, "　年　月　日"))
"""A date to fill in, with as much room as so many em have."""
_WIDE = 20.0
"""Em: in a narrower cell the date stands below the signature."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """How much room a form takes: height of a row in mm, share of the lines that tall cells ask for, size of type.

    ``more`` are lines added to all tall cells together.
    """

    row: float
    lines: float = 1.0
    size: float = 1.0
    more: int = 0


_FITS = (
    _Fit(10.0),
    _Fit(9.0),
    _Fit(9.0, 0.8, 0.95),
    _Fit(8.5, 0.8, 0.9),
    _Fit(8.5, 0.65, 0.85),
    _Fit(8.0, 0.6, 0.8),
    _Fit(7.5, 0.5, 0.75),
    _Fit(7.0, 0.4, 0.7),
)


def compose(paper: FormPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    height = sheet.profile.height
    for fit in _FITS:
        spare = height - _tried(paper, sheet, mark, fit)
        if spare >= 0:
            # What is left of the page goes to the cells in which most is written.
            _fill(paper, sheet, mark, _Fit(fit.row, fit.lines, fit.size, int(spare / _leading(sheet, fit))))
            return
        if -spare > height:
            break  # not even the smallest of them takes half the room
    _fill(paper, sheet, mark, _FITS[1])


def _tried(paper: FormPaper, sheet: Composition, mark: Mark, fit: _Fit) -> float:
    """Height of the whole form."""
    trial = Composition(sheet.style)
    _fill(paper, trial, mark, fit)
    first, *rest = trial.strips
    return first.height + sum(strip.before + strip.height for strip in rest)


def _leading(sheet: Composition, fit: _Fit) -> float:
    return sheet.profile.table_leading * fit.size


def _fill(paper: FormPaper, sheet: Composition, mark: Mark, fit: _Fit) -> None:
    p = sheet.profile
    sheet.title(paper.title or "表单", bookmark=(0, paper.title or "表单"))
    named = (("单位", paper.unit), ("群", paper.group), ("编号", paper.number or "_" * 12))
    sheet.facts([f"{label}：{words}" for label, words in named if words])
    size, leading = p.table_size * fit.size, _leading(sheet, fit)
    table = Table([Column("", 1.0, "left")], sheet.body, sheet.hei, size, leading, p.width, fit.row * p.mm)
    sheet.add(_rows(paper, sheet, table, fit))
    if paper.note:
        note = f"注：{paper.note}"
        strips = sheet.text(
            note, first=0, hang=2, size=p.small_size, leading=p.small_size * 1.5, before=p.small_size / 2
        )
        keep_together(strips)
    sheet.block(mark, paper.number)


def _rows(paper: FormPaper, sheet: Composition, table: Table, fit: _Fit) -> list[Strip]:
    em = sheet.profile.width / table.size
    labels = _labels(paper.rows, sheet)
    out: list[Strip] = []
    more = _shares(paper.rows, fit.more)
    # What the applicant signs for stands before the opinions of others.
    place = next((i for i, row in enumerate(paper.rows) if any(f.signed for f in row)), len(paper.rows))
    for i, row in enumerate([*paper.rows, ()]):
        if i == place and paper.statement:
            foot = _foot("本人签名", em, fit)
            cell = Cell(_indented(paper.statement), align="justify", foot=foot)
            out += table.row([cell], (0.0, table.width))
        for field in row:
            if field.columns:
                empty = int(more[i] * table.leading / table.row_height)
                out += _grid(field, sheet, table, max(1, round(field.lines * fit.lines)) + empty)
        fields = [field for field in row if not field.columns]
        if fields:
            out += _row(fields, labels, sheet, table, fit, more[i])
    if out:
        out[0].keep = True
    return out


def _labels(rows: Sequence[Sequence[FormField]], sheet: Composition) -> dict[int, float]:
    """Width in em of the labels at each place of a row, the same in all rows, so that the verticals meet."""
    widths: dict[int, float] = {}
    for row in rows:
        for place, field in enumerate(row):
            # Labels of the same place in rows of as many fields; those that begin a row stand in one column.
            key = 0 if place == 0 else 100 * len(row) + place
            width = min(ems(field.label, sheet.hei), _LABEL) + PADDING + 0.6
            widths[key] = max(widths.get(key, 3.0), width)
    return widths


def _row(
    fields: Sequence[FormField], labels: dict[int, float], sheet: Composition, table: Table, fit: _Fit, more: int
) -> list[Strip]:
    """A row of labels and cells, the fields taking equal parts of the width."""
    count, cells, edges = len(fields), [], [0.0]
    for place, field in enumerate(fields):
        label = labels[0 if place == 0 else 100 * count + place] * table.size
        left, right = place * table.width / count, (place + 1) * table.width / count
        label = min(label, (right - left) / 2)
        edges += [left + label, right]
        room = (right - left - label) / table.size - PADDING
        cells.append(Cell(((field.label, sheet.hei),), align="centre"))
        cells.append(_cell(field, room, count, sheet, fit, more))
    return table.row(cells, tuple(edges))


def _cell(field: FormField, room: float, count: int, sheet: Composition, fit: _Fit, more: int) -> Cell:
    lines = max(1, round(field.lines * fit.lines)) if field.lines > 1 else 1
    foot = _foot("签名", room, fit) if field.signed else ""
    if field.choices:
        return Cell(_choices(field, room, sheet), align="left", lines=lines + more, foot=foot)
    if field.lines > 1 or foot:
        return Cell(
            _indented(field.value) if count == 1 else field.value, align="justify", lines=lines + more, foot=foot
        )
    return Cell(field.value, align="centre" if count > 1 else "left")


def _foot(words: str, room: float, fit: _Fit) -> str:
    """Where to sign, with a free line above it for the hand as long as there is room on the page."""
    above = "\n" if fit.lines == 1.0 else ""
    if room >= _WIDE:
        return f"{above}{words}：{'　' * 8}{_DATES[0][1]}"
    return f"{above}{words}：{'　' * 5}\n{next(day for least, day in _DATES if room >= least)}"


def _choices(field: FormField, room: float, sheet: Composition) -> str:
    """Boxes with their words, none parted from its box, those named in the value ticked; what fits none comes last."""
    named = {part.strip() for part in field.value.split("、")} | {field.value.strip()}
    if any(part and part not in field.choices for part in named - {field.value.strip()}):
        named = {field.value.strip()}
    lines = [""]
    for choice in field.choices:
        words = f"{_TICKED if choice in named else _BOX}{choice}"
        joined = f"{lines[-1]}　{words}" if lines[-1] else words
        if lines[-1] and ems(joined, sheet.body) > room:
            lines.append(words)
        else:
            lines[-1] = joined
    other = field.value.strip()
    if other and not named & set(field.choices):
        lines.append(other)
    return "\n".join(lines)


def _indented(text: str) -> str:
    return "\n".join(f"　　{line.strip()}" if line.strip() else "" for line in text.split("\n")) if text else ""


def _shares(rows: Sequence[Sequence[FormField]], more: int) -> list[int]:
    """How many of ``more`` lines each row gets: in step with its height, no row more than twice as high."""
    tall = [max((field.lines for field in row), default=1) for row in rows]
    total = sum(lines for lines in tall if lines > 1)
    return [min(more * lines // total, lines) if lines > 1 else 0 for lines in tall] + [0]


def _grid(field: FormField, sheet: Composition, table: Table, lines: int) -> list[Strip]:
    """A small table in the form: its label, the titles of its columns, the rows given and empty ones below."""
    given = [[cell.strip() for cell in line.split("|")] for line in field.value.split("\n") if line.strip()]
    count = len(field.columns)
    given = [[*row[: count - 1], " ".join(row[count - 1 :])] if len(row) > count else row for row in given]
    rows = [[*row, *[""] * (count - len(row))] for row in given]
    rows += [[""] * count for _ in range(lines - len(rows))]
    titles = ("序号", *field.columns)
    needs: list[Need] = [need("序号", [str(len(rows))], sheet.body, least=2.0, most=3.0)]
    for i, title in enumerate(field.columns):
        needs.append(need(title, [row[i] for row in rows], sheet.body, least=3.0, most=12.0, grow=1.0))
    em = table.width / table.size
    widths = share(needs, em) or [em / len(titles)] * len(titles)
    edges = [0.0]
    for width in widths:
        edges.append(edges[-1] + width * table.size)
    own = (*edges[:-1], table.width)
    out = table.row([Cell(((field.label, sheet.hei),), align="centre")], (0.0, table.width))
    out += table.row([Cell(((title, sheet.hei),), align="centre") for title in titles], own)
    keep_together([*out, out[-1]])
    for number, row in enumerate(rows, 1):
        cells = [Cell(str(number), align="centre")]
        cells += [Cell(text, align="centre" if ems(text, sheet.body) < 8 else "left") for text in row]
        out += table.row(cells, own)
    return out
