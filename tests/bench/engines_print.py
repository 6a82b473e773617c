"""One job set by one engine in a process of its own: ``python tests/bench/engines_print.py ENGINE JOB FOLDER``.

Prints ``{"seconds", "cpu", "pages", "bytes", "peak_mb"}``. ``FOLDER/data.json`` holds the words, ``FOLDER/fonts`` the
faces, pictures lie beside; all engines set the same words in the same faces on the same type area. Timed is the making
of the PDF alone, the first and only one of its process; programs, words and the list of fonts are loaded before.
``paper_bench.py`` runs these and compares.
"""

from __future__ import annotations

import html
import io
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

Data = dict[str, Any]
Make = Callable[[], bytes]
DAY = date(2026, 9, 22)
FACES = {"song": "Noto Serif SC", "biaosong": "Noto Serif SC", "hei": "Noto Sans SC", "kai": "LXGW WenKai"}

# -- ours


def ours(job: str, folder: Path, data: Data) -> Make:
    from wxadmin.domain.papers import (
        Attachment,
        CaseFile,
        ClauseCitation,
        EvidenceLine,
        FilePiece,
        FileSection,
        ListColumn,
        Notice,
        Picture,
        RegulationPaper,
        SignRow,
        SignSheet,
    )
    from wxadmin.domain.regulation import Node, RegulationText
    from wxadmin.domain.seal import Reserved
    from wxadmin.printing.papers import render, render_batch

    created = datetime(2026, 9, 22, tzinfo=UTC)
    if job == "casefile":
        from wxadmin.printing.typesetting.pictures import cut, some_hands

        columns = tuple(ListColumn(title, share) for title, share in data["columns"])
        facts = tuple(map(tuple, data["facts"]))
        read = {name: (folder / name).read_bytes() for p in data["pieces"] for name, _ in p["pictures"]}

        def pictures() -> dict[str, bytes]:
            """As evidence is when its file is put together: made by this program, if need be just now."""
            if not data["came"]:
                return read
            tall = {name: p["tall"] for p in data["pieces"] for name, _ in p["pictures"]}
            with some_hands() as hands:
                made = {
                    n: hands.submit(cut, Picture(n, d), 1300 * 11 // 20 if tall[n] else 1300) for n, d in read.items()
                }
                return {name: begun.result()[0] for name, begun in made.items()}

        def file() -> CaseFile:
            made, sound = pictures(), not data["others"]
            pieces = tuple(
                FilePiece(p["title"], "", p["day"], (
                    FileSection(
                        "", tuple(p["paragraphs"]), columns if p["rows"] else (), tuple(map(tuple, p["rows"])),
                        tuple(Picture(name, made[name], words, sound=sound) for name, words in p["pictures"]),
                    ),
                ))
                for p in data["pieces"]
            )  # fmt: skip
            return CaseFile(data["title"], data["unit"], "", facts, pieces, tuple(data["remarks"]), data["unit"], DAY)

        return lambda: render(file(), mark=Reserved(), created=created).pdf
    if job == "sheet":
        rows = tuple(SignRow(department, name) for department, name in data["rows"])
        sheet = SignSheet(data["title"], "石榴湾渔港", "调度群", "工作群管理规定", "第3版", "8QKD-22MX", rows)
        return lambda: render(sheet, mark=Reserved(), created=created).pdf
    if job == "notices":
        files = {name: (folder / name).read_bytes() for name in {n["picture"] for n in data["notices"]} if name}
        batch = [
            (
                Notice(
                    n["number"], n["issuer"], n["group"], n["person"], n["department"], n["facts"],
                    tuple(EvidenceLine(sender, at, text) for at, sender, text in n["evidence"]),
                    (ClauseCitation(n["regulation"], "", tuple(n["at"]), n["clause"]),),
                    (n["measure"],), (), n["appeal"], n["issuer"], DAY,
                    (Picture(n["picture"], files[n["picture"]], "群内消息"),) if n["picture"] else (),
                ),
                Reserved(),
            )
            for n in data["notices"]
        ]  # fmt: skip
        return lambda: render_batch(batch, title="通知书", created=created).pdf
    nodes = tuple(
        Node("chapter", part["number"], part["title"], "", tuple(
            Node("article", number, None, text) for number, text in part["articles"]
        ))
        for part in data["chapters"]
    )  # fmt: skip
    attachments = tuple(
        Attachment(
            part["title"],
            tuple(part["paragraphs"]),
            tuple(Picture(name, (folder / name).read_bytes(), caption) for name, caption in part["pictures"]),
        )
        for part in data["attachments"]
    )
    paper = RegulationPaper("", RegulationText(data["title"], (), nodes, ()), attachments=attachments)
    return lambda: render(paper, mark=Reserved(), created=created).pdf


# -- typst

_TYPST_PAGE = """
#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm), numbering: "— 1 —")
// Lines of one em and 13.78 pt between them: the 22 lines a page of GB/T 9704.
#set text(font: ("Noto Serif SC",), size: 15.75pt, lang: "zh", region: "cn", top-edge: 0.88em, bottom-edge: -0.12em)
#set par(justify: true, leading: 13.78pt, spacing: 13.78pt, first-line-indent: (amount: 2em, all: true))
#set block(spacing: 13.78pt)
#let hei(body) = text(font: ("Noto Sans SC",), weight: 500, body)
#show heading: set text(font: ("Noto Sans SC",), weight: 500, size: 15.75pt)
#show heading: it => block(it.body)
#let data = json("data.json")
"""
TYPST = {
    "sheet": _TYPST_PAGE
    + """
#align(center, text(size: 22pt, weight: 900)[#data.title])
#set text(size: 12pt)
#set par(justify: false, first-line-indent: 0pt)
#table(columns: (1fr, 2.6fr, 1.9fr, 2.5fr, 1.9fr), align: center + horizon, stroke: 0.5pt, inset: 6pt,
  table.header([序号], [部门], [姓名], [签名], [日期]),
  ..data.rows.enumerate().map(r => ([#(r.at(0) + 1)], r.at(1).at(0), r.at(1).at(1), [], [])).flatten())
""",
    "notices": _TYPST_PAGE
    + """
#for n in data.notices [
  // Without a picture ours sets a notice in smaller type, so that it fills one page with its slip.
  #let small = n.picture == ""
  #set text(size: 12pt) if small
  #set par(leading: 6pt, spacing: 6pt) if small
  #set block(spacing: 6pt) if small
  #show heading: set text(size: 12pt) if small
  #counter(page).update(1)
  #align(center, text(size: 22pt, weight: 900)[违规处理通知书])
  #align(center, text(font: "LXGW WenKai")[#n.number])
  #par(first-line-indent: 0pt)[#n.department　#n.person：]

  经核查，你在“#n.group”群内的以下行为违反群管理规定，现将核查情况和处理决定通知如下。
  = 一、违规事实
  #n.facts
  #text(size: 12pt)[#table(columns: (1.7fr, 1.5fr, 5fr), stroke: 0.5pt,
    table.header([时间], [发送人], [内容]), ..n.evidence.flatten())]
  #if n.picture != "" [
    #block(breakable: false, width: 100%, align(center)[#image(n.picture, height: 60mm) \\
      #text(size: 10.5pt, hei[图1　群内消息])])
  ]
  = 二、处理依据
  《#n.regulation》#n.at.join("")：#n.clause
  = 三、处理决定
  #n.measure
  = 四、申诉途径
  #n.appeal

  #align(right)[#n.issuer]
  #align(right)[2026年9月22日]
  #v(96pt)
  #line(length: 100%, stroke: (dash: "dashed"))
  #align(center, text(size: 15pt, hei[违规处理通知书回执]))
  #set text(size: 12pt)
  #set par(leading: 8pt, spacing: 8pt)
  #n.issuer：

  本人（#n.person）已收到编号为#(n.number)的《违规处理通知书》，知悉其中的处理决定和申诉途径。

  本人意见：□无异议　□有异议，将在规定期限内申诉

  签名：#box(width: 40%, line(length: 100%))日期：#box(width: 20%, line(length: 100%))
  #pagebreak(weak: true)
]
""",
    "casefile": _TYPST_PAGE
    + """
#show heading: it => align(center, text(font: "Noto Serif SC", size: 22pt, weight: 900, it.body))
#align(center, text(font: "LXGW WenKai")[#data.unit])
#v(58pt)
#align(center, text(size: 22pt, weight: 900)[#data.title])
#v(44pt)
#set par(justify: true)
#table(columns: (6em, 1fr), stroke: 0.5pt, inset: 10pt, ..data.facts.map(f => (hei(f.at(0)), f.at(1))).flatten())
#pagebreak()
#align(center, text(size: 22pt, weight: 900)[卷内目录])
#context text(size: 12pt, table(columns: (2.5em, 1fr, 9em, 4em), stroke: 0.5pt, align: center,
  table.header([序号], [文书名称], [日期], [页号]),
  ..data.pieces.enumerate().map(p => ([#(p.at(0) + 1)], p.at(1).title, p.at(1).day,
    [#counter(page).at(query(heading).at(p.at(0)).location()).first()])).flatten()))
#for p in data.pieces [
  #pagebreak(weak: true)
  #heading(level: 1, p.title)
  #align(center, text(font: "LXGW WenKai")[#p.day])
  #for words in p.paragraphs [#par[#words]]
  #if p.rows.len() > 0 [
    #set text(size: 12pt)
    #set par(leading: 6pt, spacing: 6pt, first-line-indent: 0pt)
    #table(columns: data.columns.map(c => c.at(1) * 1fr), stroke: 0.5pt, align: left + horizon,
      table.header(..data.columns.map(c => c.at(0))), ..p.rows.flatten())
  ]
  #let shot(q) = align(center)[
    #image(q.at(0), width: 100%) \\
    #text(size: 10.5pt, hei(q.at(1)))]
  #if p.pictures.len() > 0 and p.tall [
    #grid(columns: (1fr, 1fr), gutter: 12pt, ..p.pictures.map(shot))
  ] else [
    #for q in p.pictures [#block(breakable: false, width: 100%, shot(q))]
  ]
]
#pagebreak()
#align(center, text(size: 22pt, weight: 900)[卷内备考表])
#for words in data.remarks [#par[#words]]
""",
    "text": _TYPST_PAGE
    + """
#align(center, text(size: 22pt, weight: 900)[#data.title])
#v(14pt)
#for part in data.chapters [
  #align(center, heading(level: 1)[#part.number　#part.title])
  #for (number, words) in part.articles [
    #par[#hei(number)　#words]
  ]
]
#for (i, part) in data.attachments.enumerate() [
  #pagebreak(weak: true)
  #par(first-line-indent: 0pt, hei[附件#(i + 1)])
  #align(center, text(size: 22pt, weight: 900)[#part.title])
  #v(14pt)
  #for words in part.paragraphs [#par[#words]]
  #grid(columns: (1fr, 1fr), gutter: 12pt, ..part.pictures.map(p => align(center)[
    #image(p.at(0), height: 60mm) \\
    #text(size: 10.5pt, hei(p.at(1)))]))
]
""",
}


def by_typst(job: str, folder: Path, data: Data) -> Make:
    import typst

    (folder / "main.typ").write_text(TYPST[job], "utf-8")
    compiler = typst.Compiler(str(folder / "main.typ"), font_paths=[str(folder / "fonts")], ignore_system_fonts=True)
    # As ours: an archive without tags.
    return lambda: bytes(compiler.compile(format="pdf", pdf_standards="a-2b", pdf_tags=False))


# -- WeasyPrint

_CSS = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-right { content: "— " counter(page) " —"; font-size: 14pt } }
body { font: 15.75pt/29.53pt song; text-align: justify; margin: 0 }
p { margin: 0; text-indent: 2em } h1 { font: 900 22pt/35pt biaosong; text-align: center; margin: 0 0 24pt }
h2, b { font: 500 15.75pt/29.53pt hei; margin: 0 } h2.c { text-align: center } .k { font-family: kai }
table { width: 100%; border-collapse: collapse; font-size: 12pt; line-height: 18pt; table-layout: fixed }
td, th { border: .5pt solid; padding: 3pt; text-align: center } .r { text-align: right } .n { break-after: page }
img { height: 60mm; display: block; margin: auto } .s p { font-size: 12pt; line-height: 22pt }
"""


def weasy_html(job: str, data: Data) -> str:
    e = html.escape
    if job == "sheet":
        rows = "".join(f"<tr><td>{i}<td>{e(d)}<td>{e(n)}<td><td>" for i, (d, n) in enumerate(data["rows"], 1))
        head = "<thead><tr><th>序号<th>部门<th>姓名<th>签名<th>日期</thead>"
        return f"<h1>{e(data['title'])}</h1><table>{head}{rows}</table>"
    if job == "notices":
        return "".join(
            f"<div class=n><h1>违规处理通知书</h1><p class=k style='text-align:center'>{e(n['number'])}<p>"
            f"{e(n['department'])}　{e(n['person'])}：<p>经核查，你在“{e(n['group'])}”群内的以下行为违反群管理规定，"
            f"现将核查情况和处理决定通知如下。<h2>一、违规事实</h2><p>{e(n['facts'])}<table><tr><th>时间<th>发送人<th>内容"
            + "".join(f"<tr><td>{e(a)}<td>{e(b)}<td>{e(c)}" for a, b, c in n["evidence"])
            + "</table>"
            + (f"<img src='{n['picture']}'><p style='text-align:center'><b>图1　群内消息</b>" if n["picture"] else "")
            + f"<h2>二、处理依据</h2><p>《{e(n['regulation'])}》{''.join(n['at'])}：{e(n['clause'])}"
            f"<h2>三、处理决定</h2><p>{e(n['measure'])}<h2>四、申诉途径</h2><p>{e(n['appeal'])}"
            f"<p class=r>{e(n['issuer'])}<p class=r>2026年9月22日<div class=s style='margin-top:106pt;border-top:1pt dashed'>"
            f"<h2 class=c>违规处理通知书回执</h2><p>{e(n['issuer'])}：<p>本人（{e(n['person'])}）已收到编号为{e(n['number'])}"
            f"的《违规处理通知书》，知悉其中的处理决定和申诉途径。<p>本人意见：□无异议　□有异议，将在规定期限内申诉"
            f"<p>签名：＿＿＿＿＿＿日期：＿＿＿＿</div></div>"
            for n in data["notices"]
        )
    out = [f"<h1>{e(data['title'])}</h1>"]
    for part in data["chapters"]:
        out.append(f"<h2 class=c>{e(part['number'])}　{e(part['title'])}</h2>")
        out += [f"<p><b>{e(number)}</b>　{e(words)}" for number, words in part["articles"]]
    for i, part in enumerate(data["attachments"], 1):
        out.append(f"<b style='break-before:page;display:block'>附件{i}</b><h1>{e(part['title'])}</h1>")
        out += [f"<p>{e(words)}" for words in part["paragraphs"]]
        out += [f"<div style='float:left;width:50%'><img src='{name}'>{e(c)}</div>" for name, c in part["pictures"]]
    return "".join(out)


def by_weasyprint(job: str, folder: Path, data: Data) -> Make:
    import weasyprint

    faces = "".join(
        f"@font-face {{ font-family: {key}; src: url(fonts/{key}.ttf) }}\n"
        for key in ("song", "biaosong", "hei", "kai")
    )
    page = f"<html lang=zh><meta charset=utf-8><style>{faces}{_CSS}</style>{weasy_html(job, data)}"
    return lambda: bytes(weasyprint.HTML(string=page, base_url=str(folder) + "/").write_pdf())


# -- reportlab as it comes


def by_reportlab(job: str, folder: Path, data: Data) -> Make:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

    for key in ("song", "biaosong", "hei"):
        registerFont(TTFont(key, str(folder / "fonts" / f"{key}.ttf")))
    body = ParagraphStyle(
        "body", fontName="song", fontSize=15.75, leading=29.53, firstLineIndent=31.5, wordWrap="CJK", alignment=4
    )
    heading = ParagraphStyle("h", parent=body, fontName="hei", alignment=1, firstLineIndent=0)
    title = ParagraphStyle("t", parent=heading, fontName="biaosong", fontSize=22, leading=35)

    def make() -> bytes:
        story: list[Any] = [Paragraph(html.escape(data["title"]), title)]
        if job == "sheet":
            rows = [["序号", "部门", "姓名", "签名", "日期"]]
            rows += [[str(i), department, name, "", ""] for i, (department, name) in enumerate(data["rows"], 1)]
            style = [("FONT", (0, 0), (-1, -1), "song", 12), ("GRID", (0, 0), (-1, -1), 0.5, "black"),
                     ("ALIGN", (0, 0), (-1, -1), "CENTER"), ("BOTTOMPADDING", (0, 0), (-1, -1), 7)]  # fmt: skip
            story.append(
                LongTable(rows, [w * 156 * mm / 9.9 for w in (1, 2.6, 1.9, 2.5, 1.9)], style=style, repeatRows=1)
            )
        else:
            for part in data["chapters"]:
                story.append(Paragraph(html.escape(f"{part['number']}　{part['title']}"), heading))
                story += [Paragraph(html.escape(f"{number}　{words}"), body) for number, words in part["articles"]]
        out = io.BytesIO()
        SimpleDocTemplate(
            out,
            pagesize=A4,
            topMargin=37 * mm - 6,
            leftMargin=28 * mm - 6,
            rightMargin=26 * mm - 6,
            bottomMargin=35 * mm - 6,
        ).build(story)
        return out.getvalue()

    return make


ENGINES = {"ours": ours, "typst": by_typst, "weasyprint": by_weasyprint, "reportlab": by_reportlab}


def peak_mb() -> float:
    """Most memory of this process. Not getrusage where it can be avoided: it counts the process that started this."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    engine, job, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    make = ENGINES[engine](job, folder, json.loads((folder / "data.json").read_text("utf-8")))
    cpu, start = time.process_time(), time.perf_counter()
    pdf = make()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = peak_mb()
    (folder / f"{engine}.pdf").write_bytes(pdf)
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pages = len(document)
    document.close()
    print(json.dumps({"seconds": seconds, "cpu": cpu, "pages": pages, "bytes": len(pdf), "peak_mb": peak}))


if __name__ == "__main__":
    main()
