"""What the check block of a paper shows: a QR code and a few lines, laid out in a box of fixed size.

The box has the same size for every mark, so that a paper is laid out alike before and after it is issued. The page
engine draws the picture between ``/WxBlock BMC`` and ``EMC``: lines in the 黑 face, rectangles filled black.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from wxadmin.domain.seal import CheckBlock, Draft, Issued, Mark, Reserved, Unregistered, content_code

BLOCK_WIDTH = 442.2
"""Points: the width of the type area of GB/T 9704 (156 mm); narrower papers scale nothing, they place it left."""
BLOCK_HEIGHT = 96.0
"""Points, about 34 mm: at error correction M a proof of 17 hashes gives modules of 0.3 mm, which a copier keeps."""

_QR = 90.0
_LEFT = _QR + 12.0
_SIZE = 8.0
_LEADING = 13.0

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class BlockLine:
    """One line of text: baseline start from the lower left corner of the box, size in points."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class BlockPicture:
    """All that is drawn in the box; rectangles are x, y, width, height from its lower left corner, in points."""

    rects: tuple[Rect, ...]
    lines: tuple[BlockLine, ...]


def picture(mark: Mark) -> BlockPicture:
    """What to draw for a mark; nothing for a draft and for a box that is only reserved."""
    match mark:
        case Draft() | Reserved():
            return BlockPicture((), ())
        case Unregistered(digest):
            return BlockPicture((), _stack(0.0, content_lines(digest)))
        case Issued(block):
            return BlockPicture(_qr(block.encode()), _stack(_LEFT, block_lines(block)))


def block_lines(block: CheckBlock) -> tuple[str, ...]:
    """The printed words of an issued paper's block, exactly; a verifier expects these and no others."""
    code = block.short_code()
    origin = block.origin.hex()
    return (
        f"编号 {block.number or '无'}",
        f"签发 {_beijing(block.at)}（北京时间）",
        f"登记簿 {' '.join(origin[i : i + 8] for i in range(0, 32, 8))}",
        f"登记 第 {block.seq} 条，共 {block.size} 条",
        f"校验码 {code[:19]}",
        f"　　　 {code[20:]}",
        "核验 wxadmin verify 本件.pdf，改动一字即不相符",
    )


def _beijing(at: str) -> str:
    """An RFC 3339 time as the one zone of the country reads it; as it is where it cannot be read."""
    try:
        when = datetime.fromisoformat(at).astimezone(timezone(timedelta(hours=8)))
    except ValueError:
        return at
    return f"{when.year}年{when.month}月{when.day}日 {when:%H:%M:%S}"


def content_lines(digest: bytes) -> tuple[str, ...]:
    """The printed words of a paper that nobody issued."""
    code = content_code(digest)
    return (f"内容码 {code[:19]}", f"　　　 {code[20:]}", "未登记：本件由命令直接生成，没有签发记录")


def _stack(x: float, lines: tuple[str, ...]) -> tuple[BlockLine, ...]:
    top = BLOCK_HEIGHT - _SIZE - 4.0
    return tuple(BlockLine(x, top - i * _LEADING, _SIZE, text) for i, text in enumerate(lines))


def _qr(data: bytes) -> tuple[Rect, ...]:
    """Runs of dark modules as rectangles, top row first."""
    import segno

    matrix = segno.make(data, mode="byte", error="m", micro=False, boost_error=False).matrix
    module = _QR / len(matrix)
    rects: list[Rect] = []
    for row, cells in enumerate(matrix):
        y = round(BLOCK_HEIGHT - 3.0 - (row + 1) * module, 3)
        start = None
        for column, dark in enumerate([*cells, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                rects.append((round(start * module, 3), y, round((column - start) * module, 3), round(module, 3)))
                start = None
    return tuple(rects)
