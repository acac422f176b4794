"""Readings of words of the service hall that a general dictionary gets wrong, leaves ambiguous or does not have.

One phrase a line with numbered pinyin (5 is the neutral tone), before tone sandhi. A phrase is used only where it
starts at a word boundary (see ``pinyin``), so 行政 is not found in 银行政策. Readings follow 现代汉语词典.
"""

from __future__ import annotations

_PHRASES = """
重新 chong2 xin1|重复 chong2 fu4|重名 chong2 ming2|重号 chong2 hao4|重婚 chong2 hun1|重建 chong2 jian4|双重 shuang1 chong2
重修 chong2 xiu1|重发 chong2 fa1|重办 chong2 ban4|重报 chong2 bao4|重置 chong2 zhi4|重组 chong2 zu3|重填 chong2 tian2
重大 zhong4 da4|重要 zhong4 yao4|重点 zhong4 dian3|重度 zhong4 du4|严重 yan2 zhong4|载重 zai4 zhong4|重病 zhong4 bing4
行政 xing2 zheng4|执行 zhi2 xing2|施行 shi1 xing2|行为 xing2 wei2|自行 zi4 xing2|另行 ling4 xing2|先行 xian1 xing2
行驶 xing2 shi3|发行 fa1 xing2|现行 xian4 xing2|履行 lv3 xing2|行使 xing2 shi3|行程 xing2 cheng2|同行 tong2 xing2
银行 yin2 hang2|行业 hang2 ye4|行号 hang2 hao4|开户行 kai1 hu4 hang2|本行 ben3 hang2|分行 fen1 hang2|支行 zhi1 hang2|总行 zong3 hang2
商行 shang1 hang2|央行 yang1 hang2|农行 nong2 hang2|工行 gong1 hang2|建行 jian4 hang2|行情 hang2 qing2|行长 hang2 zhang3|跨行 kua4 hang2
还款 huan2 kuan3|归还 gui1 huan2|退还 tui4 huan2|偿还 chang2 huan2|返还 fan3 huan2|还贷 huan2 dai4|还清 huan2 qing1|交还 jiao1 huan2
还本 huan2 ben3|还原 huan2 yuan2|还建 huan2 jian4|发还 fa1 huan2|还证 huan2 zheng4|月还 yue4 huan2|补还 bu3 huan2
户长 hu4 zhang3|家长 jia1 zhang3|局长 ju2 zhang3|处长 chu4 zhang3|科长 ke1 zhang3|校长 xiao4 zhang3|院长 yuan4 zhang3|村长 cun1 zhang3
所长 suo3 zhang3|增长 zeng1 zhang3|成长 cheng2 zhang3|长辈 zhang3 bei4|年长 nian2 zhang3|长子 zhang3 zi3|长女 zhang3 nv3|组长 zu3 zhang3
长期 chang2 qi1|长度 chang2 du4|延长 yan2 chang2|长江 chang2 jiang1|长护险 chang2 hu4 xian3|时长 shi2 chang2|全长 quan2 chang2
因为 yin1 wei4|为了 wei4 le5|为何 wei4 he2|为此 wei4 ci3|为什么 wei4 shen2 me5|为民 wei4 min2|为老 wei4 lao3|为企 wei4 qi3
作为 zuo4 wei2|成为 cheng2 wei2|认为 ren4 wei2|视为 shi4 wei2|为准 wei2 zhun3|为主 wei2 zhu3|为止 wei2 zhi3|分为 fen1 wei2|称为 cheng1 wei2
变更为 bian4 geng1 wei2|为期 wei2 qi1|较为 jiao4 wei2|更为 geng4 wei2|改为 gai3 wei2|转为 zhuan3 wei2|列为 lie4 wei2|定为 ding4 wei2
不得 bu4 de2|取得 qu3 de2|获得 huo4 de2|所得 suo3 de2|所得税 suo3 de2 shui4|应得 ying1 de2|得到 de2 dao4|得知 de2 zhi1|领得 ling3 de2
值得 zhi2 de5|记得 ji4 de5|觉得 jue2 de5|免得 mian3 de5|使得 shi3 de5|显得 xian3 de5|懂得 dong3 de5|只得 zhi3 de2
的确 di2 que4|目的 mu4 di4|目的地 mu4 di4 di4|标的 biao1 di4|有的 you3 de5|是的 shi4 de5|好的 hao3 de5
传票 chuan2 piao4|传真 chuan2 zhen1|上传 shang4 chuan2|宣传 xuan1 chuan2|传染 chuan2 ran3|传统 chuan2 tong3|自传 zi4 zhuan4|传记 zhuan4 ji4
转移 zhuan3 yi2|转让 zhuan3 rang4|转账 zhuan3 zhang4|转学 zhuan3 xue2|转诊 zhuan3 zhen3|转入 zhuan3 ru4|转出 zhuan3 chu1|转接 zhuan3 jie1|转动 zhuan4 dong4
周转 zhou1 zhuan3|流转 liu2 zhuan3|转办 zhuan3 ban4|转业 zhuan3 ye4|转正 zhuan3 zheng4|中转 zhong1 zhuan3|转人工 zhuan3 ren2 gong1
调查 diao4 cha2|调动 diao4 dong4|调档 diao4 dang4|调令 diao4 ling4|调取 diao4 qu3|调阅 diao4 yue4|抽调 chou1 diao4|商调 shang1 diao4|借调 jie4 diao4
调解 tiao2 jie3|调整 tiao2 zheng3|调节 tiao2 jie2|协调 xie2 tiao2|调剂 tiao2 ji4|调换 diao4 huan4|调研 diao4 yan2|空调 kong1 tiao2|调试 tiao2 shi4|强调 qiang2 diao4
办事处 ban4 shi4 chu4|登记处 deng1 ji4 chu4|处室 chu4 shi4|何处 he2 chu4|到处 dao4 chu4|各处 ge4 chu4|好处 hao3 chu4|住处 zhu4 chu4|咨询处 zi1 xun2 chu4|原处 yuan2 chu4
处理 chu3 li3|处罚 chu3 fa2|处分 chu3 fen4|处置 chu3 zhi4|处于 chu3 yu2|处方 chu3 fang1|处境 chu3 jing4|惩处 cheng2 chu3|查处 cha2 chu3|受处 shou4 chu3
提供 ti2 gong1|供应 gong1 ying4|供水 gong1 shui3|供电 gong1 dian4|供气 gong1 qi4|供热 gong1 re4|供养 gong1 yang3|供给 gong1 ji3|供求 gong1 qiu2|特困供养 te4 kun4 gong1 yang3|供述 gong4 shu4|上供 shang4 gong4
给予 ji3 yu3|给付 ji3 fu4|补给 bu3 ji3|配给 pei4 ji3|自给 zi4 ji3|给水 ji3 shui3|给排水 ji3 pai2 shui3|交给 jiao1 gei3|发给 fa1 gei3|送给 song4 gei3|付给 fu4 gei3
血型 xue4 xing2|血液 xue4 ye4|献血 xian4 xue4|无偿献血 wu2 chang2 xian4 xue4|血亲 xue4 qin1|血压 xue4 ya1|高血压 gao1 xue4 ya1|流血 liu2 xue4|采血 cai3 xue4
便民 bian4 min2|方便 fang1 bian4|便利 bian4 li4|便捷 bian4 jie2|以便 yi3 bian4|不便 bu2 bian4|便宜 pian2 yi5|大便 da4 bian4
税率 shui4 lv4|利率 li4 lv4|费率 fei4 lv4|比率 bi3 lv4|汇率 hui4 lv4|概率 gai4 lv4|容积率 rong2 ji1 lv4|率先 shuai4 xian1|效率 xiao4 lv4|征收率 zheng1 shou1 lv4|绿化率 lv4 hua4 lv4|率领 shuai4 ling3
着火 zhao2 huo3|着急 zhao2 ji2|着手 zhuo2 shou3|着力 zhuo2 li4|着重 zhuo2 zhong4|着装 zhuo2 zhuang1|着陆 zhuo2 lu4|沿着 yan2 zhe5|带着 dai4 zhe5|拿着 na2 zhe5|随着 sui2 zhe5|穿着 chuan1 zhuo2|着凉 zhao2 liang2
数量 shu4 liang4|质量 zhi4 liang4|重量 zhong4 liang4|产量 chan3 liang4|流量 liu2 liang4|测量 ce4 liang2|丈量 zhang4 liang2|衡量 heng2 liang2|量体温 liang2 ti3 wen1|计量 ji4 liang4|估量 gu1 liang2|商量 shang1 liang5|尽量 jin3 liang4
应当 ying1 dang1|应该 ying1 gai1|应缴 ying1 jiao3|应纳 ying1 na4|应届 ying1 jie4|相应 xiang1 ying4|对应 dui4 ying4|适应 shi4 ying4|反应 fan3 ying4|响应 xiang3 ying4|应用 ying4 yong4|应急 ying4 ji2|应对 ying4 dui4|回应 hui2 ying4|答应 da1 ying5
变更 bian4 geng1|更正 geng1 zheng4|更名 geng1 ming2|更改 geng1 gai3|更新 geng1 xin1|更换 geng1 huan4|更换证 geng1 huan4 zheng4|更加 geng4 jia1|更多 geng4 duo1|更好 geng4 hao3
中标 zhong4 biao1|中签 zhong4 qian1|中奖 zhong4 jiang3|中毒 zhong4 du2|看中 kan4 zhong4|中介 zhong1 jie4|中心 zhong1 xin1|中止 zhong1 zhi3|年中 nian2 zhong1|其中 qi2 zhong1
适当 shi4 dang4|当天 dang4 tian1|当日 dang4 ri4|当年 dang4 nian2|当月 dang4 yue4|当事人 dang1 shi4 ren2|当场 dang1 chang3|当面 dang1 mian4|当前 dang1 qian2|当地 dang1 di4|当作 dang4 zuo4|正当 zheng4 dang4|不当 bu2 dang4
部分 bu4 fen5|身份 shen1 fen4|身份证 shen1 fen4 zheng4|成分 cheng2 fen4|分量 fen4 liang5|过分 guo4 fen4|水分 shui3 fen4|积分 ji1 fen1|分类 fen1 lei4
照相 zhao4 xiang4|相片 xiang4 pian4|证件相 zheng4 jian4 xiang4|相关 xiang1 guan1|相符 xiang1 fu2|照片 zhao4 pian4|图片 tu2 pian4|卡片 ka3 pian4|名片 ming2 pian4|底片 di3 pian4
差额 cha1 e2|差别 cha1 bie2|差异 cha1 yi4|出差 chu1 chai1|差旅 chai1 lv3|差评 cha4 ping2|好差评 hao3 cha4 ping2|误差 wu4 cha1|时差 shi2 cha1
会计 kuai4 ji4|财会 cai2 kuai4|会计师 kuai4 ji4 shi1|会议 hui4 yi4|一会儿 yi2 hui4 er5|不会 bu2 hui4
校验 jiao4 yan4|校对 jiao4 dui4|校正 jiao4 zheng4|学校 xue2 xiao4|校车 xiao4 che1|校园 xiao4 yuan2
尽快 jin3 kuai4|尽早 jin3 zao3|尽可能 jin3 ke3 neng2|尽管 jin3 guan3|尽职 jin4 zhi2|尽到 jin4 dao4|尽头 jin4 tou2
空白 kong4 bai2|空格 kong4 ge2|空缺 kong4 que1|空余 kong4 yu2|空间 kong1 jian1|空闲 kong4 xian2|填空 tian2 kong4|航空 hang2 kong1
累计 lei3 ji4|累积 lei3 ji1|积累 ji1 lei3|连累 lian2 lei3|劳累 lao2 lei4|案卷 an4 juan4|试卷 shi4 juan4|卷宗 juan4 zong1|阅卷 yue4 juan4
强制 qiang2 zhi4|强迫 qiang3 po4|勉强 mian3 qiang3|加强 jia1 qiang2|少儿 shao4 er2|少年 shao4 nian2|青少年 qing1 shao4 nian2|多少 duo1 shao5|减少 jian3 shao3|至少 zhi4 shao3|不少于 bu4 shao3 yu2
高兴 gao1 xing4|高兴办 gao1 xing4 ban4|高新事 gao1 xin1 shi4|兴趣 xing4 qu4|新兴 xin1 xing1|兴办 xing1 ban4|复兴 fu4 xing1|振兴 zhen4 xing1
要求 yao1 qiu2|要约 yao1 yue1|需要 xu1 yao4|要件 yao4 jian4|必要 bi4 yao4|参与 can1 yu4|与会 yu4 hui4|赠与 zeng4 yu3|授予 shou4 yu3|予以 yu3 yi3|不予 bu4 yu3
下载 xia4 zai4|装载 zhuang1 zai4|载明 zai3 ming2|记载 ji4 zai3|登载 deng1 zai3|刊载 kan1 zai3|转载 zhuan3 zai3|载客 zai4 ke4|载货 zai4 huo4
没收 mo4 shou1|没有 mei2 you3|间隔 jian4 ge2|间接 jian4 jie1|期间 qi1 jian1|间断 jian4 duan4|时间 shi2 jian1|空间 kong1 jian1|房间 fang2 jian1|民间 min2 jian1
产假 chan3 jia4|假期 jia4 qi1|请假 qing3 jia4|病假 bing4 jia4|婚假 hun1 jia4|护理假 hu4 li3 jia4|节假日 jie2 jia4 ri4|法定节假日 fa3 ding4 jie2 jia4 ri4|虚假 xu1 jia3|假冒 jia3 mao4|放假 fang4 jia4|休假 xiu1 jia4
种植 zhong4 zhi2|接种 jie1 zhong4|预防接种 yu4 fang2 jie1 zhong4|种类 zhong3 lei4|各种 ge4 zhong3|种子 zhong3 zi5|特种 te4 zhong3|耕种 geng1 zhong4
教书 jiao1 shu1|教育 jiao4 yu4|教师 jiao4 shi1|教您 jiao1 nin2|几个 ji3 ge4|几天 ji3 tian1|几点 ji3 dian3|几乎 ji1 hu1
薄本 bao2 ben3|户口簿 hu4 kou3 bu4|簿册 bu4 ce4|冠名 guan4 ming2|鳏寡 guan1 gua3|曾用名 ceng2 yong4 ming2|曾经 ceng2 jing1|曾孙 zeng1 sun1
症状 zheng4 zhuang4|病症 bing4 zheng4|似的 shi4 de5|类似 lei4 si4|朝向 chao2 xiang4|宿舍 su4 she4|住宿 zhu4 su4|扎实 zha1 shi5|关卡 guan1 qia3
倒闭 dao3 bi4|倒数 dao4 shu3|数字 shu4 zi4|参数 can1 shu4|次数 ci4 shu4|人数 ren2 shu4|难处 nan2 chu4|遇难 yu4 nan4|困难 kun4 nan5|特困 te4 kun4
担保 dan1 bao3|负担 fu4 dan1|担子 dan4 zi5|称职 chen4 zhi2|职称 zhi2 cheng1|名称 ming2 cheng1|对称 dui4 chen4|乘坐 cheng2 zuo4
落户 luo4 hu4|落实 luo4 shi2|部落 bu4 luo4|规模 gui1 mo2|模板 mu2 ban3|模式 mo2 shi4|模样 mu2 yang4|弹窗 tan2 chuang1|弹性 tan2 xing4
挂号 gua4 hao4|取号 qu3 hao4|叫号 jiao4 hao4|号码 hao4 ma3|系统 xi4 tong3|联系 lian2 xi4|关系 guan1 xi4|系好 ji4 hao3|一切 yi2 qie4|切结 qie4 jie2|切割 qie1 ge1
量具 liang2 ju4|度量衡 du4 liang4 heng2|只有 zhi3 you3|只能 zhi3 neng2|只要 zhi3 yao4|一只 yi4 zhi1|船只 chuan2 zhi1|只需 zhi3 xu1
奔牛 ben1 niu2|奔牛镇 ben1 niu2 zhen4|西夏墅 xi1 xia4 shu4|薛家 xue1 jia1|孟河 meng4 he2|罗溪 luo2 xi1|圩塘 wei2 tang2|溧阳 li4 yang2|滆湖 ge2 hu2|戚墅堰 qi1 shu4 yan4|邹区 zou1 qu1|湟里 huang2 li3|三井 san1 jing3
小新 xiao3 xin1|云河路 yun2 he2 lu4|苏服办 su1 fu2 ban4|地税 di4 shui4|土地 tu3 di4|地址 di4 zhi3|地方 di4 fang1|当地 dang1 di4|本地 ben3 di4|异地 yi4 di4|宅基地 zhai2 ji1 di4
公积金 gong1 ji1 jin1|社保卡 she4 bao3 ka3|居住证 ju1 zhu4 zheng4|出生证 chu1 sheng1 zheng4|结婚 jie2 hun1|结果 jie2 guo3|结实 jie1 shi5|巴结 ba1 jie5|解答 jie3 da2|解送 jie4 song4
什么 shen2 me5|怎么 zen3 me5|这么 zhe4 me5|那么 na4 me5|多么 duo1 me5|我们 wo3 men5|你们 ni3 men5|他们 ta1 men5|咱们 zan2 men5|先生 xian1 sheng5|朋友 peng2 you5|东西 dong1 xi5
孩子 hai2 zi5|妻子 qi1 zi5|儿子 er2 zi5|房子 fang2 zi5|车子 che1 zi5|子女 zi3 nv3|电子 dian4 zi3|电子证照 dian4 zi3 zheng4 zhao4|老子 lao3 zi5|本子 ben3 zi5|爷爷 ye2 ye5|奶奶 nai3 nai5|爸爸 ba4 ba5|妈妈 ma1 ma5
休息 xiu1 xi5|知道 zhi1 dao5|清楚 qing1 chu5|告诉 gao4 su5|麻烦 ma2 fan5|时候 shi2 hou5|窗户 chuang1 hu5|意思 yi4 si5|谢谢 xie4 xie5|看看 kan4 kan5|问问 wen4 wen5|地道 di4 dao5|明白 ming2 bai5|事情 shi4 qing5
这边 zhe4 bian1|哪里 na3 li5|这里 zhe4 li5|那里 na4 li5|里面 li3 mian4|上面 shang4 mian4|下面 xia4 mian4|前面 qian2 mian4|后面 hou4 mian4|对吗 dui4 ma5|行吗 xing2 ma5|可以吗 ke3 yi3 ma5|不行 bu4 xing2
正月 zheng1 yue4|血缘 xue4 yuan2|剥离 bo1 li2|剥夺 bo1 duo2|削减 xue1 jian3|暴露 bao4 lu4|露天 lu4 tian1|停泊 ting2 bo2|泊位 bo2 wei4|给排 ji3 pai2|呼吁 hu1 yu4|咽喉 yan1 hou2
"""

PHRASES: dict[str, tuple[str, ...]] = {}
for _line in _PHRASES.split("\n"):
    for _entry in filter(None, _line.split("|")):
        _word, *_reading = _entry.split()
        PHRASES[_word] = tuple(_reading)

# 为 alone means "for" before a person or a reason, else "as, is".
FOR_WHOM = tuple("您你我他她其谁了此何") + (
    "群众", "企业", "市民", "老人", "孩子", "居民", "职工", "员工", "本人", "子女", "家人", "大家", "父母", "配偶", "新生儿",
    "残疾人", "办事", "申请人", "服务对象", "广大", "家庭", "未成年", "儿童", "婴儿", "什么", "学生", "个人", "公司", "单位", "自己",
)  # fmt: skip

# 儿 that only colours the syllable before it.
ERHUA = ("一会儿", "一点儿", "有点儿", "这儿", "那儿", "哪儿", "事儿", "活儿", "点儿", "会儿", "玩儿", "今儿", "明儿", "份儿", "头儿")

# 地 after these is the neutral adverb particle.
ADVERBIAL = ("更好", "更快", "有效", "及时", "积极", "合理", "快速", "更方便", "方便", "逐步", "主动", "认真", "清楚", "最大限度", "顺利", "耐心")
