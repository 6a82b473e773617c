"""Commands that only read files: regulations, names, chats, screening, acknowledgements."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from wxadmin.cli.grammar import (
    Commands,
    assignment,
    clock_options,
    command,
    json_option,
    place,
    size_option,
    target,
    verbs,
    whole,
    words,
)
from wxadmin.cli.output import progress, put, put_doubts, put_json, put_problems, put_unclear
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _

SETTING_WORDS = {
    "naming_rule": _("命名规则"), "reply_minutes": _("回复时限（分钟）"), "fine_range": _("罚款范围（元）"),
    "appeal_window": _("申诉期限"), "ladder": _("处罚阶梯"), "interpreter": _("解释权"), "effective": _("施行日期"),
}  # fmt: skip


def _flat(text: str) -> str:
    """A message of several lines on one."""
    return " ⏎ ".join(text.split("\n"))


def add_commands(commands: Commands) -> None:
    """Regulation parse|list|new|export|diff, names check, chat parse, screen, acks match."""
    _add_regulation(commands)
    names = verbs(command(commands, "names", _("实名核验")))
    check = command(names, "check", _("对照花名册核验群昵称"), names_check)
    check.add_argument("--roster", type=place, required=True, metavar="FILE", help=_("花名册（XLSX、CSV 等）"))
    check.add_argument("--members", type=place, required=True, metavar="FILE", help=_("群成员名单，一行一个"))
    check.add_argument("--rule", type=words, required=True, help=_("命名规则，如 部门-姓名，多种用 | 隔开"))
    check.add_argument("--exempt", type=place, metavar="FILE", help=_("免核验的昵称或姓名，一行一个"))
    check.add_argument("--family-limit", type=whole, default=2, metavar="N", help=_("每个家庭最多几人，默认 2"))
    size_option(check)
    json_option(check)

    chat = verbs(command(commands, "chat", _("聊天记录")))
    parse = command(chat, "parse", _("读出消息和事件"), chat_parse)
    parse.add_argument("file", type=place, metavar="FILE", help=_("聊天记录文件，- 为标准输入"))
    clock_options(parse)
    size_option(parse)
    json_option(parse)

    screen = command(commands, "screen", _("按规则检查消息"), screen_file)
    screen.add_argument("file", type=place, metavar="FILE", help=_("聊天记录文件，- 为标准输入"))
    screen.add_argument("--rules", type=place, metavar="FILE", help=_("自己的规则（TOML），代替自带的规则"))
    screen.add_argument("--lines", action="store_true", help=_("一行一条消息"))
    clock_options(screen)
    size_option(screen)
    json_option(screen)

    acks = verbs(command(commands, "acks", _("收到确认")))
    match = command(acks, "match", _("把回复对到人"), acks_match)
    match.add_argument("--roster", type=place, required=True, metavar="FILE", help=_("应回复的人（花名册）"))
    match.add_argument("--replies", type=place, required=True, metavar="FILE", help=_("回复：聊天、接龙或一行一条"))
    match.add_argument("--announcer", type=words, metavar="NAME", help=_("发公告的人，不算应回复"))
    clock_options(match)
    size_option(match)
    json_option(match)


def _add_regulation(commands: Commands) -> None:
    from wxadmin.cli.papers import regulation_pdf_command
    from wxadmin.cli.styles import printing_options

    regulation = verbs(command(commands, "regulation", _("规章制度")))
    parse = command(regulation, "parse", _("读出章、条、项和其中的规定数值"), regulation_parse)
    parse.add_argument("file", type=place, metavar="FILE", help=_("文本或 DOCX，- 为标准输入"))
    parse.add_argument("--raw", action="store_true", help=_("不修正标点和空格"))
    size_option(parse)
    json_option(parse)
    json_option(command(regulation, "list", _("自带的范本"), regulation_list))
    new = command(regulation, "new", _("用范本写一份"), regulation_new)
    new.add_argument("template", metavar="TEMPLATE", help=_("范本名称，见 regulation list"))
    new.add_argument("--set", action="append", type=assignment, default=[], metavar=_("名称=内容"))
    new.add_argument("-o", dest="out", type=target, required=True, metavar="FILE", help=_("写到这个文本文件"))
    regulation_pdf_command(regulation)
    export = command(regulation, "export", _("写成 Word 文档或文本"), regulation_export)
    export.add_argument("file", type=place, metavar="FILE", help=_("文本或 DOCX，- 为标准输入"))
    export.add_argument("-o", dest="out", type=target, required=True, metavar="FILE", help=_("写到 .docx 或 .txt"))
    size_option(export)
    diff = command(regulation, "diff", _("逐条比较两份"), regulation_diff)
    diff.add_argument("old", type=place, metavar="A")
    diff.add_argument("new", type=place, metavar="B")
    printing_options(diff, out_required=False)
    size_option(diff)
    json_option(diff)


def regulation_parse(args: Namespace) -> int:
    """Structure of one text."""
    from wxadmin.domain.regulation import walk
    from wxadmin.domain.regulation_json import to_json
    from wxadmin.intake.regulation import read_regulation

    text = read_regulation(args.file, raw=args.raw, in_order=True, allow_large=args.allow_large)
    if args.json:
        put_json(to_json(text))
        return 0
    put(text.title or _("（没有标题）"))
    for path, node in walk(text.nodes):
        put(
            "  " * (len(path) - (1 if node.number else 0))
            + " ".join(filter(None, (node.number, node.title, node.text)))
        )
    for setting in text.settings:
        put(_("设定 {}：{}（{}）").format(SETTING_WORDS[setting.kind], setting.value, "".join(setting.at)))
    for warning in text.warnings:
        put(_("第{}行：{}").format(warning.line, warning.message))
    return 0


def regulation_list(args: Namespace) -> int:
    """The templates of the library."""
    from wxadmin.intake.library import templates

    found = templates()
    if args.json:
        put_json(
            [
                {
                    "key": t.key,
                    "title": t.title,
                    "kind": t.kind,
                    "summary": t.summary,
                    "variables": [
                        {"key": v.key, "label": v.label, "default": v.default, "required": v.required, "note": v.note}
                        for v in t.variables
                    ],
                }
                for t in found
            ]
        )
        return 0
    for template in found:
        put(f"{template.key}  {template.title}  {template.summary}")
        for variable in template.variables:
            needed = _("必填") if variable.required else _("默认“{}”").format(variable.default)
            put(f"    {variable.key}  {variable.label}  {needed}  {variable.note}".rstrip())
    return 0


def regulation_new(args: Namespace) -> int:
    """A text made from a template, its blanks filled, written as plain text."""
    from wxadmin.domain.regulation import as_text
    from wxadmin.intake.library import fill
    from wxadmin.intake.text import write_text

    text = fill(args.template, dict(args.set))
    write_text(Path(args.out), as_text(text))
    put(_("已写入 {}").format(args.out))
    return 0


def regulation_export(args: Namespace) -> int:
    """A text as DOCX or plain text, its structure kept."""
    from wxadmin.intake.regulation import read_regulation
    from wxadmin.services.regulations import write_words

    text = read_regulation(args.file, allow_large=args.allow_large)
    write_words(text, Path(args.out))
    put(_("已写入 {}").format(args.out))
    put_doubts(text)
    return 0


def regulation_diff(args: Namespace) -> int:
    """Two texts clause by clause."""
    from dataclasses import asdict

    from wxadmin.cli.papers import comparison_pdf
    from wxadmin.cli.styles import styled
    from wxadmin.domain.regulation_diff import diff, worth_showing
    from wxadmin.intake.regulation import read_regulation

    if args.old == args.new == "-":
        raise UserError(_("两份不能都从标准输入读"), remedy=_("其中一份写文件名"))
    if args.out and args.json:
        raise UserError(_("-o 和 --json 不能一起用"), remedy=_("请分两次运行"))
    if styled(args) and not args.out:
        raise UserError(_("版式选项要和 -o 一起用"), remedy=_("请写上 -o OUT.pdf"))
    old, new = (read_regulation(f, allow_large=args.allow_large) for f in (args.old, args.new))
    changes = diff(old, new)
    if args.out:
        return comparison_pdf(args, old, new, changes)
    if args.json:
        put_json([asdict(change) for change in changes])
        return 0
    words = {"changed": _("修改"), "moved": _("移动"), "added": _("新增"), "removed": _("删除")}
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    for change in worth_showing(changes):
        at = " → ".join(dict.fromkeys("".join(path) for path in (change.old_at, change.new_at) if path is not None))
        pieces = "".join(marks[piece.kind].format(piece.text) for piece in change.pieces)
        put(f"{words[change.kind]}  {at}  {pieces}")
    if renumbered := sum(change.kind == "renumbered" for change in changes):
        put(_("{} 处只是编号随着调整").format(renumbered))
    if all(change.kind == "same" for change in changes):
        put(_("两份逐条相同"))
    return 0


def names_check(args: Namespace) -> int:
    """Nicknames against a roster."""
    from wxadmin.domain.names import NameRule, check_names, to_json
    from wxadmin.intake.members import read_members_file
    from wxadmin.intake.name_tables import load
    from wxadmin.intake.roster import read_roster
    from wxadmin.intake.text import read_text

    _one_stdin(args.roster, args.members, args.exempt)
    rule = NameRule.parse(args.rule)
    roster = read_roster(args.roster, allow_large=args.allow_large)
    people = roster.people
    members = read_members_file(args.members, allow_large=args.allow_large)
    exempt = read_text(args.exempt).splitlines() if args.exempt else ()
    report = check_names(
        people,
        members.nicknames,
        rule,
        load(),
        exempt={line.strip() for line in exempt if line.strip()},
        family_limit=args.family_limit,
    )
    document = to_json(report, people, ignored=members.ignored)
    if args.json:
        put_json(document)
        return 0
    marks = {"pass": _("合格"), "fail": _("不合要求"), "exempt": _("已豁免"), "unknown": _("无法确认")}
    for member in document["members"]:
        reasons = "；".join(f["message"] for f in member["findings"])
        suggestion = _("建议改为 {}").format(member["suggestion"]) if member["suggestion"] else ""
        said = "，".join(filter(None, (reasons, suggestion)))
        put(f"{marks[member['status']]}  {member['nickname']}  {said}".rstrip())
    for person in document["missing"]:
        put(_("没有进群  {}（{}）").format(person["name"], person["department"]))
    put("  ".join(f"{marks[k]} {v}" for k, v in document["summary"].items()))
    put_problems(roster.source, roster.problems)
    return 0


def chat_parse(args: Namespace) -> int:
    """Messages and events of a chat."""
    from wxadmin.domain.chat_json import to_json
    from wxadmin.intake.chat import read_chat

    chat = read_chat(args.file, date=args.date, zone=args.zone, allow_large=args.allow_large)
    if args.json:
        put_json(to_json(chat))
        return 0
    for message in chat.messages:
        put(f"{message.time or '':16}  {message.sender}：{_flat(message.text)}")
    for event in chat.events:
        put(f"{event.time or '':16}  [{event.kind}] {event.actor} {'、'.join(event.subjects)}")
    for rejected in chat.rejected:
        put(_("第{}行没有读懂（{}）：{}").format(rejected.line, rejected.why, rejected.text))
    put(_("消息 {} 条，事件 {} 条，没有读懂 {} 处").format(len(chat.messages), len(chat.events), len(chat.rejected)))
    return 0


def screen_file(args: Namespace) -> int:
    """Hits per message."""
    from wxadmin.domain.chat import Message
    from wxadmin.intake.chat import NO_CHAT, read_chat
    from wxadmin.intake.text import read_text, shown
    from wxadmin.screening.ruleset import load_preset
    from wxadmin.screening.screener import compile as compile_rules
    from wxadmin.screening.screener import to_json
    from wxadmin.services import rule_book
    from wxadmin.services.queue import CATEGORY_WORDS

    _one_stdin(args.file, args.rules)
    if args.rules == "-":
        rules = [rule_book.ruleset(read_text("-"), where=shown("-"))]
    elif args.rules:
        rules = [rule_book.ruleset_of_file(Path(args.rules))]
    else:
        rules = [load_preset("work"), load_preset("class")]
    messages: Sequence[Message]
    if args.lines:
        lines = read_text(args.file, allow_large=args.allow_large).split("\n")
        if lines and lines[-1] == "":
            lines.pop()
        messages = tuple(Message("", None, "text", line, line=i) for i, line in enumerate(lines, 1))
    else:
        try:
            messages = read_chat(args.file, date=args.date, zone=args.zone, allow_large=args.allow_large).messages
        except UserError as error:
            if error.what != NO_CHAT:
                raise
            remedy = _("{}；一行一条消息的文件请加 --lines").format(error.remedy)
            raise UserError(error.what, where=error.where, remedy=remedy) from None
    screener = compile_rules(rules)  # after the input, so that what cannot be read is told at once
    screened = screener.screen(messages, lines=args.lines, step=progress(_("检查消息")))
    if args.json:
        put_json(to_json(messages, screened))
        return 0
    flagged = [found for found in screened if found.hits]
    for found in flagged:
        message = messages[found.index]
        put(f"{found.index + 1}  {message.sender + '：' if message.sender else ''}{_flat(message.text)}")
        for hit in found.hits:
            put(f"    {CATEGORY_WORDS[hit.category]}  {hit.rule}  “{hit.matched}”  {hit.why}")
    put(_("消息 {} 条，其中 {} 条要看一看").format(len(messages), len(flagged)))
    return 0


def acks_match(args: Namespace) -> int:
    """Who answered, who is missing."""
    from wxadmin.domain.acks_json import to_json
    from wxadmin.domain.replies import match
    from wxadmin.intake.name_tables import load
    from wxadmin.intake.replies import read_replies
    from wxadmin.intake.roster import read_roster

    _one_stdin(args.roster, args.replies)
    roster = read_roster(args.roster, allow_large=args.allow_large)
    people = roster.people
    replies = read_replies(args.replies, date=args.date, zone=args.zone, allow_large=args.allow_large)
    result = match(people, replies, announcer=args.announcer, tables=load)
    if args.json:
        put_json(to_json(result))
        return 0
    for confirmed in result.confirmed:
        put(_("已确认  {}（第{}行）{}").format(confirmed.name, confirmed.line, confirmed.note))
    for unclear in result.ambiguous:
        put_unclear(unclear.text, unclear.candidates, denial=unclear.denial)
    for name in result.strangers:
        put(_("不在名单  {}").format(name))
    counts = (len(result.confirmed), len(result.ambiguous), len(result.missing), len(result.strangers))
    put(_("已确认 {}，待确定 {}，没有回复 {}，不在名单 {}").format(*counts))
    if result.reminder:
        put(result.reminder)
    put_problems(roster.source, roster.problems)
    return 0


def _one_stdin(*files: str | None) -> None:
    if sum(f == "-" for f in files) > 1:
        raise UserError(_("只能有一个文件从标准输入读"), remedy=_("其余的写文件名"))
