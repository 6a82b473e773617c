"""签收: who must sign a version of a regulation, by when; the sheets they sign on, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import citing, clock, groups, signing_records, signing_rolls, signing_sheets
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.sheet_plan import SheetPlan
from wxadmin.services.signing_records import UNSIGNED, Share, existing, opened, share_of, stage_of
from wxadmin.services.signing_rolls import plan_of
from wxadmin.store import revisions as stored_revisions
from wxadmin.store import signings as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx

COLUMNS = (
    Column("title", _("签收表"), 240),
    Column("state", _("状态"), 90),
    Column("share", _("已签"), 100, sortable=False),
    Column("due", _("截止日期"), 120),
    Column("opened", _("发起时间"), 150),
)
CHIPS = (Chip("open", _("进行中")), Chip("overdue", _("已逾期")), Chip("closed", _("已结束")))
STATES = {"open": _("进行中"), "overdue": _("已逾期"), "done": _("已签齐"), "closed": _("已结束")}
_TONES: dict[str, Tone] = {"open": "info", "overdue": "danger", "done": "ok", "closed": "muted"}
OUTCOMES = signing_records.OUTCOMES
STANDINGS = signing_records.STANDINGS
RoundDraft = signing_rolls.RoundDraft
candidates = signing_rolls.candidates
open_round = signing_rolls.open_round
newcomers = signing_rolls.newcomers
add_people = signing_rolls.add_people
set_due = signing_rolls.set_due
paper = signing_sheets.paper
issue_sheet = signing_sheets.issue_sheet
record = signing_records.record
otherwise = signing_records.otherwise
read_codes = signing_records.read_codes
record_codes = signing_records.record_codes
clear = signing_records.clear


@dataclass(frozen=True, slots=True)
class IssuedSheet:
    """A sheet of a round; ``missing_only`` when it had those alone who had not signed."""

    paper: int
    number: str
    issued: str
    missing_only: bool


@dataclass(frozen=True, slots=True)
class RoundCard:
    """One round. ``state`` is a key of STATES; times as shown.

    ``stage`` is the version's today, a key of regulations.STATES; ``joining`` counts people of its groups who are
    neither in it nor were left out.
    """

    id: int
    group: int
    groups: tuple[str, ...]
    revision: int
    regulation: str
    version: str
    title: str
    state: str
    due: date | None
    plan: SheetPlan
    share: Share
    opened: str
    closed: str
    sheets: tuple[IssuedSheet, ...]
    stage: str
    joining: int


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the rounds, open ones first, the newest first among them, unless sorted otherwise."""
    return ids_of(store, stored.LIST, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those rounds as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
        counted = stored.counts(db, ids)
    found = []
    for row in rows:
        share = share_of(counted[row["id"]])
        state = _state(row, share)
        due = clock.shown(row["due"])
        cells = (row["title"], STATES[state], f"{share.signed}/{share.expected}", due, clock.shown(row["opened"]))
        found.append(Row(row["id"], cells, (Badge(STATES[state], _TONES[state]),)))
    return found


def _state(row: Stored, share: Share) -> str:
    if row["state"] == "closed":
        return "closed"
    if not share.unsigned:
        return "done"
    return "overdue" if row["due"] and row["due"] < clock.today().isoformat() else "open"


def get(store: Store, round_id: int) -> RoundCard:
    """One round; UserError when there is none."""
    with store.read() as db:
        row = existing(db, round_id)
        share = share_of(stored.counts(db, (round_id,))[round_id])
        sheets = tuple(
            IssuedSheet(s["id"], s["number"], clock.shown(s["issued"]), bool(s["missing_only"]))
            for s in stored.sheets(db, round_id)
        )
        stage = stage_of(db, row)
        plan = plan_of(row)
        owners = tuple(dict.fromkeys((row["group_id"], *plan.groups)))
        joining = stored.joining(db, row["roll"], owners)
    names = tuple(groups.get(store, one).name for one in owners)
    return RoundCard(
        round_id, row["group_id"], names, row["revision_id"], row["regulation_title"], citing.version(row["version"]),
        row["title"], _state(row, share), date.fromisoformat(row["due"]) if row["due"] else None, plan, share,
        clock.shown(row["opened"]), clock.shown(row["closed"]), sheets,
        stage, joining,
    )  # fmt: skip


def of_paper(store: Store, paper_id: int) -> int | None:
    """The round an issued sheet belongs to, None when it belongs to none."""
    with store.read() as db:
        return stored.of_paper(db, paper_id)


def signable(store: Store, group: int) -> tuple[tuple[int, str], ...]:
    """(id, title and version) of the versions that hold in the group today or will, the newest first."""
    found: dict[int, str] = {}
    with store.read() as db:
        for day in ("9999-12-31", clock.today().isoformat()):
            for row in stored_revisions.in_force(db, group, day):
                found.setdefault(row["id"], f"《{row['title']}》{citing.version(row['version'])}")
    return tuple(found.items())


# The end, and what is sent into the group


def close_round(store: Store, round_id: int) -> Change[int]:
    """Ends a round: nothing more is recorded in it."""
    with store.read() as db:
        title = opened(db, round_id)["title"]

    def work(tx: Tx) -> int:
        opened(tx, round_id)
        tx.update("signing", round_id, {"state": "closed", "closed": clock.stamp(clock.moment(tx.at))})
        return round_id

    return store.change(_("结束签收 {}").format(title), work)


def reopen(store: Store, round_id: int) -> Change[int]:
    """Opens a round again that was ended."""
    with store.read() as db:
        title = existing(db, round_id)["title"]

    def work(tx: Tx) -> int:
        if existing(tx, round_id)["state"] == "open":
            raise UserError(_("这一轮签收还在进行"), where=title, remedy=_("不需要重新打开"))
        tx.update("signing", round_id, {"state": "open", "closed": ""})
        return round_id

    return store.change(_("重新打开签收 {}").format(title), work)


def reminder(store: Store, round_id: int) -> str:
    """A text with @names of those still to sign; UserError when nobody is. Who refused is not called."""
    card = get(store, round_id)
    with store.read() as db:
        row = existing(db, round_id)
        standing = stored.standing(db, round_id)
        names = {s["person_id"]: s["name"] for s in stored.signers(db, row["roll"]) if standing[s["id"]] in UNSIGNED}
    if not names:
        raise UserError(_("没有还要签收的人"), where=card.title, remedy=_("不需要提醒"))
    head = _("【签收提醒】《{}》{}还有 {} 人没有签收").format(card.regulation, card.version, len(names))
    if card.due is not None:
        late = card.due < clock.today()
        by = _("，截止日期{}已经过了，请尽快签收") if late else _("，请在{}前签收")
        head += by.format(clock.shown(card.due.isoformat()))
    return f"{head}：\n" + " ".join(f"@{name}" for name in names.values())
