"""案卷: everything about a case as one file: cover, contents, the pieces in order, closing sheet with the check block.

Made after what offices do with files of cases (案卷封面、卷内目录、卷内备考表). Pages are numbered through; an issued
paper stands in the file with its very pages, which keep their own numbers and get that of the file at their upper edge.
What was its check block is from then on drawn like the rest of the page and covered by that of the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import CaseFile, FilePiece, FileSection
from wxadmin.domain.seal import Draft, Mark
from wxadmin.printing import furniture, plates
from wxadmin.printing.binding import Bundle, Finished, finished
from wxadmin.printing.composition import Composition, chinese_date, ems, office
from wxadmin.printing.plain_pdf import NotPlainError
from wxadmin.printing.typesetting.book import Book, Bookmark
from wxadmin.printing.typesetting.cells import RowStrip
from wxadmin.printing.typesetting.columns import Need, need, share
from wxadmin.printing.typesetting.flow import Placed, Strip, keep_together, nothing, paginate, space
from wxadmin.printing.typesetting.table import Cell, Column, Table

TITLE = "案卷"
_CONTENTS, _CLOSING, _EXTENT = "卷内目录", "卷内备考表", "件数页数"
_PICTURE_MM = 150
"""A telephone's screen is about as large as it was, two beside each other; a photograph takes the width of the page."""
_ABOVE_TITLE, _BELOW_TITLE = 2.0, 1.5
"""Lines on the cover."""
_COVERS = ((0.95, 1.0), (0.95, 0.5), (0.8, 0.5), (0.7, 0.2), (0.6, 0.0))
"""Size of the facts on the cover, in that of the body, and part of the room around them, to be tried in turn."""
_EDGE = 30.0
"""Points from the upper edge to the number of the file on a page of another paper; printers leave 12 white."""


@dataclass(slots=True, eq=False)
class _Leaf(Strip):
    """A whole page of a finished paper."""

    paper: Finished | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the contents: its row, and the first and last strip of its piece."""

    row: list[str]
    first: Strip
    last: Strip


class Volume(Composition):
    """A case file being composed: it knows which of its pages are those of finished papers."""

    entries: list[_Entry]
    extent: RowStrip | None = None

    def settle(self, pages: int) -> None:
        """The pages of the contents, and on the cover how many there are."""
        if self.extent is not None:
            name, _ = self.extent.cells
            self.extent.cells = (name, Cell(f"共{len(self.entries)}件，{pages}页", align="left"))
        for entry in self.entries:
            first, last = entry.first.page + 1, entry.last.page + 1
            entry.row[-1] = str(first) if first == last else f"{first}—{last}"

    def draw_page(self, book: Book, mark: Mark, placed: list[Placed], at: tuple[int, int]) -> None:
        """A page of the file's own, or that of a finished paper with the number it has here."""
        leaf = placed[0].strip if placed else None
        if not isinstance(leaf, _Leaf):
            super().draw_page(book, mark, placed, at)
            return
        assert isinstance(book, Bundle)
        assert leaf.paper is not None
        page = book.taken(leaf.paper, leaf.number)
        p = self.profile.on(at[0])
        words = f"{TITLE}第 {at[0]} 页 共 {at[1]} 页"
        page.text(p.left + p.width, page.height - _EDGE, words, self.hei, p.small_size, align="right")
        if isinstance(mark, Draft):
            page.text(p.left, page.height - _EDGE, furniture.DRAFT, self.hei, p.small_size)
        if leaf.bookmark is not None:
            book.bookmarks.append(Bookmark(*leaf.bookmark, len(book.pages) - 1, page.height))


def compose(paper: CaseFile, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet, which must be a :class:`Volume`. UserError for a bound paper that is none of ours."""
    assert isinstance(sheet, Volume)
    sheet.entries = []
    _cover(paper, sheet)
    rows = [[str(number), piece.title, piece.number, piece.day, ""] for number, piece in enumerate(paper.pieces, 1)]
    _contents(rows, sheet)
    after_leaf = True
    for row, piece in zip(rows, paper.pieces, strict=True):
        start = len(sheet.strips)
        if piece.bound:
            _bound(piece, sheet)
        else:
            _piece(piece, sheet, fresh=after_leaf or not piece.runs_on)
        after_leaf = bool(piece.bound)
        inked = [strip for strip in sheet.strips[start:] if strip.height]
        sheet.entries.append(_Entry(row, inked[0], inked[-1]))
    _closing(paper, sheet, mark)


def _cover(paper: CaseFile, sheet: Volume) -> None:
    """On one page, in smaller type and with less room where there is much to say."""
    for size, room in _COVERS:
        sheet.strips.clear()
        _filled_cover(paper, sheet, size, room)
        if len(paginate(sheet.strips, sheet.profile.height)) == 1:
            return


def _filled_cover(paper: CaseFile, sheet: Volume, smaller: float, room: float) -> None:
    p = sheet.profile
    sheet.below_header()
    if paper.unit:
        sheet.text(paper.unit, align="centre", first=0, chain_=sheet.kai, keep=True)
    sheet.strips.append(_room(_ABOVE_TITLE * room * p.leading))
    sheet.title(paper.title or TITLE, bookmark=(0, "封面"))
    sheet.strips.append(_room(_BELOW_TITLE * room * p.leading))
    size, leading = round(p.size * smaller, 2), p.leading * smaller
    high = leading * (1.0 + 0.5 * room)
    table = Table([Column("", 1.0, "left")], sheet.body, sheet.hei, size, leading, p.width, high)
    known = (("案卷编号", paper.number), *paper.facts, (_EXTENT, "　"))
    facts = [(name, value) for name, value in known if value]
    label = max(ems(name, sheet.hei) for name, _ in facts) + 1.5
    edges = (0.0, label * size, p.width)
    for name, value in facts:
        row = table.row([Cell(((name, sheet.hei),), align="centre"), Cell(value or "　", align="left")], edges)
        sheet.add(row)
        if name == _EXTENT and isinstance(row[0], RowStrip):
            sheet.extent = row[0]
    sheet.sign_off(office(paper.unit, paper.issuer), paper.printed)


def _room(height: float) -> Strip:
    """Room that stays where it is."""
    return Strip(height, 0.0, nothing, keep=True, lines=0)


def _contents(rows: list[list[str]], sheet: Composition) -> None:
    sheet.new_page()
    sheet.title(_CONTENTS, bookmark=(0, _CONTENTS))
    p = sheet.profile
    pages = "188—199"  # as long as any; the numbers are filled in when the pages are known
    needs = [
        need("序号", [row[0] for row in rows], sheet.body, least=2.2, most=3.0),
        need("文书名称", [row[1] for row in rows], sheet.body, least=6.0, most=20.0, grow=3.0),
        need("编号", [row[2] for row in rows], sheet.body, least=4.0, most=14.0, grow=1.0),
        need("日期", [row[3] for row in rows], sheet.body, least=7.0, most=8.0),
        need("页号", [pages], sheet.body, least=3.0, most=6.0),
    ]
    widths = share(needs, p.width / p.table_size) or [0.6, 3.4, 2.2, 1.6, 1.2]
    titles = ("序号", "文书名称", "编号", "日期", "页号")
    aligns = ("centre", "left", "left", "centre", "centre")
    sheet.table(list(zip(titles, widths, aligns, strict=True)), rows)


def _bound(piece: FilePiece, sheet: Composition) -> None:
    """The pages of a finished paper, each as it is."""
    try:
        paper = finished(piece.bound)
    except NotPlainError as error:
        where = f"{piece.title} {piece.number}".strip()
        raise UserError("不是本程序打印的原件，不能装进案卷", where=where, remedy="请去掉这一份再试") from error
    height = sheet.profile.height
    for number in range(len(paper.pages)):
        leaf = _Leaf(height, height, nothing, lines=0, fresh=True, paper=paper, number=number)
        if not number:
            leaf.bookmark = (0, f"{piece.title} {piece.number}".strip())
        sheet.strips.append(leaf)


def _piece(piece: FilePiece, sheet: Composition, *, fresh: bool) -> None:
    if fresh:
        sheet.new_page()
    else:
        sheet.strips.append(space(1.5 * sheet.profile.leading))
    sheet.title(piece.title, bookmark=(0, f"{piece.title} {piece.number}".strip()))
    sheet.subtitle("　".join(part for part in (piece.number, piece.day) if part))
    for section in piece.sections:
        _section(section, sheet)


def _section(section: FileSection, sheet: Composition) -> None:
    p = sheet.profile
    if section.heading:
        sheet.text([(section.heading, sheet.hei)], keep=True, bookmark=(1, section.heading))
    for text in section.paragraphs:
        for line in text.split("\n"):
            if line.strip():
                sheet.text(line)
    if section.rows:
        if section.paragraphs or section.heading:
            sheet.strips[-1].keep = True
        _table(section, sheet)
        sheet.strips.append(space(p.leading / 2))
    if section.pictures and (section.heading or section.paragraphs or section.rows):
        sheet.strips[-1].keep = True
    plates.add(sheet, section.pictures, height_mm=_PICTURE_MM, numbered=False)


def _table(section: FileSection, sheet: Composition) -> None:
    """Columns as wide as their words need, as far as there is room; else by their shares."""
    p = sheet.profile
    room = p.width / p.table_size

    def needs(least: float) -> list[Need]:
        return [
            need(column.title, [row[i] for row in section.rows], sheet.body, least=least, most=8.0 * column.share,
                 grow=column.share)
            for i, column in enumerate(section.columns)
        ]  # fmt: skip

    # A word of five characters such as 签发通知书 is not parted where there is room for it.
    widths = share(needs(6.0), room) or share(needs(4.0), room) or [column.share for column in section.columns]
    columns = [(c.title, wide, c.align) for c, wide in zip(section.columns, widths, strict=True)]
    sheet.table(columns, [list(row) for row in section.rows])


def _closing(paper: CaseFile, sheet: Composition, mark: Mark) -> None:
    """What the file rests on and what is missing, who made and who checked it, and the check block."""
    p = sheet.profile
    sheet.new_page()
    sheet.title(_CLOSING, bookmark=(0, _CLOSING))
    named = (("编号", paper.number), ("群", paper.group), ("立卷日期", chinese_date(paper.printed)))
    sheet.facts([f"{label}：{words}" for label, words in named if words])
    sheet.text([("本卷情况说明", sheet.hei)], keep=True, bookmark=(1, "本卷情况说明"))
    for number, remark in enumerate(paper.remarks, 1):
        sheet.item(f"{number}. ", [(remark, sheet.body)])
    size, leading = p.table_size, p.table_leading
    table = Table([Column("", 1.0, "left")], sheet.body, sheet.hei, size, leading, p.width, leading * 1.8)
    label, half = 5.0 * size, p.width / 2
    edges = (0.0, label, half, half + label, p.width)
    sheet.strips.append(space(p.leading))
    start = len(sheet.strips)
    for left, right in (("立卷人", "检查人"), ("立卷日期", "检查日期")):
        cells = [Cell(((left, sheet.hei),), align="centre"), Cell("")]
        cells += [Cell(((right, sheet.hei),), align="centre"), Cell("")]
        sheet.add(table.row(cells, edges))
    keep_together(sheet.strips[start:])
    sheet.block(mark, paper.number)
