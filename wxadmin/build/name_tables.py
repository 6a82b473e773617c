"""Makes the tables of the real-name check: variant characters, readings, look-alike shapes and scripts.

Run by hand when a source changes, never at start::

    python -m wxadmin.build.name_tables --unihan FOLDER --decomposition FILE

FOLDER holds ``Unihan_*.txt`` and ``EquivalentUnifiedIdeograph.txt`` (plain or .bz2, e.g. Debian's ``unicode-data``),
FILE is the CJK decomposition data (``cjk-decomp.txt``). OpenCC and pypinyin come from the ``build`` extra.
Sources and licences stand in ``resources/tables/names_NOTICE.md``.
"""

from __future__ import annotations

import argparse
import bz2
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from wxadmin.resource import resource_dir

_SHARED = 0.6
"""Two characters look alike when at least this share of their strokes lies in the parts they have in common."""

# Whole characters and parts that are easily taken for one another; from everyday proof-reading, our own list.
_ALIKE = """
于子 于干 于千 予子 予矛 土士 土工 未末 未朱 末来 己已 已巳 己巳 日曰 日目 日白 目且 目自 大太 大犬 太犬 大丈 木本
木术 木禾 木未 禾未 禾水 禾示 王玉 王主 玉主 王壬 王五 今令 勺匀 勺匂 来采 吉告 吉古 古占 人入 人八 入八 刀力 刀刃
力九 九丸 几凡 几儿 儿元 千干 千于 午牛 牛生 午干 天夫 天无 夫失 矢失 元无 元云 无旡 戊戌 戊戍 戌戍 戊戎 戌戎 戍戎
戎戒 戊成 爪瓜 瓜爪 贝见 见贝 风凤 风夙 凤夙 乌鸟 鸟岛 乌马 马鸟 田由 田甲 田申 由甲 甲申 由申 申电 车东 东乐 东车
乐禾 石右 右古 右石 名各 各名 壬任 斤斥 斤厅 氏民 民尺 毛手 毛屯 户尸 户卢 兄只 只兄 明朋 丹舟
天夭 冷泠 冼洗 冶治 冰水 沂圻
佘余 余佘 佘畲 昊吴 昊旲 旻昊 昱显 昱旨 晟成 晃冕 兔免 免兔 祎袆 炎焱 炅灵 炅昊 佳住 住往 佳隹 侯候 侯候 候侯 菅管
菅营 管营 莞菀 苑宛 芩苓 苓芩 茉荣 荣茉 茱茉 蓝篮 蔓曼 藉籍 萧箫 拨拔 拔拨 徽微 徽徵 微徵 析折 折拆 析拆 哀衷 衷衰
哀衰 裹裏 袅枭 沧沦 沦沧 抡抢 仑仓 仓仑 候侯 嬴赢 嬴羸 赢羸 崇祟 崇宗 粟栗 栗粟 粱梁 稚雅 推椎 楚焚 棘辣 盲育 肓盲
肖尚 亨享 亨京 享亭 亭亨 享京 姝妹 妹姝 妤好 妍研 妮尼 婉惋 娜那 嫒媛 媛嫒 媛援 琼凉 玥明 玫攻 玖玫 玮炜 珏玉 琰炎
琪棋 琦绮 瑶摇 璐露 璟景 堃坤 淼焱 淼森 森林 垚尧 晖辉 晓哓 睛晴 睛清 情清 晴清 静诤 婧靖 靓靖 倩情 颖颍 颖颕 颖颕
彬杉 杉彬 彬林 栋拣 杨扬 场扬 杨汤 汤场 柏拍 槐愧 桢帧 桂挂 桦烨 烨华 坚竖 竖坚 宁字 宇字 宁宇 宙宇 宸辰 密蜜 寅演
宾滨 富畐 寒塞 塞赛 敏敢 敢取 敖敝 敬警 毅豪 豪毫 毫毛 凌陵 陵棱 凌菱 俊骏 峻俊 竣俊 陈阵 阵陈 陆陇 陇陆 郑邓 邓郑
邵邹 邹邵 邱丘 邢刑 那邢 郭享 部郎 郎朗 郝赫 陶淘 阎闫 闫闰 闰闯 闻间 间问 问同 阔闊 鹏朋 鸿鸣 鸣呜 鸥鸭 钧钓 钧均
锦绵 绵棉 锋峰 铭名 铭铬 银根 钟种 钱浅 铁跌 钰玉 镁美 鑫金 维推 纬伟 绎译 绣诱 结洁 洁浩 浩洁 浩皓 皓皎 洋样 泽译
择泽 峰蜂 瑞端 端瑞 璧壁 壁璧 壁臂 墨黑 默黯 曦羲 羲義 熹喜 熹嘉 嘉喜 曹遭 曾会 会曾 会合 令今 合令 舍含 含舍 甘廿
其具 具贝 真具 直真 且旦 旦且 丽两 两俩 雨两 雪雷 雷雪 雷霄 霖霜 霞露 雯雱 霏菲 芳芬 芬芳 芝艺 艺芝 花华 苗笛 茂芪
莉利 莹萤 莹营 萤营 荧莹 蕾雷 薇微 薇徽 薛辥 蒋奖 飞气 气乞 凯剀 刚钢 冈岗 岗冈 峥挣 嵘荣 岩炭 崖岸 岸崖 岚风 巍魏
魏巍 庆厌 厌压 应庆 广厂 庄压 康唐 唐康 廉康 度席 建健 延廷 廷延 挺延 进讲 进迸 达迭 远运 运远 近进 迪油 逊孙 逸免
遥谣 道首 遵尊 志忐 忐忑 忠患 思恩 恩思 恒桓 桓恒 恺凯 悦说 悦锐 惠慧 惠穗 慧彗 意竟 竟竞 竞竟 怡治 怡台 恬甜 悟梧
恰洽 洽恰 懿壹 亘宣 宣宜 宜宣 宜且 宫官 官宫 宦官 宾兵 兵乒 丘兵 岳兵 乒乓 斐裴 裴斐 斌武 武斌 赋斌 施旋 旋施 昌晶
晶品 昂昴 昴昂 昕晰 听昕 旭旮 旭九 春舂 春泰 泰春 奏泰 秦奏 秦泰 秦春 奉泰 举兴 兴举 学字 孝考 考孝 老考 孟盂 盂孟
孙孔 孜攻 存仔 炳柄 柄炳 炬矩 焕涣 涣焕 焕换 燕蒸 然燃 烈列 热熟 熟热 熙照 照昭 昭招 煜昱 煊宣 燎僚 灿山 灵灾 贤坚
贞员 员贞 责贵 贵责 货贷 贷货 费贾 贾贵 赖懒 赫郝 走赱 赵走 超起 起超 越趣 路跳 辛幸 幸辛 辜辛 辰晨 迁迂 迈万 万方
方万 方力 房旁 於于 旅族 族旅 旎妮 既即 即既 郎即 于亍 王玊 丁T 丁t 乂X 乂x 口o 口O 〇O 〇o 一l 丨l 刂l
"""

# Surnames people write in two ways; not in the sources, since one of the two was a simplification taken back.
_SURNAMES = "肖萧 肖蕭 付傅 闫阎 闫閻 代戴"

# Letters of other scripts that read as a Latin letter, and signs that read as a Han character; our own list.
_SCRIPTS = {
    "a": "аαɑ", "b": "Ьƅ", "c": "сϲ", "d": "ԁɗ", "e": "еєε", "g": "ɡց", "h": "һհ", "i": "іιıɩ", "j": "јϳ", "k": "кκ",
    "l": "ӏⅼ", "m": "м", "n": "ոη", "o": "оοօ", "p": "рρ", "q": "ԛգ", "r": "гɼ", "s": "ѕꜱ", "t": "тτ", "u": "υսʋ",
    "v": "νѵ", "w": "ԝωѡ", "x": "хχ", "y": "уγү", "z": "ᴢ",
    "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ", "G": "Ԍ", "H": "НΗ", "I": "ІΙӀ", "J": "ЈͿ", "K": "КΚ", "M": "МΜ",
    "N": "Ν", "O": "ОΟՕ", "P": "РΡ", "Q": "Ԛ", "S": "ЅՏ", "T": "ТΤ", "U": "Ս", "V": "Ѵ", "W": "Ԝ", "X": "ХΧ",
    "Y": "ҮΥ", "Z": "Ζ",
    "一": "ーㅡ⼀", "二": "ニ", "三": "ミ", "口": "ロㅁ", "力": "カ", "夕": "タ", "卜": "トㅏ", "工": "エㅗ",
    "八": "ハ", "千": "チ", "人": "㆟", "山": "ㄩ",
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> None:
    """Read the sources named on the command line and write the five tables into ``resources/tables``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--unihan", type=Path, required=True)
    parser.add_argument("--decomposition", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=None)
    wanted = parser.parse_args(argv)
    out: Path = wanted.out or resource_dir("tables")
    out.mkdir(parents=True, exist_ok=True)
    common = _listed(wanted.unihan, "Unihan_OtherMappings.txt", "kTGH") | _listed(
        wanted.unihan, "Unihan_OtherMappings.txt", "kBigFive"
    )
    variants = _variants(wanted.unihan, common)
    sounds = _sounds()
    shapes = _shapes(wanted.decomposition, _strokes(wanted.unihan), common, variants, wanted.unihan)
    _write(out / "names_variants.txt", (c + "".join(sorted(near)) for c, near in sorted(variants.items())))
    _write(out / "names_sounds.txt", (f"{syllable}\t{chars}\t{more}" for syllable, chars, more in sounds))
    _write(out / "names_shapes.txt", (c + "".join(sorted(near)) for c, near in sorted(shapes.items())))
    splits = _splits(wanted.decomposition, _listed(wanted.unihan, "Unihan_OtherMappings.txt", "kTGH"))
    _write(out / "names_splits.txt", (pair + "".join(sorted(chars)) for pair, chars in sorted(splits.items())))
    scripts = sorted(_scripts(wanted.unihan).items())
    _write(out / "names_scripts.txt", (base + "".join(near) for base, near in scripts))


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")


def _text(folder: Path, name: str) -> str:
    packed = folder / f"{name}.bz2"
    return bz2.decompress(packed.read_bytes()).decode() if packed.exists() else (folder / name).read_text("utf-8")


def _fields(folder: Path, name: str, field: str) -> Iterator[tuple[str, str]]:
    for line in _text(folder, name).splitlines():
        if not line.startswith("#") and line.count("\t") == 2:
            code, kind, value = line.split("\t")
            if kind == field:
                yield _char(code), value


def _char(code: str) -> str:
    return chr(int(code.removeprefix("U+"), 16))


def _listed(folder: Path, name: str, field: str) -> set[str]:
    return {char for char, _ in _fields(folder, name, field)}


def _strokes(folder: Path) -> dict[str, int]:
    return {c: int(value.split()[0]) for c, value in _fields(folder, "Unihan_IRGSources.txt", "kTotalStrokes")}


def _variants(folder: Path, common: set[str]) -> dict[str, set[str]]:
    """Pairs of characters that write the same name: simplified and traditional, regional forms, semantic variants."""
    import opencc

    pairs: set[tuple[str, str]] = set()
    dictionary = Path(opencc.__file__).parent / "dictionary"
    for name in ("STCharacters", "TSCharacters", "TWVariants", "HKVariants", "JPVariants"):
        for line in (dictionary / f"{name}.txt").read_text("utf-8").splitlines():
            char, _, forms = line.partition("\t")
            pairs |= {(char, form) for form in forms.split()}
    pairs |= {(pair[0], pair[1]) for pair in _SURNAMES.split()}
    for field in ("kSimplifiedVariant", "kTraditionalVariant"):
        for char, value in _fields(folder, "Unihan_Variants.txt", field):
            pairs |= {(char, _char(code)) for code in value.split()}
    for field in ("kSemanticVariant", "kZVariant"):
        for char, value in _fields(folder, "Unihan_Variants.txt", field):
            near = {_char(code.split("<")[0]) for code in value.split()}
            pairs |= {(char, other) for other in near if char in common and other in common}
    return _both_ways(pairs)


def _both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    table: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        if one != other and len(one) == len(other) == 1:
            table[one].add(other)
            table[other].add(one)
    return dict(table)


def _sounds() -> list[tuple[str, str, str]]:
    """Per syllable without tone: the characters whose first reading it is, and those that have it as another."""
    from pypinyin import Style
    from pypinyin.pinyin_dict import pinyin_dict
    from pypinyin.style import convert

    first: defaultdict[str, list[str]] = defaultdict(list)
    more: defaultdict[str, list[str]] = defaultdict(list)
    for code, value in sorted(pinyin_dict.items()):
        char = chr(code)
        if not unicodedata.name(char, "").startswith("CJK UNIFIED"):
            continue
        plain = [convert(reading, Style.NORMAL, strict=False) for reading in value.split(",")]
        syllables = list(dict.fromkeys(s for s in plain if s))
        if syllables:
            first[syllables[0]].append(char)
        for syllable in syllables[1:]:
            more[syllable].append(char)
    return [(s, "".join(first[s]), "".join(more[s])) for s in sorted(first.keys() | more.keys())]


def _scripts(folder: Path) -> dict[str, list[str]]:
    table = {base: list(chars) for base, chars in _SCRIPTS.items()}
    for line in _text(folder, "EquivalentUnifiedIdeograph.txt").splitlines():
        found = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*([0-9A-F]+)", line)
        if found:
            start, end, base = int(found[1], 16), int(found[2] or found[1], 16), chr(int(found[3], 16))
            table.setdefault(base, []).extend(chr(c) for c in range(start, end + 1))
    return {base: sorted(set(chars) - {base}) for base, chars in table.items()}


def _splits(path: Path, chars: set[str]) -> dict[str, set[str]]:
    """Two characters -> those made of them side by side or one above the other: 弓长 -> 张, 木木 -> 林."""
    table: defaultdict[str, set[str]] = defaultdict(set)
    for line in path.read_text("utf-8").splitlines():
        found = re.fullmatch(r"(\S):(a|d|ra|rd)\((\S)(?:,(\S))?\)", line.strip())
        if found and found[1] in chars:
            pair = found[3] + (found[4] or found[3])
            if all(unicodedata.name(part, "").startswith("CJK UNIFIED") for part in pair):
                table[pair].add(found[1])
    return dict(table)


class _Shapes:
    """Characters taken apart; a frame is a character with one part left open."""

    def __init__(self, path: Path, strokes: dict[str, int]) -> None:
        self.parts: dict[str, tuple[str, tuple[str, ...]]] = {}
        for line in path.read_text("utf-8").splitlines():
            found = re.search(r"(\w+|\S):([a-z0-9]+)(?:/\w)?\(([^)]*)\)", line)
            if found:
                self.parts[found[1]] = (found[2], tuple(part for part in found[3].split(",") if part))
        self._strokes = strokes

    def strokes(self, part: str, depth: int = 0) -> int:
        if part in self._strokes:
            return self._strokes[part]
        pieces = self.parts.get(part, ("", ()))[1]
        return sum(self.strokes(p, depth + 1) for p in pieces) if pieces and depth < 6 else 2

    def frames(self, char: str, depth: int = 3) -> Iterator[tuple[str, str]]:
        kind, pieces = self.parts.get(char, ("", ()))
        if depth == 0 or len(pieces) < 2:
            return
        for i, piece in enumerate(pieces):
            around = [*pieces[:i], "{}", *pieces[i + 1 :]]
            outer = f"{kind}({','.join(around)})"
            yield outer.format("?"), piece
            for inner, part in self.frames(piece, depth - 1):
                yield outer.format(inner), part


def _shapes(
    path: Path, strokes: dict[str, int], chars: set[str], variants: dict[str, set[str]], folder: Path
) -> dict[str, set[str]]:
    """Characters that differ in one part only and share most strokes, or whose differing parts are listed as alike."""
    alike = {frozenset(pair) for pair in _ALIKE.split() if len(set(pair)) == 2}
    shapes = _Shapes(path, strokes)
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for char in sorted(chars):
        for frame, part in shapes.frames(char):
            groups[frame].append((char, part))
    pairs = {(a, b) for pair in alike for a, b in [sorted(pair)]}
    for members in groups.values():
        for (one, part), (other, else_) in combinations(members, 2):
            total = max(strokes.get(one, 99), strokes.get(other, 99))
            shared = total - max(shapes.strokes(part), shapes.strokes(else_))
            near = abs(strokes.get(one, 0) - strokes.get(other, 0)) <= 3
            if frozenset((part, else_)) in alike or (near and shared >= _SHARED * total):
                pairs.add((one, other))
    for char, value in _fields(folder, "Unihan_Variants.txt", "kSpoofingVariant"):
        pairs |= {(char, other) for code in value.split() if {char, other := _char(code)} & chars}
    table = _both_ways(pairs)
    return {char: near - variants.get(char, set()) for char, near in table.items() if near - variants.get(char, set())}


if __name__ == "__main__":
    main()
