// Random texts for property tests: pieces of real shapes in any order, so that rules meet at their seams.
import fc from 'fast-check'

const words =
  '您好 你好 收货人 联系人： 我叫 是 的 订单号： 快递 电话 微信 QQ 身份证 卡号 邮箱 地址： 送到 住在 先生 女士 收 吗 请 和 给 王小明 张伟 李娜 欧阳文轩 高明远 陈晓燕 ' +
  '买买提 · 阿依古丽 古丽娜尔 广东省 深圳市 南山区 北京 浦东新区 科技园 建设路 12号 3栋 2单元 501室 阳光花园 小区 村 高兴 方便 马上 黄色 李宁 王老吉 明天 订单 一张 ' +
  '京A 粤B12345 沪 AD12345 E12345678 EA1234567 E 13812345678 138 1234 5678 86 +86 010- 87654321 (021) 一三八 幺 400- 95338 11010519491231002X 6222021234567890128 ' +
  '4111 1111 x X a@b.cn zhang @qq.com wxid_abc123 vx abc12345 q 12345678 88 ** * ， 。 、 ： : , . - / ( ) 【 】 \n ！ ￥ 元 １３８ １２３４５６７８ 王 张 李 欧 阳 明 伟 小 丽 ' +
  '我的qq 是我的微信 维信 v我 Q币充到 充10个q币 _ 下洼村 村口 小卖部 东头 交叉口 美的 4组团 3期 8座 2701 地下室 苑 庄 周五 都 我姓 开户 收： 就行 杨浦区 这张 毕业前'

export const texts = fc
  .array(fc.constantFrom(...words.split(' '), ' ', '  '), { maxLength: 24 })
  .map(parts => parts.join(''))

/** The text in pieces of the given lengths, the rest as one. */
export function piecesOf(text: string, lengths: readonly number[]): readonly string[] {
  const pieces: string[] = []
  let at = 0
  for (const length of lengths) {
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return [...pieces, text.slice(at)]
}
