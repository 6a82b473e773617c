from __future__ import annotations

import pytest

from tests.services.conftest import wechat
from wxadmin.domain.errors import UserError
from wxadmin.services import chats, queue, ranking, records
from wxadmin.services.listing import View
from wxadmin.store import ranking as stored

SCORN = "你就是个废物，滚一边去"
WARES = "低价代购奶粉，要的加我微信下单"


@pytest.fixture
def waiting(store, group, snapshot):
    """Ids of insults and adverts, ten of each, by category."""
    talk = [
        (f"发言人{n}", f"{8 + n // 2}:{n % 2 * 30:02}", f"{words}{n}") for n in range(10) for words in (SCORN, WARES)
    ]
    chats.import_chat(store, chats.preview(store, group, wechat(*talk)))
    found: dict[str, list[int]] = {"abuse": [], "advert": []}
    for i in queue.index(store, View(group)):
        found[queue.get(store, i).category].append(i)
    assert min(map(len, found.values())) == 10
    return found


def decide(store, review, outcome):
    return queue.decide(store, review, queue.get(store, review).version, outcome, "看过了")


def ranks(store):
    with store.read() as db:
        return {row["id"]: row["rank"] for row in stored.waiting(db, None)}


def weights(store):
    taste = ranking.learn(store)
    return {name: (round(w.value, 9), w.founded, w.unfounded) for name, w in taste.weights.items()}


def test_without_decisions_the_order_is_the_scores(store, group, waiting):
    before = list(queue.index(store, View(group)))
    assert ranking.order(store, group) == 0
    assert list(queue.index(store, View(group))) == before
    assert ranking.why(store, waiting["abuse"][0]) == ()


def test_what_was_found_untrue_goes_down_and_says_so(store, group, waiting):
    score = ranks(store)
    for review in waiting["advert"][:6]:
        decide(store, review, "unfounded")
    for review in waiting["abuse"][:6]:
        decide(store, review, "founded")
    assert ranking.order(store, group) > 0
    found = ranks(store)
    assert all(found[i] < score[i] for i in waiting["advert"][6:])
    assert all(found[i] > score[i] for i in waiting["abuse"][6:])
    lesson = ranking.why(store, waiting["advert"][7])[0]
    assert "6 条" in lesson.detail
    assert "不属实" in lesson.detail
    assert lesson.detail.endswith("往后排")
    assert 0 < lesson.value <= 1
    assert "往前排" in ranking.why(store, waiting["abuse"][7])[0].detail
    assert ranking.learned(store) == 12
    assert ranking.order(store, group) == 0


def test_an_undone_decision_leaves_nothing_behind(store, hands, group, waiting):
    decide(store, waiting["advert"][0], "unfounded")
    hands.move(minutes=1)
    ranking.order(store, group)
    before, order = weights(store), ranks(store)
    change = decide(store, waiting["abuse"][0], "ignored")
    ranking.order(store, group)
    assert weights(store) != before
    records.undo(store, change.id)
    ranking.order(store, group)
    assert weights(store) == before
    assert ranks(store) == order


def test_learning_decision_by_decision_is_learning_anew(store, hands, group, waiting):
    for n, review in enumerate((*waiting["advert"][:4], *waiting["abuse"][:4])):
        decide(store, review, ("unfounded", "founded", "ignored", "reminded")[n % 4])
        hands.move(minutes=1)
        ranking.learn(store)
    before = weights(store)
    with store.read() as db:
        row = stored.kept(db)["id"]
    store.change("-", lambda tx: tx.delete("ranking", row))
    assert weights(store) == before


def test_reset_gives_the_old_order_and_can_be_undone(store, hands, group, waiting):
    score = ranks(store)
    for review in waiting["advert"][:5]:
        decide(store, review, "unfounded")
    ranking.order(store, group)
    learnt = ranks(store)
    hands.move(minutes=1)
    change = ranking.reset(store)
    assert ranks(store) == {i: score[i] for i in learnt}
    assert ranking.learned(store) == 0
    assert ranking.why(store, waiting["advert"][7]) == ()
    records.undo(store, change.id)
    ranking.order(store, group)
    assert ranks(store) == learnt


def test_decisions_after_a_reset_count_again(store, hands, group, waiting):
    decide(store, waiting["advert"][0], "unfounded")
    hands.move(minutes=1)
    ranking.reset(store)
    hands.move(minutes=1)
    decide(store, waiting["abuse"][0], "founded")
    ranking.order(store, group)
    assert ranking.learned(store) == 1
    assert "往前排" in ranking.why(store, waiting["abuse"][1])[0].detail


def test_weights_hold_nothing_of_a_person(store, group, waiting):
    decide(store, waiting["advert"][0], "unfounded")
    ranking.order(store, group)
    with store.read() as db:
        kept = stored.kept(db)["weights"]
    assert "发言人" not in kept
    assert "奶粉" not in kept


def test_an_entry_that_is_not_there_is_refused(store, group):
    with pytest.raises(UserError, match="没有这个待审事项"):
        ranking.why(store, 999)
