"""A ladder as JSON, both ways; what is odd in one is refused with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import MEASURES, SEVERITIES, EscalationLadder, LadderStep, Span, Unit
from wxadmin.domain.stages import MOST_STEPS
from wxadmin.i18n import _

MOST_DAYS = 3650
"""Of a mute; longer is none of a mute any more."""
MOST_POINTS = 1000
"""Of one act."""
MOST_TIMES = 100
MOST_REMINDERS = 100
_MOST_CLAUSES = 5000
_LONGEST_KEY = 500
_LONGEST: Mapping[Unit, int] = {"day": 36_525, "month": 1200, "year": 100}
_SIGNS: Mapping[Unit, str] = {"day": "d", "month": "m", "year": "y"}
_SPAN = re.compile(r"(\d{1,5})([dmy])", re.ASCII)
_NO_LETTER = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_KEYS = frozenset(
    {"steps", "serious", "malicious", "expiry", "expiries", "window", "points", "times", "thresholds", "reminders"}
)


def dumps(ladder: EscalationLadder) -> str:
    """The ladder as text; ``source`` and ``own`` are kept beside it. UserError for a ladder that cannot be."""
    check(ladder)
    return json.dumps(to_json(ladder), ensure_ascii=False, allow_nan=False)


def loads(text: str) -> EscalationLadder:
    """The ladder of a text; UserError for anything odd."""
    try:
        data = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
    except (ValueError, RecursionError) as error:  # a number of thousands of figures is a ValueError of its own
        line = getattr(error, "lineno", 1)
        raise UserError(_("不是 JSON 格式"), where=_("第 {} 行").format(line), remedy=_MEND) from error
    return from_json(data)


def to_json(ladder: EscalationLadder) -> dict[str, Any]:
    """Plain dictionaries and lists."""
    return {
        "steps": [_step_out(step) for step in ladder.steps],
        "serious": None if ladder.serious is None else _step_out(ladder.serious),
        "malicious": None if ladder.malicious is None else _step_out(ladder.malicious),
        "expiry": span_out(ladder.expiry),
        "expiries": {key: span_out(span) for key, span in ladder.expiries.items()},
        "window": span_out(ladder.window),
        "points": dict(ladder.points),
        "times": dict(ladder.times),
        "thresholds": [{"points": points, "step": _step_out(step)} for points, step in ladder.thresholds],
        "reminders": ladder.reminders,
    }


def from_json(data: object) -> EscalationLadder:
    """The ladder of plain dictionaries and lists; UserError for anything odd."""
    found = _object(data, _("处罚阶梯"), _KEYS)
    steps = [_step(one, _("第 {} 级").format(n)) for n, one in enumerate(_list(found["steps"], _("各级")), 1)]
    thresholds = []
    for n, one in enumerate(_list(found["thresholds"], _("扣分档")), 1):
        where = _("扣分档第 {} 档").format(n)
        entry = _object(one, where, frozenset({"points", "step"}))
        thresholds.append((_whole(entry["points"], where), _step(entry["step"], where)))
    ladder = EscalationLadder(
        steps=tuple(steps),
        serious=None if found["serious"] is None else _step(found["serious"], _("情节严重")),
        malicious=None if found["malicious"] is None else _step(found["malicious"], _("恶意行为")),
        expiry=_span(found["expiry"], _("计算期")),
        expiries={key: _span(one, key) for key, one in _object(found["expiries"], _("另定的计算期")).items()},
        window=_span(found["window"], _("前多少天以内")),
        points={key: _whole(one, key) for key, one in _object(found["points"], _("各条的记分")).items()},
        times={key: _whole(one, key) for key, one in _object(found["times"], _("情节的倍数")).items()},
        thresholds=tuple(thresholds),
        reminders=_whole(found["reminders"], _("提醒折算")),
    )
    check(ladder)
    return ladder


def check(ladder: EscalationLadder) -> None:
    """UserError for a ladder that cannot be, or that gets milder from one rung to the next."""
    if not 1 <= len(ladder.steps) <= MOST_STEPS:
        _refuse(_("阶梯要有 1 到 {} 级").format(MOST_STEPS), _("各级"))
    for n, step in enumerate(ladder.steps, 1):
        _check_step(step, _("第 {} 级").format(n))
        if n > 1 and step.weight < ladder.steps[n - 2].weight:
            _refuse(_("“{}”比上一级的“{}”轻").format(step.title, ladder.steps[n - 2].title), _("第 {} 级").format(n))
    for special, where in ((ladder.serious, _("情节严重")), (ladder.malicious, _("恶意行为"))):
        if special is not None:
            _check_step(special, where)
    _check_span(ladder.expiry, _("计算期"))
    _check_span(ladder.window, _("前多少天以内"))
    for key, span in ladder.expiries.items():
        if key not in MEASURES and key not in SEVERITIES:
            _refuse(_("没有这种措施或情节：{}").format(key), _("另定的计算期"))
        _check_span(span, MEASURES.get(key, key))
    if len(ladder.points) > _MOST_CLAUSES:
        _refuse(_("记分的条款超过 {} 条").format(_MOST_CLAUSES), _("各条的记分"))
    for key, points in ladder.points.items():
        if not key.strip() or len(key) > _LONGEST_KEY or _NO_LETTER.search(key):
            _refuse(_("条款没有写，或者长得不像条款"), _("各条的记分"))
        _check_range(points, 1, MOST_POINTS, key)
    for severity, times in ladder.times.items():
        if severity not in SEVERITIES:
            _refuse(_("没有这种情节：{}").format(severity), _("情节的倍数"))
        _check_range(times, 1, MOST_TIMES, _("情节的倍数"))
    growing = [ladder.times[severity] for severity in SEVERITIES if severity in ladder.times]
    if growing != sorted(growing):
        _refuse(_("情节越重，倍数不能越小"), _("情节的倍数"))
    _check_thresholds(ladder)
    _check_range(ladder.reminders, 0, MOST_REMINDERS, _("提醒折算"))


def _check_thresholds(ladder: EscalationLadder) -> None:
    if len(ladder.thresholds) > MOST_STEPS:
        _refuse(_("扣分档最多 {} 档").format(MOST_STEPS), _("扣分档"))
    for n, (points, step) in enumerate(ladder.thresholds, 1):
        where = _("扣分档第 {} 档").format(n)
        _check_range(points, 1, MOST_POINTS * MOST_STEPS, where)
        _check_step(step, where)
        if n > 1:
            before, milder = ladder.thresholds[n - 2]
            if points <= before:
                _refuse(_("{} 分不比上一档的 {} 分多").format(points, before), where)
            if step.weight < milder.weight:
                _refuse(_("“{}”比上一档的“{}”轻").format(step.title, milder.title), where)


def _check_step(step: LadderStep, where: str) -> None:
    if not step.measures:
        _refuse(_("没有选措施"), where)
    unknown = [m for m in (*step.measures, *step.others) if m not in MEASURES]
    if unknown:
        _refuse(_("没有这种处罚措施：{}").format(unknown[0]), where)
    if len({*step.measures, *step.others}) < len(step.measures) + len(step.others):
        _refuse(_("同一种措施写了两次"), where)
    if "mute" not in step.measures and step.days:
        _refuse(_("没有禁言，却写了禁言天数"), where)
    _check_range(step.days, 0, MOST_DAYS, where)


def _check_span(span: Span, where: str) -> None:
    if span.unit not in _LONGEST:
        _refuse(_("没有这种时间单位：{}").format(span.unit), where)
    _check_range(span.count, 0, _LONGEST[span.unit], where)


def _check_range(value: int, least: int, most: int, where: str) -> None:
    if not least <= value <= most:
        _refuse(_("数字要在 {} 到 {} 之间，不能是 {}").format(least, most, value), where)


def span_out(span: Span) -> str:
    """A span as the records keep it: ``180d``, ``6m``, ``1y``."""
    return f"{span.count}{_SIGNS[span.unit]}"


def _span(data: object, where: str) -> Span:
    found = _SPAN.fullmatch(data) if isinstance(data, str) else None
    if found is None:
        _refuse(_("时间要写成 180d、6m 或 1y 的样子"), where)
    return Span(int(found[1]), next(unit for unit, sign in _SIGNS.items() if sign == found[2]))


def _step_out(step: LadderStep) -> dict[str, Any]:
    found: dict[str, Any] = {"measures": list(step.measures), "days": step.days}
    return {**found, "others": list(step.others)} if step.others else found


def _step(data: object, where: str) -> LadderStep:
    keys = {"measures", "days"}
    others_told = isinstance(data, dict) and "others" in data  # ladders kept by an earlier edition do not have it
    found = _object(data, where, frozenset(keys | {"others"} if others_told else keys))
    measures, others = _list(found["measures"], where), _list(found.get("others", []), where)
    if not all(isinstance(one, str) for one in (*measures, *others)):
        _refuse(_("措施要是文字"), where)
    return LadderStep(tuple(measures), _whole(found["days"], where), tuple(others))


def _object(data: object, where: str, keys: frozenset[str] | None = None) -> dict[Any, Any]:
    if not isinstance(data, dict):
        _refuse(_("这里要有一组名称和值"), where)
    if keys is not None and data.keys() != keys:
        odd = sorted(str(key) for key in data.keys() ^ keys)
        _refuse(_("缺少或多出了“{}”").format(odd[0]), where)
    return data


def _list(data: object, where: str) -> list[Any]:
    if not isinstance(data, list):
        _refuse(_("这里要是一个列表"), where)
    return data


def _whole(data: object, where: str) -> int:
    if type(data) is not int:
        _refuse(_("这里要是整数"), where)
    return data


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        _refuse(_("“{}”写了两次").format(next(n for n in names if names.count(n) > 1)), _("处罚阶梯"))
    return found


def _constant(word: str) -> NoReturn:
    _refuse(_("数字读不懂：{}").format(word), _("处罚阶梯"))


def _refuse(what: str, where: str) -> NoReturn:
    raise UserError(what, where=where, remedy=_MEND)


_MEND = _("请改正，或者恢复为制度规定的阶梯")
