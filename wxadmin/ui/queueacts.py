"""What stands beside a decision of the queue: a note, words allowed, a matter, figures. None takes the entry away.

Also chat brought in by hand, pasted or from a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wxadmin.i18n import _
from wxadmin.services import queue
from wxadmin.ui import dialogs, matteracts, queuelearning

if TYPE_CHECKING:
    from wxadmin.ui.page import RecordPage


class QueueActs:
    """The acts of one page; each is a slot, those of an entry speak of the one shown."""

    def __init__(self, page: RecordPage) -> None:
        self.page = page

    @property
    def detail(self) -> queue.ReviewCard | None:
        """The entry shown."""
        found = self.page.detail
        return found if isinstance(found, queue.ReviewCard) else None

    def note(self) -> None:
        if self.detail is not None:
            self.page.start(_note(self.page, self.detail.id))

    def allow(self) -> None:
        if self.detail is not None:
            self.page.start(_allow(self.page, self.detail))

    def excerpt(self) -> None:
        detail = self.detail
        if detail is not None and detail.message:
            from wxadmin.ui.excerptsheet import ExcerptSheet

            self.page.start(dialogs.show(ExcerptSheet(self.page, self.page.desk, detail.message)))

    def cleared(self) -> None:
        detail = self.detail
        if detail is not None and detail.message:
            from wxadmin.ui import withdrawalsheet

            self.page.start(withdrawalsheet.note(self.page, detail.message, detail.group))

    def answer(self) -> None:
        if self.detail is not None and not self.detail.message:
            self.page.start(matteracts.answer_entry(self.page, self.detail.id))

    def new_matter(self) -> None:
        self.page.start(matteracts.new(self.page))

    def paste_matters(self) -> None:
        self.page.start(matteracts.paste(self.page))

    def register(self) -> None:
        self.page.start(matteracts.register(self.page))

    def terms(self) -> None:
        self.page.start(matteracts.terms(self.page))

    def figures(self) -> None:
        from wxadmin.ui.queuesheets import show_figures

        self.page.start(show_figures(self.page))

    def presets(self) -> None:
        from wxadmin.ui.queuesheets import edit_presets

        self.page.start(edit_presets(self.page))

    def forget(self) -> None:
        self.page.start(queuelearning.forget(self.page))

    def ask_chat(self) -> None:
        words = _("在微信里多选消息后复制，或复制邮件里的聊天记录，粘贴到这里。重复粘贴的部分会自动略过。")
        self.page.start(self.page.paste_in("chat", _("粘贴聊天记录"), words))

    def pick_chat(self) -> None:
        files = _("聊天记录 (*.txt *.eml *.html *.htm *.csv *.tsv *.json *.jsonl)")
        self.page.start(self.page.pick_in("chat", _("导入聊天记录"), files))


async def _note(page: RecordPage, review: int) -> None:
    """添加备注: what is written stays."""
    text = await dialogs.ask_text(
        page, _("添加备注"), _("写下的备注不能再改，和时间、处理人一起保留。"), _("添加"), lines=4, needed=True
    )
    if text:
        await page.desk.change(lambda: queue.add_note(page.desk.store, review, text), page.strip, _("已添加备注"))
    page.list.focus_list()


async def _allow(page: RecordPage, detail: queue.ReviewCard) -> None:
    """以后都放行: words of this entry that are always right in its group."""
    from wxadmin.services import rulebooks
    from wxadmin.ui.queuesheets import AllowSheet

    matched = next((hit.matched for hit in detail.hits if hit.matched), "")
    sheet = AllowSheet(page, detail.text, _around(detail.text, matched))
    if await dialogs.show(sheet):
        allowed = sheet.phrase.text().strip()
        await page.desk.change(
            lambda: rulebooks.allow(page.desk.store, detail.group, allowed), page.strip,
            _("以后放行“{phrase}”").format(phrase=allowed),
        )  # fmt: skip
    page.list.focus_list()


def _around(text: str, matched: str) -> str:
    """The sentence in which something was found, on one line."""
    if not matched or matched not in text:
        return " ".join(text.split())[:40]
    at = text.index(matched)
    end = at + len(matched)
    while at > 0 and text[at - 1] not in "，。！？；,.!?;\n " and end - at < 20:
        at -= 1
    while end < len(text) and text[end] not in "，。！？；,.!?;\n " and end - at < 20:
        end += 1
    return text[at:end].strip()
