"""Settings in the many wordings people use: each sentence with all that it fixes, and nothing else."""

from __future__ import annotations

import pytest

from wxadmin.intake.regulation import parse_regulation

SENTENCES = """
违反规定的，由管理员警告；拒不改正的，移出讲解群。 | ladder=first:warning ladder=repeated:removal
自2026年4月1日起施行，2024年5月1日施行的规定同时废止。 | effective=2026-04-01
漏单一次，扣当月绩效200元。 | fine_range=200-200
所有成员进群后请及时修改群备注为：科室+姓名。 | naming_rule=科室+姓名
群昵称请统一改成“班级+孩子姓名+称谓”，如三1班李明妈妈。 | naming_rule=班级+孩子姓名+称谓
昵称一律采用 姓名-部门 的形式。 | naming_rule=姓名-部门
入群须以实名备注，备注格式：所在单位＋真实姓名＋联系电话。 | naming_rule=所在单位+真实姓名+联系电话
业主请按“楼号-房号-姓名”修改群内昵称 | naming_rule=楼号-房号-姓名
群名片格式为“部门—姓名”，未改者移出。 | naming_rule=部门-姓名
昵称格式为【部门】【姓名】。 | naming_rule=部门姓名
群成员昵称设置为“部门_姓名_职务”。 | naming_rule=部门_姓名_职务
以真实姓名作为群昵称。 | naming_rule=姓名
群成员一律使用真实姓名。 | naming_rule=姓名
教师昵称：学科+姓名；家长昵称：学生姓名+关系。 | naming_rule=学科+姓名 naming_rule=学生姓名+关系
成员资料包括部门、姓名、电话。 |
看到消息后应于15分钟之内回复。 | reply_minutes=15
被@的成员应在一刻钟内回应。 | reply_minutes=15
工作时间内两小时内必须回复“收到”。 | reply_minutes=120
收到通知须在1小时以内确认。 | reply_minutes=60
通知发出后半个小时内未回复的，电话催办。 | reply_minutes=30
群消息当日回复，不得隔夜。 | reply_minutes=1440
当天的通知当天确认。 | reply_minutes=1440
应在24小时内回复。 | reply_minutes=1440
一般消息四小时内答复，紧急消息立即答复。 | reply_minutes=240
超过30分钟未回复者，视为未收到。 | reply_minutes=30
管理员应在5分钟内撤回该消息。 |
会议开始前10分钟签到确认。 |
每30分钟发布一次客流。 |
回复时限为30分钟。 | reply_minutes=30
要求在半小时之内作出回应。 | reply_minutes=30
处以50元以上200元以下罚款。 | fine_range=50-200
每次扣50元。 | fine_range=50-50
视情节罚款五十元至一百元。 | fine_range=50-100
罚款金额为100~300元。 | fine_range=100-300
罚款人民币200元整。 | fine_range=200-200
给予不超过500元的罚款。 | fine_range=0-500
并处1000元以内罚款。 | fine_range=0-1000
扣除当月绩效100元。 | fine_range=100-100
一次乐捐20元。 | fine_range=20-20
罚款2百元。 | fine_range=200-200
罚款100元／次。 | fine_range=100-100
奖励现金100元。 |
报销金额超过500元的须审批。 |
可在处理决定作出之日起五日内向管委会申诉。 | appeal_window=5d
不服处理的，3个工作日内可提出书面申诉。 | appeal_window=3wd
申诉应当在收到通知后七日内提出，逾期不予受理。 | appeal_window=7d
申诉期为10日。 | appeal_window=10d
对处理结果有异议，须于48小时内向群主反映。 | appeal_window=2d
当事人自知道处理之日起十五日内，可以向办公室申请复核。 | appeal_window=15d
有不同意见的，请在三天内提出。 | appeal_window=3d
当事人可以申诉，办公室应在七日内作出答复。 |
当事人可在收到之日起2个工作日内申辩，逾期视为放弃。 | appeal_window=2wd
初犯警告，再犯禁言，屡犯移出群聊。 | ladder=first:warning ladder=repeated:mute ladder=repeated:removal
第一次违反给予口头提醒，第二次书面警告，第三次移出本群。 | ladder=first:reminder ladder=repeated:warning ladder=repeated:removal
对首次违规者予以警告，对多次违规或情节严重者移出群聊。 | ladder=first:warning ladder=repeated:removal ladder=serious:removal
屡劝不改者，清退出群。 | ladder=repeated:removal
违规一次提醒，违规两次禁言一天，违规三次踢出群。 | ladder=first:reminder ladder=repeated:mute ladder=repeated:removal
情节较轻的，批评教育；情节较重的，通报批评；情节严重的，移交公安机关。 | ladder=serious:criticism ladder=serious:justice
故意泄露秘密的，解除劳动合同。 | ladder=malicious:dismissal
累计三次警告的，移出群聊。 | ladder=repeated:removal
本制度解释权归行政人事部。 | interpreter=行政人事部
本办法由校办公室会同德育处解释。 | interpreter=校办公室会同德育处
本规定的解释权属于工会。 | interpreter=工会
最终解释权由群管理委员会所有。 | interpreter=群管理委员会
未尽事宜由综合办公室负责解释和修订。 | interpreter=综合办公室
本制度由人力资源部制定、修改并负责解释。 | interpreter=人力资源部
由安全部和生产部共同负责解释。 | interpreter=安全部和生产部
解释部门：办公室。 | interpreter=办公室
本办法具体应用中的问题由信息中心解释。 | interpreter=信息中心
请群主解释原因。 |
请假须写明起止时间，经站长批准后生效。 |
修改稿经社员大会通过后生效。 |
本公约经社员大会通过后生效。 | effective=on_issue
经社员大会通过后施行。 | effective=on_issue
处理结果自发布之日起3个工作日内张贴；新版施行后旧版留档。 |
严重违反公约的，由理事会研究是否移出本群。 |
情节严重的，不予警告，直接移出群聊。 | ladder=serious:removal
对群里的提问，管理员应在1个工作日内回应。 |
48小时内没有回应属于正常情况。 |
第一次警告，二次解除劳动合同。 | ladder=first:warning ladder=repeated:dismissal
首次提醒，二次移出。 | ladder=first:reminder ladder=repeated:removal
昵称格式：姓名+妈妈或爸爸。 | naming_rule=姓名+妈妈/爸爸
漏报一次，扣责任人10元至80元。 | fine_range=10-80
群昵称使用“服务队-姓名”格式。 | naming_rule=服务队-姓名
报名接龙应当填写真实姓名。 |
看到通知30分钟内回1。 | reply_minutes=30
脱岗一次罚50元。 | fine_range=50-50
本制度自2027年2月30日起执行。 |
被发现第二次的，扣部门绩效500元。 | fine_range=500-500
群主有最终解释权。 | interpreter=群主
本制度自下发之日起执行。 | effective=on_issue
本规定自公布之日起生效，有效期三年。 | effective=on_issue
本制度从2026年5月1日开始执行。 | effective=2026-05-01
自2026年7月1日起试行一年。 | effective=2026-07-01
本规则于2026.6.1起正式实施。 | effective=2026-06-01
本公约经业主大会通过后生效。 | effective=on_issue
本制度即日起施行。 | effective=on_issue
生效日期：2026年3月1日。 | effective=2026-03-01
自发布之日起满三十日施行。 |
自二○二六年十月一日起执行。 | effective=2026-10-01
自2026年9月1日起施行，2020年1月1日发布的旧制度同时废止。 | effective=2026-09-01
会议于2026年3月1日召开。 |
新成员须将群名片改为“片区+姓名+电话”。 | naming_rule=片区+姓名+电话
备注名：年级-班级-学生姓名。 | naming_rule=年级-班级-学生姓名
请各位把昵称改成工号加姓名。 | naming_rule=工号+姓名
群内名称应为“职务+姓名”，便于联系。 | naming_rule=职务+姓名
名称规范：小区名-楼号-姓名。 | naming_rule=小区名-楼号-姓名
租户备注“房间号+姓名+租户”。 |
上级@后须十分钟内响应。 | reply_minutes=10
收到任务后请在3小时内反馈进展。 | reply_minutes=180
对群内通知，请于半小时内接龙确认。 | reply_minutes=30
三小时未回执的，由组长电话通知。 | reply_minutes=180
超过2小时仍未回复的，记一次。 | reply_minutes=120
投诉应在2小时内处理完毕。 |
发言后2分钟内可以撤回。 |
罚款一百元至五百元不等。 | fine_range=100-500
每迟到一次扣10元。 | fine_range=10-10
处200元以下罚款。 | fine_range=0-200
最高罚款1000元。 | fine_range=0-1000
罚金50～100元。 | fine_range=50-100
造成损失500元以上的照价赔偿。 |
对决定不服的，可于接到通知后十个工作日内书面申诉。 | appeal_window=10wd
有异议者，一周之内可以提出。 | appeal_window=7d
被处理人可在五天内向监委会提出复议。 | appeal_window=5d
监委会收到申诉后三日内复核并答复。 |
申诉时限：3个工作日。 | appeal_window=3wd
首次违规，群主私信提醒；二次违规，群内警告；三次违规，移出群聊。 | ladder=first:reminder ladder=repeated:warning ladder=repeated:removal
初次违反的，予以劝告；再次违反的，禁言三日；情节严重的，移出本群。 | ladder=first:reminder ladder=repeated:mute ladder=serious:removal
恶意刷屏者直接踢出群聊。 | ladder=malicious:removal
一经发现，立即移出群聊。 |
经两次提醒仍不改名的，移出。 | ladder=repeated:removal
屡次违反，给予禁言处理。 | ladder=repeated:mute
违者第一次口头警告，第二次罚款50元。 | ladder=first:warning ladder=repeated:fine fine_range=50-50
本守则由班委会负责解释与修订。 | interpreter=班委会
解释权归社区居委会所有，未尽事宜另行通知。 | interpreter=社区居委会
本细则由党政办负责解释，自发文之日起施行。 | interpreter=党政办 effective=on_issue
本群规最终解释权归管理员团队。 | interpreter=管理员团队
本制度由总经办拟定、解释。 | interpreter=总经办
自2026年10月1日零时起施行。 | effective=2026-10-01
本约定自全体成员签字之日起生效。 | effective=on_issue
2026年5月1日起正式执行本规定。 | effective=2026-05-01
本办法经职代会审议通过，自公布之日起实施。 | effective=on_issue
试行期三个月，自2026年1月1日起计算。 |
原《群规》自本办法施行之日起废止。 |
"""


@pytest.mark.parametrize("line", SENTENCES.strip().split("\n"))
def test_what_a_sentence_fixes(line: str) -> None:
    sentence, _, expected = line.partition(" |")
    found = parse_regulation(f"第一条 {sentence}\n第二条 完。").settings
    assert sorted(f"{setting.kind}={setting.value}" for setting in found) == sorted(expected.split())
    assert all(setting.quote in sentence.replace(" ", "") for setting in found)
