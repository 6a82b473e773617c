"""Clauses that answer in words of their own: coming or not, for or against, on leave, what got done."""

from __future__ import annotations

import re

from wxadmin.domain.name_folding import NAME_MARKS

_WHO = (
    rf"(?:我们?|本人|我家|爸{{1,2}}(?!爸)|妈{{1,2}}(?!妈)|爷爷|奶奶|外公|外婆|姥姥|姥爷|家长|全家|全员|孩子|和|与|跟|及|代|替|帮|{NAME_MARKS}"
    r"|[一二两三四五六几\d]+(?:口|个)人?|[今明后]天|上午|下午|晚上|都|也|可能|应该|会|一定)*"
)
_BEGINNINGS = (
    r"不?参加|没空|没时间|没法来|不?报名|不报|不去|不来|不到|[去来到]不了|参加不了"
    r"|(?:不|不能|无法|没法|能|可以?|会|一定|马上)(?:参加|去|来|到|出席)|[准按]时(?:到|参加|出席)"
    r"|(?:家里|临时|单位|公司|孩子)*有事(?:不|来不|去不)[来去到了]"
    r"|(?:要|需|有事)?请(?:[一二两三四五半\d]+个?(?:天|小时|上午|下午|晚上)的?|个)?[病事年婚产丧]?假"
    r"|(?:坚决|完全|强烈|表示)?(?:不?(?:太|大|完全)?(?:同意|赞成|赞同|支持)|不?反对|不接受|不认可|不愿意|弃权)"
    r"|[没无](?:有)?(?:意见|异议)|(?:会|要)?(?:晚到|晚点到|晚来|迟到)|不?出席|缺席"
    r"|已(?:报名|参加|接龙|提交|交|填|填写|报|办|转发?|做|发(?!货))|我报"
)
_WHOLES = (
    r"(?:均|一切)?(?:平安|正常|无异常)|(?:已|安全)到家"
    r"|(?:在?休|请)?(?:[病事年婚产丧]假|调休)(?:中|[一二两三四五半\d]+天)?"
    r"|(?:填|交|报|办|做|弄|接|打|种|测|签|看|读|学|领|录)(?:(?:好|完|过)?[了啦]|[好完])(?:[\u4e00-\u9fff]{0,2}老师|领导)?"
)
_ENGLISH = (
    r"(?:sorry[\s,]*)?(?:i\s?)?(?:'?ll|can(?:'?t|not)?|won'?t|will|am|'?m)?\s?(?:not\s|be\sable\sto\s)*"
    r"(?:attend|make\sit|come\b|be\sthere|join\sin)"
)
_SPOKEN = re.compile(
    rf"{_WHO}(?:(?:{_BEGINNINGS})(?!的.)|(?:{_WHOLES})$)|(?:我们?|我家|全家|都|也|会|能|可以|一定)*[去来到能会]的?$|{_ENGLISH}",
    re.IGNORECASE,
)
# What announcements ask to be done; 走, 睡, 坏, 退群, 离职 and 投诉 are what talk tells of.
_DOING = (
    r"(?:转|发|通知|传达|告知|安排|布置|部署|提交|上交|交|上报|填|报(?!警)|完成|落实|执行|整改|自查|排查|检查|查|办|做|弄"
    r"|处理|处置|登记|核对|核实|核查|确认|准备|备|联系|宣传|张贴|贴|清理|清扫|打扫|扫|打(?!电话|车)|消毒|学习|学|阅|知悉|知晓"
    r"|读|看|签|领|录|测|种|接(?!到)|缴|付|投(?!诉)|订|选|关|停|装|更新|更换|换|改|收(?!到))"
)
_DONE = re.compile(
    r"(?!.*(?:没|未|不|差|才|快|谁|请|回复|大家|各位|货|款|钱|红包|包裹|转账|外卖|下单|撤回|[他她它你您]))"
    r"(?:.{0,8}?(?:完成|完毕|搞定|办妥|到位|[到收交领]齐)[了啦]?"
    rf"|.{{0,8}}已经?{_DOING}[\u4e00-\u9fff]{{0,4}}"
    rf"|[\u4e00-\u9fff]{{0,4}}{_DOING}(?:好|完|齐)[了啦]"
    rf"|[\u4e00-\u9fff]{{0,4}}(?:全部?|都|已经?){_DOING}[\u4e00-\u9fff]{{0,2}}[好完齐]"
    rf"|[\u4e00-\u9fff]{{1,4}}[组部班队科室店家区](?:都|全部?)?{_DOING}(?:到|过)?[了啦])"
)


# 急诊知晓, 二组已阅: who has it, and that he has.
_KNOWN = re.compile(r"(?!.*[不没未谁怎吗])[\u4e00-\u9fff]{1,6}?(?:知晓|知悉|收悉|已阅|已知|明白)了?")


def answers(clause: str) -> bool:
    """Whether a clause (letters only) answers by itself: 不参加, 同意, 我请半天假, 交了."""
    return _SPOKEN.match(clause) is not None or _KNOWN.fullmatch(clause) is not None


def tells_done(clause: str) -> bool:
    """Whether it says that somebody or his unit got something done: 自查完成, 二组已领齐; not 还没完成, 快递已签收.

    That answers where it comes first; behind other words (我的，已取) it is talk.
    """
    return _DONE.fullmatch(clause) is not None
