"""What happens in the sample unit, act by act; every act is the service an owner would use."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from wxadmin.domain.jobs import Step
from wxadmin.domain.regulation_diff import worth_showing
from wxadmin.services import (
    announcements,
    case_papers,
    cases,
    chats,
    clock,
    forms,
    groups,
    lists,
    members,
    notices,
    objections,
    papers,
    people,
    queue,
    regulations,
    reminders,
    reviewing,
    roster_import,
    sample_cases,
    sample_moderation,
    sample_people,
    settings,
    sheets,
    signers,
    signing,
    verify,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.objections import ObjectionDraft
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Store

SAMPLE_DAY = date(2026, 9, 22)
"""The last day in the texts of the sample."""
UNIT, SCHOOL = "云杉文具有限公司", "青石桥小学"
OWNER = "严正宜"


class Clock(Protocol):
    """The sample's clock."""

    def move(self, days: int, hour: int, minute: int = 0) -> None:
        """To a time ``days`` from the last day."""


class Sample:
    """The sample in the making: ``texts`` by file name, papers and other files go into ``folder``."""

    def __init__(self, store: Store, hands: Clock, folder: Path, texts: dict[str, str], step: Step) -> None:
        self._store = store
        self._hands = hands
        self._folder = folder
        self._texts = texts
        self._step = step
        self._papers: list[dict[str, Any]] = []
        self._files: list[str] = []
        self._work = 0
        self._class = 0

    def run(self) -> dict[str, Any]:
        """Do it all and report figures; Cancelled between two acts."""
        acts: tuple[tuple[str, Callable[[], Any]], ...] = (
            ("groups", self._groups),
            ("regulation", self._regulation),
            ("roster", self._roster),
            ("posts", lambda: sample_people.posts(self._store, self._work, UNIT)),
            ("members", self._members),
            ("reminders", self._reminded),
            ("signing", self._signing),
            ("rules", lambda: sample_moderation.rules(self._store, self._work)),
            ("chat", self._chat),
            ("queue", self._queue),
            ("raised", lambda: sample_moderation.raised(self._store, self._hands, self._work)),
            ("announcement", self._announcement),
            ("objections", self._objections),
            ("class", self._class_group),
            ("history", self._history),
            ("office", self._office),
            ("cleared", lambda: sample_moderation.cleared(self._store, self._hands, self._work, self._keep)),
            ("people", self._people),
            ("decided", lambda: sample_cases.followed(self._store, self._hands, self._numbers, self._keep)),
            ("seen", lambda: sample_cases.seen(self._store, self._hands, self._work)),
            ("meeting", lambda: sample_cases.meeting(self._store, self._hands, self._work)),
        )
        report: dict[str, Any] = {"unit": UNIT}
        for done, (name, act) in enumerate(acts):
            self._step(done, len(acts))
            report[name] = act()
        self._step(len(acts), len(acts))
        return {**report, "papers": self._papers, "files": self._files}

    def _keep(self, issued: IssuedPaper) -> None:
        """Write an issued paper, check it from the file alone, note the verdict."""
        name = papers.file_name(issued)
        papers.save(issued.pdf, self._folder / name)
        found = verify.verify_path(self._folder / name)
        self._files.append(name)
        self._papers.append(
            {
                "file": name, "kind": issued.kind, "number": issued.number, "pages": issued.pages, "code": issued.code,
                "intact": found.intact, "issued": found.issued, "missing": list(issued.missing),
            }
        )  # fmt: skip

    def _groups(self) -> list[str]:
        store = self._store
        settings.save(store, settings.Settings(unit=UNIT, actor=OWNER))
        self._work = groups.create(
            store,
            GroupDraft(
                "云杉全员工作群", kind="department", unit=UNIT, office="行政部", purpose="通知和协调日常工作",
                owner=OWNER,
            ),
        ).value  # fmt: skip
        self._class = groups.create(
            store,
            GroupDraft(
                "三（2）班家长群", kind="class", unit=SCHOOL, office="德育处", purpose="班级通知和家校沟通",
                owner="黎老师",
            ),
        ).value  # fmt: skip
        return [group.name for group in groups.every(store)]

    def _regulation(self) -> dict[str, Any]:
        store = self._store
        draft = regulations.create_from_template(store, self._work, "company", {"unit": UNIT}).value
        regulations.publish(store, draft, issuer=UNIT)
        self._keep(regulations.issue(store, draft).value)
        card = regulations.get(store, draft)
        return {
            "title": card.title,
            "clauses": len(card.clauses),
            "settings": [s.kind for s in card.settings if s.applied],
        }

    def _roster(self) -> dict[str, int]:
        from wxadmin.intake.tables_out import write_xlsx

        header, *rows = csv.reader(io.StringIO(self._texts["company_roster"]))
        name = "花名册.xlsx"
        write_xlsx(self._folder / name, header, rows)
        self._files.append(name)
        first = roster_import.preview(self._store, self._folder / name, group=self._work)
        roster_import.import_roster(self._store, first)
        again = roster_import.preview(self._store, self._folder / name, group=self._work)
        due = clock.today() + timedelta(days=7)
        self._keep(sheets.issue(self._store, self._work, due=due).value)
        return {"new": len(first.new), "problems": len(first.problems), "again": len(again.new) + len(again.changed)}

    def _members(self) -> dict[str, Any]:
        self._hands.move(-9, 10)
        preview = members.preview(self._store, self._work, self._texts["company_members"])
        members.import_snapshot(self._store, preview)
        report = members.report(self._store, self._work)
        driver = next(row for row in report.rows if row.nickname == "一路平安")
        person = next(i for i, p in people.of_group(self._store, self._work) if p.name == "卫平安")
        members.confirm(self._store, driver.id, person)
        members.exempt(self._store, driver.id, "司机开车时不便改名，下周到公司办理")
        report = members.report(self._store, self._work)
        return {
            **{status: report.count(status) for status in members.STATUS},
            "missing": [label for _id, label in report.missing],
            "reminder": reminders.draft(self._store, self._work, "name").text,
        }

    def _reminded(self) -> dict[str, Any]:
        self._hands.move(-9, 10, 30)
        return sample_people.reminded(self._store, self._work)

    def _people(self) -> dict[str, Any]:
        self._hands.move(0, 13)
        second = sample_people.second_list(self._store, self._work, self._texts["company_members"])
        made = sample_people.office(self._store, self._work, UNIT, self._hands, self._keep)
        return {"second": second, **made, **sample_people.school(self._store, self._class)}

    def _chat(self) -> dict[str, int]:
        self._hands.move(-1, 17, 30)
        preview = chats.preview(self._store, self._work, self._texts["company_chat"])
        done = chats.import_chat(self._store, preview).value
        again = chats.preview(self._store, self._work, self._texts["company_chat"])
        return {"messages": done.messages, "flagged": done.queued, "again": len(again.new)}

    def _queue(self) -> dict[str, Any]:
        """The advert is reminded of, its repetition and the abuse become cases, a false alarm is dismissed."""
        store = self._store
        waiting = [queue.get(store, i) for i in queue.index(store, View(self._work, sort="time"))]
        adverts = [card for card in waiting if card.sender == "邵清和"]
        abuse = next(card for card in waiting if card.category == "abuse")
        false_alarm = next(card for card in waiting if card.category == "trade")
        self._hands.move(-1, 17, 40)
        queue.decide(store, false_alarm.id, false_alarm.version, "unfounded", "说的是公司货车捎带，不是买卖")
        queue.decide(store, adverts[0].id, adverts[0].version, "reminded", "已私下说明，本人表示不再发")
        numbers = []
        for card, severity in ((adverts[1], "ordinary"), (abuse, "serious")):
            self._hands.move(-1, 17, 50)
            draft = cases.draft_from(store, card.id)
            case = cases.open_from(store, card.id, card.version, draft).value
            proposal = cases.propose(
                store, self._work, draft.person, draft.category, apart_from=case, acts=draft.evidence,
                severity="serious" if severity == "serious" else "ordinary",
            )  # fmt: skip
            self._hands.move(0, 8, 30)
            decision = cases.Decision(proposal.measures, OWNER, days=3 if "mute" in proposal.measures else 0)
            numbers.append(cases.decide(store, case, decision).value)
            self._keep(notices.issue(store, case).value)
        self._numbers = numbers
        return {"cases": numbers, "waiting": queue.waiting(store, self._work)}

    def _announcement(self) -> dict[str, Any]:
        store = self._store
        self._hands.move(0, 8, 50)
        body = "本周六全天盘点，仓库停止收发货一天，订货页面照常开放。请各部门留一人值班，值班表见公告栏。"
        draft = AnnouncementDraft(self._work, "月末盘点通知", body, minutes=30, announcer="顾念安")
        hits = announcements.check(store, self._work, body)
        announcement = announcements.save(store, draft).value
        self._hands.move(0, 9)
        announcements.post(store, announcement)
        self._hands.move(0, 10, 30)
        announcements.paste_replies(store, announcement, self._texts["company_replies"])
        self._keep(announcements.issue(store, announcement).value)
        board = announcements.board(store, announcement)
        return {
            "hits": len(hits), "expected": board.expected, "confirmed": len(board.confirmed), "late": len(board.late),
            "ambiguous": len(board.ambiguous), "missing": len(board.missing), "strangers": list(board.strangers),
            "reminder": board.reminder,
        }  # fmt: skip

    def _signing(self) -> dict[str, Any]:
        """The sheet comes back: nearly everybody signed, one refused, one was away, two are still asked."""
        store = self._store
        self._hands.move(-6, 16)
        listed = signers.Signers(min(signing.index(store, View(self._work))))
        assert listed.round is not None
        rows = signers.people_of(store, listed.index(store, View()))
        today = clock.today()
        signed = [person for place, person in enumerate(rows) if place not in (3, 9, 12, 20)]
        signing.record(store, listed.round, signed, "signed", today - timedelta(days=1))
        signing.record(store, listed.round, rows[3:4], "refused", today, "认为回复时限太短；在场见证人：顾念安")
        signing.record(store, listed.round, rows[9:10], "absent", today, "出差，月底回来补签")
        share = signing.get(store, listed.round).share
        return {
            "expected": share.expected, "signed": share.signed, "refused": share.refused, "absent": share.absent,
            "reminder": signing.reminder(store, listed.round),
        }  # fmt: skip

    def _objections(self) -> dict[str, int]:
        """The drivers' objection is adopted and leads to the next version; another still waits for its answer."""
        store = self._store
        self._hands.move(-1, 9)
        present = regulations.in_force(store, self._work)
        assert present is not None
        clause = next(setting.at for setting in present.text.settings if setting.kind == "reply_minutes")
        driver = next(i for i, p in people.of_group(store, self._work) if p.name == "卫平安")
        words = "开车途中不能看手机，半小时内回复做不到，建议放宽到一小时。"
        first = objections.add(store, ObjectionDraft(present.id, words, clause, driver)).value
        objections.add(store, ObjectionDraft(present.id, "希望写明周末和节假日不要求回复。", clause, name="一位同事"))
        self._hands.move(-1, 11)
        objections.answer(store, first, "adopted", "采纳。下一版把回复时限改为60分钟。")
        return {"received": 2, "open": len(objections.open_for(store, present.regulation))}

    def _class_group(self) -> dict[str, Any]:
        store = self._store
        self._hands.move(-3, 8)
        values = {"unit": SCHOOL, "class": "三（2）班"}
        draft = regulations.create_from_template(store, self._class, "class", values).value
        regulations.publish(store, draft, issuer=SCHOOL)
        name = "三（2）班学生名单.csv"
        (self._folder / name).write_text(self._texts["class_roster"], encoding="utf-8-sig")
        self._files.append(name)
        roster_import.import_roster(store, roster_import.preview(store, self._folder / name, group=self._class))
        self._hands.move(-1, 8)
        members.import_snapshot(store, members.preview(store, self._class, self._texts["class_members"]))
        done = chats.import_chat(store, chats.preview(store, self._class, self._texts["class_chat"])).value
        report = members.report(store, self._class)
        return {**{status: report.count(status) for status in members.STATUS}, "messages": done.messages}

    def _history(self) -> dict[str, int]:
        store = self._store
        self._hands.move(0, 11)
        person = next(i for i, p in people.of_group(store, self._work) if p.name == "邵清和")
        own = cases.history(store, person=person, group=self._work)
        self._keep(papers.issue(store, own, Origin(group=self._work, person=person)).value)
        return {"entries": len(own.entries)}

    def _office(self) -> dict[str, int]:
        """What else an office prints: the next version beside the present one, a form, a delivery record, a list."""
        store = self._store
        self._hands.move(0, 11, 30)
        present = regulations.in_force(store, self._work)
        assert present is not None
        values = {"unit": UNIT, "minutes": "60", "mute_days": "5"}
        draft = regulations.revise(store, present.id, regulations.fill("company", values)).value
        reviewing.submit(store, draft, "采纳司机的意见，放宽回复时限")
        comparison = regulations.comparison(store, present.id, draft)
        self._keep(papers.issue(store, comparison, Origin(group=self._work, revision=draft)).value)
        absent = members.report(store, self._work).missing[0][0]
        form = forms.build(store, self._work, "join", forms.prefill(store, self._work, "join", absent))
        self._keep(forms.issue(store, self._work, form, absent).value)
        case = min(cases.index(store, View(self._work, chips=("issued",))))
        self._keep(case_papers.issue(store, case, case_papers.delivery(store, case)).value)
        view = View(self._work, chips=("fail",), sort="department")
        listed = lists.of_noun(
            store, members, view, "群昵称待改名单", ("nickname", "person", "department", "suggestion")
        )
        self._keep(papers.issue(store, listed, Origin(group=self._work)).value)
        changed = len(worth_showing(comparison.changes))
        return {"changed_clauses": changed, "to_rename": len(listed.rows)}
