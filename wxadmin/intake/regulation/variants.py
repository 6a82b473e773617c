"""Traditional characters, full-width letters and digits read as their usual forms, character for character."""

from __future__ import annotations

_TRADITIONAL = (
    "並亂佈併來係個們備傢僅價儀億償內兩冊別刪則創劃動務勵勸區協卽參員問啓啟單噁嚴圍園圖執報場塊壓壞夾媽學實審寫將專對導屢層屬幣廢廣彆後從復"
    "惡愛應懲換損擇據擬擾攤於時書會條構樂樓標樣機檔權歡歸殘決況減準溝滿漢濟為無熱營爲獎現異當發監眞確碼禮種稱節範簡簽籤糾紀約紅純級細終組結"
    "絡給統絕經綜維綱網線編緻縮總績織繫續罰羣義聯聲職聽腳與興舉舊萬處號裏裡製複見規親覺觸訂計記設訴註證評試話該認語說説課調談請諾識議護讀讓"
    "讚負責貼資賠質趕較輕轉辦辭辯這連週進過達違適選還釋釦錄録錶長門開間閱閲關陞隨險隱隻電響頁項須頒領頭頻題類饋體點暱稱謠傳擴洩佔麼圖"
    "項樁覆綁請權歷曆該產團隊訊廳縣鄉鎮黨黨員導師學業績觀點聞"
)
_SIMPLIFIED = (
    "并乱布并来系个们备家仅价仪亿偿内两册别删则创划动务励劝区协即参员问启启单恶严围园图执报场块压坏夹妈学实审写将专对导屡层属币废广别后从复"
    "恶爱应惩换损择据拟扰摊于时书会条构乐楼标样机档权欢归残决况减准沟满汉济为无热营为奖现异当发监真确码礼种称节范简签签纠纪约红纯级细终组结"
    "络给统绝经综维纲网线编致缩总绩织系续罚群义联声职听脚与兴举旧万处号里里制复见规亲觉触订计记设诉注证评试话该认语说说课调谈请诺识议护读让"
    "赞负责贴资赔质赶较轻转办辞辩这连周进过达违适选还释扣录录表长门开间阅阅关升随险隐只电响页项须颁领头频题类馈体点昵称谣传扩泄占么图"
    "项桩复绑请权历历该产团队讯厅县乡镇党党员导师学业绩观点闻"
)
_FORMS = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_FORMS |= {
    code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}


def usual(text: str) -> str:
    """The text by whose words everything is decided; of the same length, so that every offset stays valid."""
    return text.translate(_FORMS)
