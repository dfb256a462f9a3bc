// The table of event codes (domain.md 3.2): replaceable, versioned data (code-table.ts); this file says its form and searches it.
import * as z from 'zod'
import { eventCodeSchema } from './incident.ts'

export const eventCodesSchema = z.object({
  version: z.string(),
  source: z.string(),
  provenance: z.string(),
  verified: z.boolean(),
  codes: z.array(
    z.object({
      code: eventCodeSchema,
      name: z.string(),
      nameEn: z.string(),
      parent: eventCodeSchema.nullable(),
      depth: z.int().min(0).max(3),
      /** First letters of the name's pinyin: 台风事件 → tfsj. */
      initials: z.string(),
      /** The name's pinyin without tones or spaces: taifengshijian. Tables from elsewhere may come without. */
      pinyin: z.string().default(''),
    }),
  ),
})
export type EventCodes = z.infer<typeof eventCodesSchema>
export type EventCode = EventCodes['codes'][number]

/** How deep a code stands: 10000 is the root, 11000 a class, 11A00 a family, 11A01 an item. */
export function depthOf(code: string): 0 | 1 | 2 | 3 {
  if (!code.endsWith('00')) return 3
  if (!code.endsWith('000')) return 2
  return code.endsWith('0000') ? 0 : 1
}

/** Family of an item, class of a family, root of a class: 11A01 → 11A00 → 11000 → 10000. */
export function parentOf(code: string): string | null {
  const depth = depthOf(code)
  if (depth === 0) return null
  if (depth === 1) return '10000'
  return depth === 2 ? `${code.slice(0, 2)}000` : `${code.slice(0, 3)}00`
}

/** Codes that fit `query` (name, English name, code, pinyin or its initials), best first. An empty query gives none. */
export function searchEventCodes(codes: readonly EventCode[], query: string, limit = 20): readonly EventCode[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  const scored: { readonly code: EventCode; readonly score: number }[] = []
  for (const code of codes) {
    const score = scoreOf(code, wanted)
    if (score > 0) scored.push({ code, score })
  }
  return scored
    .toSorted((a, b) => b.score - a.score || (a.code.code < b.code.code ? -1 : 1))
    .slice(0, limit)
    .map((item) => item.code)
}

function scoreOf(code: EventCode, wanted: string): number {
  const leaf = code.depth === 3 ? 1 : 0
  if (code.code.toLowerCase() === wanted) return 100
  if (code.name.startsWith(wanted)) return 80 + leaf
  if (code.initials.startsWith(wanted)) return 70 + leaf
  const { pinyin } = code
  // Input methods put spaces or apostrophes between the syllables: tai feng, tai'feng.
  const spelt = wanted.replaceAll(/[\s'’]/g, '')
  if (spelt.length > 1 && pinyin.startsWith(spelt)) return 65 + leaf
  if (code.code.toLowerCase().startsWith(wanted)) return 60 + leaf
  const english = code.nameEn.toLowerCase()
  if (english.startsWith(wanted)) return 55 + leaf
  if (code.name.includes(wanted)) return 50 + leaf
  if (english.includes(` ${wanted}`)) return 40 + leaf
  if (wanted.length > 1 && code.initials.includes(wanted)) return 30 + leaf
  return wanted.length > 2 && (english.includes(wanted) || pinyin.includes(spelt)) ? 20 + leaf : 0
}
