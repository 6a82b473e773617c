"""进度上报: how far each got with a shared task, who passed a post on; the latest word of each counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ListColumn, ListPaper
from wxadmin.i18n import _, on_paper
from wxadmin.services import answers, clock, groups, statements
from wxadmin.services.announcement_answers import check_paste, know_senders, settled
from wxadmin.services.announcement_plans import posted
from wxadmin.services.records import Change, Store
from wxadmin.store import acknowledgements as stored_marks
from wxadmin.store import announcements as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_ASKS = re.compile(r"[吗？?]|怎么|什么时候|几点|谁")
_PER_CENT = re.compile(
    r"(?<![\d.])(\d{1,3})(?:\.\d+)?\s*[%％]|百分之\s*(\d{1,3})"
    r"|(?:进度|完成)[^\d，,。]{0,4}(\d{1,3})(?![\d.天人份个号日月点:：/])"
)
_CHINESE = re.compile(r"百分之([零一二三四五六七八九十百]{1,4})|([一二三四五六七八九])成")
_FRACTION = re.compile(r"(?<!\d)(\d{1,4})\s*/\s*(\d{1,4})(?!\d)")
_HALF = re.compile(r"(?:完成|做|办|写|弄)?(?:了|到)?(?:一半|一大?半|半数)")
_NOT = re.compile(
    r"(?:没(?!问题|事|异常|困难)有?|未|不能|无法|不会|不可能|差)[^，,。；]{0,4}?"
    r"(?:完成|[做办弄写填交搞报传处理]{1,2}完|完|办[结理]|搞定|落实|处理|上[报传]|[转下分]发|提交|传达|打卡|解决|整改|修[好复]|排除|恢复|分享|交|填|报|转|好|开始|动工)"
    r"|(?:完成|[做办弄写交填搞]|处理|落实|提交)不了|[做办弄写交填搞完]不(?:完|成|好)"
)
_SOON = re.compile(
    r"马上|立即|即将|很快|快(?:要|[做办弄写填]?完|好)|就要|预计|估计|争取|准备|打算|(?<!按)计划|尽[快早]|等[会下一]|待会|稍[后等]|将(?:[于在会]|要)"
)
_AHEAD = re.compile(
    r"[明后][天早晚日]|今晚|下午|晚上|[月年]底|(?:[下本这]?(?:周|星期|礼拜))[一二三四五六日天末]|下[周月]|(?:[日号点天]|之|以)前|再(?=[做办弄写填交转完])"
)
_OVER = re.compile(r"已|完毕|[了啦✅☑√✔]")
_PASSING = re.compile(
    r"(?<![勿不未])(?<!不要)(?<!禁止)(?<!不得)(?:传达|转发|转达|(?:[转传][到给至]|转告)[^，,。；;\n]{0,8}(?:群|组|部门|家长|同事|员工|住户|业主|学生|[每各]))"
)
_NONE = re.compile(r"(?:还?没有?|未|尚未)(?:开始|动工|着手|做)(?!完)")
_DONE = re.compile(
    r"(?:已经?|全部|都|均)?(?:完成|办结|办理完毕|办完|做完|弄完|填完|写完|交完|搞定|落实|处理完|上报|解决|整改到位|修好|修复|排除|恢复正常)(?:了|啦|毕)?"
    r"|已(?:处理|整改|恢复|转发?|提交|交|报|填写?|发|办|分享|传达|上传|打卡)|(?:转发?|提交|交|填|发|办|做|弄|写|报|分享|上传)(?:好|完|过)?(?:了|啦|✅)"
    r"|转发好|✅|☑|√|✔|\bdone\b|finished|OK\b",
    re.IGNORECASE,
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Report:
    """The latest word of somebody: ``share`` per cent done (-1: not told), ``at`` as shown; ``words`` ``""``: none.

    ``passing``: the announcement asks to be passed on; ``words`` are then also those of an answer to it.
    """

    person: int
    label: str
    share: int
    words: str
    at: str = ""
    stamp: str = ""
    passing: bool = False

    @property
    def state(self) -> str:
        """In words: 已完成, 完成 80%, 没有上报; of a post to be passed on 已转发, 还没转, 只回复了收到, 没有回复."""
        if self.passing and not 0 < self.share < 100:
            if self.share == 100:
                return _("已转发")
            if not self.words:
                return _("没有回复")
            return _("还没转") if self.share == 0 or _NOT.search(self.words) else _("只回复了收到")
        if self.share == 100:
            return _("已完成")
        if self.share >= 0:
            return _("完成 {}%").format(self.share)
        return _("已回复，没说进度") if self.words else _("没有上报")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a paste brought: reports kept, who they were not clear about, and whether everybody is done with it."""

    kept: int
    unclear: tuple[tuple[str, tuple[str, ...]], ...]
    strangers: tuple[str, ...]
    complete: bool


Told = tuple[int, int, str, str]
"""Person, share in per cent, words, stamp of the clock (``""``: none)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of progress; ``unclear`` are (words, indices of who may be meant)."""

    told: tuple[Told, ...]
    unclear: tuple[tuple[str, tuple[int, ...]], ...]
    strangers: tuple[str, ...]


def passes_on(row: Row) -> bool:
    """Whether an announcement asks those who get it to pass it on."""
    return _PASSING.search(f"{row['title']}\n{row['body']}") is not None


def share_of(words: str) -> int | None:
    """How much of a task words say is done, in per cent; -1 when they speak of it without a figure, None if they ask.

    What is not done (没完成, 还没转) or promised (明天完成, 争取周五交) is never 100.
    """
    if not words.strip() or _ASKS.search(words):
        return None
    words = "，".join(clause for clause in re.split(r"[，,。；;！!\n]+", words) if not _is_promised(clause))
    if found := _PER_CENT.search(words):
        share = int(next(part for part in found.groups() if part))
        return share if share <= 100 else -1
    if found := _CHINESE.search(words):
        return _number(found[1]) if found[1] else _DIGITS[found[2]] * 10
    if (found := _FRACTION.search(words)) and 0 < int(found[2]) >= int(found[1]):
        return int(found[1]) * 100 // int(found[2])
    if _NONE.search(words):
        return 0
    if _NOT.search(words):
        return -1
    if _HALF.search(words):
        return 50
    return 100 if _DONE.search(words) else -1


def _is_promised(clause: str) -> bool:
    """Whether it speaks of what is to come: 下午完成, but not 下午完成了."""
    if _SOON.search(clause):
        return "已" not in clause
    return _AHEAD.search(clause) is not None and _OVER.search(clause) is None


def _number(words: str) -> int:
    if words.startswith("百") or words == "一百":
        return 100
    tens, ten, ones = words.partition("十")
    if not ten:
        return min(100, int("".join(str(_DIGITS.get(c, 0)) for c in words)))
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def take(store: Store, announcement: int, text: str) -> Change[Taken]:
    """Keeps what a pasted talk or list reports; what is kept already is not kept again.

    Ending the collection when all are done is the owner's. UserError when nothing was reported.
    """
    text = check_paste(text)
    know_senders(store, announcement)
    with store.read() as db:
        row = posted(db, announcement)
        found = read(db, row, text)
        labels = answers.audience_of(db, row, known=False)[2]
    if not found.told and not found.unclear and not found.strangers:
        remedy = _("例如“张三：完成80%”“李四 已转发”，或带进度的接龙")
        raise UserError(_("没有读到进度"), remedy=remedy)

    def work(tx: Tx) -> Taken:
        if posted(tx, announcement)["state"] == "closed":
            raise UserError(_("收集已经结束"), remedy=_("可以先撤销“结束收集”"))
        kept = keep(tx, announcement, found.told)
        complete = all(r.share == 100 for r in _reports(tx, announcement))
        unclear = tuple((words, tuple(labels[i] for i in who)) for words, who in found.unclear)
        return Taken(kept, unclear, found.strangers, complete)

    return settled(store, row["group_id"], store.change(_("登记进度 {}").format(row["title"]), work))


def read(db: Source, row: Row, text: str) -> Reading:
    """What a pasted talk or list says of how far people of the audience of an announcement are; nothing is kept."""
    people, ids, _labels, known = answers.audience_of(db, row)
    found = statements.read(people, text, known)
    told = [(one, share) for one in found.said if (share := share_of(one.words)) is not None]
    return Reading(
        tuple((ids[s.person], share, s.words[:500], s.at) for s, share in told), found.unclear, found.strangers
    )


def keep(tx: Tx, announcement: int, told: Iterable[Told]) -> int:
    """Keeps reports inside a change, what is kept already not again; the value is how many."""
    now, kept = clock.stamp(clock.moment(tx.at)), 0
    subjects = {a["person_id"]: a["subject"] for a in stored.audience(tx, announcement)}
    seen = {(r["person_id"], r["text"], r["share"]) for r in stored_marks.progress(tx, announcement)}
    for person, share, words, at in told:
        if person in subjects and (person, words, share) not in seen:
            seen.add((person, words, share))
            kept += 1
            tx.insert(
                "progress",
                {
                    "announcement_id": announcement, "person_id": person, "subject": subjects[person],
                    "at": at or now, "share": share, "text": words,
                },
            )  # fmt: skip
    return kept


def drop(tx: Tx, announcement: int, told: Iterable[Told], pasted: str, others: Iterable[Told]) -> None:
    """Takes the reports of a paste back inside a change, but what another paste says or was kept by hand.

    ``pasted`` is the stamp of the paste, which reports without a clock bear.
    """
    still = {(person, words, share) for person, share, words, _at in others}
    gone = {(person, words, share, at or pasted) for person, share, words, at in told}
    for row in stored_marks.progress(tx, announcement):
        said = (row["person_id"], row["text"], row["share"])
        if said not in still and (*said, row["at"]) in gone:
            tx.delete("progress", row["id"])


def put(store: Store, announcement: int, person: int, share: int, words: str = "") -> Change[int]:
    """Keeps one report by hand; UserError for a share that is none or somebody outside the audience."""
    if not -1 <= share <= 100:
        raise UserError(_("进度要在 0 到 100 之间"), remedy=_("不知道进度就只写说明"))
    with store.read() as db:
        row = posted(db, announcement)
        subjects = {a["person_id"]: a["subject"] for a in stored.audience(db, announcement)}
    if person not in subjects:
        raise UserError(_("这个人不在公告对象里"), where=row["title"], remedy=_("请刷新"))

    def work(tx: Tx) -> int:
        return tx.insert(
            "progress",
            {
                "announcement_id": announcement, "person_id": person, "subject": subjects[person],
                "at": clock.stamp(clock.moment(tx.at)), "share": share, "text": words.strip()[:500],
            },
        )  # fmt: skip

    return settled(store, row["group_id"], store.change(_("登记进度 {}").format(row["title"]), work))


def of(store: Store, announcement: int) -> tuple[Report, ...]:
    """The latest report of everybody asked, in roster order."""
    with store.read() as db:
        return _reports(db, announcement)


def _reports(db: Source, announcement: int) -> tuple[Report, ...]:
    row = posted(db, announcement)
    latest = {r["person_id"]: r for r in stored_marks.progress(db, announcement)}
    passing = passes_on(row)
    answered = {one.person: one for one in answers.board(db, row).confirmed} if passing else {}
    out = []
    for person, label in answers.asked(db, row, latest):
        found, answer = latest.get(person), answered.get(person)
        if found is not None:
            at = found["at"]
            out.append(Report(person, label, found["share"], found["text"], clock.shown(at), at, passing))
        elif answer is not None:
            share = 100 if share_of(answer.note) == 100 else -1
            words = answer.note or on_paper(_("收到"))
            out.append(Report(person, label, share, words, answer.time, answer.moment, passing))
        else:
            out.append(Report(person, label, -1, "", passing=passing))
    return tuple(out)


def left(db: Source, announcement: int) -> tuple[tuple[int, str], ...]:
    """(person, label) of those who answered a post that is to be passed on and have not passed it on."""
    if not passes_on(posted(db, announcement)):
        return ()
    return tuple((one.person, one.label) for one in _reports(db, announcement) if one.words and one.share != 100)


def paper(store: Store, announcement: int) -> ListPaper:
    """进度表: the latest of everybody, those who did not report included."""
    with store.read() as db:
        row = posted(db, announcement)
        reports = _reports(db, announcement)
    if not reports:
        raise UserError(_("没有要上报的人"), remedy=_("公告的对象是空的"))
    owner = groups.get(store, row["group_id"])
    done = sum(1 for r in reports if r.share == 100)
    silent = sum(1 for r in reports if not r.stamp)
    facts = (row["title"], _("共 {} 人，完成 {}，没有上报 {}").format(len(reports), done, silent))
    if passes_on(row):
        counts = Counter(r.state for r in reports)
        facts = (row["title"], "　".join(_("{} {} 人").format(state, n) for state, n in counts.items()))
    heads = ((_("姓名"), 100.0), (_("进度"), 90.0), (_("时间"), 110.0), (_("说明"), 200.0))
    rows = tuple((r.label, on_paper(r.state), clock.shown_full(r.stamp), r.words) for r in reports)
    return ListPaper(
        on_paper(_("进度表")), owner.unit, owner.name, tuple(map(on_paper, facts)),
        tuple(ListColumn(on_paper(head), width) for head, width in heads), rows, clock.today(),
    )  # fmt: skip
