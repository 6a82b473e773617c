"""应加人员: the departments and categories whose people should be in a group, and who is missing or does not fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import people
from wxadmin.services.expectations import Department, Difference, Expectation, Path, in_words
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.flow import Flow

_PATH = Qt.ItemDataRole.UserRole
_ID = Qt.ItemDataRole.UserRole
_MOST = 2000
"""People listed one by one: the most any group holds."""


class ExpectationSheet(dialogs.Sheet):
    """One rule at a time: ticked departments (with all below them) and categories; the chooser above leads to others.

    A rule with nothing ticked is no rule.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        rules: Sequence[Expectation],
        departments: Sequence[Department],
        categories: Sequence[str],
    ) -> None:
        super().__init__(parent, _("应加人员：{name}").format(name=name), _("保存"))
        self._rules = list(rules) or [Expectation()]
        self._all = [bool(rules) and not one.departments and not one.categories for one in self._rules]
        self._at = 0
        self.say(_("勾上部门和类别，花名册里符合的人就是应加人员；勾上级部门就包括下面的全部。"), muted=True)
        row = QHBoxLayout()
        self.which = QComboBox(self)
        self.which.setAccessibleName(_("第几条"))
        self.which.currentIndexChanged.connect(self._on_which_changed)
        row.addWidget(self.which, 1)
        row.addWidget(button(_("再加一条"), self._on_more_clicked, self, icon="plus"))
        self.body.addLayout(row)
        self.everybody = QCheckBox(_("全单位，不分部门"), self)
        self.everybody.toggled.connect(self._on_everybody_toggled)
        self.body.addWidget(self.everybody)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(_("部门"))
        self.tree.setMinimumHeight(140)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(label(_("类别（不勾就是都算）"), self, "muted"))
        holder = QWidget(self)
        flow = Flow(holder)
        self._boxes = []
        known = {path for rule in rules for path in rule.departments}
        for words in dict.fromkeys((*categories, *(word for rule in rules for word in rule.categories))):
            box = QCheckBox(words, holder)
            self._boxes.append(box)
            flow.addWidget(box)
        if not self._boxes:
            flow.addWidget(label(_("花名册里还没有写类别"), holder, "muted"))
        self.body.addWidget(holder)
        self._items: dict[Path, QTreeWidgetItem] = {}
        self._tops: list[QTreeWidgetItem] = []
        self._fill(departments, known)
        self._list_rules()
        self._show(0)
        self.resize(560, min(560, round(self.screen().availableGeometry().height() * 0.9)))
        self.tree.setFocus()

    def _fill(self, departments: Sequence[Department], chosen: Collection[Path]) -> None:
        known = {one.path for one in departments}
        gone = [Department(path, 0) for path in chosen if path not in known]
        for one in (*departments, *gone):
            above = self._items.get(one.path[:-1])
            item = QTreeWidgetItem([_("{name}　{n} 人").format(name=one.path[-1], n=one.people)])
            item.setData(0, _PATH, one.path)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Unchecked)
            if above is None:
                self.tree.addTopLevelItem(item)
                self._tops.append(item)
            else:
                above.addChild(item)
            self._items[one.path] = item
        if len(self._tops) == 1:
            self._tops[0].setExpanded(True)

    # One rule after another

    def _list_rules(self) -> None:
        self.which.blockSignals(True)
        self.which.clear()
        for place, rule in enumerate(self._rules):
            said = bool(rule.departments or rule.categories or self._all[place])
            words = in_words(rule) if said else _("还没有勾")
            self.which.addItem(_("第 {n} 条：{words}").format(n=place + 1, words=words))
        self.which.setCurrentIndex(self._at)
        self.which.blockSignals(False)

    def _show(self, place: int) -> None:
        self._at = place
        rule = self._rules[place]
        self.everybody.setChecked(not rule.departments and (self._all[place] or bool(rule.categories)))
        for path, item in self._items.items():
            on = path in rule.departments
            item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            if on:
                for level in range(1, len(path)):
                    self._items[path[:level]].setExpanded(True)
        for box in self._boxes:
            box.setChecked(box.text() in rule.categories)
        self._on_everybody_toggled()

    def _hold(self) -> None:
        """What is ticked becomes the rule shown."""
        categories = tuple(box.text() for box in self._boxes if box.isChecked())
        departments: tuple[Path, ...] = ()
        if not self.everybody.isChecked():
            departments = tuple(path for item in self._tops for path in self._ticked(item))
        self._all[self._at] = self.everybody.isChecked()
        self._rules[self._at] = Expectation(departments, categories, self._rules[self._at].note)

    def _on_which_changed(self, place: int) -> None:
        if 0 <= place < len(self._rules):
            self._hold()
            self._show(place)
            self._list_rules()

    def _on_more_clicked(self) -> None:
        self._hold()
        self._rules.append(Expectation())
        self._all.append(False)
        self._show(len(self._rules) - 1)
        self._list_rules()

    def _on_everybody_toggled(self) -> None:
        self.tree.setEnabled(not self.everybody.isChecked())

    def _ticked(self, item: QTreeWidgetItem) -> list[Path]:
        """The highest ticked departments at or below an item."""
        if item.checkState(0) == Qt.CheckState.Checked:
            return [tuple(item.data(0, _PATH))]
        below = (item.child(place) for place in range(item.childCount()))
        return [path for one in below if one is not None for path in self._ticked(one)]

    def rules(self) -> tuple[Expectation, ...]:
        """What stands in the sheet; without a department a rule is of the whole unit, if anything is ticked."""
        self._hold()
        said = zip(self._rules, self._all, strict=True)
        return tuple(rule for rule, everybody in said if rule.departments or rule.categories or everybody)


class ExpectedSheet(dialogs.Sheet):
    """Who is missing by rule, ticked to be listed; who is listed without fitting, to be ticked for taking off."""

    def __init__(self, parent: QWidget, name: str, difference: Difference) -> None:
        super().__init__(parent, _("核对应加人员：{name}").format(name=name), _("照勾选的改"))
        self.missing = self._list(
            _("按规则应加、名单里还没有的 {n} 人"), difference.missing, Qt.CheckState.Checked
        )  # fmt: skip
        self.beyond = self._list(
            _("在名单里、不符合规则的 {n} 人（勾上就移出名单）"), difference.beyond, Qt.CheckState.Unchecked
        )
        self.say(_("符合规则且已在名单里的有 {n} 人。").format(n=difference.fitting), muted=True)
        self.main.setEnabled(bool(difference.missing or difference.beyond))
        self.resize(560, 560)

    def _list(self, title: str, known: Sequence[tuple[int, Person]], state: Qt.CheckState) -> QListWidget:
        words = title.format(n=f"{len(known):,}")
        self.body.addWidget(label(words, self, "heading"))
        found = QListWidget(self)
        found.setAccessibleName(words)
        for number, person in known[:_MOST]:
            tail = "　".join(part for part in (people.department_words(person), person.post, person.category) if part)
            item = QListWidgetItem(f"{person.name}　{tail}" if tail else person.name)
            item.setData(_ID, number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(state)
            found.addItem(item)
        self.body.addWidget(found, 1)
        if len(known) > _MOST:
            self.say(_("只列出前 {n} 人；人数多过一个群装得下的，请先收窄规则。").format(n=f"{_MOST:,}"), muted=True)
        return found

    def chosen(self, found: QListWidget) -> tuple[int, ...]:
        """The ids ticked in one of the lists."""
        items = [found.item(row) for row in range(found.count())]
        return tuple(int(item.data(_ID)) for item in items if item.checkState() == Qt.CheckState.Checked)
