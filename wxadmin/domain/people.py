"""People of the unit as their lists name them."""

from __future__ import annotations

from dataclasses import dataclass, field

EXTRAS: tuple[str, ...] = (
    "account", "alias", "gender", "landline", "mail", "joined", "left_on", "room", "org", "wechat", "birthday",
    "address",
)  # fmt: skip
"""Fields of lists that have no place of their own in :class:`Person`; a column we do not know keeps its title."""


@dataclass(frozen=True, slots=True)
class Guardian:
    """A pupil's relative as a school list gives them; ``relation`` is 爸爸, 妈妈, 父亲… as written."""

    name: str
    relation: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One row of a roster.

    ``departments`` are full paths, each a tuple of levels from the outside in, as the roster spells them
    (``(("总部", "销售部"),)``). ``number`` is a staff or pupil number. ``row`` is the row of the source, from 1.
    ``extras`` are (key, value) of what the list says beyond these fields: a key of ``EXTRAS`` or the column's title.
    ``sheet`` is the worksheet of ``row``, ``""`` where there is but one table.
    """

    name: str
    departments: tuple[tuple[str, ...], ...] = ()
    post: str = ""
    phone: str = ""
    number: str = ""
    category: str = ""
    left: bool = False
    guardians: tuple[Guardian, ...] = ()
    note: str = ""
    row: int = 0
    extras: tuple[tuple[str, str], ...] = ()
    sheet: str = field(default="", compare=False)

    @property
    def department(self) -> str:
        """The last level of the first department, or ``""``."""
        return self.departments[0][-1] if self.departments and self.departments[0] else ""


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """A row that could not be used as it stands; ``where`` is sheet, row and column.

    ``kind`` is ``""``, ``number`` (two people with one number), ``blanks`` (departments that stand in the first row of
    a block only) or ``note`` (nothing is wrong, but the owner should know how it was read).
    """

    where: str
    what: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RosterTable:
    """The first table of a list as found, for the owner to say what its columns mean.

    ``titles`` are the header's cells (empty: without header), ``rows`` the first rows beneath it, ``fields`` what each
    column was taken for: a field's word, ``keep`` (kept under its title) or ``""`` (not used). ``at`` is the row of the
    header from 0, -1 for none; ``remembered`` says that the owner chose these fields before.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    at: int = -1
    sheet: str = ""
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """A list of people read from one file.

    ``columns`` maps field names to the header cells they came from; ``unmapped`` are titles of columns not used though
    something stands in them.
    """

    people: tuple[Person, ...]
    source: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    problems: tuple[RosterProblem, ...] = field(default=())
    table: RosterTable | None = None
    unmapped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IgnoredLine:
    """A line of a member list that is no member: its number from 1, what it says, and why it is none."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class MemberList:
    """Nicknames of a group's members in the order pasted.

    ``ignored`` are words of buttons and the like; ``passed_over`` says of each where it stood and why it is no member.
    """

    nicknames: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    passed_over: tuple[IgnoredLine, ...] = ()
