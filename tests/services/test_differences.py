from __future__ import annotations

from dataclasses import replace

import pytest

from tests.services.conftest import MONDAY, person
from wxadmin.domain.errors import UserError
from wxadmin.services import differences, groups, list_files, members, people, regulations, signing
from wxadmin.services.groups import GroupDraft
from wxadmin.services.signing import RoundDraft


def test_roster_list_and_signatures_in_every_direction(store, group, roster, snapshot):
    guest = people.add(store, person("严正宜", "财务部")).value
    members.confirm(store, snapshot["夜来香"], guest)
    people.edit(store, roster["陆明朗"], replace(people.get(store, roster["陆明朗"]).person, left=True))
    found = differences.find(store, group)

    def who(kind):
        return {line.name or line.nickname for line in differences.find(store, group).of(kind)}

    assert who("absent") == {"张伟", "李建业"}
    assert who("stranger") == {"张伟"}
    assert who("unexpected") == {"严正宜"}
    assert who("left") == {"销售部-陆明朗"}
    assert found.round == ""
    assert found.of("absent")[0].person == roster["张伟销售部"]
    assert len(differences.paper(store, group).rows) == len(found.lines)
    assert len(differences.paper(store, group, "absent").rows) == 3
    other = groups.create(store, GroupDraft("乙组")).value
    assert differences.find(store, other).lines == ()
    with pytest.raises(UserError, match="没有差别"):
        differences.paper(store, other)
    assert differences.find(store, None).lines == found.lines


def test_the_signature_sheet_against_the_list(store, group, roster, snapshot):
    text = regulations.parse_text("群规\n第一条 昵称改为部门-姓名。\n")
    revision = regulations.publish(store, regulations.create_from_text(store, group, text).value).value
    asked = tuple(i for name, i in roster.items() if name != "曾雨桐")
    opened = signing.open_round(store, RoundDraft(group, revision, people=asked)).value
    signing.record(store, opened, [roster["李建业"]], "signed", MONDAY)
    found = differences.find(store, group)
    assert found.round == "群规签收表"
    assert [line.name for line in found.of("signed_out")] == ["李建业"]
    assert {line.name for line in found.of("unsigned")} == {"沈知远", "陆明朗"}
    assert [line.name for line in found.of("unasked")] == ["曾雨桐"]


def test_a_list_paper_becomes_a_table(store, group, roster, snapshot, tmp_path):
    paper = differences.paper(store, group, "absent")
    path = tmp_path / "应在未在.csv"
    assert list_files.write(paper, path) == 3
    assert path.read_text("utf-8-sig").splitlines()[0] == "差别,姓名,部门/班级,群昵称,群"
    assert list_files.write(paper, tmp_path / "名单.xlsx") == 3
    with pytest.raises(UserError, match="哪种表格"):
        list_files.write(paper, tmp_path / "名单.doc")
