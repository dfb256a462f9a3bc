// How a message of a dispatch system reads as a line of the duty log. What stands in the journal stays as it was written, so
// its language is a setting of the gateway and not one of the reader.
import type { Verb } from './message.ts'

export const LINE_LANGUAGES = ['zh', 'en'] as const
export type LineLanguage = (typeof LINE_LANGUAGES)[number]

type LineVerb = Exclude<Verb, 'call' | 'incident'>

interface LineWords {
  readonly heads: { readonly [verb in LineVerb]: string }
  readonly by: string
  readonly units: string
  readonly number: string
  readonly colon: string
  readonly comma: string
  readonly stop: string
}

export const LINE_WORDS: { readonly [language in LineLanguage]: LineWords } = {
  zh: {
    heads: { dispatch: '处警', feedback: '反馈', reinforcement: '请求增援', receiptState: '接收状态' },
    by: '来自',
    units: '单位',
    number: '编号',
    colon: '：',
    comma: '、',
    stop: '；',
  },
  en: {
    heads: {
      dispatch: 'Dispatch',
      feedback: 'Feedback',
      reinforcement: 'Reinforcement asked for',
      receiptState: 'Receipt',
    },
    by: 'from',
    units: 'units',
    number: 'number',
    colon: ': ',
    comma: ', ',
    stop: '; ',
  },
}
