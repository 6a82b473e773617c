from __future__ import annotations

import json
from datetime import date

import pytest

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.services import demo, queue, records, verify
from wxadmin.services.listing import View

DAY = date(2026, 9, 22)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return demo.run(tmp_path_factory.mktemp("demo") / "示例", day=DAY)


def test_the_whole_job_leaves_papers_that_prove_themselves(made):
    report = json.loads(made.report.read_text(encoding="utf-8"))
    kinds = ["regulation", "sheet", "notice", "notice", "announcement", "history", "comparison", "form", "form", "list"]
    kinds += ["list", "list"]  # an excerpt of the chat, the register of what members raised
    kinds += ["form", "list"]  # a leaver's hand-over list, a person's record
    kinds += [
        "form",
        "letter",
        "letter",
        "casefile",
    ]  # a refusal to sign, the answer to an appeal, what the group is told
    assert [p["kind"] for p in report["papers"]] == kinds
    assert report["office"]["changed_clauses"] >= 2
    assert report["office"]["to_rename"] == report["members"]["fail"]
    for path in made.papers:
        found = verify.verify_path(path)
        assert (found.intact, found.issued) == (True, True), path
    assert report["records"]["intact"]
    assert report["roster"] == {"new": 34, "problems": 0, "again": 0}
    assert report["chat"]["again"] == 0
    assert report["members"]["fail"] > 0
    life = report["people"]
    assert (life["second"]["new"], life["second"]["gone"], life["second"]["renamed"]) == (2, 1, 2)
    assert life["second"]["tasks"]["open"] == 1  # a mute; the second list confirmed the renaming
    assert life["waiting"]["waiting"] == 1
    assert 0 < life["consent_missing"] < 20
    assert report["announcement"]["late"] == 3
    assert report["decided"] == {"appeal": "reduced", "muted": 1}
    assert report["meeting"] == {"present": 5, "leave": 2}
    assert not any(p["missing"] for p in report["papers"])


def test_the_sample_opens_without_a_prompt_and_has_work_left(made):
    with records.open_at(made.records) as store:
        assert queue.waiting(store, None) >= 2
        assert len(queue.index(store, View(chips=("reminded",)))) == 1
        assert store.check().ok


def test_the_same_day_gives_the_same_figures(made, tmp_path):
    again = demo.run(tmp_path / "b", day=DAY)
    first, second = (json.loads(m.report.read_text(encoding="utf-8")) for m in (made, again))
    for report in (first, second):
        report["records"].pop("root")
        for paper in report["papers"]:
            paper.pop("code")
    assert first == second


def test_an_earlier_sample_is_replaced_and_foreign_things_are_not(tmp_path):
    out = tmp_path / "示例"
    out.mkdir()
    (out / "我的文件.txt").write_text("别动", encoding="utf-8")
    with pytest.raises(UserError, match="我的文件"):
        demo.run(out, day=DAY)
    assert [p.name for p in out.iterdir()] == ["我的文件.txt"]
    (out / "我的文件.txt").unlink()
    demo.run(out, day=DAY)
    with pytest.raises(Cancelled):
        demo.run(out, _stop_after(3), day=DAY)
    assert verify.verify_path(out / "records").intact
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["day"] == "2026-09-22"
    with records.open_at(out / "records"), pytest.raises(UserError):
        demo.run(out, day=DAY)
    demo.run(out, day=date(2026, 10, 1))
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["day"] == "2026-10-01"


def _stop_after(acts):
    def step(done, total):
        if done >= acts:
            raise Cancelled

    return step
