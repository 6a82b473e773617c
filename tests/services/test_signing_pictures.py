from __future__ import annotations

import pytest

from tests.services.pictures import picture_file
from wxadmin.domain.errors import UserError
from wxadmin.services import attachments, records, regulations, signing, signing_pictures
from wxadmin.services.attachments import Owner
from wxadmin.services.signing import RoundDraft


@pytest.fixture
def round_id(store, group, roster):
    text = regulations.parse_text("群规\n第一条 昵称改为部门-姓名。\n")
    revision = regulations.publish(store, regulations.create_from_text(store, group, text).value).value
    return signing.open_round(store, RoundDraft(group, revision)).value


def titles(store, round_id):
    return [row.title for row in signing_pictures.of(store, round_id)]


def test_pictures_of_the_returned_sheet_in_their_order(store, round_id, tmp_path):
    first = signing_pictures.add_picture(store, round_id, picture_file(tmp_path / "第1页.png")).value
    signing.close_round(store, round_id)
    second = signing_pictures.add_picture(store, round_id, picture_file(tmp_path / "第2页.jpg", "blue")).value
    assert titles(store, round_id) == ["第1页", "第2页"]
    assert signing_pictures.picture(store, first).startswith(b"\x89PNG")
    signing_pictures.move(store, second, -1)
    assert titles(store, round_id) == ["第2页", "第1页"]
    signing_pictures.remove(store, second)
    assert titles(store, round_id) == ["第1页"]
    records.undo(store)
    assert titles(store, round_id) == ["第2页", "第1页"]
    assert records.check(store).ok


def test_one_picture_is_kept_once_whoever_has_it(store, group, round_id, tmp_path):
    path = picture_file(tmp_path / "同一张.png")
    signing_pictures.add_picture(store, round_id, path)
    draft = regulations.create_from_text(store, group, regulations.parse_text("另一份\n第一条 好。\n")).value
    attachments.add_picture(store, Owner("revision", draft), path)
    with store.read() as db:
        assert db.value("SELECT count(*) FROM picture") == 1


def test_what_is_no_picture_is_refused(store, round_id, tmp_path):
    (tmp_path / "字.png").write_text("不是图片", "utf-8")
    with pytest.raises(UserError):
        signing_pictures.add_picture(store, round_id, tmp_path / "字.png")
    with pytest.raises(UserError, match="没有这一轮"):
        signing_pictures.add_picture(store, 99, tmp_path / "字.png")
    with pytest.raises(UserError, match="没有这张照片"):
        signing_pictures.remove(store, 99)
    assert titles(store, round_id) == []
