"""The words the real-name check knows: relations, ways to address people, fields of a rule."""

# ruff: noqa: SIM905 - words separated by spaces read better than quoted lists

from __future__ import annotations

_SAME_RELATION = (
    "爸爸 爸 父亲 父 老爸 爹 爹地 粑粑 爸比 阿爸 爹爹 爸鼻",
    "妈妈 妈 母亲 母 老妈 娘 妈咪 麻麻 阿妈 妈妈咪",
    "爷爷 祖父 爷 阿公",
    "奶奶 祖母 奶 阿嬷 嬷嬷",
    "外公 姥爷 外祖父 公公",
    "外婆 姥姥 外祖母 婆婆 阿婆",
    "哥哥 哥 大哥 二哥",
    "姐姐 姐 大姐 二姐",
    "弟弟",
    "妹妹",
    "叔叔 叔 小叔 二叔 三叔",
    "婶婶 小婶 二婶",
    "伯伯 伯父 大伯 二伯 大爷",
    "伯母 大妈 大娘",
    "姑姑 姑妈 大姑 小姑 二姑",
    "姑父 姑丈",
    "舅舅 舅 大舅 小舅 二舅 舅父",
    "舅妈 舅母",
    "姨妈 姨 阿姨 小姨 大姨 二姨 三姨",
    "姨父 姨丈",
    "干妈",
    "干爸",
    "继父 后爸",
    "继母 后妈",
    "家长",
    "监护人",
)
RELATIONS: dict[str, str] = {word: group.split()[0] for group in _SAME_RELATION for word in group.split()}
"""Relation as people write it -> its usual word, so that 父亲 and 爸爸 count as the same."""
RELATION_ENDINGS: tuple[str, ...] = tuple(sorted(RELATIONS, key=len, reverse=True))

TEACHER = "老师"
HOUSEHOLD = "家"
"""张二妹家: the household of whoever is so called; counts only behind a full name of the roster."""
HONORIFICS: tuple[str, ...] = tuple(
    sorted(
        "老师 先生 女士 小姐 太太 同学 师傅 医生 大夫 护士 护士长 教授 博士 律师 工程师 经理 总经理 "
        "副经理 总监 总 主任 副主任  "
        "部长 处长 科长 局长 院长 校长 组长 班长 队长 店长 主管 书记 主席 委员 教练 教官 会计 司机 "
        "班主任 哥 姐 叔 姨 工 同志 干事 辅导员 指导员 教导员 站长 厂长 所长 园长 馆长 行长 社长 "
        "董事长 总裁 副总 副处长 副科长 副局长 副校长 副院长 副部长 副厂长 助教 讲师 副教授 高工 技师 班组长 "
        "群主 管理员".split(),
        key=len,
        reverse=True,
    )
)
"""Forms of address written after a name; longest first."""

SOMEBODY_ELSE = tuple(
    "老婆 媳妇 太太 夫人 爱人 老公 丈夫 对象 家属 家人 女儿 儿子 孙子 孙女 外甥 外甥女 侄子 侄女 哥哥 姐姐 弟弟 妹妹 "
    "叔叔 阿姨 嫂子 舅舅 姑姑 伯伯 女友 男友 "
    "朋友 同事 助理 秘书 司机 前台 客服 徒弟 保姆 代班 代理".split()
)
"""Beside a name these say whose account it is: somebody's who belongs to that person."""

FAMILIAR_PREFIXES = "小老阿大"
"""小赵, 老王: not a full name."""

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁"
    "岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾"
    "尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛"
    "仲虞敖巩明佘池查麻苑迟邝逄区盖楚谈匡洪夔丘冼"
)
"""Frequent surnames of one letter; a word that begins with another may be a name all the same."""

COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 "
    "太叔 申屠 公孙 慕容 仲孙  "
    "钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 "
    "夹谷 轩辕 令狐 段干 百里  "
    "呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 "
    "贯丘 公皙 南荣 东里 东宫  "
    "仲长 子书 子桑 即墨 达奚 褚师 纳兰 完颜 叶赫 那拉".split()
)

FIELD_WORDS: dict[str, str] = {
    **dict.fromkeys(
        "部门 所在部门 科室 处室 学科 任教学科 科目 班组 车间 单位 所在单位 工作单位 公司 分公司 企业 "
        "组别 小组 组 项目 项目部 工段 院系  "
        "学院 专业 系 年级 支部 团队 中心 门店 店名 店铺 校区 区域 地区 城市 街道 社区 片区 小区 "
        "支行 分行 网点 营业网点 机构 车队 线路 村 村组 自然村 生产队 屯 连队 库区 工区 柜组".split(),
        "department",
    ),
    **dict.fromkeys("班级 班别 班 所在班级 孩子班级 学生班级".split(), "class"),
    **dict.fromkeys(
        "房号 房间号 房屋号 门牌号 门牌 楼号 楼栋 楼栋号 楼栋房号 楼号房号 栋号 室号 户号 门号 住址 "
        "楼栋单元房号 单元 单元号 摊位号 摊位 铺位号 商铺号 档口号 "
        "宿舍号 寝室号 床号 床位号".split(),
        "room",
    ),
    **dict.fromkeys(
        "姓名 真实姓名 真名 实名 名字 全名 本人姓名 教师姓名 老师姓名 员工姓名 职工姓名 业主姓名 学员姓名 "
        "成员姓名".split(),
        "name",
    ),
    **dict.fromkeys(
        "学生姓名 孩子姓名 学生名字 孩子名字 幼儿姓名 宝宝姓名 宝贝姓名 小孩姓名 学生全名 孩子全名 学生 "
        "孩子 学生名 孩子名 老人姓名 患者姓名 病人姓名".split(),
        "pupil",
    ),
    **dict.fromkeys("家长姓名 监护人姓名 家长名字 家属姓名".split(), "guardian"),
    **dict.fromkeys(
        "关系 亲属关系 称谓 称呼 家长称谓 家长称呼 家长关系 与学生关系 与孩子关系 亲子关系 家长身份 身份".split(),
        "relation",
    ),
    **dict.fromkeys("手机号 手机号码 手机 电话 电话号码 电话号 联系方式 联系电话".split(), "phone"),
    **dict.fromkeys("学号 工号 编号 员工号 座号 座位号 工牌号 学生号".split(), "number"),
    **dict.fromkeys("职务 职位 岗位 职称 工种".split(), "post"),
}
"""Word of a rule -> kind of field; ``pupil`` is a name that stands for a child's family."""

SUBJECTS = frozenset(
    "语文 数学 英语 物理 化学 生物 政治 历史 地理 音乐 美术 体育 科学 信息 信息技术 思政 思想品德 道德与法治 道法 "
    "品德 劳动 书法 心理 日语 俄语 通用技术 综合实践 舞蹈 计算机".split()
)
"""Subjects of schools: 美术高洁 names a subject even where the roster has none of it."""

COMPANY_WORDS = frozenset("公司 分公司 企业 单位 所在单位 工作单位 校区".split())
"""Fields that mean the outermost level of a department path."""

FANCY_NAMES = frozenset("昵称 网名 微信名 微信昵称 游戏名 游戏昵称 笔名 艺名 花名".split())
"""Fields beside the real name in which anything may stand."""

PLACE_ENDINGS = tuple(
    "有限责任公司 股份有限公司 有限公司 分公司 公司 事业群 事业部 项目部 教研组 备课组 办公室 年级组 部门 "
    "中心 学院 车间 班组 支部 小组 集团  "
    "大队 中队 社区 街道 部 处 科 室 组 队 办 局 院 系 厂 站 店 班 所 馆 园 校 会 区 线 司".split()
)
"""Endings by which a place of work or a class is recognised; longest first within a family."""
