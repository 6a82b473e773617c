"""应加人员: the departments and categories whose people should be in a group, and who is missing or does not fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QTreeWidget, QTreeWidgetItem, QWidget

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import people
from wxadmin.services.expectations import Department, Difference, Expectation
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.flow import Flow

_PATH = Qt.ItemDataRole.UserRole
_ID = Qt.ItemDataRole.UserRole
_MOST = 2000
"""People listed one by one: the most any group holds."""


class ExpectationSheet(dialogs.Sheet):
    """One rule: ticked departments (with all below them) and categories; nothing ticked means nobody by rule.

    Further rules of the group, which other categories of other departments need, are kept as they are.
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
        first = rules[0] if rules else None
        self._others = tuple(rules[1:])
        self.say(_("勾上部门和类别，花名册里符合的人就是应加人员；勾上级部门就包括下面的全部。"), muted=True)
        self.everybody = QCheckBox(_("全单位，不分部门"), self)
        self.everybody.setChecked(first is not None and not first.departments)
        self.everybody.toggled.connect(self._on_everybody_toggled)
        self.body.addWidget(self.everybody)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(_("部门"))
        self.tree.setMinimumHeight(180)
        self._tops: list[QTreeWidgetItem] = []
        self._fill(departments, () if first is None else first.departments)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(label(_("类别（不勾就是都算）"), self, "muted"))
        holder = QWidget(self)
        flow = Flow(holder)
        self._boxes = []
        chosen = () if first is None else first.categories
        for words in dict.fromkeys((*categories, *chosen)):
            box = QCheckBox(words, holder)
            box.setChecked(words in chosen)
            self._boxes.append(box)
            flow.addWidget(box)
        if not self._boxes:
            flow.addWidget(label(_("花名册里还没有写类别"), holder, "muted"))
        self.body.addWidget(holder)
        if self._others:
            self.say(_("另有 {n} 条规则保持不变。").format(n=len(self._others)), muted=True)
        self._on_everybody_toggled()
        self.resize(560, 560)
        self.tree.setFocus()

    def _fill(self, departments: Sequence[Department], chosen: Sequence[tuple[str, ...]]) -> None:
        items: dict[tuple[str, ...], QTreeWidgetItem] = {}
        known = {one.path for one in departments}
        gone = [Department(path, 0) for path in chosen if path not in known]
        for one in (*departments, *gone):
            above = items.get(one.path[:-1])
            item = QTreeWidgetItem([_("{name}　{n} 人").format(name=one.path[-1], n=one.people)])
            item.setData(0, _PATH, one.path)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if one.path in chosen else Qt.CheckState.Unchecked)
            if above is None:
                self.tree.addTopLevelItem(item)
                self._tops.append(item)
            else:
                above.addChild(item)
            items[one.path] = item
        for path in chosen:
            for level in range(1, len(path)):
                if path[:level] in items:
                    items[path[:level]].setExpanded(True)
        if len(self._tops) == 1:
            self._tops[0].setExpanded(True)

    def _on_everybody_toggled(self) -> None:
        self.tree.setEnabled(not self.everybody.isChecked())

    def _ticked(self, item: QTreeWidgetItem) -> list[tuple[str, ...]]:
        """The highest ticked departments at or below an item."""
        if item.checkState(0) == Qt.CheckState.Checked:
            return [tuple(item.data(0, _PATH))]
        below = (item.child(place) for place in range(item.childCount()))
        return [path for one in below if one is not None for path in self._ticked(one)]

    def rules(self) -> tuple[Expectation, ...]:
        """What stands in the sheet."""
        categories = tuple(box.text() for box in self._boxes if box.isChecked())
        departments: tuple[tuple[str, ...], ...] = ()
        if not self.everybody.isChecked():
            departments = tuple(path for item in self._tops for path in self._ticked(item))
        if not departments and not categories and not self.everybody.isChecked():
            return self._others
        return (Expectation(departments, categories), *self._others)


class DifferenceSheet(dialogs.Sheet):
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
