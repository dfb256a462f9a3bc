// Which of our event codes (GB/T 35561, domain.md 3.2) a CAP info is about, and back. A code of ours in the message decides;
// then what the setting says about the event's word or code; then well-known words in the event; then CAP's category.
import type { CapCategory, CapInfo } from './cap-model.ts'

/** valueName of our event code in messages we write. */
export const EVENT_CODE_NAME = 'GB/T 35561'

/** A setting's line: an event's word (part of it, any case) or one of its codes, and our event code. */
export interface CategoryRule {
  readonly match: string
  readonly category: string
}

const CODE = /^\d{2}[0-9A-Z]\d{2}$/

/** More particular words stand before more general ones. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/tsunami|海啸|海嘯/i, '11E01'],
  [/storm surge|coastal flood|风暴潮/i, '11E02'],
  [/typhoon|hurricane|tropical (storm|cyclone)|台风|颱風/i, '11B01'],
  [/tornado|龙卷/i, '11B02'],
  [/flash flood|山洪/i, '11A51'],
  [/reservoir|dam |水庫|水库/i, '11A03'],
  [/flood|洪水|crue|inondation|hochwasser/i, '11A01'],
  [/thunder|gewitter|bouřk|雷暴|雷雨|orage/i, '11B43'],
  [/lightning|雷电/i, '11B14'],
  [/hail|冰雹/i, '11B15'],
  [/snow|blizzard|schnee|neige|暴雪/i, '11B04'],
  [/rain|regen|pluie|lluvia|暴雨|大雨|豪雨/i, '11B03'],
  [/\b(black )?ice\b|icy|glätte|verglas|道路结冰/i, '11B21'],
  [/frost|freez|霜冻/i, '11B16'],
  [/fog|nebel|brouillard|大雾/i, '11B17'],
  [/wind|gale|sturm|böen|vent|大风/i, '11B06'],
  [/cold|寒潮|低温/i, '11B05'],
  [/heat|hitze|canicule|高温/i, '11B09'],
  [/dust|sand ?storm|沙尘/i, '11B07'],
  [/avalanche|lawine|雪崩/i, '11B13'],
  [/earthquake|seism|地震/i, '11C02'],
  [/landslide|mud ?slide|滑坡/i, '11D01'],
  [/debris flow|泥石流/i, '11D02'],
  [/volcan|火山/i, '11D07'],
  [/bush ?fire|wild ?fire|forest fire|grass ?fire|森林火/i, '11G04'],
  [/fire weather|red flag|火险/i, '11B25'],
  [/air quality|haze|霾/i, '11B19'],
  [/high surf|waves|巨浪/i, '11E04'],
  [/drought|干旱/i, '11B22'],
  [/nuclear|radiolog|radiation/i, '12T00'],
  [/hazardous material|chemical/i, '12D00'],
  [/abduction|amber/i, '14B00'],
  [/terror/i, '14F00'],
]

const BY_CAP: Readonly<Record<CapCategory, string>> = {
  Geo: '11D00',
  Met: '11B99',
  Safety: '12Y00',
  Security: '14Y00',
  Rescue: '12Y00',
  Fire: '12G00',
  Health: '13Y00',
  Env: '12Q00',
  Transport: '12H00',
  Infra: '12P00',
  CBRNE: '12T00',
  Other: '19000',
}

/** Our event code, and whether it was only guessed from words or CAP's category. */
export function categoryOf(
  info: CapInfo,
  rules: readonly CategoryRule[],
): { readonly code: string; readonly isGuess: boolean } {
  const ours = info.eventCodes.find(({ name, value }) => /GB\/?T\s?35561/i.test(name) && CODE.test(value))
  if (ours !== undefined) return { code: ours.value, isGuess: false }
  const event = info.event.toLowerCase()
  const rule = rules.find(
    ({ match }) => event.includes(match.toLowerCase()) || info.eventCodes.some(({ value }) => value === match),
  )
  if (rule !== undefined) return { code: rule.category, isGuess: false }
  const word = categoryOfWords(info.event)
  if (word !== undefined) return { code: word, isGuess: true }
  return { code: BY_CAP[info.categories[0] ?? 'Other'], isGuess: true }
}

/** The event code well-known words in a text name; undefined when there are none. */
export function categoryOfWords(text: string): string | undefined {
  const start = text.slice(0, 500)
  return WORDS.find(([pattern]) => pattern.test(start))?.[1]
}

/** CAP's category of an event code: the first that fits of code, family (third place) and class. */
const CAP_OF: readonly (readonly [string, CapCategory])[] = [
  ['11A', 'Met'],
  ['11B', 'Met'],
  ['11C', 'Geo'],
  ['11D', 'Geo'],
  ['11E', 'Met'],
  ['11F', 'Env'],
  ['11G', 'Fire'],
  ['11', 'Other'],
  ['12D', 'CBRNE'],
  ['12T', 'CBRNE'],
  ['12E', 'CBRNE'],
  ['12G', 'Fire'],
  ['12H', 'Transport'],
  ['12J', 'Transport'],
  ['12K', 'Transport'],
  ['12L', 'Transport'],
  ['12M', 'Transport'],
  ['12P', 'Infra'],
  ['12U', 'Infra'],
  ['12Q', 'Env'],
  ['12', 'Safety'],
  ['13', 'Health'],
  ['14', 'Security'],
]

export function capCategoryOf(code: string): CapCategory {
  return CAP_OF.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'Other'
}
