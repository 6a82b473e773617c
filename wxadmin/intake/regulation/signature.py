"""Who issued a text and when, run into one line: 某某办公室2026年3月1日."""

from __future__ import annotations

import re

_DAY = (
    r"(?:20|19)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|(?:20|19)\d{2}[./-]\d{1,2}[./-]\d{1,2}|"
    r"[二一][〇○零一二三四五六七八九O0]{3}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?"
)
_OFFICE = (
    r"(?:公司|集团|办公室|办公厅|中心|委员会|居委会|村委会|业委会|党委|支部|工会|学校|小学|中学|大学|学院|幼儿园|医院|协会|学会|联合会|分会|"
    r"[部处科局厅院所站队室组会厂店社馆团园场矿港班行校])"
)
_SIGNED = re.compile(
    rf"(?P<who>[^\s，。；：！？、\d][^，。；：！？\d]{{1,29}}?{_OFFICE}(?:（[^（）]{{1,8}}）)?)\s*(?P<day>{_DAY})"
)
SIGNED_RUN_IN = re.compile(rf"(?<=[。！])\s*{_SIGNED.pattern}\s*$".replace("?P<who>", "").replace("?P<day>", ""))
_NO_SIGNER = re.compile(r"自|从|于|至|在|截至|截止|根据|由|经")


def signed(words: str) -> tuple[int, int] | None:
    """Where the office ends and where the day begins, if the line is certainly nothing but these two."""
    found = _SIGNED.fullmatch(words)
    return None if found is None or _NO_SIGNER.match(found["who"]) else (found.end("who"), found.start("day"))
