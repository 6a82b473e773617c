"""Commands that bring lists and chats in and take lists out."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from wxadmin.cli.grammar import (
    Commands,
    command,
    day,
    place,
    records_options,
    size_option,
    target,
    title,
    verbs,
    words,
)
from wxadmin.cli.opening import group_named, group_or_new, reading, writing
from wxadmin.cli.output import progress, put
from wxadmin.i18n import _


def add_commands(commands: Commands) -> None:
    """Import roster|members|chat, export roster|members|queue|cases."""
    intake = verbs(command(commands, "import", _("导入")))
    for name, said, run in (
        ("roster", _("导入花名册"), import_roster),
        ("members", _("导入群成员名单"), import_members),
        ("chat", _("导入聊天记录"), import_chat),
    ):
        made = command(intake, name, said, run)
        made.add_argument("file", type=place, metavar="FILE")
        made.add_argument("--group", type=title, required=True, metavar="G", help=_("群名，没有就新建"))
        if name == "members":
            made.add_argument("--rule", type=words, help=_("新建群时的命名规则，如 部门-姓名"))
            which = made.add_mutually_exclusive_group()
            which.add_argument("--whole", action="store_true", help=_("这是全部成员，即使比上次少得多"))
            which.add_argument("--part", action="store_true", help=_("这只是一部分成员，没出现的不算退群"))
        if name == "chat":
            made.add_argument("--date", type=day, help=_("没有日期的消息算在这一天"))
        size_option(made)
        records_options(made)
    out = verbs(command(commands, "export", _("导出")))
    for name, said in (
        ("roster", _("导出花名册")),
        ("members", _("导出群成员核验结果")),
        ("queue", _("导出待审队列")),
        ("cases", _("导出案件")),
    ):
        made = command(out, name, said, export)
        made.set_defaults(noun=name)
        made.add_argument("-o", dest="out", type=target, required=True, metavar="FILE", help=_("XLSX 或 CSV"))
        made.add_argument("--group", type=words, metavar="G", help=_("只要这个群"))
        made.add_argument("--full", action="store_true", help=_("电话、编号等写完整，不遮"))
        made.add_argument("--gb18030", action="store_true", help=_("CSV 用 GB18030 编码，给旧版 Excel"))
        records_options(made)


def import_roster(args: Namespace) -> int:
    """People from a file into the roster and the group."""
    from wxadmin.intake.roster import roster_of
    from wxadmin.intake.text import read_bytes, shown
    from wxadmin.services import column_maps, roster_import

    raw = read_bytes(args.file, args.allow_large)
    with writing(args) as store:
        # Read before anything is written: a group made for a file that cannot be read would stay behind.
        with store.read() as db:
            known = column_maps.known(db)
        roster = roster_of(raw, source=shown(args.file), allow_large=args.allow_large, known=known)
        seen = roster_import.preview_roster(store, roster, group=group_or_new(store, args.group))
        if seen.new or seen.changed or seen.joining:
            roster_import.import_roster(store, seen, progress(_("导入")))
    put(_("新增 {} 人，更新 {} 人，已有 {} 人").format(len(seen.new), len(seen.changed), len(seen.same)))
    for problem in seen.problems:
        put(f"{problem.where}：{problem.what}")
    if seen.unmapped:
        put(_("没用到的列：{}").format("、".join(seen.unmapped)))
    if seen.gone:
        put(_("名单里没有但花名册里有的 {} 人").format(len(seen.gone)))
    return 0


def import_members(args: Namespace) -> int:
    """A member list as a new snapshot of the group."""
    from wxadmin.intake.members import read_members_file
    from wxadmin.services import execution_entries, members

    read = read_members_file(args.file, allow_large=args.allow_large)
    text = "\n".join(" ".join(nickname.split("\n")) for nickname in read.nicknames)
    with writing(args) as store:
        group = group_or_new(store, args.group, args.rule or "")
        seen = members.preview(store, group, text, partial=args.part if args.part or args.whole else None)
        change = members.import_snapshot(store, seen, progress(_("导入")))
        told = execution_entries.told(store, change.id, *change.then)
    put(_("成员 {} 人，新进 {}，不在 {}").format(len(seen.nicknames), len(seen.new), len(seen.gone)))
    if seen.partial_words:
        put(seen.partial_words + ("" if args.part else _("；确实是全部成员，请加 --whole 再导入")))
    if seen.tasks_words:
        put(_("待办：{}").format(seen.tasks_words))
    if told.entered:
        put(_("进入待审 {}").format(told.words))
    for row in seen.report:
        for _code, message in row.findings:
            put(f"{row.nickname}  {message}")
    return 0


def import_chat(args: Namespace) -> int:
    """A chat into the archive; what the rules find goes to the queue."""
    from wxadmin.intake.chat import read_chat
    from wxadmin.services import chats, execution_entries

    transcript = read_chat(args.file, date=args.date, allow_large=args.allow_large)
    source = "" if args.file == "-" else Path(args.file).name
    with writing(args) as store:
        seen = chats.preview_transcript(store, group_or_new(store, args.group), transcript, source=source)
        if seen.new:
            change = chats.import_chat(store, seen, progress(_("导入")))
            done, told = change.value, execution_entries.told(store, change.id, *change.then)
            put(_("新消息 {} 条，待审 {} 条").format(done.messages, done.queued + told.entered))
            if told.entered:
                put(_("其中 {}").format(told.words))
            if told.confirmed:
                put(_("待办：{} 项已办成").format(told.confirmed))
        else:
            put(_("没有新消息"))
    if seen.repeated:
        put(_("重复的 {} 条没有再存").format(seen.repeated))
    for rejected in seen.rejected:
        put(_("第{}行没有读懂（{}）：{}").format(rejected.line, rejected.why, rejected.text))
    return 0


def export(args: Namespace) -> int:
    """A list as XLSX or CSV, as it stands on the screen; personal numbers covered unless asked for."""
    from wxadmin.services import cases, lists, members, people, queue
    from wxadmin.services.listing import View

    lists.refuse_ending(Path(args.out))
    nouns: dict[str, lists.Noun] = {"roster": people, "members": members, "queue": queue, "cases": cases}
    with reading(args) as store:
        view = View(group_named(store, args.group))
        rows = lists.export(
            store, nouns[args.noun], view, Path(args.out), step=progress(_("导出")),
            full=args.full, encoding="gb18030" if args.gb18030 else "utf-8-sig",
        )  # fmt: skip
    put(_("已写入 {}，{} 行").format(args.out, rows))
    if not args.full:
        put(_("电话、编号等已遮住中间几位；要完整的加 --full"))
    return 0
