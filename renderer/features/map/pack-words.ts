// Why a pack cannot be used, in the officer's words: the reason where the refusal gives one, else the kind of refusal.
import type { Fault } from '../../../shared/base/fault.ts'
import { PACK_PROBLEMS } from '../../../shared/model/pack-problems.ts'
import { faultWords } from '../../i18n/i18n.ts'

/** `t` speaks the words of `map`. */
export function packWords(fault: Fault, t: (key: `packProblems.${(typeof PACK_PROBLEMS)[number]}`) => string): string {
  const problem = PACK_PROBLEMS.find((one) => one === fault.detail?.['why'])
  return problem === undefined ? faultWords(fault) : t(`packProblems.${problem}`)
}
