"""Attacks on papers through the services: pictures, letters, sheets, comparisons, binding, issuing, verifying."""

from __future__ import annotations

import itertools
import os
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.services.pictures import picture_file
from wxadmin.domain.errors import Cancelled, StoreError, UserError
from wxadmin.domain.papers import AnnouncementPaper, Paper
from wxadmin.domain.people import Person
from wxadmin.domain.style import PROFILES, Style
from wxadmin.services import (
    announcements,
    appeal_letters,
    attachments,
    case_papers,
    cases,
    forms,
    groups,
    lists,
    notices,
    papers,
    people,
    records,
    regulations,
    settings,
    sheets,
    styles,
    unissued,
    verify,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.attachments import Owner
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.papers import Origin
from wxadmin.services.sheets import SheetPlan
from wxadmin.store import engine

TEXT = "群规\n第一条 昵称改为部门-姓名。\n第二条 不得辱骂他人。\n"
PAPER = AnnouncementPaper("甲公司", "甲群", "放假通知", ("周五放假一天。",), "办公室", date(2026, 9, 21))


@pytest.fixture
def revision(store, group):
    return regulations.create_from_text(store, group, regulations.parse_text(TEXT)).value


@pytest.fixture
def case(store, group, roster):
    draft = cases.CaseDraft(group, roster["曾雨桐"], "辱骂他人", measures=("oral",))
    return cases.create(store, draft).value


@pytest.fixture
def decided(store, case):
    cases.decide(store, case, cases.Decision(("oral", "fine"), "王"))
    return case


def count(store, table):
    with store.read() as db:
        return db.value(f"SELECT count(*) FROM {table}")


def titles(store, owner):
    return [row.title for row in attachments.of(store, owner)]


# Attachments


def test_moves_at_the_ends_stay_and_a_move_writes_no_more_than_it_moves(store, revision):
    owner = Owner("revision", revision)
    ids = [attachments.add_text(store, owner, title, "文").value for title in "甲乙丙丁"]
    for which, by, wanted in (
        (0, -1, "甲乙丙丁"), (3, 1, "甲乙丙丁"), (0, 0, "甲乙丙丁"), (0, -(10**30), "甲乙丙丁"), (0, 10**30, "乙丙丁甲"),
        (0, -1, "乙丙甲丁"), (0, -2, "甲乙丙丁"), (1, 1, "甲丙乙丁"), (1, -1, "甲乙丙丁"),
    ):  # fmt: skip
        attachments.move(store, ids[which], by)
        assert "".join(titles(store, owner)) == wanted
    written = []
    for which, by in ((0, -1), (3, -1), (0, 3)):
        before = count(store, "entry")
        attachments.move(store, ids[which], by)
        written.append(count(store, "entry") - before)
    # One for the change itself and one for each that came to another place.
    assert written == [0, 3, 5]
    assert store.check().ok


def test_any_chain_of_undo_ends_where_the_steps_say(store, revision, tmp_path):
    """Adds, removes, moves, undos and undos of undos at random: what is shown is always what a model says."""
    owner, rng = Owner("revision", revision), random.Random(7)
    path = picture_file(tmp_path / "图.png")
    history = [[]]
    for turn in range(60):
        now = titles(store, owner)
        assert now == history[-1]
        verb = rng.choice(["add", "add", "picture", "remove", "move", "undo", "undo"])
        if verb == "add":
            attachments.add_text(store, owner, f"文{turn}", "文")
            history.append([*now, f"文{turn}"])
        elif verb == "picture":
            attachments.add_picture(store, owner, path, f"图{turn}")
            history.append([*now, f"图{turn}"])
        elif verb == "remove" and now:
            at = rng.randrange(len(now))
            attachments.remove(store, attachments.of(store, owner)[at].id)
            history.append(now[:at] + now[at + 1 :])
        elif verb == "move" and len(now) > 1:
            attachments.move(store, attachments.of(store, owner)[0].id, len(now))
            history.append([*now[1:], now[0]])
        elif verb == "undo" and len(history) > 1:
            records.undo(store)
            history.pop()
    assert store.check().ok


def test_an_undo_can_itself_be_undone_and_pictures_are_kept_once(store, revision, tmp_path):
    owner = Owner("revision", revision)
    path = picture_file(tmp_path / "图.png")
    attachments.add_picture(store, owner, path, "一")
    attachments.add_picture(store, owner, path, "二")
    undone = records.undo(store)
    assert titles(store, owner) == ["一"]
    undone = records.undo(store, undone.id)
    assert titles(store, owner) == ["一", "二"]
    records.undo(store, undone.id)
    assert titles(store, owner) == ["一"]
    attachments.add_picture(store, owner, path, "三")
    assert count(store, "picture") == 1
    assert [len(paper.pictures) for paper in attachments.papers(store, owner)] == [1, 1]
    assert store.check().ok


def test_pictures_need_their_file_no_longer(store, case, tmp_path):
    path = picture_file(tmp_path / "图.png")
    found = attachments.add_picture(store, Owner("case", case), path).value
    path.unlink()
    cases.decide(store, case, cases.Decision(("oral",), "王"))
    assert attachments.picture(store, found)
    issued = notices.issue(store, case).value
    papers.save(issued.pdf, tmp_path / "a.pdf")
    assert verify.verify_path(tmp_path / "a.pdf").issued


def test_many_hands_add_at_once(store, revision, tmp_path):
    owner = Owner("revision", revision)
    files = [picture_file(tmp_path / f"{i}.png", f"#{i:06x}") for i in range(3)]

    def add(turn):
        if turn % 4 == 3:
            return attachments.add_text(store, owner, f"文{turn}", "文").value
        return attachments.add_picture(store, owner, files[turn % 3], f"图{turn}").value

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(add, range(24)))
    assert len(set(ids)) == 24
    found = attachments.of(store, owner)
    assert {row.id for row in found} == set(ids)
    assert count(store, "picture") == 3
    with store.read() as db:
        places = [row[0] for row in db.all("SELECT position FROM attachment ORDER BY position")]
    assert places == list(range(24))
    assert store.check().ok


@pytest.mark.parametrize("owner", [("revision", 0), ("revision", 10**18), ("announcement", 7), ("case", -1)])
def test_nobody_s_attachments(owner, store, tmp_path):
    nobody = Owner(*owner)
    for verb in (
        lambda: attachments.of(store, nobody),
        lambda: attachments.add_text(store, nobody, "甲", "文"),
        lambda: attachments.add_picture(store, nobody, picture_file(tmp_path / "图.png")),
        lambda: attachments.papers(store, nobody),
        lambda: attachments.pictures(store, nobody),
    ):
        with pytest.raises(UserError):
            verb()
    for verb in (attachments.remove, attachments.picture, lambda s, i: attachments.move(s, i, 1)):
        for missing in (0, -1, 10**18):
            with pytest.raises(UserError, match="没有这个附件"):
                verb(store, missing)


@pytest.mark.parametrize(
    ("title", "text", "says"),
    [
        ("", "文", "是空的"), ("\u200b", "文", "是空的"), ("甲\n乙", "文", "控制字符"), ("甲" * 201, "文", "太长"),
        ("甲", "", "没有文字"), ("甲", " \n\t ", "没有文字"), ("甲", "字" * 100_001, "超过"), ("甲", "a\0b", "残缺"),
        ("甲", "a\ud800b", "残缺"), ("甲\udcff", "文", "残缺"),
    ],
)  # fmt: skip
def test_texts_that_cannot_be_attached(title, text, says, store, revision):
    with pytest.raises(UserError, match=says):
        attachments.add_text(store, Owner("revision", revision), title, text)
    assert titles(store, Owner("revision", revision)) == []
    assert store.check().ok


def test_a_flipped_byte_of_a_picture_is_never_printed(store, case, tmp_path):
    owner = Owner("case", case)
    path = tmp_path / "图.png"
    from PIL import Image

    Image.effect_noise((60, 40), 80).save(path)
    found = attachments.add_picture(store, owner, path).value
    cases.decide(store, case, cases.Decision(("oral",), "王"))
    connection = engine.connect(store.folder / "records.db", store._key, write=True)
    (data,) = connection.execute("SELECT data FROM picture").fetchone()
    connection.execute("DROP TRIGGER picture_no_update")
    rng = random.Random(3)
    for _ in range(12):
        changed = bytearray(data)
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        connection.execute("UPDATE picture SET data = ?", (bytes(changed),))
        for verb in (
            lambda: attachments.picture(store, found),
            lambda: notices.build(store, case),
            lambda: notices.issue(store, case),
        ):
            with pytest.raises(StoreError, match="图片缺失或被改动"):
                verb()
        assert any("图片被改动过" in problem for problem in store.check().problems)
    connection.close()
    assert count(store, "paper") == 0


# Styles and letterhead


@pytest.mark.parametrize(
    "value", ["", "null", "[]", "7", '"a"', "{", "[" * 100_000, '{"profile": ["x"]}', '{"paper": {"a": 1}}',
              '{"duplex": "yes", "seal": 1, "profile": 3, "contents": null}', '{"profile": "GONGWEN"}'],
    ids=lambda value: value[:20],
)  # fmt: skip
def test_damaged_styles_still_print(value, store, group):
    styles.choose(store, "announcement", Style("dazi"))
    with store.read() as db:
        row = db.value("SELECT id FROM setting WHERE key = 'style.announcement'")
    store.change("改", lambda tx: tx.update("setting", row, {"value": value}))
    assert styles.of(store, "announcement") == Style(settings.get(store).profile)
    assert papers.draft(store, PAPER).startswith(b"%PDF")
    styles.choose(store, "announcement", Style("qiye"))
    assert styles.of(store, "announcement").profile == "qiye"


def test_settings_of_papers_are_not_those_of_the_record_file(store):
    styles.choose(store, "announcement", Style("dazi", seal=True))
    styles.save_letterhead(store, styles.Letterhead("甲公司文件"))
    before = settings.get(store)
    settings.save(store, replace(before, unit="甲"))
    assert settings.get(store) == replace(before, unit="甲")
    assert styles.of(store, "announcement").seal
    with store.read() as db:
        from wxadmin.store import groups as stored

        assert not [key for key in stored.general(db) if "." in key]


# Letters, forms, sheets, comparisons

LETTERS: dict[str, Callable[..., Paper]] = {
    "recommendation": case_papers.recommendation,
    "delivery": case_papers.delivery,
    "appeal form": appeal_letters.appeal_form,
}


@pytest.mark.parametrize("letter", LETTERS)
def test_letters_in_every_wrong_state(letter, store, group, roster, case):
    make = LETTERS[letter]
    for missing in (0, -5, 10**18):
        with pytest.raises(UserError):
            make(store, missing)
    with pytest.raises(UserError, match="还没有决定"):
        make(store, case)
    cases.decide(store, case, cases.Decision(("oral",), "王"))
    if letter in ("recommendation", "delivery"):
        with pytest.raises(UserError, match=r"没有要由单位|还没有签发"):
            make(store, case)
    notices.issue(store, case)
    if letter != "recommendation":
        assert papers.draft(store, make(store, case)).startswith(b"%PDF")
    cases.void(store, case, "有误")
    with pytest.raises(UserError, match="已作废"):
        make(store, case)
    with pytest.raises(UserError, match="已作废"):
        case_papers.issue(store, case, PAPER)
    assert count(store, "paper") == 1


def test_a_case_voided_while_its_letter_is_set_gets_none(store, decided, monkeypatch):
    paper = appeal_letters.appeal_form(store, decided)
    issue = papers.issue

    def slowly(*given, **more):
        cases.void(store, decided, "有误")
        return issue(*given, **more)

    monkeypatch.setattr(papers, "issue", slowly)
    with pytest.raises(UserError, match="已作废"):
        case_papers.issue(store, decided, paper)
    assert count(store, "paper") == 0


def test_sheets_of_groups_without_people(store, group, revision):
    regulations.publish(store, revision)
    empty = groups.create(store, GroupDraft("乙群")).value
    for plan in (SheetPlan(), SheetPlan((empty,)), SheetPlan((empty, empty, group), by="group")):
        with pytest.raises(UserError, match="还没有人员"):
            sheets.build(store, group, plan=plan)
    for missing in (0, 10**18):
        with pytest.raises(UserError):
            sheets.build(store, missing)
        with pytest.raises(UserError):
            sheets.build(store, group, missing)
        with pytest.raises(UserError):
            sheets.build(store, group, plan=SheetPlan((missing,)))
    person = people.add(store, Person("林岚"), group=group).value
    assert [row.name for row in sheets.build(store, group, plan=SheetPlan((empty,), by="group")).rows] == ["林岚"]
    people.mark_left(store, person)
    with pytest.raises(UserError, match="还没有人员"):
        sheets.issue(store, group)
    assert count(store, "paper") == 0


def test_comparisons_of_what_cannot_be_compared(store, group, revision):
    regulations.publish(store, revision)
    with pytest.raises(UserError, match="同一版"):
        regulations.comparison(store, revision, revision)
    same = regulations.create_from_text(store, group, regulations.parse_text(TEXT), title="另一份").value
    with pytest.raises(UserError, match="逐条相同"):
        regulations.comparison(store, revision, same)
    other = regulations.create_from_text(store, group, regulations.parse_text("须知\n一、早到\n二、勿喧哗\n")).value
    paper = regulations.comparison(store, revision, other)
    assert papers.draft(store, paper).startswith(b"%PDF")
    assert paper.old_version != paper.new_version
    for missing in (0, -1, 10**18):
        for pair in ((missing, revision), (revision, missing), (missing, missing)):
            with pytest.raises(UserError):
                regulations.comparison(store, *pair)


@pytest.mark.parametrize("value", ["字" * 20_000, "\u202e反\u200b", "甲\n\n乙", "<b>&", "👍𠀀", " "])
def test_forms_with_any_words_in_every_blank(value, store, group):
    for kind in forms.kinds():
        values = {blank.key: value for blank in kind.blanks if not blank.choices}
        if len(value) > 1000:
            values = dict(itertools.islice(values.items(), 1))
        elif kind.key not in ("join", "appeal", "delivery"):
            continue
        paper = forms.build(store, group, kind.key, values)
        assert unissued.plain(store, paper).startswith(b"%PDF")
        if len(value) > 1000:
            break


# Many papers


def test_binding_what_is_not_there_and_stopping_halfway(store, group):
    ids = [papers.issue(store, PAPER, Origin(group)).value.id for _ in range(3)]
    for wrong in ([], [0], [10**18], [*ids, -1]):
        with pytest.raises(UserError):
            papers.bind(store, wrong)
    one = papers.bind(store, ids[:1])
    assert one.startswith(b"%PDF")
    assert papers.bind(store, ids * 40).startswith(b"%PDF")
    total = []
    papers.bind(store, ids, lambda done, of: total.append((done, of)))
    for stop in range(len(total)):
        calls = itertools.count()

        def step(done, of, stop=stop, calls=calls):
            if next(calls) == stop:
                raise Cancelled

        with pytest.raises(Cancelled):
            papers.bind(store, ids, step)
    assert papers.bind(store, ids[:1]) == one
    assert store.check().ok


def test_many_issue_at_once_and_every_paper_proves_itself(store, group, decided, tmp_path):
    """Notices, letters, forms and announcements from eight threads: numbers without gap, each verifiable."""
    form = forms.build(store, group, "join", {})
    appeal = appeal_letters.appeal_form(store, decided)
    path = picture_file(tmp_path / "图.png")
    attachments.add_picture(store, Owner("case", decided), path)
    works = [
        lambda: papers.issue(store, PAPER, Origin(group)),
        lambda: forms.issue(store, group, form),
        lambda: case_papers.issue(store, decided, appeal),
        lambda: notices.issue(store, decided),
    ]
    start = threading.Barrier(8)

    def go(turn):
        start.wait()
        made = []
        for i in range(2):
            try:
                made.append(works[(turn + i) % 4]().value)
            except UserError as error:
                assert "签发" in str(error) or "编号" in str(error)  # noqa: PT017 - the second notice, or worn out
        return made

    with ThreadPoolExecutor(8) as pool:
        issued = [paper for made in pool.map(go, range(8)) for paper in made]
    assert sum(paper.kind == "notice" for paper in issued) == 1
    for kind in ("announcement", "form"):
        numbers = sorted(int(p.number.split("〕")[1].rstrip("号")) for p in issued if p.kind == kind)
        assert numbers == list(range(1, len(numbers) + 1))
    for paper in issued:
        papers.save(paper.pdf, tmp_path / "p.pdf")
        found = verify.verify_path(tmp_path / "p.pdf")
        assert (found.intact, found.issued, found.number) == (True, True, paper.number)
        assert papers.reprint(store, paper.id) == paper.pdf
    assert store.check().ok


def _all_kinds(store, group, decided, revision, roster):
    """One issued paper of every kind."""
    regulations.publish(store, revision)
    second = regulations.revise(store, revision, regulations.parse_text(TEXT.replace("辱骂", "侮辱"))).value
    posted = announcements.save(store, AnnouncementDraft(group, "通知", "内容", minutes=5)).value
    announcements.post(store, posted)
    yield notices.issue(store, decided).value
    yield regulations.issue(store, revision).value
    yield sheets.issue(store, group, None, SheetPlan(outcomes=True, across=2)).value
    yield announcements.issue(store, posted).value
    yield forms.issue(store, group, forms.build(store, group, "join", {"name": "曾雨桐"})).value
    yield case_papers.issue(store, decided, case_papers.recommendation(store, decided)).value
    yield case_papers.issue(store, decided, case_papers.delivery(store, decided)).value
    yield case_papers.issue(store, decided, case_papers.case_file(store, decided)).value
    for paper in (
        cases.history(store, group=group),
        lists.of_noun(store, people, View(group), "名册"),
        regulations.comparison(store, revision, second),
    ):
        yield papers.issue(store, paper, Origin(group)).value


def test_every_kind_proves_itself_and_no_changed_one_does(store, group, decided, revision, roster, tmp_path):
    rng = random.Random(11)
    path = tmp_path / "p.pdf"
    kinds = set()
    ids = []
    for paper in _all_kinds(store, group, decided, revision, roster):
        kinds.add(paper.kind)
        ids.append(paper.id)
        path.write_bytes(paper.pdf)
        found = verify.verify_path(path)
        assert (found.intact, found.issued, found.number) == (True, True, paper.number), (paper.kind, found.reason)
        for _ in range(6):
            changed = bytearray(paper.pdf)
            at = rng.randrange(len(changed))
            changed[at] ^= 1 << rng.randrange(8)
            path.write_bytes(changed)
            _unproved_or_unseen(path, paper.pdf)
        for cut in (1, len(paper.pdf) // 3, len(paper.pdf) - 30):
            path.write_bytes(paper.pdf[:cut])
            with pytest.raises(UserError):
                verify.verify_path(path)
    assert kinds == set(papers.KINDS)
    path.write_bytes(papers.bind(store, ids))
    found = verify.verify_path(path)
    assert not (found.intact and found.issued)
    assert "合订" in found.reason
    assert store.check().ok


def _unproved_or_unseen(path, original):
    """A flipped bit is refused or found; or what is printed is exactly the same (a bit of a date of the file)."""
    import pypdfium2 as pdfium

    try:
        found = verify.verify_path(path)
    except UserError:
        return
    if not (found.intact and found.issued):
        return
    seen = []
    for data in (original, path.read_bytes()):
        document = pdfium.PdfDocument(data)
        seen.append([page.render(scale=0.5).to_numpy().tobytes() for page in document])
        document.close()
    assert seen[0] == seen[1]


# The record file


def test_a_backup_with_pictures_comes_back_whole(store, group, decided, revision, tmp_path):
    owner = Owner("case", decided)
    picture = attachments.add_picture(store, owner, picture_file(tmp_path / "图.png")).value
    kept = attachments.picture(store, picture)
    styles.save_letterhead(store, styles.Letterhead("甲公司文件", (tmp_path / "图.png").read_bytes()))
    issued = notices.issue(store, decided).value
    archive = records.backup(store)
    attachments.add_picture(store, Owner("revision", revision), picture_file(tmp_path / "后.png", "blue"))
    store.close()
    assert verify.verify_path(archive, key_file=store.folder / "records.key").intact
    records.restore(store.folder, archive)
    with records.open_at(store.folder) as again:
        assert attachments.picture(again, picture) == kept
        assert papers.reprint(again, issued.id) == issued.pdf
        assert styles.letterhead(again).logo
        assert titles(again, Owner("revision", revision)) == []
        assert count(again, "picture") == 1
        assert again.check().ok


def test_issuing_broken_off_at_any_write_leaves_all_or_nothing(store, group, decided, tmp_path):
    attachments.add_picture(store, Owner("case", decided), picture_file(tmp_path / "图.png"))
    from wxadmin.store.journal import Tx

    real = {name: getattr(Tx, name) for name in ("insert", "update", "leaf")}
    before = {table: count(store, table) for table in ("paper", "event", "counter")}
    for stop in range(12):
        calls = itertools.count()

        def broken(name, calls=calls, stop=stop):
            def verb(self, *given, **more):
                if next(calls) == stop:
                    raise KeyboardInterrupt
                return real[name](self, *given, **more)

            return verb

        with pytest.MonkeyPatch.context() as patch:
            for name in real:
                patch.setattr(Tx, name, broken(name))
            try:
                notices.issue(store, decided)
            except KeyboardInterrupt:
                pass
            else:
                break
        assert {table: count(store, table) for table in before} == before
        assert cases.get(store, decided).state == "decided"
        assert store.check().ok
    assert stop > 2
    assert count(store, "paper") == before["paper"] + 1
    assert store.check().ok


@pytest.mark.parametrize("profile", PROFILES)
def test_drafts_in_many_files_can_be_stopped_anywhere(profile, store, group):
    drafts = [replace(PAPER, title=f"通知{i}") for i in range(5)]
    whole = papers.draft_batch(store, drafts, "五份", Style(profile))
    steps = []
    papers.draft_batch(store, drafts, "五份", Style(profile), lambda done, of: steps.append(done))
    assert steps
    for stop in range(len(steps)):
        calls = itertools.count()

        def step(_done, _of, stop=stop, calls=calls):
            if next(calls) == stop:
                raise Cancelled

        with pytest.raises(Cancelled):
            papers.draft_batch(store, drafts, "五份", Style(profile), step)
    assert papers.draft_batch(store, drafts, "五份", Style(profile)) == whole


def test_what_is_verified_must_be_a_file_that_can_be(tmp_path):
    for name, data in (
        ("a.pdf", b""), ("b.pdf", b"%PDF-1.7\n"), ("c.pdf", os.urandom(3000)), ("d.wxbackup", b""), ("e.wxbackup", b"PK"),
        ("f.png", b"\x89PNG"), ("records.db", b"SQLite format 3\0"), ("g.pdf", b"%PDF-1.7\n" + b"[" * 100_000),
    ):  # fmt: skip
        path = Path(tmp_path / name)
        path.write_bytes(data)
        with pytest.raises(UserError):
            verify.verify_path(path)


def test_damage_is_told_on_one_line_each(store, group, roster, tmp_path):
    for i in range(40):
        people.add(store, Person(f"人{i}", (("部" * 50,),)), group=group)
    store.close()
    path = store.folder / "records.db"
    whole = path.read_bytes()
    told = set()
    for page in range(4096, len(whole), 12 * 4096):
        path.write_bytes(whole[: page + 2000] + bytes([whole[page + 2000] ^ 1]) + whole[page + 2001 :])
        try:
            with records.open_at(store.folder, write=False) as damaged:
                told |= set(damaged.check().problems)
        except StoreError:
            continue
    path.write_bytes(whole)
    assert any("数据页损坏" in line for line in told)
    assert all(line.isprintable() for line in told)


@pytest.mark.parametrize(
    ("code", "says"), [(13, "磁盘已满"), (10 | 19 << 8, "磁盘已满"), (10 | 3 << 8, "读写磁盘出错"), (11, "已损坏")]
)
def test_a_full_disk_is_called_so_by_whatever_meets_it_first(code, says):
    error = engine.EngineError("x")
    error.sqlite_errorcode = code
    assert says in str(engine.explain(error))
