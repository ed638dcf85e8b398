import t from 'tap'
import { createMasker } from '../../src/privacy/mask.js'
import { createRules } from '../../src/privacy/rules.js'
import { createSegmenter } from '../../src/text/segmenter.js'
import { ourMasker } from './ours.js'

const masker = ourMasker()
const masked = (text: string) => masker.mask(text).text

const shapes: Record<string, readonly [string, string][]> = {
  landline: [
    ['010-87655678', '010-****5678'],
    ['(0571)88112233', '0571-****2233'],
    ['座机87654321', '座机****4321'],
    ['010-87655678转8012，找我', '010-****5678，找我'],
    ['+86 10 8765 5678', '+86 10-****5678'],
  ],
  plate: [
    ['粤B12345', '粤B****5'],
    ['沪AD12345绿牌', '沪A****5绿牌'],
    ['京a·88888', '京A****8'],
  ],
  passport: [
    ['E12345671', 'E*******1'],
    ['护照 EA1234567', '护照 E*******7'],
    ['护照编号EJ1234567', '护照编号E*******7'],
  ],
  password: [
    ['我的密码是abc123，帮我改', '我的密码是******，帮我改'],
    ['密码：Qwer@1234！谢谢', '密码：******！谢谢'],
    ['支付密码为 880088', '支付密码为 ******'],
    ['密码是P@ss!word1', '密码是******!******'],
    ['密码是13812345678', '密码是******'],
    ['my password is hunter2.', 'my password is ******.'],
    ['pwd=letmein', 'pwd=******'],
  ],
  wechat: [
    ['微信号：zhang_san88', '微信号：****88'],
    ['wxid_8k3jd92kslq122', '****22'],
    ['加我v xiaoming，谢谢', '加我v ****ng，谢谢'],
    ['+vxhuahua_77', '+vx****77'],
    ['v我wang_er33', 'v我****33'],
    ['维信abc_2020', '维信****20'],
    ['薇：linlin2021', '薇：****21'],
    ['加微li_ming99', '加微****99'],
  ],
  qq: [
    ['QQ12345678', 'QQ****78'],
    ['q123456789 加我', 'q****89 加我'],
    ['Q币充到82736451上', 'Q币充到****51上'],
    ['我的qq号是87654321', '我的qq号是****21'],
  ],
  name: [
    ['收货人：张伟', '收货人：张*'],
    ['我叫李思雨', '我叫李**'],
    ['联系人欧阳文轩', '联系人欧阳**'],
    ['收货人：阿依古丽·买买提', '收货人：阿*******'],
    ['帮我查一下吴丽华的订单', '帮我查一下吴**的订单'],
    ['车主暴小龙 白天在', '车主暴** 白天在'],
    ['开户岩罕', '开户岩*'],
    ['收件人写糖糖就行', '收件人写糖*就行'],
    ['我姓温，温岚', '我姓温，温*'],
    ['周一鸣 13812341234', '周** 138****1234'],
    ['张阿宝收', '张**收'],
  ],
  address: [
    ['广东省深圳市南山区科技园路10号', '广东省深圳市南山区*******'],
    ['送到阳光花园6栋1单元802', '送到************'],
    ['翠湖小区5号楼2单元地下室', '*************'],
    ['下洼村小卖部代收', '******代收'],
    ['李家屯村东头大榕树下', '**********'],
    ['金地国际城2期5座1203', '*************'],
    ['松岗大道北12号 顺发五金厂 2号车间', '*******************'],
    ['3栋501 苑小明 13812341234', '***** 苑** 138****1234'],
    ['湖南省长沙县黄兴镇打卦岭村五组', '湖南省长沙县*********'],
  ],
}

for (const [kind, rows] of Object.entries(shapes)) {
  t.test(`${kind} is starred in its shape`, t => {
    for (const [raw, expected] of rows) {
      t.equal(masked(raw), expected, raw)
      t.equal(masked(expected), expected, `again: ${expected}`)
    }
    t.end()
  })
}

t.test('bold marks of Markdown hide nothing', t => {
  t.equal(masked('电话：**13812345678**，收货人：**王小明**'), '电话：**138****5678**，收货人：**王****')
  t.equal(masked('**收货人：** 王小明'), '**收货人：** 王**')
  t.end()
})

t.test('what looks like a person but is none stays', t => {
  const rows =
    '王先生您好 李宁的跑鞋偏码吗 王老吉一箱多少罐 张贴 黄色的 很高兴为您服务 马上发货 京B2C平台 E14灯头 QQ音乐会员'
  for (const row of rows.split(' ')) t.equal(masked(row), row)
  t.end()
})

t.test('a question about a password, and the rule for one, hold none', t => {
  const rows = [
    '密码是多少',
    '忘记密码怎么办',
    '密码为6-16位字符',
    'my password is wrong',
    '密码锁123456',
    '密码: 无',
  ]
  t.same(rows.map(masked), rows)
  t.end()
})

t.test('weekdays, places, counted things, times and amounts name nobody', t => {
  const rows =
    '周五都没人 周六能送吗 周天发不发货 周一至周五收货 收货周六能送吗 现在是杨浦区 萧山区可以送吗 这张中信的 毕业前要用 安装前要量尺寸 付现金行吗 是付全款还是付定金 ' +
    '让仓管查一下 索尼(SONY)耳机 白熊(bear)小家电 开户行填哪个 收：已收到货 收件人写家人就行 v我50 v我500000也不买 充100000个Q币多少钱 我们村小卖部可以代收吗 西头那个好看'
  for (const row of rows.split(' ')) t.equal(masked(row), row)
  t.end()
})

t.test("the operator's names are starred wherever they stand", t => {
  const own = createMasker(createRules(createSegmenter(), ['小美', '铁牛']))
  t.equal(own.mask('客服小美和铁牛').text, '客服小*和铁*')
  t.end()
})

t.test('a name, a number and an address in one message are three hits', t => {
  const { text, hits } = masker.mask('收货人:李建新;13712341234;吉林省长春市朝阳区人民大街5268号')
  t.equal(text, '收货人:李**;137****1234;吉林省长春市朝阳区*********')
  t.strictSame(
    hits.map(hit => hit.kind),
    ['name', 'mobile', 'address'],
  )
  t.end()
})
