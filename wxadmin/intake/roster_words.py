"""The words lists use above their columns, and what a person's field is called by them."""

from __future__ import annotations

_FIELDS: dict[str, str] = {
    "name": (
        "姓名 名字 人员姓名 员工姓名 职工姓名 教师姓名 老师姓名 学生姓名 学生名字 孩子姓名 幼儿姓名 "
        "宝宝姓名 学员姓名 学员 成员姓名 业主姓名 业主 户主 联系人 联系人姓名 收货人 收件人 居民姓名 住户 租户 "
        "户主姓名 住户姓名 客户姓名 会员姓名 真实姓名 中文名 中文姓名 姓名中文 name fullname"
    ),
    "number": (
        "学号 工号 员工编号 员工号 职工号 职工编号 人员编号 学籍号 考号 会员号 会员编号 客户编号 编号 工牌号 "
        "staffid employeeid staffno"
    ),
    "phone": (
        "手机 手机号 手机号码 联系电话 电话 联系方式 移动电话 电话号码 本人电话 个人电话 手机电话 "
        "联系手机 学生电话 员工电话 mobile phone tel "
        "phonenumber"
    ),
    "post": "职务 职位 岗位 职称 岗位名称 职务名称 现任职务 工种 position title post jobtitle",
    "category": "人员类别 类别 人员性质 员工类型 用工性质 用工类型 人员类型 用工形式 编制 身份类别 客户类型 会员等级",
    "status": (
        "在职离职状态 在职状态 员工状态 人员状态 状态 是否在职 是否离职 在职/离职 在职或离职 在校状态 "
        "学籍状态 在岗状态 在离职状态 "
        "在职情况 就读状态 入住状态 居住状态"
    ),
    "left_on": "离职日期 离职时间 离校日期 转出日期 退群日期 离岗日期 离开日期 搬离日期 搬出日期 退休日期",
    "id_card": "身份证 身份证号 身份证号码 证件号 证件号码 居民身份证号 公民身份号码 学生身份证号 idcard idnumber",
    "note": "备注 说明 备注信息 remark remarks note notes",
    "subject": "学科 任教学科 所教学科 科目 任教科目 任课学科 subject",
    "account": "账号 帐号 企业微信账号 企业微信帐号 成员账号 成员帐号 登录账号 userid account",
    "alias": "别名 英文名 昵称 微信昵称 微信名 曾用名 alias nickname englishname",
    "gender": "性别 gender sex",
    "landline": "座机 座机号 座机号码 固定电话 固话 办公电话 办公室电话 单位电话 家庭电话 分机 分机号 短号 landline",
    "mail": "邮箱 电子邮箱 邮件 电子邮件 企业邮箱 工作邮箱 个人邮箱 邮箱地址 email e-mail mail",
    "joined": (
        "入职日期 入职时间 入学日期 入学时间 入校日期 入校时间 加入日期 加入时间 入会日期 入会时间 注册日期 入住日期 "
        "入住时间 到岗日期 报到日期 joined hiredate"
    ),
    "room": "房号 室号 房间号 门牌号 室 门牌 房屋 房屋编号 房间 户号 楼房号 楼栋房号",
    "wechat": "微信号 微信 微信id 微信号码 wechat wechatid wxid",
    "birthday": "出生日期 出生年月 出生年月日 生日 birthday birthdate",
    "address": "住址 地址 家庭住址 家庭地址 现住址 居住地址 联系地址 收货地址 收件地址 详细地址 通讯地址 address",
}
LEVELS: tuple[str, ...] = (
    "公司 单位 所在单位 工作单位 企业 集团 学校 校区 小区 园区 分公司 公司名称 单位名称 小区名称 学校名称 company",
    (
        "事业群 事业部 学院 中心 一级部门 一级机构 部门1 楼栋 楼号 栋号 栋 幢 楼 大区 区域 "
        "分行 支行 线路 车队 连队 村 村组 自然村 行政村 屯 生产队 库区 工区 柜组"
    ),
    (
        "部门 所在部门 所属部门 部门名称 部门全称 机构 二级部门 二级机构 部门2 系 系部 年级 所在年级 处室 "
        "单元 单元号 片区 department dept grade 组织"
    ),
    "三级部门 三级机构 部门3 科室 营业网点 专业 车间 门店 店铺 店名 网点 项目部 项目",
    "四级部门 部门4 五级部门 班组 小组 组别 组 团队 班级 所在班级 行政班 班 班别 class team group",
)
"""Words for departments from the outside in."""
ROOM_RANK = len(LEVELS)
WORDS = {word: field for field, words in _FIELDS.items() for word in words.split()}
RANKS = {word: rank for rank, words in enumerate(LEVELS) for word in words.split()}
NUMBER_ORDER = ("学号", "工号", "职工号", "员工号", "员工编号", "编号")
HOLDERS = (
    "业主", "户主", "住户", "租户", "居民", "客户", "会员", "员工", "职工", "教师", "老师", "学员", "学生", "幼儿",
    "宝宝", "孩子", "本人", "个人", "成员", "人员", "用户", "顾客", "买家", "收货人", "收件人", "联系人",
)  # fmt: skip
"""Whom a list may be of; stands before the word proper, as in 业主电话."""
