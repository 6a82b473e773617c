"""What the kill test interrupts: one work for every kind of service that writes."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from random import Random

from tests.store.kill import Ack
from wxadmin.domain.people import Person, Roster
from wxadmin.services import announcements, cases, chats, groups, members, papers, people, queue, records, regulations
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.records import Store

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
            people.import_roster(store, people.preview_roster(store, Roster(rows, "名册"), group=group))
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


def deciding(folder: Path, ack: Ack, rng: Random) -> None:
    """Cases opened, decided, numbered and issued; regulations published; announcements posted and answered."""
    with records.open_at(folder, create=True, key_file=True) as store:
        group = _group(store, ack)
        if not people.index(store, View(group)):
            rows = tuple(Person(f"人{c}", (("部",),), number=c) for c in "甲乙丙丁")
            people.import_roster(store, people.preview_roster(store, Roster(rows, "名册"), group=group))
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
                queue.remind(store, card.id, card.version, "说过了")
            else:
                queue.dismiss(store, card.id, card.version, "ignored")
            ack.sure(store)
