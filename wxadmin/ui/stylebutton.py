"""版式: how papers of one kind are dressed, chosen where the draft is looked at and remembered for that kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from wxadmin.domain.seal import PaperKind
from wxadmin.domain.style import PLAIN, Style
from wxadmin.i18n import _
from wxadmin.services import styles, typefaces
from wxadmin.ui import theme
from wxadmin.ui.desk import Desk
from wxadmin.ui.preview import PdfPreview
from wxadmin.ui.strip import Strip

PROFILES = {"gongwen": _("公文"), "qiye": _("企业"), "dazi": _("大字")}
_HINTS = {
    "gongwen": _("公文（按国家公文格式，正文三号仿宋）"),
    "qiye": _("企业（紧凑，带页眉和第几页共几页）"),
    "dazi": _("大字（张贴在公告栏）"),
}
_SIZES = {"A4": _("A4 纸"), "A3": _("A3 纸（放大，适合张贴）")}
_SWITCHES = {
    "duplex": _("双面打印（奇偶页留边相对）"),
    "own_fonts": _("用本机的仿宋、黑体、楷体、小标宋"),
    "seal": _("在落款处留盖章位置"),
    "contents": _("带目录"),
}


class StyleButton(QWidget):
    """Empty until :meth:`dress` names a kind. ``chosen`` comes when another style was kept for it.

    It also tells ``preview`` whether papers of the kind are printed on both sides.

    The button stands in a holder, since the row of tools decides by itself which of its widgets are in sight.
    """

    chosen = Signal()

    def __init__(self, desk: Desk, strip: Strip, preview: PdfPreview) -> None:
        super().__init__(preview)
        self._preview = preview
        self._desk = desk
        self._strip = strip
        self._kind: PaperKind | None = None
        self._round = 0
        self.now: Style = PLAIN
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.button = QToolButton(self)
        self.button.setIcon(theme.icon("sliders-horizontal"))
        self.button.setText(_("版式"))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(self.button)
        menu = QMenu(self.button)
        self._actions: dict[tuple[str, object], QAction] = {}
        for name, choices in (("profile", _HINTS), ("paper", _SIZES)):
            group = QActionGroup(menu)
            for key, words in choices.items():
                group.addAction(self._add(menu, name, key, words))
            menu.addSeparator()
        for name, words in _SWITCHES.items():
            self._add(menu, name, True, words)
        self.button.setMenu(menu)
        self._show()
        self.button.hide()

    def _add(self, menu: QMenu, name: str, value: object, words: str) -> QAction:
        action = QAction(words, menu)
        action.setCheckable(True)
        action.setData((name, value))
        action.triggered.connect(self._on_action_triggered)
        menu.addAction(action)
        self._actions[name, value] = action
        return action

    def dress(self, kind: PaperKind | None, *, issued: bool = False) -> None:
        """Stand for papers of this kind; nothing can be chosen of an ``issued`` one, nor without a kind."""
        self._round += 1
        self._kind = kind
        self.button.setVisible(kind is not None and not issued)
        if kind is not None and not self._desk.tasks.closing:
            self._desk.tasks.start(self._read(kind, self._round))

    async def _read(self, kind: PaperKind, mine: int) -> None:
        style = await self._desk.read(lambda: styles.of(self._desk.store, kind), self._strip)
        if style is not None and shiboken6.isValid(self) and mine == self._round:
            self.now = style
            self._show()

    def forget(self) -> None:
        """What is still on its way comes too late."""
        self._round += 1

    def _show(self) -> None:
        now = self.now
        self._preview.handout.duplex = now.duplex
        for (name, value), action in self._actions.items():
            action.setChecked(getattr(now, name) == value)
        self._actions["contents", True].setVisible(self._kind == "regulation")
        words = _("版式：{profile} {paper}").format(profile=PROFILES[now.profile], paper=now.paper)
        self.button.setAccessibleName(words)
        self.button.setToolTip(words)

    def _on_action_triggered(self) -> None:
        action = self.sender()
        kind = self._kind
        if isinstance(action, QAction) and kind is not None:
            name, value = action.data()
            wanted: dict[str, Any] = {name: action.isChecked() if value is True else value}
            self.now = replace(self.now, **wanted)
            self._show()
            self._desk.tasks.start(self._choose(kind, self.now, self._round, fonts=name == "own_fonts"))

    async def _choose(self, kind: PaperKind, style: Style, mine: int, *, fonts: bool) -> None:
        store = self._desk.store
        change = await self._desk.change(lambda: styles.choose(store, kind, style), self._strip)
        if not shiboken6.isValid(self) or mine != self._round:
            return
        if change is None:
            self.dress(kind)
        else:
            self.chosen.emit()
            if fonts and style.own_fonts:
                await self._tell_fonts(mine)

    async def _tell_fonts(self, mine: int) -> None:
        """Say which fonts of the machine are used now, and why the others are not."""
        found = await self._desk.read(typefaces.own_fonts, self._strip)
        if found is None or not shiboken6.isValid(self) or mine != self._round:
            return
        used = [f"{font.face} {font.name}" for font in found if font.used]
        refused = [f"{font.face} {font.name}（{font.problem}）" for font in found if font.problem]
        words = _("用本机的：{fonts}。其余用随带的字体。").format(fonts="、".join(used))
        if not used:
            words = _("本机没有能用的字体，仍用随带的。")
        if refused:
            words += _("不能用：{fonts}。").format(fonts="、".join(refused))
        self._strip.hint(words)
