"""What is asked of an item: cues in the words themselves, for several aspects in one sentence.

Standard library only, shared by the dialogue process and the hall. The intent classifier generalises beyond these cues;
a cue that is there wins, because "要多少钱" always asks for the fee.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Cues in order of precedence: where two overlap, the earlier aspect keeps the words.
_CUES: list[tuple[str, str]] = [
    (
        "complaint",
        r"投诉|举报|差评|监督电话|态度(?:很|太|不|真)?(?:差|好|恶劣)|(?:提|有)意见|(?<!给)不给(?:我)?办|推诿|刁难|反映(?:问题|情况)"
        r"|申诉|复议|起诉|维权|信访|说理|我不服|(?:找谁|到哪儿?|去哪儿?)告",
    ),
    (
        "progress",
        r"进度|批了(?:没有|没|吗)|办到哪|办得(?:怎么样|如何)|(?:办|弄|审|批|做)(?:理)?(?:好|完|过|下来)(?:(?:了)?(?:没有|没)|了(?:吗|么))|好了(?:没有|没)"
        r"|(?:办|弄|走|审|批)?到哪(?:一步|步|了|儿了|个环节)|到什么程度|办理状态|审核(?:状态|结果|到|通过)|(?:批|证)?下来(?:了)?(?:没有|没)|(?:能|可以)?催(?:一下|办)"
        r"|怎么(?:查|知道)(?:我的)?(?:办|审|批)|(?:交|申请|提交|报)(?:上去|了).{0,8}(?:没动静|没消息|没回音)|到(?:哪|什么)阶段"
        r"|(?:制|做|出|批)(?:好|来|下来)(?:了)?没|有结果了|办得怎样|(?:收到|通过|办结|走完流程)了?没|到底办没办|卡在哪",
    ),
    (
        "online",
        r"(?:在|从|上)?网上|(?:在|用)?(?:微信|支付宝)(?:里|上)?(?=能|可以|办|行)|上网|线上|在线|网办|手机(?:上|里|能|可以|操作|弄|办)|app|小程序|公众号|网址|链接|网站|网页|不(?:用|想)?跑(?:腿|一趟|大厅)"
        r"|零跑|苏服办|在家(?:里)?(?:就)?(?:能|可以|办|弄|申请)|远程|自助(?:机|终端|办)|不(?:用)?去(?:现场|大厅|窗口)|电脑上"
        r"|手机浪|自家机器|往上办|12123|(?:在|用)[^,，。?？]{1,14}(?:平台|软件|app)(?:上)?(?:能|可以|就能|办|弄)",
    ),
    (
        "validity",
        r"有效期(?:限)?(?:是|有|到)?(?:多久|几年|多长时间|多少年|多长)?|有效(?:多久|多长|几年|多少年)|管(?:多久|几年|多少年|多长时间)|(?:能|可以)?用(?:几年|多久|多少年|多长时间)"
        r"|有没有(?:到期|期限|有效期|时间限制)|到期一说|(?:几年|多久|多少年|多长时间)(?:一换|换一次|要换|到期|有效|过期|失效|续一次|年审)|(?:什么时候|啥时候|哪天)(?:到期|过期|失效)|终身有效|长期有效|永久"
        r"|(?:能|可以)?用(?:几|多少)(?:天|个月)|终身的|多久(?:就)?作废|(?:多少|几)天内有效|证(?:的)?期限是几年|证明?(?:有)?时间限制",
    ),
    (
        # 住满多久 asks what is required, not how long it takes.
        "conditions",
        r"(?:住|交|缴|工作|干|结婚|连续|待)(?:够|满)(?:多久|几年|多长时间|几个月|多少年|多少个月|多少天)|(?:多大|满多少岁|几岁)(?:年纪|年龄|岁数)?(?:才|能|可以|以上)"
        r"|满(?:几|多少)(?:周)?[岁随]|(?:够|达到)(?:啥|什么)标准|硬性要求|(?:低于|超过|不超过)(?:什么|啥|多少)(?:线|钱)?|(?:要|得)满几年|(?:注册)?资(?:本|金)(?:要|得)多少|(?:对|有)[^,，。?？]{1,12}有(?:什么|啥|哪些)规定|(?:什么|啥|哪)(?:样的)?(?:项目|情况|店|人)(?:不用|要|得|才)|哪种不用|(?:啥|什么)样(?:的)?人|(?:要|得)过(?:哪些|啥|什么)关|(?:多少|几个?)(?:年|个月|天)(?:才|以后才)(?:能|可以|好)|到多少(?:必须|才|就)",
    ),
    (
        "agent",
        r"代办|(?:叫|让|请|喊|托)[^,，。?？!！自]{1,6}(?:去|来|帮|代|替)(?:我|他|她)?(?:去)?(?:办|领|弄|跑|交|拿|取|补|换)|(?:带|领)(?:他|她|孩子|小孩|老人|我?爸|我?妈)(?:去|来)(?:办|领|弄|补|换)|(?:代|替)(?:他|她|我|你|人|别人|人家|老人|孩子|家里?人|父母|爸|妈)?(?:去|来|办|领|跑|交|缴|弄|签|申请|取|换|补|为办理)|托(?:个|别)?人|委托|代理|授权书?|亲自|本人(?:不|必须|一定|要|得|需要|是不是|到场|去|来|没空|没时间)|别人(?:去|来|帮|代|可以|能)"
        r"|(?:家里人|家人|家属|亲戚|我?(?:爸|妈|爷爷|奶奶|外公|外婆|哥|姐|弟|妹|叔叔|舅舅|阿姨|媳妇|对象|孙子|孙女)(?:妈|爸|哥|姐|弟|妹)?|朋友|同事|子女|儿子|女儿|老公|老婆|爱人|父母|爸妈|老人|员工|会计|中介)(?:去|来|代|帮(?:我|他|她|忙)|可以(?:去|来|帮)|能(?:去|来|不能|帮|替))"
        r"|(?:替|帮)(?:我)?(?:别人|人家|他|她|我?家|家人|老人|我?爸|我?妈|父亲|母亲|父母|爷爷|奶奶|我?老公|我?老婆|爱人|朋友|同事|员工|儿子|女儿)"
        r".{0,3}(?:办|领|弄|补|换|申请|交|取)|(?:本人|我)?(?:来不了|走不开|去不了|不(?:能|方便)(?:去|来|到场))|瘫(?:痪|在床)|卧床|腿脚不(?:便|好)"
        r"|(?:代|替)我们|(?:爷爷|奶奶|外公|外婆|婆婆|公公|老伴|爱人|妈妈|爸爸|儿子|女儿|媳妇|别人|同事)[^,，。?？]{0,4}(?:带去|代|拿去|去办)|托人|(?:非得|非要|一定要)[^,，。]{0,4}本人|代(?:她|他|我)[^,，。]{0,6}(?:办|领|交|去)|人(?:家)?代(?:办|领)"
        r"|(?:我|他|她|人)(?:去|来)?代(?:交|办|领|签|缴)|下不了床|(?:替|帮)(?:老[娘爹妈爸]|大[爷妈]|哥哥|弟弟|姐姐|妹妹)[^,，。]{0,3}(?:办|领|弄|交|取)|(?:法人|本人|老板|卖家|买家|当事人|人)不(?:来|到场|去|到)(?:能|行|可以|成|可不)|(?:一个人|只来一个|单独一方)(?:去|来)?[^,，。?？]{0,8}(?:行|可以|能办|成)|(?:叫|让|托)[^,，。?？!！自]{1,5}(?:帮我)?(?:开|查)(?:一下)?[,，]?(?:行|可以|准|成|能)",
    ),
    (
        "hours",
        r"几点|(?:上|下)班时间|(?:还|都|今天|明天|周末|中午|现在|你们|大厅|窗口|几点)(?:不|没|上不)?(?:上|下)班|^(?:还)?上班(?:吗|么|不|没)|(?:办公|营业|工作|受理|开放|办理)时间|(?:周|星期|礼拜)(?:六|天|日|末)|(?:周|星期|礼拜)[一二三四五](?:上班|开门|能|可以|办公)|双休(?:日)?|节假日|法定假日|中午(?:休息|上班|能|可以|有人|不)"
        r"|午休|(?:几点|(?:什么|啥)时候|今天|明天|还)(?:还)?(?:开|关)门|开门(?:吗|么|不|没|时间)|开不开门|晚上(?:能|可以|有人|开)|(?:什么|啥)时候(?:去|来)(?:办)?(?:都)?(?:行|可以|好|合适)|(?:今天|明天|现在)(?:还)?(?:上班|开门|开不开|开吗|有人)"
        r"|(?:啥|什么)辰光(?:开门|上班|关门)|几点钟",
    ),
    (
        "phone",
        r"电话|联系方式|热线|(?:打|拨)(?:什么|哪个|几号|多少)|怎么联系|号码(?:是)?多少|(?:问|咨询)(?:谁|哪个部门)|找(?:谁|哪个部门)(?:咨询|问)|座机",
    ),
    (
        "result",
        r"邮寄|快递|寄(?:到|给|回|过来|送|吗|不寄)|送(?:到家|上门)|(?:办|弄)(?:好|完|下来)(?:了)?(?:以后|之后|后)?(?:会|能|是)?(?:给|发|拿|领|得到|有|出)(?:到)?(?:我)?(?:一个|个|一张)?(?:什么|啥|哪)"
        r"|(?:给|发|拿到|领到|出)(?:的)?(?:是)?(?:我们|我|咱们|咱|人)?(?:个|张|本|一张|一个|一本|份)?(?:什么|啥)(?:样的)?(?:证|文件|证明|东西|结果|批文|单子|凭证)?|(?:拿|领|发)到手(?:里)?(?:的)?(?:是)?(?:个)?(?:什么|啥)|纸(?:质)?的还是|电子的(?:还是|吗)|结果(?:是)?(?:什么|怎么|在哪|样)"
        r"|怎么(?:拿|取)(?:证|件|结果|照|卡|到)?|取(?:证|件)|(?:能|可以)?(?:能|可以|会|每个?月)(?:领|发|补|报|拿|给)(?:到)?多少(?:钱|元)?|(?:领|报销|补贴)(?:到)?多少|每个?月(?:能|可以|会)?(?:领|发|拿|给)?(?:到)?多少(?:钱)?|(?:能|可以|最多|还能|一共)?领(?:取)?(?:多久|多长时间|几个月|多少个月|几年)|(?:有|给|发)(?:没有)?电子(?:证照|证|版|照)|电子(?:证照|证|版|照)(?:吗|有|能)|自己(?:来|去)(?:拿|取)|纸质"
        r"|(?:最多|一共|总共|每年|一年|每个?月|一个月)?(?:能|可以|好|给)[^,，。?？]{0,3}(?:领|提|取|借|贷|报|发|拿|补|退|拿到)(?:到|出来|出)?(?:多少|几(?:个)?(?:钱|钿|钞票))|给(?:我)?发多少|(?:补|贴)多少"
        r"|(?:证|照)(?:件)?怎么(?:领|拿)|(?:执照|证件|领证|身份证|证)(?:去|在|到)哪(?:里|儿)?(?:拿|领)|领(?:取窗口|证地点)|(?:电子)?证照在哪(?:里)?下载",
    ),
    (
        "time_limit",
        r"多久|几天|多长时间|多少天|多少(?:个)?(?:工作日|时间)|几个(?:工作日|小时|月|星期|礼拜)|(?:什么|啥)时候(?:能|可以|才能)?(?:办好|拿到|好|办完|办下来|下来|出来|取|领|批|发|做好|到手)"
        r"|时限|期限(?:是|有|多)|办结|(?:当天|当场|立刻|马上|立等)(?:能|可|就|办|拿|取)?(?:能|可以)?(?:办|拿|取|好|领)?|周期|加急|快不快|慢不慢|(?:要|得)等|多快|最快|几日|第几天"
        r"|(?:啥|什么)辰光(?:好|能|拿|出|才)|多少辰光|几个公作日|最(?:晚|迟)(?:什么|啥)?时候|几时(?:能|好)",
    ),
    (
        "fee",
        r"多少钱|收.{0,4}钱|(?:要|得)?给(?:多少)?钱|(?:要|用|需|花)(?:不要|不用|不需要)?(?:交|付|掏|花)?(?:什么)?钱|收(?:不收)?(?:费|钱)|费用|免费|工本费|手续费|登记费|几(?:块|元|百|千|十)(?:块)?(?:钱)?"
        r"|花(?:多少|费|销)|交多少|贵(?:不贵|吗)|价(?:格|钱|位)|收多少|要不要钱|掏(?:多少|钱)|怎么收|多少(?:块|元)|白办|缴多少|减免|不要钱"
        r"|几(?:个)?(?:钿|铜钿)|税率|几个点|收[^,，。]{0,3}钞票|(?:要|出)钞票|多少(?:钿|洋钿|钞票)",
    ),
    (
        "legal",
        r"法律(?:依据|规定|条文|上)?|依据|哪(?:部|个|条|一条)(?:法|规定|条例|政策)|(?:根据|按照|依照)(?:什么|哪|的是)|法规|条例|凭什么|第几条|(?:什么|哪个|哪些)(?:规定|文件|政策)|有(?:没有)?(?:规定|文件)|红头文件"
        r"|(?:法|条例)(?:里)?(?:是)?怎么(?:规定|写)|规定(?:条文)?(?:在哪|出自)|出自哪(?:里|部)",
    ),
    (
        "materials",
        r"材料|资料|(?:带|拿|准备|提供|提交|交|备|带上|要)(?:些|点|上|齐|好|的)?(?:什么|啥|哪些|哪几样)(?!条件|要求|样的人|时候|钱|人|手续费)(?:东西|证件|证明|手续|证|文件|单子|原件|复印件)?|(?:需要|要)(?:哪些|什么|啥)(?:东西|证件|证明|手续|证|文件)"
        r"|(?:什么|哪些|啥)(?:证件|证明|手续|东西)|复印件|原件|照片|清单|(?:身份证|户口本|户口簿|结婚证|房产证|执照|公章)(?:要不要(?!交|钱|收|花)|要吗|需要吗|带不带|要带吗|用不用|够不够|够吗|就行|就够)"
        r"|(?:要|用)(?:不要|不用)?(?:带|拿)(?!走|到)|(?:带|拿)(?:上)?(?:身份证|户口本|结婚证|房产证|执照|公章)|表格|申请表|少(?:了)?(?:带|一样)|没带",
    ),
    (
        "place",
        r"在(?:哪|什么地方|几楼|几号|第几|几层|何处)|(?:哪里|哪儿|哪边|哪块|哪个(?:地方|窗口|大厅|柜台|部门|单位|派出所|点))(?:可以|能|去|办|领|弄|受理|有)?|去(?:哪(?!一?步)|什么地方|几楼|几号)|到(?:哪(?:里|儿|个|去|办)|什么地方|几楼|几号)"
        r"|上哪|几楼|几号窗口|几层|哪(?:一)?层|(?<!注册)(?<!经营)(?<!换)地址|(?<!手续)(?<!流程)(?<!程序)(?<!道)怎么(?:走(?!流程|程序|手续)|去|过去)|(?:的)?位置|往哪|哪个区|窗口(?:在|是)"
        r"|啥场化|啥(?:个)?地方|哪搭|(?<!哪)拿里|哪个口子|哪只窗口|(?:到|去|勒|在)哪(?:块|厢|浪)",
    ),
    (
        "conditions",
        r"条件|(?:什么|啥|哪些|有(?:没有|什么)?|有啥)(?:样的)?要求|资格|门槛|(?:什么|哪些|哪种|怎样的)(?:样的)?(?:人|企业|公司|单位|情况|情形)(?:下|才|就)?(?:可以|能|符合|算|才)|谁(?:可以|能|才能)|符合什么|满足(?:什么|哪些)|限制",
    ),
    (
        "process",
        r"流程|步骤|程序|怎么(?:办理|申请|操作|申报|报名|登记|个办法|走程序|做|交|报|开|补|换)|(?:如何|怎样)(?:办|申请|操作|登记|申报|补|换|开)|咋(?:办理|申请|操作)"
        r"|先(?:做|去|办|干|要)[^,，。]{0,8}(?:再|后|然后|还是)|(?:第|头)一步|先[^,，。?？]{1,6}(?:什么|哪|啥)[^,，。?？]{0,2}[,，]?(?:后|再|然后)|怎么个.{1,3}法|哪(?:一)?步|一步(?:一)?步|顺序|怎么个(?:走|办法)|哪几步|几步|具体(?:怎么|咋|如何)|手续(?:怎么|咋|复杂|麻烦)"
        r"|(?:再|然后|接下来|后头|下一步)[^,，。?？]{0,4}怎么(?:弄|办|搞)|(?:手续|流程|程序|道)(?:该)?怎么走|怎么走(?:流程|程序|手续)|(?:得|要)找谁|走(?:哪|什么|啥)(?:个|些|几步)?(?:手续|流程|程序)|哪个在前|哪亨|哪能(?:办法|弄法|个弄)|怎么个?(?!办(?!理|法)|弄|搞|样|回事|这么|那么|还|不|没|就|会|又|都|才|老|总|了|的|能|可以|可能|回|啦|说|看|算|收费|收钱|跑|走|去|过去)[一-鿿]{1,3}|咋(?:个)?(?:操作|点|报|登记|开|填|换|补|交|领|取|转|续|退|写)|如何(?!走|去|收费)[一-鿿]{2}",
    ),
    (
        "eligibility",
        r"能不能|可不可以|成不成|行不(?=$|[?？。!！,，])|给不给|让不让|(?:办|补|换|领|开|申请|过|转)得了(?:吗|(?<![什怎这那多])么|不|啵)|给[^,，。]{0,4}[办换补领报](?:不|吗|么)|(?:能|可以)[^,，。?？]{1,16}不(?=$|[?？。!！])|可以(?:不可以|吗|(?<![什怎这那多])么|不)|行不行|能否|可否|是否可以|(?:能|可以)[^,，。?？!！]{1,20}(?:吗|(?<![什怎这那多])么|不)|算不算|(?:行|成)(?:吗|(?<![什怎这那多])么)|有没有资格|够不够|符(?:不符)?合(?:条件)?(?:吗|(?<![什怎这那多])么|不)|能[^,，。]{0,12}(?:办|领|申请|享受)(?:吗|(?<![什怎这那多])么|不)"
        r"|(?:还)?有(?:我的)?份吗|轮得到"
        r"|(?:还)?(?:用|要|需)(?:不(?:用|要|需))?办[^,，。?？]{0,10}(?:吗|么|伐)|阿(?:好|可以|能|有|还好|来三|行|是|要)|来(?:不|勿)来三|来三(?:伐|不|哇|啊|吗)|好(?:不|勿)好(?:办|补|换|领|报|取)|(?:办|补|换|领|报|取)得(?:成|来)(?:吗|伐|不)|够格",
    ),
]
_PATTERNS = [(aspect, re.compile(pattern, re.IGNORECASE)) for aspect, pattern in _CUES]
#: Every aspect that words can ask for, in a fixed order.
ASPECT_NAMES = tuple(sorted({aspect for aspect, _ in _CUES}))

#: Aspects that give way to a more exact one in the same clause, the weakest first.
_WEAK = ("eligibility", "process", "place")
_SENTENCE_END = re.compile(r"[。!！]")
_CLAUSE_END = re.compile(r"[,，。;；?？!！、]|和|还有|再就是")
#: Aspects beside which the others are only the story.
_URGENT = ("progress", "complaint")

#: Clauses for telling a story from a list of questions; one of few characters is no story.
_CLAUSE = re.compile(r"[^,，。;；?？!！、]+")
_SHORT = 5
#: A longer text tells a story.
_STORY = 40

_BLANK = "\0"

#: "怎么办", "想办": no aspect, a first look.
_OVERVIEW = re.compile(
    r"怎么办(?!理|法)|咋办|怎么(?:个)?弄|怎么搞|咋(?:弄|搞|整)|哪能(?:办|弄)|怎么半|介绍|是什么|什么是|怎么回事|说说|了解一下|讲讲|(?:我)?(?:想|要|来|打算|准备)(?:要)?(?:办|申请|补|换|领|开|注册|登记)"
)


@dataclass(frozen=True)
class AspectCue:
    """An aspect asked for; ``start``/``end`` are character offsets of the words that say so."""

    aspect: str
    start: int
    end: int
    text: str


def find_aspects(text: str, taken: list[tuple[int, int]] | None = None) -> list[AspectCue]:
    """Aspects that ``text`` asks for, in the order they are said; empty for an unspecific question.

    Args:
        text: the utterance as typed or recognised.
        taken: spans that belong to something else (names of items or places) and hold no cue.
    """
    found: list[AspectCue] = []
    # What is taken is blanked out, so that 验收收不收钱 still shows its 收不收钱.
    left = list(text)
    for start, end in taken or []:
        left[start:end] = _BLANK * (end - start)
    for aspect, pattern in _PATTERNS:
        for match in pattern.finditer("".join(left)):
            start, end = match.span()
            left[start:end] = _BLANK * (end - start)
            # 能[申请居住证]不: a name may stand inside the frame of a yes-or-no question, nowhere else.
            whole = _BLANK not in match.group() or aspect == "eligibility"
            if start < end and whole:
                found.append(AspectCue(aspect, start, end, match.group()))
    # A long story ends with what is asked: cues of its last sentence that has any count, those before are the story.
    last = max((_sentence(text, cue.start) for cue in found), default=0)
    found = [cue for cue in found if _sentence(text, cue.start) == last or cue.aspect in _URGENT]
    found = _at_the_end(text, found)
    kept = [cue for cue in found if not _gives_way(cue, found, text)]
    ordered = sorted(kept, key=lambda cue: cue.start)
    # 交的材料办到哪一步了 and 材料不收我要投诉 tell a story first; what is asked comes with the story's end.
    urgent = [cue for cue in ordered if cue.aspect in _URGENT]
    ordered = _asked_first(text, urgent or ordered)
    seen: set[str] = set()
    return [cue for cue in ordered if not (cue.aspect in seen or seen.add(cue.aspect))]


def _at_the_end(text: str, cues: list[AspectCue]) -> list[AspectCue]:
    """Of a long story without full stops only what its last two clauses ask for."""
    clauses = [match.start() for match in _CLAUSE.finditer(text)]
    if len(text) <= _STORY or len(clauses) < 3:
        return cues
    end = clauses[-2]
    last = [cue for cue in cues if cue.start >= end]
    return last if last or _OVERVIEW.search(text, end) else cues


def _asked_first(text: str, cues: list[AspectCue]) -> list[AspectCue]:
    """The aspect that is really asked comes first: where something is told besides, it stands last (材料交了，几天能好)."""
    if len(cues) < 2 or cues[-1].aspect in _WEAK and cues[-2].aspect not in _WEAK:
        return cues
    clauses = [(m.start(), m.end()) for m in _CLAUSE.finditer(text)]
    told = any(not any(start <= cue.start < end for cue in cues) and end - start > _SHORT for start, end in clauses)
    joined = re.search(r"和|跟|还有|以及", text[cues[0].end : cues[-1].start])
    one_clause = not joined and any(start <= cues[0].start and cues[-1].start < end for start, end in clauses)
    return [cues[-1], *cues[:-1]] if told or one_clause else cues


def _sentence(text: str, position: int) -> int:
    """How many sentences end before ``position``. Questions do not end a story: 多少钱？几天？ asks for both."""
    return len(_SENTENCE_END.findall(text, 0, position))


def _gives_way(cue: AspectCue, found: list[AspectCue], text: str) -> bool:
    """Whether a more exact cue in the same clause says what is really asked: 能网上办吗 asks for online."""
    if cue.aspect not in _WEAK:
        return False
    rank = _WEAK.index(cue.aspect)
    for other in found:
        exact = other.aspect not in _WEAK or _WEAK.index(other.aspect) > rank
        between = text[min(cue.end, other.end) : max(cue.start, other.start)]
        if exact and not _CLAUSE_END.search(between):
            return True
    return False


def asks_overview(text: str) -> bool:
    """Whether the words ask for a first look (怎么办, 我想办…)."""
    return _OVERVIEW.search(text) is not None


#: Words that carry neither an item nor an aspect; what is left without them tells a follow-up from a new question.
_FILLER = re.compile(
    r"那么|那个|这个|不想|想|跑|行|这|那|请问|你好|您好|请|麻烦|我想|我要|想问一下|想问|问一下|问下|咨询一下|咨询|一下|告诉我|知道|呢|啊|呀|吧|吗|嘛|哦|嗯|呃|了|的|我|你|您|它|他|她|是|要|还|又|再|就|都|也|有|没有|没|不|需要|需|办理|办|弄|申请|得|会|能|可以|"
    r"然后|另外|对了|还有|如果|要是|话|到底|究竟|一共|总共|大概|具体|一般|现在|事|事情|手续|业务|小新|谢谢"
)


def residue(text: str, spans: list[tuple[int, int]]) -> str:
    """What is left of ``text`` without the given spans and without filler words and punctuation."""
    characters = list(text)
    for start, end in spans:
        for i in range(start, end):
            characters[i] = " "
    left = _FILLER.sub(" ", "".join(characters))
    return re.sub(r"[^\w]+|_", "", left)
