"""A group handed over to a successor: all of it arrives, nothing else does, and nobody can change a byte on the way."""

from __future__ import annotations

import json
import random
import shutil
import sys

import pytest

from tests.services import giver
from tests.services.conftest import Hands, person
from tests.services.giver import CLASS, PASSPHRASE, SECRETS, STAFF
from tests.services.test_upgrade import old_case
from tests.store.kill import kill_often
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.services import (
    announcements,
    applications,
    cases,
    chats,
    clock,
    departures,
    erasure,
    group_life,
    group_posts,
    groups,
    handed,
    handover,
    member_tasks,
    members,
    merging,
    naming_rules,
    notices,
    objections,
    papers,
    people,
    queue,
    records,
    regulations,
    signing,
    snapshots,
    verify,
)
from wxadmin.services.groups import GroupDraft
from wxadmin.services.handover import Giving
from wxadmin.services.listing import View
from wxadmin.store import handover_file, handover_reading, handover_tables, handover_writing
from wxadmin.store.tables import TABLES


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """(folder of the giver, the package, what was given)."""
    scratch = tmp_path_factory.mktemp("giver")
    with clock.ticking(Hands()), records.open_at(scratch / "records", create=True, key_file=True) as store:
        store.actor = "王芳"
        group = giver.build(store, scratch)
        path = scratch / handover.file_name([CLASS])
        made = handover.give(store, Giving((group,), "李强", path, PASSPHRASE, "王芳", note="家长会在下周")).value
    return scratch / "records", path, made


@pytest.fixture
def theirs(given, hands):
    with records.open_at(given[0], write=False) as store:
        yield store


def taken(store, path, **more):
    return handover.take(store, handover.preview(store, path, PASSPHRASE), **more)


def plain(path):
    """Every readable byte of a package."""
    with handover_reading.opened(path, PASSPHRASE) as (file, manifest):
        return file.manifest + "".join(line.decode() for part in manifest.parts.values() for line in file.lines(part))


def later(folder, scratch):
    """A package the giver made when some days had passed."""
    shutil.copytree(folder, scratch / "giver")
    with records.open_at(scratch / "giver") as theirs:
        group = next(g.id for g in groups.every(theirs) if g.name == CLASS)
        known = {p.name: i for i, p in people.of_group(theirs, group)}
        case = cases.create(theirs, cases.CaseDraft(group, known["张伟"], "第三起")).value
        cases.decide(theirs, case, cases.Decision(("oral",), "王"))
        cases.create(theirs, cases.CaseDraft(group, known["陆明朗"], "第四起"))
        people.add(theirs, person("后来者", number="77"), group=group)
        path = scratch / "b.wxadmin-handover"
        handover.give(theirs, Giving((group,), "李强", path, PASSPHRASE, "王芳"))
    return path


def lists(store, group):
    """What the pages of a group show, without numbers of rows."""
    view = View(group)
    found = {}
    for noun in (
        people, members, queue, cases, signing, chats, regulations, announcements, applications, departures, objections,
        member_tasks,
    ):  # fmt: skip
        found[noun.__name__] = sorted(row.cells for row in noun.page(store, list(noun.index(store, view))))
    found["posts"] = [(p.role, p.name, p.held) for p in group_posts.of_group(store, group)]
    found["rules"] = naming_rules.read(store, group), group_life.policy_words(group_life.profile(store, group))
    snaps = snapshots.every(store, group)
    found["snapshots"] = [(s.taken, s.count) for s in snaps]
    found["standing"] = [(r.nickname, r.status, r.findings) for r in members.report(store, group).rows]
    return found


# What goes ------------------------------------------------------------------------------------------------------------


def test_every_table_comes_or_says_why_not():
    assert set(handover_tables.shapes()) | set(handover_tables.KEPT_BACK) == set(TABLES)
    assert set(handover_tables.shapes()).isdisjoint(handover_tables.KEPT_BACK)


def test_every_whole_number_is_a_reference_or_explained():
    assert handover_tables.unexplained() == []


def test_nothing_of_the_other_group_is_in_the_package(given):
    _folder, path, _made = given
    text = plain(path)
    assert CLASS in text
    assert "骂人1" in text
    assert "夜来香" in text
    assert [word for word in SECRETS if word in text] == []
    raw = path.read_bytes()
    assert CLASS.encode() not in raw
    assert "陆明朗".encode() not in raw


def test_the_hand_over_list_is_an_issued_paper_with_the_digest_and_the_fingerprint(given, theirs):
    _folder, path, made = given
    assert verify.verify_paper(made.paper.pdf).issued
    assert handover_writing.files_digest(path) == made.digest
    known = handed.every(theirs)[0]
    assert (known.received, known.digest, known.fingerprint, known.groups) == (
        False,
        made.digest,
        made.fingerprint,
        (CLASS,),
    )
    assert ("案件", 2) in made.counts
    assert ("聊天消息", 3) in made.counts
    assert made.left == ("签收表的打印记录（纸面仍可核验，可重新打印）（1）",)


def test_a_package_that_cannot_be_given_is_refused_with_the_reason(store, group, tmp_path):
    path = tmp_path / "a.wxadmin-handover"
    for wrong, words in (
        (Giving((), "李强", path, PASSPHRASE, "王芳"), "没有选"),
        (Giving((group,), " ", path, PASSPHRASE, "王芳"), "接收人"),
        (Giving((group,), "李强", path, PASSPHRASE, " "), "移交人"),
        (Giving((group,), "李强", path, "12345678901234", "王芳"), "太好猜"),
        (Giving((group,), "李强", path, "短", "王芳"), "太短"),
        (Giving((99,), "李强", path, PASSPHRASE, "王芳"), "没有这个群"),
        (Giving((group,), "李强", tmp_path / "无" / "a", PASSPHRASE, "王芳"), "写不进去"),
        (Giving((group,), "李强", tmp_path / "records", PASSPHRASE, "王芳"), "不能写文件"),
    ):
        with pytest.raises(UserError, match=words):
            handover.give(store, wrong)
    assert [p.name for p in tmp_path.iterdir()] == ["records"]
    assert handed.every(store) == ()


def test_giving_can_be_stopped_and_leaves_no_file(store, group, tmp_path):
    def stop(_done, _total):
        raise Cancelled

    with pytest.raises(Cancelled):
        handover.give(store, Giving((group,), "李强", tmp_path / "a", PASSPHRASE, "王芳"), stop)
    assert [p.name for p in tmp_path.iterdir()] == ["records"]


# What arrives ---------------------------------------------------------------------------------------------------------


def test_what_arrives_is_what_was_given(given, theirs, store, hands):
    seen = handover.preview(store, given[1], PASSPHRASE)
    assert (seen.giver, seen.receiver, seen.note, seen.fingerprint) == (
        "王芳",
        "李强",
        "家长会在下周",
        given[2].fingerprint,
    )
    assert not seen.nothing
    assert {line.title: line.count for line in seen.lines} == dict(given[2].counts)
    change = handover.take(store, seen)
    ours = {g.name: g.id for g in groups.every(store)}
    assert set(ours) == {CLASS}
    was = next(g.id for g in groups.every(theirs) if g.name == CLASS)
    mine, before = lists(store, ours[CLASS]), lists(theirs, was)
    # Of the other group nothing is known here: neither that somebody belongs to it nor what is to be done there.
    before["wxadmin.services.people"] = [
        tuple(cell.replace("、" + STAFF, "").replace(STAFF + "、", "") for cell in row)
        for row in before["wxadmin.services.people"]
    ]
    before["wxadmin.services.departures"] = [
        tuple("7/7" if cell == "8/8" else cell for cell in row) for row in before["wxadmin.services.departures"]
    ]
    for name, rows in before.items():
        assert mine[name] == rows, name
        assert rows, name
    assert store.check().problems == ()
    assert handed.verify(store, change.value).ok
    assert [h.line for h in handed.of_group(store, ours[CLASS])] == ["来自 王芳 移交，2026-09-21"]


def test_the_group_lives_on(given, store):
    taken(store, given[1])
    group = groups.every(store)[0].id
    known = {p.name: i for i, p in people.of_group(store, group)}
    case = cases.create(store, cases.CaseDraft(group, known["陆明朗"], "又骂人", category="abuse")).value
    card = cases.get(store, case)
    assert len(card.proposal.counted) == 2, "earlier cases count on the ladder"
    cases.decide(store, case, cases.Decision(("oral",), "李"))
    assert cases.get(store, case).number == "违处〔2026〕3号"
    members.import_snapshot(store, members.preview(store, group, "总经办-沈知远\n张伟\n"))
    assert {r.nickname: r.person for r in members.report(store, group).rows}["张伟"] == known["张伟"], (
        "what was decided"
    )
    round_id = signing.index(store, View(group))[0]
    assert signing.get(store, round_id).share.signed == 2


def test_papers_of_the_giver_are_kept_byte_for_byte_and_told_apart(given, theirs, store):
    taken(store, given[1])
    came = handed.papers_of(store, handed.every(store)[0].id)
    own = {p.number: p.pdf for i in papers.index(theirs, View(1)) if (p := papers.get(theirs, i)).kind != "form"}
    assert {p.number: handed.reprint(store, p.id) for p in came} == own
    case = next(i for i in cases.index(store, View()) if cases.get(store, i).number == "违处〔2026〕2号")
    card = cases.get(store, case)
    assert card.paper is not None
    assert papers.reprint(store, card.paper) == own["违处〔2026〕2号"], "the case leads to the paper as it was issued"
    assert papers.origin_of(store, card.paper).case == case
    with pytest.raises(UserError, match="已经签发过"):
        notices.issue(store, case)
    notice = handed.reprint(store, next(p.id for p in came if p.number == "违处〔2026〕2号"))
    assert handed.who_issued(store, notice).giver == "王芳"
    assert handed.who_issued(store, given[2].paper.pdf) is None, "issued after the package was made"


def test_the_command_line_says_who_issued_a_paper_of_the_giver(given, store, tmp_path, capsys):
    from wxadmin.cli import main

    taken(store, given[1])
    path = tmp_path / "a.pdf"
    path.write_bytes(handed.reprint(store, handed.papers_of(store, handed.every(store)[0].id)[0].id))
    assert main(["verify", str(path)]) == 0
    assert "移交人" not in capsys.readouterr().out
    assert main(["verify", str(path), "--records", str(store.folder)]) == 0
    assert "由移交人 王芳 的记录签发（2026-09-21 移交）" in capsys.readouterr().out


def test_twice_adds_nothing_and_one_undo_takes_all_back(given, store):
    before = store.check().size
    change = taken(store, given[1])
    again = handover.preview(store, given[1], PASSPHRASE)
    assert again.nothing
    assert all(line.known == line.count for line in again.lines)
    with pytest.raises(UserError, match="都已经在本机"):
        handover.take(store, again)
    records.undo(store, change.id)
    assert groups.every(store) == ()
    assert len(people.index(store, View())) == 0
    assert handed.every(store) == ()
    assert store.check().problems == ()
    assert before == 0
    taken(store, given[1])
    assert [g.name for g in groups.every(store)] == [CLASS]
    assert len(people.index(store, View())) == 4


def test_an_undo_is_refused_once_something_builds_on_it(given, store):
    change = taken(store, given[1])
    known = {p.name: i for i, p in people.of_group(store, groups.every(store)[0].id)}
    cases.create(store, cases.CaseDraft(groups.every(store)[0].id, known["张伟"], "事实"))
    with pytest.raises(UserError):
        records.undo(store, change.id)
    assert groups.every(store)[0].name == CLASS


def test_a_later_package_brings_what_is_new(given, store, tmp_path, hands):
    taken(store, given[1])
    path = later(given[0], tmp_path)
    seen = handover.preview(store, path, PASSPHRASE)
    assert {line.title: line.count - line.known for line in seen.lines if line.known != line.count}["案件"] == 2
    assert seen.names == ()
    handover.take(store, seen)
    assert len(cases.index(store, View())) == 4
    assert len(groups.every(store)) == 1
    assert min(p.name for _id, p in people.of_group(store, groups.every(store)[0].id)) == "后来者"
    assert store.check().problems == ()


def test_cases_of_an_earlier_edition_have_their_parties_when_they_come_to_a_group_that_is_here(given, store, tmp_path):
    taken(store, given[1])
    folder = tmp_path / "giver"
    shutil.copytree(given[0], folder)
    path = tmp_path / "b.wxadmin-handover"
    with records.open_at(folder) as theirs:
        group = next(g.id for g in groups.every(theirs) if g.name == CLASS)
        known = {p.name: i for i, p in people.of_group(theirs, group)}
        theirs.change("立案", lambda tx: old_case(tx, group, known["陆明朗"], facts="早先的一起"))
        handover.give(theirs, Giving((group,), "李强", path, PASSPHRASE, "王芳"))
    here = {row.id for row in cases.page(store, cases.index(store, View()))}
    seen = handover.preview(store, path, PASSPHRASE)
    assert seen.names == ()
    handover.take(store, seen)
    (case,) = {row.id for row in cases.page(store, cases.index(store, View()))} - here
    assert [act.facts for act in cases.get(store, case).parties[0].acts] == ["早先的一起"]


def test_people_are_matched_by_number_or_telephone_and_name_and_never_by_name_alone(given, store):
    other = groups.create(store, GroupDraft(CLASS)).value
    one = people.add(store, person("陆明朗", "市场部", "", "15400000002"), group=other).value
    people.add(store, person("张伟", "市场部", "33"), group=other)
    people.add(store, person("沈知远", "总经办", "1", extras=(("room", "三楼"),)), group=other)
    seen = handover.preview(store, given[1], PASSPHRASE)
    assert seen.same == ("沈知远（总经办）", "陆明朗（销售部）")
    assert seen.alike == ("张伟（生产部）",)
    assert [(name, proposed) for _id, name, proposed in seen.names] == [(CLASS, CLASS + "（移交）")]
    theirs = seen.names[0][0]
    with pytest.raises(UserError, match="已经有一个群"):
        handover.take(store, seen, {theirs: CLASS})
    change = handover.take(store, seen, {theirs: "接手的群"})
    assert {g.name for g in groups.every(store)} == {CLASS, "接手的群"}
    group = next(g.id for g in groups.every(store) if g.name == "接手的群")
    assert one in {i for i, _p in people.of_group(store, group)}
    assert people.get(store, one).person.department == "市场部"
    assert len([i for i in people.index(store, View()) if people.get(store, i).person.name == "张伟"]) == 2
    assert {cases.get(store, i).person for i in cases.index(store, View(group))} == {one}
    assert store.check().problems == ()
    assert handover.preview(store, given[1], PASSPHRASE).nothing, "what both had is not offered again"
    records.undo(store, change.id)
    assert people.get(store, one).person.name == "陆明朗"
    assert len(groups.every(store)) == 1


def test_several_groups_a_shared_regulation_and_a_merged_person(store, tmp_path, hands):
    """A regulation at home in a group that stays holds in one that goes: it comes and is at home there."""
    one, two, rest = (groups.create(store, GroupDraft(name)).value for name in ("一群", "二群", "留下的群"))
    keep = people.add(store, person("何静", "财务部", "H1"), group=one).value
    gone = people.add(store, person("何静", "财务科", "H2"), group=two).value
    members.import_snapshot(store, members.preview(store, two, "财务科-何静\n"))
    cases.create(store, cases.CaseDraft(two, gone, "迟到"))
    merging.merge(store, keep, gone, "同一人")
    text = regulations.parse_text("群聊守则\n第一条 不得辱骂他人。\n第二条 昵称改为部门-姓名。\n")
    shared = regulations.create_from_text(store, rest, text).value
    regulations.hold_in(store, regulations.get(store, shared).regulation, [rest, two])
    regulations.publish(store, shared)
    path = tmp_path / "a.wxadmin-handover"
    handover.give(store, Giving((one, two), "李强", path, PASSPHRASE, "王芳"))
    assert "留下的群" not in plain(path)
    with records.open_at(tmp_path / "taker", create=True, key_file=True) as taker:
        change = taken(taker, path)
        names = {g.name: g.id for g in groups.every(taker)}
        assert set(names) == {"一群", "二群"}
        found = people.index(taker, View())
        assert [people.get(taker, i).person.number for i in found] == ["H1"]
        assert cases.get(taker, cases.index(taker, View(names["二群"]))[0]).person == found[0]
        rules = regulations.index(taker, View(names["二群"]))
        assert [regulations.get(taker, i).title for i in rules] == ["群聊守则"]
        assert taker.check().problems == ()
        assert handed.verify(taker, change.value).ok
        onward = tmp_path / "b.wxadmin-handover"
        handover.give(taker, Giving((names["二群"],), "赵六", onward, PASSPHRASE, "王芳"))
        with records.open_at(tmp_path / "third", create=True, key_file=True) as third:
            taken(third, onward)
            assert [g.name for g in groups.every(third)] == ["二群"]
            assert len(cases.index(third, View())) == 1
            assert third.check().problems == ()


def test_what_changed_since_the_preview_is_previewed_again(given, store):
    seen = handover.preview(store, given[1], PASSPHRASE)
    other = groups.create(store, GroupDraft("别的群")).value
    people.add(store, person("陆明朗", "销售部", "2"), group=other)
    with pytest.raises(UserError, match="预览以后"):
        handover.take(store, seen)
    assert len(groups.every(store)) == 1


# What is refused ------------------------------------------------------------------------------------------------------


def test_a_wrong_passphrase_and_other_files_are_refused_in_one_sentence(given, store, tmp_path):
    path = given[1]
    other = tmp_path / "x.wxadmin-handover"
    other.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(UserError, match="这不是移交包"):
        handover.preview(store, other, PASSPHRASE)
    with pytest.raises(UserError, match="口令不对"):
        handover.preview(store, path, PASSPHRASE + "!")
    with pytest.raises(UserError, match="没有这个文件"):
        handover.preview(store, tmp_path / "无", PASSPHRASE)
    with records.open_at(given[0], write=False) as theirs, pytest.raises(UserError, match="本机自己移交"):
        handover.preview(theirs, path, PASSPHRASE)


def test_a_code_of_ours_may_be_typed_as_one_likes():
    code = handover.suggestion()
    assert handover.strength(code) == (True, "强")
    assert handover_file.spelled(code) == handover_file.spelled(code.lower().replace("-", " "))


def test_every_changed_byte_and_every_cut_is_refused(given, store, tmp_path):
    whole = given[1].read_bytes()
    rng = random.Random(7)
    path = tmp_path / "x.wxadmin-handover"
    places = [rng.randrange(len(whole)) for _turn in range(44)] + [
        0,
        18,
        60,
        len(whole) - 1,
        len(whole) - 8,
        len(whole) - 40,
    ]
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :])
        with pytest.raises(UserError):
            handover.preview(store, path, PASSPHRASE)
    for cut in (0, 5, 40, 500, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(UserError):
            handover.preview(store, path, PASSPHRASE)
    path.write_bytes(whole + b"\0")
    with pytest.raises(UserError):
        handover.preview(store, path, PASSPHRASE)
    assert groups.every(store) == ()


def forged(path, target, change, sign=None):
    """The package written anew with its lines changed: ``change(part, said) -> said`` and by the key ``sign``."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    with handover_reading.opened(path, PASSPHRASE) as (file, manifest), target.open("wb") as out:
        package = handover_file.PackageWriter(out, PASSPHRASE)
        parts = []
        for name, part in manifest.parts.items():
            writer = package.part(name)
            for line in file.lines(part):
                said = change(name, json.loads(line))
                writer.line(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
            parts.append(writer.end())
        said = change("manifest", json.loads(file.manifest))
        said["parts"] = [{f: getattr(p, f) for f in ("name", "offset", "bytes", "lines", "sha256")} for p in parts]
        text, signature = json.dumps(said, ensure_ascii=False), file.signature
        if sign is not None:
            key = Ed25519PrivateKey.from_private_bytes(sign)
            said["key"] = key.public_key().public_bytes_raw().hex()
            text = json.dumps(said, ensure_ascii=False)
            signature = key.sign(text.encode())
        package.finish(text, signature)
    return target


def swap(part, column, value):
    def change(name, said):
        if name == "rows" and said["t"] == part:
            said["v"][column] = value
        return said

    return change


@pytest.mark.parametrize(
    ("change", "sign", "words"),
    [
        (lambda _name, said: said, None, "签名不对"),
        (swap("cases", "facts", "别的"), bytes(32), "与移交人的操作日志不符"),
        (swap("message", "text", "别的"), bytes(32), "与移交人的操作日志不符"),
        (swap("person", "name", "别人"), bytes(32), "与移交人的操作日志不符"),
        (lambda n, s: [*s[:2], "2020-01-01T00:00:00+08:00", *s[3:]] if n == "ledger" else s, bytes(32), "校验根"),
        (lambda n, s: {**s, "pdf": "JVBERg=="} if n == "papers" else s, bytes(32), "文书"),
        (lambda n, s: {**s, "data": "AAAA"} if n == "pictures" else s, bytes(32), "图片"),
        (lambda n, s: {**s, "version": 2} if n == "manifest" else s, bytes(32), "更新的版本"),
        (lambda n, s: {**s, "groups": []} if n == "manifest" else s, bytes(32), "损坏"),
        (lambda n, s: {**s, "t": "setting"} if n == "rows" else s, bytes(32), "损坏"),
        (lambda n, s: {**s, "v": {**s["v"], "extra": 1}} if n == "rows" else s, bytes(32), "损坏"),
        (lambda n, s: ["x"] if n == "ledger" else s, bytes(32), "损坏"),
    ],
)  # fmt: skip
def test_who_has_the_passphrase_cannot_change_what_was_recorded(given, store, tmp_path, change, sign, words):
    target = forged(given[1], tmp_path / "x.wxadmin-handover", change, sign)
    with pytest.raises(UserError, match=words):
        handover.preview(store, target, PASSPHRASE)


def test_a_package_signed_by_somebody_else_shows_another_fingerprint(given, store, tmp_path):
    target = forged(given[1], tmp_path / "x.wxadmin-handover", lambda _name, said: said, bytes(32))
    assert handover.preview(store, target, PASSPHRASE).fingerprint != given[2].fingerprint


def test_a_bomb_is_refused_before_it_is_unpacked(given, store, tmp_path):
    def change(name, said):
        return {**said, "note": "x" * 40_000_000} if name == "manifest" else said

    with pytest.raises(UserError, match="损坏"):
        handover.preview(store, forged(given[1], tmp_path / "a", change, bytes(32)), PASSPHRASE)
    with (tmp_path / "b").open("wb") as out:
        package = handover_file.PackageWriter(out, PASSPHRASE)
        package.finish(json.dumps({}), bytes(64))
    with (tmp_path / "b").open("rb") as file:
        opened = handover_file.PackageFile(file, PASSPHRASE, "b")
        part = {"name": "rows", "offset": 0, "bytes": 5 << 30, "lines": 1, "sha256": ""}
        with pytest.raises(UserError, match="太大"):
            opened.parts([part])


def test_the_attached_ledger_tells_when_it_was_changed(given, store):
    change = taken(store, given[1])
    with store.read() as db:
        row = dict(db.one("SELECT * FROM handover"))
        from wxadmin.store import handover as stored

        assert stored.verify(db, row).told == handed.verify(store, change.value).told > 50
        assert not stored.verify(db, row | {"size": row["size"] - 1}).ok
        assert not stored.verify(db, row | {"signature": bytes(64)}).ok
        assert not stored.verify(db, row | {"attached": 0}).ok


def test_taking_can_be_stopped_and_leaves_nothing(given, store):
    seen = handover.preview(store, given[1], PASSPHRASE)

    def stop(_done, _total):
        raise Cancelled

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wxadmin.store.handover_staging._TELL", 1)
        with pytest.raises(Cancelled):
            handover.take(store, seen, step=stop)
    assert groups.every(store) == ()
    assert len(people.index(store, View())) == 0
    assert store.check().problems == ()
    with store.read() as db:
        assert db.value("SELECT count(*) FROM batch") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_while_taking_in_all_of_it_is_there_or_nothing(given, tmp_path):
    shutil.copy(given[1], tmp_path / giver.PACKAGE)
    outcome = kill_often("tests.services.giver:taking_over", tmp_path, kills=6, longest=0.9, fresh_every=6)
    assert outcome.clean, outcome


def test_who_was_erased_here_is_gone_from_the_attached_ledger_and_does_not_come_back(given, store, hands, tmp_path):
    taken(store, given[1])
    hands.move(days=20)
    group = groups.every(store)[0].id
    leaver = next(i for i, p in people.of_group(store, group) if p.name == "陆明朗")
    people.mark_left(store, leaver)
    objections.answer(store, objections.index(store, View(group))[0], "declined", "维持原文")
    for entry in queue.index(store, View(group, chips=("waiting",))):
        queue.decide(store, entry, queue.get(store, entry).version, "ignored")
    departures.drop(store, departures.index(store, View())[0])
    seen = erasure.preview(store, leaver)
    doubts = [one.key for one in seen.doubts]
    also = [one.key for one in seen.choices]
    erasure.erase(store, leaver, "离开", typed="陆明朗", also=also, confirmed=doubts)
    with store.read() as db:
        told = "".join(row[0] for row in db.all("SELECT body FROM handed_body"))
        assert "15400000002" not in told
        assert "骂人1" not in told
        assert "总经办-沈知远" in told or "沈知远" in told
        assert db.value("SELECT count(*) FROM handed_paper WHERE kind = 'notice'") == 0
    assert handed.verify(store, 1).ok
    assert handover.preview(store, given[1], PASSPHRASE).nothing
    again = handover.preview(store, later(given[0], tmp_path), PASSPHRASE)
    assert again.erased == 1
    assert not again.nothing
    handover.take(store, again)
    assert handover.preview(store, again.package.path, PASSPHRASE).nothing
    assert "第三起" in {cases.get(store, i).draft.facts for i in cases.index(store, View())}
    with store.read() as db:
        for table in TABLES:
            for row in db.all(f'SELECT * FROM "{table}"'):
                said = [c for c, v in dict(row).items() if isinstance(v, str) and "陆明朗" in v]
                assert not said, (table, said)
    with store.read() as db:
        assert "陆明朗" not in "".join(
            row[0] for row in db.all("SELECT body FROM handed_body WHERE tbl IN ('', 'cases')")
        )
        assert db.value("SELECT count(*) FROM picture") == 0
    assert "陆明朗" not in {people.get(store, i).person.name for i in people.index(store, View())}
    with store.read() as db:
        assert "骂人1" not in "".join(row[0] for row in db.all("SELECT body FROM handed_body"))
    assert store.check().problems == ()


def test_day_and_name_of_the_file_are_legal_everywhere():
    assert handover.file_name(["甲/乙:丙?"], "2026-11-22") == "移交 甲_乙_丙_ 2026-11-22.wxadmin-handover"
    assert handover.file_name(["甲", "乙"], "2026-11-22") == "移交 甲等2个群 2026-11-22.wxadmin-handover"
