"""What a regulation fixes in numbers and names: naming rule, reply time, fines, appeal, ladder, interpreter, effect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.name_rule import NameRule
from wxadmin.domain.name_words import FIELD_WORDS, RELATIONS
from wxadmin.domain.numerals import CN_DIGITS, number
from wxadmin.domain.regulation import RegulationText, Setting, SettingKind, walk
from wxadmin.intake.regulation.ladder_words import ladder_steps
from wxadmin.intake.regulation.variants import usual

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]*[”’）]?")
_CLAUSE = re.compile(r"[^，；,;]+")
_NUM = rf"(?:(?<!\d)\d{{1,6}}(?!\d)|[{CN_DIGITS}]{{1,5}})"


def find_settings(parsed: RegulationText) -> tuple[Setting, ...]:
    """Every setting of the text, in reading order, with the unit that fixes it and the sentence that says so."""
    found = [setting for text in parsed.preamble for setting in _settings((), text)]
    for path, node in walk(parsed.nodes):
        found += _settings(path, node.text)
    found += [setting for text in parsed.closing for setting in _settings((), text)]
    return tuple(dict.fromkeys(found))


def _settings(at: tuple[str, ...], text: str) -> Iterator[Setting]:
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        read = usual(sentence)
        for kind, value in _values(read):
            if kind == "interpreter" and read != sentence:
                start = read.find(value)
                value = sentence[start : start + len(value)]
            yield Setting(kind, value, at, sentence)


def _values(sentence: str) -> Iterator[tuple[SettingKind, str]]:
    for rule in _naming_rules(sentence):
        yield "naming_rule", rule
    for minutes in _reply_minutes(sentence):
        yield "reply_minutes", str(minutes)
    for low, high in _fine_ranges(sentence):
        yield "fine_range", f"{low}-{high}"
    for window in _appeal_windows(sentence):
        yield "appeal_window", window
    for step in ladder_steps(sentence):
        yield "ladder", step
    for name in _interpreters(sentence):
        yield "interpreter", name
    for day in _effective(sentence):
        yield "effective", day


# -- naming rule

_RELATION = "|".join(sorted((word for word in RELATIONS if len(word) > 1), key=len, reverse=True))
_FIELD = "|".join(sorted(FIELD_WORDS, key=len, reverse=True))
_SHORT_RELATION = r"[爸妈父母](?=[/／、][爸妈父母])|(?<=[/／、])[爸妈父母]"
_PART = rf"[“‘「【（(]?(?:[一-龥]{{2}}姓名|{_FIELD}|{_RELATION}|{_SHORT_RELATION})(?:名称|全称|简称|名)?[”’」】）)]?"
_JOINT = r"[^\S\n]*(?:[+＋\-－—–_·~～／/]{1,2}|加)[^\S\n]*"
_RULE = re.compile(rf"(?:{_PART})(?:(?:{_JOINT}|(?<=[】」）)])(?=[【「（(])){_PART})+")
_OTHER_RELATION = re.compile(rf"({_RELATION})(?:[（(]({_RELATION})[)）])")
_EITHER_RELATION = re.compile(rf"({_RELATION})或者?({_RELATION})")
_GOES_ON_BEFORE = re.compile(r"[^\s\d，。：；][+＋\-－—–_][“「【（(]?$")
_GOES_ON_AFTER = re.compile(r"[+＋\-－—–_][“「【（(]?[^\s\d，。；”’]")
_NAMED = re.compile(r"命名|昵称|群名片|群内名称|名称|备注|改名|改为|改成|修改为|实名|格式|署名|标注")
_BARE_NAME = re.compile(
    r"(?:群?昵称|群名片|群内名称|群内称呼|备注名?)[^，。；]{0,8}?(?:改为|改成|修改为|更改为|设为|设置为|使用|采用|填写|统一为|应为|须为|为)"
    r"(?:本人)?[“「]?(?:真实姓名|本人姓名|真名|实名|姓名|学生姓名|孩子姓名)[”」]?(?![+＋\-－—–_/加、和与及])"
)
_REAL_NAME = re.compile(
    r"以(?:本人)?(?:真实姓名|真名|实名|姓名)(?:作为|为|作|命名|设为)|(?:一律|统一|均|都|必须|应当?|须)(?:使用|采用|填写|用)(?:本人的?)?(?:真实姓名|真名)"
)
_OWN_WORD = re.compile(r"[“「](?=[^”」]*姓名)((?:[一-龥]{1,6}[-+＋－—]姓名)|(?:姓名[-+＋－—][一-龥]{1,6}))[”」]")
"""A rule of two parts, one of them a word of the group's own: 车号-姓名."""
_FORM = re.compile("接龙|报名|填表|登记|签到|表格|预约|投票|缴费")
"""Where a name is put on a list and no nickname is meant."""
_PERSON_NAME = re.compile("[一-龥]{2}姓名")
"""队员姓名, 摊主姓名: a name, whosever it is."""
_NAME_WORD = re.compile("学生姓名|孩子姓名")


def _naming_rules(sentence: str) -> Iterator[str]:
    named = _NAMED.search(sentence) is not None
    named_anew = re.search("昵称|名片|备注|改名|群名", sentence) is not None
    sentence = _EITHER_RELATION.sub(r"\1/\2", _OTHER_RELATION.sub(r"\1/\2", sentence))
    rules = []
    for match in _RULE.finditer(sentence):
        if not named and not re.search(r"[+＋\-－—–]", match.group()):
            continue  # 姓名/部门/电话 without a word about names is a form to fill in
        if _GOES_ON_BEFORE.search(sentence[: match.start()]) or _GOES_ON_AFTER.match(sentence, match.end()):
            continue  # only part of a rule with a word that is not known: 摊主-姓名-绰号
        rule = re.sub(r"[“”‘’「」【】（）()\s]", "", match.group())
        rule = rule.replace("＋", "+").replace("加", "+").translate(str.maketrans("－—–", "---")).replace("--", "-")
        rule = _PERSON_NAME.sub(
            lambda word: word.group() if FIELD_WORDS.keys() & {word.group(), word.group()[:2]} else "姓名", rule
        )
        if _is_rule(rule):
            rules.append(rule)
    yield from rules
    if not rules and named_anew and (own := _OWN_WORD.search(sentence)):
        rules.append(own[1])
        yield own[1]
    if not rules and _REAL_NAME.search(sentence) and (named_anew or not _FORM.search(sentence)):
        yield "姓名"
    elif named and not rules and (bare := _BARE_NAME.search(sentence)):
        yield "学生姓名" if _NAME_WORD.search(bare.group()) else "姓名"


def _is_rule(rule: str) -> bool:
    try:
        return len(NameRule.parse(rule).patterns[0].kinds) > 1
    except UserError:
        return False


# -- time to answer

_DURATION = re.compile(
    r"(?P<half>半个?)小时|(?P<quarters>[一二三两1-3])刻钟|(?P<day>当[日天]|(?:[1一]个?(?:日|天|工作日)(?=之?内|以内)))|"
    rf"(?<![\d.])(?P<n>\d{{1,3}}\.\d|{_NUM})[^\S\n]*个?(?P<unit>分钟|小时|钟头)(?P<extra>半)?"
)
_ANSWER = re.compile(r"回复|回应|回话|答复|确认|收到|响应|应答|反馈|接龙|回执|回(?=[“「]?(?:收到|[1一]|数字|好))")
_ANSWER_AT_ONCE = re.compile(r"回复|回应|回话|确认|接龙|回执")
"""What members do with a notice; who answers a complaint within a day does something else."""
_RECEIPT = re.compile(r"(?:收到|接到|看到)[^，。；“”]{0,14}?(?:后|时|之日起|起)")
_OTHER_DEED = re.compile(
    r"解决|处理|办理|完成|办结|上报|报告|整改|修改|更改|改名|改为|改成|提交|移出|移除|撤回|公布|领取|到达|到场|赶到|发布|通报|给出|提供|退出|加入"
)
"""What else may have to be done in time; said in the same clause it is no time to answer."""
_NO_ORDER = re.compile(r"正常|不必|无需|不用|不要紧|没关系|不代表")
_ASKED = re.compile(r"提问|咨询|询问|投诉|举报|反映|意见|建议|申请|管理员|群主|委员会|负责人")
"""Who answers questions and complaints; members answer notices."""
_NOT_ANSWER = re.compile(r"禁言|撤回|会议|上班|迟到|开始前|提前|每隔|课|通话|语音|停留|在线")


def _reply_minutes(sentence: str) -> Iterator[int]:
    if not _ANSWER.search(sentence):
        return
    for match in _DURATION.finditer(sentence):
        around = _RECEIPT.sub("", sentence[max(0, match.start() - 30) : match.end() + 30])
        before = sentence[max(0, match.start() - 8) : match.start()]
        if not _ANSWER.search(around) or _NOT_ANSWER.search(before):
            continue
        clause = _RECEIPT.sub("", _clause_around(sentence, match))
        if _OTHER_DEED.search(clause) and not _ANSWER.search(clause):
            continue
        if match["day"] and not _ANSWER_AT_ONCE.search(clause):
            continue
        if _is_appeal(sentence, match.start()) or _NO_ORDER.search(sentence, match.end(), match.end() + 24):
            continue
        if match["day"] and "工作日" in match["day"] and _ASKED.search(sentence):
            continue
        yield from _minutes(match)


def _clause_around(sentence: str, match: re.Match[str]) -> str:
    before = re.split(r"[，；,;：]", sentence[: match.start()])[-1]
    after = _CLAUSE.match(sentence, match.end())
    return before + match.group() + (after.group() if after else "")


def _minutes(match: re.Match[str]) -> Iterator[int]:
    if match["half"] or match["day"]:
        yield 30 if match["half"] else 24 * 60
        return
    if match["quarters"]:
        yield 15 * (number(match["quarters"]) or 0)
        return
    whole, _, tenths = match["n"].partition(".")
    count = number(whole)
    if count is not None:
        unit = 1 if match["unit"] == "分钟" else 60
        minutes = count * unit + int(tenths or 0) * unit // 10 + (30 if match["extra"] and unit == 60 else 0)
        if minutes:
            yield minutes


# -- fines

_AMOUNT = rf"(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d{{1,2}}[百千万]|{_NUM})"
_FINE_WORD = re.compile(
    r"罚款|罚金|罚没|经济处罚|经济责任|处罚|处以|扣款|扣(?:除|减|发)?(?:当月|本月|当季|个人|本人|责任人|部门|班组|其)?(?:绩效|奖金|工资|提成|补贴)|扣罚|扣除|扣减|扣发|乐捐|赞助|罚(?=[\d一二三五]|人民币)|扣(?:责任人|当事人|违规者|违反者|违者|本人|个人|班组|每人|其)?(?=[\d一二三五])"
)
_OTHER_MONEY = re.compile(r"(?:奖励|红包|补贴|损失|价值)[^，；]{0,6}$")
_FINE = re.compile(
    rf"(?<!\d)(?P<low>{_AMOUNT})[^\S\n]*(?:元|块)?[^\S\n]*(?:以上[、，]?|起?至|起?到|[-－—–~～]{{1,2}})[^\S\n]*(?P<high>{_AMOUNT})[^\S\n]*(?:元|块)"
    rf"|(?P<upto>(?:最高|不超过|至多|上限为?)(?:可?(?:处以?|罚款|处罚))?(?:不超过)?(?:人民币)?)?(?<!\d)(?P<one>{_AMOUNT})[^\S\n]*(?:元|块)(?P<most>以下|以内)?"
)


_TIMES = {"百": 100, "千": 1000, "万": 10_000}


def _fine_ranges(sentence: str) -> Iterator[tuple[int, int]]:
    if not _FINE_WORD.search(sentence):
        return
    for match in _FINE.finditer(sentence):
        near = sentence[max(0, match.start() - 14) : match.end() + 12]
        if not _FINE_WORD.search(near) or _OTHER_MONEY.search(sentence[max(0, match.start() - 10) : match.start()]):
            continue
        if match["one"]:
            amount = _amount(match["one"])
            if amount:
                yield (0 if match["upto"] or match["most"] else amount), amount
        else:
            low, high = _amount(match["low"]), _amount(match["high"])
            if low is not None and high and low <= high:
                yield low, high


def _amount(text: str) -> int | None:
    digits = re.sub(r"[,，]", "", text)
    if digits[:1].isdecimal() and digits[-1] in _TIMES:
        return int(digits[:-1]) * _TIMES[digits[-1]]
    return number(digits)


# -- appeal

_APPEAL = re.compile(r"申诉|异议|复核|申辩|复议|不服|有(?:不同)?意见的|不满意的")
_NEAR = 80  # characters after a term in which it must be said what has to happen within it
_TERM_FOR_APPEAL = re.compile(r"申诉(?:期限?|时限|时间)|(?:异议|申诉)[^，。；]{0,6}(?:在|应|为)")
_DAYS = re.compile(rf"(?P<n>{_NUM})[^\S\n]*个?(?P<unit>工作日|自然日|日|天|小时|周|星期)(?:之?内|以内|为限)")
_APPEAL_TERM = re.compile(
    rf"(?:申诉|异议|复核|申辩)(?:提出)?(?:期限?|期间|时限|时间)(?:为|是|：)?(?P<n>{_NUM})[^\S\n]*个?(?P<unit>工作日|自然日|日|天|小时|周|星期)(?!之?内|以内)"
)
_ASKS = re.compile(r"申诉(?!人|者)|异议|申辩|复核申请|复议|提出|提起|申请复核|反映|书面申请")
_ANSWERS = re.compile(r"答复|回复|作出|做出|处理完|办结|审核|核实|核查|调查|反馈|给予|复核(?!申请)|完成|公布")


def _is_appeal(sentence: str, at: int) -> bool:
    """Whether a time stands in a sentence about appeals, where answering means something else."""
    return _APPEAL.search(sentence[max(0, at - 40) : at + 40]) is not None


def _appeal_windows(sentence: str) -> Iterator[str]:
    if not _APPEAL.search(sentence):
        return
    if term := _APPEAL_TERM.search(sentence):
        count = number(term["n"])
        if count:
            yield from _window(count, term["unit"])
            return
    for match in _DAYS.finditer(sentence):
        after = sentence[match.end() : match.end() + _NEAR].lstrip("，,")
        clause = _CLAUSE.match(after)
        rest = clause.group() if clause else ""
        asks, answers = _ASKS.search(rest), _ANSWERS.search(rest)
        if asks is None and answers is None and clause:
            following = _CLAUSE.match(after, clause.end() + 1)
            asks = _ASKS.search(following.group()) if following else None
        if asks is None:
            before = sentence[max(0, match.start() - 14) : match.start()]
            if answers is not None or not _TERM_FOR_APPEAL.search(before):
                continue
        elif answers is not None and answers.start() < asks.start():
            continue
        count = number(match["n"])
        if count:
            yield from _window(count, match["unit"])


_LONGEST_WINDOW = 366  # days


def _window(count: int, unit: str) -> Iterator[str]:
    """Nobody has more than a year to appeal: more is a slip, or no window at all."""
    days = -(-count // 24) if unit == "小时" else count * 7 if unit in {"周", "星期"} else count
    if days <= _LONGEST_WINDOW:
        yield f"{days}wd" if unit == "工作日" else f"{days}d"


# -- who interprets, when it holds

_INTERPRETER = (
    re.compile(r"(?:最终)?解释权(?:最终)?[^\S\n]*(?:归属于?|归于|归|属于|属|由|为|在)(?P<who>[^，。；、]{1,30}?)(?:所有|享有|行使|负责|拥有)?[，。；！]?$|"
               r"(?:最终)?解释权(?:最终)?(?:归属于?|归于|归|属于|属|由)(?P<who2>[^，。；]{1,30}?)(?:所有|享有|行使|负责|拥有)?[，。；]"),
    re.compile(r"(?:负责)?解释(?:部门|单位|机构)(?:为|是|：)(?P<who>[^，。；、]{2,30})"),
    re.compile(
        r"由(?P<who>[^，。；由]{1,40}?)(?:(?:负责|归口管理?|统一|共同|最终|进行|制定|制订|拟定|修订|修改|补充|完善|监督|执行|实施|组织)"
        r"[和与及并、]?(?:且|同时)?)*(?:负责)?(?:进行)?解释"
    ),
    re.compile(
        r"(?P<who>[^，。；：由]{1,20}?)(?:有权|拥有|享有|保留|负责|有(?=(?:最终)?解释权))对?(?:本|该)?[^，。；]{0,10}?(?:进行|的)?(?:最终)?解释"
    ),
)  # fmt: skip


def _interpreters(sentence: str) -> Iterator[str]:
    if "解释" not in sentence:
        return
    for pattern in _INTERPRETER:
        for match in pattern.finditer(sentence):
            groups = match.groupdict()
            who = (groups.get("who") or groups.get("who2") or "").strip("“”\"' ：:")
            who = re.sub(r"^(?:本|该)[^，。；]{0,8}(?=群主|公司|学校|行政)|(?:共同|统一|最终)$", "", who)
            if who and not re.search(r"如有|任何|进一步|需要", who):
                yield who
                return


_ISSUE = re.compile(
    r"(?:自|从|于)?(?:本(?:制度|办法|规定|规章|公约|守则|规则|规范|细则|群规|章程))?(?:正式)?"
    r"(?:发布|公布|颁布|印发|下发|签发|签字|发文|通过|批准|公示(?:期满|结束)?|公告|宣布|签署|审议通过)(?:之日|当日|之时|之后|后|即日|日)起?(?:开始|正式|即)?"
    r"(?:施行|实施|执行|生效|实行|试行|起用|启用)|(?:即日|今日|发布之日|公布之日|下发之日|颁布之日|印发之日)起(?!满|公示|公告|后?[\d一二三四五六七八九十]+个?(?:工作|自然)?[日天月周小])"
)
_DATE = re.compile(
    rf"(?<!\d)(?P<y>\d{{4}}|[{CN_DIGITS}○]{{4}})[^\S\n]*[年.\-/][^\S\n]*(?P<m>{_NUM})[^\S\n]*[月.\-/][^\S\n]*(?P<d>{_NUM})[^\S\n]*日?"
    r"[^\S\n]*(?:零时)?(?:起|开始)?[^，。；]{0,4}?(?:施行|实施|执行|生效|实行|试行|起用|启用)(?!的)"
)
_DATED = re.compile(
    rf"(?:生效|施行|实施|执行|启用)(?:日期|时间)(?:为|是|：)[^\S\n]*(?P<y>\d{{4}}|[{CN_DIGITS}○]{{4}})[^\S\n]*[年.\-/][^\S\n]*"
    rf"(?P<m>{_NUM})[^\S\n]*[月.\-/][^\S\n]*(?P<d>{_NUM})"
)
_CN_YEAR = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def _effective(sentence: str) -> Iterator[str]:
    for match in (*_DATE.finditer(sentence), *_DATED.finditer(sentence)):
        year = match["y"].translate(_CN_YEAR)
        month, day = number(match["m"]), number(match["d"])
        try:
            found = date(int(year), month or 0, day or 0)
        except ValueError:
            continue  # 2月30日: a slip that only its author can put right
        yield found.isoformat()
        return
    for part in re.split("；", sentence):
        issue = _ISSUE.search(part)
        if issue and _HOLDS.search(part) and not _is_of_something_else(sentence, part, issue):
            yield "on_issue"
            return


_HOLDS = re.compile(r"施行|实施|执行|生效|实行|试行|启用|起用")
_SELF = re.compile(
    r"(?:本|此|该|以上)(?:制度|办法|规定|规章|公约|守则|规则|规范|细则|群规|章程|约定|条例|方案|通知)|自|从"
)
_BY_WHOM = re.compile(r"(?:经|报|由|待|须经|应当?经|并经|并报)[^，。；]*$")


def _is_of_something_else(sentence: str, part: str, issue: re.Match[str]) -> bool:
    """请假…经负责人批准后生效: what is approved is not the text itself."""
    if not re.match(r"通过|批准|公示|签字|签署", issue.group()) or _SELF.search(sentence):
        return False
    return bool(_BY_WHOM.sub("", part[: issue.start()]).strip("，"))
