"""确认情况表: who answered an announcement, when, late or not, with what note; and who is often late, as a list."""

from __future__ import annotations

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ListColumn, ListPaper
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import acknowledgements, answers, clock, groups
from wxadmin.services.announcement_answers import know_senders
from wxadmin.services.announcement_plans import posted
from wxadmin.services.answers import Answer, Board
from wxadmin.services.records import Store


def figures(board: Board) -> tuple[str, ...]:
    """What the board comes to, in short sentences."""
    answered, expected = len(board.confirmed), board.expected
    share = f"{answered / expected:.0%}" if expected else "0%"
    said = [_("应回复 {} 人，已回复 {} 人（{}）").format(expected, answered, share)]
    if against := board.standing("against"):
        said.append(_("其中不同意 {} 人").format(len(against)))
    if abstained := board.standing("abstain"):
        said.append(_("其中弃权 {} 人").format(len(abstained)))
    if away := board.standing("away"):
        said.append(_("其中不参加、请假 {} 人").format(len(away)))
    if board.late:
        said.append(_("其中逾期 {} 人").format(len(board.late)))
    if board.missing:
        said.append(_("没有确认 {} 人").format(len(board.missing)))
    if board.ambiguous:
        said.append(_("要认人 {} 条").format(len(board.ambiguous)))
    if board.excused:
        said.append(_("免答 {} 人").format(len(board.excused)))
    if board.median is not None:
        said.append(_("回复的人里，一半在 {} 内回复").format(_duration(board.median)))
    return tuple(said)


def answer_state(answer: Answer) -> str:
    """What somebody answered, in a word, and whether it came late."""
    words = {"against": _("不同意"), "abstain": _("弃权"), "away": _("不参加")}.get(answer.stance, "")
    if not words:
        return _("逾期确认") if answer.late else _("已确认")
    return _("{}（逾期）").format(words) if answer.late else words


def by_department(board: Board, most: int = 8) -> str:
    """Departments with how many of each answered, where most are missing first; ``""`` where there is but one."""
    shares = sorted(board.departments, key=lambda share: share.answered - share.expected)
    if len(shares) < 2:
        return ""
    said = joined(
        _("、"), (f"{share.name or _('未分部门')} {share.answered}/{share.expected}" for share in shares[:most])
    )
    return _("按部门：{}").format(said + ("…" if len(shares) > most else ""))


def _duration(minutes: int) -> str:
    if minutes < 60:
        return _("{} 分钟").format(minutes)
    if minutes < 60 * 24:
        return _("{} 小时 {} 分").format(minutes // 60, minutes % 60)
    return _("{} 天 {} 小时").format(minutes // (60 * 24), minutes // 60 % 24)


def paper(store: Store, announcement: int) -> ListPaper:
    """确认情况表: everybody asked, in roster order."""
    know_senders(store, announcement)
    with store.read() as db:
        row = posted(db, announcement)
        board = answers.board(db, row)
        people, ids, labels, _known = answers.audience_of(db, row, known=False)
    confirmed = {a.person: a for a in board.confirmed}
    excused = {e.person: e.reason for e in board.excused}
    missing = {person for person, _label in board.missing}
    unclear = {
        person: (_("说没收到") if one.denial else _("要认人"), one.text if one.denial else "")
        for one in board.ambiguous
        for person, _label in one.candidates
    }
    rows: list[tuple[str, ...]] = []
    for person, label, one in zip(ids, labels, people, strict=True):
        if (answer := confirmed.get(person)) is not None:
            state = answer_state(answer)
            when, note = clock.shown_full(answer.moment) or answer.time, answer.note
        elif person in excused:
            state, when, note = _("免答"), "", excused[person]
        elif person in unclear:
            state, when, note = unclear[person][0], "", unclear[person][1]
        elif person in missing:
            state, when, note = _("没有确认"), "", ""
        else:
            continue  # who announced it
        rows.append((label, one.department, state, when, note))
    if not rows:
        raise UserError(_("没有要回复的人"), remedy=_("公告的对象是空的"))
    owner = groups.get(store, row["group_id"])
    due = clock.shown_full(row["deadline"])
    facts = (row["title"], *((_("截止 {}").format(due),) if due else ()), *figures(board))
    facts = (*facts, *filter(None, (by_department(board),)))
    heads = (
        (_("姓名"), 100.0), (_("部门"), 110.0), (_("情况"), 80.0), (_("时间"), 120.0),
        (_("备注"), 150.0),
    )  # fmt: skip
    return ListPaper(
        on_paper(_("确认情况表")), owner.unit, owner.name, tuple(map(on_paper, facts)),
        tuple(ListColumn(on_paper(head), width) for head, width in heads),
        tuple(tuple(map(on_paper, cells)) for cells in rows), clock.today(),
    )  # fmt: skip


def habit_paper(store: Store, group: int) -> ListPaper:
    """回复情况统计: who was late or silent over the newest announcements of a group."""
    found = acknowledgements.habits(store, group)
    if not found:
        raise UserError(_("没有人迟到或没有回复"), remedy=_("不用打印"))
    owner = groups.get(store, group)
    heads = ((_("姓名"), 140.0), (_("公告"), 80.0), (_("逾期"), 80.0), (_("没有回复"), 80.0))
    return ListPaper(
        on_paper(_("回复情况统计")), owner.unit, owner.name, (on_paper(_("{} 人").format(len(found))),),
        tuple(ListColumn(on_paper(h), w, "left" if n == 0 else "right") for n, (h, w) in enumerate(heads)),
        tuple((one.label, str(one.asked), str(one.late), str(one.missed)) for one in found), clock.today(),
    )  # fmt: skip
