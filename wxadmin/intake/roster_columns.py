"""Which column of a list means what: the header row is searched for and read by its words, or by the owner's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wxadmin.intake.roster_words import HOLDERS, NUMBER_ORDER, RANKS, ROOM_RANK, WORDS

SEARCHED_ROWS = 30
"""The header lies within this many rows; address books have up to eight lines before it, forms a few more."""
KEEP = "keep"
"""A column kept under its own title."""
_SINGLE = frozenset(
    ["name", "number", "phone", "post", "category", "status", "left_on", "id_card", "note", "subject"]
)  # fmt: skip
_KIN = re.compile(r"父亲|母亲|爸爸|妈妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|祖父|祖母|监护人|家长|父|母")
_KIN_PHONE = re.compile(r"电话|手机|联系方式|号码")
_KIN_RELATION = re.compile(r"关系|称谓")
_KIN_OTHER = re.compile(
    r"身份证|证件|单位|职业|职务|学历|地址|住址|年龄|民族|微信|邮箱|签名|签字|意见|是否|文化|政治|会|群"
)
_NOTES = re.compile(r"[(（【\[].*?[)）】\]]")
_NOISE = re.compile(r"[\s*＊※:：_]+")
_GUARDIAN = "guardian"
_LONGEST_TITLE = 40
_LEFT_OUT = frozenset(["", "note"])
_OTHERS = re.compile(r"紧急|联系人|家属|配偶|担保|推荐|介绍")
"""Over a group of columns: whoever stands there is not of the list."""
_MOBILE = ("手机", "移动电话", "mobile")
_ANY_PHONE = frozenset(["电话", "联系电话", "电话号码", "联系方式", "tel"])
"""Beside a mobile number such a column is the other telephone."""
Choice = Mapping[str, str]
"""What the owner said of a header: title (a repeated one with ``#2``, ``#3``) -> field."""
Known = Mapping[frozenset[str], Choice]
"""Headers the owner explained: signature (its titles, told apart) -> choice."""


@dataclass(frozen=True, slots=True)
class GuardianColumns:
    """Where a relative stands: columns of name, phone and relation (-1 where there is none), and the word for them."""

    relation: str
    name: int = -1
    phone: int = -1
    relation_at: int = -1


@dataclass(frozen=True, slots=True)
class Columns:
    """The header understood: field -> column, department levels from outside in, relatives, and ``rows`` it takes.

    ``words`` is what each column was taken for, ``extras`` are (column, key) of what a person has no field for, ``at``
    is -1 for a table without header.
    """

    fields: dict[str, int]
    levels: tuple[int, ...]
    guardians: tuple[GuardianColumns, ...]
    titles: tuple[str, ...]
    at: int
    rows: int = 1
    words: tuple[str, ...] = ()
    extras: tuple[tuple[int, str], ...] = ()
    remembered: bool = False
    own: tuple[int, int] | None = None
    """The columns (first, behind the last) of one of several blocks side by side; None for a whole table."""

    def title(self, column: int) -> str:
        """The header cell of a column."""
        return self.titles[column] if column < len(self.titles) else ""

    @property
    def start(self) -> int:
        """The first row beneath."""
        return self.at + self.rows if self.at >= 0 else 0

    def as_read(self) -> tuple[tuple[str, str], ...]:
        """Field and header cell, for the preview."""
        pairs = [(field, self.title(at)) for field, at in self.fields.items()]
        pairs += [("department", self.title(at)) for at in self.levels if self.words[at] != "room"]
        pairs += [
            (_GUARDIAN, self.title(at)) for g in self.guardians for at in (g.name, g.phone, g.relation_at) if at >= 0
        ]
        pairs += [(key, self.title(at)) for at, key in self.extras if (key, at) not in self.fields.items()]
        return tuple(pairs)


def find_header(rows: Sequence[Sequence[str]], known: Known | None = None) -> Columns | None:
    """The header within the first rows, None when there is none.

    It is one the owner explained before, in whatever order its columns stand, else the row most of whose cells are
    known words and that has a column of names.
    """
    best: tuple[float, int, Columns] | None = None
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        filled = [cell for cell in row if cell]
        if known and (found := _recognised(rows, at, known)) is not None:
            return found
        if len(filled) > 1 and len(set(filled)) == 1 and WORDS.get(plain(filled[0])) != "name":
            continue  # a title over all columns
        single = read_header(row, at)
        if single is None:
            continue
        score = len(single.fields) + len(single.levels) + 2 * len(single.guardians) + len(single.extras)
        share = score / max(len(filled), 1)
        if len(single.fields) + len(single.levels) + len(single.extras) == 1 and len(filled) > 2 and share < 0.2:
            continue
        if best is None or score > best[0]:
            best = (score, at, single)
    if best is None:
        return None
    return _two_rows(rows, best[2])


def _recognised(rows: Sequence[Sequence[str]], at: int, known: Known) -> Columns | None:
    """The columns of a header, of one row or two, that the owner explained before."""
    for count in (1, 2):
        titles = rows[at] if count == 1 else _joined(rows[at], rows[at + 1]) if at + 1 < len(rows) else ()
        said = known.get(frozenset(told_apart(titles)))
        if said is not None:
            return columns_of(titles, tuple(said.get(key, "") for key in keys_of(titles)), at, count, remembered=True)
    return None


def titles_at(rows: Sequence[Sequence[str]], at: int) -> tuple[tuple[str, ...], int]:
    """The header cells in a row (-1: none) and how many rows they take: two where the reader sees two."""
    if not 0 <= at < len(rows):
        return (), 1
    found = find_header(rows)
    if found is not None and found.at == at:
        return found.titles, found.rows
    return tuple(rows[at]), 1


def keys_of(row: Sequence[str]) -> tuple[str, ...]:
    """The titles of a header told apart: a repeated one is followed by ``#2``, ``#3``."""
    seen: dict[str, int] = {}
    keys = []
    for cell in row:
        title = plain(cell, keep_notes=True)
        seen[title] = count = seen.get(title, 0) + 1
        keys.append(f"{title}#{count}" if title and count > 1 else title)
    return tuple(keys)


def told_apart(row: Sequence[str]) -> tuple[str, ...]:
    """The same without empty ones: the header's signature when order does not matter."""
    return tuple(key for key in keys_of(row) if key)


def _two_rows(rows: Sequence[Sequence[str]], single: Columns) -> Columns:
    """A header of two rows, the upper one over groups of columns, when the two together say more."""
    found = single
    for top in (single.at - 1, single.at):
        if top < 0 or top + 1 >= len(rows):
            continue
        upper, lower = rows[top], rows[top + 1]
        blocks = top < single.at and bool(side_by_side(lower))
        others = blocks and any(_OTHERS.search(cell) for cell in upper)
        if (len({cell for cell in upper if cell}) < 2 and not others) or not any(lower):
            continue
        joined = read_header(_joined(upper, lower), top, rows=2)
        if joined and blocks and joined.fields["name"] != single.fields["name"]:
            continue  # a title stands over the first block
        under = [b for a, b in zip(upper, lower, strict=False) if b and a != b]
        words = sum(plain(b) in WORDS or bool(_KIN.search(b)) or bool(_KIN_PHONE.search(b)) for b in under)
        if joined and under and words == len(under) and (others or _weight(joined) > _weight(found)):
            found = joined
    return found


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    return tuple(
        a if a == b or not b else b if not a else f"{a}{b}"
        for a, b in zip([*upper, *[""] * width], [*lower, *[""] * width], strict=False)
    )[:width]


def _weight(columns: Columns) -> int:
    relatives = sum((g.name >= 0) + (g.phone >= 0) for g in columns.guardians)
    return len(columns.fields) + len(columns.levels) + len(columns.extras) + relatives


def read_header(row: Sequence[str], at: int, rows: int = 1) -> Columns | None:
    """The columns of one row of words; None when it has no column of names."""
    return columns_of(row, guess(row), at, rows)


def guess(row: Sequence[str]) -> tuple[str, ...]:
    """What each column is taken for by its title, ``""`` for those nobody knows; each block side by side by itself."""
    blocks = side_by_side(row)
    if not blocks:
        return _guess(row)
    words = list(_guess(row[: blocks[0][0]]))
    for first, end in blocks:
        words += _guess(row[first:end])
    # Behind them a department may be everybody's; whose anything else is, nobody knows.
    return (*words, *(word if word == "department" else "" for word in _guess(row[blocks[-1][1] :])))


def side_by_side(row: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where the blocks of a header lie that repeats its titles from its names on; nothing where there is but one."""
    titles = [plain(cell) if len(cell) <= _LONGEST_TITLE else "" for cell in row]
    first = next((at for at, title in enumerate(titles) if WORDS.get(title) == "name"), -1)
    if first < 0:
        return ()
    names = [at for at, title in enumerate(titles) if title == titles[first]]
    if len(names) < 2:
        return ()
    room = min(first, *(b - a - 1 for a, b in pairwise(names)))
    back = 0  # titles before the name that every block has
    while back < room and len({titles[at - back - 1] for at in names}) == 1:
        back += 1
    starts = [at - back for at in names]
    ends = [*starts[1:], min(len(row), starts[-1] + starts[1] - starts[0])]
    # What a block leaves out may be remarks; one without the class or with a relation speaks of somebody else.
    said = {frozenset(_fields_said(row[a:b])) for a, b in zip(starts, ends, strict=True)}
    behind = row[ends[-1] :]
    if len(said) > 1 or any(_OTHERS.search(cell) or _guardian_word(cell) is not None for cell in behind):
        return ()
    if starts[1] - starts[0] == 1 and any(_field(plain(cell)) for cell in behind):
        return ()  # one title over several columns
    return tuple(zip(starts, ends, strict=True))


def _fields_said(row: Sequence[str]) -> set[str]:
    return {word for word in _guess(row) if word not in _LEFT_OUT}


def _guess(row: Sequence[str]) -> tuple[str, ...]:
    words = [""] * len(row)
    single: dict[str, int] = {}
    for column, cell in enumerate(row):
        if not cell or len(cell) > _LONGEST_TITLE:
            continue
        relative = _guardian_word(cell)
        if relative is not None:
            words[column] = relative
            continue
        word = plain(cell)
        field = _field(word)
        if field == "phone" and _behind_guardian(words, column):
            words[column] = f"{_GUARDIAN}_phone"
            continue
        if field in single:
            before = single[field]
            if field == "number" and _order(word) < _order(plain(row[before])):
                words[before] = ""
            elif field == "phone" and word.startswith(_MOBILE) and not plain(row[before]).startswith(_MOBILE):
                words[before] = "landline" if plain(row[before]) in _ANY_PHONE and "landline" not in words else ""
            elif field == "phone" and word in _ANY_PHONE and "landline" not in words:
                field = "landline"
            else:
                continue
        words[column] = field
        if field and field != "department":
            single[field] = column
    return tuple(words)


def _behind_guardian(words: Sequence[str], column: int) -> bool:
    """A telephone right behind a relative or their relation is theirs, whatever it is called."""
    return column > 0 and words[column - 1] in {_GUARDIAN, f"{_GUARDIAN}_relation"}


def columns_of(
    titles: Sequence[str], words: Sequence[str], at: int, rows: int = 1, *, remembered: bool = False
) -> Columns | None:
    """The columns as these words say; None when no column is the name."""
    fields: dict[str, int] = {}
    levels: list[tuple[int, int]] = []
    extras: list[tuple[int, str]] = []
    for column, word in enumerate(words):
        title = titles[column] if column < len(titles) else ""
        if word in _SINGLE:
            fields.setdefault(word, column)
        if word == "left_on":
            extras.append((column, word))
        elif word == "department":
            levels.append((RANKS.get(plain(title), -1), column))
        elif word == "room":
            levels.append((ROOM_RANK, column))
            extras.append((column, word))
        elif word == KEEP:
            extras.append((column, one_title(title, column)))
        elif word and word not in _SINGLE and not word.startswith(_GUARDIAN):
            extras.append((column, word))
    if "name" not in fields:
        return None
    # By the words of the titles from outside in; a title nobody knows leaves them as they stand.
    known = all(rank >= 0 for rank, _column in levels)
    ordered = tuple(column for _rank, column in (sorted(levels) if known else levels))
    return Columns(
        fields, ordered, _guardians(titles, words), tuple(titles), at, rows, tuple(words), tuple(extras), remembered
    )


def one_title(title: str, column: int) -> str:
    """The name a kept column goes by."""
    return " ".join(title.split())[:40] or f"第{column + 1}列"


def _field(word: str) -> str:
    if word in WORDS:
        return WORDS[word]
    if word in RANKS:
        return "department"
    # 业主电话, 学生住址: what stands behind the word for whom the list is of.
    holder = next((h for h in HOLDERS if word.startswith(h) and len(word) > len(h)), "")
    return WORDS.get(word[len(holder) :], "") if holder else ""


def _guardian_word(cell: str) -> str | None:
    """What a column about a relative is, ``""`` when it is one of no use; None for any other column."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", cell))
    words = _KIN.findall(plain)
    if not words and not _KIN_RELATION.search(plain):
        return None
    if _KIN_OTHER.search(plain):
        return ""
    kind = "_phone" if _KIN_PHONE.search(plain) else "_relation" if _KIN_RELATION.search(plain) else ""
    return _GUARDIAN + kind


def _guardians(titles: Sequence[str], words: Sequence[str]) -> tuple[GuardianColumns, ...]:
    """Columns about relatives put together by the word for whom, else in the order they stand."""
    kin: dict[str, dict[str, int]] = {}
    for column, word in enumerate(words):
        if not word.startswith(_GUARDIAN):
            continue
        kind = word.removeprefix(_GUARDIAN).strip("_") or "name"
        written = _NOISE.sub("", unicodedata.normalize("NFKC", titles[column] if column < len(titles) else ""))
        called = _KIN.findall(written)
        if called:
            special = [word for word in called if word not in {"监护人", "家长"}]
            which = re.search(r"[一二三四1-4]", written)
            who = special[0] if special else called[0] + (which[0] if which else "")
        else:
            who = next(reversed(kin), "家长")
            if kind in kin.get(who, {}):
                who = f"家长{len(kin) + 1}"
        kin.setdefault(who, {}).setdefault(kind, column)
    return tuple(
        GuardianColumns(who, found.get("name", -1), found.get("phone", -1), found.get("relation", -1))
        for who, found in kin.items()
        if "name" in found or "phone" in found
    )


def _order(word: str) -> int:
    return NUMBER_ORDER.index(word) if word in NUMBER_ORDER else len(NUMBER_ORDER)


def plain(cell: str, *, keep_notes: bool = False) -> str:
    """A title without spaces, marks and, unless kept, what stands in brackets."""
    text = unicodedata.normalize("NFKC", cell)
    return _NOISE.sub("", text if keep_notes else _NOTES.sub("", text)).lower()
