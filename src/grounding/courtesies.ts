// Numbers that claim nothing of an order: said of the service itself, in a wish, or in a set phrase. Pure.

const phrases: readonly string[] = [
  // How long the one who answers needs, or is there.
  '(?:稍等|稍候|稍后|等待?)[^，,。！!]{0,6}?\\d+(?:-\\d+|到\\d+)?分钟',
  '(?:需要|给\\S{0,4}时间)?\\d+-\\d+分钟(?=确认|查询|时间|给您(?:提交|查|核|确认)|.{0,3}(?:请|还请)?您?稍等)',
  '(?:查询|核实|查看|处理|核对|确认)[^，,。！!?？]{0,8}\\d+(?:-|到)\\d+分钟',
  '(?:给我|耽误|占用)[^，,。\\s]{0,6}?\\d+(?:-\\d+)?分钟',
  '\\d+分钟内?(?:没有?|未)(?:收到)?您?的?(?:回复|回应|消息)',
  '(?:7\\s*[x*×]\\s*)?\\d+小时(?=在线|服务|客服|不打烊|热线|人工|都在|恭候)',
  // A day of the driver's work, whichever it is.
  '(?:配送|送货|派送|上门|安装|到货|收货|取件)的?当[天日](?=会|请|您|师傅|保持|配送员|快递员|可以|直接)',
  // Wishes and set phrases.
  '(?:祝|祝福|愿|预祝|恭祝|顺祝)(?:您|你|亲|大家|客官)[^，,。！!；;\\s]{0,20}',
  '20\\d\\d年(?=[1一]切|万事|事事|快乐|吉祥|大吉|好运|更|里)',
  '(?:周|星期|礼拜)[1-7日天末](?=愉快|快乐|开心)',
  '[每的前有哪那某这整]1天|1天(?=之计|的?(?:工作|心情|动力|好|开始|快乐)|天)|1(?:整天|天到晚)|3天两头|365天|1日[3三]餐',
  '[新这]的?1年|1年(?=[4四]季|到头|更比)|10年如1日',
  '100%(?!.{0,2}(?:退|返|赔|补))',
  '\\d+(?:\\.\\d+)?%的?(?:人|用户|客户|商家|顾客|买家|朋友|客人)',
  '(?:618|双1[12]|活动|节日|生日|大促)的?当[天日]',
  // Points of a list, numbers of phones and things, pages, ages.
  '(?:以下|如下|这|有|第|共)\\d点(?!钟|半|\\d|前|后|之|左右|到|送)',
  '(?:热线|电话|号码|联系方式|传真|网址|编号|货号|型号)(?:是|为|:)?\\s?(?!20\\d\\d-\\d\\d-)\\d{1,4}(?:-\\d{1,8})+',
  '电池[^，,。\\s]{0,6}?[1257]号',
  'https?:\\/\\/[\\w./?=&#%-]+',
  '\\d+(?:-\\d+)?个月(?=以上的|大的|龄|宝宝|婴|幼|左右的宝|\\))',
]

const courteous = new RegExp(phrases.join('|'), 'g')

/** Which product is meant: the numbers of its title are none of an order. */
const titled =
  /[^。！!?？;；\n]{0,160}?(?:\[商品快照|(?:是|您说的|咨询的)(?:这个|这款)(?:商品|产品)?的?[吗么])/g
const ofOrder = /预计|订单[^号]|送达|到账|退款|发货|已|元|价/

/** The text, blanks in the place of what claims nothing. */
export function withoutCourtesies(text: string): string {
  return text
    .replace(titled, words => (ofOrder.test(words) ? words : ' '.repeat(words.length)))
    .replace(courteous, words => ' '.repeat(words.length))
}
