"""The evidence of a case as its file shows it: what is what by its SHA-256, pictures large, what cannot be printed."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from wxadmin.domain.errors import StoreError, UserError
from wxadmin.domain.jobs import Step
from wxadmin.domain.papers import FileSection, ListColumn, Picture
from wxadmin.i18n import _, on_paper
from wxadmin.services import attachments, clock, exhibits, kept_pictures
from wxadmin.services.attachments import Owner
from wxadmin.services.exhibits import MEDIA_WORDS, WHOLE, ExhibitRow, Of, size_words
from wxadmin.services.records import Store
from wxadmin.store import attachments as stored_attachments
from wxadmin.store import exhibits as stored
from wxadmin.store.engine import Row

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from wxadmin.services.exhibits import Cover

_WIDE, _LEAST = 1300, 500
"""Pixels across that the width of a page needs at 220 dots an inch, and the fewest that can be read."""
_AHEAD = 3
"""Pictures that are made ready beside the one whose turn it is; so many files are in memory."""
_MANY = 60
"""Pictures up to which each has all its dots; more have fewer, so that the file can still be verified."""
_PLAIN, _MOST_WORDS = (".txt", ".md"), 4000
"""Texts that are printed as they are, and how many characters of one."""
_MOST_PAGES = 20
"""Pages of a PDF that are printed; what is behind them is in the original."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The sections of the evidence and what is to be said of it on the closing sheet: gone, altered, not printed."""

    sections: tuple[FileSection, ...]
    remarks: tuple[str, ...]


def shown(store: Store, case: int, step: Step) -> Shown:
    """The evidence files of a case, each read, checked and made ready by itself; Cancelled through ``step``.

    A file that is gone or altered is named and left out, nothing else. Pictures are made ready side by side, a few
    ahead of the one whose turn it is.
    """
    from wxadmin.printing.typesetting.pictures import some_hands

    rows = exhibits.of(store, Of("case", case))
    others = _others(store, case, {row.sha for row in rows})
    if not rows and not others:
        return Shown((), ())
    count = len(rows) + len(others)
    wide = _WIDE if count <= _MANY else max(_LEAST, int(_WIDE * sqrt(_MANY / count)))
    remarks: list[str] = []
    sections: list[FileSection] = []
    states: dict[int, str] = {}
    begun: dict[int, Future[tuple[bytes, ...]] | None] = {}
    with some_hands() as hands:
        for number, row in enumerate(rows, 1):
            step(number - 1, count)
            for near in rows[number - 1 : number + _AHEAD]:
                if near.media == "picture" and near.id not in begun:
                    begun[near.id] = _begin(store, near, wide, hands)
            try:
                sections += _of(store, row, number, wide, begun.pop(row.id, None))
                states[number] = on_paper(_("相符"))
            except StoreError:
                what = on_paper(_("证据{}“{}”（{}，SHA-256 {}）的文件缺失或与收存时不一致，没有收入本卷。"))
                remarks.append(what.format(number, row.title, row.name, row.sha))
                states[number] = on_paper(_("缺失或不符"))
            except UserError as error:
                sections.append(_sheet(row, number, error.what))
                states[number] = on_paper(_("相符"))
    for number, other in enumerate(others, len(rows) + 1):
        step(number - 1, count)
        try:
            with store.read() as db:
                data = kept_pictures.bytes_of(db, other["picture"])
            pieces = _pieces(Picture(other["file_name"], data), wide)
            sections.append(FileSection("", (), pictures=_pictures(other, pieces)))
        except StoreError:
            what = on_paper(_("通知书图片“{}”缺失或与收存时不一致，没有收入本卷。"))
            remarks.append(what.format(other["title"]))
    listed = () if not rows else (_list(store, case, rows, states),)
    return Shown((*listed, *sections), tuple(remarks))


def _others(store: Store, case: int, known: set[str]) -> list[Row]:
    """Pictures put on the notice that are no copies of exhibits."""
    owner = Owner("case", case)
    ids = {row.id for row in attachments.of(store, owner) if row.picture}
    with store.read() as db:
        found = [row for row in stored_attachments.of(db, "case", case) if row["id"] in ids]
    return [row for row in found if row["original"] not in known]


def _list(store: Store, case: int, rows: tuple[ExhibitRow, ...], states: dict[int, str]) -> FileSection:
    with store.read() as db:
        kept = {row["id"]: clock.shown_full(row["created"]) for row in stored.of_case(db, case)}
    heads = ((_("序号"), 0.5), (_("名称和文件"), 1.6), (_("大小"), 0.7), ("SHA-256", 2.0), (_("核对"), 0.6))
    said = on_paper(_("共 {} 件，原件保存在记录文件里。制卷时逐件核对了内容的 SHA-256。")).format(len(rows))
    lines = []
    for number, row in enumerate(rows, 1):
        named = row.title if row.title == row.name else f"{row.title}\n{row.name}"
        if row.source:
            named = on_paper(_("{}\n来源：{}")).format(named, row.source)
        lines.append(
            (
                str(number),
                on_paper(_("{}\n收存：{}")).format(named, kept.get(row.id, row.created)),
                size_words(row.bytes),
                row.sha,
                states[number],
            )
        )
    columns = tuple(ListColumn(on_paper(head), share) for head, share in heads)
    return FileSection(on_paper(_("证据清单")), (said,), columns, tuple(lines))


def _begin(store: Store, row: ExhibitRow, wide: int, hands: ThreadPoolExecutor) -> Future[tuple[bytes, ...]] | None:
    """A picture of the evidence on its way; None where its file cannot be read, which is said when its turn comes."""
    try:
        return hands.submit(_pieces, Picture(row.name, exhibits.data(store, row.id)), wide, row.covers)
    except (StoreError, UserError):
        return None


def _of(
    store: Store, row: ExhibitRow, number: int, wide: int, begun: Future[tuple[bytes, ...]] | None
) -> list[FileSection]:
    """What is printed of an exhibit; its bytes are gone again when it is ready."""
    heading = on_paper(_("证据{}　{}")).format(number, row.title)
    if begun is not None:
        return [FileSection(heading, (), pictures=_pictures(row, begun.result(), number))]
    data = exhibits.data(store, row.id)
    if row.media == "picture":
        pieces = _pieces(Picture(row.name, data), wide, row.covers)
        return [FileSection(heading, (), pictures=_pictures(row, pieces, number))]
    if row.media == "pdf":
        from wxadmin.printing.exhibit_pages import pictures_of

        pages, count = pictures_of(data, row.name, _MOST_PAGES, wide)
        words = on_paper(_("原件为 PDF，共 {} 页。")).format(count)
        if count > len(pages):
            words += on_paper(_("此处印出前 {} 页，其余见原件。")).format(len(pages))
        caption = on_paper(_("证据{}　第{}页"))
        shots = tuple(Picture(row.name, page, caption.format(number, i), sound=True) for i, page in enumerate(pages, 1))
        return [FileSection(heading, (words,), pictures=shots)]
    if row.media == "text" and row.name.lower().endswith(_PLAIN):
        return [FileSection(heading, _words(data, row.name))]
    return [_sheet(row, number, on_paper(_("{}不能印在纸上")).format(on_paper(MEDIA_WORDS[row.media])))]


def _words(data: bytes, name: str) -> tuple[str, ...]:
    """The beginning of a text; UserError where it cannot be read."""
    from wxadmin.intake.text import decode

    text = decode(data, where=name).strip()
    lines = tuple(line for line in text[:_MOST_WORDS].splitlines() if line.strip())
    more = on_paper(_("此处印出前 {} 个字，其余见原件。")).format(_MOST_WORDS)
    return (*lines, more) if len(text) > _MOST_WORDS else lines


def _pieces(given: Picture, wide: int, covers: tuple[Cover, ...] = ()) -> tuple[bytes, ...]:
    """The picture with its covers, in pieces where it is long."""
    from wxadmin.printing.typesetting.picture_files import size_of
    from wxadmin.printing.typesetting.pictures import cut

    parts = [(c.x / WHOLE, c.y / WHOLE, (c.x + c.width) / WHOLE, (c.y + c.height) / WHOLE) for c in covers]
    across, down = size_of(given)
    # A screen that stands upright takes half the width of a page.
    return cut(given, wide if across > down else wide * 11 // 20, parts)


def _pictures(row: ExhibitRow | Row, pieces: tuple[bytes, ...], number: int = 0) -> tuple[Picture, ...]:
    """The pieces of a picture, each with the words below it."""
    if isinstance(row, ExhibitRow):
        name = row.name
        caption = on_paper(_("证据{}　{}（SHA-256 {}…）")).format(number, row.name, row.sha[:16])
        if row.covers:
            caption += on_paper(_("，已遮盖{}处")).format(len(row.covers))
    else:
        name = row["file_name"]
        caption = on_paper(_("通知书图片　{}（原件 SHA-256 {}…）")).format(row["title"], row["original"][:16])
    if len(pieces) == 1:
        return (Picture(name, pieces[0], caption, sound=True),)
    of = on_paper(_("{}，第{}段，共{}段"))
    return tuple(Picture(name, one, of.format(caption, i, len(pieces)), sound=True) for i, one in enumerate(pieces, 1))


def _sheet(row: ExhibitRow, number: int, why: str) -> FileSection:
    """A named sheet in place of what cannot be printed: what it is and where the original lies."""
    kind = on_paper(MEDIA_WORDS[row.media])
    words = on_paper(_("{}，原件保存在记录文件里，可在案件的证据里另存。{}，{}。SHA-256：{}"))
    return FileSection(
        on_paper(_("证据{}　{}")).format(number, row.title),
        (words.format(why.rstrip("。"), row.name, f"{kind}，{size_words(row.bytes)}", row.sha),),
    )
