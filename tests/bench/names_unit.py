"""How the name check stands up to a unit of invented people whose groups are as messy as real ones.

``python tests/bench/names_unit.py [--people 2000] [--groups 40] [--seed 1] [--show KIND] [--speed 100000]``

Every group is checked twice: against the people expected in it and against the whole roster. Printed are the precision
of automatic acceptance, the share of true matches found, the share of what must be reported that is, and a line for
each kind of mess. ``--show KIND`` (or ``all``) lists the errors of a kind. The unit and its truth come from ``messy_unit``, which
knows nothing of the matcher. The speed part sets 500 members against ``--speed`` people beside the least that any
matcher must do: fold every name once and look it up.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from messy_unit import Expectation, Group, Truth, Unit, build, expect, roster

from wxadmin.domain.names import MemberCheck, NameRule, check_names
from wxadmin.intake import name_tables


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict beside the truth; ``errors`` are words for what is wrong with it."""

    group: Group
    pool: str
    truth: Truth
    want: Expectation
    check: MemberCheck
    given: int | None
    first: bool
    among: bool
    missed: tuple[frozenset[str], ...]
    errors: tuple[str, ...]


def _named(unit: Unit, index: int, word: str, pool: frozenset[int]) -> bool:
    """Whether a candidate's label means this person: name alone, or name and place where the name is borne twice."""
    person = unit.people[index]
    if not word.startswith(person.name) or word[len(person.name) :][:1] not in ("", "（", "("):
        return False
    rivals = [i for i in unit.by_name[person.name] if i in pool]
    return len(rivals) == 1 or any(level in word for path in person.departments for level in path)


def judge_group(unit: Unit, group: Group, pool_name: str) -> Iterator[Judged]:
    """The verdicts of one run over one group, each held against the truth for that set of people."""
    indices = group.expected if pool_name == "expected" else tuple(range(len(unit.people)))
    pool = frozenset(indices)
    report = check_names(
        [unit.people[i] for i in indices], [t.nickname for t in group.members], NameRule.parse(group.rule), _TABLES
    )
    if len(report.members) != len(group.members):
        raise SystemExit(f"{group.name}: {len(group.members)} members went in, {len(report.members)} came out")
    wants = [expect(unit, truth, pool) for truth in group.members]
    ties = _ties(group, wants)
    reported = {
        tie
        for tie, code in ties.items()
        if any(
            code in {finding.code for finding in check.findings}
            for truth, check in zip(group.members, report.members, strict=True)
            if truth.tie == tie
        )
    }
    for truth, want, check in zip(group.members, wants, report.members, strict=True):
        given = None if check.person is None else indices[check.person]
        codes = {str(finding.code) for finding in check.findings}
        missed = [need for need in want.must if not need & codes]
        if truth.tie in ties and truth.tie not in reported:
            missed.append(frozenset({truth.tie_code}))
        first = bool(check.candidates) and any(_named(unit, i, check.candidates[0], pool) for i in want.persons)
        among = any(_named(unit, i, word, pool) for i in want.persons for word in check.candidates)
        errors = tuple(_errors(truth, want, check, codes, given, first, bool(missed)))
        yield Judged(group, pool_name, truth, want, check, given, first, among, tuple(missed), errors)


def _ties(group: Group, wants: list[Expectation]) -> dict[int, str]:
    """Ties that bind in this set of people: at least two accounts a human takes for the same person without doubt."""
    sure: Counter[int] = Counter()
    codes = {}
    for truth, want in zip(group.members, wants, strict=True):
        if truth.tie and want.verdict in ("certain", "either") and not truth.must:
            sure[truth.tie] += 1
            codes[truth.tie] = truth.tie_code
    return {tie: code for tie, code in codes.items() if sure[tie] > (2 if code == "relation_limit" else 1)}


def _errors(
    truth: Truth, want: Expectation, check: MemberCheck, codes: set[str], given: int | None, first: bool, missed: bool
) -> Iterator[str]:
    if given is not None and given not in want.persons:
        yield "WRONG"
    elif given is not None and want.verdict in ("offer", "open"):
        yield "too sure"
    if given is None and want.verdict == "certain":
        yield "offered only" if first else "lost"
    if given is None and want.verdict in ("either", "offer") and not first:
        yield "not offered first"
    if missed:
        yield "not reported"
    if (
        truth.mess == ("plain",)
        and want.verdict == "certain"
        and check.status != "pass"
        and not codes & {"duplicate_person", "relation_limit"}
    ):
        yield "plain but not passed"


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole:.4f}" if whole else "none"


def print_totals(rows: list[Judged]) -> None:
    """The three figures that matter, for each set of people."""
    for pool in ("expected", "whole"):
        mine = [row for row in rows if row.pool == pool]
        bad = ("WRONG", "too sure")
        given = [row for row in mine if row.given is not None]
        accepted = [row for row in given if row.check.status != "unknown"]
        wanted = [row for row in mine if row.want.verdict in ("certain", "either", "offer")]
        certain = [row for row in mine if row.want.verdict == "certain"]
        duty = [row for row in mine if row.want.must or row.truth.tie or row.missed]
        trap = [
            row
            for row in duty
            if row.missed or any(need & _TRAPS for need in row.want.must) or row.truth.tie_code == "duplicate_person"
        ]
        plain = [row for row in mine if row.truth.mess == ("plain",) and row.want.verdict == "certain"]
        print(
            f"\nagainst {'the people expected in the group' if pool == 'expected' else 'the whole roster'}: {len(mine)} members"
        )
        print(
            "  precision, accepted (person given, not unknown):",
            _share(sum(not set(bad) & set(r.errors) for r in accepted), len(accepted)),
        )
        print(
            "  precision, person given at all:                 ",
            _share(sum(not set(bad) & set(r.errors) for r in given), len(given)),
            f"(wrong person {sum('WRONG' in r.errors for r in given)}, too sure {sum('too sure' in r.errors for r in given)})",
        )
        print(
            "  true matches given or offered first:            ",
            _share(sum(r.given in r.want.persons or (r.given is None and r.first) for r in wanted), len(wanted)),
        )
        print(
            "  certain matches given:                          ",
            _share(sum(r.given in r.want.persons for r in certain), len(certain)),
        )
        print("  impostors, duplicates, hidden signs reported:   ", _share(sum(not r.missed for r in trap), len(trap)))
        print("  everything that must be reported is:            ", _share(sum(not r.missed for r in duty), len(duty)))
        print(
            "  plain nicknames passed:                         ",
            _share(sum(r.check.status == "pass" for r in plain), len(plain)),
        )


_TRAPS = frozenset({"lookalike", "variant", "hidden_characters", "duplicate_person"})


def print_kinds(rows: list[Judged]) -> None:
    """A line for each kind of mess, combinations under each of their kinds, with the errors counted."""
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        for kind in row.truth.mess:
            kinds[kind].append(row)
    print(f"\n{'kind':26}{'cases':>7}{'given':>7}{'first':>7}{'passed':>7}  errors")
    for kind in sorted(kinds, key=lambda word: -len(kinds[word])):
        cases = kinds[kind]
        errors = Counter(error for row in cases for error in row.errors)
        print(
            f"{kind:26}{len(cases):7}{sum(r.given is not None for r in cases):7}{sum(r.given is None and r.first for r in cases):7}"
            f"{sum(r.check.status == 'pass' for r in cases):7}  {', '.join(f'{word} {n}' for word, n in errors.most_common()) or '-'}"
        )
        for error in errors:
            row = next(row for row in cases if error in row.errors)
            print(f"    {error}: {_line(row)}")


def print_errors(unit: Unit, rows: list[Judged], kind: str) -> None:
    """Every error of one kind of mess, or of all, as the reader must judge it."""
    print()
    for row in rows:
        if row.errors and (kind == "all" or kind in row.truth.mess or kind in row.errors):
            print(f"{'/'.join(row.errors)} [{row.pool}] {'+'.join(row.truth.mess)}: {_line(row)}")
            print(
                f"      a human: {row.want.verdict} {[_who(unit, i) for i in sorted(row.want.persons)]}"
                f"; given {None if row.given is None else _who(unit, row.given)}; candidates {list(row.check.candidates)}"
            )


def _who(unit: Unit, index: int) -> str:
    person = unit.people[index]
    return f"{person.name}（{' '.join('/'.join(path[1:] or path) for path in person.departments)}）{'离职' if person.left else ''}"


def _line(row: Judged) -> str:
    name = "".join(sign if sign.isprintable() else f"<{ord(sign):x}>" for sign in row.truth.nickname)
    missing = f", wants {[sorted(need) for need in row.missed]}" if row.missed else ""
    return f"{row.group.rule} | {name} | {row.check.status} {[str(f.code) for f in row.check.findings]}{missing}"


def speed(people: int, seed: int) -> None:
    """Seconds for 500 members against many people, beside the floor measured in the same run."""
    rng = random.Random(f"speed {seed}")
    rows = roster(rng, people)
    members = [f"{row.department}-{row.name}" for row in rng.sample(rows, 400)]
    members += [name[:-1] + "玮" for name in members[:60]] + [f"{name[-2:]}的朋友" for name in members[60:100]]
    start = time.perf_counter()
    index = {unicodedata.normalize("NFKC", row.name).casefold(): row for row in rows}
    hits = sum(unicodedata.normalize("NFKC", name).casefold().split("-")[-1] in index for name in members)
    floor = time.perf_counter() - start
    start = time.perf_counter()
    report = check_names(rows, members, NameRule.parse("部门-姓名"), _TABLES)
    spent = time.perf_counter() - start
    print(
        f"\nnames check of {len(report.members)} members against {people} people: {spent:.2f} s; "
        f"folding and looking up every name once: {floor:.3f} s ({hits} found); ratio {spent / floor:.0f}"
    )


_TABLES = name_tables.load()


def main() -> None:
    """Build the unit, check every group twice, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--groups", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="", metavar="KIND", help="a kind of mess, an error such as WRONG, or all")
    parser.add_argument(
        "--speed", type=int, default=100_000, metavar="PEOPLE", help="people of the speed part; 0 leaves it out"
    )
    options = parser.parse_args()
    unit = build(options.seed, options.people, options.groups)
    start = time.perf_counter()
    rows = [row for pool in ("expected", "whole") for group in unit.groups for row in judge_group(unit, group, pool)]
    print(
        f"seed {options.seed}: {options.people} people, {options.groups} groups, {len(rows)} verdicts in {time.perf_counter() - start:.1f} s"
    )
    print_totals(rows)
    print_kinds(rows)
    if options.show:
        print_errors(unit, rows, options.show)
    if options.speed:
        speed(options.speed, options.seed)


if __name__ == "__main__":
    main()
