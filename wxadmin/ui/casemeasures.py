"""处罚措施 to be ticked: what an owner can do himself, and what he can only recommend to the unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from wxadmin.domain.cases import SUMS, TIMED, Measure
from wxadmin.domain.ladder_json import MOST_DAYS
from wxadmin.i18n import _
from wxadmin.services import case_remarks, cases
from wxadmin.services.settings import Settings
from wxadmin.ui import theme
from wxadmin.ui.card import label
from wxadmin.ui.flow import Flow
from wxadmin.ui.textblock import TextBlock

_WITHOUT_END: Mapping[str, str] = {
    "mute": _("长期禁言（到解除为止）"), "suspension": _("停职，不写天数"), "account": _("停用账号，不写天数"),
    "removal": _("移出群，不写天数"),
}  # fmt: skip
"""What 0 days of a measure mean."""
_SUFFIX: Mapping[str, str] = {
    "mute": _(" 天禁言"), "suspension": _(" 天停职"), "account": _(" 天停用账号"), "removal": _(" 天后可重新入群"),
}  # fmt: skip
_USUAL = 3  # days of a mute newly ticked; of the others nobody knows any


def offered(measures: Sequence[str], settings: Settings) -> tuple[str, ...]:
    """What of a proposal is ticked beforehand: recommendations to the unit only when the owner switched them on."""
    return tuple(m for m in measures if settings.recommend == "yes" or m not in cases.RECOMMENDED)


class Measures(QWidget):
    """Boxes for the measures; those the owner can only recommend say so, and that, whenever one is ticked.

    Whatever can be for so many days, or of a sum, has a field of its own while it is ticked. ``recommend`` offers what
    can only be recommended at all; one already in a draft stays visible, so that it can be taken off. ``among``: no
    others than these are offered.
    """

    changed = Signal()

    def __init__(
        self, chosen: Sequence[Measure], parent: QWidget, *, recommend: bool = False,
        among: Collection[str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        host = QWidget(self)
        flow = Flow(host)
        column.addWidget(host)
        self.touched = False
        """Whether the owner chose something himself."""
        self._boxes: dict[str, QCheckBox] = {}
        self.days: dict[str, QSpinBox] = {}
        self.sums: dict[str, QLineEdit] = {}
        held = {one.key: one for one in chosen}
        for key, word in cases.MEASURES.items():
            if key in cases.RECOMMENDED and not recommend and key not in held:
                continue
            if among is not None and key not in among:
                continue
            box = QCheckBox(_("建议{what}").format(what=word) if key in cases.RECOMMENDED else word, self)
            box.setChecked(key in held)
            box.toggled.connect(self._on_box_toggled)
            box.clicked.connect(self._on_box_clicked)
            self._boxes[key] = box
            flow.addWidget(box)
        self._sizes = QWidget(self)
        sizes = Flow(self._sizes)
        column.addWidget(self._sizes)
        self._named: dict[str, QWidget] = {}
        for key in self._boxes:
            if key in TIMED:
                # A mute that was chosen without days is one for good; one newly ticked begins with a few days.
                usual = _USUAL if key == "mute" else 0
                self.days[key] = self._days(key, held[key].days if key in held else usual)
                sizes.addWidget(self.days[key])
            elif key in SUMS:
                self.sums[key] = self._sum(key, held[key].amount if key in held else "")
                sizes.addWidget(self._with_name(key, self.sums[key]))
        self.caution = TextBlock(case_remarks.CAUTION, self, role="amber")
        column.addWidget(self.caution)
        self._on_box_toggled()

    def _days(self, key: str, days: int) -> QSpinBox:
        field = QSpinBox(self._sizes)
        field.setRange(0, MOST_DAYS)
        field.setSpecialValueText(_WITHOUT_END[key])
        if key == "mute":
            field.setToolTip(_("0 天就是长期禁言，到解除为止"))
        else:
            field.setToolTip(_("写了天数，到期那天会提醒；0 天就是不写"))
        field.setValue(days)
        field.setSuffix(_SUFFIX[key])
        field.lineEdit().setTextMargins(6, 0, 0, 0)
        field.setMinimumWidth(field.sizeHint().width() + 12)
        field.setAccessibleName(_("{what}天数").format(what=cases.MEASURES[key]))
        field.valueChanged.connect(self.changed)
        return field

    def _sum(self, key: str, amount: str) -> QLineEdit:
        field = QLineEdit(amount, self._sizes)
        field.setFixedWidth(120)
        field.setPlaceholderText(_("金额（元）"))
        field.setAccessibleName(_("建议{what}金额").format(what=cases.MEASURES[key]))
        field.textChanged.connect(self.changed)
        return field

    def _with_name(self, key: str, field: QLineEdit) -> QWidget:
        """Of several sums each says what it is for, also when it is filled in."""
        made = self._named[key] = QWidget(self._sizes)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(label(_("建议{what}").format(what=cases.MEASURES[key]), made, "muted"))
        row.addWidget(field)
        row.addWidget(label(_("元"), made, "muted"))
        return made

    def _on_box_clicked(self) -> None:
        self.touched = True

    def _on_box_toggled(self) -> None:
        on = set(self.chosen())
        fields: dict[str, QWidget] = {**self.days, **self._named}
        for key, field in fields.items():
            field.setVisible(key in on)
        self._sizes.setVisible(bool(on & fields.keys()))
        self.caution.setVisible(bool(on & cases.RECOMMENDED))
        self.changed.emit()

    def tick(self, keys: Sequence[str]) -> None:
        """Follow another proposal, unless the owner chose for himself."""
        if not self.touched:
            for key, box in self._boxes.items():
                box.setChecked(key in keys)

    def chosen(self) -> tuple[str, ...]:
        """Keys of the measures ticked, mildest first."""
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    def measures(self) -> tuple[Measure, ...]:
        """The measures ticked, each with its days or sum."""
        return tuple(
            Measure(
                key, self.days[key].value() if key in self.days else 0,
                self.sums[key].text().strip() if key in self.sums else "",
            )
            for key in self.chosen()
        )  # fmt: skip
