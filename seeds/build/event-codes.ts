// seeds/event-codes/event-codes.json: the table of event codes with English names and pinyin.
// Promise: the rows of sources/event-codes.tsv, in its order; it fits shared/model/event-codes.ts.
import { eventCodesSchema, parentOf } from '../../shared/model/event-codes.ts'
import { initialsOf, pinyinOf } from './chinese-names.ts'
import { jsonWithRows, sourceRows, writeSeed } from './output.ts'

/** Raised when a row changes; stations keep the newest they have. */
const VERSION = '2026.1'

/** Writes the table. Throws when a code has no English name or the result does not fit the schema. */
export function buildEventCodes(): void {
  const english = new Map(sourceRows('event-names-en.tsv', false).map(([code, name]) => [code, name]))
  const codes = sourceRows('event-codes.tsv', true).map(
    ([code = '', name = '', depthText, corrected, second, note]) => {
      const nameEn = english.get(code)
      if (nameEn === undefined) throw new Error(`no English name for ${code}`)
      const depth = Number(depthText)
      return {
        code,
        name,
        nameEn,
        parent: parentOf(code),
        depth,
        initials: initialsOf(name),
        pinyin: pinyinOf(name),
        ...(corrected ? { asInSource: corrected } : {}),
        ...(second === 'Y' ? { secondSource: true } : {}),
        ...(note ? { note } : {}),
      }
    },
  )
  const head = {
    version: VERSION,
    source:
      'SQL table accidenttype of an emergency-broadcast system (2018), typed from a scan; 12 warning-only codes from 12379 and phone-vendor use',
    provenance:
      'Secondary copy [S]. That it equals the printed GB/T 35561-2017 has not been verified; 14F22-24 are missing; some 14G, 14H, 14Y names are abbreviated. Replaceable data: an administrator puts the office’s own table in its place in the console (Administration, Code table); this one is built from seeds/sources by npm run seeds. English names by this project.',
    verified: false,
    licence: 'Facts of a public classification; English names Apache-2.0 (this project)',
  }
  eventCodesSchema.parse({ ...head, codes })
  writeSeed('event-codes/event-codes.json', jsonWithRows(head, 'codes', codes))
}
