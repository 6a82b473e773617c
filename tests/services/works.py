"""What the kill test interrupts: one work for every kind of service that writes."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.store.kill import Ack
from wxadmin.atomic import write_bytes
from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Person, Roster
from wxadmin.domain.seal import PAPER_KINDS
from wxadmin.domain.style import PROFILES, Style
from wxadmin.services import (
    announcements,
    appeal_letters,
    attachments,
    case_papers,
    cases,
    chats,
    clock,
    drafting,
    forms,
    groups,
    lists,
    members,
    merging,
    notices,
    objections,
    papers,
    people,
    publishing,
    queue,
    records,
    regulations,
    relations,
    reviewing,
    roster_import,
    settings,
    sheets,
    styles,
    withdrawals,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.attachments import Owner
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.objections import ObjectionDraft
from wxadmin.services.publishing import Publishing
from wxadmin.services.records import Store
from wxadmin.services.sheets import SheetPlan

TEXT = "守则\n第一条 昵称改为部门+姓名。\n第二条 不得辱骂他人。首次警告，再次违反的移出群。\n"


def _group(store: Store, ack: Ack) -> int:
    known = groups.every(store)
    if known:
        return known[0].id
    group = groups.create(store, GroupDraft("群", naming_rule="部门+姓名")).value
    ack.sure(store)
    return group


def importing(folder: Path, ack: Ack, rng: Random) -> None:
    """Roster, member list and chat, over and over, with undo in between."""
    with records.open_at(folder, create=True, key_file=True) as store:
        group = _group(store, ack)
        for turn in itertools.count():
            mark = f"{rng.randrange(10**9)}"
            rows = tuple(Person(f"人{mark}甲{i}", (("部",),), number=f"{mark}-{i}") for i in range(30))
            roster_import.import_roster(store, roster_import.preview_roster(store, Roster(rows, "名册"), group=group))
            ack.sure(store)
            text = "\n".join(f"部{p.name}" for p in rows)
            members.import_snapshot(store, members.preview(store, group, text))
            ack.sure(store)
            said = "\n\n".join(f"部{p.name}\n2026年09月20日 18:{i:02d}\n你就是个废物{mark}" for i, p in enumerate(rows))
            chats.import_chat(store, chats.preview(store, group, said))
            ack.sure(store)
            if turn % 2:
                records.undo(store)
                ack.sure(store)


def _said(i: int) -> str:
    return "收到" if i % 40 else "你就是个废物"


def archiving(folder: Path, ack: Ack, rng: Random) -> None:
    """Chats of thousands of messages, with what was noted of one of them and undo in between."""
    with records.open_at(folder, create=True, key_file=True) as store:
        group = _group(store, ack)
        for turn in itertools.count():
            mark = rng.randrange(10**9)
            said = "\n\n".join(
                f"甲{i % 7}\n2026年09月20日 {i // 60 % 24:02d}:{i % 60:02d}\n{_said(i)}{mark} {i}" for i in range(3_000)
            )
            done = chats.import_chat(store, chats.preview(store, group, said))
            ack.sure(store)
            if turn % 2:
                records.undo(store, done.id)
            else:
                withdrawals.record(store, chats.index(store, View(group))[-1], "asked", "甲")
            ack.sure(store)


def deciding(folder: Path, ack: Ack, rng: Random) -> None:
    """Cases opened, decided, numbered and issued; regulations published; announcements posted and answered."""
    with records.open_at(folder, create=True, key_file=True) as store:
        group = _group(store, ack)
        if not people.index(store, View(group)):
            rows = tuple(Person(f"人{c}", (("部",),), number=c) for c in "甲乙丙丁")
            roster_import.import_roster(store, roster_import.preview_roster(store, Roster(rows, "名册"), group=group))
            ack.sure(store)
        everyone = list(people.index(store, View(group)))
        while True:
            draft = regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value
            regulations.publish(store, draft, effective=date(2026, 9, 1))
            ack.sure(store)
            case = cases.create(store, cases.CaseDraft(group, rng.choice(everyone), "事实")).value
            cases.decide(store, case, cases.Decision(("oral",), "王"))
            ack.sure(store)
            sheet = announcements.paper(store, _answered(store, group, ack))
            papers.issue(store, sheet, papers.Origin(group))
            ack.sure(store)


def _answered(store: Store, group: int, ack: Ack) -> int:
    announcement = announcements.save(store, AnnouncementDraft(group, "通知", "内容", minutes=5)).value
    announcements.post(store, announcement)
    ack.sure(store)
    announcements.paste_replies(store, announcement, "人甲 收到\n人乙 收到")
    ack.sure(store)
    return announcement


def sorting_out(folder: Path, ack: Ack, rng: Random) -> None:
    """The queue worked through, back and forth."""
    with records.open_at(folder, create=True, key_file=True) as store:
        group = _group(store, ack)
        if not queue.index(store, View(group, chips=("waiting", "ignored", "unfounded", "reminded"))):
            said = "\n\n".join(f"某人{i}\n2026年09月20日 18:{i:02d}\n你就是个废物{i}" for i in range(20))
            chats.import_chat(store, chats.preview(store, group, said))
            ack.sure(store)
        entries = list(queue.index(store, View(group, chips=("waiting", "ignored", "unfounded", "reminded"))))
        while True:
            card = queue.get(store, rng.choice(entries))
            if card.state != "waiting":
                queue.reopen(store, card.id, card.version)
            elif rng.random() < 0.5:
                queue.decide(store, card.id, card.version, "reminded", "说过了")
            else:
                queue.decide(store, card.id, card.version, "ignored")
            ack.sure(store)


def keeping(folder: Path, ack: Ack, rng: Random) -> None:
    """Every other verb of the services in any order; one that does not fit what is there is refused and changes nothing."""
    with records.open_at(folder, create=True, key_file=True) as store:
        group = _group(store, ack)
        if not members.index(store, View(group)):
            rows = tuple(Person(f"人{c}", (("部",),), number=c) for c in "甲乙丙丁")
            roster_import.import_roster(store, roster_import.preview_roster(store, Roster(rows, "名册"), group=group))
            ack.sure(store)
            members.import_snapshot(store, members.preview(store, group, "部人甲\n部人乙\n夜来香\n"))
            ack.sure(store)
        verbs = _verbs(store, group, rng)
        while True:
            with suppress(UserError):
                rng.choice(verbs)()
            ack.sure(store)


def _picture(path: Path) -> Path:
    """A picture file; whole or not there, however the work before ended."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    write_bytes(out.getvalue(), path)
    return path


def _verbs(store: Store, group: int, rng: Random) -> list[Callable[[], object]]:
    everyone = View(group)

    def any_of(noun: Any) -> int:
        found = noun.index(store, everyone)
        return int(rng.choice(found)) if found else 0

    def who() -> Person:
        return people.get(store, any_of(people)).person

    def draft() -> cases.CaseDraft:
        return cases.CaseDraft(group, any_of(people), f"事实{rng.random()}", measures=("oral",))

    def note() -> AnnouncementDraft:
        return AnnouncementDraft(group, f"通知{rng.random()}", "内容", minutes=5)

    def text() -> Any:
        return regulations.parse_text(TEXT.replace("移出群", rng.choice(("移出群", "禁言"))))

    def owner() -> Owner:
        noun, kind = rng.choice(((regulations, "revision"), (announcements, "announcement"), (cases, "case")))
        return Owner(kind, any_of(noun))  # type: ignore[arg-type]

    def attached() -> int:
        found = attachments.of(store, owner())
        return rng.choice(found).id if found else 0

    picture = _picture(store.folder / "图.png")
    return [
        lambda: styles.choose(store, rng.choice(PAPER_KINDS), Style(rng.choice(PROFILES), seal=rng.random() < 0.5)),
        lambda: styles.save_letterhead(store, styles.Letterhead(f"甲公司文件{rng.randrange(9)}", picture.read_bytes())),
        lambda: attachments.add_text(store, owner(), "说明", f"内容{rng.random()}"),
        lambda: attachments.add_picture(store, owner(), picture),
        lambda: attachments.move(store, attached(), rng.choice((-1, 1))),
        lambda: attachments.remove(store, attached()),
        lambda: forms.issue(store, group, forms.build(store, group, "join", {}), any_of(people)),
        lambda: case_papers.issue(store, case := any_of(cases), appeal_letters.appeal_form(store, case)),
        lambda: papers.issue(store, lists.of_noun(store, people, everyone, "名册"), papers.Origin(group)),
        lambda: settings.save(store, settings.Settings(unit=f"单位{rng.random()}", actor="王")),
        lambda: settings.save_layout(store, "a", f"{rng.random()}"),
        lambda: groups.edit(store, group, GroupDraft("群", purpose=f"{rng.random()}", naming_rule="部门+姓名")),
        lambda: people.add(store, Person(f"新{rng.random()}"), group=group),
        lambda: people.edit(store, any_of(people), replace(who(), note=f"{rng.random()}")),
        lambda: people.mark_left(store, any_of(people), left=rng.random() < 0.5),
        lambda: people.belong(store, any_of(people), [group] * rng.randrange(2)),
        lambda: relations.add(store, any_of(people), rng.choice(("deputy", "kin")), any_of(people)),
        lambda: merging.merge(store, any_of(people), any_of(people)),
        lambda: merging.split(store, rng.randrange(1, 9)),
        lambda: members.confirm(store, any_of(members), rng.choice((None, any_of(people)))),
        lambda: members.exempt(store, any_of(members), "产假"),
        lambda: members.end_exemption(store, any_of(members)),
        lambda: regulations.create_from_template(store, group, "work", {"unit": "甲", "group": "群"}),
        lambda: regulations.revise(store, any_of(regulations), text()),
        lambda: regulations.publish(store, any_of(regulations)),
        lambda: reviewing.submit(store, any_of(regulations), by="王"),
        lambda: reviewing.send_back(store, any_of(regulations), "再改"),
        lambda: reviewing.approve(store, any_of(regulations)),
        lambda: publishing.publish(store, any_of(regulations), Publishing(clock.today() + timedelta(rng.randrange(3)))),
        lambda: publishing.repeal(store, any_of(regulations), clock.today() + timedelta(rng.randrange(3)), "不用了"),
        lambda: regulations.hold_in(store, regulations.get(store, any_of(regulations)).regulation, [group]),
        lambda: drafting.fill(store, any_of(regulations), {"unit": f"单位{rng.random()}"}),
        lambda: regulations.restore(store, any_of(regulations)),
        lambda: regulations.discard(store, any_of(regulations)),
        lambda: objections.add(store, ObjectionDraft(any_of(regulations), f"意见{rng.random()}", (), any_of(people))),
        lambda: objections.answer(store, any_of(objections), "partly", "改了"),
        lambda: objections.reopen(store, any_of(objections)),
        lambda: objections.remove(store, any_of(objections)),
        lambda: regulations.issue(store, any_of(regulations)),
        lambda: sheets.issue(store, group, None, SheetPlan(by="department", outcomes=True)),
        lambda: cases.create(store, draft()),
        lambda: cases.edit(store, any_of(cases), draft()),
        lambda: cases.decide(store, any_of(cases), cases.Decision(("oral",), "王")),
        lambda: cases.void(store, any_of(cases), "有误"),
        lambda: notices.issue(store, any_of(cases)),
        lambda: papers.issue(store, cases.history(store, group=group), papers.Origin(group)),
        lambda: announcements.save(store, note()),
        lambda: announcements.discard(store, any_of(announcements)),
        lambda: announcements.post(store, any_of(announcements)),
        lambda: announcements.paste_replies(store, any_of(announcements), "人甲 收到"),
        lambda: announcements.pick(store, any_of(announcements), "人甲 收到", any_of(people)),
        lambda: announcements.close(store, any_of(announcements)),
        lambda: announcements.issue(store, any_of(announcements)),
        lambda: records.undo(store),
        lambda: records.backup(store),
    ]
