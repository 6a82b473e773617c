"""Pictures of pages kept for painting: bands of a page at a zoom, the least looked at forgotten beyond a budget."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from wxadmin.ui.pdf import Area, PdfFile, pixels

Key = tuple[int, float, int]  # page, pixels a point, band

_BAND = 2_000_000  # pixels of one picture; a page at a high zoom is made of several
_BUDGET = 64 << 20  # bytes of pictures kept beside those in sight


class PagePictures:
    """The pictures of one file. A picture of the file or zoom before stays until the new one of its page is there."""

    def __init__(self) -> None:
        self._file: PdfFile | None = None
        self._kept: OrderedDict[Key, tuple[PdfFile, QImage]] = OrderedDict()

    @property
    def size(self) -> int:
        """Bytes of all pictures kept."""
        return sum(image.sizeInBytes() for _file, image in self._kept.values())

    def turn_to(self, file: PdfFile | None, *, keep: bool) -> None:
        """Another file; ``keep`` shows the pictures of the one before until there are new ones."""
        self._file = file
        if not keep:
            self._kept.clear()

    def keys(self, page: int, wish: float) -> list[Key]:
        """The pictures that make up a page at ``wish`` pixels a point, top to bottom."""
        rows = self._rows(page, wish)
        return [(page, wish, band) for band in range(-(-self._size(page, wish)[1] // rows))]

    def area(self, key: Key) -> Area:
        """Which part of its page a picture shows."""
        page, wish, band = key
        width, height = self._size(page, wish)
        rows = self._rows(page, wish)
        return Area(0, band * rows, width, min(rows, height - band * rows))

    def has(self, key: Key) -> bool:
        """Whether this picture of this very file is there."""
        kept = self._kept.get(key)
        return kept is not None and kept[0] is self._file

    def put(self, key: Key, image: QImage) -> None:
        """Keep a picture."""
        assert self._file is not None
        self._kept[key] = (self._file, image)
        self._kept.move_to_end(key)

    def forget(self, seen: Collection[Key]) -> None:
        """Give back older pictures of pages that are complete, and beyond the budget what is not in ``seen``."""
        done = {key[0] for key in seen} - {key[0] for key in seen if not self.has(key)}
        for key in [k for k in self._kept if k[0] in done and not self.has(k)]:
            del self._kept[key]
        wish = next(iter(seen), (0, 0.0, 0))[1]
        for key in [k for k in self._kept if k[0] in done and k[1] != wish]:
            del self._kept[key]
        size = self.size
        for key in [k for k in self._kept if k not in seen]:
            if size <= _BUDGET:
                break
            size -= self._kept.pop(key)[1].sizeInBytes()

    def paint(self, painter: QPainter, page: int, rect: QRectF, wish: float, ratio: float) -> None:
        """Paint a page into ``rect`` as far as it is drawn; an older picture, stretched, stands in meanwhile.

        ``ratio`` is how many pixels of the screen a logical one has: a picture made for the screen is not smoothed.
        """
        keys = self.keys(page, wish)
        fresh = [key for key in keys if self.has(key)]
        if len(fresh) < len(keys):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for key, (_file, image) in self._kept.items():
                if key[0] == page and key not in fresh:
                    k = wish / ratio / key[1]
                    top = rect.y() + self.area(key).top * k
                    painter.drawImage(QRectF(rect.x(), top, image.width() * k, image.height() * k), image)
        for key in fresh:
            image = self._kept[key][1]
            self._kept.move_to_end(key)
            top = rect.y() + self.area(key).top / ratio
            painter.drawImage(QRectF(rect.x(), top, image.width() / ratio, image.height() / ratio), image)

    def _size(self, page: int, wish: float) -> tuple[int, int]:
        assert self._file is not None
        return pixels(self._file.sheets[page], wish)

    def _rows(self, page: int, wish: float) -> int:
        """Height of one band in pixels; the last one of a page may be lower."""
        width, height = self._size(page, wish)
        return -(-height // max(1, -(-width * height // _BAND)))
