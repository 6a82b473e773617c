"""People of a roster as words to choose from, each one different from all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import people

_END = 4  # digits of a phone number that tell two people apart without showing it


def told_apart(known: Sequence[tuple[int, Person]]) -> dict[str, int]:
    """Words to ids, in the order given: name and department, then what else is needed to mean one person."""
    words = [_words(person) for _id, person in known]
    for more in (_number, _phone, _row):
        often = Counter(words)
        words = [
            f"{text} {more(number, person)}".rstrip() if often[text] > 1 else text
            for text, (number, person) in zip(words, known, strict=True)
        ]
    return dict(zip(words, (number for number, _person in known), strict=True))


def _words(person: Person) -> str:
    where = people.department_words(person)
    return f"{person.name}（{where}）" if where else person.name


def _number(_id: int, person: Person) -> str:
    return _("工号{n}").format(n=person.number) if person.number else ""


def _phone(_id: int, person: Person) -> str:
    return _("电话尾号{n}").format(n=person.phone[-_END:]) if person.phone else ""


def _row(record: int, _person: Person) -> str:
    return _("第{n}条").format(n=record)
