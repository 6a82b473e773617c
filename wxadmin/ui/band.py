"""The band above every page: the search for everything, and who acts."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.sharing import MODE


class Band(QFrame):
    """``finder`` opens the search, ``actor`` names the administrator; what they do is up to the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("band", "true")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 8, theme.MARGIN, 8)
        row.setSpacing(theme.GAP)
        self.finder = QPushButton(_("搜索成员、案件、消息、条款，或输入要做的事　Ctrl+K"), self)
        self.finder.setIcon(theme.icon("search", "muted"))
        self.finder.setAccessibleName(_("到处搜索"))
        self.finder.setStyleSheet("text-align:left;")
        self.finder.setMaximumWidth(520)
        row.addWidget(self.finder, 1)
        row.addStretch(1)
        self.actor = QPushButton(_("管理员"), self)
        self.actor.setProperty("quiet", "true")
        self.actor.setIcon(theme.icon("user"))
        self.actor.setAccessibleName(_("当前管理员"))
        self.actor.setToolTip(_("当前管理员：签发和决定都记在此人名下"))
        self.sharing = QPushButton(_("共享屏幕：电话、编号已遮住"), self)
        self.sharing.setProperty("quiet", "true")
        self.sharing.setIcon(theme.icon("eye-off"))
        self.sharing.setAccessibleName(_("结束屏幕共享模式"))
        self.sharing.setToolTip(_("点一下结束屏幕共享模式；纸面预览仍是完整的"))
        self.sharing.clicked.connect(self._on_sharing_clicked)
        self.sharing.setVisible(MODE.on)
        MODE.turned.connect(self._on_mode_turned)
        row.addWidget(self.sharing)
        row.addWidget(self.actor)

    def _on_sharing_clicked(self) -> None:
        MODE.turn(False)

    def _on_mode_turned(self) -> None:
        self.sharing.setVisible(MODE.on)
