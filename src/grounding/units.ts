// Units of money and time that begin a longer word: 3 日本原装 is no day, 2 毛巾 no money. Pure.

/** Of each unit's last character, the characters that make another word of it. */
const words: readonly (readonly [unit: string, next: string])[] = [
  ['天', '津河猫天然气线鹅际花使梭丝真空堂蓝'],
  ['日', '本照式用常韩系历期夜抛化志语记立产'],
  ['月', '饼见球光亮嫂牙老季龄'],
  ['年', '货糕轮轻会卡级票龄夜味画检'],
  ['周', '年岁边围转期杰浦庄长身全密刊报到大黑六口'],
  ['元', '旦宵气素件器洲朗宝祖'],
  ['圆', '通形领珠孔头桌盘筒柱规角满点口凳床'],
  ['角', '形插架度巾裤铁洲板阀扳星落色'],
  ['毛', '巾衣线毯笔重绒呢肚豆囊发孔衫裤球尖病利刷领边'],
  ['折', '叠扣页射线断腾痕纸耳旧弯合'],
  ['点', '击心读餐单滴播缀赞评'],
  ['号', '码召称令段外角'],
  ['块', '状'],
]

/** Fails between a unit and the rest of such a word. */
export const notInWord = words.map(([unit, next]) => `(?<!${unit}(?=[${next}]))`).join('')
