// Recognises displeased customers by words of anger and of contempt for the answers. Words of a mishap do not count: a
// broken parcel is a question like any other. Pure.

const words = [
  ...[
    '垃圾',
    '太差',
    '差劲',
    '真差',
    '差评',
    '气死',
    '气人',
    '生气',
    '愤怒',
    '恼火',
    '火大',
    '烦死',
    '烦人',
    '恶心',
  ],
  ...[
    '骗子',
    '骗人',
    '忽悠',
    '敷衍',
    '糊弄',
    '坑人',
    '坑爹',
    '黑心',
    '无耻',
    '不要脸',
    '过分',
    '离谱',
    '失望',
    '无语',
  ],
  ...[
    '答非所问',
    '听不懂人话',
    '说人话',
    '不是人话',
    '废话',
    '什么破',
    '破客服',
    '弱智',
    '智障',
    '脑残',
    '蠢',
    '废物',
  ],
  ...[
    '有病吧',
    '有完没完',
    '受不了',
    '忍无可忍',
    '投诉你',
    '要投诉',
    '我投诉',
    '去投诉',
    '曝光你',
    '没人管',
    '怎么回事啊',
  ],
  ...[
    'useless',
    'terrible',
    'awful',
    'ridiculous',
    'worst',
    'stupid',
    'idiot',
    'angry',
    'furious',
    'scam',
    'fed up',
  ],
  ...['disappointed', 'disgusting', 'unacceptable', 'waste of time', 'bullshit', 'wtf'],
]
/** Phrases in which the words mean something else. */
const others = [
  '垃圾袋',
  '垃圾桶',
  '垃圾篓',
  '垃圾处理',
  '垃圾短信',
  '不生气',
  '别生气',
  '没生气',
  '不失望',
  '不过分',
]
const otherwise = new RegExp(others.join('|'), 'g')
const displeased = new RegExp(words.map(word => (/^[a-z]/.test(word) ? `\\b${word}\\b` : word)).join('|'))

export function isDispleased(text: string): boolean {
  return displeased.test(text.normalize('NFKC').toLowerCase().replace(otherwise, ''))
}
