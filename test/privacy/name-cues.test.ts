import t from 'tap'
import { NameCues } from '../../src/privacy/rules/name-cues.js'

const cuesIn = (text: string) => new NameCues({ text, from: 0, to: text.length, classes: 0, digits: 0 })

const announcing =
  '收货人 收件人 寄件人 发货人 取件人 提货人 收: 开户 联系人 联络人 签收人 代收人 收货姓名 姓名 名字 全名 刻名字 绣名 户名 开户名 持卡人 开户人 法人代表 法人 投保人 被保险人 ' +
  '申请人 购买人 下单人 付款人 收款人 使用人 入住人 经办人 负责人 注册人 受益人 监护人 参保人 收票人 报名人 乘机人 乘客 旅客 真名 实名 我叫 我名叫 他叫 她叫 伊叫 俺叫 咱叫 公叫 婆叫 妈叫 爸叫 ' +
  '姐叫 妹叫 哥叫 弟叫 子叫 女叫 儿叫 孩叫 友叫 叫做 本人 署名 签名 落款 机主 车主 业主 户主 抬头 收货是 收货的是 打款信息 收款信息 旅客信息 收件 寄件'
const hinting =
  '我是 他是 她是 这是 就是 是 叫 给 找 帮 帮忙 让 由 和 跟 与 用 客服 快递员 配送员 骑手 师傅 司机 转交给 交给 寄给 送给 发给 写 请 亲爱的 尊敬的 您好 你好 婆婆 公公 丈母娘 丈人 表哥 堂姐 ' +
  '保姆 男朋友 女朋友 朋友 儿子 女儿 孩子 老公 老婆 媳妇 对象 闺蜜 妈妈 爸 弟弟 妹妹 哥 姐姐 嫂子 父亲 母亲 岳父 爷爷 奶奶 外公 外婆 姥姥 舅舅 姑姑 姨妈 叔叔 侄子 同事 同学 室友 邻居 房东 经理 ' +
  '老师 店长 投诉 联系 通知 回访 采购 财务 会计 行政 人事 文员 销售 前台 仓管 库管 助理 仓库 门卫 物业 改成 改为 换 代收 会员 客户 顾客 买家 亲 查下 查一下 安装工 专员 主管 老板 收件 收货 ' +
  '寄件 转 3楼 五楼 昵称 祝 刻字 @ -- from From: TO: 备注:'

t.test('every cue that announces a name is found where it stands', t => {
  for (const cue of announcing.split(' ')) {
    const text = `,${cue}`
    t.ok(cuesIn(text).strong.has(text.length), cue)
  }
  t.ok(cuesIn('她姓王叫').strong.has(4))
  t.ok(cuesIn('Ship to: ').strong.has(9))
  t.end()
})

t.test('every cue before which a person may stand is found where it stands', t => {
  for (const cue of hinting.split(' ')) {
    const text = `,${cue}`
    t.ok(cuesIn(text).weak.has(text.length), cue)
  }
  t.end()
})

t.test('a surname that somebody told of is known with where it was told first', t => {
  t.strictSame([...cuesIn('我姓温,他也姓温').told], [['温', 1]])
  t.end()
})
