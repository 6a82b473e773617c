"""Our own lists for the tables of words in disguise; each entry is a sign and the characters it stands for."""

from __future__ import annotations

# Parts as people type them in place of the radical that stands there: 氵 is written 水, 亻 is written 人.
RADICALS = """
朩木 亻人单 氵水三 扌手才提 讠言 訁言 钅金 釒金 纟丝糸 糹丝糸 忄心竖 犭犬反 艹草艸廾 辶走之 饣食 飠食 礻示 衤衣 刂刀
灬火 罒四网 疒病 王玉 ⺮竹 竹竹 阝耳 彳双 冫冰两 宀宝 攵文 丬爿 覀西 囗口国 ⺼月肉 月肉 亠点 冖秃 牜牛 虍虎 尸尸
戶户 糸丝 𧾷足 ⻊足 爫爪 夂冬 廴建 龵手 龶丰 耂老
"""

# What people take an emoji for beyond its name.
EMOJI = """
💰钱财 💵钱钞 💴钱 💸钱 💲钱 🤑钱 🐂牛 🐮牛 🐴马 🐎马 🐔鸡 🐓鸡 🐤鸡 🦆鸭 🐥鸭鸡 🚗车 🚙车 🏎车 🚕车 🚬烟 💊药丸
💉针打 🔫枪 🔪刀 🗡刀剑 💣炸弹 🧨炮 🎲赌骰 🎰赌 🃏牌 🀄麻将中 ❤心爱 ♥心爱 💕心爱 💗心 💓心 💖心 🧡心 💛心 💚心
💙心 💜心 🖤心黑 🤍心 🛰卫星 📡卫星 ⭐星 🌟星 ✨星 ➕加 ✚加 🧣围 🍟薯 📞电话 ☎电话 📱手机 📲手机 💬聊微信
🐧企鹅扣 🍊橙 🌿草 🍀草 ☘草 🌱草苗 🌾草 🐶狗 🐕狗 🐷猪 🐖猪 🐱猫 🐍蛇 🐟鱼 🐠鱼 🐭鼠 🐀鼠 🐢龟 🐛虫 🐉龙 🐲龙
🐯虎 🐰兔 🐑羊 🐏羊 🐐羊 🐒猴 🐵猴 🐺狼 🧊冰 🍦冰 ❄雪冰 🔥火 💧水滴 💦水 🌊水浪海 🌸花 🌺花 🌼花 🌹花玫 🍑桃臀
🍌蕉 🍆茄 🍉瓜 🍵茶 ☕咖 🍺酒 🍻酒 🍷酒 🍶酒 🥩肉 🍖肉 🍗鸡腿 🥚蛋 🍳蛋 🍚饭 🍜面 🍞面包 🍰糕 🍬糖 🍭糖 🥔豆
🫘豆 🎫票券 🎟票券 🧾票据 📃单 📄单纸 📋单 📝写单 📖书 📚书 🆔证 🪪证 💳卡 🏧款 🏦银行 🥈银 🥇金 🏅奖 🏆奖 🎁礼
🧧包红 👜包 🎒包 💼包 🔴红 🟥红 🟡黄 🟨黄 🟢绿 🟩绿 🔵蓝 🟦蓝 ⚫黑 ⬛黑 ⚪白 ⬜白 🟣紫 🟠橙 👀看眼 👁眼 👄口嘴
👅舌 👂耳 👃鼻 🖐手 ✋手 🤚手 👋手 🤝手 🦶脚 👣足 🦵腿 👌好 👍赞顶 👊拳打 ✊拳 💪强 🧠脑 🦷牙 👶婴孩 👧女 👩女
👨男 👦男 ♀女 ♂男 🚺女 🚹男 👴爷老 👵奶婆 👸妃 👮警 👯女 💃舞 🕺舞 🧍人 👤人 👥人群 🏠家房 🏡家房 🏘房 🏢楼
🏥医院 🏫校学 🏨店酒 🏪店 🚪门 🛏床 🛋沙发 🚽厕 🚿浴 🛁浴 🔒锁 🔑钥 🔞黄色 🈲禁 🚫禁 ⚠警 📷照拍 📸照拍 📹视频
🎥影片 🎬片影 📺视电 🖼图画 🎵音乐 🎤唱 🎮游戏 ⚽球 🏀球 🎱球 ⚾球 🎾球 ✈飞机 🛩飞机 🚀火箭 🚢船 ⛵船 🚂火车 🚲车
🛵车 🏃跑 🚶走 🏊泳 👆上 👇下 👈左 👉右 ⬆上 ⬇下 ⬅左 ➡右 🔝上顶 ☝上一 ☀日阳 🌞日阳太 🌙月 🌕月 🌛月 🌍球地 🌏球地
🌈虹 ☁云 🌧雨 ☔雨 🌬风 ⚡电 🔋电 💡灯 🕯蜡烛 ⏰钟时 🕐时 ⌚表 📅日 💩屎粪 👻鬼 💀死骷 ☠死毒 🧪毒试 ☢毒 ☣毒 🍄菇
🌶辣 🧂盐 🧅葱 🥬菜 🥦菜 🌽玉米 🧱砖 🪨石 🗿石 💎钻宝 💍戒 👑王冠 👗裙衣 👙比基尼 👕衣 👖裤 🩲内裤 👠鞋 👟鞋 👢靴
🧦袜 🧤套手 🎩帽 🧢帽 👓镜 💄口红 ✂剪 🔨锤 🔧修 🪜梯 ⛏镐挖 🪓斧 🏹弓箭 ⚔剑 🛡盾 🚩旗 🏁旗 📈涨股 📉跌股 📊图 🐻熊
🐼熊猫 🐸蛙 🦁狮 🐘象 🦈鲨 🐬豚 🦐虾 🦀蟹 🐝蜂 🦋蝶 🐦鸟 🐣鸡 🕊鸽 🦅鹰 🦊狐 💋吻 👏掌鼓 🙏求谢拜 🤲手 ✍写 👿魔
😈魔 👹鬼 👽外星 🤖机器 😂笑 😭哭 😡怒 🤬骂 😷病 🤮吐 😴睡 💤睡 💏吻 💑情爱 🏳旗 🔗链 📧邮 ✉信 📩信 💌信情 📮邮
📦货包 🚚货车 🛒购买 🛍购 🏷签 ✅对 ❌叉错 ❎叉 ⭕圈 ❓问 ❗叹 💯百 🔢数 🆓免费 🆕新 🈶有 🈚无 🈺营 🈷月 ㊙秘 ㊗祝
🉐得 🈹割 🈸申 🈴合 🈳空 🈵满 🈯指 🉑可 🀅发 🀆白
"""

# Letters and signs that stand for a character, and digits by their sound.
SIGNS = """
v微 x信叉 q扣球秋 k卡 t踢 d的滴 b逼必 p屁批 +加 0零灵 1一要 2二爱 3三 4四死 5五我 6六溜 7七去 8八发 9九就
$钱 ¥元钱 £钱 €钱 @艾 ×乘叉 &和 °度 %百 ♀女 ♂男
"""

# Short forms in daily use that no disguise is meant by.
SHORT = """
ppt pdf app qq vip wifi kfc ktv cctv html http https www com net org jpg png gif mp3 mp4 usb gps cpu gpu ssd hdd
lcd led txt doc docx xls xlsx csv zip rar exe dll sql php css js json xml api sdk ide git svn ssh ftp tcp udp ip
dns vpn vps lan wlan nfc sim sms mms pos atm etc ems dhl ups sf yto kpi okr kpl lpl nba cba nfl fifa bbc cnn cpi
gdp gmp gsp ceo cfo cto coo hr hrbp pm pmp pr qa qc rd it ok bgm mv dj cd dvd vcd mtv tv hd fps rpg moba pk npc
pvp pve dps hp mp xp lv yyds xswl zqsg ssfd plmm gg mm hhh hhhh hh xx xxx xxxx ddl dbq bdjw yysy nbcs xfxy pyq
tmd srds awsl kswl nsdd zzzq wsl djll tql bhys yygq xjj xgg jms jmm ddd dddd tbh lol omg wtf btw asap fyi diy
dna rna ct mri icu bmi bp kg mg ml km cm hz khz mhz ghz kb mb gb tb ppm ph pvc abs pp pe cfda fda who wto un eu
usa uk hk bj sh gz sz tj cq wh xa nj sjz dl sy cs zz jn qd rmb usd hkd bmw byd suv mpv gtr esp tcs yml cfg cmd
bat msg pst psd cad bim dwg prd sop sla nda ppp pcr hpv hiv cet gre gmat mba emba phd bsc msc dse hsk pth jlpt
tdk jk bl gl bg cp qwq qaq tat orz zzz mmm hmm emm emmm emmmm hhhhh jpeg mkv avi rmvb wmv flv dts rtx gtx ddr
nvme pcie dlc cdkey gm mc xbox ps psp nds switch bt pt blog bbs tbc nsfw cnki sci ssci cssci ei kdj macd rsi ltd
inc dept plc mw kw kwh tvb hbo sbs kbs mbc txl bxg jzb zfb dy ks xhs jd pdd tmall mysql nginx linux ubuntu
centos debian http2 cdn ddos xss csrf jwt oauth sso ldap smtp imap pop rss rpc grpc npm pnpm yarn bjtu sjtu thu
pku zju fdu nju ustc whu hust xjtu sysu scut ruc bnu njtc gkd dota csgo lpr bbq spa ssr sr nft btc ltc
"""
