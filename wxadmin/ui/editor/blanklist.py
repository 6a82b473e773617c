"""The blanks of a draft to be filled in, each with its label; what is typed shows on the page at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from wxadmin.domain.blanks import missing
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button, label
from wxadmin.ui.editor.field import LineField
from wxadmin.ui.editor.manuscript import Manuscript


class _Value(LineField):
    """The value of one blank."""

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key


class BlankList(QScrollArea):
    """``wanted`` asks to show where a blank stands, ``new_one`` for one where the caret is."""

    wanted = Signal(str)
    new_one = Signal()

    def __init__(self, manuscript: Manuscript, parent: QWidget) -> None:
        super().__init__(parent)
        self._manuscript = manuscript
        self._keys: tuple[tuple[str, str], ...] | None = None
        self.fields: dict[str, _Value] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        manuscript.changed.connect(self._on_manuscript_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the blanks of the text as they are now."""
        found = self._manuscript.text.blanks
        keys = tuple((blank.key, blank.label) for blank in found)
        if keys != self._keys:
            self._keys = keys
            self._build()
        empty = {blank.key for blank in missing(self._manuscript.text)}
        for blank in found:
            field = self.fields[blank.key]
            if " ".join(field.text().split()) != blank.value:  # a space at its end is still being typed
                field.show_words(blank.value)
            field.setPlaceholderText(_("还没有填") if blank.key in empty else _("正文里没有用到"))

    def _build(self) -> None:
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        self.fields = {}
        if not self._keys:
            words = label(_("这份制度没有要填的空。正文里写 {{名称}} 的地方，可以在这里填。"), body, "muted")
            words.setWordWrap(True)
            column.addWidget(words)
        for key, name in self._keys or ():
            column.addWidget(label(name or key, body, "muted", "small"))
            field = _Value(key, body)
            field.setAccessibleName(name or key)
            field.setToolTip(f"{{{{{key}}}}}")
            field.typed.connect(self._on_field_typed)
            field.installEventFilter(self)
            column.addWidget(field)
            self.fields[key] = field
        column.addSpacing(theme.GAP)
        column.addWidget(button(_("在文字里加一个空…"), self.new_one.emit, body, kind="link"))
        column.addStretch(1)
        old = self.takeWidget()
        self.setWidget(body)
        body.show()
        if old is not None:
            old.hide()
            old.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, _Value):
            self.wanted.emit(watched.key)
        return super().eventFilter(watched, event)

    def _on_field_typed(self, words: str) -> None:
        field = self.sender()
        if isinstance(field, _Value):
            self._manuscript.fill(field.key, words)

    def _on_manuscript_changed(self, what: str) -> None:
        if what != "words":
            self.refresh()
