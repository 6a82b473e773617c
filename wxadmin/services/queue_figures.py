"""待审统计: how fast the queue is worked through, how old what waits is, and how often each rule was right."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from wxadmin.domain.papers import ListColumn, ListPaper
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, groups, reviewables, settings
from wxadmin.services.records import Store
from wxadmin.store import reviews as stored
from wxadmin.store.engine import Row as Stored

DAYS = 30
"""The span figures speak of unless told otherwise."""
_AGES = ((1, _("不到 1 天")), (3, _("1–3 天")), (7, _("3–7 天")), (30, _("7–30 天")))
_OLDEST = _("30 天以上")


@dataclass(frozen=True, slots=True)
class Pace:
    """How entries of one kind were decided: how many, and the median hours from coming in to decision."""

    kind: str
    decided: int
    hours: float


@dataclass(frozen=True, slots=True)
class RuleFigure:
    """How a rule fared: entries it hit that were decided; ``founded`` counts private words too.

    ``precision`` is founded / (founded + unfounded), None while none of either is known; ignored ones count for
    neither.
    """

    rule: str
    founded: int
    unfounded: int
    ignored: int
    precision: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """``days`` is the span; ``per_day`` (day shown, decided) of each of its days, ``ages`` (words, entries waiting).

    ``paces`` by kind, most decided first; ``rules`` by how often they hit.
    """

    days: int
    decided: int
    waiting: int
    paces: tuple[Pace, ...]
    per_day: tuple[tuple[str, int], ...]
    ages: tuple[tuple[str, int], ...]
    rules: tuple[RuleFigure, ...]


def figures(store: Store, group: int | None, days: int = DAYS) -> Figures:
    """What was decided in the last ``days`` days, today among them, and what waits now."""
    first = clock.today() - timedelta(days=days - 1)
    since = clock.stamp(clock.moment(f"{first.isoformat()}T00:00:00").replace(tzinfo=clock.zone()))
    with store.read() as db:
        decided, waiting = stored.timed(db, group, since), stored.ages(db, group)
    counted = Counter(clock.local(clock.moment(row["decided"])).date() for row in decided)
    span = [first + timedelta(days=n) for n in range(days)]
    return Figures(
        days,
        len(decided),
        sum(row["n"] for row in waiting),
        _paces(decided),
        tuple((f"{day.month}/{day.day}", counted.get(day, 0)) for day in span),
        _ages(waiting),
        _rules(decided),
    )


def _paces(decided: Iterable[Stored]) -> tuple[Pace, ...]:
    hours = defaultdict(list)
    for row in decided:
        # What came by a handing over was decided before it came here.
        took = (clock.moment(row["decided"]) - clock.moment(row["came"])).total_seconds() / 3600
        if took >= 0:
            hours[reviewables.kind_of(row["message_id"], row["category"])].append(took)
    found = [Pace(reviewables.KINDS.get(kind, kind), len(all_), median(all_)) for kind, all_ in hours.items()]
    return tuple(sorted(found, key=lambda pace: (-pace.decided, pace.kind)))


def _ages(waiting: Iterable[Stored]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    now = clock.now()
    for row in waiting:
        age = (now - clock.moment(row["came"])).total_seconds() / 86400
        counts[next((words for most, words in _AGES if age < most), _OLDEST)] += row["n"]
    return tuple((words, counts[words]) for words in (*(words for _most, words in _AGES), _OLDEST))


def _rules(decided: Iterable[Stored]) -> tuple[RuleFigure, ...]:
    by_rule: dict[str, Counter[str]] = defaultdict(Counter)
    for row in decided:
        for rule in dict.fromkeys(hit["rule"] for hit in json.loads(row["hits"])):
            by_rule[rule][row["state"]] += 1
    found = []
    for rule, states in by_rule.items():
        right, wrong = states["founded"] + states["reminded"], states["unfounded"]
        share = right / (right + wrong) if right + wrong else None
        found.append(RuleFigure(rule, right, wrong, states["ignored"], share))
    return tuple(sorted(found, key=lambda one: (-(one.founded + one.unfounded + one.ignored), one.rule)))


def pace_words(hours: float) -> str:
    """A median in words."""
    if hours < 1:
        return _("{} 分钟").format(max(1, round(hours * 60)))
    if hours < 48:
        return _("{:.1f} 小时").format(hours)
    return _("{:.1f} 天").format(hours / 24)


def share_words(precision: float | None) -> str:
    """A precision in words."""
    return "—" if precision is None else f"{precision:.0%}"


HEADS = (_("项目"), _("内容"), _("数值"), _("说明"))
"""Heads of :func:`rows`."""


def rows(found: Figures) -> list[tuple[str, str, str, str]]:
    """The figures line by line, as they are shown, printed and written to files."""
    lines = [(_("处理"), _("最近 {} 天处理").format(found.days), str(found.decided), "")]
    lines.append((_("处理"), _("现在待处理"), str(found.waiting), ""))
    lines += [
        (_("处理用时"), pace.kind, pace_words(pace.hours), _("中位数，共 {} 条，从进入队列到决定").format(pace.decided))
        for pace in found.paces
    ]
    lines += [(_("待处理已等多久"), words, str(count), "") for words, count in found.ages if count]
    lines += [
        (
            _("规则准确度"), one.rule, share_words(one.precision),
            _("属实 {}，不属实 {}，忽略 {}").format(one.founded, one.unfounded, one.ignored),
        )
        for one in found.rules
    ]  # fmt: skip
    lines += [(_("每天处理"), day, str(count), "") for day, count in found.per_day if count]
    return lines


def export(found: Figures, path: Path) -> int:
    """Writes the figures to an XLSX or, by the ending, a CSV file; how many lines it has. UserError when it cannot."""
    from wxadmin.intake.tables_out import write_csv, write_xlsx
    from wxadmin.services.lists import refuse_ending

    refuse_ending(path)
    lines = [tuple(map(on_paper, line)) for line in rows(found)]
    if path.suffix.lower() == ".xlsx":
        write_xlsx(path, [on_paper(head) for head in HEADS], lines)
    else:
        write_csv(path, [on_paper(head) for head in HEADS], lines, "utf-8-sig")
    return len(lines)


def paper(store: Store, group: int | None, found: Figures) -> ListPaper:
    """The figures as a paper."""
    owner = None if group is None else groups.get(store, group)
    return ListPaper(
        on_paper(_("待审统计")),
        settings.get(store).unit if owner is None else owner.unit,
        "" if owner is None else owner.name,
        (on_paper(_("属实 ÷（属实＋不属实）为规则准确度；私下提醒算属实，忽略不计入。")),),
        tuple(
            ListColumn(on_paper(head), width, "right" if at == 2 else "left")
            for at, (head, width) in enumerate(zip(HEADS, (100.0, 160.0, 80.0, 220.0), strict=True))
        ),
        tuple(tuple(map(on_paper, line)) for line in rows(found)),
        clock.today(),
    )
