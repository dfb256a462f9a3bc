// Pinyin and English forms of Chinese place names and terms.
// Promise: initials are lower-case letters and digits only; a place name is one capitalised word with apostrophes where syllables would run together.
import { pinyin } from 'pinyin-pro'

/** Syllables the library reads differently in these place names. */
const READINGS: Readonly<Record<string, string>> = {
  长乐: 'chang le',
  长汀: 'chang ting',
  长泰: 'chang tai',
  长桥: 'chang qiao',
  长坑: 'chang keng',
  厦门: 'xia men',
  柘荣: 'zhe rong',
  将乐: 'jiang le',
  大田: 'da tian',
  漳浦: 'zhang pu',
  秀屿: 'xiu yu',
  莆田: 'pu tian',
  芗城: 'xiang cheng',
  仙游: 'xian you',
  沙县: 'sha xian',
}

/** Pinyin syllables without tones; other characters pass as they are. */
export function syllables(text: string): readonly string[] {
  const plain = text.replaceAll(/[（）()、，,·\s]/g, '')
  const read = READINGS[plain.slice(0, 2)]
  const toSyllables = (part: string): string[] =>
    part === '' ? [] : pinyin(part, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' })
  return read === undefined ? toSyllables(plain) : [...read.split(' '), ...toSyllables(plain.slice(2))]
}

/** First letters: 台风事件 → tfsj. */
export function initialsOf(text: string): string {
  return syllables(text)
    .map((syllable) => (/^[a-z]/.test(syllable) ? syllable.charAt(0) : syllable.toLowerCase()))
    .join('')
    .replaceAll(/[^a-z0-9]/g, '')
}

/** Whole pinyin without tones or spaces: 台风 → taifeng. */
export function pinyinOf(text: string): string {
  return syllables(text)
    .join('')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
}

/** One English word for a place name without its kind: 晋安 → Jin'an. */
export function romanised(base: string): string {
  const joined = syllables(base).reduce(
    (word, syllable) => (word !== '' && /^[aoe]/.test(syllable) ? `${word}'${syllable}` : word + syllable),
    '',
  )
  return joined.charAt(0).toUpperCase() + joined.slice(1).replaceAll('v', 'u')
}

const KINDS: readonly (readonly [suffix: string, english: string])[] = [
  ['畲族乡', 'She Ethnic Township'],
  ['回族乡', 'Hui Ethnic Township'],
  ['街道', 'Subdistrict'],
  ['镇', 'Town'],
  ['乡', 'Township'],
  ['区', 'District'],
  ['县', 'County'],
  ['市', 'City'],
]

/** English name of a division: 鼓楼区 → Gulou District. Cities at prefecture level lose their 市: 福州市 → Fuzhou. */
export function divisionNameEn(name: string, level: 'province' | 'city' | 'county' | 'township'): string {
  if (level === 'province') return romanised(name.replace(/省$/, ''))
  if (level === 'city') return romanised(name.replace(/市$/, ''))
  for (const [suffix, english] of KINDS) {
    const base = name.slice(0, -suffix.length)
    if (!name.endsWith(suffix) || base === '') continue
    return `${romanised(base)} ${english}`
  }
  return romanised(name)
}

/** The name without its kind, for comparing with romanised names elsewhere. */
export function baseOf(name: string): string {
  const suffix = KINDS.find(([ending]) => name.endsWith(ending) && name.length > ending.length)?.[0]
  return suffix === undefined ? name : name.slice(0, -suffix.length)
}
