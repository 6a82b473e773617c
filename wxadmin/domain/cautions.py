"""Clauses by which a group's owner takes upon himself what only the unit may do under the law.

Found by words, in imported texts too: fines, pay, post and contract, expelling pupils, compensation at will, exposure,
reading telephones, corporal punishment. A clause that forbids it, that proposes it to the unit, or that speaks of what
an authority does, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_places import Place, numbers_at

Subject = Literal["fine", "pay", "post", "pupil", "compensation", "exposure", "telephone", "punishment"]

WHY: dict[Subject, str] = {
    "fine": "群主和管理员无权罚款，罚红包、“乐捐”也是罚款；建议改用提醒、禁言、移出，确需追究的写成建议本单位依法处理",
    "pay": "扣减工资、奖金、绩效只能由用人单位依照依法订立的制度决定，群规不能直接扣；请写成建议本单位按有关制度处理",
    "post": "停职、降职、辞退和解除合同只能由用人单位依照劳动法律决定；请写成建议本单位依法处理，并附上事实和证据",
    "pupil": "停课、劝退、开除学籍只能由学校依法决定，义务教育阶段不得开除学生；请写成建议学校依照校规处理",
    "compensation": "赔多少由当事人协商或者法院、仲裁机构认定，群规不能定价或者收押金、违约金；请写成依法承担赔偿责任",
    "exposure": "公开曝光、羞辱会侵害名誉权和个人信息权益；请改为单独提醒，需要通报的只说事由，不公布个人信息",
    "telephone": "个人手机和私人聊天受法律保护，群主和管理员无权查看；请改为由本人自愿提供，或者建议有权机关依法调取",
    "punishment": "体罚和变相体罚是法律禁止的；请改为谈话提醒，需要教育惩戒的写成由学校依照规定处理",
}
"""Why it is none of the owner's business, and what to write instead; a sentence without stop."""

_MONEY = r"(?:\d+|[一二三四五六七八九十百千几]+|\{\{\w+\}\})\s*(?:元|块)"
_PAY = r"(?:工资|薪(?:水|酬|资)?|奖金|绩效(?!考核表)|提成|年终奖|全勤奖|补贴|津贴)"
_WORDS: dict[Subject, str] = {
    "fine": (
        rf"罚款|罚金|罚没|罚钱|乐捐|经济处罚|处以?{_MONEY}|[罚扣]\s*{_MONEY}(?!分)|扣款|"
        r"(?:罚|处罚|自罚|惩罚)[^，。；]{0,6}(?:发)?红包|(?:违者|违反者?|违规者?|迟到者?)[^。；]{0,8}发[^，。；]{0,8}红包|"
        rf"违[^。；]{{0,20}}(?:缴纳|交纳|上缴|上交)\s*{_MONEY}"
    ),
    "pay": (
        rf"(?:扣除|扣发|扣减|扣罚|克扣|停发|减发|不发|取消|扣)[^，。；、]{{0,8}}{_PAY}|降薪|减薪|停薪|"
        rf"{_PAY}[^，。；、]{{0,4}}(?:扣(?:[除发减罚]|(?=[\d一二三四五六七八九十百半]))|减半|停发)"
    ),
    "post": (
        r"(?:停职|停岗|撤职|免职|降职|调离(?:岗位|原岗|工作岗)|(?<!被)辞退|(?<!被)解聘|开除(?!学籍|出群|群|该?学生)|"
        r"(?:解除|终止)(?:[^，。；]{0,6})?(?:劳动|聘用|劳务)(?:合同|关系))(?!当日|之日|之后|以后|后|时|的|者|证明|手续|人员)"
    ),
    "pupil": (
        r"开除学籍|开除(?:该|其)?学生|勒令退学|责令退学|劝退(?:该生|其子女|学生|处理)?(?=[^，。；]{0,4}(?:学|生|子女))|"
        r"(?:给予|责令|处以|予以)[^，。；]{0,4}停课|停课[一二三四五六七八九十两\d]+[天日周]|"
        r"取消[^，。；]{0,4}(?:考试|升学|评优入学)资格"
    ),
    "compensation": (
        rf"(?:赔偿|赔付|赔)[^，。；、]{{0,8}}{_MONEY}|"
        r"(?:双倍|[一二三四五六七八九十两\d]{1,6}倍)的?(?:赔偿|赔付)|按[^，。；]{0,12}倍的?(?:赔偿|赔付)|"
        r"赔偿(?:金额|数额|标准|多少)?[^，。；]{0,3}由(?:群主|管理员|本群)[^，。；]{0,4}(?:决定|确定|认定|说了算)|"
        r"(?:缴纳|交纳|收取|交|缴|没收)[^，。；]{0,8}(?:违约金|保证金|押金)"
    ),
    "exposure": (
        r"(?:公开|当众|在[^，。；]{0,8}(?:群|网|圈)[^，。；]{0,3})[^，。；]{0,4}(?:曝光|示众|羞辱|辱骂)|游街|示众|公开羞辱|"
        r"曝光[^，。；]{0,8}(?:姓名|照片|电话|住址|身份|个人信息|头像)|(?:对|将|把|予以)[^，。；]{0,12}曝光|"
        r"(?:姓名|照片|电话|住址|个人信息)[^，。；]{0,6}(?:公布于众|公之于众|示众)|"
        r"(?:公布|公开|张贴|挂出|发布)(?:其|违规者|违规人员?|当事人|本人|违反者)的?[^，。；]{0,6}"
        r"(?:照片|住址|电话|身份证|头像|个人信息|家庭)"
    ),
    "telephone": (
        r"(?:检查|查看|翻看|翻阅|查阅|抽查|监看|监控)[^，。；、]{0,12}"
        r"(?:(?<!公用)(?<!工作)(?<!单位)(?<!公司)手机(?![号端上]|银行|短信|通知|消息|提醒|的?电|APP|应用|软件)|私聊|私人聊天|"
        r"(?:成员|员工|学生|家长|他人|个人|本人)的?(?:微信)?聊天(?:内容|记录))|"
        r"(?:交出|没收|收缴|扣留|扣押)[^，。；、]{0,6}手机(?!号)"
    ),
    "punishment": r"(?<!变相)体罚|罚站|罚抄|罚跑|罚蹲|罚做|俯卧撑",
}
_PATTERNS = {subject: re.compile(words) for subject, words in _WORDS.items()}
_BY_THE_UNIT: frozenset[Subject] = frozenset({"pay", "post", "pupil", "punishment", "telephone"})
"""What the unit itself may do or order; a fine it may only be asked to look into."""

_NOT = re.compile(
    r"不得|不能|不可|不准|不许|禁止|严禁|不应|不宜|不予|不予以|无权|不会|不再|不作|不做|不以|不设|不创设|不搞|不(?:直接|自行|擅自|随意|单独)|不实行|不采取|不进行|不收|不涉及|没有权|"
    r"不使用|不适用|不允许|不与|不包[括含]|不含|不将|不把|不对|不因|并非|不是|免于|免予|杜绝|避免|反对|拒绝|制止|请勿|切勿|勿|不(?:罚|扣|辞退|开除|停|降|公开|公布|曝光|检查|查看|没收)|不$"
)
_AGAIN = re.compile(
    r"违者|否则|违反|违规|一经|发现|每次|每人|初犯|再犯|屡教|拒不|情节|后果|第[一二三四1-4]次|的[，、]?(?:给予|处|罚|扣)|者[，、]?(?:给予|处|罚|扣|予)"
)
"""After these the words speak of what happens to those who do it all the same."""
_IN_THE_NAME_OF = re.compile(r"(?:不得|不能|不可|不准|禁止|严禁)[^，。；]*(?:为由|为名|名义|理由|借口|手段|方式)$")
_SAID_OF_IT = re.compile(
    r"[^，。；]{0,16}(?:废止|停止执行|失效)|[^，。；]{0,10}(?:无效|违法|不合法|没有依据|无依据|不被允许|不属于|不在此|权[力限]?(?:归|属|在|只)|除外|不适用|不在本|"
    r"等?(?:方式|手段|做法|措施)[^，。；]{0,4}(?:不|禁)|(?:只能|应当?|须|必须|一律)?(?:由|报)[^，。；]{0,12}(?:单位|公司|学校|人事|人力|机关|部门|法院|仲裁))"
)
_ASKED = re.compile(
    r"(?:建议|提请|报请|提交|移交|移送|转交|交由|交|上报|报|函告|通报|请|申请|提出)[^，。；]{0,14}"
    r"(?:单位|公司|学校|校方|人事|人力|行政部|总部|部门|机关|法院|公安|司法|仲裁|主管|企业|上级|组织|纪检|街道|居委|派出所|工会)|"
    r"向[^，。；]{0,14}(?:单位|公司|学校|校方|人事|人力|部门|部|处|机关)[^，。；]{0,4}(?:建议|申请|报告|反映|提出)|建议[^，。；]{0,20}(?:依照|依法|按照|研究|决定)"
)
_THEN = re.compile(r"[^，。；]*的，[^。；]*")
"""The rest of a condition, and what happens then: 需要停职的，由群主建议……"""
_UNIT_DOES = re.compile(
    r"(?:由|经|按照?|依照?|依据|根据|依)[^，。；]{0,12}(?:单位|公司|学校|校方|人事|人力|机关|部门|企业|法|条例|制度|规定|章程|合同)|"
    r"(?:^|[，。；：])[^，。；：]{0,6}(?:单位|公司|学校|校方|企业|人力资源部|人事部)[^，。；]{0,6}(?:有权|可以|可|将|依法|应当?|视情节|决定|予以|给予)"
)
_UNIT_HAS_RIGHT = re.compile(r"[，：][^，。；]{0,4}(?:单位|公司|学校|校方|企业)(?:有权|可以?|依法|将)")
_AUTHORITY = re.compile(r"公安|法院|交警|税务|行政机关|执法|监管部门|仲裁|治安管理|司法机关")
_FRAUD = re.compile(r"(?:冒充|谎称|假冒|诈骗|骗取|以[^，。；]{1,12}名义)[^。；]*(?:要求|索要|收取|缴纳|催|骗)")
_TALK_OF_IT = re.compile(r"谣言|虚假|案例|新闻|咨询|投诉")
_NEAR = 300  # characters
_SENTENCE = re.compile(r"[^。；！？\n]+")
_CLAUSE_END = re.compile(r"[，：:,]")


def cautions(text: RegulationText) -> dict[tuple[str, ...], str]:
    """Path of numbers -> why the clause wants a caution and what to write instead, several sentences joined by ；."""
    found: dict[tuple[str, ...], str] = {}
    for at, why in cautions_at(text).items():
        path = numbers_at(text, at)
        if path and why not in found.get(path, ""):
            found[path] = f"{found[path]}；{why}" if path in found else why
    return found


def cautions_at(text: RegulationText) -> dict[Place, str]:
    """As :func:`cautions`, by place."""
    found: dict[Place, str] = {}
    for at, node in enumerate(text.nodes):
        _visit(node, (at,), "", found)
    return found


def subjects_of(words: str, lead_in: str = "") -> tuple[Subject, ...]:
    """What the words of a clause take upon the owner; ``lead_in`` are the words above a list that it belongs to."""
    return tuple(subject for subject in _PATTERNS if _takes_on(subject, words, lead_in))


def _visit(node: Node, at: Place, lead_in: str, found: dict[Place, str]) -> None:
    words = "。".join(part for part in (node.title, node.text) if part)
    subjects = subjects_of(words, lead_in)
    if subjects:
        found[at] = "；".join(WHY[subject] for subject in subjects)
    last = node.text.rstrip().rsplit("\n", 1)[-1]
    inner = _sentences(last)[-1] if last.endswith(("：", ":")) else ""
    for step, child in enumerate(node.children):
        _visit(child, (*at, step), inner or (lead_in if node.kind == "item" else ""), found)


def _sentences(words: str) -> list[str]:
    return _SENTENCE.findall(words) or [""]


def _takes_on(subject: Subject, words: str, lead_in: str) -> bool:
    return any(_is_owners(subject, before, after, lead_in) for before, after in _hits(subject, words))


def _hits(subject: Subject, words: str) -> Iterator[tuple[str, str]]:
    """What stands before the hit in its sentence, and from it on; of a sentence without end, what is near."""
    for sentence in _sentences(words):
        for match in _PATTERNS[subject].finditer(sentence):
            start = match.start()
            yield sentence[max(0, start - _NEAR) : start], sentence[start : start + _NEAR]


def _is_owners(subject: Subject, before: str, after: str, lead_in: str) -> bool:
    above = lead_in.rstrip("：:") + "，" if lead_in else ""
    clauses = _CLAUSE_END.split(before)
    if _denied(clauses[-1]) or (len(clauses) > 1 and _IN_THE_NAME_OF.search(clauses[-2])):
        return False
    if lead_in and _denied(_CLAUSE_END.split(lead_in.rstrip("：:"))[-1]):
        return False
    if _SAID_OF_IT.match(after[2:]) or _TALK_OF_IT.search(clauses[-1]) or _FRAUD.search(before + after[:6]):
        return False
    whole = above + before
    then = _THEN.match(after)
    if _ASKED.search(whole) or _AUTHORITY.search(whole) or (then and _ASKED.search(then.group())):
        return False
    return not (subject in _BY_THE_UNIT and (_UNIT_DOES.search(whole) or _UNIT_HAS_RIGHT.search(after)))


def _denied(clause: str) -> bool:
    """Whether the words are forbidden rather than threatened: 不得罚款, but not 不得刷屏违者罚款."""
    denials = list(_NOT.finditer(clause))
    return bool(denials) and _AGAIN.search(clause, denials[-1].end()) is None
