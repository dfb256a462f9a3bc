// Event codes and divisions as trees to choose conditions from. A branch's value is the beginning that all codes under it
// share, which is what the station's filter takes: 11, 11B, 11B01; 35, 3501, 350102.
import type { EventCode } from '../../../shared/model/event-codes.ts'
import type { Division } from '../../../shared/model/places.ts'

export interface CodeBranch {
  readonly value: string
  readonly title: string
  /** Everything it is found by. */
  readonly words: string
  readonly children: CodeBranch[]
}

type Language = 'zh-CN' | 'en'

/** Classes, kinds and single codes; the root (all emergencies) is left out. */
export function categoryTree(codes: readonly EventCode[], language: Language): readonly CodeBranch[] {
  return treeOf(
    codes.filter((code) => code.depth > 0),
    (code) => categoryPrefix(code),
    language,
  )
}

/** Cities and counties; the province and townships are left out. */
export function divisionTree(divisions: readonly Division[], language: Language): readonly CodeBranch[] {
  return treeOf(
    divisions.filter(({ level }) => level === 'city' || level === 'county'),
    ({ code, level }) => (level === 'city' ? code.slice(0, 4) : code),
    language,
  )
}

/** True when a branch fits what was typed: name, English name, code, pinyin or its initials. */
export function fitsWords(words: string, typed: string): boolean {
  return words.includes(
    typed
      .trim()
      .toLowerCase()
      .replaceAll(/(?<=[a-z])['’](?=[a-z])/g, ''),
  )
}

function categoryPrefix({ code, depth }: EventCode): string {
  return depth === 1 ? code.slice(0, 2) : depth === 2 ? code.slice(0, 3) : code
}

interface Entry {
  readonly code: string
  readonly name: string
  readonly nameEn: string
  readonly parent: string | null
  readonly initials: string
  readonly pinyin: string
}

function treeOf<T extends Entry>(
  entries: readonly T[],
  prefix: (entry: T) => string,
  language: Language,
): readonly CodeBranch[] {
  const branches = new Map(
    entries.map((entry) => [
      entry.code,
      {
        value: prefix(entry),
        title: language === 'en' ? entry.nameEn : entry.name,
        words: `${entry.name} ${entry.nameEn} ${entry.code} ${entry.initials} ${entry.pinyin}`.toLowerCase(),
        children: [] as CodeBranch[],
      },
    ]),
  )
  const roots: CodeBranch[] = []
  for (const { code, parent } of entries) {
    const branch = branches.get(code)
    if (branch === undefined) continue
    const above = parent === null ? undefined : branches.get(parent)
    if (above === undefined) roots.push(branch)
    else above.children.push(branch)
  }
  return roots
}
