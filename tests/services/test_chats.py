from __future__ import annotations

import threading
from datetime import date

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.services import cases, chats, members, queue, records, search, settings
from wxadmin.services.listing import View

TALK = wechat(
    ("总经办-沈知远", "18:00", "明天九点开会"),
    ("销售部-陆明朗", "18:01", "收到"),
    ("张伟", "18:02", "你就是个废物，滚一边去"),
    ("客服部-曾雨桐", "18:05", "请注意文明用语"),
)
MORE = wechat(
    ("张伟", "18:02", "你就是个废物，滚一边去"),
    ("客服部-曾雨桐", "18:05", "请注意文明用语"),
    ("客服部-曾雨桐", "18:06", "散会"),
)


def imported(store, group, text):
    return chats.import_chat(store, chats.preview(store, group, text)).value


def texts(store, view):
    return [row.cells[2] for row in chats.page(store, chats.index(store, view))]


def test_what_is_archived_is_dropped_and_what_is_hit_is_queued(store, group, snapshot):
    preview = chats.preview(store, group, TALK)
    assert (len(preview.new), preview.repeated, preview.flagged, preview.strangers) == (4, 0, 1, ())
    assert preview.first == "9月20日 周日 18:00"
    assert imported(store, group, TALK) == chats.ChatImport(4, 0, 1)
    again = chats.preview(store, group, TALK)
    assert (again.new, again.repeated) == ((), 4)
    assert imported(store, group, MORE) == chats.ChatImport(1, 2, 0)
    assert texts(store, View(group)) == ["明天九点开会", "收到", "你就是个废物，滚一边去", "请注意文明用语", "散会"]
    assert texts(store, View(group, search="文明")) == ["请注意文明用语"]
    assert texts(store, View(group, chips=("flagged",))) == ["你就是个废物，滚一边去"]
    assert queue.waiting(store, group) == 1
    assert [f.detail for f in search.everywhere(store, "散会", group=group)] == ["散会"]


def test_one_undo_takes_messages_queue_and_search_back(store, group, snapshot):
    imported(store, group, TALK)
    assert records.undo_label(store) == "导入聊天记录 甲组工作群（4 条）"
    records.undo(store)
    assert texts(store, View(group)) == []
    assert queue.waiting(store, group) == 0
    assert search.everywhere(store, "废物") == ()
    assert imported(store, group, TALK).messages == 4
    assert store.check().ok


def test_an_import_something_was_decided_on_cannot_be_undone(store, group, snapshot):
    change = chats.import_chat(store, chats.preview(store, group, TALK))
    entry = queue.get(store, queue.index(store, View(group))[0])
    queue.decide(store, entry.id, entry.version, "ignored")
    with pytest.raises(UserError):
        records.undo(store, change.id)
    records.undo(store)
    records.undo(store, change.id)
    assert texts(store, View(group)) == []


def test_cancelling_leaves_nothing_and_a_stale_preview_is_refused(store, group, snapshot):
    def stop(done, total):
        raise Cancelled

    preview = chats.preview(store, group, TALK)
    with pytest.raises(Cancelled):
        chats.import_chat(store, preview, stop)
    assert texts(store, View(group)) == []
    chats.import_chat(store, preview)
    with pytest.raises(UserError, match="重新预览"):
        chats.import_chat(store, preview)
    assert len(texts(store, View(group))) == 4
    assert store.check().ok


def test_context_marks_the_hit_in_its_conversation(store, group, snapshot):
    imported(store, group, TALK)
    middle = chats.index(store, View(group))[2]
    lines = chats.context(store, middle, 1)
    assert [line.focus for line in lines] == [False, True, False]
    start, end = lines[1].marks[0]
    assert lines[1].text[start:end] in "你就是个废物，滚一边去"
    with pytest.raises(UserError, match="没有这条消息"):
        chats.context(store, 999)


def test_strangers_become_members_only_heard(store, group, snapshot):
    text = wechat(("路过的人", "18:00", "大家好"), ("销售部-陆明朗", "18:01", "你是哪位"))
    assert chats.preview(store, group, text).strangers == ("路过的人",)
    imported(store, group, text)
    heard = members.page(store, members.index(store, View(group, chips=("heard",))))
    assert [row.cells[0] for row in heard] == ["路过的人"]


def test_messages_stay_with_their_group(store, group, snapshot):
    from wxadmin.services import groups

    other = groups.create(store, groups.GroupDraft("乙组")).value
    imported(store, group, TALK)
    assert texts(store, View(other)) == []
    assert imported(store, other, TALK).messages == 4
    assert len(texts(store, View())) == 8


def test_bad_input_says_what_to_do(store, group, tmp_path):
    with pytest.raises(UserError, match="没有认出聊天记录"):
        chats.preview(store, group, "什么也不是")
    with pytest.raises(UserError):
        chats.preview(store, group, tmp_path / "没有.txt")
    assert texts(store, View()) == []


def test_other_writes_go_on_while_a_chat_is_imported(store, group, snapshot):
    text = "\n\n".join(f"销售部-陆明朗\n2026年09月20日 {8 + i // 60:02d}:{i % 60:02d}\n第{i}条" for i in range(600))
    preview = chats.preview(store, group, text)
    seen: list[int] = []
    written: list[int] = []
    between: list[int] = []
    writers: list[threading.Thread] = []

    def step(done, total):
        # Called inside a write of the import; what another thread writes comes before the next one.
        between.append(len(written))
        seen.append(done)
        writers.append(
            threading.Thread(target=lambda: written.append(settings.save_layout(store, "a", str(done)) or done))
        )
        writers[-1].start()

    assert chats.import_chat(store, preview, step).value.messages == 600
    for writer in writers:
        writer.join(10)
    assert len(seen) > 1
    assert sorted(written) == seen
    assert between[-1] > 0  # some came in before the import was through


def test_a_day_without_a_clock_is_never_midnight(store, group, snapshot):
    text = "销售部-陆明朗:\n你就是个废物，滚一边去\n\n客服部-曾雨桐:\n请注意文明用语\n\n夜半来客:\n大家好\n"
    preview = chats.preview(store, group, text, date=date(2026, 9, 20))
    assert {m.time for m in preview.transcript.messages} == {"2026-09-20"}
    assert (preview.first, preview.last) == ("9月20日 周日", "9月20日 周日")
    chats.import_chat(store, preview)
    assert {row.cells[0] for row in chats.page(store, chats.index(store, View(group)))} == {"9月20日 周日"}
    card = queue.get(store, queue.index(store, View(group))[0])
    assert card.time == "9月20日 周日"
    draft = cases.draft_from(store, card.id)
    assert draft.occurred == date(2026, 9, 20)
    assert draft.facts.startswith("2026年9月20日在")
    case = cases.open_from(store, card.id, card.version, draft).value
    assert cases.get(store, case).evidence[0].time == "2026年9月20日"
    heard = members.page(store, members.index(store, View(group, chips=("heard",))))
    assert [row.cells[-1] for row in heard] == ["9月20日 周日"]
    assert chats.preview(store, group, text, date=date(2026, 9, 20)).repeated == 3
    assert chats.preview(store, group, text, date=date(2026, 9, 21)).repeated == 0


def test_events_come_in_once_and_beside_their_neighbours(store, group, snapshot):
    first = TALK + '\n"张伟"邀请"王小明"加入了群聊\n'
    imported(store, group, first)
    events = "SELECT at, actor FROM v_event"
    with store.read() as db:
        before = [tuple(row) for row in db.all(events)]
        last = db.value("SELECT max(at) FROM v_message")
    assert [row[0] for row in before] == [last]
    assert imported(store, group, first + "\n" + wechat(("客服部-曾雨桐", "18:06", "散会"))).messages == 1
    with store.read() as db:
        assert [tuple(row) for row in db.all(events)] == before


def test_an_import_stops_at_any_step_and_leaves_nothing(store, group, snapshot):
    text = "\n\n".join(f"张伟\n2026年09月20日 {8 + i // 60:02d}:{i % 60:02d}\n你这个废物，第{i}条" for i in range(300))

    def stopping(after):
        seen = []

        def step(done, total):
            seen.append((done, total))
            if len(seen) > after:
                raise Cancelled

        return step

    seen: list[tuple[int, int]] = []
    preview = chats.preview(store, group, text, step=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (300, 300)  # screening comes last and says when it is done
    for after in range(len(seen)):
        with pytest.raises(Cancelled):
            chats.preview(store, group, text, step=stopping(after))
    with pytest.raises(Cancelled):
        chats.import_chat(store, preview, stopping(0))
    assert texts(store, View(group)) == []
    assert queue.waiting(store, group) == 0
    assert chats.import_chat(store, preview).value.messages == 300


def test_an_import_stopped_at_any_step_leaves_nothing_of_it(store, group, snapshot):
    text = wechat(*[("甲", f"{i // 60:02d}:{i % 60:02d}", f"第{i}条 你就是个废物") for i in range(700)])
    preview = chats.preview(store, group, text)
    steps = []
    chats.import_chat(store, preview, lambda done, total: steps.append(done))
    records.undo(store)
    for at in range(0, len(steps), 2):
        left = [at]

        def stop(_done, _total, left=left):
            if not left[0]:
                raise Cancelled
            left[0] -= 1

        with pytest.raises(Cancelled):
            chats.import_chat(store, chats.preview(store, group, text), stop)
        for thread in threading.enumerate():
            if thread.name == "wxadmin-purge":
                thread.join()
        with store.read() as db:
            assert db.value("SELECT count(*) FROM batch WHERE state = 0") == 0
            assert db.value("SELECT count(*) FROM message") == db.value("SELECT count(*) FROM v_message") + 700
        assert texts(store, View(group)) == []
    assert chats.import_chat(store, chats.preview(store, group, text)).value.messages == 700
    assert store.check().ok
