"""What measures may be: known, each once, with days and sums where they have some, and within limits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wxadmin.domain.cases import SUMS, TIMED, Measure
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import MEASURES
from wxadmin.domain.ladder_json import MOST_DAYS
from wxadmin.i18n import _


def check_measures(measures: Sequence[Measure]) -> None:
    """UserError for measures there are not, one named twice, and days or sums that cannot be."""
    keys = [one.key for one in measures]
    unknown = [key for key in keys if key not in MEASURES]
    if unknown:
        raise UserError(_("没有这种处罚措施：{}").format("、".join(unknown)), remedy=_("请从列表里选择"))
    twice = next((key for key in keys if keys.count(key) > 1), "")
    if twice:
        raise UserError(_("“{}”写了两次").format(MEASURES[twice]), remedy=_("每种措施只写一次"))
    for one in measures:
        check_sizes(one.days, one.amount)
        word = MEASURES[one.key]
        if one.days and one.key not in TIMED:
            raise UserError(_("“{}”不能带天数").format(word), remedy=_("天数只写在禁言、停职、停用账号、移出群后面"))
        if one.amount.strip() and one.key not in SUMS:
            raise UserError(_("“{}”不能带金额").format(word), remedy=_("金额只写在罚款、工资扣减、赔偿后面"))


def check_sizes(days: int, amount: str) -> None:
    """UserError for a length or a sum that cannot be."""
    if days < 0:
        raise UserError(_("天数不能是负数"), remedy=_("请改成 0 或更大的数"))
    if days > MOST_DAYS:
        raise UserError(_("超过 {} 天").format(MOST_DAYS), remedy=_("请写少一些；没有期限的请写 0"))
    if amount.strip() and not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", amount.strip(), re.ASCII):
        raise UserError(_("金额读不懂：{}").format(amount.strip()), remedy=_("请只写数字，例如 50"))
