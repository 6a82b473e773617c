"""Which clause of a regulation speaks of an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "advert": ("广告", "推销", "营销", "推广", "微商", "拉票", "商业", "无关链接"),
    "abuse": ("辱骂", "谩骂", "侮辱", "人身攻击", "诽谤", "攻击他人", "吵架", "不文明", "文明用语"),
    "discrimination": ("歧视", "侮辱", "攻击"),
    "porn": ("色情", "低俗", "淫秽", "不雅", "庸俗"),
    "violence": ("暴力", "恐吓", "威胁", "血腥"),
    "gambling": ("赌博", "博彩", "红包赌"),
    "drugs": ("毒品", "违禁"),
    "fraud": ("诈骗", "欺诈", "传销", "虚假"),
    "rumour": ("谣言", "不实", "虚假", "未经证实", "未经核实", "误导"),
    "politics": ("政治", "反动", "国家安全", "社会稳定"),
    "superstition": ("迷信", "邪教"),
    "personal_data": ("个人信息", "隐私", "身份证", "手机号", "泄露"),
    "secret": ("保密", "机密", "秘密", "泄密", "内部资料", "客户"),
    "link": ("链接", "二维码", "小程序", "病毒", "网址"),
    "flood": ("刷屏", "灌水", "表情", "频繁发", "大量"),
    "duplicate": ("重复", "刷屏"),
    "mention_abuse": ("@", "艾特", "刷屏"),
    "trade": ("交易", "买卖", "拼团", "拼单", "团购", "代购", "售卖", "出售", "推销", "转让"),
    "off_hours": ("休息时间", "夜间", "深夜", "点后", "安静", "工作时间以外", "非工作时间"),
    "off_topic": ("无关", "闲聊", "聊天", "与工作无关", "与学习无关"),
}
"""Words by which a text speaks of each category of screening."""

UNLAWFUL = frozenset({"porn", "violence", "gambling", "drugs", "fraud", "rumour", "politics", "superstition", "link"})
_LAW = ("违法", "违反法律", "法律法规", "国家法律", "有害信息")


def clause_about(texts: Sequence[str], category: str, hint: str = "") -> int | None:
    """The index of the clause that speaks of the category most closely, None when none does.

    The hint counts double. Of clauses that say as much the shorter one is closer, then the earlier one. What is
    against the law falls under a clause on unlawful content where none names it.
    """
    found = _closest(texts, SUBJECTS.get(category, ()), hint)
    return _closest(texts, _LAW, "") if found is None and category in UNLAWFUL else found


def _closest(texts: Sequence[str], words: Sequence[str], hint: str) -> int | None:
    best: tuple[int, int, int] | None = None
    for index, text in enumerate(texts):
        points = sum(word in text for word in words) + (2 if hint and hint in text else 0)
        if points:
            rank = (-points, len(text), index)
            best = rank if best is None else min(best, rank)
    return None if best is None else best[2]
