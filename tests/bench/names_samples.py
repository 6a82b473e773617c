"""Reads a folder of rosters and member lists and prints the real-name check as a person would want to read it.

``python tests/bench/names_samples.py FOLDER`` takes every ``X_members*.txt`` with the roster ``X_roster*`` beside it,
under the rule in the expected answer or in ``--rule X=RULE``; where ``…expected.json`` exists the two are compared.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from wxadmin.domain.names import NameRule, check_names, to_json
from wxadmin.intake.members import read_members_file
from wxadmin.intake.name_tables import load
from wxadmin.intake.roster import read_roster

RULES = {"school": "班级-学生姓名+关系", "hr": "姓名-部门", "office": "部门-姓名"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rule", action="append", default=[])
    parser.add_argument("--all", action="store_true", help="print passing members too")
    args = parser.parse_args()
    rules = RULES | dict(rule.split("=", 1) for rule in args.rule)
    for members in sorted(args.folder.glob("*_members*.txt")):
        kind = members.name.partition("_")[0]
        roster = next(args.folder.glob(f"{kind}_roster*"))
        expected = members.with_suffix(".expected.json")
        answer = json.loads(expected.read_text("utf-8")) if expected.exists() else None
        rule = answer["rule"] if answer else rules[kind]
        people = read_roster(roster).people
        listed = read_members_file(members)
        start = time.perf_counter()
        report = check_names(people, listed.nicknames, NameRule.parse(rule), load())
        took = time.perf_counter() - start
        document = to_json(report, people, ignored=listed.ignored)
        print(f"\n== {members.name} | {roster.name} | {rule} | {document['summary']} | {took * 1000:.0f} ms")
        if answer:
            compare(document, answer)
        for member in document["members"]:
            if args.all or member["status"] != "pass":
                line(member)
        print("ignored", document["ignored"], "missing", len(document["missing"]))


def line(member: dict) -> None:
    who = member["person"]
    stands = f"{who['name']}（{who['department']}）" if who else "—"
    found = " | ".join(f"{f['code']}: {f['message']}" for f in member["findings"])
    print(
        f"{member['status']:8}{member['nickname']!r:32} -> {stands:20} {found}  => {member['suggestion']} {member['candidates']}"
    )


def compare(document: dict, answer: dict) -> None:
    differing = 0
    for got, want in zip(document["members"], answer["members"], strict=True):
        same = (
            all(got[key] == want[key] for key in ("nickname", "status", "person", "suggestion"))
            and [f["code"] for f in got["findings"]] == [f["code"] for f in want["findings"]]
        )  # fmt: skip
        if not same:
            differing += 1
            print("DIFFERS", json.dumps(want, ensure_ascii=False))
            line(got)
        elif got["findings"] != want["findings"]:
            print(
                "  words:",
                [f["message"] for f in got["findings"]],
                "instead of",
                [f["message"] for f in want["findings"]],
            )
    print("members differing:", differing, "| missing equal:", document["missing"] == answer["missing"],
          "| summary equal:", document["summary"] == answer["summary"])  # fmt: skip


if __name__ == "__main__":
    main()
