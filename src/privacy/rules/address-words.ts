// Words that Chinese addresses are made of.
import { charSet } from '../chars.js'

/** Characters that no address contains: they end a stretch in which one may lie. */
export const notInAddress = charSet(
  '的了吗呢吧啊哦呀嗯嘛您你我他她它们是在不没这那哪么怎谁请帮给让把被但因已还再就也很几款换卖订付价查说知谢亲寄送收到住去叫姓您为至往退买',
)

/** Words before an address. The detail may start right behind them. */
export const addressCue =
  /(?:地址|住址|地点|位置|住在|家住|家在|搬到|搬去|公司|单位|学校)(?:信息|已?改|变更|更新|换|写|填)*(?:成|为|到|至|是|在|:|\s|\ue000)*$/

/** Provinces and big cities that are written without 省 or 市 as well. */
export const bareRegions = (
  '北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门' +
  '|' +
  '广州|深圳|东莞|佛山|珠海|中山|惠州|汕头|杭州|宁波|温州|嘉兴|绍兴|金华|义乌|台州|南京|苏州|无锡|常州|南通|徐州|扬州|成都|绵阳|武汉|宜昌|襄阳|长沙|株洲|郑州|' +
  '洛阳|济南|青岛|烟台|潍坊|临沂|石家庄|唐山|保定|太原|西安|咸阳|兰州|西宁|银川|乌鲁木齐|呼和浩特|包头|沈阳|大连|长春|哈尔滨|大庆|合肥|芜湖|福州|厦门|泉州|' +
  '南昌|赣州|贵阳|遵义|昆明|大理|丽江|南宁|桂林|柳州|海口|三亚|拉萨|昆山|常熟|张家港|江阴|晋江|浦东'
).split('|')
/** Behind a bare name: belongs to it, or shows that it is a street's name (北京路). */
export const bareSuffix = /省|市|县|地区|(?:壮族|回族|维吾尔)?自治区|特别行政区|新区/y
export const isStreetName = /[东西南北中]?[一二三四]?[路街道大]/y
/** Endings of a region's name. */
export const regionSuffixes = charSet('市区县旗州')
export const isRegionSuffix =
  /自治州|地区|新区|开发区|高新区|园区|(?<![超门上都城菜夜])市(?![场内区民]|[东西南北中]?[路街])|(?<![小社专片景校厂库院时特战误一二三四五六]|(?<![城河铁关金陵])[东南西北中])区(?!域)|(?<![知])县|(?<!红)旗(?!舰)/y

/** The kind of place that a word makes of the name before it. `other` words go on with an address but do not make
 *  one, a `spot` only behind a village's name or two roads'. */
export type PlaceKind = 'road' | 'estate' | 'village' | 'gate' | 'spot' | 'other' | 'tail'

/** The words that make an address of the name before them, in the group of what they say. */
const placeWords = [
  '(?<road>(?:街道(?:办事处|办)?|国道|省道|县道|大道|大街|马路|干道|胡同|横街|[一二三四五六]道|路(?![口由])|街|巷|弄)(?:[东南西北中]段)?)',
  '(?<village>村(?:民委员|委)会|行政村|自然村|(?<=[\u4e00-\u9fff])(?<![新农各全同本]|城中)村|农场|林场|屯(?!河)|社区|居委会|嘎查)',
  '(?<estate>小区|花园|家园|新村|公寓|大厦|大楼|广场|山庄|别墅|庄园|华庭|名苑|豪庭|嘉园|公馆|名邸|花苑|新城|雅苑|苑|(?:产业|工业|软件|创意|科技|物流)园区?|工业区|写字楼|家属院|宿舍|家具城|国际)',
  '(?<gate>[东南西北中左右前后正侧]{1,2}门)',
]
const furtherWords = [
  '(?<spot>[东南西北]头|村[口头尾]|树(?:[旁下边前后]|底下)|[桥井庙塘]头?[旁下边前后]|戏台|祠堂|牌坊|小卖部|交汇处|交叉口|交口|第[一二三四五六七八九十]家)',
  '(?<other>五金厂|[工印服饰塑纸鞋机电化]厂|厂[区房]?(?!家)|超市|门市部?|门卫室?|保安室|传达室|收发室|前台|岗亭|快递柜|自提柜|代收点|仓库|工地|食堂|银行|幼儿园|卫生[院室]|饭店|有限公司|[东南西北中左右前后]{1,2}(?:区|户|院|侧|角|楼|座|单元|组)|镇|乡|组|队|街坊|步行街|庄|寨|堡|苏木|大学|学院|中学|小学|医院|酒店|宾馆|商城|商场|市场|驿站|大院|城|中心|里|府|湾|郡|轩|阁|邸|园|院)',
  '(?<tail>[东南西北中左右前后]{1,2}(?:边|侧)|斜?对面|旁边?|隔壁|路口|门口|之[一二三四五六七八九]|附近|底商|门面|商铺|铺|楼下|楼上|[前后]面|路[东南西北]|地下(?:室|车库|停车场)|负[一二三123][楼层]?|车[间库棚]|[库机]房|储藏室|架空层|阁楼|档口|摊位|窗口)',
]
/** The place word at an offset, in the group of its kind; the first group that matches counts. */
export const placeWordPattern = new RegExp([...placeWords, ...furtherWords].join('|'), 'y')
const placeWord = new RegExp(placeWords.join('|'), 'y')
/** First characters of all these words, so that most offsets need no regular expression. */
export const placeWordStarts = charSet(
  '街国省县大马干胡横一二三四五六道路巷弄村行屯社居嘎小花家新公广山别庄华名豪嘉雅苑产工软创科物写宿东南西北中左右前后镇乡组队步寨堡农林苏学医酒宾商市驿城里府湾郡轩阁邸园院斜对旁隔交门之附底铺楼自正侧五印服饰塑纸鞋机电化厂超保传收代岗快仓食银幼卫饭有第树桥井庙塘戏祠牌地负车库机储架档摊窗',
)
/** Words that an address does not go on with. */
export const notTail =
  /电话|手机|联系|订单|快递(?!柜)|能|可以|要|需|有|多少|几|邮费|运费|包邮|发货|谢|急|对吧|下单|签|请|麻烦|姓名|收件|收货|身份证|邮编|放|签收|代收/y
/** Words before a place that are no part of its name. */
export const notPlace =
  /(?:快递|麻烦|师傅|包裹|直接|重新|新?地址|收货|送货|上门|本人|放|改|家|公司|新|旧|换|配|派|货|成|门口|:|\s)+/y
export const destinationCue =
  /(?:送到?|送至|寄到?|寄往|发到|送去|寄去|住|住在|家在|改到|放|门牌号?|店在|人在)\s*$/
/** 同一小区, 整个小区: no estate's name. No word is made of two others: 整个 is read as 整 and 个, in one way only. */
export const anyEstate =
  /^(?:同|另外?|其[他它]|哪|各|每|本|个|某|整|全|旧|老|附近|隔壁|自己|自家|别|一|大|小|小区|学校|公司|单位|医院|工厂|园区|商场|超市|酒店|宿舍|驿站|仓库|快递柜|店|地铁|地铁站|车站|火车站|家)+$/

const count = '[0-9A-Za-z一二三四五六七八九十百]{1,5}'
/** A numbered part: 12号, 3栋, 2单元, 501室, A座, 附3号 … */
export const unit = new RegExp(
  `(?:附|东|西|南|北|第)?${count}(?:[-#]${count}){0,3}(?![0-9*])(?:号院|号楼(?!梯)|号仓|号店|号|栋|幢|座(?!位|垫|套|椅)|单元|室(?![0-9一二三四五六七八九十两]厅|外|内)|层|楼(?!上|下|梯|盘)|户|房(?!间)|门(?!口)|弄|巷|支弄|组(?:团(?!购))?|队|连(?![衣体帽锁])|团(?!购)|期(?!免息)|塔|仓|排|院|区|梯|国道|#)?`,
  'y',
)
/** First characters of a numbered part. */
export const unitStarts = charSet(
  '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ一二三四五六七八九十百附东西南北第',
)
/** A building of an estate. */
export const buildingUnit = /\d(?:号院|号楼|栋|幢|单元)$/
export const strongUnit = /(?:号院|号楼|栋|幢|单元|室|弄|座|房|门|号店|号仓|塔)$|^\d{1,3}-\d{1,2}-\d{3,4}$/

/** A word stands at the offset without which, or a strong unit, no address is one. */
export function startsPlace(text: string, at: number): boolean {
  placeWord.lastIndex = at
  return placeWord.test(text)
}
/** Last characters of the strong units. */
export const strongUnitEnds = charSet('院楼栋幢元室弄座房门店仓塔')
/** Characters between a number and its unit. */
export const strongUnitLeads = charSet('号单')
