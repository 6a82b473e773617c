"""A text as WeChat shows it on a phone: its line breaks, and about where it is folded."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from wxadmin.domain import wechat_lines
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import label
from wxadmin.ui.textblock import TextBlock

_SLACK = 14  # pixels our letters may be wider than those of a phone


class Bubble(QFrame):
    """The text in the lines a phone breaks it into; a rule stands where a screen is full. Both are estimates."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("bubble", "true")
        inner = QVBoxLayout(self)
        inner.setContentsMargins(12, 8, 12, 8)
        inner.setSpacing(4)
        width = round(wechat_lines.LINE * theme.BODY) + _SLACK
        self._words = TextBlock("", self)
        self._words.setFixedWidth(width)
        self._fold = label(_("—— 约一屏，后面可能折叠成“全文” ——"), self, "muted", "small")
        self._rest = TextBlock("", self)
        self._rest.setFixedWidth(width)
        for piece in (self._words, self._fold, self._rest):
            inner.addWidget(piece)
        self.setFixedWidth(width + 24)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show other words."""
        look = wechat_lines.wrap(text)
        first = look.lines if look.fold is None else look.lines[: look.fold]
        rest = () if look.fold is None else look.lines[look.fold :]
        self._words.set_text("\n".join(first))
        self._rest.set_text("\n".join(rest))
        self._fold.setVisible(bool(rest))
        self._rest.setVisible(bool(rest))
