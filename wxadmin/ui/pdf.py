"""Pages of a PDF as pictures and as text, made off the window's thread by pdfium.

Pdfium is not thread-safe: one call at a time, whichever file it is for.
"""

from __future__ import annotations

import ctypes
import math
import threading
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QImage

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.ui.textlayer import Glyph, PageText, build

_LARGE = 60.0  # points; only a mark across the page is so large, and it alone is set slanted

_PDFIUM = threading.Lock()
_doomed: list[Any] = []  # documents whose owner let go of them while another thread was inside pdfium


@dataclass(frozen=True, slots=True)
class Sheet:
    """The size of one page in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: ``level`` from 0, ``page`` from 0, ``top`` in points below the page's upper edge."""

    level: int
    title: str
    page: int
    top: float


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page in pixels of the scale it is drawn at."""

    left: int
    top: int
    width: int
    height: int


def pixels(sheet: Sheet, scale: float) -> tuple[int, int]:
    """Width and height in pixels that hold a whole sheet at ``scale`` pixels a point."""
    return math.ceil(sheet.width * scale - 0.01), math.ceil(sheet.height * scale - 0.01)


class PdfFile:
    """An opened PDF given as bytes. Its methods may be called from any thread; a closed file gives empty answers.

    UserError when the bytes are no readable PDF.
    """

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        self.data = data
        with _PDFIUM:
            _bury()
            try:
                self._file: Any = pypdfium2.PdfDocument(data)
                self.sheets = tuple(Sheet(*self._file.get_page_size(i)) for i in range(len(self._file)))
            except pypdfium2.PdfiumError as error:
                raise UserError(_("这份 PDF 已损坏，不能显示"), remedy=_("请重新生成，或从备份中恢复")) from error
            self._page: tuple[int, Any] | None = None  # several bands of one page are drawn one after the other

    def picture(self, number: int, scale: float) -> QImage:
        """The whole of page ``number`` (from 0) at ``scale`` pixels a point, on white."""
        width, height = pixels(self.sheets[number], scale)
        return self.part(number, scale, Area(0, 0, width, height))

    def part(self, number: int, scale: float, area: Area, *, grey: bool = False) -> QImage:
        """A part of page ``number`` at exactly ``scale`` pixels a point, on white; nothing is stretched to fit."""
        import pypdfium2.raw as pdfium

        image = QImage(area.width, area.height, QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB32)
        if image.isNull():
            return image
        image.fill(0xFFFFFFFF)
        view = image.bits()
        kind = pdfium.FPDFBitmap_Gray if grey else pdfium.FPDFBitmap_BGRx
        matrix = pdfium.FS_MATRIX(scale, 0, 0, scale, -area.left, -area.top)
        clip = pdfium.FS_RECTF(0, 0, area.width, area.height)
        with _PDFIUM:
            page = self._turn_to(number)
            if page is None:
                return QImage()
            store = (ctypes.c_char * len(view)).from_buffer(view)
            bitmap = pdfium.FPDFBitmap_CreateEx(area.width, area.height, kind, store, image.bytesPerLine())
            pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page.raw, matrix, clip, pdfium.FPDF_ANNOT)
            pdfium.FPDFBitmap_Destroy(bitmap)
            _bury()
        return image

    def text(self, number: int) -> PageText:
        """What stands on page ``number``, in the order it was written; slanted text (a 草稿 mark) is left out."""
        import pypdfium2.raw as pdfium

        glyphs: list[Glyph] = []
        with _PDFIUM:
            page = self._turn_to(number)
            if page is None:
                return build(())
            height = self.sheets[number].height
            text = pdfium.FPDFText_LoadPage(page.raw)
            box = pdfium.FS_RECTF()
            high = 0
            # Every call gives the interpreter up and takes it back; so only those that are needed.
            for at in range(max(0, pdfium.FPDFText_CountChars(text))):
                code = pdfium.FPDFText_GetUnicode(text, at)
                if code <= 0x20 and (not code or pdfium.FPDFText_IsGenerated(text, at) == 1):
                    continue  # pdfium's own guesses at spaces and line ends; textlayer knows our papers better
                if 0xD800 <= code < 0xDC00:
                    high = code
                    continue
                if 0xDC00 <= code < 0xE000:
                    code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
                pdfium.FPDFText_GetLooseCharBox(text, at, box)
                if box.top - box.bottom > _LARGE and 5 < math.degrees(pdfium.FPDFText_GetCharAngle(text, at)) % 90 < 85:
                    continue
                glyphs.append(Glyph(chr(code), box.left, height - box.top, box.right, height - box.bottom))
            pdfium.FPDFText_ClosePage(text)
            _bury()
        return build(glyphs)

    def outline(self) -> tuple[Bookmark, ...]:
        """Every 章 and 条 that has a bookmark."""
        found: list[Bookmark] = []
        with _PDFIUM:
            file = self._file
            if file is None:
                return ()
            for entry in file.get_toc():
                target = entry.get_dest()
                number = target.get_index() if target is not None else None
                if number is None or not 0 <= number < len(self.sheets):
                    continue
                _mode, place = target.get_view()
                top = self.sheets[number].height - place[1] if len(place) > 1 and place[1] else 0.0
                found.append(Bookmark(entry.level, entry.get_title(), number, max(0.0, top)))
            _bury()
        return tuple(found)

    def close(self) -> None:
        """Give the memory back; never waits for a drawing under way (its thread closes this file then)."""
        file, self._file = self._file, None
        page, self._page = self._page, None
        _doomed.extend(one for one in (page[1] if page else None, file) if one is not None)
        if _PDFIUM.acquire(blocking=False):
            try:
                _bury()
            finally:
                _PDFIUM.release()

    def _turn_to(self, number: int) -> Any:
        """The opened page, None when the file was closed meanwhile. The lock is held."""
        file, page = self._file, self._page  # close() may take both away at any moment
        if file is None:
            return None
        if page is None or page[0] != number:
            if page is not None:
                page[1].close()
            page = (number, file[number])
            self._page = page
            if self._file is None:  # closed meanwhile: nobody else will close this page
                self._page = None
                _doomed.insert(0, page[1])
        return page[1]


def _bury() -> None:
    """Close what was given up; the lock is held."""
    while _doomed:
        _doomed.pop(0).close()
