"""Personal data by checksum: generated numbers are found, their near misses are not."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.screening.folding import fold
from wxadmin.screening.personal import bank_card_ok, find_personal, id_card_ok, luhn_ok

ALL = ("mobile", "id_card", "bank_card", "mail", "plate", "address")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def found(text: str) -> list[tuple[str, str]]:
    folded = fold(text)
    return [(d.detector, folded.text[d.start : d.end]) for d in find_personal(folded.text, ALL)]


def id_card(rng: random.Random) -> str:
    body = rng.choice(["110101", "440305", "320508", "622801", "500112"])
    body += f"{rng.randint(1940, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}000"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def card(rng: random.Random) -> str:
    body = rng.choice(["6222", "6217", "6228"]) + "".join(rng.choices("0123456789", k=rng.choice([11, 14])))
    return next(body + c for c in "0123456789" if luhn_ok(body + c))


def mobile(rng: random.Random) -> str:
    return rng.choice(["154", "163", "179"]) + "".join(rng.choices("0123456789", k=8))


def test_generated_numbers_are_found_and_near_misses_are_not() -> None:
    rng = random.Random(3)
    frames = ["号码{}。", "{}", "请看 {} 谢谢", "联系：{}，急", "a{}", "（{}）", "2026-11-22 {}"]
    right = wrong = alarms = total = 0
    for _ in range(600):
        for make, detector in ((id_card, "id_card"), (card, "bank_card"), (mobile, "mobile")):
            number = make(rng)
            hits = found(rng.choice(frames).format(number))
            total += 1
            right += (detector, number.lower()) in hits
            if detector == "mobile":
                broken = rng.choice([number[:-1], number + "7", "2" + number[1:], "12" + number[2:]])
            else:
                at = rng.randrange(8, len(number) - 1)
                broken = number[:at] + str((int(number[at]) + rng.randint(1, 9)) % 10) + number[at + 1 :]
            wrong += 1
            alarms += any(kind == detector for kind, _ in found(rng.choice(frames).format(broken)))
    assert right / total >= 0.995
    assert alarms / wrong <= 0.01


def test_written_apart_with_prefix_or_in_full_width() -> None:
    assert found("163-1234-5678") == [("mobile", "163-1234-5678")]
    assert found("+86 16312345678") == [("mobile", "+86 16312345678")]
    assert found("１６３１２３４５６７８") == [("mobile", "16312345678")]
    assert found("1 6 3 1 2 3 4 5 6 7 8") == [("mobile", "1 6 3 1 2 3 4 5 6 7 8")]
    rng = random.Random(9)
    number = card(rng)[:16]
    number = next(number[:15] + c for c in "0123456789" if luhn_ok(number[:15] + c))
    spaced = " ".join(number[i : i + 4] for i in range(0, 16, 4))
    assert found("卡号 " + spaced) == [("bank_card", spaced)]


def test_numbers_that_are_no_personal_data() -> None:
    for text in (
        "订单号：6222021234567890128",
        "快递单号16312345678",
        "400-800-1234",
        "尾号0987",
        "版本 1.2.3.4",
        "2026112216312345678901",
    ):
        assert found(text) == []


def test_mail_plate_and_address() -> None:
    assert found("发我 xiaobai_88@example.com 谢谢") == [("mail", "xiaobai_88@example.com")]
    assert found("简历发 hr@example.com") == []
    assert found("肇事车是京A·8X6Y7") == [("plate", "京a·8x6y7")]
    assert found("京A8X6Y7 车主请挪车") == []
    assert ("address", "7栋1203") in found("那家女的住7栋1203")
    assert found("开会在A座1203") == []


def test_checksums() -> None:
    assert id_card_ok(id_card(random.Random(1)).lower())
    assert not id_card_ok("110101199002300011")
    assert not id_card_ok("990101199001010017")
    assert luhn_ok("79927398713")
    assert not bank_card_ok("6" * 16)


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text(text: str) -> None:
    folded = fold(text).text
    for datum in find_personal(folded, ALL):
        assert 0 <= datum.start < datum.end <= len(folded)
