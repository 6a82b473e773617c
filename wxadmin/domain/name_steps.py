"""How a verdict came about, step by step, in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wxadmin.domain.name_folding import compatible, fold
from wxadmin.domain.name_index import TIERS, RosterIndex, Tier
from wxadmin.domain.name_match import Match, fits, told
from wxadmin.domain.name_offers import MOST_CANDIDATES, Draft, Near
from wxadmin.domain.name_report import Step, label, short

_ROLES = {
    "name": "姓名", "place": "部门", "relation": "关系", "honorific": "称呼", "phone": "手机号", "number": "号码",
    "post": "职务", "guardian": "家长姓名", "free": "自填内容",
}  # fmt: skip
_PLACES = {"class": "班级", "room": "房号"}
_STAGES: dict[Tier, str] = {
    "variant": "繁简或异体写法相同",
    "letters": "只是字母写法或前后顺序不同",
    "script": "看起来一样，用了别的文字的字符",
    "split": "看起来一样，一个字拆成了两个",
    "shape": "字形相近",
    "sound": "读音相同",
    "edit": "只差一个字",
}
_WHY_OFFERED: dict[str, str] = {
    "relative": "昵称说的是这个人身边的人，不是本人",
    "title": "昵称说的是这个学生的老师等人，不是学生的家人",
    "glued": "姓名后面紧跟着看不懂的字，是不是本人，请人工确认",
    "turned": "字是倒着写的，是不是本人，请人工确认",
    "contradicted": "昵称里的内容指向不同的人，请人工确认",
}
_MOST_SET_ASIDE = 4


def steps_of(draft: Draft, index: RosterIndex, near: Near) -> tuple[Step, ...]:
    """Cleaning, reading, the stages of matching in their order, who was set aside and why, and the conclusion."""
    return tuple(
        Step(short(step.part), step.kind, step.words) for step in _Story(draft, draft.match, index, near).told()
    )


@dataclass(frozen=True, slots=True)
class _Story:
    draft: Draft
    match: Match
    index: RosterIndex
    near: Near

    def told(self) -> Iterator[Step]:
        yield from self._cleaned()
        yield from self._read()
        yield from self._sought()
        yield from self._set_aside()
        yield self._concluded()
        for finding in self.draft.findings:
            if finding.code in {"duplicate_person", "relation_limit"}:
                yield Step("", "verdict", finding.message)

    def _cleaned(self) -> Iterator[Step]:
        nickname = self.match.nickname
        if nickname.hidden:
            signs = "、".join(list(dict.fromkeys(f"U+{ord(char):04X}" for _, char in nickname.hidden))[:5])
            yield Step("", "cleaned", f"先去掉看不见的字符（{signs}）")
        if nickname.decoration:
            yield Step(nickname.decoration, "cleaned", "装饰符号，比对时不看")
        if nickname.truncated:
            yield Step("…", "cleaned", "名单把昵称截断了，只能看到开头")
        if nickname.shown:
            yield Step("", "cleaned", f"屏幕上显示成“{short(nickname.shown)}”")
        plain = nickname.raw.replace("…", "")
        if compatible(plain) != plain:
            yield Step("", "cleaned", "全角字母、数字和兼容字符按普通写法比对")

    def _read(self) -> Iterator[Step]:
        aligned = self.match.aligned
        if not aligned.parts:
            yield Step(self.match.nickname.text, "read", "看不出姓名，整个当作网名")
            return
        for text, kind, role in aligned.parts:
            if role == "place":
                yield Step(text, "read", f"读作{_PLACES.get(kind, _ROLES[role])}{self._known_place(text)}")
            elif role == "name" and aligned.fanciful:
                yield Step(text, "read", "不像姓名")
            else:
                yield Step(text, "read", f"读作{_ROLES[role]}" if role in _ROLES else "规则里没有的字")

    def _known_place(self, text: str) -> str:
        if self.index.places.known(text) or self.index.places.short_for(text) is not None:
            return ""
        return "，名册上没有" if not any(part.kind == "room" for part in self.match.aligned.places) else ""

    def _sought(self) -> Iterator[Step]:
        match, aligned = self.match, self.match.aligned
        name = aligned.name.text
        if not name:
            return
        bearers = [i for part in aligned.names or (aligned.name,) for i in self.index.exact.get(fold(part.text), ())]
        taken_off = aligned.honorific + aligned.relation
        if bearers:
            how = f"去掉“{taken_off}”后，" if taken_off else ""
            people = "、".join(self._labels(bearers))
            yield Step(name, "found", f"{how}名册上叫这个名字的有{len(bearers)}人：{people}")
            return
        if aligned.short_name:
            yield Step(name, "sought", "只有姓或称呼，不能按姓名找人")
            return
        if not aligned.open_name:
            yield Step(name, "sought", "名册上没有人正好叫这个名字")
        found = self.near.get(match.key, {})
        for tier in TIERS:
            keys = [key for key, how_near in found.items() if how_near == tier]
            similar = [i for key in keys for i in self.index.exact[key]]
            if similar:
                yield Step(name, "found", f"{_STAGES[tier]}：{'、'.join(self._labels(similar))}")
        if self.draft.hint:
            yield Step("", "found", f"{self.draft.hint}：{'、'.join(self._labels(self.draft.candidates))}")
        elif not found and not aligned.open_name:
            yield Step(name, "sought", "繁简、字形、读音相近和只差一个字的也没有")

    def _set_aside(self) -> Iterator[Step]:
        match, aligned = self.match, self.match.aligned
        chosen = set(self.draft.candidates or (match.people if match.person is not None else ()))
        bearers = set(self.index.exact.get(match.key, ())) if match.people else set()
        near = {i for key in self.near.get(match.key, {}) for i in self.index.exact[key]}
        numbered = told(aligned, self.index)
        for i in sorted((bearers | near) - chosen)[:_MOST_SET_ASIDE]:
            who = self.index.people[i]
            if aligned.places and not fits(self.index, i, aligned.places):
                why = f"昵称写的是{'、'.join(p.text for p in aligned.places)}"
            elif numbered and i not in numbered:
                why = "昵称里的号码不是这个人的"
            elif who.left:
                why = "已离开"
            elif aligned.relation:
                why = "昵称说的是学生的家人"
            else:
                why = "有更接近的人"
            yield Step(aligned.name.text, "set_aside", f"不是{label(who)}：{why}")

    def _concluded(self) -> Step:
        match, people = self.match, self.index.people
        if match.nickname.truncated and self.draft.candidates:
            return Step("", "verdict", "昵称不完整，只作推荐，请人工确认")
        if match.person is not None:
            who = label(people[match.person])
            same = len(self.index.exact.get(match.key, ())) > 1
            if match.outcome == "wrong_place":
                return Step("", "verdict", f"这个名字只有一人，认定为{who}，但部门不对")
            told_apart = "手机号或号码" if told(match.aligned, self.index) else "部门"
            return Step(
                "",
                "verdict",
                f"靠{told_apart}分清同名，认定为{who}" if same else f"姓名完全一致且只有一人，认定为{who}",
            )
        if match.outcome == "left":
            return Step("", "verdict", f"{people[match.people[0]].name}已离开，不算在册")
        if match.doubt:
            return Step("", "verdict", _WHY_OFFERED[match.doubt])
        if match.outcome == "ambiguous":
            return Step("", "verdict", "有不止一个人可能，昵称分不清，请人工选定")
        if self.draft.tier:
            return Step("", "verdict", "只有姓名完全一致才自动认定，写法不同的只作推荐，请人工确认")
        if self.draft.candidates:
            return Step("", "verdict", "只是可能指这个人，请人工确认")
        return Step("", "verdict", "名册上找不到对应的人")

    def _labels(self, people: Sequence[int]) -> list[str]:
        more = [f"等{len(people)}人"] if len(people) > MOST_CANDIDATES else []
        return [label(self.index.people[i]) for i in people[:MOST_CANDIDATES]] + more
