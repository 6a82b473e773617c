"""签收: rounds left; who has signed and who has not in the middle; the sheet, or the photograph of it, on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from wxadmin.i18n import _
from wxadmin.services import clock, papers, regulations, sheets, signing, signing_pictures
from wxadmin.services.records import Change, Store
from wxadmin.services.signing import RoundCard
from wxadmin.ui import dialogs
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.card import ScoreBar, button
from wxadmin.ui.desk import Desk
from wxadmin.ui.entries import Entries
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage
from wxadmin.ui.papersheet import look, offer
from wxadmin.ui.pictureview import PictureView
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.roundlines import RoundLines
from wxadmin.ui.signerroll import SignerRoll
from wxadmin.ui.signingsheets import DueSheet, VersionSheet
from wxadmin.ui.signsheet import sign_sheet
from wxadmin.ui.stylebutton import StyleButton

_TONE = {"open": "info", "overdue": "danger", "done": "ok", "closed": "muted"}


class SigningPage(RecordPage):
    """Rounds, signers, sheet."""

    KEY = "signing"
    RIGHT = "members"
    TITLE = _("签收")
    NOTHING = _("选一轮签收，这里显示谁签了、谁还没有签；右边是签收表，或收回的签收表的照片。")
    HELP = _(
        "一轮签收定下：哪一版规章制度、谁要签、哪天之前签。名单在发起时定住，后来的人可以补进名单末尾，"
        "离开的人不再计入。\n\n"
        "“发起签收…”印出签收表；大家在纸上签字，收回后在这里登记：\n"
        "在名单里选人，按空格记“已签”，R 记拒签，A 记缺席，Delete 清除；先在上面选好签字的日期。\n"
        "“按行码登记…”照纸上的行码输入，可以写首尾、写“全部除 …”，打错一个字会指出来，不会记到别人头上。\n\n"
        "没有签的可以再印一张“补签表”，行码不变；“复制提醒”生成带 @姓名 的话。\n"
        "收回的签收表拍照，拖进来或粘贴，和这一轮放在一起。\n\n"
        "登记过的，立案、通知书和个人资料里都会写明当事人是否签收、签的是哪一版。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, signing, self.KEY, self,
            empty=_("还没有签收。规章制度发布后，在这里发起签收、打印签收表，再登记谁签了。"), hint=_("搜索签收表"),
            counted=_("{n} 轮"), view=Entries(self, RoundLines(self)),
        )  # fmt: skip
        pane.offer(_("发起签收…"), self._on_new_clicked)
        self._issued: int | None = None
        self._thumbs: dict[int, QImage] = {}
        self.roll = SignerRoll(self, self)
        self.preview: PdfPreview = PdfPreview(desk.tasks, self.strip, self)
        self.style_button = StyleButton(desk, self.strip, self.preview)
        self.preview.add_tool(self.style_button)
        self.picture = PictureView(self)
        self.right = QStackedWidget(self)
        self.right.addWidget(self.preview)
        self.right.addWidget(self.picture)
        self.lay_out(pane, self.right, below=self.roll)
        self.sides.wide_only = True
        self.roll.list.failed.connect(self._on_list_failed)
        # What is said of the round takes less room than its people.
        policy = self.roll.sizePolicy()
        policy.setVerticalStretch(2)
        self.roll.setSizePolicy(policy)
        self.arrange(240, 580, 340)
        for at, stretch in enumerate((2, 4, 3)):
            self.sides.setStretchFactor(at, stretch)
        self.add_action(_("发起签收…"), self._on_new_clicked, icon="plus")
        self._codes = self.add_action(_("按行码登记…"), self._on_codes_clicked, kind="main", icon="keyboard")
        self.add_more(_("打印签收名单…"), self.roll.print_list)
        self.render_nothing()

    # One round

    def read(self, record: int) -> Any:
        return signing.get(self.desk.store, record)

    def reload(self) -> None:
        super().reload()
        self.roll.list.reload()

    def shut(self) -> None:
        self.roll.shut()
        super().shut()

    def render_nothing(self) -> None:
        super().render_nothing()
        self.attached = None
        self.preview.clear()
        self.right.setCurrentWidget(self.preview)
        self.style_button.dress(None)
        self.roll.look_at(None)
        self._codes.setEnabled(False)

    def render_detail(self, detail: RoundCard, *, again: bool) -> None:
        self.roll.look_at(detail)
        self._codes.setEnabled(detail.state != "closed")
        card, share = self.card, detail.share
        card.clear()
        host = card.host
        card.title(detail.title, badge=signing.STATES[detail.state], tone=_TONE[detail.state])
        bar = ScoreBar(share.signed / share.expected if share.expected else 0.0, host)
        bar.setAccessibleName(_("已签 {signed}，应签 {expected}").format(signed=share.signed, expected=share.expected))
        card.add(bar)
        words = _("已签 {signed} / 应签 {expected}　未签 {missing}　拒签 {refused}　缺席 {absent}").format(
            signed=share.signed, expected=share.expected, missing=share.missing, refused=share.refused,
            absent=share.absent,
        )  # fmt: skip
        if share.left:
            words += "　" + _("已离开 {n}（不计）").format(n=share.left)
        card.text(words)
        self._buttons(detail, host)
        version = f"《{detail.regulation}》{detail.version}"
        if detail.stage != "in_force":
            version += _("（{state}）").format(state=regulations.STATES[detail.stage])
        card.facts(
            (
                (_("签收内容"), version),
                (_("截止"), clock.shown(detail.due.isoformat()) if detail.due else _("没有定")),
                (_("群"), "、".join(detail.groups)),
                (_("签收表"), "、".join(_sheet_words(one) for one in detail.sheets)),
                (_("结束"), detail.closed),
            )
        )
        card.link(_("查看规章制度：{title}").format(title=detail.regulation), "regulations", detail.revision)
        card.section(_("收回的签收表"))
        self.attached = AttachmentPane(
            self, detail.id, _("签好的表拍照放在这里，可以直接拖进来或粘贴；结束以后也可以补。"), host, looks=True,
            shelf=signing_pictures, thumbs=self._thumbs,
        )  # fmt: skip
        self.attached.look_wanted.connect(self._on_look_wanted)
        card.add(self.attached)
        card.finish(keep_place=again)
        if not again:
            self.right.setCurrentWidget(self.preview)
        if self.right.currentWidget() is self.preview:
            self._show_sheet(detail)

    def _buttons(self, detail: RoundCard, host: QWidget) -> None:
        pieces: list[QPushButton] = []
        if detail.state == "closed":
            pieces.append(button(_("重新打开"), self._on_reopen_clicked, host))
        else:
            if not detail.sheets:
                pieces.append(button(_("签发签收表…"), self._on_issue_clicked, host, icon="printer"))
            elif detail.share.unsigned:
                pieces.append(button(_("补签表…"), self._on_missing_clicked, host, icon="printer"))
            if detail.share.unsigned:
                pieces.append(button(_("复制提醒"), self._on_reminder_clicked, host, icon="copy"))
            if detail.joining:
                words = _("补进 {n} 人").format(n=detail.joining)
                pieces.append(button(words, self._on_join_clicked, host, icon="plus"))
            pieces.append(button(_("改截止日期…"), self._on_due_clicked, host))
            pieces.append(button(_("结束签收"), self._on_close_clicked, host))
        pieces.append(button(_("照片…"), self._on_pictures_clicked, host, icon="image-plus"))
        if self.right.currentWidget() is self.picture or self.sides.narrow:
            pieces.insert(0, button(_("看签收表"), self._on_sheet_clicked, host, icon="file-text"))
        self.card.row(*pieces)

    # The right side

    def _sheet(self, detail: RoundCard) -> tuple[Callable[[], bytes], str, str]:
        """How the sheet issued last, or the draft of one, is made; its caption and state."""
        store = self.desk.store
        if detail.sheets:
            sheet = detail.sheets[-1]
            return lambda: papers.reprint(store, sheet.paper), sheet.number, _("已签发")
        return lambda: papers.draft(store, signing.paper(store, detail.id)), _("签收表"), _("草稿，未签发")

    def _show_sheet(self, detail: RoundCard) -> None:
        issued = detail.sheets[-1].paper if detail.sheets else None
        if issued is not None and issued == self._issued and self.preview.data is not None:
            return  # it never changes, and whoever records must not lose the place he reads
        self._issued = issued
        make, caption, state = self._sheet(detail)
        self.style_button.dress("sheet", issued=bool(detail.sheets))
        self.start(self.preview.show_pdf(make, caption, state, save_name(detail.title)))

    def _on_sheet_clicked(self) -> None:
        detail: RoundCard | None = self.detail
        if detail is None:
            return
        if self.sides.narrow:
            make, caption, state = self._sheet(detail)
            self.start(look(self.desk, self, caption, make, state, save_name(detail.title), "sheet"))
            return
        self.right.setCurrentWidget(self.preview)
        self.render_detail(detail, again=True)

    def _on_pictures_clicked(self) -> None:
        if self.attached is not None:
            self.start(self.attached.pick())

    def _on_look_wanted(self, picture: int) -> None:
        self.start(self._look_large(picture))

    async def _look_large(self, picture: int) -> None:
        store = self.desk.store
        data = await self.desk.read(lambda: signing_pictures.picture(store, picture), self.strip)
        if data is None or self.detail is None:
            return
        if self.sides.narrow:
            sheet = dialogs.Sheet(self, _("收回的签收表"), _("关闭"))
            sheet.cancel.hide()
            view = PictureView(sheet)
            sheet.body.addWidget(view, 1)
            sheet.resize(self.size())
            view.show_picture(data, _("收回的签收表"))
            await dialogs.show(sheet)
        else:
            self.right.setCurrentWidget(self.picture)
            self.picture.show_picture(data, _("收回的签收表"))
            self.render_detail(self.detail, again=True)

    # The round

    def _on_codes_clicked(self) -> None:
        self.start(self.roll.ask_codes())

    def begin(self) -> None:
        self._on_new_clicked()

    def _on_new_clicked(self) -> None:
        self.start(self._new())

    async def _new(self) -> None:
        desk, group = self.desk, self.need_group()
        if group is None:
            return
        versions = await desk.read(lambda: signing.signable(desk.store, group), self.strip)
        if versions is None:
            return
        if not versions:
            self.strip.hint(_("这个群还没有发布过规章制度。请先到“规章制度”里发布一份。"))
            return
        revision = versions[0][0]
        if len(versions) > 1:
            sheet = VersionSheet(self, versions)
            if not await dialogs.show(sheet):
                return
            revision = sheet.chosen()
        seen = await desk.read(
            lambda: (regulations.get(desk.store, revision), sheets.last(desk.store, revision)), self.strip
        )
        if seen is None:
            return
        detail, issued = seen
        made = await sign_sheet(desk, detail, group, issued, self, self.strip)
        if made is not None:
            opened = await desk.read(lambda: signing.of_paper(desk.store, made.id), self.strip)
            if opened is not None:
                self.show_record(opened)

    def _on_issue_clicked(self) -> None:
        self._offer(missing_only=False)

    def _on_missing_clicked(self) -> None:
        self._offer(missing_only=True)

    def _offer(self, *, missing_only: bool) -> None:
        detail: RoundCard | None = self.detail
        if detail is None:
            return
        store, title = self.desk.store, _("补签表") if missing_only else _("签收表")
        self.right.setCurrentWidget(self.preview)
        self.start(
            offer(
                self.desk, self, self.strip, lambda: signing.paper(store, detail.id, missing_only=missing_only),
                lambda _paper: signing.issue_sheet(store, detail.id, missing_only=missing_only), title=title,
                kind="sheet",
            )
        )  # fmt: skip

    def _on_reminder_clicked(self) -> None:
        self.start(self._remind())

    async def _remind(self) -> None:
        detail: RoundCard | None = self.detail
        if detail is not None:
            text = await self.desk.read(lambda: signing.reminder(self.desk.store, detail.id), self.strip)
            if text:
                self.copy(text, _("提醒已复制，到微信群里粘贴即可。"))

    def _on_join_clicked(self) -> None:
        self._change(signing.add_people, _("已补进名单末尾，可以给他们印“补签表”"))

    def _on_close_clicked(self) -> None:
        self._change(signing.close_round, _("已结束签收"))

    def _on_reopen_clicked(self) -> None:
        self._change(signing.reopen, _("已重新打开"))

    def _change(self, work: Callable[[Store, int], Change[int]], done: str) -> None:
        detail: RoundCard | None = self.detail
        if detail is not None:
            self.start(self.desk.change(lambda: work(self.desk.store, detail.id), self.strip, done))

    def _on_due_clicked(self) -> None:
        self.start(self._set_due())

    async def _set_due(self) -> None:
        detail: RoundCard | None = self.detail
        if detail is None:
            return
        sheet = DueSheet(self, detail.due)
        if await dialogs.show(sheet):
            due, store = sheet.due(), self.desk.store
            await self.desk.change(lambda: signing.set_due(store, detail.id, due), self.strip, _("截止日期已改"))


def _sheet_words(sheet: signing.IssuedSheet) -> str:
    return _("{number}（补签）").format(number=sheet.number) if sheet.missing_only else sheet.number
