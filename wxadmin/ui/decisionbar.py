"""The bar below an application: the answer to the applicant, and the two ways to decide."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button

RETURNS = (
    _("花名册上没有此人，请先到办公室登记"), _("请写明部门（班级）和真实姓名"), _("群里已有你的账号，一人只用一个账号"),
    _("不在本群应加人员范围内"), _("手头事项还没有交接，交接后再申请"), _("群名称请写明部门、项目或内容"),
)  # fmt: skip
"""Reasons offered for sending an application back."""
KEYS = _(
    "  j / k　下一份 / 上一份\n"
    "  Enter　打开这一份\n"
    "  y　通过\n"
    "  n　退回（先写原因）\n"
    "  x　选中或取消选中\n"
    "  u　撤销\n"
    "  /　搜索\n"
    "  ?　显示这些按键\n\n"
    "打字或输入法选词时，单个字母不会触发以上操作。"
)
"""What each key does while nothing is typed."""


class DecisionBar(QFrame):
    """``passed`` and ``returned`` come when a button is pressed; ``answer`` is what was written or chosen."""

    passed = Signal()
    returned = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(theme.GAP)
        self.answer = QComboBox(self)
        self.answer.setEditable(True)
        self.answer.addItems(["", *RETURNS])
        self.answer.setAccessibleName(_("答复"))
        self.answer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.answer.setMinimumContentsLength(12)
        edit = self.answer.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(_("给申请人的答复；退回时写原因"))
            edit.setAccessibleName(_("答复"))
        column.addWidget(self.answer)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(button(_("退回 (N)"), self.returned.emit, self))
        row.addStretch(1)
        row.addWidget(button(_("通过 (Y)"), self.passed.emit, self, kind="main"))
        column.addLayout(row)
