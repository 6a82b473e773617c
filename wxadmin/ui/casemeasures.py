"""处罚措施 to be ticked: what an owner can do himself, and what he can only recommend to the unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from wxadmin.domain.cases import SUMS, Measure
from wxadmin.i18n import _, joined
from wxadmin.services import case_parts, case_remarks, cases
from wxadmin.services.settings import Settings
from wxadmin.ui import theme
from wxadmin.ui.flow import Flow
from wxadmin.ui.textblock import TextBlock


def offered(measures: Sequence[str], settings: Settings) -> tuple[str, ...]:
    """What of a proposal is ticked beforehand: recommendations to the unit only when the owner switched them on."""
    return tuple(m for m in measures if settings.recommend == "yes" or m not in cases.RECOMMENDED)


class Measures(QWidget):
    """Boxes for the measures; those the owner can only recommend say so, and that, whenever one is ticked.

    ``recommend`` offers them at all; one already in a draft stays visible, so that it can be taken off. ``among``: no
    others than these are offered.
    """

    changed = Signal()

    def __init__(
        self, chosen: Sequence[str], days: int, amount: str, parent: QWidget, *, recommend: bool = False,
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
        for key, word in cases.MEASURES.items():
            if key in cases.RECOMMENDED and not recommend and key not in chosen:
                continue
            if among is not None and key not in among:
                continue
            box = QCheckBox(_("建议{what}").format(what=word) if key in cases.RECOMMENDED else word, self)
            box.setChecked(key in chosen)
            box.toggled.connect(self._on_box_toggled)
            box.clicked.connect(self._on_box_clicked)
            self._boxes[key] = box
            flow.addWidget(box)
        self.days = QSpinBox(self)
        self.days.setRange(0, 365)
        self.days.setSpecialValueText(_("长期禁言（到解除为止）"))
        self.days.setToolTip(_("0 天就是长期禁言，到解除为止"))
        # A mute that was chosen without days is one for good; one newly ticked begins with a few days.
        self.days.setValue(days if days or "mute" in chosen else 3)
        self.days.setSuffix(_(" 天禁言"))
        self.days.lineEdit().setTextMargins(6, 0, 0, 0)
        self.days.setAccessibleName(_("禁言天数"))
        self.days.valueChanged.connect(self.changed)
        self.amount = QLineEdit(amount, self)
        self.amount.setMinimumWidth(200)
        flow.addWidget(self.days)
        flow.addWidget(self.amount)
        self.caution = TextBlock(case_remarks.CAUTION, self, role="amber")
        column.addWidget(self.caution)
        self._on_box_toggled()

    def _on_box_clicked(self) -> None:
        self.touched = True

    def _on_box_toggled(self) -> None:
        self.days.setVisible("mute" in self.chosen())
        on = set(self.chosen())
        paid = joined(_("、"), (cases.MEASURES[key] for key in self.chosen() if key in SUMS))
        self.amount.setVisible(bool(paid))
        self.amount.setPlaceholderText(_("建议{what}金额（元）").format(what=paid))
        self.amount.setAccessibleName(_("建议{what}金额").format(what=paid))
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

    def days_chosen(self) -> int:
        """Length of the mute, 0 without one and for one for good."""
        return self.days.value() if "mute" in self.chosen() else 0

    def amount_chosen(self) -> str:
        """The sum recommended, ``""`` without one."""
        return self.amount.text().strip() if not self.amount.isHidden() else ""

    def measures(self) -> tuple[Measure, ...]:
        """The measures ticked, each with its days or sum."""
        return case_parts.measures_of(self.chosen(), self.days_chosen(), self.amount_chosen())
