"""Makes the table that names, for every text of the library, its duties and the clauses that serve each.

Run by hand whenever a text of the library changed::

    python -m wxadmin.build.duties

It writes ``resources/regulations/README.md``; a test fails while that file and the texts differ. Clauses are counted
with every switch on; one that stays out until its switch is 是 is marked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping

from wxadmin.intake import library
from wxadmin.intake.duties import DUTIES, REGISTERS
from wxadmin.intake.template_files import BLANK, GROUPS, Clause, Template
from wxadmin.resource import resource_dir

_FIRST_WORDS = 20
_REGISTER = re.compile(r"《[^》]+》")
_HEAD = """\
# 制度范本一览

本表由 `python -m wxadmin.build.duties` 生成，请勿手改。每份范本列出它写明的事项和落实该事项的条款，条款后面是开头的字。
条款编号按开关全部选“是”时计算；标有 ※ 的条款默认不写入，选“是”后才写入，并附有提示。登记簿一行写明条款所说的表册。
"""
_GROUP_WORDS = "部门 项目 活动 兴趣 行政办公 教学科研 后勤保障 班级家校 通知 交流 骨干 营销 对外 小区业主"
_GROUPS = dict(zip(GROUPS, _GROUP_WORDS.split(), strict=True))

_Path = tuple[str, ...]


def main() -> int:
    """Write the table."""
    path = resource_dir("regulations") / "README.md"
    path.write_text(table(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{path.name}: {len(library.templates())} texts\n")
    return 0


def table() -> str:
    """The whole table as Markdown."""
    templates = library.templates()
    return "\n".join([_HEAD, _overview(templates), *(_part(template) for template in templates)])


def _overview(templates: Iterable[Template]) -> str:
    """Every text in a line with the ids of its duties, before the parts that name the clauses."""
    lines = ["| 范本 | 适用 | 写明的事项 |", "|---|---|---|"]
    lines += [f"| {each.title}（{each.key}） | {each.kind} | {' '.join(each.duties)} |" for each in templates]
    return "\n".join(lines) + "\n"


def _part(template: Template) -> str:
    switches = {variable.key: "是" for variable in template.variables if variable.form == "switch"}
    found = dict(library.clauses(template.key, switches))
    articles = sum(path[:-1] not in found for path in found)
    groups = "、".join(_GROUPS[group] for group in template.groups) or "各类群"
    lines = [
        f"## {template.title}（{template.key}）",
        "",
        f"{template.kind} · {groups} · {articles} 条",
        "",
        template.summary,
        "",
        "| 编号 | 事项 | 条款 |",
        "|---|---|---|",
    ]
    labels = {variable.key: f"〔{variable.label}〕" for variable in template.variables}
    for duty in template.duties:
        served = "<br>".join(_served(duty, found, labels))
        lines.append(f"| {duty} | {DUTIES[duty]} | {served} |")
    return "\n".join(lines) + "\n"


def _served(duty: str, found: Mapping[_Path, Clause], labels: Mapping[str, str]) -> Iterator[str]:
    """第八条 and its first words, for every clause that serves the duty; of a log book its name as well."""
    for path, clause in found.items():
        if duty in clause.serves:
            written = BLANK.sub(lambda match: labels[match[1]], f"{clause.title}　{clause.text}".strip())
            words = written if len(written) <= _FIRST_WORDS else f"{written[:_FIRST_WORDS]}…"
            above = found.get(path[:-1], clause)
            off = "※" if clause.when or above.when else ""
            names = f"{_registers(clause)}：" if duty == "L" else ""
            yield f"{names}{off}{_place(path)}“{words}”"


def _place(path: _Path) -> str:
    """第八条（一） as people cite it; in a guide, whose articles begin anew in every chapter, with the chapter."""
    at = next((at for at, number in enumerate(path) if number.endswith("条")), 0)
    return "".join(path[at:])


def _registers(clause: Clause) -> str:
    text = "".join(each.text for each in (clause, *clause.items))
    quoted = list(dict.fromkeys(_REGISTER.findall(text)))
    known = [f"《{name}》" for name, pattern in REGISTERS.values() if re.search(pattern, text)]
    return "".join(quoted or known) or "（未写明表册）"


if __name__ == "__main__":
    sys.exit(main())
