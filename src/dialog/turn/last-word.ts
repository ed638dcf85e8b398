// The end of a promised turn that failed at every try: a notice, stored as its answer. Neither the worker nor the
// vendor takes part, because one of them may be the cause; the text was masked when the turn was promised.
import type { Draft } from '../../answer/answer.js'
import type { Addressee, Question } from '../../answer/question.js'
import { noToolAnswers } from '../../answer/tool-answers.js'
import { encodeMessage } from '../../prompt/fragment.js'
import { noHandoff } from './handed-turn.js'
import { createTurnRunner, type RunTurn } from './run-turn.js'
import type { TurnDeps } from './turn-deps.js'

/** The reason of such a notice. */
const SPENT = 'tries-spent'

export function createLastWord(deps: TurnDeps, notice: (customer: Addressee) => string): RunTurn {
  const draftFor = (question: Question): Draft => ({
    text: notice(question),
    source: 'notice',
    level: question.level,
    reason: SPENT,
  })
  return createTurnRunner({
    ...deps,
    people: noHandoff,
    offload: {
      ...deps.offload,
      prepare: async ({ text }) => ({
        masked: text,
        fragment: encodeMessage('user', text),
        hits: [],
        matches: [],
      }),
    },
    lookup: { find: (_known, level) => ({ level, draft: undefined, isPaid: true }) },
    toolAnswers: noToolAnswers,
    blocked: { instead: draftFor, passed: answer => answer },
    finish: draft => ({
      draft,
      masked: draft.text,
      fragment: encodeMessage('assistant', draft.text),
      hits: [],
    }),
  })
}
