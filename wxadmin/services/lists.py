"""清单: any list of the window as a paper or a table file, as it stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.papers import ListColumn, ListPaper
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, groups, settings
from wxadmin.services.listing import Chip, Column, Ids, Row, View, covered
from wxadmin.services.records import Store

if TYPE_CHECKING:
    from wxadmin.intake.tables_out import Encoding

FORMATS: tuple[tuple[str, str, Encoding], ...] = (
    (_("Excel 工作簿（.xlsx）"), "xlsx", "utf-8-sig"),
    (_("CSV，UTF-8（新版 Excel、WPS）"), "csv", "utf-8-sig"),
    (_("CSV，GB18030（旧版 Excel）"), "csv", "gb18030"),
)
"""Table files a list can be written to: words, ending, encoding of a CSV file."""

_PART = 500


class Noun(Protocol):
    """A list noun: the module of people, members, chats, queue, cases, papers, regulations, announcements, journal."""

    @property
    def COLUMNS(self) -> tuple[Column, ...]:  # noqa: N802 - the name each noun gives them
        """What a row shows."""
        ...

    @property
    def CHIPS(self) -> tuple[Chip, ...]:  # noqa: N802 - as above
        """The filters."""
        ...

    def index(self, store: Store, view: View) -> Ids:
        """Ids of all rows of the view in order."""
        ...

    def page(self, store: Store, ids: Sequence[int]) -> list[Row]:
        """Those rows."""
        ...


def paper(
    store: Store, title: str, group: int | None, columns: Sequence[Column], rows: Iterable[Row], facts: Sequence[str]
) -> ListPaper:
    """A list as a paper; each row has a cell a column, and columns keep the proportions they have on the screen.

    ``group`` None: of all groups. UserError when there is nothing to print.
    """
    cells = tuple(tuple(map(on_paper, row.cells)) for row in rows)
    if not columns or not cells:
        raise UserError(_("列表是空的，没有可以打印的"), remedy=_("请先放宽筛选条件"))
    owner = None if group is None else groups.get(store, group)
    return ListPaper(
        on_paper(title),
        settings.get(store).unit if owner is None else owner.unit,
        "" if owner is None else owner.name,
        tuple(map(on_paper, facts)),
        tuple(ListColumn(on_paper(c.title), float(c.width), "right" if c.numeric else "left") for c in columns),
        cells,
        clock.today(),
    )


def of_noun(
    store: Store,
    noun: Noun,
    view: View,
    title: str,
    keys: Sequence[str] = (),
    step: Step = quiet,
    *,
    full: bool = False,
) -> ListPaper:
    """The whole list of a view as a paper: the columns of these keys (all), with filter, search and order in words.

    Personal numbers are covered unless ``full``. UserError when it is empty or a column is unknown; Cancelled through
    ``step``.
    """
    columns, rows = rows_of(store, noun, view, keys, step, full=full)
    return paper(store, title, view.group, columns, rows, facts_of(noun, view))


def rows_of(
    store: Store, noun: Noun, view: View, keys: Sequence[str] = (), step: Step = quiet, *, full: bool = False,
    only: Sequence[int] = (),
) -> tuple[list[Column], list[Row]]:  # fmt: skip
    """The columns of these keys (all) and every row of a view, or of the records ``only``, as the screen shows them.

    Personal numbers are covered unless ``full``. UserError when a column is unknown; Cancelled through ``step``.
    """
    places = {column.key: place for place, column in enumerate(noun.COLUMNS)}
    unknown = [key for key in keys if key not in places]
    if unknown:
        listed = "、".join(places)
        raise UserError(_("列表没有“{}”这一栏").format(unknown[0]), remedy=_("可用的有 {}").format(listed))
    chosen = [places[key] for key in keys or places]
    columns = [noun.COLUMNS[place] for place in chosen]
    ids: Sequence[int] = only or noun.index(store, view)
    rows: list[Row] = []
    for start in range(0, len(ids), _PART):
        step(start, len(ids))
        for row in noun.page(store, list(ids[start : start + _PART])):
            cells = tuple(row.cells[place] for place in chosen)
            rows.append(Row(row.id, cells if full else covered(columns, cells)))
    step(len(ids), len(ids))
    return columns, rows


def export(
    store: Store, noun: Noun, view: View, path: Path, keys: Sequence[str] = (), step: Step = quiet, *,
    full: bool = False, encoding: Encoding = "utf-8-sig", only: Sequence[int] = (),
) -> int:  # fmt: skip
    """Writes the list to an XLSX or, by the ending of ``path``, a CSV file; how many rows it has.

    The columns are those of ``keys`` (all). Personal numbers are covered unless ``full``. UserError when the
    ending is neither or the file cannot be written; nothing is left half written.
    """
    from wxadmin.intake.tables_out import write_csv, write_xlsx

    refuse_ending(path)
    columns, rows = rows_of(store, noun, view, keys, step, full=full, only=only)
    header = [on_paper(column.title) for column in columns]
    cells = [tuple(map(on_paper, row.cells)) for row in rows]
    if path.suffix.lower() == ".xlsx":
        write_xlsx(path, header, cells)
    else:
        write_csv(path, header, cells, encoding)
    return len(rows)


def refuse_ending(path: Path) -> None:
    """UserError when the name of a file to be written ends as no table file does."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise UserError(_("只能导出 .xlsx 或 .csv"), where=str(path), remedy=_("改文件名的结尾"))


def facts_of(noun: Noun, view: View) -> tuple[str, ...]:
    """What a view shows of a list, in words: chips, search, order; empty for the whole list in its own order."""
    facts = []
    titles = [chip.title for chip in noun.CHIPS if chip.key in view.chips]
    # A filter only the list itself has words for: kind:report.
    title_of: Callable[[str], str] | None = getattr(noun, "chip_title", None)
    if title_of is not None:
        titles += [title_of(key) for key in view.chips if ":" in key]
    if titles:
        facts.append(_("筛选：{}").format("、".join(map(on_paper, titles))))
    if view.search.strip():
        facts.append(_("搜索：{}").format(view.search.strip()))
    column = next((column for column in noun.COLUMNS if column.key == view.sort), None)
    if column is not None:
        facts.append(_("按{}{}").format(on_paper(column.title), _("降序") if view.descending else _("升序")))
    return tuple(facts)
