"""Where a long heading is parted: between words, so that its lines are of about one length (GB/T 9704-2012, 7.3.1).

Nothing here understands Chinese. A list of the words that titles of offices and groups are made of says where a break
would tear one, and a list of endings where a name or a phrase is over.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from math import ceil

from wxadmin.printing.typesetting.breaking import PENALTIES, Line
from wxadmin.printing.typesetting.measuring import FULL, HALF, Measured

# After these a heading may be parted without tearing a word: the office, then what the paper is.
_JOINTS = re.compile(
    "(?<=公司|中心|学校|小学|中学|大学|学院|医院|街道|社区|小区|集团|年级|部门|关于|制度|规定|办法|期间|加强|开展|做好|规范|印发|落实)"
    "|(?<=[会局处科院园厂室群班》）、])|(?=和|与|及|以及|有关|的)(?<!以)|(?<=的)|(?=[《（])"
)
_LISTED = """
进一步 意见稿 办公室 委员会 管理站 管理员 微信群 工作群 自行车 负责人 实施细则 若干 补充 暂行 试行
修订 征求 意见 管理 办法 规定 制度 细则 通知 公告 通报 决定 方案 规范 准则 公约 守则 条例 工作
微信 成员 员工 职工 干部 党员 学生 家长 教师 业主 居民 村民 物业 小区 社区 街道 乡镇 网格 公司
企业 单位 部门 机关 中心 学校 小学 中学 大学 学院 班级 年级 幼儿 医院 集团 有限 责任 股份 安全
生产 信息 数据 网络 保密 值班 值守 考勤 考核 奖惩 处罚 处理 违规 违纪 行为 言行 发言 聊天 昵称
实名 成立 组建 解散 使用 运行 建设 维护 日常 加强 关于 落实 开展 做好 实施 执行 严格 禁止 严禁
期间 台风 防汛 疫情 消防 应急 预警 红色 黄色 蓝色 橙色 紧急 轮流 通信 联络 联系 泊位 班组 渔港
渔船 船员 船舶 家属 转发 引用 文件 传输 撤回 有关 相关 情况 问题 事项 要求 追究 监督 检查 举报
投诉 申诉 答复 建议 服务 活动 志愿 培训 会议 学习 宣传 舆情 管控 平台 内部 外部 客户 项目 技术
研发 销售 财务 人事 人力 资源 行政 后勤 采购 仓储 物流 司机 车辆 停车 宠物 垃圾 分类 装修 噪音
公共 区域 设施 设备 电动 充电 秩序 文明 言论 隐私 保护 个人 集体 国家 法律 法规 规章 纪律 廉洁
党建 团委 工会 妇联 退休 老年 青年 少年 儿童 暑期 寒假 节日 春节 国庆 名单 公示 启事 须知 说明
报告 总结 计划 登记 记录 清单 汇总 对照 附件 申请 审批 备案 验收 交接 离职 入职 调整 变更 停用
启用 印发 政务 媒体 群组 转办 督办 组织 队伍 志愿者 租户 住户 业委会 楼栋 夜间 噪声 快递 外卖
配送 门卫 来访 出入 疾控 卫生 健康 环境 绿化 燃气 用电 防火 防盗 反诈 诈骗 谣言 广告 刷屏 红包
接龙 打卡 请假 加班 排班 轮班 调度 检修 施工 监理 质量
"""
_WORDS = tuple(_LISTED.split())
_NO_JOINT, _TORN = 0.5, 1.5
"""What a break costs that is at no joint, and one that tears a word; the unevenness of lines costs about as much when
one of two is half as long as the other."""


def halves(text: str) -> list[str]:
    """A long name in two, at the joint nearest to its middle; a space there is left out."""
    middle = len(text) / 2
    joints = [m.start() for m in re.finditer(r"[\s　]", text)] or [m.start() for m in _JOINTS.finditer(text)]
    joint = min((at for at in joints if 0 < at < len(text)), key=lambda at: abs(at - middle), default=ceil(middle))
    return [text[:joint].strip(), text[joint:].strip()]


@lru_cache(maxsize=64)
def costs(text: str) -> tuple[float, ...]:
    """What it costs to part a heading before each of its characters."""
    joints = {match.start() for match in _JOINTS.finditer(text)}
    torn: set[int] = set()
    for word in _WORDS:
        at = text.find(word)
        while at >= 0:
            torn.update(range(at + 1, at + len(word)))
            at = text.find(word, at + 1)
    return tuple(_TORN if at in torn else 0.0 if at in joints else _NO_JOINT for at in range(len(text)))


def balanced(para: Measured, count: int, column: float) -> list[Line] | None:
    """A heading in ``count`` lines no wider than ``column`` (thousandths of the em); None where that cannot be.

    One line more where so many lines would tear a word. ``para`` has been broken before, so its sums are there.
    """
    way = _way(para, count, column)
    if way and _tears(para.text, way):
        longer = _way(para, count + 1, column)
        way = way if not longer or _tears(para.text, longer) else longer
    return [_line(para, start, end) for start, end in pairwise(way)] if way else None


def _tears(text: str, way: tuple[int, ...]) -> bool:
    return any(costs(text)[at] == _TORN for at in way[1:-1])


def _way(para: Measured, count: int, column: float) -> tuple[int, ...] | None:
    """Where the lines begin, and the end."""
    size = len(para.text)
    prices = costs(para.text)
    places = [k for k in range(1, size) if PENALTIES[para.classes[k - 1 : k + 1]] == 0.0]
    ideal = para.width / count
    # The cheapest way to set the text up to each place in so many lines.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for left in range(count - 1, -1, -1):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, way) in best.items():
            for end in [k for k in places if k > start] if left else [size]:
                width = _line(para, start, end).width
                if width > column:
                    break
                price = cost + 2 * ((width - ideal) / ideal) ** 2 + (prices[end] if left else 0.0)
                if end not in following or price < following[end][0]:
                    following[end] = (price, (*way, end))
        best = following
    return best[size][1] if size in best else None


def _line(para: Measured, start: int, end: int) -> Line:
    """The characters from ``start`` to ``end`` as a line of their own."""
    classes = para.classes
    stop = end
    while stop > start + 1 and classes[stop - 1] in "SI":
        stop -= 1
    head = HALF if start and classes[start] == "O" and para.widths[start] >= FULL else 0
    last = stop - 1
    over = max(0, para.natural[last] - para.widths[last])
    return Line(start, stop, -float(head), float(para.length[stop] - para.length[start] - head - over))
