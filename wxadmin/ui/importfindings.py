"""What is to be looked at in an imported text: what is uncertain first, then what can be taken or left by ticking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from wxadmin.domain.regulation import Setting
from wxadmin.domain.regulation_places import short
from wxadmin.i18n import _
from wxadmin.services import fixed, groups
from wxadmin.services.regulation_import import Taking
from wxadmin.services.regulation_lines import Span
from wxadmin.services.regulation_pieces import Debris, Doubt, Fixed, Proposal
from wxadmin.ui import theme
from wxadmin.ui.textblock import tip

_WHAT = Qt.ItemDataRole.UserRole
_SPAN = Qt.ItemDataRole.UserRole + 1
_QUOTED = 12  # characters of the original shown of an uncertain place
Tickable = Fixed | Proposal | Debris


class Findings(QTreeWidget):
    """``looked_at`` carries a span of the original and the words of the finding; ``ticked`` follows a tick."""

    looked_at = Signal(object, str)
    ticked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(True)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setAccessibleName(_("要核对的"))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentItemChanged.connect(self._on_current_changed)
        self.itemClicked.connect(self._on_clicked)
        self.itemChanged.connect(self._on_changed)

    def show_taking(self, taking: Taking, original: str) -> None:
        """The findings of one piece of the original, ticked as it is to be taken."""
        self.blockSignals(True)
        self.clear()
        piece = taking.piece
        settings, proposals, debris = (set(taken) for taken in (taking.settings, taking.proposals, taking.debris))
        self._heap(_("拿不准"), ((warning, False, _doubt_words(warning, original), warning.span)
                              for warning in piece.warnings), tick=False)  # fmt: skip
        self._heap(_("发布前要改好或想清楚"), ((notice, False, _doubt_words(notice, original), notice.span)
                                        for notice in piece.notices), tick=False)  # fmt: skip
        self._heap(_("读出的规定：打勾的，发布时用到群里"), (
            (one, one.setting in settings, setting_words(one.setting), one.span) for one in piece.settings
        ))  # fmt: skip
        self._heap(_("像是空格：打勾的，以后填一次就全文都换"), (
            (one, one in proposals, _proposal_words(one), one.span) for one in piece.proposals
        ))  # fmt: skip
        self._heap(_("网页和页码的杂质：打勾的，不导入"), (
            (one, one in debris, _line(one.line, one.words), one.span) for one in piece.debris
        ))  # fmt: skip
        if not self.topLevelItemCount():
            item = QTreeWidgetItem(self, [_("没有要核对的：层次都认准了，也没有读出可以用到群里的规定")])
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.blockSignals(False)

    def _heap(self, title: str, rows: Iterable[tuple[Any, bool, str, Span]], *, tick: bool = True) -> None:
        found = list(rows)
        if not found:
            return
        head = QTreeWidgetItem(self, [f"{title}　{len(found)}"])
        font = head.font(0)
        font.setBold(True)
        head.setFont(0, font)
        head.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        if not tick:
            head.setIcon(0, theme.icon("triangle-alert", "amber"))
        for what, on, words, span in found:
            item = QTreeWidgetItem(head, [words])
            item.setToolTip(0, tip(f"{words}\n“{what.setting.quote}”" if isinstance(what, Fixed) else words))
            item.setData(0, _WHAT, what)
            item.setData(0, _SPAN, span)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if tick:
                item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            else:
                item.setFlags(flags)
        head.setExpanded(True)

    def settings(self) -> tuple[Setting, ...]:
        """The settings that are taken."""
        return tuple(one.setting for one in self._ticked() if isinstance(one, Fixed))

    def proposals(self) -> tuple[Proposal, ...]:
        """The words that become blanks."""
        return tuple(one for one in self._ticked() if isinstance(one, Proposal))

    def debris(self) -> tuple[Debris, ...]:
        """The lines that are left out."""
        return tuple(one for one in self._ticked() if isinstance(one, Debris))

    def _ticked(self) -> list[Tickable]:
        found = []
        for head in filter(None, (self.topLevelItem(at) for at in range(self.topLevelItemCount()))):
            for item in filter(None, (head.child(row) for row in range(head.childCount()))):
                if item.checkState(0) == Qt.CheckState.Checked:
                    found.append(item.data(0, _WHAT))
        return found

    def _on_current_changed(self, item: QTreeWidgetItem | None) -> None:
        self._look(item)

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        self._look(item)

    def _look(self, item: QTreeWidgetItem | None) -> None:
        what = None if item is None else item.data(0, _WHAT)
        if item is None or what is None:
            return
        words = f"“{what.setting.quote}”" if isinstance(what, Fixed) else ""
        self.looked_at.emit(tuple(item.data(0, _SPAN)), "　".join(part for part in (item.text(0), words) if part))

    def _on_changed(self) -> None:
        self.ticked.emit()


def _doubt_words(doubt: Doubt, original: str) -> str:
    """The words that are meant first: what there is to say of them is often the same."""
    words = original[slice(*doubt.span)].strip()
    words = f"{words[:_QUOTED]}…" if len(words) > _QUOTED + 1 else words
    return _("第 {line} 行“{words}”：{what}").format(line=doubt.line, words=words, what=doubt.message)


def _line(line: int, words: str) -> str:
    return _("第 {line} 行：{what}").format(line=line, what=words)


def setting_words(setting: Setting) -> str:
    """A setting with its clause: 回复时限：30分钟内回复（第八条）."""
    title = groups.SETTING_WORDS.get(setting.kind, setting.kind)
    value = fixed.words(setting.kind, setting.value)
    at = short(setting.at)
    return f"{title}：{value}（{at}）" if at else f"{title}：{value}"


def _proposal_words(one: Proposal) -> str:
    value = one.value or _("还没有填")
    words = _("“{words}” → {label}：{value}").format(words=one.words.strip(), label=one.label, value=value)
    return words if len(one.places) == 1 else _("{what}（{n} 处）").format(what=words, n=len(one.places))
