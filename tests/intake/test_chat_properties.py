"""Nothing of a source is lost in silence, and nothing makes the reader fail."""

from __future__ import annotations

import contextlib
import datetime as dt
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wxadmin.domain.chat import Transcript
from wxadmin.domain.chat_json import to_json
from wxadmin.domain.errors import UserError
from wxadmin.intake.chat import find_chat, parse_bytes, parse_chat
from wxadmin.intake.replies import parse_replies

_PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        "老宋\n2026年09月22日 21:40\n",
        "小叶\n2026年9月22日 下午9:41\n",
        "小叶 2026/09/22 21:42\n",
        "Ann Lee 2026/09/22 9:42 PM\n",
        "谭老师: \n",
        "小贾 (2026-09-22 21:43:00):",
        "2026-09-22 21:43:00 小贾\n",
        "—————  2026-09-22  —————\n",
        "小叶  08:44\n",
        "「小叶：在」\n- - - - - - - - - -\n",
        '"老宋"撤回了一条消息\n',
        "Dear:\n",
        "“群”微信群上的聊天记录如下，请查收。\n",
        "#接龙\n",
        "1. 老宋\n",
        "[图片]\n",
        "收到\n",
        "在吗 ",
        "2026年13月41日 25:00\n",
    ]
)
_PASTES = st.lists(st.one_of(_PIECES, st.text("甲乙: \t-—「」：12\n[]{}\"',", max_size=12)), max_size=14).map("".join)


def accounted(chat: Transcript) -> str:
    """All words that came out, heads and times included."""
    pieces = [piece.text for piece in chat.rejected] + [event.text for event in chat.events]
    for message in chat.messages:
        pieces += [message.sender, message.text]
        if message.quote:
            pieces += [message.quote.sender, message.quote.text]
    return "\n".join(pieces)


@settings(max_examples=300, deadline=None)
@given(_PASTES)
@example("老宋\n2026年09月22日 21:40\n\n\n谭老师: \n在\n")
def test_every_word_is_somewhere(text: str) -> None:
    try:
        chat = find_chat(text)
    except UserError:  # refused as a whole
        return
    if chat is None:
        return
    out = accounted(chat)
    for line in text.split("\n"):
        for word in ("甲", "乙", "收到", "在吗", "[图片]", "#接龙"):
            if word in line:
                assert word in out, (line, out)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("天地玄黄宇宙洪荒 ，。12\n", min_size=1, max_size=30), min_size=1, max_size=8))
def test_bodies_come_back_word_for_word(bodies: list[str]) -> None:
    """Whatever is said between heads of one format is read back, blank lines around it aside."""
    told = [body for body in bodies if body.strip()]
    text = "".join(f"用户{place}\n2026年09月22日 21:{place:02d}\n{body}\n\n" for place, body in enumerate(told))
    if not told:
        return
    chat = parse_chat(text)
    assert len(chat.messages) == len(told)
    for body, message in zip(told, chat.messages, strict=True):
        assert [line for line in message.text.split("\n") if line.strip()] == [
            line for line in body.split("\n") if line.strip()
        ]


@settings(max_examples=300, deadline=None)
@given(st.one_of(_PASTES, st.text(max_size=200)))
def test_no_text_makes_it_fail(text: str) -> None:
    with contextlib.suppress(UserError):
        json.dumps(to_json(parse_chat(text, date=dt.date(2026, 1, 1))))
    with contextlib.suppress(UserError):
        parse_replies(text)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    for head in (
        b"",
        b"MIME-Version: 1.0\nContent-Type: text/html\n\n",
        b"[{",
        b'{"_type":"message",',
        b"Time,SenderName,Content\n",
    ):
        with contextlib.suppress(UserError):
            parse_bytes(head + raw, name="a")


_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)
_KEYS = st.sampled_from(
    ["_type", "sender", "accountName", "groupNickname", "timestamp", "type", "content", "meta", "members"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.dictionaries(_KEYS, _VALUES, max_size=7), max_size=4), st.booleans())
def test_records_of_any_shape(records: list[dict[str, object]], lines: bool) -> None:
    header = {"chatlab": {}, "_type": "header", "meta": {"name": "群"}}
    if lines:
        text = "\n".join(json.dumps(record, ensure_ascii=False) for record in [header, *records])
    else:
        text = json.dumps({"chatlab": {}, "messages": records}, ensure_ascii=False)
    with contextlib.suppress(UserError):
        to_json(parse_chat(text))


_HEAD = "老宋\n2026年09月22日 21:40\n"
_HUGE = {
    "a column a row": "Time,SenderName,Content\n" + "a," * 50_000,
    "a quotation mark that stays open": 'Time,SenderName,Content\n2026-09-22 21:40,a,"' + "x\n" * 20_000,
    "brackets": '[{"a":' * 20_000,
    "tags": "<div>" + "<" * 50_000,
    "one line": "好" * 200_000,
    "clocks": "老宋 昨天 21:40\n" * 5_000,
    "marks": _HEAD.replace("老宋", "\ud800") + "好\n",
    "empty characters": _HEAD + "好\0\n",
    "half a record": '[{"sender":"a","content":"b"},{"sender":"a","con',
}


@pytest.mark.parametrize("kind", _HUGE)
def test_bad_input_is_refused_in_one_sentence(kind: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_bytes(_HUGE[kind].encode("utf-8", "surrogatepass"), name="a.txt")
    said = str(refused.value)
    assert said.startswith("a.txt")
    assert "；" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "body", ["好" * 500_000, "「甲：" * 20_000, "- " * 50_000, "a." * 50_000, "[" * 50_000, "老宋\n" * 9_000]
)
def test_a_huge_body_is_one_message(body: str) -> None:
    chat = parse_chat(_HEAD + body + "\n")
    assert len(chat.messages) == 1
    assert chat.messages[0].text == body.strip("\n").rstrip(" ") or chat.messages[0].text == body
