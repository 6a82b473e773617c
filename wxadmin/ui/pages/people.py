"""花名册: the people of the unit, brought in from Excel, CSV or Word tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import consent, duplicates, people, person_record
from wxadmin.services.duplicates import Pair
from wxadmin.services.person_record import Part
from wxadmin.services.records import Change
from wxadmin.ui import consentsheet, departuresheet, dialogs, erasuresheet, mergeacts, peoplebatch, relationacts
from wxadmin.ui.card import button, pill
from wxadmin.ui.desk import Desk
from wxadmin.ui.heldsheet import HeldSheet
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.mergesheets import GroupsSheet
from wxadmin.ui.personform import PersonForm
from wxadmin.ui.places import PAGES
from wxadmin.ui.recordsheet import RecordSheet
from wxadmin.ui.rosterimport import bring_in
from wxadmin.ui.severalpage import SeveralPage
from wxadmin.ui.sharing import MODE, shown

KINDS = (_("花名册 (*.xlsx *.xls *.csv *.tsv *.txt *.docx)"),)

_FOLDED = 6
"""Lines of a part that are shown at first."""
_KNOWN = frozenset(key for key, _title, _icon in PAGES) | {"departures"}


@dataclass(frozen=True, slots=True)
class _File:
    """What the card shows of one person; ``id`` is theirs."""

    id: int
    card: people.PersonCard
    parts: tuple[Part, ...]
    doubles: tuple[Pair, ...]
    consent: tuple[str, ...]
    """Groups in which consent is asked for and does not hold."""


class PeoplePage(SeveralPage):
    """The roster with one person's card."""

    KEY = "people"
    RIGHT = "roster"
    TITLE = _("花名册")
    NOTHING = _("选一个人，这里显示他的资料、所在的群和处罚记录。")
    HELP = _(
        "花名册是单位里应当在群里的人。点“导入花名册”选 Excel、CSV 或 Word 表格，也可以把文件拖进窗口；"
        "表头不必在第一行，程序会自己找。\n"
        "导入前先看预览：新增、有变化、没看懂的各有多少，确认后才写入；导错了可以用“撤销”整批收回。\n"
        "同一份花名册导入两次不会重复。\n\n"
        "筛选“不在群里”可以看到谁还没有进群。\n\n"
        "同一个人出现两次时，右上角⋯里的“可能重复…”逐对列出原因，可以合并，也可以记下不是同一人；合并错了随时能拆开。\n"
        "选中几个人（Ctrl 或 Shift 加点击），右边或右键可以一起加入群、移出、设类别、标为离开。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, people, self.KEY, self,
            empty=_("花名册是空的。先导入单位的人员表，实名核验和签收表都以它为准。"),
            hint=_("搜索姓名、拼音、部门、电话"),
            widths={"name": 110, "department": 190, "post": 120, "phone": 130, "number": 110},
            counted=_("{n} 人"),
        )  # fmt: skip
        self._unfolded: set[str] = set()
        self._answered: int | None = None
        self._several = (
            (_("加入群…"), self._on_join_chosen), (_("移出群…"), self._on_leave_group_chosen),
            (_("设类别…"), self._on_category_chosen), (_("登记同意…"), self._on_several_consent_chosen),
            (_("标为已离开"), self._on_several_left_chosen), (_("恢复在册"), self._on_several_back_chosen),
        )  # fmt: skip
        for words, slot in self._several:
            pane.add_menu(words, slot)
        pane.offer(_("导入花名册"), self._on_import_clicked)
        self.lay_out(pane)
        self.arrange(700, 360)
        self.add_action(_("导入花名册"), self._on_import_clicked, kind="main", icon="file-input")
        self.add_action(_("添加一人"), self._on_add_clicked, icon="plus")
        self.add_more(_("可能重复…"), self._on_doubles_chosen)
        self.add_more(_("离开人员的保留期限…"), self._on_overdue_chosen)

    def show_record(self, record: int) -> None:
        self.start(self._show(record))

    async def _show(self, record: int) -> None:
        """Of somebody merged into another one that other one."""
        kept = await self.desk.read(lambda: people.kept(self.desk.store, record), self.strip)
        if kept is not None:
            super().show_record(kept)

    # One person

    def read(self, record: int) -> Any:
        store = self.desk.store
        card = people.get(store, record)
        doubles = duplicates.of_person(store, card.id)[:_FOLDED]
        parts = person_record.parts(store, card, answered=card.id == self._answered, covered=MODE.on)
        return _File(card.id, card, parts, doubles, consent.wanted(store, card.id))

    def render_several(self, picked: tuple[int, ...]) -> None:
        peoplebatch.fill(self.card, len(picked), self._several)

    def render_one(self, file: _File, *, again: bool) -> None:
        card, detail, person = self.card, file.card, file.card.person
        if not again:
            self._unfolded = set()
            self._answered = file.id if self._answered == file.id else None
        card.clear()
        card.title(person.name, badge=_("已离开") if person.left else _("在册"), tone="muted" if person.left else "ok")
        card.facts((
            (_("部门"), people.words(person, "departments")),
            (_("职务"), person.post),
            (_("电话"), person.phone),
            (_("编号"), shown(person.number, "number")),
            (_("类别"), person.category),
            (_("家长"), people.words(person, "guardians")),
            *((people.extra_title(key), shown(value, people.PRIVATE.get(key, ""))) for key, value in person.extras),
            (_("备注"), person.note),
        ))  # fmt: skip
        host = card.host
        if file.consent:
            card.row(pill(_("未取得同意"), "warn", host))
            words = _("{groups} 里可能有未成年人，还没有登记同意。").format(groups="、".join(file.consent))
            card.text(words, role="muted")
        card.row(
            button(_("改资料"), self._on_edit_clicked, host, icon="pencil"),
            button(_("恢复在册") if person.left else _("标为已离开"), self._on_left_clicked, host),
        )
        card.add(button(_("打印档案…"), self._on_print_clicked, host, kind="link", icon="printer"))
        for pair in file.doubles:
            self._double(pair)
        self._part(file.parts[0])
        card.row(button(_("改所属的群…"), self._on_groups_clicked, host, kind="quiet"))
        card.section(_("关系"))
        for relation in detail.relations:
            if relation.other is not None:
                card.link(relation.line, "people", relation.other)
            else:
                card.text(relation.line)
        pieces = [button(_("添加关系…"), self._on_relation_clicked, host, kind="quiet")]
        if detail.relations:
            pieces.append(button(_("结束或删去…"), self._on_end_relation_clicked, host, kind="quiet"))
        card.row(*pieces)
        if len(detail.posts) > 1:
            card.section(_("任职经历"))
            for held in reversed(detail.posts):
                card.text(held.line, role="text" if not held.id else "muted")
        for part in file.parts[1:]:
            if part.lines:
                self._part(part)
        nothing = "、".join(part.title for part in file.parts[1:] if not part.lines)
        if nothing:
            card.section(_("没有记录的"))
            card.text(nothing, role="muted")
        if detail.merged:
            card.section(_("并进来的记录"))
            for merge, line in detail.merged:
                card.text(line)
                piece = button(_("拆开…"), self._on_split_clicked, host, kind="quiet")
                piece.setAccessibleName(_("拆开：{}").format(line))
                piece.setProperty("merge", merge)
                card.row(piece)
        card.section(_("更多"))
        card.row(
            button(_("某日的制度和签收…"), self._on_held_clicked, host, kind="quiet"),
            button(_("补记任职经历…"), self._on_post_clicked, host, kind="quiet"),
            button(_("与另一条合并…"), self._on_merge_clicked, host, kind="quiet"),
            button(_("拆成两人…"), self._on_part_clicked, host, kind="quiet"),
            button(_("离任清单…"), self._on_departure_clicked, host, kind="quiet"),
            button(_("登记同意…"), self._on_consent_clicked, host, kind="quiet"),
            button(_("撤回同意…"), self._on_withdraw_clicked, host, kind="quiet"),
            button(_("限制处理…"), self._on_restrict_clicked, host, kind="quiet"),
            button(_("删除个人信息…"), self._on_erase_clicked, host, kind="quiet"),
        )
        card.finish(keep_place=again)

    def _part(self, part: Part) -> None:
        """A part of the record; of a long one the beginning, the rest on demand."""
        card = self.card
        card.section(part.title)
        lines = part.lines if part.key in self._unfolded else part.lines[:_FOLDED]
        for line in lines:
            if line.page in _KNOWN:
                card.link(line.text, line.page, line.record)
            else:
                card.text(line.text)
        if not part.lines:
            card.text(part.empty, role="muted")
        elif part.key == "announcements" and self._answered != self.detail.id:
            card.add(button(_("看有没有答复"), self._on_answers_clicked, card.host, kind="link"))
        if len(lines) < len(part.lines):
            words = _("还有 {n} 条").format(n=len(part.lines) - len(lines))
            piece = button(words, self._on_unfold_clicked, card.host, kind="link")
            piece.setAccessibleName(_("{what}：{words}").format(what=part.title, words=words))
            piece.setProperty("part", part.key)
            card.add(piece)

    def _on_answers_clicked(self) -> None:
        if self.detail is not None:
            self._answered = self.detail.id
            self._on_list_opened(self._answered)

    def _double(self, pair: Pair) -> None:
        """Somebody who may be the same person, with the two decisions."""
        card, detail = self.card, self.detail.card
        place = 1 if pair.one == detail.id else 0
        other = pair.other if place else pair.one
        card.section(_("可能重复"))
        card.link(pair.labels[place], "people", other)
        card.text("，".join(pair.reasons))
        pieces = []
        for text, slot in ((_("合并…"), self._on_double_merged), (_("不是同一人"), self._on_double_apart)):
            piece = button(text, slot, card.host, kind="quiet")
            piece.setAccessibleName(f"{text} {pair.labels[place]}")
            piece.setProperty("other", other)
            pieces.append(piece)
        card.row(*pieces)

    def _on_unfold_clicked(self) -> None:
        piece = self.sender()
        if piece is not None and self.detail is not None:
            self._unfolded.add(str(piece.property("part")))
            self.render_detail(self.detail, again=True)

    def _on_held_clicked(self) -> None:
        if self.detail is not None:
            self.start(dialogs.show(HeldSheet(self, self.desk, self.detail.card)))

    def _on_left_clicked(self) -> None:
        if self.detail is not None:
            card = self.detail.card
            left = not card.person.left
            done = _("已把 {name} 标为离开") if left else _("已恢复 {name}")
            self._change(
                lambda: people.mark_left(self.desk.store, card.id, left=left), done.format(name=card.person.name)
            )

    def _change(self, work: Callable[[], Change[Any]], done: str) -> None:
        self.start(self.desk.change(work, self.strip, done))

    def _on_add_clicked(self) -> None:
        self.start(self._fill_in(None))

    def _on_edit_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._fill_in(self.detail.card))

    async def _fill_in(self, known: people.PersonCard | None) -> None:
        desk = self.desk
        sheet = PersonForm(self, known.person if known else None, desk=None if known else desk)
        if not await dialogs.show(sheet):
            return
        person = sheet.person()
        if known is None:
            await desk.change(
                lambda: people.add(desk.store, person, group=desk.group),
                self.strip,
                _("已添加 {name}").format(name=person.name),
            )
        else:
            await desk.change(
                lambda: people.edit(desk.store, known.id, person),
                self.strip,
                _("已改 {name} 的资料").format(name=person.name),
            )

    def _on_print_clicked(self) -> None:
        if self.detail is not None:
            self.start(dialogs.show(RecordSheet(self, self.desk, self.detail.card)))

    def _on_groups_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._regroup(self.detail.card))

    async def _regroup(self, card: people.PersonCard) -> None:
        desk = self.desk
        if not desk.groups:
            self.strip.hint(_("还没有群。先在左上角新建一个群。"))
            return
        on = {group for group, _name in card.groups}
        title = _("{name} 属于哪些群").format(name=card.person.name)
        known = tuple((g.id, g.name) for g in desk.groups if g.state != "dissolved" or g.id in on)
        sheet = GroupsSheet(self, title, _("保存"), known, on)
        if await dialogs.show(sheet):
            wanted = sheet.chosen()
            done = _("已改 {name} 所属的群").format(name=card.person.name)
            await desk.change(lambda: people.belong(desk.store, card.id, wanted), self.strip, done)

    # Relations and posts

    def _on_relation_clicked(self) -> None:
        if self.detail is not None:
            self.start(relationacts.relate(self, self.detail.card))

    def _on_end_relation_clicked(self) -> None:
        if self.detail is not None:
            self.start(relationacts.end(self, self.detail.card))

    def _on_post_clicked(self) -> None:
        if self.detail is not None:
            self.start(relationacts.note_post(self, self.detail.card))

    # Merging and splitting

    def _on_doubles_chosen(self) -> None:
        self.start(mergeacts.decide_doubles(self))

    def _on_double_merged(self) -> None:
        piece = self.sender()
        if piece is not None and self.detail is not None:
            self.start(mergeacts.merge(self, self.detail.card.id, int(piece.property("other"))))

    def _on_double_apart(self) -> None:
        piece = self.sender()
        if piece is not None and self.detail is not None:
            one, other = self.detail.card.id, int(piece.property("other"))
            self._change(lambda: duplicates.apart(self.desk.store, one, other), _("已记下：不是同一人"))

    def _on_merge_clicked(self) -> None:
        if self.detail is not None:
            self.start(mergeacts.merge_with(self, self.detail.card))

    def _on_split_clicked(self) -> None:
        piece = self.sender()
        if piece is not None:
            self.start(mergeacts.split(self, int(piece.property("merge"))))

    def _on_part_clicked(self) -> None:
        if self.detail is not None:
            self.start(mergeacts.take_apart(self, self.detail.card))

    # Leaving, consent and erasure

    def _on_consent_clicked(self) -> None:
        if self.detail is not None:
            card = self.detail.card
            guardians = [one.name for one in card.person.guardians]
            self.start(consentsheet.note(self, self.desk, self.strip, (card.id,), guardians))

    def _on_withdraw_clicked(self) -> None:
        if self.detail is not None:
            self.start(consentsheet.withdraw(self, self.desk, self.strip, self.detail.id))

    def _on_restrict_clicked(self) -> None:
        if self.detail is not None:
            self.start(consentsheet.restrict(self, self.desk, self.strip, self.detail.id))

    def _on_departure_clicked(self) -> None:
        if self.detail is not None:
            card = self.detail.card
            self.start(departuresheet.begin(self.desk, self, self.strip, card.id, card.person.name))

    def _on_erase_clicked(self) -> None:
        if self.detail is not None:
            self.start(erasuresheet.begin(self, self.desk, self.strip, self.detail.id))

    def _on_overdue_chosen(self) -> None:
        self.start(erasuresheet.overdue(self, self.desk, self.strip))

    # Several at once

    def _on_join_chosen(self) -> None:
        self.start(peoplebatch.regroup(self, into=True))

    def _on_leave_group_chosen(self) -> None:
        self.start(peoplebatch.regroup(self, into=False))

    def _on_category_chosen(self) -> None:
        self.start(peoplebatch.categorise(self))

    def _on_several_consent_chosen(self) -> None:
        self.start(consentsheet.note(self, self.desk, self.strip, self.list.picked, ()))

    def _on_several_left_chosen(self) -> None:
        self.start(peoplebatch.mark(self, left=True))

    def _on_several_back_chosen(self) -> None:
        self.start(peoplebatch.mark(self, left=False))

    def _on_import_clicked(self) -> None:
        self.start(self._pick())

    begin = _on_import_clicked

    async def _pick(self) -> None:
        if path := await dialogs.pick_file(self, _("导入花名册"), KINDS):
            await bring_in(self, path)

    async def take(self, source: str | Path, kind: str) -> None:
        await bring_in(self, source)
