"""Pieces of the sheet of a ladder: the measures of a rung, how long something counts, a term of its own."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QMenu, QPushButton, QSpinBox, QWidget, QWidgetAction

from wxadmin.domain import ladder_json
from wxadmin.domain.ladder import MEASURES, RECOMMENDED, UNITS, LadderStep, Span
from wxadmin.domain.stages import MOST_STEPS
from wxadmin.i18n import _
from wxadmin.ui import theme
from wxadmin.ui.card import button, label


def number(
    parent: QWidget, name: str, least: int, most: int, value: int, *, suffix: str = "", none: str = ""
) -> QSpinBox:
    """A field for a whole number; ``none`` is what it says at its least value."""
    field = QSpinBox(parent)
    field.setRange(least, most)
    field.setValue(value)
    field.setSuffix(suffix)
    field.setSpecialValueText(none)
    field.lineEdit().setTextMargins(6, 0, 0, 0)
    if none:  # its own width leaves the margin out
        field.setMinimumWidth(field.fontMetrics().horizontalAdvance(none) + 48)
    field.setAccessibleName(name)
    return field


def in_line(parent: QWidget) -> QHBoxLayout:
    """A row of pieces, as wide as they are."""
    row = QHBoxLayout(parent)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.GAP)
    row.addStretch(1)
    return row


def put(row: QHBoxLayout, *pieces: QWidget) -> None:
    """Add pieces at the end of a row."""
    for piece in pieces:
        row.insertWidget(row.count() - 1, piece)


class MeasureChoice(QPushButton):
    """Names the measures ticked in its menu, which stays open while they are ticked; mildest first."""

    changed = Signal()

    def __init__(self, parent: QWidget, name: str, none: str, *, recommend: bool) -> None:
        super().__init__(parent)
        self._none = none
        self._name = name
        self._recommend = recommend
        self.setIcon(theme.icon("chevron-down"))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the sign of a menu stands behind the words
        self.setMinimumWidth(190)
        self.setAutoDefault(False)
        menu = self._menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._boxes: dict[str, QCheckBox] = {}
        self._actions: dict[str, QWidgetAction] = {}
        for key, word in MEASURES.items():
            box = QCheckBox(_("建议{what}").format(what=word) if key in RECOMMENDED else word, menu)
            box.setContentsMargins(10, 4, 10, 4)
            box.toggled.connect(self._on_box_toggled)
            action = QWidgetAction(menu)
            action.setDefaultWidget(box)
            menu.addAction(action)
            self._boxes[key], self._actions[key] = box, action
        self.clicked.connect(self._on_self_clicked)
        self.tick(())

    def tick(self, keys: tuple[str, ...]) -> None:
        """Tick these; what can only be recommended to the unit is offered where the owner wants that, or has it."""
        for key, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(key in keys)
            box.blockSignals(False)
            self._actions[key].setVisible(key not in RECOMMENDED or self._recommend or key in keys)
        self._on_box_toggled()

    def chosen(self) -> tuple[str, ...]:
        """The keys ticked."""
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    def _on_self_clicked(self) -> None:
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _on_box_toggled(self) -> None:
        words = "、".join(self._boxes[key].text() for key in self.chosen()) or self._none
        self.setText(words)
        self.setAccessibleName(f"{self._name}：{words}")
        self.changed.emit()


class RungLine(QWidget):
    """The measures of one rung, with the days of a mute; ``points`` where it is reached by them."""

    changed = Signal()

    def __init__(
        self, parent: QWidget, name: str, none: str, *, recommend: bool, points: int | None = None, drop: bool = True
    ) -> None:
        super().__init__(parent)
        row = in_line(self)
        self._others: tuple[str, ...] = ()
        self.title = label(name, self, "muted")
        self.title.setMinimumWidth(64)
        put(row, self.title)
        self.points: QSpinBox | None = None
        if points is not None:
            most = ladder_json.MOST_POINTS * MOST_STEPS
            self.points = number(self, _("满多少分"), 1, most, points, suffix=_(" 分"))
            self.points.valueChanged.connect(self.changed)
            put(row, self.points)
        self.measures = MeasureChoice(self, name, none, recommend=recommend)
        self.days = number(self, _("禁言天数"), 0, ladder_json.MOST_DAYS, 0, suffix=_(" 天"), none=_("天数不写明"))
        put(row, self.measures, self.days)
        self.drop = button(_("删去"), self._on_drop_clicked, self, kind="quiet")
        self.drop.setVisible(drop)
        put(row, self.drop)
        self.measures.changed.connect(self._on_measures_changed)
        self.days.valueChanged.connect(self.changed)
        self._on_measures_changed()

    def show_step(self, step: LadderStep | None) -> None:
        """Show a rung; None for none. What the text leaves to choose besides is kept, unless it is ticked."""
        self._others = () if step is None else step.others
        self.measures.tick(() if step is None else step.measures)
        self.days.setValue(0 if step is None else step.days)

    def step(self) -> LadderStep | None:
        """The rung as it stands; None where nothing is ticked."""
        keys = self.measures.chosen()
        others = tuple(one for one in self._others if one not in keys)
        return LadderStep(keys, self.days.value() if "mute" in keys else 0, others) if keys else None

    def rename(self, name: str) -> None:
        """Call it otherwise, as one before it went."""
        self.title.setText(name)

    def _on_measures_changed(self) -> None:
        self.days.setVisible("mute" in self.measures.chosen())
        self.changed.emit()

    def _on_drop_clicked(self) -> None:
        self.hide()
        self.changed.emit()


class SpanField(QWidget):
    """So many days, months or years; 0 says ``none``."""

    changed = Signal()

    def __init__(self, parent: QWidget, name: str, none: str) -> None:
        super().__init__(parent)
        row = in_line(self)
        self.count = number(self, name, 0, 36_525, 0, none=none)
        self.unit = QComboBox(self)
        self.unit.setAccessibleName(_("时间单位"))
        for unit, word in UNITS.items():
            self.unit.addItem(word, unit)
        put(row, self.count, self.unit)
        self.count.valueChanged.connect(self._on_changed)
        self.unit.currentIndexChanged.connect(self._on_changed)

    def show_span(self, span: Span) -> None:
        """Show a span."""
        self.count.setValue(span.count)
        self.unit.setCurrentIndex(self.unit.findData(span.unit))
        self._on_changed()

    def span(self) -> Span:
        """The span as it stands."""
        return Span(self.count.value(), self.unit.currentData())

    def _on_changed(self) -> None:
        self.unit.setVisible(self.count.value() > 0)
        self.changed.emit()


class TermLine(QWidget):
    """How long decisions with one measure, or about acts of one severity, count."""

    changed = Signal()

    def __init__(self, parent: QWidget, offered: dict[str, str], key: str, span: Span) -> None:
        super().__init__(parent)
        row = in_line(self)
        self.key = QComboBox(self)
        self.key.setAccessibleName(_("哪一类处理"))
        for one, word in offered.items():
            self.key.addItem(word, one)
        self.key.setCurrentIndex(max(0, self.key.findData(key)))
        self.span = SpanField(self, _("计算多久"), _("一直计算"))
        self.span.show_span(span)
        put(row, self.key, self.span, button(_("删去"), self._on_drop_clicked, self, kind="quiet"))
        self.key.currentIndexChanged.connect(self.changed)
        self.span.changed.connect(self.changed)

    def _on_drop_clicked(self) -> None:
        self.hide()
        self.changed.emit()
