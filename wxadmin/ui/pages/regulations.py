"""规章制度: from the library or the unit's own text; clauses in the middle, the page as it prints on the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from wxadmin.domain.regulation import RegulationText, walk
from wxadmin.i18n import _
from wxadmin.services import clock, papers, regulations, sheets
from wxadmin.services.attachments import Owner
from wxadmin.services.regulations import RegulationCard
from wxadmin.ui import dialogs, theme
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.card import button, label
from wxadmin.ui.comparisonsheet import compare
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage
from wxadmin.ui.papersheet import tell_issued
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.regulationsheets import PublishSheet, TemplateSheet, plain_text, text_sheet
from wxadmin.ui.signsheet import sign_sheet
from wxadmin.ui.stylebutton import StyleButton
from wxadmin.ui.textblock import TextBlock

_TONE = {"draft": "warn", "in_force": "ok", "replaced": "muted"}
_KINDS = (_("规章文本 (*.docx *.txt *.md)"),)


class RegulationsPage(RecordPage):
    """Versions, clauses, paper."""

    KEY = "regulations"
    TITLE = _("规章制度")
    NOTHING = _("选一份规章，这里显示条款和从中读出的规定；右边是印出来的样子。")
    HELP = _(
        "“从范本新建”选一份现成的规章，填上单位、群名等空格；“导入文本”用单位自己的 Word 或文本文件。\n\n"
        "程序认出章、条、项，一个字都不会丢；拿不准的地方会列出来。命名规则、回复时限、申诉期、处罚阶梯等规定"
        "会从条款里读出来，发布时可以直接用到群里。\n\n"
        "发布后才算现行，立案时引用的就是现行版本的条款。新版本发布后，旧版本保留备查。\n"
        "草稿可以带附件：图片或文字，印在正文后面，每个另起一页。\n"
        "签发后打印张贴。“签收表…”里选哪些群、怎么分栏和排序、要不要拒签缺席栏，边选边看纸面。\n"
        "有两个以上版本时，“修订对照表…”把改动逐条列成三栏。\n\n"
        "纸面上方的“版式”选公文、企业、大字，A4 或 A3，双面，带不带目录；选过的以后都这样，签发时按它印。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, regulations, self.KEY, self,
            empty=_("还没有规章制度。从范本里选一份填空，或导入单位现有的文本。"), hint=_("搜索名称、条款"),
            widths={"title": 226, "state": 80},
        )  # fmt: skip
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
        self._sheets: dict[int, int | None] = {}  # by version: a slow read of another row must not speak of this one
        self.add_action(_("从范本新建"), self._on_template_clicked, kind="main", icon="plus")
        self.add_action(_("导入文本"), self._on_import_clicked, icon="file-input")

    # One version

    def read(self, record: int) -> Any:
        store = self.desk.store
        self._sheets[record] = sheets.last(store, record)
        return regulations.get(store, record)

    @property
    def _sheet(self) -> int | None:
        """The sheet issued last for the version shown."""
        return None if self.detail is None else self._sheets.get(self.detail.id)

    def render_nothing(self) -> None:
        super().render_nothing()
        self.attached = None
        self.preview.clear()
        self.style_button.dress(None)

    def render_detail(self, detail: RegulationCard, *, again: bool) -> None:
        card = self.card
        if not again:
            self._shows = "text"
        card.clear()
        card.title(detail.title, badge=regulations.STATES.get(detail.state, detail.state),
                   tone=_TONE.get(detail.state, "muted"))  # fmt: skip
        card.facts(
            ((_("版本"), detail.version), (_("生效"), clock.shown_day(detail.effective)), (_("发布人"), detail.issuer))
        )
        host = card.host
        actions: list[QPushButton] = []
        if detail.state == "draft":
            actions.append(button(_("发布…"), self._on_publish_clicked, host, kind="main"))
            actions.append(button(_("修改文字…"), self._on_revise_clicked, host, icon="pencil"))
        elif detail.paper is None:
            actions.append(button(_("签发规章"), self._on_issue_clicked, host, kind="main"))
        else:
            actions.append(button(_("打印规章"), self._on_print_clicked, host, kind="main", icon="printer"))
        if detail.group is not None and detail.state != "draft":
            if self._shows == "sheet":
                actions.append(button(_("看正文"), self._on_text_clicked, host, icon="file-text"))
            elif self._sheet is not None:
                actions.append(button(_("看签收表"), self._on_sheet_clicked, host, icon="file-text"))
            actions.append(button(_("签收表…"), self._on_plan_clicked, host))
        if len(detail.versions) > 1:
            actions.append(button(_("修订对照表…"), self._on_compare_clicked, host))
        card.row(*actions)
        if detail.state == "draft":
            card.text(
                _("先发布：定下从哪天起生效，案件从此可以引用它的条款。发布后再签发纸面：带编号和校验码，用来张贴。"),
                role="muted",
                size=theme.SMALL,
            )
        elif detail.paper is None:
            card.text(_("已经生效。签发后的纸面带编号和校验码，可以张贴存档；没有签发时打印出来是草稿。"),
                      role="muted", size=theme.SMALL)  # fmt: skip
        self.attached = None
        if detail.state == "draft":
            card.section(_("附件"))
            self.attached = AttachmentPane(
                self, Owner("revision", detail.id),
                _("印在正文之后，每个附件另起一页。图片也可以直接拖进来或粘贴。"), host, texts=True,
            )  # fmt: skip
            card.add(self.attached)
        else:
            words = _("附件（已发布，不能再改）")
            card.add(AttachmentPane(self, Owner("revision", detail.id), words, host, fixed=True))
        if detail.settings:
            card.section(_("从条款里读出的规定"))
            card.facts((one.title, f"{one.value}（{one.at}）" if one.at else one.value) for one in detail.settings)
            if any(one.applied for one in detail.settings):
                card.text(_("已用到群里的，在“设置”里可以看到和修改。"), role="muted", size=theme.SMALL)
        card.section(_("条款"))
        self._text(detail.text)
        if len(detail.versions) > 1:
            card.section(_("各版本"))
            for number, version, state in detail.versions:
                card.link(f"{version}　{state}", "regulations", number)
        card.finish(keep_place=again)
        self._show_paper()

    def _text(self, text: RegulationText) -> None:
        card = self.card
        for line in text.preamble:
            card.text(line)
        for path, node in walk(text.nodes):
            depth = max(0, len(path) - 1)
            head = " ".join(p for p in (node.number, node.title or "") if p)
            if node.kind == "chapter":
                card.text(head, size=theme.HEADING)
                if node.text:
                    card.text(node.text)
                continue
            row = QHBoxLayout()
            row.setContentsMargins(min(depth, 3) * 12, 0, 0, 0)
            row.setSpacing(8)
            if node.number:
                number = label(node.number, card.host, "muted")
                row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
            words = "　".join(p for p in (node.title or "", node.text) if p)
            row.addWidget(TextBlock(words, card.host), 1)
            card.add(row)
        for line in text.closing:
            card.text(line)

    # The paper

    def _show_paper(self) -> None:
        detail: RegulationCard | None = self.detail
        if detail is None:
            return
        store = self.desk.store
        make: Callable[[], bytes]
        if self._shows == "sheet" and self._sheet is not None:
            sheet = self._sheet
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

    def _on_publish_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._publish(self.detail))

    async def _publish(self, detail: RegulationCard) -> None:
        desk = self.desk
        sheet = PublishSheet(self, detail, detail.unit or desk.settings.unit or desk.actor)
        if not await dialogs.show(sheet):
            return
        effective, issuer = sheet.chosen()
        change = await desk.change(
            lambda: regulations.publish(desk.store, detail.id, effective=effective, issuer=issuer),
            self.strip,
            final=True,
        )
        if change is not None:
            self.strip.done(_("“{title}”已发布。可以签发打印，再做签收表。").format(title=detail.title))

    def _on_revise_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._revise(self.detail))

    async def _revise(self, detail: RegulationCard) -> None:
        """The text as plain lines, read again when it was changed."""
        desk = self.desk
        before = plain_text(detail.text)
        words = await dialogs.ask_text(
            self, _("修改“{title}”").format(title=detail.title),
            _("改好后会重新认一遍章、条、项。第一行是标题。"), _("看预览"), text=before, lines=18, needed=True,
        )  # fmt: skip
        if not words or words == before:
            return
        text = await desk.job(_("读取规章"), lambda _step: regulations.parse_text(words), self.strip)
        if text is None or not await dialogs.show(text_sheet(self, text, _("保存修改"))):
            return
        change = await desk.change(lambda: regulations.revise(desk.store, detail.id, text), self.strip, _("草稿已修改"))
        if change is not None:
            self.show_record(change.value)

    def _on_issue_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._issue(self.detail))

    async def _issue(self, detail: RegulationCard) -> None:
        desk = self.desk
        if await dialogs.confirm(
            self,
            _("签发规章"),
            _("签发后纸面定稿，带编号和校验码。现在签发“{title}”？").format(title=detail.title),
            _("签发规章"),
        ):
            change = await desk.change(lambda: regulations.issue(desk.store, detail.id), self.strip, final=True)
            if change is not None:
                tell_issued(desk, self.strip, change.value, lead=False)

    def _on_plan_clicked(self) -> None:
        if self.detail is not None and self.detail.group is not None:
            self.start(self._plan(self.detail, self.detail.group))

    async def _plan(self, detail: RegulationCard, group: int) -> None:
        issued = await sign_sheet(self.desk, detail, group, self._sheet, self, self.strip)
        if issued is not None and self.detail is not None and self.detail.id == detail.id:
            self._sheets[detail.id] = issued.id
            self._again("sheet")

    def _on_compare_clicked(self) -> None:
        if self.detail is not None:
            self.start(compare(self.desk, self.detail, self, self.strip))

    # New ones

    def begin(self) -> None:
        self._on_template_clicked()

    def _on_template_clicked(self) -> None:
        self.start(self._from_template())

    async def _from_template(self) -> None:
        group = self.need_group()
        desk = self.desk
        if group is None:
            return
        library = await desk.read(regulations.templates, self.strip)
        now = desk.group_now
        if not library or now is None:
            return
        known = {"unit": now.unit or desk.settings.unit, "group": now.name, "office": now.office, "owner": now.owner}
        sheet = TemplateSheet(self, library, known)
        if not await dialogs.show(sheet):
            return
        key, values = sheet.chosen()
        change = await desk.change(
            lambda: regulations.create_from_template(desk.store, group, key, values),
            self.strip,
            _("规章草稿已建好，核对后发布"),
        )
        if change is not None:
            self.show_record(change.value)

    def _on_import_clicked(self) -> None:
        self.start(self._pick())

    async def _pick(self) -> None:
        if self.need_group() is None:
            return
        path = await dialogs.pick_file(self, _("导入规章文本"), _KINDS)
        if path is not None:
            await self.take(path, "regulation")

    async def take(self, source: str | Path, kind: str) -> None:
        group = self.need_group()
        desk = self.desk
        if group is None:
            return
        text = await desk.job(
            _("读取规章"),
            lambda _step: regulations.parse_text(source) if isinstance(source, str) else regulations.parse_file(source),
            self.strip,
        )
        if text is None:
            return
        sheet = text_sheet(self, text)
        name = QLineEdit(text.title or (source.stem if isinstance(source, Path) else ""), sheet)
        name.setAccessibleName(_("名称"))
        name.setPlaceholderText(_("规章名称"))
        sheet.body.insertWidget(0, name)
        if not await dialogs.show(sheet):
            return
        title = name.text().strip()
        change = await desk.change(
            lambda: regulations.create_from_text(desk.store, group, text, title=title),
            self.strip,
            _("规章已导入为草稿，核对后发布"),
        )
        if change is not None:
            self.show_record(change.value)
