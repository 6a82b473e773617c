"""Lines that a web page, a word processor or a letterhead puts around a regulation."""

from __future__ import annotations

import re

_BREADCRUMB = re.compile(
    r"(?:您?的?(?:当前|现在|所在)+(?:的?位置|栏目)?|位置|网站首页|首页|主页)\s*[：:>»›→/|\\-].*|"
    r"[^>»›\n，。；]{1,20}(?:\s*[>»›]\s*[^>»›\n，。；]{1,24}){2,}"
)
_LABEL = (
    r"(?:信息|文章|稿件|新闻)?来源|(?:文章|本文)?作者|责任?编辑|编辑|编审|责编|校对|审核|供稿|撰稿|发布(?:时间|日期|人|者|单位|机构|于)|更新(?:时间|日期|于)|(?:浏览|阅读|点击|访问)(?:次数|人数|量|数)?|"
    r"字体|字号|访问量|人气|点赞|评论|收藏|分享(?:到|至)?|转发(?:到|至)?|关键[字词]|标签|栏目|分类|时间|日期|索引号|打印"
)
_LABELS = re.compile(rf"(?:^|[\s|｜【\[（(　])(?:{_LABEL})\s*[：:]")
_ONE_LABEL = re.compile(
    r"[【\[（(]?(?:(?:信息|文章|稿件|新闻)?来源|本文作者|责任编辑|责编|编审|发布(?:时间|日期)|发布于|更新(?:时间|日期)|更新于|(?:浏览|阅读|点击|访问)(?:次数|人数|量|数)|访问量|字体大小|字体|字号|"
    r"分享(?:到|至)|索引号|本文(?:来源|地址|链接|作者)|原文(?:链接|地址)|(?:本页|本文)?网址)\s*[：:].*|"
    r"(?:浏览|阅读|点击|访问)(?:次数|人数|量|数)?\s*[：:]?\s*\d[\d,.万+]*\s*次?|\d[\d,.万+]*\s*(?:次|人)?(?:浏览|阅读|点击|访问)(?:次数|量)?"
)
_BUTTON = re.compile(
    r"(?:上|下)一(?:篇|条|页|个)(?:文章)?\s*(?:[：:].*)?|(?:点击)?(?:打印|下载|收藏|举报|评论|点赞|在看|转发|分享|纠错|复制)(?:本页|此页|本文|全文|文档|文章|链接|此文|给朋友)|打印|"
    r"关闭(?:窗口|本页|页面)|返回(?:顶部|首页|列表|上一页|目录|上级)|(?:分享|转发)(?:到|至)\s*[：:]?.{0,30}|(?:微信)?扫(?:一扫|码).{0,30}|更多.{0,16}(?:请)?(?:关注|点击|下载|访问).{0,20}|长按.{0,30}二维码.{0,20}|"
    r"阅读(?:原文|全文|更多)|展开(?:全文|更多)|查看(?:原文|更多|全文)|加载更多|听全文|点击(?:上方|下方)?.{0,16}关注.{0,12}|关注我们.{0,12}|"
    r"(?:喜欢|觉得).{0,20}(?:点赞|在看|转发).{0,12}"
)
_BESIDE_BUTTONS = re.compile(
    r"[大中小]|没有了|关闭|收藏|点赞|在看|评论|转发|分享|举报|微信|微博|QQ空间|QQ|朋友圈|\d{1,6}"
)
_DAY = r"(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?"
_BY = r"(?:阅读|浏览|点击|来源|作者|小编|编辑|发布|原创)"
_DATED = re.compile(rf"{_DAY}.{{0,40}}{_BY}[^。]{{0,40}}|{_BY}[^，。；：]{{0,40}}{_DAY}[^，。；]{{0,20}}")
"""A line of a page above the text with a day and who wrote or read it."""
_IN_BRACKETS = re.compile(r"[（(【\[]([^（）()【】\[\]]{2,40})[）)】\]]")
_BETWEEN = re.compile(r"[|｜/·•\s【】\[\]]+")
_FOOT = re.compile(
    r"版权所有.*|(?:©|Copyright|copyright).*|.{0,30}ICP备.{0,40}|.{0,20}公网安备.{0,40}|技术支持\s*[：:].*|网站(?:地图|声明|标识码).*|"
    r"(?:主办|承办|建设)单位\s*[：:].*|(?:免责|版权)?声明\s*[：:]\s*(?:本文|本站|文章|转载|内容|图文).*|转载请注明.*|本文(?:由|转自|转载自|来自|摘自).{0,40}|"
    r"未经(?:许可|授权|允许)[，,]?(?:不得|禁止|严禁)转载.*|推荐度[：:].*|(?:word|Word|WORD|PDF|pdf)文档下载.*|(?:点击)?下载(?:文档|本文|附件)?.{0,8}(?:文档|word|doc|pdf).{0,12}"
)
_ASSISTANT = re.compile(
    r"(?:好的|当然(?:可以)?|没问题|以下是|下面是|这是|为您)[^。]{0,60}(?:[：:。！]|参考|调整|修改)[^。]{0,30}[：:。！]?|"
    r"(?:希望(?:这份|以上|本)|如(?:果您?)?(?:需要?|还需)|您可以根据).{0,60}(?:帮助|参考|告诉我|调整|修改|补充)[^。]{0,20}[。！!]?.{0,20}|"
    r"(?:仅供参考|注：?(?:本文|以上).{0,40}参考.{0,20})[。！]?"
)
"""What a writing program says around the text it was asked for."""
_SENTENCE = re.compile(r"[。；]\s*\S")
_PAGE = re.compile(
    r"[-—－–―─_·•~～]{1,3}\s*(?:第\s*)?[\d〇一二三四五六七八九十]{1,4}\s*(?:页\s*)?[-—－–―─_·•~～]{1,3}|"
    r"第\s*[\d一二三四五六七八九十]{1,4}\s*页(?:\s*[，,/／（(]?\s*共\s*[\d一二三四五六七八九十]{1,4}\s*页\s*[）)]?)?|"
    r"共\s*\d{1,4}\s*页\s*[，,/／]?\s*第\s*\d{1,4}\s*页|\d{1,3}\s*[/／]\s*\d{1,3}|(?i:page)\s*\d{1,4}(?:\s*(?i:of|/)\s*\d{1,4})?"
)
_LETTERHEAD = re.compile(
    r".{2,30}文\s*件|.{0,20}[〔\[［（(【]\s*(?:19|20)\d{2}\s*[〕\]］）)】]\s*第?\s*\d{1,4}\s*号|"
    r"(?:文件|制度|体系)?(?:编\s*号|文\s*号|版\s*[本次]号?|密\s*级|受控状态|签发人?|缓急|页\s*[码数次]|(?:生效|实施|施行|发布|制定|修订|编制|批准)日期|"
    r"(?:制定|编制|归口|发布|起草|责任|主管|执行)?(?:部门|单位)|编\s*制|审\s*核|批\s*准|起\s*草|会\s*签)\s*[：:].{0,60}|附\s*件\s*\d{0,2}\s*[：:]?|"
    r"(?:19|20)\d{2}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?|（?内部(?:资料|文件)[^。]{0,12}）?"
)


def is_web(line: str, *, head: bool) -> bool:
    """Whether the line is a breadcrumb, a byline, a counter, a button or a foot; ``head``: before the first number."""
    if len(line) <= 120 and _ASSISTANT.fullmatch(line):
        return True
    if len(line) > 160 or _SENTENCE.search(line):
        return False
    bare = _IN_BRACKETS.fullmatch(line)
    line = bare[1] if bare else line
    if _is_buttons(line) or _FOOT.fullmatch(line) or _ONE_LABEL.fullmatch(line):
        return True
    labels = len(_LABELS.findall(line))
    return labels >= 2 or (head and (_BREADCRUMB.fullmatch(line) is not None or _DATED.fullmatch(line) is not None))


def _is_buttons(line: str) -> bool:
    """Whether the line is one button or a row of them, at least one of which cannot be anything else."""
    if _BUTTON.fullmatch(line):
        return True
    pieces = [piece for piece in _BETWEEN.split(line) if piece]
    sure = [_BUTTON.fullmatch(piece) is not None for piece in pieces]
    return any(sure) and all(
        known or _BESIDE_BUTTONS.fullmatch(piece) for known, piece in zip(sure, pieces, strict=True)
    )


def is_page_mark(line: str) -> bool:
    """Whether the line is nothing but the number of a page."""
    return len(line) <= 20 and _PAGE.fullmatch(line) is not None


def is_letterhead(line: str) -> bool:
    """Whether a line above the title is a red head, a file number, a date or 附件."""
    return len(line) <= 60 and _LETTERHEAD.fullmatch(line) is not None
