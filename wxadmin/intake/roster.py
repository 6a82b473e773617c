"""Lists of people as offices, schools and communities keep them -> a roster."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.people import Person, Roster, RosterProblem, RosterTable
from wxadmin.intake import roster_faults
from wxadmin.intake.roster_blocks import blocks_of
from wxadmin.intake.roster_columns import (
    SEARCHED_ROWS,
    Columns,
    Known,
    columns_of,
    find_header,
    guess,
    keys_of,
    titles_at,
    told_apart,
)
from wxadmin.intake.roster_rows import LONGEST_NAME, Rows
from wxadmin.intake.roster_tables import Sheet, tables_of
from wxadmin.intake.roster_units import with_units
from wxadmin.intake.roster_values import filler, identity_holds, name_of
from wxadmin.intake.text import read_bytes, shown

__all__ = ["identity_holds", "keys_of", "read_roster", "roster_of"]

SHOWN_ROWS = 12
_SHOWN_COLUMNS = 60
CATEGORIES = frozenset(["正式", "临时", "实习", "兼职", "教师", "学生", "家长", "合作伙伴", "外部"])
"""Words of the application's own that say of a whole sheet what its people are."""
_SHOWN_CHARACTERS = 80


def read_roster(
    path: str | Path, *, allow_large: bool = False, step: Step = quiet,
    mapping: Mapping[int, str] | None = None, header: int | None = None, known: Known | None = None,
    encoding: str | None = None, fill: bool = False, strict: bool = True,
) -> Roster:  # fmt: skip
    """People of a file: XLSX, XLS, CSV, TSV or tables in DOCX, with the header searched for.

    Rows that cannot be used, and cells that are doubtful, come back as problems with sheet, row and column; numbers of
    identity cards are verified and not kept. UserError when the file cannot be read or holds no list of people.
    ``mapping`` says what the columns of the first table mean (column from 0 -> field, ``keep``, ``""``) and ``header``
    which row (from 0, -1: none) names them; ``known`` are headers explained before. ``fill`` fills blank departments
    from the row above. Unless ``strict``, a table whose header is not understood comes back without people.
    """
    raw = read_bytes(path, allow_large)
    return roster_of(
        raw, source=shown(path), allow_large=allow_large, step=step, mapping=mapping, header=header, known=known,
        encoding=encoding, fill=fill, strict=strict,
    )  # fmt: skip


def roster_of(
    raw: bytes, *, source: str, allow_large: bool = False, step: Step = quiet,
    mapping: Mapping[int, str] | None = None, header: int | None = None, known: Known | None = None,
    encoding: str | None = None, fill: bool = False, strict: bool = True,
) -> Roster:  # fmt: skip
    """The same for bytes already read."""
    sheets = tables_of(raw, where=source, allow_large=allow_large, step=step, encoding=encoding)
    chosen = _chosen(sheets, mapping, header, known)
    people: list[Person] = []
    problems: list[RosterProblem] = []
    first: tuple[Sheet, Columns] | None = None
    done, total = 0, sum(len(sheet.rows) for sheet in sheets)
    headless: list[Sheet] = []
    for sheet in sheets:
        columns = _columns(sheet, chosen, known)
        if columns is None:
            found = _names_alone(sheet)
            people += found
            if not found and any(any(row) for row in sheet.rows):
                headless.append(sheet)
            continue
        if chosen is None:
            columns = with_units(sheet, columns, problems)
        first = first or (sheet, columns)
        category = "" if "category" in columns.fields else _category_of(sheet.name)
        for block in blocks_of(columns, sheet.merged):
            roster_faults.blanks(sheet, block, problems, filled=fill)
            roster_faults.left_over(sheet, block, problems)
            for person in Rows(sheet, block, problems, fill=fill):
                if done % 500 == 0:
                    step(min(done, total), total)
                done += 1
                people.append(replace(person, category=category) if category else person)
    table = _table(first, headless, sheets)
    if not people and (strict or table is None or problems):
        raise _nobody(source, sheets, headless, problems)
    problems += [RosterProblem(f"工作表“{s.name}”", "没有“姓名”一列，没有读入") for s in headless if s.name]
    step(total, total)
    kept = roster_faults.told_apart(people, problems)
    read = first[1].as_read() if first else ()
    return Roster(tuple(kept), source, read, tuple(problems), table, _unmapped(first))


def _chosen(
    sheets: Sequence[Sheet], mapping: Mapping[int, str] | None, header: int | None, known: Known | None
) -> tuple[Sheet, Columns] | None:
    """What the owner says of the table shown: the first one understood, else the fullest."""
    if mapping is None:
        return None
    filled = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    if not filled:
        return None
    sheet = next((sheet for sheet in filled if find_header(sheet.rows, known) is not None), None) or _fullest(filled)
    words = tuple(mapping.get(column, "") for column in range(max(map(len, sheet.rows))))
    at = -1 if header is None else header
    titles, rows = titles_at(sheet.rows, at)
    columns = columns_of(titles, words, at, rows)
    if columns is None:
        raise UserError("没有选定哪一列是姓名", where=sheet.name, remedy="请在那一列的上方选“姓名”")
    return sheet, columns


def _columns(sheet: Sheet, chosen: tuple[Sheet, Columns] | None, known: Known | None) -> Columns | None:
    if chosen is None:
        return find_header(sheet.rows, known)
    first, columns = chosen
    if sheet is first or columns.at < 0:
        return columns  # without header every sheet is read alike
    said = dict(zip(keys_of(columns.titles), columns.words, strict=False))
    return find_header(sheet.rows, {**(known or {}), frozenset(told_apart(columns.titles)): said})


def _category_of(sheet: str) -> str:
    """What a sheet's name says its people are; anything but a category's own word says nothing."""
    name = "".join(sheet.split())
    return name if name in CATEGORIES else "教师" if re.fullmatch(r"\w{0,6}(?:老师|教师)", name) else ""


def _fullest(sheets: Sequence[Sheet]) -> Sheet:
    return max(sheets, key=lambda sheet: sum(sum(map(bool, row)) for row in sheet.rows))


def _table(
    first: tuple[Sheet, Columns] | None, headless: Sequence[Sheet], sheets: Sequence[Sheet]
) -> RosterTable | None:
    """What is shown of the first table for the owner to correct."""
    if first is not None:
        sheet, columns = first
        titles, words, at = columns.titles, columns.words, columns.at
        start = columns.start
    elif headless:
        sheet = _fullest(headless)
        filled = [at for at, row in enumerate(sheet.rows[:SEARCHED_ROWS]) if sum(map(bool, row)) > 1]
        at = filled[0] if filled else 0
        titles = sheet.rows[at]
        words, start = guess(titles), at + 1
    elif sheets and sheets[0].rows:
        # Names alone: every row is one.
        sheet, titles, at, start = sheets[0], (), -1, 0
        row = next((row for row in sheet.rows if any(row)), ())
        words = tuple("name" if cell else "" for cell in row)
    else:
        return None
    width = min(_SHOWN_COLUMNS, max((len(row) for row in sheet.rows), default=0))
    sample = [row for row in sheet.rows[start : start + 3 * SHOWN_ROWS] if any(row)][:SHOWN_ROWS]

    def cut(row: Sequence[str]) -> tuple[str, ...]:
        return tuple(cell[:_SHOWN_CHARACTERS] for cell in [*row, *[""] * width][:width])

    def masked(row: Sequence[str]) -> tuple[str, ...]:
        # Numbers of identity cards are verified and not kept, hence not shown either.
        return tuple(
            "······" if cell and (word == "id_card" or identity_holds(cell)) else cell
            for cell, word in zip(row, cut(words), strict=True)
        )

    remembered = first is not None and first[1].remembered
    return RosterTable(cut(titles), tuple(masked(cut(row)) for row in sample), cut(words), at, sheet.name, remembered)


def _unmapped(first: tuple[Sheet, Columns] | None) -> tuple[str, ...]:
    """Titles of columns nobody used though something stands in them."""
    if first is None:
        return ()
    sheet, columns = first
    unused = [
        at for at, (title, word) in enumerate(zip(columns.titles, columns.words, strict=False)) if title and not word
    ]
    rows = sheet.rows[columns.start :]
    return tuple(
        columns.titles[at][:_SHOWN_CHARACTERS]
        for at in unused
        if any(at < len(row) and not filler(row[at]) for row in rows)
    )


def _nobody(
    source: str, sheets: Sequence[Sheet], headless: Sequence[Sheet], problems: Sequence[RosterProblem]
) -> UserError:
    if problems:
        # Rows there were, and what is wrong with the first of them is mostly wrong with all.
        return UserError(problems[0].what, where=f"{source} {problems[0].where}", remedy="请改正后再试")
    if not any(any(row) for sheet in sheets for row in sheet.rows):
        return UserError("表格是空的", where=source, remedy="请检查导出的内容")
    if headless:
        name = f"{source} 工作表“{headless[0].name}”" if headless[0].name else source
        what = f"前 {SEARCHED_ROWS} 行里没有找到表头"
        return UserError(what, where=name, remedy="请在名单上方加一行列名，至少要有“姓名”")
    return UserError("表头下面没有人", where=source, remedy="请检查导出的内容")


def _names_alone(sheet: Sheet) -> list[Person]:
    """A single column of names without header."""
    cells = [(n, [c for c in row if c]) for n, row in zip(sheet.numbers, sheet.rows, strict=True)]
    filled = [(n, row[0]) for n, row in cells if row]
    if any(len(row) > 1 for _, row in cells) or not filled:
        return []
    if any(len(name) > LONGEST_NAME for _, name in filled):
        return []
    if not all(re.fullmatch(r"[^\W\d_]{2,5}|[^\W\d_]+(?:[·•・.]| )[^\W\d_·•・. ]+", name) for _, name in filled):
        return []
    return [Person(name_of(name)[0], row=n, sheet=sheet.name) for n, name in filled]
