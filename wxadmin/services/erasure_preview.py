"""What an erasure would do, in the owner's words: what goes, what stays and why, what stands in the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.i18n import _
from wxadmin.services import appeal_windows, clock
from wxadmin.store import erasure as stored
from wxadmin.store import leavers
from wxadmin.store.engine import Row as Stored
from wxadmin.store.erasure import Plan
from wxadmin.store.erasure_who import Who
from wxadmin.store.lists import Source


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the preview: what it is about, how many records, and why (``""`` where that is plain)."""

    what: str
    count: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why not now. ``final`` ones must be settled first; the others may be confirmed by their ``key``.

    ``page`` and ``record`` lead to what is to be settled, where there is such a place.
    """

    key: str
    words: str
    final: bool
    page: str = ""
    record: int | None = None


_GOES: Mapping[str, str] = {
    "person": _("花名册里的这一行"), "person_detail": _("花名册的其他栏"), "belonging": _("所属的群"),
    "relation": _("与他人的关系"), "post_held": _("任职经历"), "person_merge": _("合并记录"),
    "person_apart": _("“不是同一人”的记录"), "snapshot_member": _("群成员名单里的行"),
    "member_decision": _("昵称确认和豁免"), "member_task": _("待执行事项"), "reminder": _("提醒记录"),
    "message": _("归档的发言"), "event": _("进群、退群等聊天事件里的名字"), "review": _("待审事项"),
    "matter": _("送审、举报、求助等事项"), "matter_party": _("事项涉及的人"),
    "review_note": _("待审事项的备注"), "review_decision": _("待审事项的处理结果"),
    "audience": _("公告的对象名单里的行"), "reply_pick": _("对回复的认定"), "reply_paste": _("公告回复里的那几行"),
    "attachment": _("案件附件"), "exhibit": _("证据原件"),
    "departure": _("离任清单"), "departure_item": _("离任清单里的交接事项"),
    "restriction": _("限制处理的记录"), "operator": _("管理员和权限的登记"), "picture": _("图片"),
    "case_evidence": _("作为证据的发言"), "handed_body": _("移交来的操作日志里的内容"),
    "handed_paper": _("移交来的文书"),
}  # fmt: skip
_KEPT: Mapping[str, tuple[str, str]] = {
    "cases": (
        _("案件：编号、条款、处罚措施、日期和决定人"), _("处罚决定要能被证明；姓名、事实、备注和证据删去"),
    ),
    "case_evidence": (
        _("他人案件里引用的这个人的话：位置和时间"), _("他人的决定要能被证明；发言人和原话删去"),
    ),
    "paper": (
        _("已签发文书：编号、日期、校验码"), _("纸质件凭校验码仍可核验；存档的原件删去，以后不能补打"),
    ),
    "signer": (_("签收名册里的行号"), _("签收表的行号要对得上；姓名和部门删去")),
    "signature": (_("签收结果和日期"), _("制度签收要能被证明；备注删去")),
    "objection": (_("对规章的意见：条款、日期和处理结果"), _("处理过要能被证明；姓名、意见和答复原文删去")),
    "application": (_("申请：种类、日期和结果"), _("审批要能被证明；姓名、填写内容、原因和答复删去")),
    "group_post": (_("群内任职：职务和起止日期"), _("当时由谁管理要能说明；姓名删去")),
    "group_act": (_("群务决定里关于此人的：种类、日期和经办人"), _("当时作过什么决定要能说明；说明文字删去")),
    "appeal": (_("申诉：案件编号、日期和结果"), _("处理过要能被证明；姓名、理由和答复原文删去")),
    "consent": (_("同意书：日期"), _("曾经取得同意要能被证明；由谁同意和备注删去")),
}  # fmt: skip
_OTHERS: Mapping[str, tuple[str, str]] = {
    stored.OFFICE: (
        _("以操作人、决定人、经办人身份留下的名字"), _("由谁作的决定、谁办的事要能说明"),
    ),
    "message": (_("别人的发言里提到此人"), _("是别人说的话")),
    "event": (_("聊天事件里提到此人"), _("写法不是已知的群昵称")),
    "reply_paste": (_("粘贴的回复里提到此人"), _("是别人的回复")),
    "cases": (_("别人的案件里写到此人"), _("是对别人的决定，改动会损坏它")),
    "case_evidence": (_("别人案件的证据里写到此人"), _("是对别人的决定的依据")),
    "announcement": (_("公告里写到此人"), _("已经发给全群，内容由发布人负责")),
    "revision": (_("规章制度里写到此人"), _("已发布的文字不能改")),
    "clause": (_("规章条款里写到此人"), _("已发布的文字不能改")),
    "grp": (_("群资料里写到此人"), _("如群主；请在群资料里改")),
    "person": (_("别人的花名册信息里写到此人"), _("如家长；请在那个人的资料里改")),
    "setting": (_("设置里写到此人"), _("如操作人；请在设置里改")),
    "paper": (_("别的文书的标题里写到此人"), _("已签发的不能改")),
}  # fmt: skip


_ELSEWHERE = (_("别的记录里写到此人"), _("不是此人的记录，请在那里改"))


def goes(made: Plan) -> tuple[Line, ...]:
    """What a plan takes out, table by table."""
    lines = []
    for table, words in _GOES.items():
        count = len(made.gone.get(table, ()))
        if table in ("event", "reply_paste"):
            count = made.count(table)
        elif table == "picture":
            count = sum(name == table for name, _id in made.caches)
        if count:
            lines.append(Line(words, count))
    quotes = sum(table == "message" for table, _id in made.altered)
    if quotes:
        lines.append(Line(_("别人引用的这个人的话"), quotes))
    if made.bodies:
        lines.append(Line(_("操作日志里的内容（条目和校验值保留）"), len(made.bodies)))
    return tuple(lines)


def stays(db: Source, made: Plan, who: Who) -> tuple[Line, ...]:
    """What it leaves and why: proofs without their words, and what others' records say of the person."""
    lines = []
    for table, (words, why) in _KEPT.items():
        count = sum(name == table for name, _id in made.altered)
        if count:
            lines.append(Line(words, count, why))
    named: dict[str, tuple[int, str]] = {}
    for table, count in stored.others_naming(db, made, who).items():
        words, why = _OTHERS.get(table, _ELSEWHERE)
        if who.shared:
            why = _("“{}”不止一人用，无法判断说的是谁").format(who.shared)
        named[words] = (named.get(words, (0, ""))[0] + count, why)
    lines += [Line(words, count, why) for words, (count, why) in named.items()]
    if pictures := leavers.open_things(db, who.persons).get("pictures", 0):
        lines.append(Line(_("签收表照片"), pictures, _("上面有多人的签名，是别人签收的证据")))
    if packages := leavers.packages(db, who.persons, {group for group, _name in who.nicknames}):
        lines.append(Line(_("已交出去的移交包"), packages, _("在接收人手里，里面可能有此人；请通知接收人也删除")))
    return tuple(lines)


_OPEN: Mapping[str, tuple[str, str]] = {
    "application": (_("还有 {} 份申请没有答复"), "applications"),
    "objection": (_("还有 {} 条对规章的意见没有答复"), "regulations"),
    "appeals": (_("还有 {} 份申诉没有答复"), "appeals"),
    "task": (_("还有 {} 件待执行事项"), "tasks"),
    "handing": (_("离任清单还有 {} 项没有办"), "applications"),
    "post": (_("还担任 {} 个群内职务"), "groups"),
    "operator": (_("还列在管理员与权限里"), "settings"),
}  # fmt: skip


def obstacles(db: Source, who: Who, person: int) -> tuple[Obstacle, ...]:
    """What must be settled or confirmed, most weighty first."""
    found: list[Obstacle] = []
    persons = who.persons | {person}
    for row in leavers.restrictions(db, persons):
        words = _("{}起限制处理（在人员卡片上解除）：{}").format(clock.shown_day(row["since"]), row["reason"])
        found.append(Obstacle("restricted", words, final=True))
    for row in leavers.cases(db, persons):
        found += _of_case(db, row)
    for case in leavers.evidence_elsewhere(db, persons):
        words = _("此人的话是别人的案件（草稿 #{}）的证据，那个案件还没有决定").format(case)
        found.append(Obstacle("evidence", words, True, "cases", case))
    if waiting := leavers.waiting(db, who.nicknames):
        found.append(Obstacle("queue", _("还有 {} 条待审事项没有处理").format(waiting), True, "queue"))
    things = leavers.open_things(db, persons)
    for key, (words, page) in _OPEN.items():
        if key in things:
            found.append(Obstacle(key, words.format(things[key]), True, page))
    if "member" in things:
        words = _("最近的群成员名单里还有此人（{} 处），下次导入名单又会出现").format(things["member"])
        found.append(Obstacle("member", words, False, "members"))
    if "present" in things:
        found.append(Obstacle("present", _("花名册里没有标记离开，下次导入花名册又会出现"), False, "people", person))
    return tuple(found)


def _of_case(db: Source, row: Stored) -> list[Obstacle]:
    case = row["id"]
    if row["state"] == "draft":
        return [Obstacle("case", _("案件（草稿 #{}）还没有决定").format(case), True, "cases", case)]
    if row["state"] == "decided":
        return [Obstacle("notice", _("{} 的通知书还没有签发").format(row["number"]), True, "cases", case)]
    found = []
    if row["state"] == "issued":
        window = appeal_windows.window(db, row, row["party"])
        if window.pending:
            words = _("{} 的通知书还没有登记送达，申诉期没有起算").format(row["number"])
            found.append(Obstacle("untold", words, False, "cases", case))
        elif window.until is not None and window.until >= clock.today():
            words = _("{} 的申诉期到{}才满").format(row["number"], clock.shown_day(window.until))
            found.append(Obstacle("appeal", words, True, "cases", case))
        if not row["written"] and RECOMMENDED & set(json.loads(row["measures"])):
            words = _("{} 的处理建议还没有发出建议书").format(row["number"])
            found.append(Obstacle("recommendation", words, False, "cases", case))
    return found
