"""How an applicant names himself in a sentence, and what he asks for."""

from __future__ import annotations

import re

from wxadmin.domain.applications import Kind
from wxadmin.domain.name_words import RELATION_ENDINGS

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("exit", re.compile(r"退群|离群|退出[^，。；]{0,14}群|申请退出|把我移(?:出|除)")),
    ("dissolving", re.compile(r"(?:解散|撤销)[^，。；]{0,10}群|群[^，。；]{0,6}解散|申请解散")),
    ("founding", re.compile(r"建群|(?:新建|组建|创建|建立|成立|建)(?:一|1)?个?[^，。；里内中]{0,14}群")),
    ("outside", re.compile(r"外部联系人|对外联[系络]|(?:添加|加)[^，。；]{0,12}(?:客户|供应商|合作方|外部)")),
    (
        "join",
        re.compile(
            r"[入进加](?:[本该此这那咱我]们?)?[^，。；]{0,10}群|申请[入进加]|加入|拉(?:我|他|她|一下|进)|想进来"
        ),
    ),
)
_HELLO = re.compile(
    r"^(?:(?:@\S+\s+)|(?:各位|尊敬的|亲爱的)?[^\s，,。！!：:我]{0,6}(?:老师|群主|管理员|领导|大家|家长)?(?:们)?"
    r"(?:您好|你好|好|早|早上好|下午好|晚上好)[，,。！!、\s~～]*)+"
)
_SELF = re.compile(
    r"(?:我家孩子(?:是|叫)|孩子(?:是|叫)|我家是|我是|我叫|我们是|本人(?:是|叫|为)?|这里是|这边是|俺是"
    r"|申请人(?:是|为|[：:])?)[\s，,：:]*"
)
_OTHERS = re.compile(
    r"(?:把|将|拉一下|拉|邀请|帮|替|给)\s*([^\s，,。我你他她群本这]{2,20}?)\s*(?=拉|加|进|入|移|申请|退)"
)
VERB = re.compile(
    r"(?:特此|现在|现|正式|也|在此)?(?:申请|请求)"
    r"|(?:想|希望|要求|要|请|麻烦|需要?|拟|准备)(?=[^，。；]{0,8}(?:入|进|加|拉|退|离|建|解散|通过|同意))"
    r"|因(?:为|工作|个人|本人|岗位|[^，。；]{1,14}(?:申请|退|入|离|调|毕业|结束))"
    r"|由于|已经?(?:离职|调)|(?:请)?(?:批准|通过)"
)
_LONGEST_NAME = 6
_PAUSE = re.compile(r"[，,。；;！!？?\n]")
_PLACE = re.compile(
    r"(.*(?:班[）)]?|部|科|室|组|处|队|公司|学院|系|年级|中心|店|厂|所|栋|单元|号楼|车间|社区|局|办))[\s\-—–_·.]*(\S.*)"
)
_ONLY_PLACE = re.compile(r"(?:在|来自)?(\S{1,14}(?:班|部|科|室|组|处|队|公司|学院|系|中心|店|厂|所|车间|办))[的人]?")
_NOBODY = re.compile(r"以下|下列|下面|如下|名单|人员|同学们|大家|关于|兹")
_NEW = re.compile(r"新(?:来|入职|进|调来|转来)?的?(?:员工|同事|老师|同学|学生)|(?<=的)(?:员工|同事|学生|孩子)(?=\S{2})")
_LONGEST_SENTENCE = 2_000
"""Nobody says who he is further on; a text without lines would be searched for seconds."""
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,12}|[A-Za-z][A-Za-z .·'-]{1,39}")
PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
NUMBER = re.compile(r"(?:工号|学号|编号)\s*(?:是|为|[：:])?\s*([A-Za-z]{0,3}\d{1,14})")
POLITE = re.compile(
    r"[\s，,。.！!~～]*(?:谢谢|多谢|感谢|辛苦了?|好的|收到|嗯|ok|OK|\[[^\]]{1,6}\]|欢迎|同意|已拉)[\s\S]{0,8}"
)


def kind_of(words: str) -> Kind | None:
    """What is asked for, None where nothing is."""
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), None)


def called_in(words: str) -> str:
    """How the applicant is named in a sentence, ``""`` when it names nobody."""
    body = _HELLO.sub("", words.strip()[:_LONGEST_SENTENCE])
    body = NUMBER.sub(" ", PHONE.sub(" ", body))
    own = _SELF.search(body)
    if own is not None:
        part = body[own.end() :]
    else:
        other = _OTHERS.search(body)
        if other is not None:
            return cleaned(other[1])
        part = body
    first, *rest = [clause.strip() for clause in _PAUSE.split(part.strip())]
    called = _of_clause(first, own=own is not None)
    if not called:
        # 因为转学，申请退群，三(2)班周舟妈妈
        clear = (_of_clause(clause, own=False) for clause in rest if kind_of(clause) is None)
        return next((one for one in clear if set(parts_of(one)[1]) & {"department", "relation"}), "")
    if own is not None and rest and "department" not in parts_of(called)[1]:
        place = _ONLY_PLACE.fullmatch(rest[0])
        called = f"{place[1]}-{called}" if place else called  # 我叫李想，行政部的
    return called


def _of_clause(clause: str, *, own: bool) -> str:
    """How a clause names somebody, what it asks for cut off."""
    verb = VERB.search(clause)
    called = cleaned(clause if verb is None else clause[: verb.start()])
    if not own and (kind_of(clause if verb is None else called) is not None or _NOBODY.match(called)):
        return ""  # 入群申请, a heading
    if not own and not _like_a_name(parts_of(called)[0]):
        return ""  # a sentence of a notice
    return called if named(called) else ""


def _like_a_name(words: str) -> bool:
    return len(words) <= _LONGEST_NAME or "·" in words or words.isascii()


def named(called: str) -> bool:
    """Whether these words may name somebody."""
    return 2 <= len(called) <= 40 and bool(_NAME.search(called)) and not POLITE.fullmatch(called)


def cleaned(part: str) -> str:
    """A name without 的 and words like 新来的员工 around it."""
    relations = "|".join(word for word in RELATION_ENDINGS if len(word) > 1)
    part = _NEW.sub("", part.strip(' \t\u3000-—:：、"“”'))
    part = re.sub(rf"的(?={relations}|爸|妈)", "", part)
    part = re.sub(r"(?<=[部班科室组处队司院系级店)）])的", "-", part)
    return re.sub(r"\s+", " ", part).strip(" -的")


def parts_of(called: str) -> tuple[str, dict[str, str]]:
    """Name, and department and relation, of how somebody calls himself, as far as the words alone show them."""
    rest, fields = called, {}
    relation = next((word for word in RELATION_ENDINGS if rest.endswith(word) and len(rest) > len(word) + 1), "")
    if len(relation) > 1 or (relation and len(rest) > 3 and relation in "爸妈"):
        rest = rest.removesuffix(relation).rstrip(" -的")
        fields["relation"] = relation
    place = _PLACE.fullmatch(rest)
    if place is not None and len(place[2]) > 1 and not _ONLY_PLACE.fullmatch(place[2]):
        fields["department"], rest = place[1].strip(), place[2].strip()
    else:
        pieces = [piece for piece in re.split(r"[\s\-—–_+/／|]+", rest) if piece]
        if len(pieces) == 2 and _ONLY_PLACE.fullmatch(pieces[1]):
            pieces.reverse()
        if len(pieces) > 1:
            fields["department"], rest = "/".join(pieces[:-1]), pieces[-1]
    return rest, fields
