"""Drafts made out of something else: a matter out of an archived message, a case out of a matter that is founded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from wxadmin.domain import cases
from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import CATEGORIES
from wxadmin.domain.matters import Kind
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, matter_cards, matter_kinds, reviewables
from wxadmin.services.case_cards import CaseDraft
from wxadmin.services.matter_cards import MatterDraft, Party
from wxadmin.services.matter_findings import clause_of
from wxadmin.services.records import Store
from wxadmin.store import messages as stored_messages

_ACTS: Mapping[str, str] = {
    "name": _("不按规定使用实名昵称"), "late": _("逾期未回复"), "dispute": _("成员之间的纠纷"),
    "anomaly": _("冒用身份"), "undone": _("违反处罚决定"),
}  # fmt: skip


def from_message(store: Store, message: int, kind: str) -> MatterDraft:
    """A draft of that kind out of an archived message, to be completed in its sheet; nothing is written.

    A message that itself reports or asks is taken apart; reported is whom it names, of a message that names nobody its
    own sender, with the message as the fact.
    """
    from wxadmin.intake.matters import kind_of, of_message

    if kind not in matter_kinds.RAISED:
        raise UserError(_("没有这种事项：{}").format(kind), remedy=_("请从列表里选择"))
    with store.read() as db:
        row = stored_messages.one(db, message)
    if row is None:
        raise UserError(_("没有这条消息"), remedy=_("可能已被撤销导入，请刷新列表"))
    day = clock.day_of(row["at"])
    words = row["text"].strip() or f"[{row['kind']}]"
    told = of_message(cast("Kind", kind), row["sender"], words, day)
    sender = Party(nickname=row["sender"])
    about = tuple(Party(name=name) for name in told.about)
    group = row["group_id"]
    received = min(day, clock.today())
    if kind in ("report", "anomaly") and kind_of(words) != kind:
        when = clock.shown_full(row["at"])
        body = on_paper(_("{}，“{}”在群里发送：“{}”。")).format(when, row["sender"], " ".join(words.split()))
        fields = {"happened": when}
        return MatterDraft(
            kind, group, body, told.title, about=(sender,), fields=fields, received=received, message=message
        )  # fmt: skip
    if kind == "dispute" and all(party.label != row["sender"] for party in about):
        about = (sender, *about)
    secret = kind == "report"
    return MatterDraft(
        kind, group, told.body, told.title, sender, about, secret, told.fields, received, message=message
    )  # fmt: skip


def case_draft(store: Store, review: int) -> CaseDraft:
    """A case against all a founded matter is about, ready to be completed; who raised it is not named in it.

    What somebody reported or complained of stays out of it, too: facts are printed for the one reported, who would know
    the words, so the owner writes what was found.

    UserError when it is about nobody.
    """
    from wxadmin.services import case_founding, chats, citing, proposals

    found = matter_cards.must(store, review)
    draft = found.draft
    about = [party for party in draft.about if party.label]
    if not about:
        raise UserError(_("没有写明涉及谁"), where=draft.title, remedy=_("请先在“更正”里写上姓名或群昵称"))
    act = draft.fields.get("act", "") or on_paper(_ACTS.get(draft.kind, ""))
    # The sheet shows categories in words.
    act = next((one for one in CATEGORIES if on_paper(reviewables.category_words(one)) == act), act)
    day = draft.received or clock.today()
    evidence: tuple[int, ...] = ()
    if draft.message is not None:
        with store.read() as db:
            message = stored_messages.one(db, draft.message)
        if message is not None:
            day = clock.day_of(chats.spoken(message))
            # Of a message that reports somebody the sender is to stay unnamed.
            named = [name for who in about for name in (who.nickname, who.name)]
            evidence = (draft.message,) if message["sender"] in named else ()
    with store.read() as db:
        clause = clause_of(db, review)
    clause = clause or citing.clause_for(store, draft.group, act, "", day)
    facts = "" if draft.kind in ("report", "dispute") else draft.body
    parties = []
    for who in about:
        sender = who.nickname or who.name
        proposal = proposals.propose(store, draft.group, who.person, act, sender=sender, acts=evidence)
        done = cases.Infraction(facts, act, day, clause)
        parties.append(cases.Party(who.person, sender, (done,), case_founding.proposed(proposal)))
    return CaseDraft(draft.group, None, "", evidence=evidence).with_parties(parties)
