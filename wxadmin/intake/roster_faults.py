"""What rows of a list say against each other: repeats, one number or telephone at two people, relatives."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from wxadmin.domain.people import Person, RosterProblem
from wxadmin.intake.roster_blocks import names_left_over
from wxadmin.intake.roster_columns import Columns
from wxadmin.intake.roster_rows import joined, of_somebody, place, place_of
from wxadmin.intake.roster_tables import Sheet

_NAMED = 6
_FEWEST_BLANKS = 2
_MALE = frozenset(["父亲", "爸爸", "父", "爷爷", "外公", "姥爷", "祖父", "外祖父"])
_FEMALE = frozenset(["母亲", "妈妈", "母", "奶奶", "外婆", "姥姥", "祖母", "外祖母"])


def told_apart(people: Sequence[Person], problems: list[RosterProblem]) -> list[Person]:
    """Rows said twice count once, rows of one person and number become one; what contradicts itself is pointed out."""
    first: dict[Hashable, int] = {}
    numbers: dict[str, int] = {}
    kept: list[Person] = []
    for person in people:
        what = (
            person.name, person.departments, person.post, person.phone, person.number, person.category, person.left,
            person.guardians, person.note, person.extras,
        )  # fmt: skip
        before = first.get(what)
        if before is not None and (person.phone or person.number or person.departments):
            said = f"{person.name}与第 {kept[before].row} 行完全相同，只算一次"
            problems.append(RosterProblem(_place(person), said))
            continue
        if person.number:
            other = numbers.setdefault(person.number, len(kept))
            if other < len(kept):
                earlier = kept[other]
                if earlier.name == person.name and _goes_with(earlier, person):
                    kept[other] = joined(earlier, person)
                    said = f"{person.name}与第 {earlier.row} 行编号相同，两行合成一人"
                    problems.append(RosterProblem(_place(person), said, "note"))
                    continue
                said = f"编号 {person.number} 与第 {earlier.row} 行的{earlier.name}相同"
                problems.append(RosterProblem(_place(person), said, "number"))
        first.setdefault(what, len(kept))
        kept.append(person)
    _phones(kept, problems)
    _relatives(kept, problems)
    return kept


def _place(person: Person) -> str:
    return place(person.sheet, person.row)


def _goes_with(one: Person, two: Person) -> bool:
    """Whether two rows of one name and number differ in their relatives, departments or notes alone."""
    return all(
        not a or not b or a == b
        for a, b in ((one.phone, two.phone), (one.post, two.post), (one.category, two.category))
    ) and all(dict(one.extras).get(key, value) == value for key, value in two.extras)


def _phones(people: Sequence[Person], problems: list[RosterProblem]) -> None:
    """One number at two people; pupils whose relatives use it, and their brothers and sisters, are left alone."""
    first: dict[str, Person] = {}
    shared: dict[str, list[Person]] = {}
    for person in people:
        if person.phone and (before := first.setdefault(person.phone, person)) is not person:
            shared.setdefault(person.phone, [before]).append(person)
    for phone, holders in shared.items():
        if len({person.name for person in holders}) < 2:
            continue
        if all(any(g.phone == phone for g in person.guardians) for person in holders):
            continue
        named = "、".join(f"{person.name}（第 {person.row} 行）" for person in holders[:_NAMED])
        more = f"等 {len(holders)} 人" if len(holders) > _NAMED else ""
        problems.append(RosterProblem(_place(holders[0]), f"电话 {phone} 同时是{named}{more}的", "phone"))


def _relatives(people: Sequence[Person], problems: list[RosterProblem]) -> None:
    """A father who is a mother elsewhere, a relative with the pupil's own name, one person as two relatives."""
    sexes: dict[tuple[str, str], tuple[bool, str, Person]] = {}
    for person in people:
        names: dict[str, str] = {}
        for guardian in person.guardians:
            if not guardian.name:
                continue
            wrong = ""
            if guardian.name == person.name:
                wrong = f"{person.name}的{guardian.relation}与本人同名"
            elif names.get(guardian.name, guardian.relation) != guardian.relation:
                wrong = f"{guardian.name}既写作{names[guardian.name]}又写作{guardian.relation}"
            names.setdefault(guardian.name, guardian.relation)
            male = guardian.relation in _MALE
            if not wrong and guardian.phone and (male or guardian.relation in _FEMALE):
                before, relation, other = sexes.setdefault(
                    (guardian.name, guardian.phone), (male, guardian.relation, person)
                )
                if before != male:
                    wrong = (
                        f"{guardian.name}在这里是{guardian.relation}，在第 {other.row} 行（{other.name}）是{relation}"
                    )
            if wrong:
                problems.append(RosterProblem(_place(person), f"{wrong}，请核对", "relation"))


def blanks(sheet: Sheet, columns: Columns, problems: list[RosterProblem], *, filled: bool) -> None:
    """Departments that stand in the first row of a block only: filled where the cells were merged, else said."""
    rows = sheet.rows[columns.start :]
    merged: dict[int, int] = {}
    for (top, left), (bottom, right) in sheet.merged:
        if top >= columns.start:
            for column in range(left, right + 1):
                merged[column] = merged.get(column, 0) + bottom - top
    for column in columns.levels:
        where = place_of(sheet.name, column, columns.title(column))
        if merged.get(column):
            said = f"合并的单元格按合并的范围补到了下面 {merged[column]} 行"
            problems.append(RosterProblem(where, said, "note"))
            continue
        if sum(not row[column] for row in rows if column < len(row)) < _FEWEST_BLANKS:
            continue
        cells = [row[column] for row in rows if column < len(row) and of_somebody(row, columns)]
        if _stands_first(cells):
            count = sum(not cell for cell in cells)
            said = (
                f"有 {count} 行空着，已按上一行补上"
                if filled
                else f"有 {count} 行空着，看起来只写在每组的第一行；没有合并单元格可作依据，没有往下补"
            )
            problems.append(RosterProblem(where, said, "note" if filled else "blanks"))


def left_over(sheet: Sheet, columns: Columns, problems: list[RosterProblem]) -> None:
    """Further columns called as the names are, of which nobody knows whose they are."""
    name = columns.fields["name"]
    for column in names_left_over(columns):
        rows = [row for row in sheet.rows[columns.start :] if max(name, column) < len(row)]
        count = sum(row[column] not in {"", row[name]} for row in rows)
        if count:
            where = place_of(sheet.name, column, columns.title(column))
            what = f"表头里又有一列叫“{columns.title(column)}”，看不出是谁的，{count} 行没有读入"
            problems.append(RosterProblem(where, what))


def _stands_first(cells: Sequence[str]) -> bool:
    """A first cell filled, many below it blank, hardly any value twice: the shape of cells once merged."""
    words = [cell for cell in cells if cell]
    empty = len(cells) - len(words)
    return (
        bool(cells and cells[0])
        and empty >= _FEWEST_BLANKS
        and empty * 4 >= len(cells)
        and len(set(words)) * 5 >= 4 * len(words)
    )
