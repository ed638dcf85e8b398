// Texts that make a rule work as hard as it can: what it looks for, begun again and again.

const patterns: Readonly<Record<string, string>> = {
  digits: '1',
  'digits and blanks': '1 ',
  'digits and dashes': '13-8',
  'mobile numbers': '13812345678 ',
  'order numbers': '订单号13812345678 ',
  'number cues': '编号编号编号编号编号编号编号编号打13812345678',
  'number connectors': '编号码为编号码为编号码为编号码为编号码打13812345678',
  'id cues': '微信号号号号号号号号的abc123',
  'at signs': 'a@',
  dots: 'a.b@c.',
  letters: 'a',
  'short words': 'abc12 ',
  surnames: '王',
  'surnames and given names': '王小',
  names: '王小明',
  'compound surnames': '欧阳',
  'name cues': '收货人我叫',
  connectors: '号码编号是',
  'Han numerals': '一三八',
  streets: '建设路12号',
  'street words': '路街道园区',
  'address cues': '地址广东',
  regions: '广东省深圳市南山区',
  'region suffixes': '市区',
  'rooms without a street': '3栋',
  'no word': '的',
  plates: '粤B1234',
  'middle dots': '买·',
  stars: '138****5678',
  'bold marks': '**王',
}

export interface Hostile {
  readonly name: string
  text(length: number): string
}

export const hostile: readonly Hostile[] = Object.entries(patterns).map(([name, unit]) => ({
  name,
  text: length => unit.repeat(Math.ceil(length / unit.length)).slice(0, length),
}))
