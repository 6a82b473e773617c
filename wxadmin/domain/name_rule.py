"""A naming rule as people write it: ``部门-姓名``, ``学科+姓名``, ``班级-学生姓名+关系|学科+姓名``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.domain.name_words import FANCY_NAMES, FIELD_WORDS, RELATIONS

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
_NO_FIELD = re.compile(
    r"[请把将须应您你我]|大家|昵称|群名|群内|格式|修改|改为|改成|备注|统一|按照|必须|一律|例如|比如|如下|命名|[的了为是即]$|^\d+$"
)
"""What a word that is no field of a rule looks like: part of a sentence about names, or a bare number."""
_LONGEST_FREE = 8
_MOST_FREE = 2
_BEARERS = tuple("员者生人友工师主户方")
"""A word ending so before 姓名 says whose name it is: 志愿者姓名; another (队名姓名) is a field of its own."""
_REMEDY = "规则由“部门、班级、姓名、学生姓名、关系、手机号”等词和分隔符组成，例如“部门-姓名”“班级-学生姓名+关系”"


@dataclass(frozen=True, slots=True)
class RuleField:
    """``kind`` is department, class, room, name, guardian, relation, phone, number, post or free.

    ``word`` is the rule's own. ``free`` is a word the check does not know (队名, 楼层): anything may stand there.
    """

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
    for piece in re.split(r"((?:[^\W_])+)", text):
        if not piece[:1].isalnum():
            joints[-1] += piece
            continue
        for kind, word in _fields(piece, rule):
            pupil |= kind == "pupil"
            if kind == "room" and fields and fields[-1].kind == "room":
                # 楼栋-单元-房号 is one place, however many pieces the rule names.
                fields[-1] = RuleField("room", fields[-1].word + joints[-1] + word)
                joints[-1] = ""
            else:
                fields.append(RuleField("name" if kind == "pupil" else kind, word))
                joints.append("")
    kinds = [f.kind for f in fields]
    if kinds.count("name") != 1:
        what = "没有写姓名" if "name" not in kinds else "写了两个姓名"
        raise UserError(f"命名规则“{rule}”{what}", remedy=_REMEDY)
    if kinds.count("free") > _MOST_FREE:
        unknown = "”“".join(f.word for f in fields if f.kind == "free")
        raise UserError(f"命名规则“{rule}”里的“{unknown}”看不懂", remedy=_REMEDY)
    doubled = next((k for k in kinds if k not in {"department", "free"} and kinds.count(k) > 1), None)
    if doubled or len(fields) > _MOST_FIELDS:
        raise UserError(f"命名规则“{rule}”里有重复或过多的部分", remedy=f"每部分写一次，最多 {_MOST_FIELDS} 部分")
    if any(len(joint) > 3 for joint in joints):
        raise UserError(f"命名规则“{rule}”的分隔符太长", remedy=_REMEDY)
    return RulePattern(tuple(fields), tuple(_canonical(j) for j in joints), pupil or "relation" in kinds)


def _canonical(joint: str) -> str:
    return "" if joint.strip() == "+" else (joint.strip() or joint[:1])


def _fields(text: str, rule: str) -> list[tuple[str, str]]:
    """The fields of a stretch without signs: kind (``pupil`` for a name that stands for a family) and word."""
    if text in FANCY_NAMES:
        return [("free", text)]
    fields, whole = _cut(text, 1)
    if not whole:
        fields, _ = _cut(text, 2)
    found: list[tuple[str, str]] = []
    for kind, word in fields:
        if kind == "free" and (len(word) > _LONGEST_FREE or _NO_FIELD.search(word)):
            raise UserError(f"命名规则“{rule}”里的“{word}”看不懂", remedy=_REMEDY)
        before = found[-1][1] if found and found[-1][0] == "free" else ""
        if before and kind != "free" and (kind not in {"name", "pupil"} or before.endswith(_BEARERS)):
            found[-1] = (kind, before + word)  # 学习小组 is a 小组, 志愿者姓名 a 姓名
        else:
            found.append((kind, word))
    return found


def _cut(text: str, shortest: int) -> tuple[list[tuple[str, str]], bool]:
    """Known words of at least that length and what lies between them; whether everything is known."""
    fields: list[tuple[str, str]] = []
    at, whole = 0, True
    while at < len(text):
        word = next((w for w in _WORDS if len(w) >= shortest and text.startswith(w, at)), None)
        if word:
            full = word + next((t for t in ("名称", "全称", "简称", "名") if text.startswith(t, at + len(word))), "")
            fields.append((FIELD_WORDS[word], full))
            at += len(full)
            continue
        whole = False
        if fields and fields[-1][0] == "free":
            fields[-1] = ("free", fields[-1][1] + text[at])
        else:
            fields.append(("free", text[at]))
        at += 1
    return fields, whole
