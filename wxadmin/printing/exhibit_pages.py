"""Pages of somebody else's PDF as pictures: so they can stand in a paper of ours, which takes no foreign objects."""

from __future__ import annotations

import io

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Picture
from wxadmin.printing.typesetting.pictures import reduced

_LARGEST = 4000.0
"""Points of a side; a page of a plan may be larger, and is then shown with fewer dots."""


def pictures_of(data: bytes, name: str, most: int, wide: int) -> tuple[tuple[bytes, ...], int]:
    """The first ``most`` pages as picture files ``wide`` pixels across, and how many pages there are.

    One page is in memory at a time. UserError for a file that cannot be opened: damaged, or with a password.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UserError("PDF 打不开，可能已损坏或设了密码", where=name, remedy="请另存一份能打开的再添加") from error
    out = []
    try:
        count = len(document)
        for number in range(min(most, count)):
            page = document[number]
            across, down = page.get_size()
            if not (0 < across <= _LARGEST and 0 < down <= _LARGEST):
                raise UserError(f"PDF 第{number + 1}页的尺寸不正常", where=name, remedy="请另存一份正常的再添加")
            image = page.render(scale=wide / across).to_pil()
            page.close()
            file = io.BytesIO()
            image.save(file, "PNG", compress_level=1)
            out.append(reduced(Picture(name, file.getvalue()), longest=max(image.size)))
    except pypdfium2.PdfiumError as error:
        raise UserError("PDF 有读不出的页", where=name, remedy="请另存一份能打开的再添加") from error
    finally:
        document.close()
    return tuple(out), count
