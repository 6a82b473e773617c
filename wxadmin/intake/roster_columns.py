"""Which column of a list means what: the header row is searched for and read by its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SEARCHED_ROWS = 30
"""The header lies within this many rows; address books have up to eight lines before it, forms a few more."""

_FIELDS: dict[str, str] = {
    "name": (
        "姓名 名字 人员姓名 员工姓名 职工姓名 教师姓名 老师姓名 学生姓名 学生名字 孩子姓名 幼儿姓名 "
        "宝宝姓名 学员姓名 学员 成员姓名 业主姓名 业主 户主 "
        "户主姓名 住户姓名 客户姓名 会员姓名 真实姓名 中文名 中文姓名 姓名中文 name fullname"
    ),
    "number": (
        "学号 工号 员工编号 员工号 职工号 职工编号 人员编号 学籍号 考号 会员号 编号 帐号 账号 工牌号 "
        "staffid employeeid userid"
    ),
    "phone": (
        "手机 手机号 手机号码 联系电话 电话 联系方式 移动电话 电话号码 本人电话 个人电话 手机电话 "
        "联系手机 学生电话 员工电话 mobile phone tel "
        "phonenumber"
    ),
    "post": "职务 职位 岗位 职称 岗位名称 职务名称 现任职务 工种 position title post jobtitle",
    "category": "人员类别 类别 人员性质 员工类型 用工性质 用工类型 人员类型 用工形式 编制 身份类别",
    "status": (
        "在职离职状态 在职状态 员工状态 人员状态 状态 是否在职 是否离职 在职/离职 在职或离职 在校状态 "
        "学籍状态 在岗状态 在离职状态 "
        "在职情况 就读状态"
    ),
    "left_on": "离职日期 离职时间 离校日期 转出日期 退群日期 离岗日期",
    "id_card": "身份证 身份证号 身份证号码 证件号 证件号码 居民身份证号 公民身份号码 学生身份证号 idcard idnumber",
    "note": "备注 说明 备注信息 remark note",
    "subject": "学科 任教学科 所教学科 科目 任教科目 任课学科 subject",
}
_LEVELS: tuple[str, ...] = (
    "公司 单位 所在单位 工作单位 企业 集团 学校 校区 小区 园区 分公司 company",
    "事业群 事业部 学院 中心 一级部门 一级机构 部门1 楼栋 楼号 栋号 栋 幢 楼 大区 区域",
    (
        "部门 所在部门 所属部门 部门名称 部门全称 机构 二级部门 二级机构 部门2 系 系部 年级 所在年级 处室 "
        "单元 单元号 片区 department dept grade 组织"
    ),
    "三级部门 三级机构 部门3 科室 专业 车间 门店 店铺 店名 网点 项目部 项目",
    (
        "四级部门 部门4 五级部门 班组 小组 组别 组 团队 班级 所在班级 行政班 班 班别 class team group "
        "房号 室号 房间号 门牌号 室 门牌"
    ),
)
_WORDS = {word: field for field, words in _FIELDS.items() for word in words.split()}
_RANKS = {word: rank for rank, words in enumerate(_LEVELS) for word in words.split()}
_NUMBER_ORDER = ("学号", "工号", "职工号", "员工号", "员工编号", "编号")

_KIN = re.compile(r"父亲|母亲|爸爸|妈妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|祖父|祖母|监护人|家长|父|母")
_KIN_PHONE = re.compile(r"电话|手机|联系方式|号码")
_KIN_RELATION = re.compile(r"关系|称谓")
_KIN_OTHER = re.compile(
    r"身份证|证件|单位|职业|职务|学历|地址|住址|年龄|民族|微信|邮箱|签名|签字|意见|是否|文化|政治|会|群"
)
_NOTES = re.compile(r"[(（【\[].*?[)）】\]]")
_NOISE = re.compile(r"[\s*＊※:：_]+")


@dataclass(frozen=True, slots=True)
class GuardianColumns:
    """Where a relative stands: columns of name, phone and relation (-1 where there is none), and the word for them."""

    relation: str
    name: int = -1
    phone: int = -1
    relation_at: int = -1


@dataclass(frozen=True, slots=True)
class Columns:
    """The header understood: field -> column, department levels from outside in, relatives, and ``rows`` it takes."""

    fields: dict[str, int]
    levels: tuple[int, ...]
    guardians: tuple[GuardianColumns, ...]
    titles: tuple[str, ...]
    at: int
    rows: int = 1

    def title(self, column: int) -> str:
        """The header cell of a column."""
        return self.titles[column]

    def as_read(self) -> tuple[tuple[str, str], ...]:
        """Field and header cell, for the preview."""
        pairs = [(field, self.titles[at]) for field, at in self.fields.items()]
        pairs += [("department", self.titles[at]) for at in self.levels]
        pairs += [
            ("guardian", self.titles[at]) for g in self.guardians for at in (g.name, g.phone, g.relation_at) if at >= 0
        ]
        return tuple(pairs)


def find_header(rows: Sequence[Sequence[str]]) -> Columns | None:
    """The header within the first rows: the one most of whose cells are known words and that has a column of names."""
    best: tuple[float, int, Columns] | None = None
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        filled = [cell for cell in row if cell]
        if len(filled) > 1 and len(set(filled)) == 1:
            continue
        single = read_header(row, at)
        if single is None:
            continue
        score = len(single.fields) + len(single.levels) + 2 * len(single.guardians)
        known = score / max(len(filled), 1)
        if len(single.fields) + len(single.levels) == 1 and len(filled) > 2 and known < 0.2:
            continue
        if best is None or score > best[0]:
            best = (score, at, single)
    if best is None:
        return None
    return _two_rows(rows, best[2])


def _two_rows(rows: Sequence[Sequence[str]], single: Columns) -> Columns:
    """A header of two rows, the upper one over groups of columns, when the two together say more."""
    found = single
    for top in (single.at - 1, single.at):
        if top < 0 or top + 1 >= len(rows):
            continue
        upper, lower = rows[top], rows[top + 1]
        if len({cell for cell in upper if cell}) < 2 or not any(lower):
            continue
        width = max(len(upper), len(lower))
        both = [
            a if a == b or not b else b if not a else f"{a}{b}"
            for a, b in zip([*upper, *[""] * width], [*lower, *[""] * width], strict=False)
        ][:width]
        joined = read_header(both, top)
        under = [b for a, b in zip(upper, lower, strict=False) if b and a != b]
        words = sum(_plain(b) in _WORDS or bool(_KIN.search(b)) or bool(_KIN_PHONE.search(b)) for b in under)
        if joined and under and words == len(under) and _weight(joined) > _weight(found):
            found = Columns(joined.fields, joined.levels, joined.guardians, joined.titles, top, 2)
    return found


def _weight(columns: Columns) -> int:
    return len(columns.fields) + len(columns.levels) + sum((g.name >= 0) + (g.phone >= 0) for g in columns.guardians)


def read_header(row: Sequence[str], at: int) -> Columns | None:
    """The columns of one row of words; None when it has no column of names."""
    fields: dict[str, int] = {}
    levels: list[tuple[int, int]] = []
    kin: dict[str, dict[str, int]] = {}
    for column, cell in enumerate(row):
        if not cell or len(cell) > 40:
            continue
        if _guardian(cell, column, kin):
            continue
        word = _plain(cell)
        field = _WORDS.get(word)
        if field == "number" and "number" in fields:
            if _order(word) < _order(_plain(row[fields["number"]])):
                fields["number"] = column
        elif field:
            fields.setdefault(field, column)
        elif word in _RANKS:
            levels.append((_RANKS[word], column))
    if "name" not in fields:
        return None
    ordered = tuple(column for _, column in sorted(levels))
    guardians = tuple(
        GuardianColumns(relation, found.get("name", -1), found.get("phone", -1), found.get("relation", -1))
        for relation, found in kin.items()
        if "name" in found or "phone" in found
    )
    return Columns(fields, ordered, guardians, tuple(row), at)


def _guardian(cell: str, column: int, kin: dict[str, dict[str, int]]) -> bool:
    """Take a column about a relative; True when it is one, understood or not."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", cell))
    words = _KIN.findall(plain)
    if not words and not _KIN_RELATION.search(plain):
        return False
    if _KIN_OTHER.search(plain):
        return True
    kind = "phone" if _KIN_PHONE.search(plain) else "relation" if _KIN_RELATION.search(plain) else "name"
    if kind == "relation" and not words:
        who = next(reversed(kin), "家长")
    else:
        special = [word for word in words if word not in {"监护人", "家长"}]
        which = re.search(r"[一二三四1-4]", plain)
        who = special[0] if special else (words[0] + (which[0] if which else "")) if words else "家长"
    kin.setdefault(who, {}).setdefault(kind, column)
    return True


def _order(word: str) -> int:
    return _NUMBER_ORDER.index(word) if word in _NUMBER_ORDER else len(_NUMBER_ORDER)


def _plain(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell)
    return _NOISE.sub("", _NOTES.sub("", text)).lower()
