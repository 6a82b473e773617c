"""What the check block of a paper shows: a QR code and a few lines, laid out in a box of fixed size.

The box has the same size for every mark, and the fonts hold every character that any mark may show, so that all of a
paper but the inside of the block is alike, byte for byte, before and after it is issued. The inside stands between
``BEGIN`` and ``END`` in the page's content, in coordinates of the box: black rectangles (``x y w h re``, then one
``f``), then each line as one text object in the 黑 face, without kerns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from wxadmin.domain.seal import CODE_LETTERS, CheckBlock, Draft, Issued, Mark, Reserved, Unregistered, content_code
from wxadmin.printing.typesetting.characters import printable

BEGIN = b"/WxBlock BMC\n"
END = b"EMC\n"
BLOCK_HEIGHT = 96.0
"""Points, about 34 mm: at error correction M a proof of 17 hashes gives modules of 0.3 mm, which a copier keeps."""

QR_SIDE = 90.0
QR_TOP = BLOCK_HEIGHT - 3.0
_LEFT = QR_SIDE + 12.0
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
            return BlockPicture((), _stack(0.0, _content_words(digest)))
        case Issued(block):
            return BlockPicture(_qr(block.encode()), issued_lines(block))


def issued_lines(block: CheckBlock) -> tuple[BlockLine, ...]:
    """The printed lines of an issued paper's block, exactly; a verifier expects these and no others."""
    return _stack(_LEFT, _issued_words(block))


def _issued_words(block: CheckBlock) -> tuple[str, ...]:
    code = block.short_code()
    origin = block.origin.hex()
    return (
        f"编号 {printable(block.number) or '无'}",
        f"签发 {beijing(block.at)}（北京时间）",
        f"登记簿 {' '.join(origin[i : i + 8] for i in range(0, 32, 8))}",
        f"登记 第 {block.seq} 条，共 {block.size} 条",
        f"校验码 {code[:19]}",
        f"　　　 {code[20:]}",
        "核验 wxadmin verify 本件.pdf，改动一字即不相符",
    )


def characters(number: str) -> str:
    """Every character that the block of a paper of this number may show, whether issued or not."""
    block = CheckBlock(bytes(16), 1, "2026-01-01T00:00:00Z", "notice", number, b"", bytes(32), 1, bytes(32), ())
    lines = (*_issued_words(block), *_content_words(bytes(32)))
    return "".join(dict.fromkeys("".join((*lines, "0123456789abcdef", CODE_LETTERS))))


def beijing(at: str) -> str:
    """An RFC 3339 time as the one zone of the country reads it; as it is where it cannot be read."""
    try:
        when = datetime.fromisoformat(at).astimezone(timezone(timedelta(hours=8)))
    except (ValueError, OverflowError):
        return at
    return f"{when.year}年{when.month}月{when.day}日 {when:%H:%M:%S}"


def _content_words(digest: bytes) -> tuple[str, ...]:
    code = content_code(digest)
    return (f"内容码 {code[:19]}", f"　　　 {code[20:]}", "未登记：本件由命令直接生成，没有签发记录")


def _stack(x: float, lines: tuple[str, ...]) -> tuple[BlockLine, ...]:
    top = BLOCK_HEIGHT - _SIZE - 4.0
    return tuple(BlockLine(x, top - i * _LEADING, _SIZE, text) for i, text in enumerate(lines))


def _qr(data: bytes) -> tuple[Rect, ...]:
    """Runs of dark modules as rectangles, top row first."""
    import segno

    # Hashes are as good as random under any mask, and looking for the best of eight costs four times the rest.
    matrix = segno.make(data, mode="byte", error="m", mask=0, micro=False, boost_error=False).matrix
    module = QR_SIDE / len(matrix)
    rects: list[Rect] = []
    for row, cells in enumerate(matrix):
        y = round(QR_TOP - (row + 1) * module, 3)
        start = None
        for column, dark in enumerate([*cells, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                rects.append((round(start * module, 3), y, round((column - start) * module, 3), round(module, 3)))
                start = None
    return tuple(rects)
