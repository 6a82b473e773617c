"""A naming rule as people write it: ``部门-姓名``, ``学科+姓名``, ``班级-学生姓名+关系|学科+姓名``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.domain.name_words import FIELD_WORDS, RELATIONS

_MOST_FIELDS = 6
_LONGEST = 120
_WORDS = sorted(FIELD_WORDS, key=len, reverse=True)
_RELATION = "|".join(sorted((w for w in RELATIONS if len(w) > 1), key=len, reverse=True))
_RELATION_LIST = re.compile(
    rf"[(\[（]?(?:{_RELATION})(?!姓名|名字|称谓|称呼|关系|身份)(?:[/、,，或(（]+(?:{_RELATION})[)）]?)*(?:等|等称谓)?[)\]）]?|"
    "[爸妈父母](?:[/、或][爸妈父母])+"
)
_DASHES = re.compile(r"[-‐‑‒–—―−－﹣﹘]+")
_PLAIN = {ord("＋"): "+", ord("加"): "+", ord("｜"): "|", ord("＿"): "_", ord("\u3000"): " ", ord("／"): "/"}
_REMEDY = "规则由“部门、班级、姓名、学生姓名、关系、手机号”等词和分隔符组成，例如“部门-姓名”“班级-学生姓名+关系”"


@dataclass(frozen=True, slots=True)
class RuleField:
    """``kind`` is department, class, room, name, guardian, relation, phone, number or post; ``word`` the rule's own."""

    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class RulePattern:
    """One alternative. ``joints`` are the signs before, between and after the fields; "" where they touch."""

    fields: tuple[RuleField, ...]
    joints: tuple[str, ...]
    pupil: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the fields in order."""
        return tuple(f.kind for f in self.fields)

    def render(self, values: Sequence[str]) -> str:
        """The nickname with these values, one per field."""
        return self.joints[0] + "".join(v + j for v, j in zip(values, self.joints[1:], strict=True))


@dataclass(frozen=True, slots=True)
class NameRule:
    """``text`` as written, and its alternatives in order."""

    text: str
    patterns: tuple[RulePattern, ...]

    @classmethod
    def parse(cls, text: str) -> NameRule:
        """Read a rule; UserError names the part that is not understood."""
        rule = text.strip().strip("“”\"'「」")
        if not rule:
            raise UserError("命名规则是空的", remedy=_REMEDY)
        if len(rule) > _LONGEST:
            raise UserError(f"命名规则太长（{len(rule)} 个字符，最多 {_LONGEST} 个）", remedy=_REMEDY)
        plain = _DASHES.sub("-", rule).translate(_PLAIN)
        plain = _RELATION_LIST.sub("关系", plain)
        parts = re.split(r"\s*(?:\||或者|或是|或)\s*", plain)
        if not all(parts):
            raise UserError(f"命名规则“{rule}”里有一个空的选项", remedy="删去多余的“|”")
        return cls(rule, tuple(_pattern(part, rule) for part in parts))

    @property
    def has_relation(self) -> bool:
        """Members stand for pupils and say how they are related."""
        return any("relation" in p.kinds for p in self.patterns)


def _pattern(text: str, rule: str) -> RulePattern:
    fields: list[RuleField] = []
    joints = [""]
    pupil = False
    at = 0
    while at < len(text):
        word = next((w for w in _WORDS if text.startswith(w, at)), None)
        if word:
            kind = FIELD_WORDS[word]
            word += next((tail for tail in ("名称", "全称", "简称", "名") if text.startswith(tail, at + len(word))), "")
            pupil |= kind == "pupil"
            if kind == "room" and fields and fields[-1].kind == "room":
                # 楼栋-单元-房号 is one place, however many pieces the rule names.
                fields[-1] = RuleField("room", fields[-1].word + joints[-1] + word)
                joints[-1] = ""
            else:
                fields.append(RuleField("name" if kind == "pupil" else kind, word))
                joints.append("")
            at += len(word)
        elif text[at].isalnum():
            raise UserError(f"命名规则“{rule}”里的“{_rest(text, at)}”看不懂", remedy=_REMEDY)
        else:
            joints[-1] += text[at]
            at += 1
    kinds = [f.kind for f in fields]
    if kinds.count("name") != 1:
        what = "没有写姓名" if "name" not in kinds else "写了两个姓名"
        raise UserError(f"命名规则“{rule}”{what}", remedy=_REMEDY)
    doubled = next((k for k in kinds if k != "department" and kinds.count(k) > 1), None)
    if doubled or len(fields) > _MOST_FIELDS:
        raise UserError(f"命名规则“{rule}”里有重复或过多的部分", remedy=f"每部分写一次，最多 {_MOST_FIELDS} 部分")
    if any(len(joint) > 3 for joint in joints):
        raise UserError(f"命名规则“{rule}”的分隔符太长", remedy=_REMEDY)
    return RulePattern(tuple(fields), tuple(_canonical(j) for j in joints), pupil or "relation" in kinds)


def _canonical(joint: str) -> str:
    return "" if joint.strip() == "+" else (joint.strip() or joint[:1])


def _rest(text: str, at: int) -> str:
    found = re.match(r"\w+", text[at:])
    return found[0] if found else text[at]
