"""Is this paper what was issued? Answered from the PDF alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wxadmin.domain.seal import CheckBlock
from wxadmin.printing.block import block_lines, content_lines
from wxadmin.printing.reading import BlockDrawing, PaperReading, read_paper

DRAFT_WORD = "草稿"


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
    paper = read_paper(source)
    if not paper.blocks:
        if DRAFT_WORD in paper.text:
            return PaperVerdict(False, False, "这是草稿，没有签发", text=paper.text)
        return PaperVerdict(False, False, "没有校验块，不是 wxadmin 签发的文件", text=paper.text)
    if paper.problems:
        return PaperVerdict(False, False, f"已被改动：{paper.problems[0]}", text=paper.text)
    if len(paper.blocks) > 1:
        return PaperVerdict(False, False, "已被改动：有多个校验块", text=paper.text)
    drawn = paper.blocks[0]
    return _issued(paper, drawn) if drawn.rects else _unregistered(paper, drawn)


def _unregistered(paper: PaperReading, drawn: BlockDrawing) -> PaperVerdict:
    if drawn.lines != content_lines(paper.digest):
        return PaperVerdict(False, False, "已被改动：内容与内容码不符", text=paper.text)
    return PaperVerdict(True, False, "未登记：内容与内容码相符，但没有人签发过", text=paper.text)


def _issued(paper: PaperReading, drawn: BlockDrawing) -> PaperVerdict:
    data = _decode(drawn)
    if data is None:
        return PaperVerdict(False, False, "已被改动：二维码读不出来", text=paper.text)
    try:
        block = CheckBlock.decode(data)
    except ValueError:
        return PaperVerdict(False, False, "二维码不是 wxadmin 的校验块", text=paper.text)
    if drawn.lines != block_lines(block):
        return PaperVerdict(False, False, "已被改动：校验块的文字与二维码不符", block, paper.text)
    if not block.holds(paper.digest):
        return PaperVerdict(False, False, "已被改动：内容与签发时不符", block, paper.text)
    reason = f"与签发时一致：{block.number or '无编号'}，登记簿第{block.seq}条，{block.at} 签发"
    return PaperVerdict(True, True, reason, block, paper.text)


def _decode(drawn: BlockDrawing) -> bytes | None:
    """The bytes of the QR code that the rectangles show, or None."""
    import numpy as np
    import zxingcpp

    assert drawn.box is not None
    left, bottom, right, top = drawn.box
    height = min(h for _, _, _, h in drawn.rects)
    # QR codes have 21, 25, … 177 modules a side; coordinates are rounded, so the side, not one module, gives the grid.
    count = 17 + 4 * round(((top - bottom) / height - 17) / 4) if height > 0 else 0
    if not 21 <= count <= 177 or abs((right - left) - (top - bottom)) > height / 2:
        return None
    module = (top - bottom) / count
    cells = np.full((count + 8, count + 8), 255, dtype=np.uint8)
    for x, y, w, _ in drawn.rects:
        row = count + 3 - round((y - bottom) / module)
        column = 4 + round((x - left) / module)
        cells[max(row, 0), max(column, 0) : max(column, 0) + round(w / module)] = 0
    image: Any = np.kron(cells, np.ones((4, 4), dtype=np.uint8))
    found = zxingcpp.read_barcode(image)
    return bytes(found.bytes) if found is not None and found.valid else None
