"""Pages of a PDF as pictures, made off the window's thread by pdfium (one at a time: pdfium is not thread-safe)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QImage

_PDFIUM = threading.Lock()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The size of one page in points."""

    width: float
    height: float


class PdfFile:
    """An opened PDF given as bytes. Its methods may be called from any thread."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        self.data = data
        with _PDFIUM:
            self._file: Any = pypdfium2.PdfDocument(data)
            self.sheets = tuple(Sheet(*self._file.get_page_size(i)) for i in range(len(self._file)))

    def picture(self, number: int, scale: float) -> QImage:
        """Page ``number`` (from 0) at ``scale`` pixels a point, on white; a closed file gives an empty picture."""
        with _PDFIUM:
            if self._file is None:
                return QImage()
            page = self._file[number]
            bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
            image = QImage(
                bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
            ).copy()
            bitmap.close()
            page.close()
        return image

    def close(self) -> None:
        """Give the memory back."""
        with _PDFIUM:
            if self._file is not None:
                self._file.close()
                self._file = None
