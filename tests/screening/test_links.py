"""Addresses: known ones are harmless, those that hide where they lead are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.screening.folding import fold
from wxadmin.screening.links import find_links


def suspicious(text: str) -> list[str]:
    folded = fold(text).text
    return [folded[link.start : link.end] for link in find_links(folded) if link.why]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("看这个 http://t.cn/A6abc", "http://t.cn/a6abc"),
        ("bit.ly/3xyz 看看", "bit.ly/3xyz"),
        ("http://203.0.113.9:8080/a", "http://203.0.113.9:8080/a"),
        ("hxxp://abc.example.com/x", "hxxp://abc.example.com/x"),
        ("h**p://abc.example.com", "h**p://abc.example.com"),
        ("weixin://dl/chat?abc，进群", "weixin://dl/chat?abc"),
        ("http://dl.example.com/setup.exe。", "http://dl.example.com/setup.exe"),
        ("打开 𝕒𝕓𝕔𝟙𝟚.𝕥𝕠𝕡", "abc12.top"),
        ("http://www.taobao.com@203.0.113.9/a", "http://www.taobao.com@203.0.113.9/a"),
        ("abc88点vip", "abc88点vip"),
    ],
)
def test_addresses_that_hide_where_they_lead(text: str, address: str) -> None:
    assert suspicious(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "会议 https://meeting.tencent.com/dm/abc",
        "http://www.chinatax.gov.cn/",
        "https://docs.qq.com/sheet/D1",
        "版本 2.3.1 已发布",
        "内网 http://192.168.1.9:8080/oa",
        "价格 3.5.",
        "见附件 report.pdf",
        "发到 a@example.com",
        "ok.好的",
        "https://www.example.com/page",
    ],
)
def test_harmless_addresses(text: str) -> None:
    assert suspicious(text) == []


def test_an_unknown_ordinary_address_is_told_apart_from_known_ones() -> None:
    unknown, known = find_links("http://www.example.com 和 http://www.gov.cn")
    assert (unknown.known, known.known) == (False, True)


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text(text: str) -> None:
    folded = fold(text).text
    for link in find_links(folded):
        assert 0 <= link.start < link.end <= len(folded)
