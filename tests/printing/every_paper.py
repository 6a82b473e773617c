"""Every kind of paper with everything that a paper can carry, each in a style of its own. All words are invented."""

from __future__ import annotations

import io
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw

from tests.printing.invented import CREATED, NAMES, PARAGRAPHS, papers, regulation_text
from wxadmin.domain.papers import (
    AnnouncementPaper,
    Attachment,
    CaseFile,
    ComparisonPaper,
    FilePiece,
    FileSection,
    FormField,
    FormPaper,
    LetterPaper,
    ListColumn,
    ListPaper,
    Notice,
    Paper,
    Picture,
    RecordPaper,
    RecordPart,
    RegulationPaper,
    Section,
    SignRow,
    SignSheet,
)
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_diff import ClauseChange, diff
from wxadmin.domain.seal import CheckBlock, Issued
from wxadmin.domain.style import Style
from wxadmin.printing.papers import render

UNIT, GROUP, DAY = "石榴湾渔港管理站", "石榴湾调度群", date(2026, 9, 22)


@lru_cache
def picture(kind: str = "PNG", size: tuple[int, int] = (540, 960), seed: int = 0) -> bytes:
    """What a member's screen may have shown: bars of talk on a pale ground, different for every seed."""
    image = Image.new("RGBA" if kind == "PNG" else "RGB", size, (237, 237, 240) if kind == "JPEG" else (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    step = max(8, size[1] // 12)
    for i in range(11):
        left = step // 2 if (i + seed) % 3 else size[0] // 3
        tone = (60 + (seed * 37 + i * 53) % 160, 150, 90 + (seed * 11 + i * 29) % 150)
        draw.rectangle((left, i * step + 4, left + size[0] // 2 + (seed * 7 + i * 13) % 40, i * step + step - 4), tone)
    out = io.BytesIO()
    image.save(out, kind, **({"dpi": (96, 96)} if kind == "PNG" else {"quality": 80}))
    return out.getvalue()


@lru_cache
def packed() -> tuple[Picture, ...]:
    """Pictures whose packed samples are taken over: in colours, with a palette of few colours or many, grey, two tones."""
    shown = Image.open(io.BytesIO(picture("PNG", (300, 400), 5))).convert("RGB")
    out = []
    for name, image in (
        ("全彩", shown), ("少色", shown.quantize(5)), ("多色", shown.quantize(200)), ("灰度", shown.convert("L")),
        ("灰表", shown.convert("L").quantize(9)), ("双色", shown.convert("1")),
    ):  # fmt: skip
        file = io.BytesIO()
        image.save(file, "PNG")
        out.append(Picture(f"{name}.png", file.getvalue(), f"{name}截图"))
    return tuple(out)


def logo() -> bytes:
    """A round mark on a transparent ground."""
    image = Image.new("RGBA", (240, 240), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((10, 10, 230, 230), fill=(12, 84, 140, 255))
    draw.polygon([(120, 40), (190, 170), (50, 170)], fill=(255, 255, 255, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def revised() -> RegulationText:
    """The invented regulation with a clause changed, one gone and one new."""
    text = regulation_text()
    first, *rest = text.nodes
    changed = replace(first.children[0], text=first.children[0].text.replace("三分钟后", "五分钟后"))
    new = Node("article", "第四条", None, "台风红色预警期间，值班长可以暂停群内一切与避风无关的讨论。")
    chapter = Node(first.kind, first.number, first.title, first.text, (changed, *first.children[1:3], new))
    return RegulationText(text.title, text.preamble, (chapter, *rest), text.closing)


def case_file(bound: bytes = b"") -> CaseFile:
    """A case with all that a file can hold; ``bound`` are the pages of its notice."""
    heads = tuple(ListColumn(title, share) for title, share in (("", 0.3), ("时间", 1.6), ("发言人", 1.4), ("内容", 5)))
    talk = tuple(
        ("●" if i == 3 else "", f"2026年9月20日 21:{40 + i}", f"成员{'甲乙丙'[i % 3]}", PARAGRAPHS[i]) for i in range(8)
    )
    shots = tuple(
        Picture(f"截图{i}.png", picture(seed=i), f"证据{i}　截图{i}.png（SHA-256 {i:064x}）") for i in range(1, 4)
    )
    photo = Picture("泊位.jpg", picture("JPEG", (1200, 800), 3), "证据4　泊位现场.jpg")
    exhibits = tuple(
        ListColumn(t, s) for t, s in (("序号", 0.5), ("名称", 1.4), ("文件", 1.4), ("大小", 0.7), ("SHA-256", 3))
    )
    listed = tuple((str(i), f"截图{i}", f"截图{i}.png", "31 KB", f"{i * 7919:064x}") for i in range(1, 5))
    pieces = [
        FilePiece(
            "违规事实",
            "",
            "2026年9月20日",
            (
                FileSection("一、欧阳𠮷（冰车班）", (f"1. {PARAGRAPHS[7]}", f"2. {PARAGRAPHS[1]}")),
                FileSection("二、阿依努尔·买买提江", (PARAGRAPHS[8],)),
            ),
        ),
        FilePiece(
            "依据条款",
            "",
            "",
            (
                FileSection(
                    "《石榴湾渔港工作群管理规定》第三章第十二条",
                    (PARAGRAPHS[7], "该版自2026年3月1日起施行；已于2026年3月9日签收。"),
                ),
            ),
            runs_on=True,
        ),
        FilePiece("聊天摘录", "", "2026年9月20日", (FileSection("", ("“●”是作为证据的消息。",), heads, talk),)),
        FilePiece(
            "证据材料",
            "",
            "2026年9月21日",
            (
                FileSection("证据清单", ("共4件，原件保存在记录文件里。",), exhibits, listed),
                FileSection("证据图片", (), pictures=(*shots, photo)),
            ),
        ),
        FilePiece(
            "处理决定", "榴港群处〔2026〕11号", "2026年9月22日", (FileSection("", ("禁言3天。", PARAGRAPHS[5])),)
        ),
    ]
    if bound:
        pieces.append(FilePiece("违规处理通知书", "榴港群处〔2026〕11号", "2026年9月22日", bound=bound))
    pieces.append(
        FilePiece(
            "大事记",
            "",
            "",
            (FileSection("", tuple(f"2026年9月{i}日　{PARAGRAPHS[i]}" for i in range(1, 9))),),
            runs_on=True,
        )
    )
    return CaseFile(
        "违规处理案卷",
        UNIT,
        GROUP,
        (
            ("案件编号", "榴港群处〔2026〕11号"),
            ("当事人", "欧阳𠮷、阿依努尔·买买提江"),
            ("案由", "发布与工作无关的信息"),
            ("处理结果", "禁言3天（2026年9月22日至2026年9月24日）；通报批评"),
            ("立案日期", "2026年9月21日"),
            ("承办人", "陆明朗"),
        ),
        tuple(pieces),
        ("本卷收入了本案的全部材料。", "证据3的文件与收存时不一致，没有印出。"),
        "港务办公室",
        DAY,
        "案卷〔2026〕1号",
    )


def every() -> dict[str, tuple[Paper, Style]]:
    """Name → paper and style."""
    plain = papers()
    screen, photo = picture(), picture("JPEG", (1200, 800), 3)
    shots = (Picture("截图1.png", screen, "9月20日的群内消息"), Picture("照片.jpg", photo, "泊位现场"))
    attached = (
        Attachment("泊位安排一览", (PARAGRAPHS[2], PARAGRAPHS[8])),
        Attachment("现场照片", (), shots),
        Attachment("屏幕截图", (), packed()),
    )
    red = {"red": f"{UNIT}文件", "logo": logo(), "seal": True}
    regulation, notice = plain["regulation"], plain["notice"]
    announcement = plain["announcement"]
    assert isinstance(regulation, RegulationPaper)
    assert isinstance(notice, Notice)
    assert isinstance(announcement, AnnouncementPaper)
    return {
        "regulation": (
            RegulationPaper(
                UNIT, regulation.text, GROUP, regulation.number, "第3版", UNIT, date(2026, 9, 1), attached
            ),
            Style(contents=True, duplex=True, **red),
        ),
        "regulation-plain": (regulation, Style("qiye", contents=True)),
        "regulation-wall": (regulation, Style("dazi", "A3")),
        "sheet": (plain["sheet"], Style(duplex=True)),
        "sheet-groups": (
            SignSheet(
                "《石榴湾渔港工作群管理规定》签收表", UNIT, "调度群、冰车群", "石榴湾渔港工作群管理规定", "第3版",
                "8QKD-22MX",
                tuple(
                    SignRow("调度室" if i % 3 else "冰车与吊机检修班", NAMES[i % 7], f"{i:03d}A", "调度群" if i < 40 else "冰车群")
                    for i in range(80)
                ),
                "榴港签〔2026〕6号", "本人已阅读上述规定并愿意遵守。", "group", True,
            ),
            Style("qiye"),
        ),
        "sheet-pairs": (
            SignSheet(
                "签收表", UNIT, GROUP, "石榴湾渔港工作群管理规定", "第3版", "8QKD-22MX",
                tuple(SignRow("调度室", NAMES[i % 7], f"{i:03d}B") for i in range(61)),
                "榴港签〔2026〕7号", across=2,
            ),
            Style(),
        ),
        "notice": (
            Notice(
                notice.number, UNIT, GROUP, notice.person, notice.department, notice.facts, notice.evidence,
                notice.clauses, notice.measures, notice.recommendations, notice.appeal, UNIT, DAY, shots,
            ),
            Style(**red),
        ),
        "notice-plain": (notice, Style("qiye", duplex=True)),
        "history": (plain["history"], Style()),
        "announcement": (
            AnnouncementPaper(
                UNIT, GROUP, announcement.title, announcement.paragraphs, "港务办公室", DAY, "榴港通〔2026〕7号", attached
            ),
            Style("dazi", "A3", **red),
        ),
        "form": (
            FormPaper(
                "join", "入群申请表", UNIT, GROUP,
                (
                    (FormField("姓名", "欧阳𠮷"), FormField("部门", "冰车班")),
                    (FormField("群内职责", "值守", choices=("值守", "调度", "其他")),),
                    (FormField("申请理由", PARAGRAPHS[0], lines=4),),
                    (FormField("部门意见", "", lines=3, signed=True), FormField("群主意见", "", lines=3, signed=True)),
                ),
                "本人愿意遵守群内的各项规定。", "本表一式两份，群主和本人各存一份。", "榴港表〔2026〕3号",
            ),
            Style(),
        ),
        "letter": (
            LetterPaper(
                "申诉答复书", UNIT, GROUP, "欧阳𠮷",
                (
                    Section("一、申诉请求", (PARAGRAPHS[1],)),
                    Section("二、复核情况", (PARAGRAPHS[7], PARAGRAPHS[10])),
                    Section("三、复核决定", ("维持原处理决定。",)),
                ),
                "港务办公室", DAY, "榴港复〔2026〕1号", attached[:1],
            ),
            Style(**red),
        ),
        "list": (
            ListPaper(
                "违规处理台账", UNIT, GROUP, ("2026年1月1日至9月22日", "按时间排序"),
                tuple(ListColumn(title, share, align) for title, share, align in (
                    ("编号", 2.0, "left"), ("姓名", 1.2, "left"), ("部门", 1.5, "left"), ("事由", 4.0, "left"),
                    ("依据", 1.2, "centre"), ("措施", 1.5, "left"), ("决定日期", 1.6, "centre"), ("金额", 1.0, "right"),
                    ("状态", 1.0, "centre"),
                )),
                tuple(
                    (f"榴港群处〔2026〕{i}号", NAMES[i % 7], "冰车班", "连续发布与渔港无关的推销消息，经提醒不改",
                     "第十二条", "禁言3天", f"2026年9月{i % 29 + 1}日", f"{i * 12.5:.2f}", "已执行")
                    for i in range(1, 61)
                ),
                DAY, "榴港册〔2026〕2号",
            ),
            Style("qiye"),
        ),
        "record": (
            RecordPaper(
                "个人档案", UNIT, NAMES[0],
                (("姓名", NAMES[0]), ("部门/班级", "渔港管理站/冰车班"), ("电话", "154****0017"), ("职务", "班长")),
                tuple(
                    RecordPart(heading, tuple(f"2026年9月{i}日　{heading}第{i}条，{PARAGRAPHS[0][:40]}" for i in range(1, n)), n)
                    for heading, n in (("群与群昵称", 3), ("案件", 6), ("签收记录", 24), ("修改记录", 40))
                ),
                "本档案按打印时的记录整理，仅供内部使用。电话、编号等已隐去一部分。", DAY, "榴港册〔2026〕3号",
            ),
            Style("qiye"),
        ),
        "casefile": (case_file(render(notice, mark=block(notice.number), created=CREATED).pdf), Style()),
        "casefile-company": (case_file(), Style("qiye", **red)),
        "comparison": (
            ComparisonPaper(
                "《石榴湾渔港工作群管理规定》修订对照表", UNIT, GROUP, "第2版", "第3版",
                diff(regulation_text(), revised()), DAY, "榴港修〔2026〕1号",
            ),
            Style(),
        ),
    }  # fmt: skip


def block(number: str, proof: int = 17) -> Issued:
    """A mark with as much to say as any: a proof of ``proof`` hashes in a tree of more than 65,536 leaves."""
    hashes = tuple(bytes([i * 13 % 256, 255 - i]) * 16 for i in range(proof))
    return Issued(
        CheckBlock(
            bytes(range(16)), 70_001, "2026-11-21T01:02:03Z", "regulation", number, b"s" * 16, b"t" * 32, 100_000,
            bytes(range(32)), hashes,
        )
    )  # fmt: skip


def said(paper: Any) -> list[str]:
    """Every string that a paper has for its reader, line by line; unit and group only where no text names them."""
    out: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            out.extend(line for line in value.split("\n") if line.strip())
        elif isinstance(value, ClauseChange):
            walk((value.old_text, value.new_text) if value.kind not in ("same", "renumbered") else ())
        elif isinstance(value, tuple):
            for part in value:
                walk(part)
        elif is_dataclass(value):
            for field in fields(value):
                if field.name not in _UNSAID.get(type(value), _NEVER):
                    walk(getattr(value, field.name))

    walk(paper)
    return list(dict.fromkeys(out))


_NEVER = frozenset({"kind", "align", "settings", "warnings"})
_UNSAID: dict[type, frozenset[str]] = {
    Picture: frozenset({"name", "data"}),
    SignSheet: frozenset({"by"}),
    FormPaper: frozenset({"form"}),
    # Its sections name the group where that matters.
    LetterPaper: frozenset({"group"}),
    FilePiece: frozenset({"bound"}),
}
