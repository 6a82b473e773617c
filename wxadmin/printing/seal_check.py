"""Is this paper what was issued? Answered from the PDF alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wxadmin.domain.seal import CheckBlock, Unregistered
from wxadmin.printing.block import QR_SIDE, QR_TOP, BlockPicture, Rect, beijing, issued_lines, picture
from wxadmin.printing.plain_pdf import NotPlainError
from wxadmin.printing.reading import PaperReading, read_paper

DRAFT_WORD = "草稿"
_ROUNDING = 0.002
"""Points: coordinates in the block have three decimals."""


@dataclass(frozen=True, slots=True)
class PaperVerdict:
    """``intact``: nothing printed was changed. ``issued``: it is a leaf of the ledger named in ``block``.

    ``reason`` is one sentence for people.
    """

    intact: bool
    issued: bool
    reason: str
    block: CheckBlock | None = None
    text: str = ""


def verify_paper(source: Path | bytes) -> PaperVerdict:
    """Check one paper. Raises UserError when the file is not a readable PDF."""
    try:
        paper = read_paper(source)
    except NotPlainError:
        return PaperVerdict(False, False, "不是 wxadmin 打印的原件，或被别的程序改写过")
    if paper.bound or len(paper.blocks) > 1:
        count = paper.bound or len(paper.blocks)
        reason = f"这是{count}份文件合订成的打印件，合订件本身不能核验，请逐份核验各自的 PDF 原件"
        return PaperVerdict(False, False, reason, text=paper.text)
    if not paper.blocks:
        if DRAFT_WORD in paper.text:
            return PaperVerdict(False, False, "这是草稿，没有签发", text=paper.text)
        return PaperVerdict(False, False, "没有校验块，不是 wxadmin 签发的文件", text=paper.text)
    drawn = paper.blocks[0]
    if drawn is None:
        return PaperVerdict(False, False, "已被改动：校验块里有不该出现的图形", text=paper.text)
    return _issued(paper, drawn) if drawn.rects else _unregistered(paper, drawn)


def _unregistered(paper: PaperReading, drawn: BlockPicture) -> PaperVerdict:
    if drawn != picture(Unregistered(paper.digest)):
        return PaperVerdict(False, False, "已被改动：内容与内容码不符", text=paper.text)
    return PaperVerdict(True, False, "未登记：内容与内容码相符，但没有人签发过", text=paper.text)


def _issued(paper: PaperReading, drawn: BlockPicture) -> PaperVerdict:
    data = _decode(drawn.rects)
    if data is None:
        return PaperVerdict(False, False, "已被改动：二维码读不出来", text=paper.text)
    try:
        block = CheckBlock.decode(data)
    except ValueError:
        return PaperVerdict(False, False, "二维码不是 wxadmin 的校验块", text=paper.text)
    if drawn.lines != issued_lines(block):
        return PaperVerdict(False, False, "已被改动：校验块的文字与二维码不符", block, paper.text)
    if not block.holds(paper.digest):
        return PaperVerdict(False, False, "已被改动：内容与签发时不符", block, paper.text)
    reason = f"与签发时一致：{block.number or '无编号'}，登记簿第{block.seq}条，{beijing(block.at)}（北京时间）签发"
    return PaperVerdict(True, True, reason, block, paper.text)


def _decode(rects: tuple[Rect, ...]) -> bytes | None:
    """The bytes of the QR code that the rectangles show; None when they show none, or anything beside its modules."""
    import numpy as np
    import zxingcpp

    # QR codes have 21, 25, … 177 modules a side.
    height = rects[0][3]
    count = round(QR_SIDE / height) if height > 0 else 0
    if not 21 <= count <= 177:
        return None
    module = QR_SIDE / count
    cells = np.full((count + 8, count + 8), 255, dtype=np.uint8)
    for x, y, w, h in rects:
        row, column, length = round((QR_TOP - y) / module) - 1, round(x / module), round(w / module)
        right = (column * module, QR_TOP - (row + 1) * module, length * module, module)
        off = max(abs(a - b) for a, b in zip((x, y, w, h), right, strict=True))
        if off > _ROUNDING or not 0 <= row < count or column < 0 or column + length > count:
            return None
        cells[4 + row, 4 + column : 4 + column + length] = 0
    image: Any = np.kron(cells, np.ones((4, 4), dtype=np.uint8))
    found = zxingcpp.read_barcode(image)
    return bytes(found.bytes) if found is not None and found.valid else None
