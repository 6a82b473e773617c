"""Cases, appeals, ladder, undo, voiding, lifting and erasure against a model in memory, in whatever order.

``WXADMIN_CASE_STEPS=20000`` has it do so many steps; by default it does a few.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.fresh_records import fresh_records
from tests.services import case_model as model
from tests.services.case_model import Model
from wxadmin.domain.cases import SUMS, Infraction, Measure, Party
from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Person
from wxadmin.services import appeals, case_acts, case_told, cases, clock, erasure, groups, people, records, sanctions
from wxadmin.services.appeals import Answer, AppealDraft
from wxadmin.services.case_acts import Amendment
from wxadmin.services.cases import CaseDraft, Decision
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.store.erasure_rules import REMOVED
from wxadmin.store.journal import Tx

STEPS = int(os.environ.get("WXADMIN_CASE_STEPS", "150"))
A_RUN = 50
NAMES = ("陆明朗", "曾雨桐", "李建业", "沈知远")
measures = st.lists(
    st.tuples(
        st.sampled_from(["oral", "written", "mute", "removal", "fine", "compensation", "suspension", "account"]),
        st.integers(0, 9),
    ),
    min_size=1, max_size=3, unique_by=lambda one: one[0],
)  # fmt: skip


def real(chosen: list[tuple[str, int]]) -> tuple[Measure, ...]:
    return tuple(Measure(*one.said) for one in plain(chosen))


def plain(chosen: list[tuple[str, int]]) -> list[model.Measure]:
    return [
        model.Measure(key, days if key in model.TIMED else 0, amount=f"{50 + days}" if key in SUMS else "")
        for key, days in chosen
    ]


class CaseMachine(RuleBasedStateMachine):
    """What is done goes to the services and to the model; after each step both say the same of what was touched."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=clock.zone())
        self.ticking = clock.ticking(lambda: self.moment)
        self.ticking.__enter__()
        self.scratch = Path(tempfile.mkdtemp())
        self.store = fresh_records(self.scratch / "r")
        self.touched: set[int] = set()
        self.checked = 0

    @initialize()
    def begin(self) -> None:
        self.group = groups.create(self.store, GroupDraft("甲群", unit="甲公司")).value
        self.ids: dict[str, int] = {}
        for name in NAMES:
            who = Person(name, (("甲公司", "销售部"),))
            self.ids[name] = people.add(self.store, who, group=self.group).value
        self.model = Model([*NAMES, "夜来香"])

    # Helpers

    def drafts(self) -> list[int]:
        return [case for case, row in self.model.cases.items() if row.state == "draft"]

    def decided(self) -> list[int]:
        return [case for case, row in self.model.cases.items() if row.state in ("decided", "issued")]

    def living(self) -> list[str]:
        return [who for who in self.model.people if who not in self.model.erased]

    def draft_of(self, said: list[tuple[str, list[tuple[str, int]]]]) -> CaseDraft:
        def act(who: str) -> Infraction:
            return Infraction(f"{who}骂人", "abuse", clock.today())

        return CaseDraft(self.group, None, "").with_parties(
            [
                Party(self.ids.get(one), "" if one in self.ids else one, (act(one),), real(chosen))
                for one, chosen in said
            ]
        )

    def parties(self, data: Any) -> list[tuple[str, list[tuple[str, int]]]]:
        who = data.draw(st.lists(st.sampled_from(self.living()), min_size=1, max_size=3, unique=True))
        return [(one, data.draw(measures)) for one in who]

    def party_id(self, case: int, who: str) -> int:
        place = [party.who for party in self.model.cases[case].parties].index(who)
        return cases.get(self.store, case).parties[place].id

    def touching(self, change: int, keys: set[model.Key]) -> None:
        """A change that cannot be taken back touched these."""
        self.model.note(change, keys)
        self.touched |= {key[1] for key in keys if isinstance(key[1], int)}

    def pick(self, data: Any, found: list[int]) -> tuple[int, model.Case]:
        case = data.draw(st.sampled_from(found))
        self.touched.add(case)
        return case, self.model.cases[case]

    # Drafts

    @rule(data=st.data())
    def create(self, data: Any) -> None:
        said = self.parties(data)
        change = cases.create(self.store, self.draft_of(said))
        case = change.value
        self.model.cases[case] = model.Case([model.Party(who, plain(chosen)) for who, chosen in said])
        self.model.note(change.id, {("draft", case)}, partial(self.model.forget, case, self.model.as_before(())))
        self.touched.add(case)

    @precondition(lambda self: self.drafts())
    @rule(data=st.data())
    def edit(self, data: Any) -> None:
        case, row = self.pick(data, self.drafts())
        said = self.parties(data)
        back = self.model.as_before([case])
        change = cases.edit(self.store, case, self.draft_of(said))
        row.parties = [model.Party(who, plain(chosen)) for who, chosen in said]
        self.model.note(change.id, {("draft", case)}, back)

    @precondition(lambda self: len(self.drafts()) > 1)
    @rule(data=st.data())
    def merge(self, data: Any) -> None:
        found = sorted(data.draw(st.lists(st.sampled_from(self.drafts()), min_size=2, max_size=3, unique=True)))
        rows = [self.model.cases[case] for case in found]
        back = self.model.as_before(found)
        change = cases.merge(self.store, data.draw(st.permutations(found)))
        assert change.value == found[0]
        kept = rows[0]
        for case, row in zip(found[1:], rows[1:], strict=True):
            for party in row.parties:
                same = next((one for one in kept.parties if one.who == party.who), None)
                if same is None:
                    kept.parties.append(party)
                    continue
                for one in party.measures:
                    there = next((m for m in same.measures if m.key == one.key), None)
                    if there is None:
                        same.measures.append(one)
                    else:
                        there.days = max(there.days, one.days)
            kept.notes += row.notes
            del self.model.cases[case]
        self.model.note(change.id, {(kind, case) for case in found for kind in ("draft", "notes")}, back)
        self.touched.add(found[0])

    @precondition(lambda self: any(len(self.model.cases[case].parties) > 1 for case in self.drafts()))
    @rule(data=st.data())
    def split(self, data: Any) -> None:
        case, row = self.pick(data, [one for one in self.drafts() if len(self.model.cases[one].parties) > 1])
        who = data.draw(st.sampled_from([party.who for party in row.parties]))
        back = self.model.as_before([case])
        change = cases.split(self.store, case, self.party_id(case, who))
        going = self.model.party(case, who)
        row.parties.remove(going)
        self.model.cases[change.value] = model.Case([going])
        keys: set[model.Key] = {("draft", case), ("draft", change.value)}
        self.model.note(change.id, keys, partial(self.model.forget, change.value, back))
        self.touched.add(change.value)

    # Decisions

    @precondition(lambda self: self.drafts())
    @rule(data=st.data())
    def decide(self, data: Any) -> None:
        case, row = self.pick(data, self.drafts())
        chosen = [data.draw(measures) for _party in row.parties]
        ids = [party.id for party in cases.get(self.store, case).parties]
        decision = Decision((), "王主任", parties=dict(zip(ids, map(real, chosen), strict=True)))
        change = cases.decide(self.store, case, decision)
        number = self.model.decide(case, [plain(one) for one in chosen], clock.today())
        assert change.value == number
        self.touching(change.id, {("draft", case), ("case", case)})
        with pytest.raises(UserError, match="已经决定过"):
            cases.decide(self.store, case, decision)

    @precondition(lambda self: self.decided())
    @rule(data=st.data())
    def issue(self, data: Any) -> None:
        """What issuing a notice writes, without setting the paper."""
        case, row = self.pick(data, self.decided())
        found = [party for party in row.parties if not party.issued and not party.voided]
        if not found:
            return
        party = self.party_id(case, found[0].who)

        def work(tx: Tx) -> None:
            tx.update("cases", case, {"state": "issued"})
            case_told.note_issued(tx, case, party, 10**6 + case, "")

        change = self.store.change("签发", work, final=True)
        found[0].issued, row.state = True, "issued"
        self.model.note(change.id, {("case", case), ("party", case, found[0].who)})

    @precondition(lambda self: self.decided())
    @rule(data=st.data(), refused=st.booleans())
    def deliver(self, data: Any, refused: bool) -> None:
        case, row = self.pick(data, self.decided())
        party = data.draw(st.sampled_from(row.parties))
        number = self.party_id(case, party.who)
        call = (self.store, case, number, clock.today(), "当面", refused, "沈知远")
        if party.voided or not party.issued or party.delivered:
            if party.delivered and not party.voided and not refused:
                return  # what was refused may be taken later
            with pytest.raises(UserError):
                case_acts.deliver(*call)
            return
        change = case_acts.deliver(*call)
        told = [one for one in party.measures if one.key in model.TOLD and one.state == "decided"]
        for one in told:
            one.state = "carried"
        was, party.delivered, party.told = party.told, True, True
        keys: set[model.Key] = {
            ("party", case, party.who),
            ("party", case, party.who, "told"),
            *(("sanction", case, party.who, one.key) for one in told),
        }

        def back() -> None:
            party.delivered, party.told = False, was
            for one in told:
                one.state = "decided"

        self.model.note(change.id, keys, back)

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data())
    def write_note(self, data: Any) -> None:
        case, row = self.pick(data, list(self.model.cases))
        change = case_acts.note(self.store, case, "记一笔")
        row.notes += 1

        def back() -> None:
            self.model.cases[case].notes -= 1

        self.model.note(change.id, {("notes", case, change.value)}, back)

    @precondition(lambda self: self.decided())
    @rule(data=st.data(), carried=st.booleans())
    def settle(self, data: Any, carried: bool) -> None:
        """A measure is carried out or lifted."""
        case, row = self.pick(data, self.decided())
        found = [(p, one) for p in row.parties for one in p.standing() if one.state == "decided" or not carried]
        if not found:
            return
        party, one = data.draw(st.sampled_from(found))
        with self.store.read() as db:
            number = self.party_id(case, party.who)
            rows = [r for r in sanctions.of_case(db, case) if r["party_id"] == number and r["measure"] == one.key]
        sanction = next(r["id"] for r in rows if r["state"] in model.IN_FORCE)
        if carried:
            change = sanctions.carry(self.store, sanction, clock.today(), "王主任")
            before = one.state, one.done
            one.state, one.done = "carried", True

            def back() -> None:
                one.state, one.done = before

            self.model.note(change.id, {("sanction", case, party.who, one.key)}, back)
        else:
            change = sanctions.lift_now(self.store, sanction, "从轻", "王主任")
            one.early = True
            self.touching(change.id, self.model.end(case, party, one, "lifted", clock.today()))

    @precondition(lambda self: self.decided())
    @rule(data=st.data(), chosen=measures)
    def amend(self, data: Any, chosen: list[tuple[str, int]]) -> None:
        case, row = self.pick(data, self.decided())
        party = data.draw(st.sampled_from(row.parties))
        wanted = Amendment(self.party_id(case, party.who), measures=real(chosen))
        kept = [one for one in party.measures if one.state != "lifted"] or party.measures
        same = {one.said for one in kept} == {one.said for one in plain(chosen)}
        if party.voided or same or party.who in self.model.erased:
            with pytest.raises(UserError):
                case_acts.amend(self.store, case, wanted, "写错")
            return
        if party.appeal == "open":
            with pytest.raises(UserError, match="还没有答复"):
                case_acts.amend(self.store, case, wanted, "写错")
            return
        with self.store.read() as db:
            known = [a for a, _line, _state, of in appeals.of_case(db, case) if of == wanted.party]
        answers = [said for a in known for said in appeals.get(self.store, a).answers[-1:] if said.outcome != "revoked"]
        if answers and appeals.milder(max(answers, key=lambda one: one.id).after, real(chosen)):
            with pytest.raises(UserError, match="申诉的答复"):
                case_acts.amend(self.store, case, wanted, "写错")
            return
        change = case_acts.amend(self.store, case, wanted, "写错")
        keys = self.model.amend(case, party.who, plain(chosen), clock.today())
        if party.delivered:
            keys.add(("party", case, party.who))
        party.delivered = False
        self.touching(change.id, keys)

    @precondition(lambda self: self.decided())
    @rule(data=st.data(), outcome=st.sampled_from(["", "adopted", "declined"]), whole=st.booleans())
    def unit(self, data: Any, outcome: Any, whole: bool) -> None:
        """The unit answers to what was recommended."""
        case, row = self.pick(data, self.decided())
        about = row.parties if whole else [data.draw(st.sampled_from(row.parties))]
        party = None if whole else self.party_id(case, about[0].who)
        call = (self.store, case, "收到", clock.today(), party, "人事部", outcome)
        advised = [(p, one) for p in about for one in p.measures if one.key in model.ADVISED]
        if not advised:
            with pytest.raises(UserError, match="没有给单位的处理建议"):
                case_acts.answered_by_unit(*call)
            return
        change = case_acts.answered_by_unit(*call)
        if not outcome:
            key = ("notes", case, change.value) if whole else ("sanction", case, about[0].who, change.value)
            self.model.note(change.id, {key}, lambda: None)
            return
        keys: set[model.Key] = {("case", case)}
        for who, one in advised:
            if one.state != "decided":
                continue
            if outcome == "adopted":
                one.state, one.done = "carried", True
                keys.add(("sanction", case, who.who, one.key))
            else:
                keys |= self.model.end(case, who, one, "lifted", clock.today())
        self.touching(change.id, keys)

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data())
    def void(self, data: Any) -> None:
        case, row = self.pick(data, list(self.model.cases))
        if row.state in ("draft", "void"):
            with pytest.raises(UserError):
                cases.void(self.store, case, "事实有误")
            return
        change = cases.void(self.store, case, "事实有误")
        self.touching(change.id, self.model.void(case, clock.today()))

    # Appeals

    @precondition(lambda self: self.decided())
    @rule(data=st.data())
    def appeal(self, data: Any) -> None:
        case, row = self.pick(data, self.decided())
        party = data.draw(st.sampled_from(row.parties))
        number = self.party_id(case, party.who)
        draft = AppealDraft(clock.today(), "written", "不服", taken="予以受理")
        if party.voided or party.appeal == "open" or party.who in self.model.erased:
            with pytest.raises(UserError):
                appeals.receive(self.store, case, number, draft)
            return
        change = appeals.receive(self.store, case, number, draft)
        was, party.appeal = party.appeal, "open"

        def back() -> None:
            party.appeal = was

        keys: set[model.Key] = {("appeal", case, party.who, change.value)}
        if party.told:
            keys.add(("party", case, party.who, "told"))
        self.model.note(change.id, keys, back)

    @precondition(lambda self: any(p.appeal == "open" for row in self.model.cases.values() for p in row.parties))
    @rule(data=st.data(), outcome=st.sampled_from(["maintained", "reduced", "revoked"]))
    def answer(self, data: Any, outcome: str) -> None:
        found = [(c, p) for c, row in self.model.cases.items() for p in row.parties if p.appeal == "open"]
        case, party = found[data.draw(st.integers(0, len(found) - 1))]
        row = self.model.cases[case]
        self.touched.add(case)
        number = self.party_id(case, party.who)
        with self.store.read() as db:
            (appeal,) = [a for a, _line, state, of in appeals.of_case(db, case) if of == number and state == "open"]
        said = Answer(outcome, "复核过了", (Measure("oral"),) if outcome == "reduced" else (), "李主任", same="只有他")
        gone = row.state == "void" or party.voided
        reduced = [one.key for one in party.measures if one.state != "lifted"]
        hopeless = outcome == "reduced" and (not reduced or set(reduced) == {"oral"})
        if (gone and outcome != "revoked") or hopeless:
            with pytest.raises(UserError):
                appeals.answer(self.store, appeal, said)
            return
        change = appeals.answer(self.store, appeal, said)
        party.appeal = "answered"
        keys: set[model.Key] = {("appeal", case, party.who, appeal)}
        if outcome == "revoked" and not gone:
            keys |= self.model.void(case, clock.today(), party.who)
        elif outcome == "reduced":
            keys |= self.model.amend(case, party.who, [model.Measure("oral")], clock.today())
        self.touching(change.id, keys)

    @precondition(lambda self: any(p.appeal == "answered" for row in self.model.cases.values() for p in row.parties))
    @rule(data=st.data())
    def correct(self, data: Any) -> None:
        """An answer was wrong: the decision does not hold after all."""
        found = [(c, p) for c, row in self.model.cases.items() for p in row.parties if p.appeal == "answered"]
        case, party = found[data.draw(st.integers(0, len(found) - 1))]
        number = self.party_id(case, party.who)
        with self.store.read() as db:
            appeal = [a for a, _line, _state, of in appeals.of_case(db, case) if of == number][-1]
        said = Answer("revoked", "再看过了", reviewer="李主任", same="只有他")
        with pytest.raises(UserError, match="已于"):
            appeals.answer(self.store, appeal, said)
        change = appeals.answer(self.store, appeal, replace(said, reason="看漏了"))
        keys: set[model.Key] = {("appeal", case, party.who, appeal)}
        if self.model.cases[case].state != "void" and not party.voided:
            keys |= self.model.void(case, clock.today(), party.who)
        self.touching(change.id, keys)

    # Time, undo, erasure

    @rule(days=st.sampled_from([1, 2, 7, 60, 200]))
    def wait(self, days: int) -> None:
        self.moment += timedelta(days=days)
        change = sanctions.end_due(self.store)
        keys = self.model.end_due(clock.today())
        assert (change is None) == (not keys)
        if change is not None:
            self.touching(change.id, keys)

    @rule()
    def undo(self) -> None:
        last = self.store.last_undoable()
        if last is None or last.id not in self.model.log:
            return
        if not self.model.can_undo(last.id):
            with pytest.raises(UserError):
                records.undo(self.store)
            return
        records.undo(self.store)
        self.model.undo(last.id)
        self.touched |= {key[1] for key in self.model.log[last.id].keys if isinstance(key[1], int)}

    @precondition(lambda self: len(self.model.erased) < 2)
    @rule(data=st.data())
    def erase(self, data: Any) -> None:
        who = data.draw(st.sampled_from([one for one in self.living() if one in self.ids]))
        found = erasure.preview(self.store, self.ids[who])
        theirs = {c for c, row in self.model.cases.items() for p in row.parties if p.who == who}
        if any(self.model.cases[case].state == "draft" for case in theirs):
            assert "case" in {one.key for one in found.blocked}
        if found.blocked:
            return
        change = erasure.erase(
            self.store, self.ids[who], "离开", typed=who, confirmed=[one.key for one in found.doubts]
        )  # fmt: skip
        self.model.erased.add(who)
        keys = {
            key for entry in self.model.log.values() for key in entry.keys
            if key[1] in theirs and self.model.loses(key, who)
        }  # fmt: skip
        self.model.note(change.id, keys)
        self.touched |= theirs

    # What must hold

    def same(self, case: int) -> None:
        row = self.model.cases.get(case)
        if row is None:
            with pytest.raises(UserError, match="没有这个案件"):
                cases.get(self.store, case)
            return
        card = cases.get(self.store, case)
        assert card.state == row.state
        assert [party.name or party.sender for party in card.parties] == [
            REMOVED if party.who in self.model.erased else party.who for party in row.parties
        ]
        for party, mine in zip(card.parties, row.parties, strict=True):
            assert sorted((one.measure, one.days, one.amount, one.state) for one in party.sanctions) == sorted(
                (*one.said, one.state) for one in mine.measures
            )
            assert bool(party.voided) == mine.voided
            assert (party.paper is not None) == mine.issued
            assert bool(party.delivered) == mine.delivered
            assert (party.appeals[-1][2] if party.appeals else "") == mine.appeal
        if row.decided is not None:
            assert card.number == f"违处〔{row.decided.year}〕{row.order}号"
        if not any(party.who in self.model.erased for party in row.parties):
            assert len([event for event in card.timeline if event.kind == "note"]) >= row.notes

    @invariant()
    def what_was_touched_says_the_same(self) -> None:
        for case in self.touched:
            self.same(case)
        self.touched.clear()

    @precondition(lambda self: hasattr(self, "model"))
    @invariant()
    def the_ladder_counts_each_decision_once(self) -> None:
        # One person a step: over a run everybody has their turn.
        self.checked += 1
        who = self.model.people[self.checked % len(self.model.people)]
        if who in self.model.erased:
            return
        proposal = cases.propose(self.store, self.group, self.ids.get(who), sender="" if who in self.ids else who)
        counted = self.model.counted(who, clock.today())
        assert set(proposal.counted) <= {f"case {case}" for case in counted}
        assert len(set(proposal.counted)) == len(proposal.counted)
        assert proposal.step == min(len(counted), model.STEPS - 1) + 1

    def teardown(self) -> None:
        try:
            if hasattr(self, "model"):
                for case in self.model.cases:
                    self.same(case)
                for chip in ("draft", "decided", "issued", "void"):
                    ids = set(cases.index(self.store, View(self.group, chips=(chip,))))
                    assert ids == {case for case, row in self.model.cases.items() if row.state == chip}
                open_ones = {
                    case
                    for case, row in self.model.cases.items()
                    if any(one.state == "decided" for party in row.parties for one in party.measures)
                }
                assert set(cases.index(self.store, View(self.group, chips=("open",)))) == open_ones
                assert self.store.check().problems == ()
        finally:
            self.store.close()
            self.ticking.__exit__(None, None, None)
            shutil.rmtree(self.scratch, ignore_errors=True)


TestCases = CaseMachine.TestCase
TestCases.settings = settings(
    max_examples=max(1, STEPS // A_RUN), stateful_step_count=A_RUN, deadline=None, derandomize=STEPS <= A_RUN * 10,
    suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink) if STEPS <= 500 else (Phase.generate,),
)  # fmt: skip
