"""What each kind of matter is called, what its sheet asks, and within how many days an answer is due."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from wxadmin.domain.deadlines import Calendar
from wxadmin.domain.errors import UserError
from wxadmin.domain.forms import Blank
from wxadmin.domain.matters import KINDS
from wxadmin.i18n import _
from wxadmin.services import settings, workdays
from wxadmin.services.records import Change, Store
from wxadmin.services.reviewables import KINDS as WORDS
from wxadmin.store import groups as stored_groups
from wxadmin.store.journal import Tx

RAISED: Mapping[str, str] = {kind: WORDS[kind] for kind in KINDS}
"""Kind → what it is called, of what people raise."""
RAISERS: Mapping[str, str] = {
    "submission": _("送审人"), "report": _("举报人"), "suggestion": _("建议人"), "help": _("求助人"),
    "dispute": _("反映人"), "anomaly": _("报告人"),
}  # fmt: skip
BODIES: Mapping[str, str] = {
    "submission": _("材料全文"), "report": _("举报的事实"), "suggestion": _("建议内容"), "help": _("需要什么帮助"),
    "dispute": _("经过"), "anomaly": _("异常情况"),
}  # fmt: skip
ABOUT: Mapping[str, str] = {
    "report": _("被举报人"), "dispute": _("当事人（至少两方）"), "anomaly": _("哪个账号"),
}  # fmt: skip
"""Kinds that are about somebody, and what those are called."""
BLANKS: Mapping[str, tuple[Blank, ...]] = {
    "submission": (
        Blank("material", _("材料类型"), choices=(_("通知公告"), _("工作信息"), _("宣传材料"), _("图片视频"),
                                            _("文件链接"), _("其他"))),
        Blank("source", _("来源和依据")),
        Blank("consent", _("他人肖像、未成年人"), choices=(_("不涉及"), _("已取得同意"), _("还没有取得同意"))),
        Blank("when", _("拟发布时间")),
    ),
    "report": (Blank("act", _("违规行为")), Blank("happened", _("发生时间"))),
    "suggestion": (),
    "help": (Blank("urgent", _("紧急程度"), choices=(_("一般"), _("今天要办"), _("紧急"))),),
    "dispute": (
        Blank("happened", _("发生时间")), Blank("wanted", _("各方的诉求"), lines=3),
        Blank("settled", _("调解结果"), choices=(_("达成一致"), _("部分达成一致"), _("没有达成一致"), _("转单位处理"))),
    ),
    "anomaly": (
        Blank("what", _("异常类型"), choices=(_("被盗号"), _("被冒充"), _("发送异常内容"), _("其他"))),
        Blank("happened", _("发现时间")),
    ),
}  # fmt: skip
"""What a sheet asks beside who, title and words."""
_TERMS: Mapping[str, str] = {
    "submission": "1wd", "report": "3wd", "suggestion": "7d", "help": "0d", "dispute": "5wd", "anomaly": "0d",
}  # fmt: skip
_SETTING = "matters.terms"
_TERM = re.compile(r"(\d{1,3})(d|wd)")


@dataclass(frozen=True, slots=True)
class Term:
    """Within how many days an answer is due; ``working``: working days of the calendar count alone."""

    days: int
    working: bool = False
    calendar: Calendar = field(default=Calendar(), compare=False)

    @property
    def words(self) -> str:
        """In words: 当天, 3 个工作日."""
        if not self.days:
            return _("当天")
        return _("{} 个工作日").format(self.days) if self.working else _("{} 天").format(self.days)

    def due(self, received: date) -> date:
        """The last day for an answer to what came that day."""
        if self.working:
            return self.calendar.after(received, self.days)
        return received + timedelta(days=self.days)


def _parsed(written: str) -> Term | None:
    found = _TERM.fullmatch(written)
    return None if found is None else Term(int(found[1]), found[2] == "wd")


def terms(store: Store) -> dict[str, Term]:
    """Kind → its term, as the owner set it or as it usually is."""
    with store.read() as db:
        row = stored_groups.setting(db, _SETTING)
        days = workdays.calendar(db)
    kept = {} if row is None else json.loads(row[1])
    return {kind: replace(_parsed(kept.get(kind, "")) or _usual(kind), calendar=days) for kind in KINDS}


def _usual(kind: str) -> Term:
    found = _parsed(_TERMS[kind])
    assert found is not None
    return found


def set_terms(store: Store, wanted: Mapping[str, Term]) -> Change[None]:
    """Keeps the terms for what comes from now on; UserError for a kind that is none or more than 365 days."""
    unknown = [kind for kind in wanted if kind not in KINDS]
    if unknown:
        raise UserError(_("没有这种事项：{}").format(unknown[0]), remedy=_("请从列表里选择"))
    for kind, term in wanted.items():
        if not 0 <= term.days <= 365:
            raise UserError(_("答复期限要在 0 到 365 天之间"), where=RAISED[kind], remedy=_("0 表示当天"))
    now = {kind: f"{term.days}{'wd' if term.working else 'd'}" for kind, term in {**terms(store), **wanted}.items()}

    def work(tx: Tx) -> None:
        settings.put(tx, _SETTING, json.dumps(now))

    return store.change(_("修改答复期限"), work)


def label_of(kind: str, key: str) -> str:
    """What a blank of a kind is called; the key itself for one that came from elsewhere."""
    return next((blank.label for blank in BLANKS.get(kind, ()) if blank.key == key), key)


def title_of(kind: str) -> str:
    """What a kind is called."""
    return WORDS[kind]
