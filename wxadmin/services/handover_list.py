"""移交清单: what is in a package, how it can be told, and who signs for it; the words of what is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wxadmin.domain.papers import FormField, FormPaper
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock
from wxadmin.store.handover_writing import Said, Written

_ACROSS = 3

NOUNS: Mapping[str, str] = {
    "grp": _("群"), "person": _("人员"), "belonging": _("所属的群"), "person_detail": _("人员的其他信息"),
    "relation": _("人员关系"), "post_held": _("以前的职务"), "consent": _("同意登记"), "snapshot": _("成员快照"),
    "snapshot_member": _("快照里的成员"), "member_decision": _("核验决定"), "member_task": _("待执行事项"),
    "reminder": _("提醒"), "message": _("聊天消息"), "event": _("群事件"), "review": _("待审事项"), "cases": _("案件"),
    "case_evidence": _("证据"), "attachment": _("附件"), "exhibit": _("证据原件"),
    "revision": _("规章制度的版本"), "clause": _("条款"),
    "signing": _("签收"), "signer": _("应签收的人"), "signature": _("签收记录"), "signing_picture": _("签收表照片"),
    "announcement": _("公告"), "audience": _("公告对象"), "reply_paste": _("粘贴的回复"), "reply_pick": _("认定的回复"),
    "application": _("申请"), "departure": _("离职与调岗"), "departure_item": _("交接事项"),
    "restriction": _("限制处理"), "objection": _("对制度的意见"), "group_post": _("群内职务"),
    "group_setting": _("取自制度的设定"), "group_act": _("群的大事记"), "papers": _("文书存档"),
    "pictures": _("图片"), "matter": _("送审、举报、求助等事项"),
}  # fmt: skip
"""What counts are called; tables that are part of one of these are not counted on the screen."""
LEFT: Mapping[str, str] = {
    "draft_text": _("正在输入、没有保存的制度文字"), "signing_sheet": _("签收表的打印记录（纸面仍可核验，可重新打印）"),
    "handed_paper": _("以前的移交人签发的文书存档（可在移交记录里另存后交给接收人）"),
}  # fmt: skip
"""What belongs to the groups and cannot come."""


def counted(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """(words, count) of what a package counts, in the order of NOUNS."""
    return tuple((NOUNS[name], counts[name]) for name in NOUNS if counts.get(name))


def left_words(left: Mapping[str, int]) -> list[str]:
    """What stays behind, each with its count."""
    return [_("{what}（{count}）").format(what=LEFT[name], count=n) for name, n in left.items() if name in LEFT]


def paper(
    unit: str, names: Sequence[str], said: Said, made: Written, fingerprint: str,
    counts: Sequence[tuple[str, int]], left: Sequence[str],
) -> FormPaper:  # fmt: skip
    """移交清单: what is in the package, how it can be told, and who signs for it."""
    pairs = [f"{on_paper(title)}|{count:,}" for title, count in counts]
    pairs += ["|"] * (-len(pairs) % _ACROSS)
    down = len(pairs) // _ACROSS
    lines = ["|".join(pairs[row::down]) for row in range(down)]
    grouped = " ".join(made.digest[i : i + 8] for i in range(0, len(made.digest), 8))
    root = " ".join(made.root.hex()[i : i + 8] for i in range(0, 64, 8))
    heads = (on_paper(_("项目")), on_paper(_("数量")))
    journal = on_paper(_("{count} 条，根 {root}")).format(count=f"{made.size:,}", root=root)
    return FormPaper(
        "handover", on_paper(_("群管理移交清单")), unit, names[0] if len(names) == 1 else "",
        (
            (FormField(on_paper(_("移交人")), said.giver), FormField(on_paper(_("接收人")), said.receiver)),
            (
                FormField(on_paper(_("移交日期")), clock.shown_day(said.day)),
                FormField(on_paper(_("文件")), made.path.name),
            ),
            (FormField(on_paper(_("移交的群")), "、".join(names)),),
            (FormField(on_paper(_("内容")), "\n".join(lines), columns=heads * _ACROSS),),
            *(((FormField(on_paper(_("没有移交")), "；".join(map(on_paper, left))),),) if left else ()),
            *(((FormField(on_paper(_("说明")), said.note),),) if said.note else ()),
            (FormField(on_paper(_("签名指纹")), fingerprint),),
            (FormField(on_paper(_("文件校验值")), grouped, lines=2),),
            (FormField(on_paper(_("操作日志")), journal, lines=2),),
            (
                FormField(on_paper(_("移交人签名")), signed=True, lines=3),
                FormField(on_paper(_("接收人签名")), signed=True, lines=3),
            ),
            (FormField(on_paper(_("监交人签名")), signed=True, lines=3),),
        ),
        note=on_paper(_(
            "接收人导入前，请把窗口里显示的签名指纹与本清单逐组核对，一致才说明文件出自移交人的记录、途中没有改动。"
            "口令不要写在本清单上，请当面或另打电话告知。"
        )),
    )  # fmt: skip
