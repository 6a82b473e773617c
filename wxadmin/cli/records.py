"""Commands that work on a record file: demo, intake, queue, cases, announcements, care of the file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wxadmin.cli.grammar import (
    Commands,
    command,
    day,
    json_option,
    place,
    records_options,
    row_id,
    size_option,
    target,
    title,
    verbs,
    whole,
    words,
)
from wxadmin.cli.output import complain, progress, put, put_json
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _

if TYPE_CHECKING:
    from wxadmin.services.records import Store


def add_commands(commands: Commands) -> None:
    """Every command that opens a record file."""
    demo = command(commands, "demo", _("做一个示例单位并走完全部流程"), run_demo)
    demo.add_argument(
        "--out", type=place, default="wxadmin-demo", metavar="DIR", help=_("写到这个文件夹，默认 wxadmin-demo")
    )

    notice = verbs(command(commands, "notice", _("违规处理通知书")))
    pdf = command(notice, "pdf", _("签发并打印，已签发的原样补印"), notice_pdf)
    pdf.add_argument("case", type=title, metavar="CASE_NO", help=_("案件编号"))
    pdf.add_argument("--group", type=words, metavar="G", help=_("群名"))
    pdf.add_argument("--draft", action="store_true", help=_("只印草稿，不签发"))
    pdf.add_argument("-o", dest="out", type=target, required=True, metavar="OUT.pdf", help=_("写到这个文件"))
    records_options(pdf)

    _add_intake(commands)
    _add_work(commands)

    command_backup = command(commands, "backup", _("备份台账"), backup)
    command_backup.add_argument("-o", dest="out", type=target, metavar="FILE", help=_("另存一份到这里"))
    records_options(command_backup)
    command_restore = command(commands, "restore", _("从备份恢复，原来的台账会保留"), restore)
    command_restore.add_argument("archive", type=place, metavar="FILE", help=_("备份文件"))
    records_options(command_restore)
    command_check = command(commands, "check", _("检查台账有没有损坏或改动"), check)
    records_options(command_check)
    json_option(command_check)


def _add_intake(commands: Commands) -> None:
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
        records_options(made)


def _add_work(commands: Commands) -> None:
    queue = verbs(command(commands, "queue", _("待审队列")))
    made = command(queue, "list", _("列出待审事项"), queue_list)
    made.add_argument("--group", type=words, metavar="G")
    records_options(made)
    json_option(made)
    made = command(queue, "decide", _("处理一条"), queue_decide)
    made.add_argument("id", type=row_id, metavar="ID")
    made.add_argument("outcome", choices=("unfounded", "ignored", "remind", "case"), help=_("不属实、忽略、提醒、立案"))
    made.add_argument("--note", type=words, default="", help=_("备注"))
    records_options(made)

    case = verbs(command(commands, "case", _("案件与处罚")))
    made = command(case, "list", _("列出案件"), case_list)
    made.add_argument("--group", type=words, metavar="G")
    records_options(made)
    json_option(made)
    made = command(case, "decide", _("决定一个案件"), case_decide)
    made.add_argument("id", type=row_id, metavar="ID", help=_("case list 里的编号"))
    made.add_argument("--measure", action="append", type=words, required=True, help=_("处罚措施，可写多个"))
    made.add_argument("--by", type=title, required=True, help=_("决定人"))
    made.add_argument("--note", type=words, default="", help=_("备注"))
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


@contextmanager
def _opened(args: Namespace, *, write: bool) -> Iterator[Store]:
    from wxadmin.services import records

    folder = Path(args.records) if args.records else None
    store = records.open_at(folder, write=write) if folder else records.open_default(write=write)
    try:
        for warning in store.warnings:
            complain(warning)
        yield store
    finally:
        records.close(store)


@contextmanager
def reading(args: Namespace) -> Iterator[Store]:
    """The record file for reading, also beside a running window."""
    with _opened(args, write=False) as store:
        yield store


@contextmanager
def writing(args: Namespace) -> Iterator[Store]:
    """The record file for writing; StoreError names who holds it."""
    with _opened(args, write=True) as store:
        yield store


def _group(store: Store, name: str | None) -> int | None:
    """The id of a group by its name; UserError lists the names there are."""
    from wxadmin.services import groups

    if name is None:
        return None
    found = [g for g in groups.every(store) if g.name == name]
    if not found:
        names = "、".join(g.name for g in groups.every(store)) or _("（还没有群）")
        raise UserError(_("没有叫“{}”的群").format(name), where="--group", remedy=_("已有的群：{}").format(names))
    return found[0].id


def _group_or_new(store: Store, name: str, rule: str = "") -> int:
    from wxadmin.services import groups

    for group in groups.every(store):
        if group.name == name:
            return group.id
    return groups.create(store, groups.GroupDraft(name=name, naming_rule=rule)).value


def run_demo(args: Namespace) -> int:
    """The whole job on the sample unit."""
    from wxadmin.services.demo import run

    made = run(Path(args.out), progress(_("示例单位")))
    for paper in made.papers:
        put(str(paper))
    put(str(made.report))
    put(_("完成。台账在 {}").format(made.records))
    return 0


def notice_pdf(args: Namespace) -> int:
    """The notice of a case: issued once, afterwards reprinted as it was."""
    from wxadmin.printing.papers import write_bytes
    from wxadmin.services import cases, notices, papers

    with reading(args) if args.draft else writing(args) as store:
        case = cases.find(store, args.case, _group(store, args.group))
        if args.draft:
            pdf = papers.draft(notices.build(store, case))
        else:
            issued = cases.get(store, case).paper
            pdf = papers.reprint(store, issued) if issued is not None else notices.issue(store, case).value.pdf
        write_bytes(pdf, Path(args.out))
    put(_("已写入 {}").format(args.out))
    return 0


def import_roster(args: Namespace) -> int:
    """People from a file into the roster and the group."""
    from wxadmin.intake.roster import read_roster
    from wxadmin.services import people

    # Read before anything is written: a group made for a file that cannot be read would stay behind.
    roster = read_roster(args.file, allow_large=args.allow_large)
    with writing(args) as store:
        seen = people.preview_roster(store, roster, group=_group_or_new(store, args.group))
        if seen.new or seen.changed or seen.joining:
            people.import_roster(store, seen, progress(_("导入")))
    put(_("新增 {} 人，更新 {} 人，已有 {} 人").format(len(seen.new), len(seen.changed), len(seen.same)))
    for problem in seen.problems:
        put(f"{problem.where}：{problem.what}")
    return 0


def import_members(args: Namespace) -> int:
    """A member list as a new snapshot of the group."""
    from wxadmin.intake.members import read_members_file
    from wxadmin.services import members

    read = read_members_file(args.file, allow_large=args.allow_large)
    text = "\n".join(" ".join(nickname.split("\n")) for nickname in read.nicknames)
    with writing(args) as store:
        group = _group_or_new(store, args.group, args.rule or "")
        seen = members.preview(store, group, text)
        members.import_snapshot(store, seen, progress(_("导入")))
    put(_("成员 {} 人，新进 {}，不在 {}").format(len(seen.nicknames), len(seen.new), len(seen.gone)))
    for row in seen.report:
        for _code, message in row.findings:
            put(f"{row.nickname}  {message}")
    return 0


def import_chat(args: Namespace) -> int:
    """A chat into the archive; what the rules find goes to the queue."""
    from wxadmin.intake.chat import read_chat
    from wxadmin.services import chats

    transcript = read_chat(args.file, date=args.date, allow_large=args.allow_large)
    source = "" if args.file == "-" else Path(args.file).name
    with writing(args) as store:
        seen = chats.preview_transcript(store, _group_or_new(store, args.group), transcript, source=source)
        if seen.new:
            done = chats.import_chat(store, seen, progress(_("导入"))).value
            put(_("新消息 {} 条，待审 {} 条").format(done.messages, done.queued))
        else:
            put(_("没有新消息"))
    if seen.repeated:
        put(_("重复的 {} 条没有再存").format(seen.repeated))
    for rejected in seen.rejected:
        put(_("第{}行没有读懂（{}）：{}").format(rejected.line, rejected.why, rejected.text))
    return 0


def _rows(store: Store, noun: Any, group: int | None) -> tuple[list[str], list[Sequence[str]], list[int]]:
    """Header, cells and ids of a whole list."""
    from wxadmin.services.listing import View

    ids = noun.index(store, View(group))
    rows = [row for at in range(0, len(ids), 200) for row in noun.page(store, list(ids[at : at + 200]))]
    return [c.title for c in noun.COLUMNS], [row.cells for row in rows], [row.id for row in rows]


def export(args: Namespace) -> int:
    """A list as XLSX or CSV, as it stands on the screen."""
    from wxadmin.intake.tables_out import write_csv, write_xlsx
    from wxadmin.services import cases, members, people, queue

    out = Path(args.out)
    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise UserError(_("只能导出 .xlsx 或 .csv"), where=args.out, remedy=_("改文件名的结尾"))
    nouns = {"roster": people, "members": members, "queue": queue, "cases": cases}
    with reading(args) as store:
        header, rows, _ids = _rows(store, nouns[args.noun], _group(store, args.group))
    if out.suffix.lower() == ".xlsx":
        write_xlsx(out, header, rows)
    else:
        write_csv(out, header, rows)
    put(_("已写入 {}，{} 行").format(out, len(rows)))
    return 0


def _put_rows(header: list[str], rows: list[Sequence[str]], ids: list[int], as_json: bool) -> None:
    if as_json:
        put_json([{"id": i, **dict(zip(header, cells, strict=True))} for i, cells in zip(ids, rows, strict=True)])
        return
    for i, cells in zip(ids, rows, strict=True):
        put(f"{i}  " + "  ".join(cells))
    put(_("共 {} 条").format(len(rows)))


def queue_list(args: Namespace) -> int:
    """What waits for a decision."""
    from wxadmin.services import queue

    with reading(args) as store:
        _put_rows(*_rows(store, queue, _group(store, args.group)), args.json)
    return 0


def queue_decide(args: Namespace) -> int:
    """One entry: unfounded, ignored, reminded, or a case opened on it."""
    from wxadmin.services import cases, queue

    with writing(args) as store:
        card = queue.get(store, args.id)
        if args.outcome == "remind":
            queue.remind(store, card.id, card.version, args.note)
        elif args.outcome == "case":
            opened = cases.open_from(store, card.id, card.version, cases.draft_from(store, card.id))
            put(_("已立案，case list 里的编号是 {}").format(opened.value))
        else:
            queue.dismiss(store, card.id, card.version, args.outcome, args.note)
    put(_("已处理"))
    return 0


def case_list(args: Namespace) -> int:
    """The cases."""
    from wxadmin.services import cases

    with reading(args) as store:
        _put_rows(*_rows(store, cases, _group(store, args.group)), args.json)
    return 0


def case_decide(args: Namespace) -> int:
    """Decides a case; it gets its number."""
    from wxadmin.services import cases

    words = {measure_words: key for key, measure_words in cases.MEASURES.items()}
    chosen = []
    for word in args.measure:
        key = word if word in cases.MEASURES else words.get(word)
        if key is None:
            raise UserError(_("没有处罚措施“{}”").format(word), remedy=_("可用的有 {}").format("、".join(words)))
        chosen.append(key)
    with writing(args) as store:
        number = cases.decide(store, args.id, cases.Decision(tuple(chosen), args.by, args.note)).value
    put(_("已决定，编号 {}").format(number))
    return 0


def announce_post(args: Namespace) -> int:
    """Posts an announcement to the group's people and prints the text to paste."""
    from wxadmin.intake.text import read_text
    from wxadmin.services import announcements

    body = read_text(args.file).strip()
    with writing(args) as store:
        group = _group(store, args.group)
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
    from wxadmin.services import announcements

    text = read_text(args.file)
    with writing(args) as store:
        announcements.paste_replies(store, args.id, text)
        board = announcements.board(store, args.id)
    if args.json:
        put_json(
            {
                "confirmed": [{"name": a.label, "note": a.note, "late": a.late} for a in board.confirmed],
                "ambiguous": [{"text": u.text, "candidates": [c for _, c in u.candidates]} for u in board.ambiguous],
                "missing": [label for _, label in board.missing],
                "strangers": list(board.strangers),
                "reminder": board.reminder,
            }
        )
        return 0
    put(_("已确认 {}，待确定 {}，还差 {}").format(len(board.confirmed), len(board.ambiguous), len(board.missing)))
    put(board.reminder)
    return 0


def backup(args: Namespace) -> int:
    """A verified copy in the records' backups folder, and where asked."""
    from wxadmin.services import records

    if args.out and not Path(args.out).absolute().parent.is_dir():
        raise UserError(_("文件夹不存在"), where=args.out, remedy=_("请先建立文件夹或换个位置"))
    with writing(args) as store:
        made = records.backup(store, progress(_("备份")))
    if args.out:
        _copy(made, Path(args.out))
    put(_("已备份到 {}").format(args.out or made))
    return 0


def _copy(made: Path, out: Path) -> None:
    """The backup once more, whole or not at all: half a backup over a good one would be worse than none."""
    import os
    import shutil
    import tempfile

    partly: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".wxadmin-", dir=out.parent)
        partly = Path(name)
        with os.fdopen(handle, "wb") as into, made.open("rb") as source:
            shutil.copyfileobj(source, into)
            into.flush()
            os.fsync(into.fileno())
        partly.replace(out)
    except OSError as error:
        if partly is not None:
            partly.unlink(missing_ok=True)
        what = _("备份已在 {}，另存没有成功：{}").format(made, error.strerror)
        raise UserError(what, where=str(out), remedy=_("换一个位置再试")) from error


def restore(args: Namespace) -> int:
    """Puts a backup in place; the file that was there is kept."""
    from wxadmin.services import records

    folder = Path(args.records) if args.records else records.default_folder()
    kept = records.restore(folder, Path(args.archive), progress(_("恢复")))
    put(_("已恢复；原来的台账留在 {}").format(kept))
    return 0


def check(args: Namespace) -> int:
    """0 when sound, 1 when damage was found."""
    from wxadmin.services import records

    with reading(args) as store:
        found = records.check(store, progress(_("检查")))
    if args.json:
        put_json({"ok": found.ok, "problems": list(found.problems)})
    else:
        for problem in found.problems:
            put(str(problem))
        put(_("台账完好") if found.ok else _("发现 {} 处问题").format(len(found.problems)))
    return 0 if found.ok else 1
