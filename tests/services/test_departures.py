from __future__ import annotations

from datetime import date

import pytest

from tests.services.conftest import MEMBERS
from wxadmin.domain.errors import UserError
from wxadmin.services import (
    departure_paper,
    departure_template,
    departures,
    forms,
    group_posts,
    members,
    papers,
    people,
    records,
)
from wxadmin.services.listing import View

FRIDAY = date(2026, 9, 25)


@pytest.fixture
def leaving(store, group, roster):
    """The list of somebody who administers the group and is in it."""
    members.import_snapshot(store, members.preview(store, group, MEMBERS))
    members.report(store, group)
    group_posts.appoint(store, group, group_posts.PostDraft("admin", roster["陆明朗"]))
    return departures.begin(store, roster["陆明朗"], "left", FRIDAY, "调往外地").value


def test_the_list_is_made_of_what_is_known_and_ticked_off(store, hands, roster, leaving):
    card = departures.get(store, leaving)
    assert [i.words for i in card.items[:2]] == [
        "移交“甲组工作群”的管理员职务",
        "退出“甲组工作群”，群昵称 销售部-陆明朗",
    ]
    assert (card.items[0].due, card.items[-1].due) == ("2026-09-25", "2026-09-28")
    with pytest.raises(UserError, match="已有一份没有办结"):
        departures.begin(store, roster["陆明朗"], "post", FRIDAY)
    departures.tick(store, card.items[0].id, by="李主任")
    assert departures.of_person(store, roster["陆明朗"])[0][1].endswith("还有 7 项未办")
    assert departures.overdue(store) == ()
    hands.move(days=5)
    assert departures.overdue(store) == ((leaving, "陆明朗", 6),)
    assert list(departures.index(store, View(chips=("overdue",)))) == [leaving]
    assert list(departures.index(store, View(search="lml"))) == [leaving]
    with pytest.raises(UserError, match="还有 7 项没有办"):
        departures.close(store, leaving)


def test_closing_marks_the_person_and_asks_for_the_removal(store, group, roster, leaving):
    departures.close(store, leaving, anyway=True)
    assert people.get(store, roster["陆明朗"]).person.left
    assert [p.until for p in group_posts.of_group(store, group) if p.role == "admin"] == ["2026-09-21"]
    with store.read() as db:
        found = [tuple(r) for r in db.all("SELECT kind, nickname, reason FROM member_task")]
    assert found == [("remove", "销售部-陆明朗", "离开单位")]
    with pytest.raises(UserError, match="已经办结"):
        departures.add_item(store, leaving, "退还雨伞")
    records.undo(store)
    assert not people.get(store, roster["陆明朗"]).person.left
    departures.add_item(store, leaving, "退还雨伞")
    departures.drop(store, leaving)
    assert not departures.index(store, View())


def test_closing_relieves_of_posts_at_once(store, group, roster):
    group_posts.appoint(store, group, group_posts.PostDraft("admin", roster["陆明朗"]))
    one = departures.begin(store, roster["陆明朗"], "left", FRIDAY).value
    assert [item.group for item in departures.get(store, one).items if item.kind == "post"] == [group]
    departures.close(store, one, anyway=True)
    assert not [post for post in group_posts.of_group(store, group) if post.held]
    records.undo(store)
    assert [post.name for post in group_posts.of_group(store, group) if post.held] == ["陆明朗"]


def test_a_changed_post_keeps_the_former_one(store, group, roster):
    one = departures.begin(store, roster["张伟销售部"], "post", FRIDAY).value
    departures.close(store, one, anyway=True, department="甲公司/市场部", post="主管")
    person = people.get(store, roster["张伟销售部"]).person
    assert (person.department, person.post, person.left) == ("市场部", "主管", False)
    with store.read() as db:
        assert "销售部" in db.value("SELECT departments FROM post_held")
    assert [i for i, _p in people.of_group(store, group)].count(roster["张伟销售部"]) == 1


def test_the_template_is_the_owners(store, group, roster):
    departure_template.save_template(store, "left", ["还书 | -2", "", "还卡"])
    with pytest.raises(UserError, match="交接事项是空的"):
        departure_template.save_template(store, "left", ["| 3"])
    one = departures.begin(store, roster["沈知远"], "left", FRIDAY).value
    lines = [(i.words, i.due) for i in departures.get(store, one).items if i.kind == "line"]
    assert lines == [("还书", "2026-09-23"), ("还卡", "2026-09-25")]
    departure_template.save_template(store, "left", [])
    assert departure_template.template(store, "left") == departure_template.TEMPLATES["left"]


def test_the_list_is_printed_and_issued(store, leaving, roster):
    card = departures.get(store, leaving)
    departures.tick(store, card.items[0].id, by="李主任")
    made = departure_paper.build(store, leaving)
    cells = {field.label: field.value for row in made.rows for field in row}
    assert (cells["交接人"], cells["部门"], cells["交接原因"]) == ("陆明朗", "销售部", "离开单位")
    assert "（已办结：2026年9月21日，李主任）" in cells["交接事项（群、账号、权限、设备、资料、职务）"]
    issued = forms.issue(store, None, made, roster["陆明朗"]).value
    assert papers.reprint(store, issued.id).startswith(b"%PDF")
