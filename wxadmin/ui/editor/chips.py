"""Blanks inside a text field as chips: ``{{unit}}`` is one character that shows its value, or its label while empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from wxadmin.ui import theme
from wxadmin.ui.editor.units import BLANK

KIND = QTextFormat.ObjectTypes.UserObject + 1
_KEY = QTextFormat.Property.UserProperty + 1
SIGN = "\ufffc"
_PAD = 6.0
_LONGEST = 28
"""Characters of a value that a chip shows."""

Face = tuple[str, str]
"""What a chip says, and the palette role of its ground."""


class Chips(QPyTextObject):
    """Draws the chips of one document. ``faces`` say of each key what is shown; a key that is not there is unknown."""

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self.faces: dict[str, Face] = {}
        document.documentLayout().registerHandler(KIND, self)

    def show_faces(self, faces: Mapping[str, Face]) -> None:
        """Other values."""
        if faces != self.faces:
            self.faces = dict(faces)
            self._document.markContentsDirty(0, self._document.characterCount())

    def _face(self, form: QTextFormat) -> Face:
        key = str(form.property(_KEY))
        words, role = self.faces.get(key, (f"{{{{{key}}}}}", "danger_soft"))
        return (words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"), role

    def intrinsicSize(self, doc: QTextDocument, _at: int, form: QTextFormat) -> QSizeF:
        metrics = QFontMetricsF(doc.defaultFont())
        return QSizeF(metrics.horizontalAdvance(self._face(form)[0]) + 2 * _PAD + 2, metrics.ascent())

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, doc: QTextDocument, _at: int, form: QTextFormat
    ) -> None:
        rect = QRectF(rect)
        words, role = self._face(form)
        metrics = QFontMetricsF(doc.defaultFont())
        ground = rect.adjusted(1, 0, -1, metrics.descent())  # the rectangle ends on the baseline
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(role))
        painter.drawRoundedRect(ground, 5, 5)
        painter.setFont(doc.defaultFont())
        painter.setPen(theme.color("text"))
        painter.drawText(rect.bottomLeft() + QPointF(_PAD + 1, 0), words)
        painter.restore()


def tokens(words: str) -> list[str]:
    """A text as the characters and blanks that the document has one place for each, or two beyond the BMP."""
    found: list[str] = []
    at = 0
    for match in BLANK.finditer(words):
        found += words[at : match.start()]
        found.append(match.group())
        at = match.end()
    return found + list(words[at:])


def standing(document: QTextDocument) -> list[str]:
    """The same of what stands in the document now; a blank typed by hand is still its characters."""
    found: list[str] = []
    block = document.begin()
    while block.isValid():
        if found or block.blockNumber():
            found.append("\n")
        text = block.text()
        if SIGN in text:
            for part, key in _fragments(block):
                found += [f"{{{{{key}}}}}" if char == SIGN and key else char for char in part]
        else:
            found += text.replace("\u2028", "\n").replace("\u00a0", " ")
        block = block.next()
    return found


def _fragments(block: object) -> Iterator[tuple[str, str]]:
    steps = block.begin()  # type: ignore[attr-defined]
    while not steps.atEnd():
        fragment = steps.fragment()
        form = fragment.charFormat()
        yield fragment.text(), str(form.property(_KEY)) if form.objectType() == KIND else ""
        steps += 1


def size(piece: str) -> int:
    """UTF-16 places of one character or blank in the document."""
    return 1 if len(piece) > 1 or piece <= "\uffff" else 2


def key_at(document: QTextDocument, place: int) -> str:
    """The blank whose chip stands behind this place, ``""`` when none does."""
    if document.characterAt(place) != SIGN:
        return ""
    cursor = QTextCursor(document)
    cursor.setPosition(place + 1)
    form = cursor.charFormat()
    return str(form.property(_KEY)) if form.objectType() == KIND else ""


def insert(cursor: QTextCursor, what: list[str]) -> None:
    """Put tokens in place of what the cursor has selected."""
    cursor.removeSelectedText()
    plain: list[str] = []
    for token in what:
        if len(token) == 1:
            plain.append(token)
            continue
        cursor.insertText("".join(plain), QTextCharFormat())
        plain.clear()
        form = QTextCharFormat()
        form.setObjectType(KIND)
        form.setProperty(_KEY, token[2:-2])
        cursor.insertText(SIGN, form)
    cursor.insertText("".join(plain), QTextCharFormat())
