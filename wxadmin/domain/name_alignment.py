"""How well one reading of a nickname follows one pattern of the rule, and in words what does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.name_folding import compatible
from wxadmin.domain.name_places import looks_like_place
from wxadmin.domain.name_reading import Kind, Nickname, Part, Reading
from wxadmin.domain.name_report import short
from wxadmin.domain.name_rule import RulePattern
from wxadmin.domain.name_words import COMPOUND_SURNAMES, FAMILIAR_PREFIXES, SOMEBODY_ELSE, TEACHER

_DASH_LIKE = re.compile(r"[\s\-‐‑‒–—―−﹘﹣_·]{1,3}")
_BRACKETS = frozenset("()[]{}【】〔〕「」『』《》<>“”\"‘’'")
_OPENING = frozenset("([{【〔「『《<")
_CLOSING = frozenset(")]}】〕」』》>")
_PLACE = {"class": "place", "department": "place", "room": "place", "job": "post"}
_FREE = ("place", "post", "guardian", "free")
_HAN = "\u2e80-\u2fdf\u3400-\u9fff\U00020000-\U0003ffff"
_PLAUSIBLE = re.compile(
    rf"(?!.*[的了吗呢])(?:[{_HAN}〇]{{2,25}}|[{_HAN}〇]+(?:·[{_HAN}〇]+)+|[^\W\d_{_HAN}][^\d_{_HAN}]*)"
)
_MAY_BE_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[·\- ]){1,24}")


@dataclass(frozen=True, slots=True)
class Aligned:
    """The parts in their roles. ``reasons`` say what breaks the rule.

    ``parts`` are (text, kind, role) of all of them in order; empty when nothing but a name of fancy was seen.
    ``glued`` is a word nobody knows that touches the name without a sign: whose account that is stays open.
    """

    pattern: RulePattern
    name: Part
    names: tuple[Part, ...] = ()
    places: tuple[Part, ...] = ()
    relation: str = ""
    honorific: str = ""
    phone: str = ""
    number: str = ""
    post: str = ""
    guardian: str = ""
    free: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    cost: float = 0.0
    open_end: bool = False
    open_name: bool = False
    glued: str = ""
    parts: tuple[tuple[str, Kind, str], ...] = ()

    @property
    def beside(self) -> str:
        """A word beside the name that says it is somebody else's account: 老婆, 代班."""
        told = {"extra", "honorific"} | ({"post"} - set(self.pattern.kinds))
        extras = (text for text, kind, role in self.parts if role in told and kind != "job")
        return next((text for text in extras if text.endswith(SOMEBODY_ELSE) or text.startswith("代")), "")

    @property
    def short_name(self) -> bool:
        """A surname with a form of address, or 小赵: no full name."""
        text = self.name.text
        if self.name.sure:
            return False
        if self.honorific and (len(text) == 1 or text in COMPOUND_SURNAMES):
            return True
        return len(text) == 1 or (len(text) == 2 and text[0] in FAMILIAR_PREFIXES and not self.relation)

    @property
    def fanciful(self) -> bool:
        """What stands for the name does not look like one."""
        return not self.name.sure and not _PLAUSIBLE.fullmatch(self.name.text)

    @property
    def called(self) -> str:
        """The name as the nickname has it, with the form of address."""
        return self.name.text + self.honorific + (self.relation if self.short_name else "")

    def because(self, reason: str, cost: float = 1.0) -> Aligned:
        """The same with one more reason."""
        return replace(self, reasons=(*self.reasons, reason), cost=self.cost + cost)


def align(nickname: Nickname, reading: Reading, pattern: RulePattern, name_at: int | None = None) -> Aligned:
    """Give every part its role and compare with the pattern; ``name_at`` says which part is to be the name."""
    parts, roles = _roles(reading.parts, pattern, name_at)
    if roles is None:
        return _nothing(nickname, pattern)
    parts, roles, joints = _merged(parts, roles, list(reading.joints), pattern)
    by_role = {role: part.text for part, role in zip(parts, roles, strict=True)}
    named = tuple(p for p, role in zip(parts, roles, strict=True) if role == "name")
    aligned = Aligned(
        pattern,
        named[0] if named else Part("other", "", sure=False),
        named,
        tuple(p for p, role in zip(parts, roles, strict=True) if role == "place"),
        relation=by_role.get("relation", ""),
        honorific=by_role.get("honorific", ""),
        phone=by_role.get("phone", ""),
        number=max((p.text for p, role in zip(parts, roles, strict=True) if role == "number"), key=len, default=""),
        post=by_role.get("post", ""),
        guardian=by_role.get("guardian", ""),
        free=tuple(p.text for p, role in zip(parts, roles, strict=True) if role == "free"),
        open_end=nickname.truncated and bool(parts) and parts[-1].kind == "other",
        open_name=nickname.truncated and bool(roles) and roles[-1] == "name",
        glued=_glued(parts, roles, joints),
        parts=tuple((part.text, part.kind, role) for part, role in zip(parts, roles, strict=True)),
    )
    return _judged(aligned, parts, roles, joints)


def possible_names(reading: Reading) -> tuple[int, ...]:
    """Which parts might be a name nobody of the roster bears, where none is one for certain."""
    if any(part.kind == "name" for part in reading.parts):
        return ()
    return tuple(i for i, part in enumerate(reading.parts) if part.kind == "other" and _PLAUSIBLE.fullmatch(part.text))


def _glued(parts: Sequence[Part], roles: Sequence[str], joints: Sequence[str]) -> str:
    for i, (part, role) in enumerate(zip(parts, roles, strict=True)):
        if part.sure or part.kind == "other":
            continue
        if role == "extra" and part.text.isascii():
            return part.text
        if role == "place" and i and roles[i - 1] == "name" and not joints[i]:
            return part.text
    return ""


def _roles(
    parts: Sequence[Part], pattern: RulePattern, name_at: int | None = None
) -> tuple[list[Part], list[str] | None]:
    """The role of each part; None when the nickname is nothing but a name of fancy."""
    roles = [_PLACE.get(p.kind, p.kind) for p in parts]
    if set(roles) == {"post"}:
        return list(parts), None
    for i in range(1, len(roles)):
        if parts[i].text == TEACHER and roles[i - 1] == "name":
            roles[i] = "honorific"
    others = [i for i, role in enumerate(roles) if role == "other"]
    wanted = [_PLACE.get(kind, kind) for kind in pattern.kinds]
    if name_at is not None:
        roles[name_at] = "name"
        others.remove(name_at)
    elif "name" not in roles and others:
        chosen = others[0] if len(others) == 1 else _name_among(parts, others, roles, wanted)
        if chosen is None:
            return list(parts), None
        roles[chosen] = "name"
        others.remove(chosen)
        if sum(not looks_like_place(parts[i].text) for i in others) > wanted.count("free"):
            return list(parts), None
    for i, role in enumerate(roles):
        # 3班 or a number where the rule leaves room for any words; 营业部 where it asks for a post.
        for room in ("free", "post"):
            lacking = roles.count(room) < wanted.count(room) and roles.count(role) > wanted.count(role)
            may = role not in {"name", "honorific"} if room == "free" else role == "place"
            if lacking and may and i not in others:
                roles[i] = room
                break
    for i in others:
        free = [kind for kind in wanted if kind in _FREE and roles.count(kind) < wanted.count(kind)]
        roles[i] = free[0] if free else "extra"
    if [role for role in roles if role != "honorific"] != wanted:
        for i in others:
            if roles[i] == "place" and not looks_like_place(parts[i].text):
                roles[i] = "extra"
    return list(parts), roles


def _name_among(
    parts: Sequence[Part], others: Sequence[int], roles: Sequence[str], wanted: Sequence[str]
) -> int | None:
    """Which of several unknown parts is the name: the only one that does not look like a place, else by position."""
    names = [i for i in others if not looks_like_place(parts[i].text)]
    if len(names) == 1:
        return names[0]
    open_roles = [role for role in wanted if role == "name" or (role in {"place", "free"} and role not in roles)]
    if "free" in open_roles and len(open_roles) == len(others):
        return others[open_roles.index("name")]
    if not names and len(others) == 2 and "place" in wanted and "place" not in roles:
        return others[0] if wanted.index("name") < wanted.index("place") else others[1]
    return None


def _nothing(nickname: Nickname, pattern: RulePattern) -> Aligned:
    missing = [f.word for f in pattern.fields if f.kind != "name"]
    aligned = Aligned(pattern, Part("other", nickname.text, sure=False))
    return aligned.because("没有写" + "和".join(missing), 9.0) if missing else aligned


def _merged(
    parts: list[Part], roles: list[str], joints: list[str], pattern: RulePattern
) -> tuple[list[Part], list[str], list[str]]:
    """Several levels of one path written one after the other count as one place."""
    wanted = sum(kind in _PLACE for kind in pattern.kinds)
    i = 0
    while roles.count("place") > max(wanted, 1) and i + 1 < len(parts):
        if roles[i] == roles[i + 1] == "place" and parts[i].sure and parts[i + 1].sure:
            joined = Part(parts[i].kind, parts[i].text + "/" + parts[i + 1].text)
            parts[i : i + 2], roles[i : i + 2] = [joined], ["place"]
            del joints[i + 1]
        else:
            i += 1
    return parts, roles, joints


def _judged(aligned: Aligned, parts: list[Part], roles: list[str], joints: list[str]) -> Aligned:
    pattern = aligned.pattern
    words = {_PLACE.get(f.kind, f.kind): f.word for f in pattern.fields}
    wanted = [_PLACE.get(kind, kind) for kind in pattern.kinds]
    written = [role for role in roles if role != "honorific"]
    missing = Counter(wanted) - Counter(written)
    surplus = Counter(written) - Counter(wanted)
    if missing:
        aligned = aligned.because("没有写" + "和".join(words[role] for role in missing), 3.0 * missing.total())
    for role in surplus:
        texts = [p.text for p, r in zip(parts, roles, strict=True) if r == role][-surplus[role] :]
        aligned = aligned.because(_surplus(role, short("".join(texts))), 2.0)
    if not missing and not surplus and written != wanted:
        aligned = aligned.because("顺序与规则“{rule}”相反" if len(wanted) == 2 else "顺序与规则“{rule}”不同", 2.0)
    if not missing and not surplus and written == wanted:
        aligned = _signs(aligned, roles, joints)
    if aligned.honorific and aligned.honorific != TEACHER and not aligned.short_name:
        aligned = aligned.because(f"姓名后多了称呼“{aligned.honorific}”", 1.0)
    if aligned.name.text and aligned.short_name:
        aligned = aligned.because(f"“{short(aligned.called)}”不是全名")
    elif not aligned.reasons and aligned.fanciful:
        aligned = aligned.because(f"“{short(aligned.name.text)}”不像真实姓名")
    return aligned


def _surplus(role: str, text: str) -> str:
    known = {
        "phone": f"规则里没有手机号，多写了{text}",
        "number": f"规则里没有号码，多写了“{text}”",
        "relation": f"规则里没有关系，多写了“{text}”",
        "place": f"多写了“{text}”",
        "name": "写了不止一个姓名",
    }
    return known.get(role, f"多写了“{text}”")


def _signs(aligned: Aligned, roles: Sequence[str], joints: Sequence[str]) -> Aligned:
    """Compare the signs between the parts; a form of address takes no part in it."""
    got = list(joints)
    for i in range(len(roles) - 1, -1, -1):
        if roles[i] == "honorific":
            del got[i]
    brackets = ""
    fields = aligned.pattern.fields
    for i, (want, have) in enumerate(zip(aligned.pattern.joints, got, strict=True)):
        have = have.strip() or have[:1]
        if have == want or compatible(have) == compatible(want):
            continue
        if {have, want} <= _OPENING or {have, want} <= _CLOSING:
            aligned = replace(aligned, cost=aligned.cost + 0.1)
            continue
        extra = "".join(c for c in have if c in _BRACKETS and c not in want)
        if extra:
            brackets += extra
        elif i in (0, len(fields)):
            where = "开头" if i == 0 else "结尾"
            aligned = aligned.because(f"{where}多了“{have}”" if have else f"{where}缺少“{want}”")
        elif _DASH_LIKE.fullmatch(have) or (have == "+" and not want):
            aligned = replace(aligned, cost=aligned.cost + 0.1)
        elif not have:
            aligned = aligned.because(f"{fields[i - 1].word}和{fields[i].word}之间缺少“{want}”")
        else:
            aligned = aligned.because(f"分隔符应为“{want}”，写成了“{have}”" if want else f"中间多了“{have}”")
    return aligned.because(f"不用加括号“{brackets}”") if brackets else aligned
