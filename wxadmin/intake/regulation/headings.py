"""Where a heading ends and its text begins, when nothing on the page says so: only certain breaks are taken."""

from __future__ import annotations

import re

TITLE_WORD = (
    "(?:管理制度|制度|管理规定|规定|办法|规范|细则|守则|规则|群规|公约|章程|条例|方案|须知|准则|规章|规约|约定|倡议书|"
    "协议|承诺书|手册|指南|要求|通知|说明)"
)
_TITLE_TAIL = r"(?:（[^（）\n]{1,24}）|\([^()\n]{1,24}\)|范文|模板|范本|全文|最新|精选|大全)"
TITLE_END = re.compile(rf"{TITLE_WORD}{_TITLE_TAIL}*$")
PIECE_TAIL = r"[^\S\n]*[（(【]?篇[^\S\n]*[一二三四五六七八九十\d]{1,3}[）)】]?(?![章文幅篇个人份、])"

_STARTER = (
    r"为了|为(?:进一步|切实|有效|更好|加强|规范|保持|确保|维护|保证|提高|营造|方便|保障|提升|促进|明确|贯彻|落实|创建|建立|防止|避免)|"
    r"(?:本|该)(?:制度|办法|规定|规章|公约|守则|规则|规范|细则|章程|条例|群)|凡是?|若|如果|如有|所有|全体|任何|每位|严禁|禁止"
)
_SUREST = re.compile(r"(总[^\S\n]*则|附[^\S\n]*则|罚[^\S\n]*则)(?=[^的中第和与、，。：\s])")
_SCOPE = re.compile(
    r"((?:适用|使用)(?:范围|对象)|(?:制定|编制)?目的|(?:制定|编制)依据|宗旨|简介|引言|前言|概述|导语|结语|结束语)(?=(.{2}))"
)
_KNOWN = re.compile(
    r"((?:群|群组|群内|成员|群成员|微信群?|工作群|违规|信息|奖惩|纠纷|日常|安全|隐私|活动|会议|实名|昵称|群名片|群主|管理员|退群|入群|进群)"
    r"{0,2}(?:基本|使用|行为|发布|发言|管理|交流|命名|沟通)?(?:与|和|及)?"
    r"(?:原则|要求|职责|义务|权利|规范|规定|管理|机制|措施|制度|处理|处罚|流程|办法|责任|纪律|准则|保密|监督|申诉|解释|修订|执行|"
    r"奖惩|命名|定义|职责与权限|权利与义务))"
    rf"(?={_STARTER})"
)
_PENALTY = re.compile(
    r"((?:(?:违规|违纪)(?:处理|处罚|处置|责任)|责任追究|处罚)(?:措施|规定|办法|机制)?)"
    r"(?=对于|对违反|对[初首]次|凡|违反本|如|若)"
)
_ANY = re.compile(
    r"([^\s，。；：！？、]{2,12}?(?:原则|要求|职责|义务|权利|权限|规范|机制|措施|制度|范围|流程|办法|责任|纪律|准则|总则|附则|总纲|"
    r"目的|宗旨|定位|守则|须知|礼仪|规则|公约|事项|处理|处罚|构成|组成|分工|分类|命名|审核|监督|申诉|秩序|保密|奖惩|标准|条件|程序))"
    rf"(?=(?:{_STARTER.replace('若|', '若出现|若有|若发生|')}|如[对需遇因]|如发[现生]|如违反|如出现))"
    r"(?:(?=为了)|(?!为)|(?<!目的|宗旨|定位))"
)
_BARE = re.compile(rf"(范围|对象|依据|定义|职责|原则|义务|权利|纪律|组成|分工)(?={_STARTER})")
_VERB = re.compile(
    r"(?:加强|做好|规范|提高|落实|执行|遵守|违反|进行|按照?|依照|根据|制定|履行|明确|建立|完善|符合|严格|对)"
)
_SUBJECT = re.compile(
    r"((?P<who>[^\s，。；：！？、的]{1,8}?)的?(?:职责|义务|权利|权限|责任|行为))"
    r"(?=(?P=who)(?:应|须|必须|有权|可以|不得|要|负责))"
)
_DOUBLED = re.compile(r"([^\s，。；：！？、]{2,8})\1(?=[应须要不可由必请均在是为入每]|一律|统一|只能|有权|负责)")
"""群头像群头像应当…: the text begins with its own heading."""
_BRACKETED = re.compile(r"【[^【】\n]{1,24}】")
_IN_BRACKETS = re.compile(r"（[\u4e00-\u9fff、]{2,16}）")
_SPACED = re.compile(r"([^\s，。；：！？]{2,16})\x1e*[^\S\n\x1e\x1f]+(?=\S)")
_SCATTERED = re.compile(r"[^，。；：！？,;:!?\n]*[\u4e00-\u9fff][^\S\n]+[\u4e00-\u9fff，。；,;]")
"""More spaces before the first comma: the text has spaces anywhere, and none of them means anything."""
_HEADING_END = re.compile(
    r"(?:总则|附则|罚则|目的|依据|范围|对象|原则|要求|职责|义务|权利|权限|规范|规定|管理|机制|措施|制度|处理|处罚|流程|办法|责任|纪律|"
    r"准则|定义|宗旨|时限|期限|时间|方式|条件|程序|标准|设置|命名|保密|监督|申诉|解释|施行|生效|修订)$"
)
_RUN_IN = re.compile(
    r"[^\s，。；：！？、的]{0,6}?[^\s，。；：！？、的不勿]"
    r"(?:目的|依据|范围|对象|原则|职责|义务|权利|权限|规范|机制|措施|流程|责任|纪律|准则|定位|宗旨|时限|期限|方式|条件|程序|标准|"
    r"安排|要求|管理|处理|处罚|奖惩|监督|申诉|规则|命名|礼仪|秩序|须知|内容|分工)"
    r"(?=[^\s，。；：！？、的是为和与及或由在应须要不有以等进中上下内后前时者人员制并得可将])"
)
_MARK = re.compile(r"[，。；：！？,;!?…]")
_LEAD_IN = re.compile(
    r"以下|下列|如下|应该|应当|应(?!急|用|知|对)|须(?!知)|必须|不得|不能|不可|有权|包括|分为|负责以|均|请(?![假示求愿教购领款客])"
)
_WHAT_MAY_NOT = re.compile(
    r"[^的]{0,8}(?:不得|不能|不可|必须|应当|应该|均可)[^的下列]{1,8}的(?:信息|行为|内容|事项|情形|情况|消息|活动|言论|资料|人员)"
)
"""不得发布的信息 heads a list; 不得有下列行为 leads one in."""
_SUSPECT = re.compile(
    r"[^\s，。；：！？、]{3,14}?(?:为了|为(?:加强|规范|保持|确保|维护|保证|提高)|如果|再者|根据|虽说|除了|首先|由于|随着)"
)
_RULE_WORD = re.compile(r"^被|(?<=[规群人员])会(?![议员])|应|须|可|得|需|要求|本|有权|负责|禁止|不")


def plain(phrase: str, longest: int = 20) -> bool:
    """A short phrase without comma, stop or colon and without the words of a lead-in or a rule."""
    if not 0 < len(phrase) <= longest or _MARK.search(phrase):
        return False
    return not _LEAD_IN.search(phrase) or _WHAT_MAY_NOT.fullmatch(phrase) is not None


def short_line(phrase: str, longest: int = 40) -> bool:
    """A line that can be the heading of a 章: short, without comma or stop (a colon at its end is allowed)."""
    return 0 < len(phrase) <= longest and not _MARK.search(phrase.rstrip("："))


def split(phrase: str, *, article: bool = False) -> int | None:
    """Where the heading at the start of ``phrase`` ends, if that is certain; None otherwise.

    Certain are 【…】, （…） after 第一条 (``article``), a heading set off by a space, a well-known one before the
    usual beginning of a rule (适用范围本制度…), and one whose subject comes again at once (群主的职责群主应…).
    """
    bracketed = _BRACKETED.match(phrase)
    if bracketed and bracketed.end() < len(phrase):
        return bracketed.end()
    in_brackets = _IN_BRACKETS.match(phrase) if article else None
    if in_brackets and in_brackets.end() < len(phrase):
        return in_brackets.end()
    spaced = _SPACED.match(phrase)
    if spaced and _HEADING_END.search(spaced[1]) and plain(spaced[1]) and not _SCATTERED.match(phrase, spaced.end()):
        return spaced.end(1)
    surest = _SUREST.match(phrase)
    if surest:
        return surest.end()
    scope = _SCOPE.match(phrase)
    if scope and not re.match(r"[是为内的和与及、，。：；仅限在]|包括|之内|原则|如下|主要", scope[2]):
        return scope.end(1)
    if scope and re.match(rf"(?:{_STARTER})", phrase[scope.end(1) :]):
        return scope.end(1)
    for pattern in (_KNOWN, _PENALTY, _SUBJECT, _BARE):
        match = pattern.match(phrase)
        if match:
            return match.end(1)
    match = _ANY.match(phrase)
    if match and not _VERB.match(phrase) and not _LEAD_IN.search(match[1]):
        return match.end(1)
    return None


def ends_as_heading(phrase: str) -> bool:
    """Whether the last word is one that headings end in (条件, 职责)."""
    return _HEADING_END.search(phrase) is not None


def is_rule(phrase: str) -> bool:
    """Whether the words begin as a sentence of a rule does (本制度…, 严禁…), so that no heading is missing."""
    return _RULE_BEGINS.match(phrase) is not None


def run_in(phrase: str) -> bool:
    """Whether the words begin with what reads as a heading and go on without a sign (工作职责网格员负责…)."""
    match = _RUN_IN.match(phrase)
    return match is not None and not _VERB.match(phrase) and not _LEAD_IN.search(match.group())


def has_mark(phrase: str) -> bool:
    """Whether a comma, stop or colon stands in the words."""
    return _MARK.search(phrase) is not None


def suspicious(phrase: str) -> bool:
    """Whether a heading seems to be run into the text although its end is not certain."""
    if _DOUBLED.match(phrase):
        return True
    match = _SUSPECT.match(phrase)
    return match is not None and not _RULE_WORD.search(match.group())


_RULE_BEGINS = re.compile(
    rf"(?:{_STARTER}|不得|未经|对于?|各|违反|违者|请|每|"
    r"(?:群?成员|群主|管理员)[^，。；：]{0,8}?(?:应|须|可|不|得|有权|要|请|负责|必|由|为))"
)
_TITLE_STARTER = re.compile(
    rf"(?:{_STARTER}|为[使让深全适充推做落营切]|根据|依据|按照|各位|尊敬|亲爱|随着|一、|（一）|第[一1]|篇|目录)"
)
_NO_TITLE = re.compile(
    r"(?:为了?(?:加强|规范|更好|进一步|确保|方便|维护|提高)|根据|依据|按照|各位|尊敬|亲爱|大家|请)|(?:目\s*[录次]|总\s*则|附\s*则|前言|引言)$"
)
_CONTENTS = re.compile(r"目[^\S\n]*[录次](?=第|一|壹|1|\s|$)")
_LONGEST_TITLE = 120
_BYLINE = re.compile(
    r"[（(【\[|\s]*(?:(?:信息|文章)?来源|作者|编辑|发布(?:时间|日期|人)|更新(?:时间|日期)|时间|日期|(?:浏览|阅读|点击)(?:次数|量|数)?)[：:]"
)
_ASKS = re.compile(r"怎么|怎样|如何|什么|为何|哪")
_ASKED = re.compile(r"[？?](?=[^？?]*$)")
_ADOPTED = re.compile(r"（(?:19|20)\d{2}年\d{1,2}月[^（）\n]{0,30}(?:通过|公布|发布|印发|批准)[^（）\n]{0,8}）$")
_COLUMN = re.compile(r"(?:[^\S\n\u3000]{4,}|\u3000{3,})(?![\s（(])")
_TITLE_WORD = re.compile(TITLE_WORD + rf"{_TITLE_TAIL}*(?:{PIECE_TAIL})?")


def may_be_title(line: str) -> bool:
    """Whether a first line of its own can be the title: short, and neither 目录 nor 总则 nor an address."""
    line = _unasked(line)
    return short_line(line) and not line.endswith("：") and not _NO_TITLE.match(line) and _byline(line) is None


def _unasked(line: str) -> str:
    """The line without the question mark of a title that asks (新群怎么带？几点建议)."""
    return _ASKED.sub(" ", line) if _ASKS.search(line) else line


def _byline(line: str) -> int | None:
    """Where a title ends that a byline or a column goes on after (…办法 来源：本站, …办法　　　　内部使用), or None."""
    for pattern in (_BYLINE, _COLUMN, _CONTENTS):
        found = pattern.search(line[:_LONGEST_TITLE])
        head = line[: found.start()].rstrip(" \u3000（(【[|") if found else ""
        if TITLE_END.search(head):
            return len(head)
    return None


def title_end(line: str, *, before_number: bool) -> int | None:
    """Where the title of a regulation ends in its first line; None if the line does not begin with one.

    ``before_number``: the line is run into the first number, so that a whole line without stop is a title.
    """
    byline = _byline(line)
    if byline is not None:
        return byline
    piece = re.match(rf"[^\n，。；！？]{{0,60}}?{PIECE_TAIL}(?:[：:]?[^\n，。；！？：、]{{2,40}}?{TITLE_WORD}$)?", line)
    if piece:
        return piece.end()
    if _NO_TITLE.match(line):
        return None
    adopted = _ADOPTED.search(line[-_LONGEST_TITLE:]) if before_number else None
    if adopted and TITLE_END.search(line[: len(line) - len(adopted.group())]):
        return len(line) - len(adopted.group())
    if before_number and len(line) <= 60 and not re.search(r"[，。；！？]", _unasked(line)) and not line.endswith("："):
        return len(line)
    end = None
    for match in _TITLE_WORD.finditer(line[:80]):
        if re.search(r"[，。；！？]", line[: match.start()]):
            break
        rest = line[match.end() :]
        if not rest.strip():
            return match.end()
        if end is None and _TITLE_STARTER.match(rest):
            end = match.end()
        elif end is None and rest.startswith(line[: match.end()]):
            continue  # the title stands twice; the break comes after the repetition
    return end
