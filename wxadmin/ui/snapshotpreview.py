"""The preview of a pasted member list: every heap of what it would mean, before anything is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QCheckBox, QWidget

from wxadmin.i18n import _
from wxadmin.services import members
from wxadmin.services.namecheck import MemberRow
from wxadmin.ui.importing import Heap, PreviewSheet
from wxadmin.ui.strip import Strip

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk


class MemberListSheet(PreviewSheet):
    """What a pasted list would mean, before it is kept. Whether it is the whole group can be said otherwise.

    ``read`` reads it again as part of the group or as the whole.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, read: Callable[[bool], members.SnapshotPreview],
        seen: members.SnapshotPreview, rule: str,
    ) -> None:  # fmt: skip
        super().__init__(parent, _("导入成员名单"), _("导入"), "", ())
        self._desk, self._read, self._rule = desk, read, rule
        self.seen = seen
        self.strip = Strip(self)
        self.body.insertWidget(1, self.strip)
        self.partial = QCheckBox(_("名单不完整：没出现的人按上次的名单算还在群里"), self)
        self.partial.setAccessibleName(self.partial.text())
        self.body.insertWidget(2, self.partial)
        self._take(seen)
        self.partial.toggled.connect(self._on_partial_toggled)

    def _take(self, seen: members.SnapshotPreview) -> None:
        self.seen = seen
        self.partial.setVisible(bool(seen.partial or seen.gone))
        self.partial.setChecked(seen.partial)
        self.fill(_head(seen, self._rule), _heaps(seen), can=True)

    def _on_partial_toggled(self, partial: bool) -> None:
        self.main.setEnabled(False)
        self._desk.tasks.start(self._read_again(partial))

    async def _read_again(self, partial: bool) -> None:
        seen = await self._desk.read(lambda: self._read(partial), self.strip)
        # A later choice, or the end of the sheet, makes this reading of no use.
        if seen is not None and shiboken6.isValid(self) and self.partial.isChecked() == partial:
            self._take(seen)


def _head(seen: members.SnapshotPreview, rule: str) -> str:
    head = _("看懂了 {n} 位成员。命名规则：{rule}。").format(n=len(seen.nicknames), rule=rule or _("没有规定"))
    if seen.partial_words:
        head += _("{}。").format(seen.partial_words)
    if seen.tasks_words:
        head += _("待执行事项：{what}。").format(what=seen.tasks_words)
    return head


def _heaps(seen: members.SnapshotPreview) -> list[Heap]:
    def lines(status: str) -> tuple[str, ...]:
        return tuple(_checked(row) for row in seen.report if row.status == status)

    def having(*codes: str) -> tuple[str, ...]:
        return tuple(f"{name}　{words}" for name, words in seen.having(*codes))

    def settled(*verdicts: str) -> tuple[str, ...]:
        return tuple(one.line for one in seen.settled if one.verdict in verdicts)

    return [
        Heap(_("不合要求"), lines("fail"), _("应当请他们改名")),
        Heap(_("无法确认"), lines("unknown"), _("要由群主认人")),
        Heap(_("疑似冒名"), having("lookalike", "hidden_characters"), _("昵称和别人的很像，或者藏着看不见的字符")),
        Heap(_("一人多号"), having("duplicate_person"), _("同一个人有两个账号在群里")),
        Heap(
            _("昵称完全相同"), tuple(dict.fromkeys(having("same_nickname"))),
            _("列表里合在一行，请他们改成能分清的昵称"),
        ),
        Heap(_("没有入群申请"), having("no_application"), _("本群入群须先申请并经同意")),
        Heap(_("不在应加人员里"), having("not_expected"), _("花名册上有，但不该在本群")),
        Heap(_("被人擅自拉入"), having("not_invited"), _("本群只有群主和管理员可以拉人")),
        Heap(_("已离开单位"), having("left_unit"), _("已离开单位，还在群里")),
        Heap(_("长期不发言"), having("silent"), _("按聊天归档，很久没有发言")),
        Heap(_("合格"), lines("pass")),
        Heap(_("已豁免"), lines("exempt")),
        Heap(_("新来"), () if seen.first else seen.new, _("上次的名单里没有")),
        Heap(_("改名"), tuple(f"{old} → {new}" for old, new in seen.renamed), _("同一个人换了昵称")),
        Heap(
            _("可能改名"), tuple(f"{old} → {new}　{why}" for old, new, why in seen.maybe),
            _("只是相近或排在同一位置，没有把握；导入后指定是谁，就能认定"),
        ),
        Heap(_("不在了"), seen.gone, _("上次有、这次没有：可能退群或改名")),
        Heap(
            _("没出现"), tuple(row.nickname for row in seen.kept), _("上次有、这份不完整的名单里没有：仍算在群里")
        ),
        Heap(_("擅自退群"), tuple(f"{name}　{words}" for name, words in seen.left), _("按本群规定不能这样退群")),
        Heap(_("没有进群"), seen.missing, _("花名册上应在本群的人")),
        Heap(_("待办办成"), settled("done", "moot"), _("导入后自动办结，撤销导入也一起撤销")),
        Heap(_("待办未办成"), settled("still", "unclear"), _("按这份名单还没有办成，或者说不准，继续待办")),
        Heap(_("略过"), seen.ignored, _("按钮文字、空行等，不是成员")),
    ]  # fmt: skip


def _checked(row: MemberRow) -> str:
    words = "；".join(message for _code, message in row.findings)
    # What is to be done first, the reason behind it.
    name = f"{row.nickname} → {row.suggestion}" if row.suggestion else row.nickname
    return f"{name}　{words}" if words else name
