"""规章制度: from the library or the unit's own text; the version in the middle, the page as it prints on the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from wxadmin.domain.regulation_diff import diff
from wxadmin.i18n import _
from wxadmin.services import clock, objections, papers, regulations, sheets, signing
from wxadmin.services.attachments import Owner
from wxadmin.services.regulations import RegulationCard
from wxadmin.ui import regulationcard, theme
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.card import button
from wxadmin.ui.comparisonsheet import compare
from wxadmin.ui.dayfield import day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.editorlayers import EditorLayers
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.objectionsheet import manage
from wxadmin.ui.page import RecordPage
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.regulationacts import RegulationActs
from wxadmin.ui.regulationcard import Beside, BlankForm, DayAnswer, Entry
from wxadmin.ui.signsheet import sign_sheet
from wxadmin.ui.stylebutton import StyleButton


class RegulationsPage(RecordPage):
    """Versions, what is done with them, their paper."""

    KEY = "regulations"
    RIGHT = "publish"
    TITLE = _("规章制度")
    NOTHING = _("选一份规章，这里显示条款和从中读出的规定；右边是印出来的样子。")
    HELP = _(
        "“从范本新建”选一份现成的规章，空格可以先空着，以后再填；“导入文本”用单位自己的 Word 或文本文件。\n\n"
        "程序认出章、条、项，一个字都不会丢；拿不准的地方会列出来。命名规则、回复时限、申诉期、处罚阶梯等规定"
        "会从条款里读出来，发布时由您勾选哪些用到群里。\n\n"
        "起草后可以送审，审核人通过或退回都有记录；也可以直接发布。发布要定下从哪天起生效，到那天才算现行，立案时引用的"
        "就是行为当天有效的条款。发布时为每个适用群起草一条公告，说明改了什么。一份规章可以适用几个群。\n"
        "新版本生效后，旧版本保留备查：“看改了什么”逐条比较，“哪一版在这天有效”查某一天的版本。不用了可以废止。\n"
        "收到的意见登记在规章下面，逐条答复。\n"
        "草稿可以带附件：图片或文字，印在正文后面，每个另起一页。\n"
        "签发后打印张贴。“发起签收…”里选哪些群、怎么分栏和排序、要不要拒签缺席栏，边选边看纸面。\n"
        "有两个以上版本时，“修订对照表…”把改动逐条列成三栏。\n\n"
        "纸面上方的“版式”选公文、企业、大字，A4 或 A3，双面，带不带目录；选过的以后都这样，签发时按它印。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self.acts = RegulationActs(self)
        pane = ListPane(
            desk, regulations, self.KEY, self,
            empty=_("还没有规章制度。从范本里选一份填空，或导入单位现有的文本。"), hint=_("搜索名称、条款"),
            widths={"title": 168, "version": 66, "state": 78}, stretch="title",
        )  # fmt: skip
        pane.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names begin with the unit: the end tells them apart
        pane.offer(_("从范本新建"), self._on_template_clicked)
        pane.offer(_("导入文本"), self._on_import_clicked, main=False)
        self.preview: PdfPreview = PdfPreview(desk.tasks, self.strip, self)
        self.lay_out(pane, self.preview)
        self.arrange(330, 400, 420)
        for at, stretch in enumerate((2, 3, 3)):
            self.sides.setStretchFactor(at, stretch)
        self.style_button = StyleButton(desk, self.strip, self.preview)
        self.preview.add_tool(self.style_button)
        self._shows = "text"
        self._beside: dict[int, Beside] = {}  # by version: a slow read of another row must not speak of this one
        self._compared: tuple[int, int, str] | None = None
        self._answer: DayAnswer | None = None
        self._places: dict[str, QWidget] = {}
        self.add_action(_("从范本新建"), self._on_template_clicked, kind="main", icon="plus")
        self.add_action(_("导入文本"), self._on_import_clicked, icon="file-input")
        self.layers = EditorLayers(desk, self, self.body)
        self.layers.saved.connect(self.list.show_record)
        self.layers.left.connect(self.list.focus_list)

    # One version

    def read(self, record: int) -> Any:
        store = self.desk.store
        detail = regulations.get(store, record)
        changes, before = None, ""
        compared = self._compared
        known = [number for number, _version, _stage in detail.versions]  # one may be gone meanwhile
        if compared is not None and compared[0] == record and compared[1] in known:
            other = regulations.get(store, compared[1])
            old, new = (other, detail) if _older(other, detail) else (detail, other)
            changes = diff(old.text, new.text)
            before = compared[2]
        said = objections.of(store, detail.regulation)
        self._beside[record] = Beside(
            said, sheets.last(store, record), tuple(signing.page(store, detail.rounds)), changes, before
        )
        return detail

    @property
    def _now(self) -> Beside:
        return Beside() if self.detail is None else self._beside.get(self.detail.id, Beside())

    def render_nothing(self) -> None:
        super().render_nothing()
        self.attached = None
        self._answer = None
        self._places = {}
        self.preview.clear()
        self.style_button.dress(None)

    def render_detail(self, detail: RegulationCard, *, again: bool) -> None:
        card, beside = self.card, self._now
        if not again:
            self._shows = "text"
        card.clear()
        regulationcard.head(card, detail)
        card.row(*self._buttons(detail), regulationcard.more(self._seldom(detail), card.host))
        step = regulationcard.next_step(detail)
        if step:
            card.text(step, role="muted", size=theme.SMALL)
        if detail.draft_saved:
            words = _("{when}打的字还没有保存，点“编辑…”接着改。").format(when=detail.draft_saved)
            card.text(words, role="amber", size=theme.SMALL)
        blanks = detail.written.blanks if detail.written is not None else ()
        if blanks:
            card.section(_("空格"))
            card.add(BlankForm(blanks, self.acts.fill, card.host))
        regulationcard.faults(card, detail, self._on_jump_wanted)
        if beside.changes is not None:
            regulationcard.changes(card, beside.changes, beside.before, self._on_back_clicked)
        regulationcard.signing(card, beside.rounds)
        if beside.said:
            self._said(detail, beside)
        regulationcard.settings(card, detail)
        if beside.changes is None:
            card.section(_("条款"))
            self._places = regulationcard.clauses(card, detail)
        self._answer = regulationcard.versions(card, detail, self._on_changes_wanted, self._on_day_asked)
        self._attachments(detail)
        if not beside.said:
            self._said(detail, beside)
        regulationcard.history(card, detail)
        card.finish(keep_place=again)
        self._show_paper()

    def _said(self, detail: RegulationCard, beside: Beside) -> None:
        regulationcard.said(
            self.card,
            beside.said,
            partial(self._on_objections_wanted, detail, None),
            partial(self._on_objection_begun, detail),
            partial(self._on_objections_wanted, detail),
        )

    def _attachments(self, detail: RegulationCard) -> None:
        card = self.card
        self.attached = None
        if detail.state == "draft":
            card.section(_("附件"))
            self.attached = AttachmentPane(
                self, Owner("revision", detail.id),
                _("印在正文之后，每个附件另起一页。图片也可以直接拖进来或粘贴。"), card.host, texts=True,
            )  # fmt: skip
            card.add(self.attached)
        else:
            words = _("附件（已发布，不能再改）")
            card.add(AttachmentPane(self, Owner("revision", detail.id), words, card.host, fixed=True))

    def _buttons(self, detail: RegulationCard) -> list[QPushButton]:
        """What is done with the version, in the order of work; the first is the main one."""
        host = self.card.host
        stops = bool(detail.empty) or any(stops for _where, _words, stops in detail.faults)
        wanted: list[tuple[str, Callable[[], None], str]] = []
        if detail.stage == "draft":
            wanted = [(_("发布…"), self.acts.publish, ""), (_("编辑…"), self._on_edit_clicked, "pencil"),
                      (_("送审"), self.acts.submit, "")]  # fmt: skip
            if stops:
                wanted = [wanted[1], wanted[2], wanted[0]]
        elif detail.stage == "review":
            approved = bool(detail.acts) and detail.reviewed == "approved"
            wanted = [(_("发布…"), self.acts.publish, "")]
            if not approved:
                wanted.insert(0, (_("审核通过…"), self.acts.approve, ""))
            wanted += [(_("退回…"), self.acts.send_back, ""), (_("撤回送审"), self.acts.withdraw, "")]
        else:
            holds = detail.stage in ("in_force", "waiting")
            signed = self._now.sheet is not None
            if detail.paper is None:
                wanted.append((_("签发规章"), self.acts.issue, ""))
                if not holds:
                    wanted.insert(0, (_("以这一版重拟"), self.acts.restore, ""))
            elif holds and not signed:
                wanted.append((_("发起签收…"), self._on_plan_clicked, ""))
            if detail.paper is not None:
                wanted.append((_("打印规章"), self._on_print_clicked, "printer"))
            if self._shows == "sheet":
                wanted.append((_("看正文"), self._on_text_clicked, "file-text"))
            elif signed:
                wanted.append((_("看签收表"), self._on_sheet_clicked, "file-text"))
            if signed or detail.paper is None:
                wanted.append((_("发起签收…"), self._on_plan_clicked, ""))
            if holds:
                wanted.append((_("编辑下一版…"), self._on_edit_clicked, "pencil"))
        if len(detail.versions) > 1:
            wanted.append((_("修订对照表…"), self._on_compare_clicked, ""))
        return [
            button(words, slot, host, kind="" if at else "main", icon=icon if at else "")
            for at, (words, slot, icon) in enumerate(wanted)
        ]

    def _seldom(self, detail: RegulationCard) -> list[Entry]:
        entries: list[Entry] = [
            (_("适用的群…"), self.acts.scope),
            (_("登记意见…"), partial(self._on_objection_begun, detail)),
            (_("导出 Word…"), partial(self.acts.export, "docx")),
            (_("导出文本…"), partial(self.acts.export, "txt")),
        ]
        if detail.state == "draft":
            entries.append((_("删除草稿"), self.acts.discard))
        else:
            entries.append((_("以这一版重拟"), self.acts.restore))
        if detail.stage in ("in_force", "waiting"):
            entries.append((_("废止…"), self.acts.repeal))
        return entries

    # The paper

    def _show_paper(self) -> None:
        detail: RegulationCard | None = self.detail
        if detail is None:
            return
        store = self.desk.store
        make: Callable[[], bytes]
        if self._shows == "sheet" and self._now.sheet is not None:
            sheet = self._now.sheet
            self.style_button.dress("sheet", issued=True)
            name = save_name(_("签收表 {title}").format(title=detail.title))
            self.start(self.preview.show_pdf(lambda: papers.reprint(store, sheet), _("签收表"), _("已签发"), name))
            return
        if detail.paper is not None:
            paper = detail.paper
            make, state = (lambda: papers.reprint(store, paper)), _("已签发")
        else:
            make = lambda: papers.draft(store, regulations.paper(store, detail.id))  # noqa: E731 - one of two makers
            state = _("草稿，未签发") if detail.state == "draft" else _("未签发")
        self.style_button.dress("regulation", issued=detail.paper is not None)
        self.start(self.preview.show_pdf(make, _("正文"), state, save_name(detail.title)))

    def _again(self, shows: str) -> None:
        self._shows = shows
        if self.detail is not None:
            self.render_detail(self.detail, again=True)

    def _on_sheet_clicked(self) -> None:
        self._again("sheet")

    def _on_text_clicked(self) -> None:
        self._again("text")

    def _on_print_clicked(self) -> None:
        self.preview.print()

    # Acts

    def _on_edit_clicked(self) -> None:
        if self.detail is not None:
            self.start(self.layers.edit(self.detail.id))

    def show_record(self, record: int) -> None:
        if self.layers.editing:
            self.start(self._leave_for(record))
        else:
            super().show_record(record)

    async def _leave_for(self, record: int) -> None:
        if await self.layers.leave():
            super().show_record(record)

    def focus_search(self) -> None:
        if not self.layers.find_words():
            super().focus_search()

    def keep_now(self) -> str:
        return self.layers.keep_now()

    def shut(self) -> None:
        self.layers.shut()
        super().shut()

    def _on_plan_clicked(self) -> None:
        group = None if self.detail is None else self._where(self.detail)
        if self.detail is not None and group is not None:
            self.start(self._plan(self.detail, group))

    def _where(self, detail: RegulationCard) -> int | None:
        """The group this is about: the chosen one where the regulation holds there, else the one it was made for."""
        chosen = self.desk.group
        return chosen if any(number == chosen for number, _name in detail.groups) else detail.group

    async def _plan(self, detail: RegulationCard, group: int) -> None:
        issued = await sign_sheet(self.desk, detail, group, self._now.sheet, self, self.strip)
        if issued is not None and self.detail is not None and self.detail.id == detail.id:
            self._beside[detail.id] = replace(self._now, sheet=issued.id)
            self._again("sheet")

    def _on_compare_clicked(self) -> None:
        if self.detail is not None:
            self.start(compare(self.desk, self.detail, self, self.strip))

    # What the card asks for

    def _on_jump_wanted(self, where: str) -> None:
        place = self._places.get(where)
        if place is not None:
            self.card.ensureWidgetVisible(place, 0, 120)

    def _on_changes_wanted(self, other: int, version: str) -> None:
        if self.detail is not None:
            self._compared = (self.detail.id, other, version)
            self._on_list_opened(self.detail.id)

    def _on_back_clicked(self) -> None:
        self._compared = None
        if self.detail is not None:
            self._on_list_opened(self.detail.id)

    def _on_day_asked(self, day: date) -> None:
        if self.detail is not None and self._answer is not None:
            self.start(self._held(self.detail.regulation, day, self._answer))

    async def _held(self, regulation: int, day: date, answer: DayAnswer) -> None:
        store = self.desk.store
        read = await self.desk.read(lambda: (regulations.version_on(store, regulation, day),), self.strip)
        if read is None or answer is not self._answer or day_of(answer.day) != day:
            return
        found = read[0]
        if found is None:
            answer.say(_("那天没有有效的版本"), None)
        else:
            words = _("{version}，{day}起生效").format(version=found.version, day=clock.shown_day(found.effective))
            answer.say(words, partial(self.show_record, found.id))

    def _on_objections_wanted(self, detail: RegulationCard, record: int | None) -> None:
        self.start(manage(self.desk, detail, self._where(detail), self, self.strip, record=record))

    def _on_objection_begun(self, detail: RegulationCard) -> None:
        self.start(manage(self.desk, detail, self._where(detail), self, self.strip, clause=()))

    # New ones

    def begin(self) -> None:
        self._on_template_clicked()

    def _on_template_clicked(self) -> None:
        self.start(self._from_template())

    async def _from_template(self) -> None:
        from wxadmin.ui.librarysheet import choose_template

        group = self.need_group()
        desk = self.desk
        chosen = None if group is None else await choose_template(desk, self)
        if group is None or chosen is None:
            return
        change = await desk.change(
            lambda: regulations.create_from_template(desk.store, group, *chosen),
            self.strip,
            _("规章草稿已建好，核对后发布"),
        )
        if change is not None:
            self.show_record(change.value)

    def _on_import_clicked(self) -> None:
        self.start(self.take("", "regulation"))

    async def take(self, source: str | Path, kind: str) -> None:
        from wxadmin.ui.regulationimport import import_regulations

        group = self.need_group()
        if group is None:
            return
        change = await import_regulations(self.desk, self, self.strip, source, group)
        if change is not None:
            self.show_record(change.value)


def _older(one: RegulationCard, other: RegulationCard) -> bool:
    numbers = [number for number, _version, _state in other.versions]
    return numbers.index(one.id) > numbers.index(other.id)
