"""Which clause of a regulation forbids what: a proposal from its words, for texts that do not say it themselves."""

from __future__ import annotations

import re

from wxadmin.domain.hits import Category
from wxadmin.domain.regulation import Node, RegulationText

_WORDS: dict[Category, str] = {
    "advert": r"广告|推销|营销|招揽|微商|拉票|推广|宣传产品|商业宣传|商业活动|发小程序|招生信息",
    "abuse": r"辱骂|谩骂|侮辱|诽谤|攻击|诋毁|骂人|挖苦|讽刺|脏话|粗俗|争吵|诬陷|中伤|吵架|骚扰|不雅言论",
    "discrimination": r"歧视|地域黑|偏见",
    "porn": r"色情|淫秽|黄色|低俗|低级趣味|不雅(?!言论)|涉黄|黄赌毒",
    "violence": r"暴力|恐怖|血腥|威胁|凶杀|恐吓|教唆犯罪",
    "gambling": r"赌博|博彩|彩票|涉赌|黄赌毒|赌球",
    "drugs": r"毒品|吸毒|涉毒|黄赌毒|违禁",
    "fraud": r"诈骗|欺诈|传销|非法集资|骗取|骗局|冒充|冒用|非法借贷|刷单",
    "rumour": r"谣言|造谣|传谣|虚假|不实|未经(?:核实|证实)|小道消息|误导|歪曲|夸大|捏造",
    "politics": r"国家安全|政治|反动|颠覆|国家统一|国家法律|法律法规|违法|社会稳定|邪教|民族团结",
    "superstition": r"迷信|邪教|算命|伪科学|风水",
    "personal_data": r"个人信息|隐私|他人[^，。；]{0,6}(?:电话|住址|照片|证件)|身份证|住址",
    "secret": (
        r"秘密|机密|保密|泄密|泄露[^，。；]{0,8}(?:信息|资料|数据|内容)|内部(?:信息|资料|文件)|客户(?:信息|数据|资料)|"
        r"外传|外泄|转发给"
    ),
    "link": r"链接|二维码|网址|病毒|木马",
    "flood": r"刷屏|灌水|连续发送|大量(?:发送|信息|消息|表情)|语音轰炸|长串语音|长语音|垃圾信息|表情包",
    "duplicate": r"重复(?:发送|发布|转发)|反复(?:发送|发布|转发)",
    "mention_abuse": r"[@＠][^，。；]{0,4}(?:全体|所有|他人|功能)|(?:滥用|频繁|随意)[^，。；]{0,4}[@＠]",
    "trade": r"交易|买卖|转让|拼单|团购|代购|销售|出售|售卖|倒卖|推销|微商",
    "off_hours": r"深夜|夜间|凌晨|晚上?[\d一二三四五六七八九十]+[点时:：]|安静时段|休息时间|(?:22|23|21)[:：]\d\d",
    "off_topic": r"无关|闲聊|私聊|聊天|灌水|与(?:工作|学习|班级|教学|小区)无",
}
_PATTERNS = {category: re.compile(words) for category, words in _WORDS.items()}
_FORBIDS = re.compile(
    r"不得|禁止|严禁|不准|不许|不可|不能|不要|不应|不宜|不允许|不发|不传|不信|不谈|不聊|不说|不搞|勿|杜绝|避免|谢绝|拒绝|抵制|违规|违反|"
    r"不(?=泄露|传播|散布|攻击|刷屏|辱骂|骂|侮辱|歧视|造谣|重复|滥用|公开|转发|讨论|利用|组织|参与)"
)
_ALLOWS_ONLY = re.compile(r"保护|保守|严守|保密|核实")
_SECRET: tuple[Category, ...] = ("secret", "personal_data")


def guess_subjects(text: RegulationText) -> dict[tuple[str, ...], tuple[Category, ...]]:
    """Path of numbers -> categories of hits that the clause seems to forbid, in the order of the categories.

    A clause counts if it, or the lead-in above it, forbids; duties to keep secrets and privacy count as well.
    Two clauses with the same path share one entry.
    """
    found: dict[tuple[str, ...], tuple[Category, ...]] = {}
    for node in text.nodes:
        _visit(node, (), forbidden=False, found=found)
    return found


def _visit(
    node: Node, path: tuple[str, ...], *, forbidden: bool, found: dict[tuple[str, ...], tuple[Category, ...]]
) -> None:
    here = (*path, node.number) if node.number else path
    words = f"{node.title or ''}：{node.text}" if node.text else ""
    forbids = forbidden or _FORBIDS.search(words) is not None
    subjects = tuple(category for category in _PATTERNS if words and _speaks_of(category, words, forbids=forbids))
    if subjects and here:
        before = found.get(here, ())
        found[here] = before + tuple(category for category in subjects if category not in before)
    lead_in = node.text.rstrip().endswith(("：", ":")) and _FORBIDS.search(words) is not None
    for child in node.children:
        _visit(child, here, forbidden=forbidden or lead_in, found=found)


def _speaks_of(category: Category, words: str, *, forbids: bool) -> bool:
    if _PATTERNS[category].search(words) is None:
        return False
    return forbids or (category in _SECRET and _ALLOWS_ONLY.search(words) is not None)
