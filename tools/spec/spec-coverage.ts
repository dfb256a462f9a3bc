// Compares the numbered rules of SPEC.md files with the titles of tests: `**[JN-3]** text` against `[JN-3] …`.
// Pure: texts in, differences out; read-tree.ts brings the texts.

/** One numbered rule. */
export interface SpecRule {
  readonly id: string
  readonly path: string
}

/** What does not fit together. Each entry is a line a person can act on. */
export interface Coverage {
  readonly ruleCount: number
  readonly untested: readonly string[]
  readonly unknown: readonly string[]
  readonly doubled: readonly string[]
}

const ID = String.raw`[A-Z]{2,}-\d+`
const RULE = new RegExp(String.raw`\*\*\[(${ID})\]\*\*`, 'g')
const NAMED = new RegExp(String.raw`\[(${ID})\]`, 'g')
/** A call of test, it, describe or suite (also `.for(…)`, `.each(…)`, `.prop(…)`) and the text that is its title. */
const TITLE = /\b(?:test|it|describe|suite|property|rule)\b[^'"`\n]*?\(\s*(?:\n\s*)?(['"`])((?:\\.|(?!\1)[\s\S])*?)\1/g

/** Rules of one SPEC.md. */
export function rulesOf(path: string, text: string): readonly SpecRule[] {
  return [...text.matchAll(RULE)].map((match) => ({ id: match[1] ?? '', path }))
}

/** Ids named in the titles of one test file. A title made from a table counts when the id stands anywhere in a string. */
export function idsInTitles(text: string): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const title of text.matchAll(TITLE)) {
    for (const named of (title[2] ?? '').matchAll(NAMED)) ids.add(named[1] ?? '')
  }
  return ids
}

/** Compares all rules with the titles of all test files (path → text). */
export function compare(rules: readonly SpecRule[], tests: Readonly<Record<string, string>>): Coverage {
  const known = new Map<string, string>()
  const doubled: string[] = []
  for (const { id, path } of rules) {
    const first = known.get(id)
    if (first !== undefined) doubled.push(`[${id}] stands in ${first} and in ${path}`)
    known.set(id, path)
  }
  const tested = new Set<string>()
  const unknown: string[] = []
  for (const [path, text] of Object.entries(tests)) {
    for (const id of idsInTitles(text)) {
      tested.add(id)
      if (!known.has(id)) unknown.push(`[${id}] in a title of ${path} is in no SPEC.md`)
    }
  }
  const untested = [...known].flatMap(([id, path]) => (tested.has(id) ? [] : [`[${id}] of ${path} has no test`]))
  return { ruleCount: known.size, untested, unknown, doubled }
}
