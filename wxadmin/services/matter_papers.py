"""The slip of a matter with its answer, and the register of what came in; who asked not to be named is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import FormPaper, ListPaper
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, exhibits, forms, lists
from wxadmin.services.listing import Column, Row, View, ids_of
from wxadmin.services.matter_cards import SECRET, MatterCard, Party, must
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change, Store
from wxadmin.services.reviewables import KINDS, state_words
from wxadmin.store import matters as stored
from wxadmin.store.engine import Row as Stored

_KINDS = {"report": "举报违规", "help": "求助", "suggestion": "意见建议", "dispute": "成员纠纷", "anomaly": "账号异常"}
"""What the form of the library calls each kind."""
_OPINIONS = {"founded": "同意发布", "unfounded": "修改后再送"}
_CHECKED = {"founded": "属实", "unfounded": "不属实"}
_REGISTER = (
    Column("received", _("收到"), 90),
    Column("kind", _("事项"), 70),
    Column("title", _("内容"), 220),
    Column("by", _("提出人"), 100),
    Column("about", _("涉及"), 100),
    Column("outcome", _("结果"), 70),
    Column("decided", _("审定"), 110),
    Column("answered", _("答复"), 90),
)


def slip(store: Store, review: int, *, named: bool = False) -> FormPaper:
    """The form of the library for a matter, filled with what was raised, decided and answered.

    ``named`` has who raised it stand there even where they asked not to be named: for their own copy alone.
    """
    card = must(store, review)
    if card.derived:
        raise UserError(_("程序发现的事项没有答复单"), where=card.draft.title, remedy=_("需要时请立案，用通知书"))
    return _submission(store, card) if card.draft.kind == "submission" else _raised(store, card, named=named)


def _submission(store: Store, card: MatterCard) -> FormPaper:
    draft = card.draft
    values = _prefilled(store, card, "submission", named=True)
    values |= {
        "title": draft.title, "text": draft.body, "source": draft.fields.get("source", ""),
        "when": draft.fields.get("when", ""), "kind": draft.fields.get("material", ""),
        "opinion": _OPINIONS.get(card.state, ""),
    }  # fmt: skip
    made = forms.build(store, draft.group, "submission", values)
    words = []
    if card.decided_by or card.decided:
        day = clock.shown_day(_decided(store, card))
        words.append(on_paper(_("{} {}{}。")).format(day, card.decided_by, on_paper(card.outcome)))
    if card.state == "unfounded" and card.reason:
        words.append(on_paper(_("退回理由：{}。")).format(card.reason.rstrip("。")))
    return replace(made, note="".join((*words, made.note)))


def _raised(store: Store, card: MatterCard, *, named: bool) -> FormPaper:
    draft = card.draft
    covered = draft.secret and not named
    values = _prefilled(store, card, "report", named=not covered)
    if covered:
        values["name"] = on_paper(SECRET)
    values |= {
        "day": clock.shown_day(draft.received), "kind": _KINDS[draft.kind],
        "subject": "、".join(party.label for party in draft.about) or draft.title,
        "happened": draft.fields.get("happened", ""), "facts": draft.body,
        "secret": "请为我保密" if draft.secret else "", "checked": _CHECKED.get(card.state, ""),
        "answer": card.answer if not covered else card.answer.replace(draft.by.called, ""),
    }  # fmt: skip
    kept = exhibits.of(store, exhibits.Of("review", card.review))
    values["evidence"] = "；".join(one.title for one in kept)
    made = forms.build(store, draft.group, "report", values)
    note = ""
    if card.answered:
        with store.read() as db:
            row = stored.of_review(db, card.review)
        day = "" if row is None else clock.shown_day(row["answered"])
        note = on_paper(_("{} {}答复。")).format(day, card.answered_by)
    return replace(made, note=note + made.note)


def _prefilled(store: Store, card: MatterCard, key: str, *, named: bool) -> dict[str, str]:
    by = card.draft.by if named else Party()
    values = forms.prefill(store, card.draft.group, key, by.person)
    return {**values, "name": by.called} if by.label else values


def _decided(store: Store, card: MatterCard) -> str:
    with store.read() as db:
        row = stored.of_review(db, card.review)
    return "" if row is None else str(row["decided"])


def issue(store: Store, review: int, paper: FormPaper) -> Change[IssuedPaper]:
    """Issues the slip; the paper is filed under who raised it, unless they asked not to be named."""
    draft = must(store, review).draft
    return forms.issue(store, draft.group, paper, None if draft.secret else draft.by.person)


def register(store: Store, group: int | None, kinds: Sequence[str] = (), *, named: bool = False) -> ListPaper:
    """The register of what people raised, of these kinds (all), in the order it came in.

    Who asked not to be named is left out unless ``named``. UserError when nothing came in.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise UserError(_("没有这种事项：{}").format(unknown[0]), remedy=_("请从列表里选择"))
    ids = ids_of(store, stored.REGISTER, View(group, chips=tuple(kinds)), None)
    with store.read() as db:
        rows = stored.page(db, ids)
        about = {row["id"]: "、".join(_called(p) for p in stored.parties(db, row["id"])) for row in rows}
    made = []
    for row in rows:
        by = row["name"] or row["nickname"]
        by = SECRET if row["secret"] and not named else by
        decided = f"{clock.shown_day(row['decided'])} {row['by_whom']}".strip() if row["state"] != "waiting" else ""
        cells = (
            clock.shown_day(row["received"]), KINDS[row["kind"]], row["title"], by, about[row["id"]],
            state_words(row["kind"], row["state"]), decided, clock.shown_day(row["answered"]),
        )  # fmt: skip
        made.append(Row(row["id"], cells))
    title = (
        _("{}登记表").format("、".join(KINDS[kind] for kind in kinds)) if kinds else _("送审、举报、求助等事项登记表")
    )
    facts = [] if named else [_("要求保密的人没有列出姓名")]
    return lists.paper(store, title, group, _REGISTER, made, facts)


def _called(party: Stored) -> str:
    return str(party["name"] or party["nickname"])
