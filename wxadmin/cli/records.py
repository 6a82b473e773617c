"""Commands for a record file as a whole: the demo, notices, backup, restore, check."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from wxadmin.cli.grammar import (
    Commands,
    command,
    json_option,
    place,
    records_options,
    target,
    title,
    verbs,
    words,
)
from wxadmin.cli.opening import group_named, reading, writing
from wxadmin.cli.output import progress, put, put_json
from wxadmin.cli.papers import moment
from wxadmin.cli.styles import expect_room, printing_options, style_of, styled
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _

if TYPE_CHECKING:
    from wxadmin.services.case_cards import CaseCard


def add_commands(commands: Commands) -> None:
    """Every command that opens a record file."""
    demo = command(commands, "demo", _("做一个示例单位并走完全部流程"), run_demo)
    demo.add_argument(
        "--out", type=place, default="wxadmin-demo", metavar="DIR", help=_("写到这个文件夹，默认 wxadmin-demo")
    )

    notice = verbs(command(commands, "notice", _("违规处理通知书")))
    pdf = command(notice, "pdf", _("签发并打印，已签发的原样补印"), notice_pdf)
    pdf.add_argument("case", type=title, nargs="+", metavar="CASE_NO", help=_("案件编号，可写多个，印在一个文件里"))
    pdf.add_argument("--group", type=words, metavar="G", help=_("群名"))
    pdf.add_argument("--draft", action="store_true", help=_("只印草稿，不签发"))
    printing_options(pdf)
    records_options(pdf)

    command_backup = command(commands, "backup", _("备份台账"), backup)
    command_backup.add_argument("-o", dest="out", type=target, metavar="FILE", help=_("另存一份到这里"))
    records_options(command_backup)
    command_restore = command(commands, "restore", _("从备份恢复，原来的台账会保留"), restore)
    command_restore.add_argument("archive", type=place, metavar="FILE", help=_("备份文件"))
    records_options(command_restore)
    command_check = command(commands, "check", _("检查台账有没有损坏或改动"), check)
    records_options(command_check)
    json_option(command_check)


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
    """The notices of cases: each issued once, afterwards reprinted as it was; several in one file with bookmarks."""
    from wxadmin.atomic import write_bytes
    from wxadmin.services import cases, clock, notices, papers, styles

    expect_room(args.out)
    step = progress(_("通知书"))
    with reading(args) if args.draft else writing(args) as store:
        group = group_named(store, args.group)
        found = list(dict.fromkeys(cases.find(store, number, group) for number in args.case))
        style = style_of(args, styles.of(store, "notice"))
        if args.draft:
            # A draft is dated when it is printed; what is issued has the time of the ledger.
            with clock.ticking(moment):
                drafts = [notices.build(store, case) for case in found]
                title = _("违规处理通知书 {} 份").format(len(drafts))
                if len(drafts) == 1:
                    pdf = papers.draft(store, drafts[0], style)
                else:
                    pdf = papers.draft_batch(store, drafts, title, style, step)
        else:
            # Every case is looked at before the first is issued: an issue cannot be taken back.
            issued = [_issuable(args, cases.get(store, case)) for case in found]
            ids = []
            for done, (case, paper) in enumerate(zip(found, issued, strict=True)):
                step(done, len(found))
                ids.append(notices.issue(store, case, style).value.id if paper is None else paper)
            pdf = papers.reprint(store, ids[0]) if len(ids) == 1 else papers.bind(store, ids, step)
        write_bytes(pdf, Path(args.out))
    put(_("已写入 {}").format(args.out))
    return 0


def _issuable(args: Namespace, card: CaseCard) -> int | None:
    """The paper of a case already issued, None where it is still to be; UserError where it cannot be."""
    from wxadmin.services.notices import refuse_undecided

    if card.paper is None:
        refuse_undecided(card.state)
    elif styled(args):
        raise UserError(_("{} 的通知书已经签发，只能照原样补印").format(card.ref), remedy=_("请去掉版式选项"))
    return card.paper


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
    except BaseException as error:
        if partly is not None:
            partly.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
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
