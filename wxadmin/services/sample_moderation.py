"""Moderation in the sample unit: what members handed in and reported, a rule of the owner's, evidence, papers of it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wxadmin.services import (
    cases,
    excerpts,
    exhibits,
    matter_answers,
    matter_papers,
    matters,
    papers,
    people,
    queue,
    rule_edits,
    rulebooks,
    withdrawals,
)
from wxadmin.services.exhibits import Cover, Of
from wxadmin.services.listing import View
from wxadmin.services.matters import MatterDraft, Party
from wxadmin.services.papers import Origin
from wxadmin.services.rule_book import Rule, When

if TYPE_CHECKING:
    from collections.abc import Callable

    from wxadmin.services.papers import IssuedPaper
    from wxadmin.services.records import Store
    from wxadmin.services.sample_unit import Clock


def rules(store: Store, work: int) -> int:
    """A word of the unit's own is looked for before the chat comes in; the number of its rules."""
    rule = Rule("未公布的产品代号", "secret", 3, words=("青松计划", "QS-7"), article="单位秘密")
    rule_edits.put(store, work, rule, When())
    rule_edits.set_allow(store, work, ("提前告诉客户",))
    rulebooks.switch_on(store, work, "新品发布前不得外传代号")
    return len(rulebooks.current(store, work).rules)


def raised(store: Store, hands: Clock, work: int) -> dict[str, Any]:
    """A draft handed in, a confidential report with a picture, a suggestion answered, a call for help that waits."""
    known = {p.name: Party(i, p.name) for i, p in people.of_group(store, work)}
    hands.move(-1, 9, 10)
    report = matters.file(
        store,
        MatterDraft(
            "report", work, "有人在群外按群里的名单挨个推销，附截屏。", by=known["林晚晴"],
            about=(known["邵清和"],), secret=True,
        ),
    ).value  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="wxadmin-") as folder:
        picture = exhibits.add(store, Of("review", report), _screenshot(Path(folder)), source="举报人提供").value
    exhibits.cover(store, picture, (Cover(40, 40, 380, 90),))
    suggestion = matters.file(
        store, MatterDraft("suggestion", work, "排班表能不能每周五就发，周末好安排。", by=known["赵铁柱"])
    ).value
    hands.move(-1, 16)
    queue.decide(store, suggestion, queue.get(store, suggestion).version, "founded", "行政部已答应周五发")
    version = queue.get(store, suggestion).version
    matters.answer(store, suggestion, version, matter_answers.templates(store, suggestion)[0][1])
    hands.move(0, 8, 40)
    draft = MatterDraft(
        "submission", work, "新品本周六上市，前一百名到店的送笔记本一册，详见公司公众号十一月十八日文章。",
        title="新品上市预告", by=known["韩若溪"],
    )  # fmt: skip
    matters.file(store, draft)
    matters.file(store, replace(draft, kind="help", title="", body="北仓叉车坏了，下午的货卸不了，找谁修？"))
    return {"waiting": queue.waiting(store, work)}


def cleared(store: Store, hands: Clock, work: int, keep: Callable[[IssuedPaper], None]) -> dict[str, int]:
    """The advert was asked to be withdrawn; its excerpt and the register of what was raised go on paper."""
    hands.move(0, 9, 40)
    case = min(cases.index(store, View(work, chips=("issued",))))
    message = cases.get(store, case).draft.evidence[0]
    withdrawals.record(store, message, "asked", "严正宜", note="私下说明后本人已撤回")
    excerpt = excerpts.build(store, message, 2, 2)
    keep(papers.issue(store, excerpt, Origin(group=work, case=case)).value)
    register = matter_papers.register(store, work)
    keep(papers.issue(store, register, Origin(group=work)).value)
    return {"excerpt": len(excerpt.rows), "raised": len(register.rows)}


def _screenshot(folder: Path) -> Path:
    """A picture as a telephone's screen has it, drawn here: no words, bubbles alone."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (360, 480), "#ededed")
    pen = ImageDraw.Draw(picture)
    for at in range(5):
        left, fill = (70, "#95ec69") if at % 2 else (20, "#ffffff")
        pen.rounded_rectangle((left, 30 + 88 * at, left + 260, 90 + 88 * at), 8, fill=fill)
    path = folder / "群外推销截屏.png"
    picture.save(path)
    return path
