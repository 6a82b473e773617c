"""Erasing a leaver's personal data: what goes, what stays and why, what stands in the way, and doing it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from wxadmin.domain.deadlines import working_days_after
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.domain.papers import FormField, FormPaper
from wxadmin.i18n import _
from wxadmin.services import clock, groups, papers
from wxadmin.services.papers import KINDS, IssuedPaper, Origin
from wxadmin.services.records import Change, Store, position
from wxadmin.services.standing import fresh_all
from wxadmin.store import erasure as stored
from wxadmin.store import leavers
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.erasure import Plan, Who
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

MENTIONS = stored.MENTIONS


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


@dataclass(frozen=True, slots=True)
class Choice:
    """What may go besides, when it is ticked; ``ticked`` is how the tick should stand at first."""

    key: str
    words: str
    count: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that holds the records as they were: a backup, or files kept by a restore."""

    path: Path
    words: str


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What erasing a person would do. ``copies`` are files that keep the data until they are deleted.

    ``position`` is the state of the records it was made from.
    """

    person: int
    name: str
    goes: tuple[Line, ...]
    stays: tuple[Line, ...]
    obstacles: tuple[Obstacle, ...]
    choices: tuple[Choice, ...]
    copies: tuple[Copy, ...]

    @property
    def blocked(self) -> tuple[Obstacle, ...]:
        """What must be settled first."""
        return tuple(one for one in self.obstacles if one.final)

    @property
    def doubts(self) -> tuple[Obstacle, ...]:
        """What must be confirmed."""
        return tuple(one for one in self.obstacles if not one.final)


_GOES: Mapping[str, str] = {
    "person": _("花名册里的这一行"), "person_detail": _("花名册的其他栏"), "belonging": _("所属的群"),
    "relation": _("与他人的关系"), "post_held": _("任职经历"), "person_merge": _("合并记录"),
    "person_apart": _("“不是同一人”的记录"), "snapshot_member": _("群成员名单里的行"),
    "member_decision": _("昵称确认和豁免"), "member_task": _("进群、退群的待办"), "reminder": _("提醒记录"),
    "message": _("归档的发言"), "event": _("进群、退群等聊天事件里的名字"), "review": _("待审事项"),
    "audience": _("公告的对象名单里的行"), "reply_pick": _("对回复的认定"), "reply_paste": _("公告回复里的那几行"),
    "attachment": _("案件附件"), "departure": _("离职交接单"), "departure_item": _("离职交接事项"),
    "restriction": _("限制处理的记录"), "operator": _("操作人登记"), "picture": _("图片"),
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


def preview(store: Store, person: int, step: Step = quiet) -> ErasurePreview:
    """What would go and stay; UserError when there is no such person. Reads every kept paper of many: a job."""
    fresh_all(store, None)
    with store.read() as db:
        name = _name(db, person)
        step(0, 0)
        who = stored.find(db, stored.subjects_of(db, person))
        made = stored.plan(db, who)
        step(0, 0)
        wide = stored.plan(db, who, (MENTIONS,))
        step(0, 0)
        shared = _copies_naming(db, who, made, step)
        goes = _goes(made)
        stays = _stays(db, made, who)
        obstacles = _obstacles(db, who, person)
        said = wide.count("message") + wide.count("event") + wide.count("reply_paste")
        said -= made.count("message") + made.count("event") + made.count("reply_paste")
    choices = []
    if said:
        choices.append(Choice(MENTIONS, _("把别人发言和回复里的名字、号码换成“（已删除）”"), said, ticked=True))
    for digest, title in shared:
        words = _("删去“{}”的存档：上面写有此人，也有别人；纸质件仍可核验，不能补打").format(title)
        choices.append(Choice(stored.COPY + digest, words, 1, ticked=False))
    return ErasurePreview(
        person, name, goes, stays, obstacles, tuple(choices), copies(store)
    )  # fmt: skip


def _name(db: Source, person: int) -> str:
    row = stored_people.one(db, person)
    if row is None:
        raise UserError(_("没有这个人员"), remedy=_("可能已经删除，请刷新列表"))
    return str(row["name"])


def _goes(made: Plan) -> tuple[Line, ...]:
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


def _stays(db: Source, made: Plan, who: Who) -> tuple[Line, ...]:
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
    return tuple(lines)


_OF_MANY = ("sheet", "list", "history", "announcement", "letter", "form")
"""Kinds of papers that may name several people."""


def _copies_naming(db: Source, who: Who, made: Plan, step: Step) -> list[tuple[str, str]]:
    """(digest, title) of kept papers about others that name the person, as far as their text can be read."""
    from wxadmin.printing.plain_pdf import NotPlainError
    from wxadmin.printing.reading import read_paper

    rows = leavers.papers(db, _OF_MANY)
    found = []
    for done, row in enumerate(rows):
        step(done, len(rows))
        if made.knows("paper", row["id"]):
            continue
        try:
            text = "".join(read_paper(leavers.pdf(db, row["id"])).text.split())
        except (UserError, NotPlainError):
            continue  # a check of the records tells of one that is damaged
        if any("".join(word.split()) in text for word in who.names):
            found.append((row["digest"][:16], f"{KINDS[row['kind']]} {row['number']}"))
    return found


_OPEN: Mapping[str, tuple[str, str]] = {
    "application": (_("还有 {} 份申请没有答复"), "applications"),
    "objection": (_("还有 {} 条对规章的意见没有答复"), "regulations"),
    "task": (_("还有 {} 件进群、退群的待办"), "members"),
    "handing": (_("交接单还有 {} 项没有完成"), "people"),
    "post": (_("还担任 {} 个群内职务"), "groups"),
    "operator": (_("还是本记录的操作人"), "settings"),
}  # fmt: skip


def _obstacles(db: Source, who: Who, person: int) -> tuple[Obstacle, ...]:
    """What must be settled or confirmed, most weighty first."""
    found: list[Obstacle] = []
    persons = who.persons | {person}
    for row in leavers.restrictions(db, persons):
        words = _("{}起限制处理：{}").format(clock.shown_day(row["since"]), row["reason"])
        found.append(Obstacle("restricted", words, final=True))
    for row in leavers.cases(db, persons):
        found += _of_case(row)
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


def _of_case(row: Stored) -> list[Obstacle]:
    case = row["id"]
    if row["state"] == "draft":
        return [Obstacle("case", _("案件（草稿 #{}）还没有决定").format(case), True, "cases", case)]
    if row["state"] == "decided":
        return [Obstacle("notice", _("{} 的通知书还没有签发").format(row["number"]), True, "cases", case)]
    found = []
    if row["state"] == "issued":
        until = _appeal_until(row)
        if until >= clock.today():
            words = _("{} 的申诉期到{}才满").format(row["number"], clock.shown_day(until))
            found.append(Obstacle("appeal", words, True, "cases", case))
        if not row["written"] and RECOMMENDED & set(json.loads(row["measures"])):
            words = _("{} 的处理建议还没有发出建议书").format(row["number"])
            found.append(Obstacle("recommendation", words, False, "cases", case))
    return found


def _appeal_until(row: Stored) -> date:
    start = clock.day_of(row["decided"])
    if row["window"] and row["window"].endswith("wd"):
        return working_days_after(start, int(row["window"][:-2]))
    return start + timedelta(days=row["appeal_days"])


def copies(store: Store) -> tuple[Copy, ...]:
    """Files that hold the records as they were before now."""
    found = []
    for path in sorted((store.folder / "backups").glob("*.wxbackup")):
        found.append(Copy(path, _("备份 {}").format(path.name)))
    for path in sorted((store.folder / "kept").glob("*")):
        found.append(Copy(path, _("恢复备份时留下的旧文件 {}").format(path.name)))
    return tuple(found)


def erase(
    store: Store,
    person: int,
    reason: str,
    *,
    typed: str,
    also: Collection[str] = (),
    confirmed: Collection[str] = (),
) -> Change[int]:
    """Erases; the value is the id of the erasure, whose confirmation :func:`certificate` issues.

    ``typed`` is the person's name as the owner typed it, ``also`` keys of choices, ``confirmed`` keys of obstacles that
    are no final ones. UserError when it does not fit, an obstacle stands or the reason names the person; nothing is
    erased then. What is erased never comes back.
    """
    said = reason.strip()
    if not said:
        raise UserError(_("没有写删除原因"), remedy=_("请写一句原因，不要写姓名"))
    day = clock.today().isoformat()

    fresh_all(store, None)
    with store.read() as db:
        # Looking takes long in a large archive; it is done before the change, so that no other write waits for it.
        here = position(db)
        looked = _looked(db, person, also)

    def work(tx: Tx) -> int:
        name = _name(tx, person)
        if typed.strip() != name:
            raise UserError(_("输入的姓名和要删除的人不一样"), remedy=_("请照原样输入姓名"))
        who, made, stays = looked if position(tx) == here else _looked(tx, person, also)
        if any(word in said for word in (*who.names, name)):
            raise UserError(_("删除原因里写有此人的姓名或号码"), remedy=_("原因会保留下来，请去掉姓名和号码"))
        for one in _obstacles(tx, who, person):
            if one.final or one.key not in confirmed:
                raise UserError(one.words, remedy=_("请先处理完再删除") if one.final else _("请处理，或在删除前确认"))
        went = [[line.what, line.count] for line in _goes(made)]
        kept = [[line.what, line.count, line.why] for line in stays]
        stored.apply(tx, made, who)
        return stored.note(
            tx, who.subjects, day=day, reason=said, actor=store.actor,
            went={"also": sorted(also), "lines": went}, kept={"lines": kept},
        )  # fmt: skip

    change = store.erase(_("删除个人信息"), work)
    fresh_all(store, None)
    return change


def _looked(db: Source, person: int, also: Collection[str]) -> tuple[Who, Plan, tuple[Line, ...]]:
    who = stored.find(db, stored.subjects_of(db, person))
    made = stored.plan(db, who, also)
    return who, made, _stays(db, made, who)


def certificate(store: Store, erasure: int) -> FormPaper:
    """个人信息删除证明 of an erasure; UserError when there is none.

    It names nobody: the name is written on the printed sheet by hand, so that no record and no copy keeps it.
    """
    row = _erasure(store, erasure)
    went = json.loads(row["went"]).get("lines", ())
    kept = json.loads(row["kept"]).get("lines", ())
    unit = next((group.unit for group in groups.every(store) if group.unit), "")
    return FormPaper(
        "erasure",
        _("个人信息删除证明"),
        unit,
        "",
        (
            (FormField(_("姓名（手写）")), FormField(_("删除日期"), clock.shown_day(row["day"]))),
            (FormField(_("删除原因"), row["reason"]), FormField(_("经办人"), row["actor"])),
            (FormField(_("已删除的内容"), _table(went, 2), columns=(_("内容"), _("数量"))),),
            (FormField(_("保留的内容和理由"), _table(kept, 3), columns=(_("内容"), _("数量"), _("理由"))),),
            (FormField(_("经办人签字"), lines=2, signed=True),),
        ),
        statement=_("以上个人信息已从记录文件、全文索引和缓存中删除，不能恢复；今后恢复旧备份时会再次删除。"),
        note=_("姓名只手写在这张纸上，不存入记录。操作日志保留条目和校验值，不含内容，用来证明过去的决定没有被改动。已经打印、发出或另存的文件不在此列。"),
    )  # fmt: skip


def _table(lines: Sequence[Sequence[object]], columns: int) -> str:
    rows = [[str(cell).replace("|", "／") for cell in line][:columns] for line in lines]
    return "\n".join("|".join(row) for row in rows) or "|".join((_("无"), *[""] * (columns - 1)))


def issue_certificate(store: Store, erasure: int) -> Change[IssuedPaper]:
    """Issues it, once: a second time gives UserError, since the first can be printed again."""
    row = _erasure(store, erasure)
    if row["paper_id"] is not None:
        raise UserError(_("删除证明已经签发过"), remedy=_("可以在“文书”里补打"))

    def note(tx: Tx, paper: int) -> None:
        tx.update("erasure", erasure, {"paper_id": paper})

    return papers.issue(store, certificate(store, erasure), Origin(), note)


def _erasure(store: Store, erasure: int) -> Stored:
    with store.read() as db:
        row = leavers.erasure(db, erasure)
    if row is None:
        raise UserError(_("没有这次删除"), remedy=_("请刷新"))
    return row


def done(store: Store) -> tuple[tuple[int, str], ...]:
    """Erasures so far, the newest first: (id, line); nobody is named."""
    with store.read() as db:
        rows = leavers.erasures(db)
    return tuple(
        (row["id"], _("{day}　{reason}　{paper}").format(
            day=clock.shown_day(row["day"]), reason=row["reason"] or _("恢复备份后再次删除"),
            paper=_("已签发证明") if row["paper_id"] else _("没有签发证明"),
        ))
        for row in rows
    )  # fmt: skip


def thin_copies(store: Store, chosen: Collection[Path], step: Step = quiet) -> int:
    """Makes a fresh backup and deletes these older copies; how many went. UserError for a file that is no copy."""
    import shutil

    known = {one.path for one in copies(store)}
    if not known.issuperset(chosen):
        raise UserError(_("这不是记录文件旁边的旧备份"), remedy=_("请刷新后再选"))
    if not chosen:
        return 0
    fresh = store.backup(step)
    gone = 0
    for path in chosen:
        if path == fresh:
            continue
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UserError(
                _("旧备份删不掉（{why}）").format(why=error.strerror or ""),
                where=str(path),
                remedy=_("请手工删除这个文件"),
            ) from error
        gone += 1
    return gone
