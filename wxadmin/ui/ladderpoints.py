"""记分: what each clause counts, how much more grave acts do, and from how many points on which measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QSizePolicy,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain import ladder_json
from wxadmin.domain.ladder import EscalationLadder, LadderStep, Severity
from wxadmin.i18n import _
from wxadmin.services.case_parts import SEVERITIES
from wxadmin.ui import theme
from wxadmin.ui.card import button, label
from wxadmin.ui.ladderlines import RungLine, in_line, number, put
from wxadmin.ui.textblock import tip

_GRAVE: tuple[Severity, ...] = ("serious", "malicious")


class PointsPane(QWidget):
    """Closed where no points lead anywhere; ``clauses`` are (key, what it says)."""

    changed = Signal()

    def __init__(self, parent: QWidget, clauses: Sequence[tuple[str, str]], *, recommend: bool) -> None:
        super().__init__(parent)
        self._clauses = clauses
        self._recommend = recommend
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.GAP)
        self.on = QCheckBox(_("另按记分：各条记不同的分，累计满多少分就到哪一档"), self)
        outer.addWidget(self.on)
        self._inner = QWidget(self)
        outer.addWidget(self._inner)
        column = self._column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self.levels: list[RungLine] = []
        column.addWidget(button(_("加一档"), self._on_add_clicked, self._inner, icon="plus"))
        holder = QWidget(self._inner)
        row = in_line(holder)
        self.times: dict[Severity, QSpinBox] = {}
        for key in _GRAVE:
            field = number(holder, SEVERITIES[key], 1, ladder_json.MOST_TIMES, 1, suffix=_(" 倍"))
            field.valueChanged.connect(self.changed)
            put(row, label(SEVERITIES[key], holder, "muted"), field)
            self.times[key] = field
        column.addWidget(holder)
        self.table = self._table()
        column.addWidget(self.table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.on.toggled.connect(self._inner.setVisible)
        self.on.toggled.connect(self._on_toggled)
        self._inner.hide()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 2, self._inner)
        table.setHorizontalHeaderLabels([_("条款"), _("每次记分")])
        table.setAccessibleName(_("各条的记分"))
        table.verticalHeader().hide()
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setFixedHeight(200)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(1, 90)
        table.itemChanged.connect(self.changed)
        return table

    def show_ladder(self, ladder: EscalationLadder) -> None:
        """Show the points of a ladder; clauses that hold no more stay as long as they count."""
        for line in self.levels:
            line.hide()
            line.deleteLater()
        self.levels = []
        for points, step in ladder.thresholds:
            self._add(points).show_step(step)
        for key, field in self.times.items():
            field.setValue(ladder.times.get(key, 1))
        gone = [(key, _("{}（现行制度里没有这一条）").format(key)) for key in ladder.points]
        rows = dict([*gone, *self._clauses])
        self.table.blockSignals(True)
        self.table.setRowCount(len(rows))
        for row, (clause, words) in enumerate(sorted(rows.items(), key=lambda one: self._place(one[0]))):
            name = QTableWidgetItem(words)
            name.setToolTip(tip(words))
            name.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            name.setData(Qt.ItemDataRole.UserRole, clause)
            value = QTableWidgetItem()
            value.setData(Qt.ItemDataRole.EditRole, ladder.points.get(clause, 1))
            self.table.setItem(row, 0, name)
            self.table.setItem(row, 1, value)
            self.table.setRowHeight(row, theme.ROW)
        self.table.blockSignals(False)
        self.on.setChecked(bool(ladder.thresholds))

    def _place(self, key: str) -> int:
        return next((n for n, (one, _words) in enumerate(self._clauses) if one == key), len(self._clauses))

    def thresholds(self) -> tuple[tuple[int, LadderStep], ...]:
        """The levels with measures, as they stand; none while it is closed."""
        if not self.on.isChecked():
            return ()
        found = [(line.points.value(), line.step()) for line in self.levels if not line.isHidden() and line.points]
        return tuple((points, step) for points, step in found if step is not None)

    def points(self) -> dict[str, int]:
        """What clauses count that count more than one."""
        found: dict[str, int] = {}
        for row in range(self.table.rowCount()):
            name, value = self.table.item(row, 0), self.table.item(row, 1)
            if name is not None and value is not None:
                count = value.data(Qt.ItemDataRole.EditRole)
                if count != 1:
                    found[str(name.data(Qt.ItemDataRole.UserRole))] = count
        return found

    def multiples(self) -> Mapping[Severity, int]:
        """How many times as much grave acts count, where that is more than once."""
        return {key: field.value() for key, field in self.times.items() if field.value() > 1}

    def _add(self, points: int) -> RungLine:
        line = RungLine(self._inner, _("满"), _("选措施"), recommend=self._recommend, points=points)
        line.changed.connect(self.changed)
        self._column.insertWidget(len(self.levels), line)
        line.show()
        self.levels.append(line)
        return line

    def _on_add_clicked(self) -> None:
        highest = max((line.points.value() for line in self.levels if line.points and not line.isHidden()), default=0)
        line = self._add(highest + 6)
        line.measures.setFocus()

    def _on_toggled(self, on: bool) -> None:
        if on and not any(not line.isHidden() for line in self.levels):
            self._on_add_clicked()
        self.changed.emit()
