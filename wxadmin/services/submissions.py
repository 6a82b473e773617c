"""送审稿: checked as a list before anybody decides, handed in again, posted or made an announcement once passed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Hit
from wxadmin.domain.masking import in_words
from wxadmin.i18n import _, on_paper
from wxadmin.services import announcements
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.matter_cards import Check, MatterDraft, existing, must
from wxadmin.services.matters import file, screened, touch
from wxadmin.services.records import Change, Store
from wxadmin.services.reviewables import category_words
from wxadmin.store import matters as stored
from wxadmin.store.journal import Tx

_LONG, _VERY_LONG = 500, 2_000
"""Characters beyond which a text is tiresome in a group, and beyond which it belongs in a file."""
_HEARSAY = re.compile(
    r"据说|听说|据传|网传|疯传|内部消息|小道消息|可靠消息|据知情人|有人说|紧急扩散|马上被删|速看|不转不是|震惊|惊人内幕"
)
_PUFFERY = re.compile(
    r"全国第一|全网最|史上最|百分之?百|100%|绝对(?:安全|有效|可靠|保证)|国家级|独一无二|根治|包治|零风险|稳赚|保过|最后机会"
)
_PICTURED = re.compile(r"照片|图片|合影|合照|截图|视频|录像|画面")
_MINORS = re.compile(r"学生|孩子|小朋友|幼儿|儿童|同学|未成年|宝贝|班级|宝宝")
_LINK = re.compile(r"https?://|www\.[a-z0-9]|(?<![\w.])[a-z0-9-]{2,}\.(?:com|cn|net|cc|top|xyz)\b", re.IGNORECASE)
_GRAVE = 3


def check(store: Store, draft: MatterDraft) -> tuple[Check, ...]:
    """The points a reviewer would look at, each with what was found; screening by the rules of the group first."""
    body = draft.body
    hits, _score = screened(store, draft)
    points = [_screening(hits)]
    points += [_length(body), _personal(body, hits), _unverified(body), _source(draft), _consent(draft)]
    links = len(_LINK.findall(body))
    if links:
        points.append(Check("link", _("有 {} 个链接，请先在浏览器里打开核对").format(links), "warn"))
    return tuple(points)


def _screening(hits: Sequence[Hit]) -> Check:
    if not hits:
        return Check("screening", _("按群里的规则没有发现违规内容"))
    by: dict[str, list[str]] = {}
    for hit in hits:
        by.setdefault(category_words(hit.category), []).append(hit.matched)
    parts = [
        _("{}（{}）").format(words, "、".join(f"“{one}”" for one in list(dict.fromkeys(found))[:4]))
        for words, found in by.items()
    ]
    tone = "danger" if any(hit.level >= _GRAVE for hit in hits) else "warn"
    return Check("screening", _("可能违规：{}").format("；".join(parts)), tone)  # type: ignore[arg-type]


def _length(body: str) -> Check:
    count = sum(not c.isspace() for c in body)
    if count > _VERY_LONG:
        return Check("length", _("全文 {} 字，太长，请改成文件，群里只发要点").format(count), "danger")
    if count > _LONG:
        return Check("length", _("全文 {} 字，在手机上要翻几屏，建议精简").format(count), "warn")
    return Check("length", _("全文 {} 字").format(count))


def _personal(body: str, hits: Sequence[Hit]) -> Check:
    if in_words(body) != body or any(hit.category == "personal_data" for hit in hits):
        return Check("personal", _("含有电话、证件、卡号或邮箱，确认要公开吗"), "danger")
    return Check("personal", _("没有电话、证件、卡号"))


def _unverified(body: str) -> Check:
    found = list(dict.fromkeys(m.group() for pattern in (_HEARSAY, _PUFFERY) for m in pattern.finditer(body)))
    if found:
        words = "、".join(f"“{one}”" for one in found[:5])
        return Check("unverified", _("有未经核实或夸大的说法：{}").format(words), "warn")
    return Check("unverified", _("没有“据说”“100%”一类的说法"))


def _source(draft: MatterDraft) -> Check:
    source = draft.fields.get("source", "")
    return Check("source", _("来源：{}").format(source)) if source else Check("source", _("没有写来源和依据"), "warn")


def _consent(draft: MatterDraft) -> Check:
    said = draft.fields.get("consent", "")
    pictured = bool(_PICTURED.search(draft.body)) or draft.fields.get("material", "") == on_paper(_("图片视频"))
    minors = bool(_MINORS.search(draft.body))
    if said == on_paper(_("还没有取得同意")):
        return Check("consent", _("还没有取得画面里的人（未成年人由监护人）同意"), "danger")
    if pictured and not said:
        words = _("有未成年人的画面，请写明监护人是否同意") if minors else _("有图片或视频，请写明画面里的人是否同意")
        return Check("consent", words, "danger" if minors else "warn")
    return Check("consent", _("他人肖像：{}").format(said) if said else _("不涉及他人肖像"))


# What becomes of one


def resubmit(store: Store, review: int, draft: MatterDraft) -> Change[int]:
    """Hands a returned draft in again as the next version; the value is its new entry.

    UserError while the former is not returned, or when it was handed in again already.
    """
    before = must(store, review)
    _refuse_other(before.draft.kind)
    if before.state != "unfounded":
        raise UserError(_("只有退回的送审稿可以再送"), where=before.draft.title, remedy=_("还在待审的请用“更正”"))
    if before.later:
        raise UserError(_("这份送审稿已经再送过"), where=before.draft.title, remedy=_("请在新的一份上修改"))
    fresh = replace(draft, kind="submission", group=before.draft.group, earlier=review, received=None, due=None)
    return file(store, fresh)


def posting_text(store: Store, review: int) -> str:
    """The words as they go into the group; UserError while it is not passed."""
    found = must(store, review)
    _refuse_other(found.draft.kind)
    if found.state != "founded":
        raise UserError(_("送审稿还没有通过"), where=found.draft.title, remedy=_("请先审核"))
    draft = found.draft
    titled = draft.title in draft.body[:200]
    return draft.body if titled else f"【{draft.title}】\n{draft.body}"


def to_announcement(store: Store, review: int, version: int) -> Change[int]:
    """Makes a passed draft an announcement under the pen; the value is its id. UserError when it is one already."""
    found = must(store, review)
    text = posting_text(store, review)
    if found.announcement is not None:
        raise UserError(_("已经转成公告草稿"), where=found.draft.title, remedy=_("请在公告里修改"))
    head = f"【{found.draft.title}】\n"
    draft = AnnouncementDraft(found.draft.group, found.draft.title, text.removeprefix(head))

    def work(tx: Tx) -> int:
        touch(tx, review, version)
        made = announcements.insert(tx, draft)
        tx.update("matter", existing(tx, review)["id"], {"announcement_id": made})
        return made

    return store.change(_("把送审稿 {} 转成公告").format(found.draft.title), work)


def versions(store: Store, review: int) -> tuple[int, ...]:
    """The entries of all versions of a draft, the first one first."""
    with store.read() as db:
        row = existing(db, review)
        chain = [row]
        while (before := chain[0]["earlier_id"]) is not None and (found := stored.one(db, before)) is not None:
            chain.insert(0, found)
        while (after := stored.later(db, chain[-1]["id"])) is not None:
            chain.append(after)
    return tuple(one["review_id"] for one in chain)


def _refuse_other(kind: str) -> None:
    if kind != "submission":
        raise UserError(_("这不是送审稿"), remedy=_("请在待审队列里选送审稿"))
