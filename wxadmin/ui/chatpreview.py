"""What an import of a chat would do, before it does."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import chats
from wxadmin.ui.importing import Heap, PreviewSheet

_SHOWN = 60  # lines of a heap of messages written out in a preview; all are imported


def chat_sheet(parent: QWidget, seen: chats.ChatPreview) -> PreviewSheet:
    """What an import of a chat would do, before it does."""
    said = seen.transcript.messages
    fresh = [said[i] for i in seen.new]
    shown = tuple(f"{(m.time or '').replace('T', ' ')}　{m.sender}：{m.text}" for m in fresh[:_SHOWN])
    if len(fresh) > _SHOWN:
        shown += (_("……另有 {n} 条").format(n=len(fresh) - _SHOWN),)
    heaps = [
        Heap(_("新消息"), shown, _("档案里还没有的消息"), amount=len(fresh)),
        Heap(
            _("没看懂"),
            tuple(_("第 {line} 行：{why}　{text}").format(line=r.line, why=r.why, text=r.text) for r in seen.rejected),
            _("这些行不会导入，原因写在后面"),
        ),
        Heap(_("重复"), (), _("以前导入过，略过"), amount=seen.repeated),
        Heap(
            _("系统消息"),
            tuple(
                f"{(e.time or '').replace('T', ' ')}　{e.actor} {'、'.join(e.subjects)}" for e in seen.transcript.events
            ),
        ),
        Heap(_("陌生发言人"), seen.strangers, _("不在最近一次成员名单里")),
    ]
    span = _("，时间 {first} 至 {last}").format(first=seen.first, last=seen.last) if seen.first else ""
    head = _("看懂了 {n} 条消息{span}；其中 {flagged} 条可能违规，导入后进入待审。").format(
        n=len(said), span=span, flagged=seen.flagged
    )
    sheet = PreviewSheet(parent, _("导入聊天记录"), _("导入"), head, heaps, can=bool(seen.new))
    if not seen.new:
        sheet.say(_("这些消息都导入过了。"), muted=True)
    return sheet
