"""Commands for the daily work: queue and announcements."""

from __future__ import annotations

from argparse import Namespace

from wxadmin.cli.grammar import (
    Commands,
    command,
    json_option,
    place,
    records_options,
    row_id,
    title,
    verbs,
    whole,
    words,
)
from wxadmin.cli.opening import group_named, list_rows, reading, writing
from wxadmin.cli.output import put, put_json, put_rows, put_unclear
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _


def add_commands(commands: Commands) -> None:
    """Queue list|show|decide|note, announce post|replies."""
    queue = verbs(command(commands, "queue", _("待审队列")))
    made = command(queue, "list", _("列出待审事项"), queue_list)
    made.add_argument("--group", type=words, metavar="G")
    filters = _("筛选，如 urgent、founded、kind:report")
    made.add_argument("--filter", type=words, action="append", default=[], help=filters)
    records_options(made)
    json_option(made)
    made = command(queue, "decide", _("处理一条"), queue_decide)
    made.add_argument("id", type=row_id, metavar="ID")
    made.add_argument(
        "outcome", choices=("founded", "unfounded", "ignored", "remind", "case"),
        help=_("属实或通过、不属实或退回、忽略、提醒、立案"),
    )  # fmt: skip
    made.add_argument("--note", type=words, default="", help=_("备注"))
    made.add_argument("--reason", type=words, default="", help=_("理由"))
    records_options(made)
    made = command(queue, "show", _("看一条"), queue_show)
    made.add_argument("id", type=row_id, metavar="ID")
    made.add_argument("--lines", type=whole, default=5, help=_("前后各几条聊天"))
    records_options(made)
    json_option(made)
    made = command(queue, "note", _("给一条加备注"), queue_note)
    made.add_argument("id", type=row_id, metavar="ID")
    made.add_argument("text", type=title, metavar="TEXT")
    records_options(made)

    announce = verbs(command(commands, "announce", _("公告")))
    made = command(announce, "post", _("发一则公告"), announce_post)
    made.add_argument("file", type=place, metavar="FILE", help=_("正文，- 为标准输入"))
    made.add_argument("--group", type=title, required=True, metavar="G")
    made.add_argument("--title", type=title, required=True, help=_("标题"))
    made.add_argument("--minutes", type=whole, default=0, help=_("几分钟内回复"))
    records_options(made)
    made = command(announce, "replies", _("登记收到的回复"), announce_replies)
    made.add_argument("id", type=row_id, metavar="ID")
    made.add_argument("file", type=place, metavar="FILE")
    records_options(made)
    json_option(made)


def queue_list(args: Namespace) -> int:
    """What waits for a decision."""
    from wxadmin.services import queue

    known = {chip.key for chip in queue.CHIPS} | {"overdue", "chat"}
    unknown = [c for c in args.filter if c not in known and c.partition(":")[0] not in queue.FURTHER]
    if unknown:
        listed = "、".join(sorted(known))
        raise UserError(_("没有这种筛选：{}").format(unknown[0]), remedy=_("可用的有 {}").format(listed))
    with reading(args) as store:
        group = group_named(store, args.group)
        rows = list_rows(store, queue, group, data=args.json, chips=tuple(args.filter))
        put_rows(*rows, as_json=args.json)
    return 0


def queue_show(args: Namespace) -> int:
    """One entry: why it is there, the conversation, the person, what was decided before."""
    from dataclasses import asdict

    from wxadmin.services import queue, reviewables

    with reading(args) as store:
        card = queue.get(store, args.id, args.lines)
    if args.json:
        put_json(asdict(card))
        return 0
    head = (reviewables.KINDS.get(card.kind, card.kind), queue.category_words(card.category), card.sender, card.time)
    put("  ".join((*head, reviewables.state_words(card.kind, card.state))))
    for reason in card.why:
        put(f"  {reason.label} {reason.value:.0%}  {reason.detail}")
    if card.clause is not None:
        put(f"  《{card.clause.regulation}》{''.join(card.clause.at)}  {card.clause.text}")
    for line in card.context:
        put(f"{'>' if line.focus else ' '} {line.time} {line.sender}：{line.text}")
    if not card.context:
        put("\n".join(filter(None, (card.title, card.text))))
    for _id, words_ in (*card.earlier_cases, *card.earlier_words, *card.same_clause, *card.same_decided):
        put(f"  {words_}")
    for note in card.notes:
        put(f"  {note.time} {note.by} {note.text}")
    return 0


def queue_note(args: Namespace) -> int:
    """Adds a note to an entry."""
    from wxadmin.services import queue

    with writing(args) as store:
        queue.add_note(store, args.id, args.text)
    put(_("已添加备注"))
    return 0


def queue_decide(args: Namespace) -> int:
    """One entry: founded, unfounded, ignored, reminded, or a case opened on it."""
    from wxadmin.services import cases, queue

    with writing(args) as store:
        card = queue.get(store, args.id)
        if args.outcome == "case":
            opened = cases.open_from(store, card.id, card.version, cases.draft_from(store, card.id))
            put(_("已立案，case list 里的编号是 {}").format(opened.value))
        else:
            outcome = {"remind": "reminded"}.get(args.outcome, args.outcome)
            queue.decide(store, card.id, card.version, outcome, args.note, clause=card.clause, reason=args.reason)
    put(_("已处理"))
    return 0


def announce_post(args: Namespace) -> int:
    """Posts an announcement to the group's people and prints the text to paste."""
    from wxadmin.intake.text import read_text
    from wxadmin.services import announcements

    body = read_text(args.file).strip()
    with writing(args) as store:
        group = group_named(store, args.group)
        assert group is not None
        draft = announcements.AnnouncementDraft(group=group, title=args.title, body=body, minutes=args.minutes)
        made = announcements.save(store, draft).value
        announcements.post(store, made)
        put(_("公告编号 {}，请把下面的文字发到群里：").format(made))
        for line in announcements.text_for_clipboard(store, made).splitlines():
            put(line)
    return 0


def announce_replies(args: Namespace) -> int:
    """Matches pasted answers to the audience."""
    from wxadmin.intake.text import read_text
    from wxadmin.services import announcement_answers, announcements, chase

    text = read_text(args.file)
    with writing(args) as store:
        again = announcement_answers.pasted_before(store, args.id, text)
        if not again:
            announcements.paste_replies(store, args.id, text)
        board = announcements.board(store, args.id)
        missing = chase.draft(store, args.id, anyway=True).portions if board.missing else ()
    reminder = "\n\n".join(part.text for part in missing)
    if args.json:
        put_json(
            {
                "confirmed": [
                    {"name": a.label, "note": a.note, "late": a.late, "stance": a.stance} for a in board.confirmed
                ],
                "ambiguous": [{"text": u.text, "candidates": [c for _, c in u.candidates]} for u in board.ambiguous],
                "missing": [label for _, label in board.missing],
                "strangers": list(board.strangers),
                "reminder": reminder,
            }
        )
        return 0
    if again:
        put(f"{again}。")
    for answer in board.standing("against", "abstain", "away"):
        put(_("另有答复  {}：{}").format(answer.label, answer.note))
    for unclear in board.ambiguous:
        put_unclear(unclear.text, [label for _id, label in unclear.candidates], denial=unclear.denial)
    for name in board.strangers:
        put(_("不在名单  {}").format(name))
    counts = (len(board.confirmed), len(board.ambiguous), len(board.missing), len(board.strangers))
    put(_("已确认 {}，待确定 {}，没有回复 {}，不在名单 {}").format(*counts))
    for line in reminder.splitlines():
        put(line)
    return 0
