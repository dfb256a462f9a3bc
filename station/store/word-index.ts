// Text search: FTS5 over the words of records. Chinese has no spaces, so every CJK character is indexed as a word of its
// own and a query for two or more becomes a phrase: words of one and two characters are found. Latin words and numbers
// are found by their beginning. Large batches are indexed in slices afterwards; until then a slow and exact path answers.
import type { Kind } from '../../shared/base/ids.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { KINDS } from '../../shared/model/kinds.ts'
import type { StationDatabase } from './database.ts'

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/gu
const HAS_CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u
const WORDS = /[\p{L}\p{N}\p{M}\p{Co}]+/gu

/** Puts every CJK character apart. */
export function spaceOut(text: string): string {
  return HAS_CJK.test(text) ? text.replace(CJK, ' $& ') : text
}

/** The words of every value of a record's text fields, contradicting ones included; '' when its kind has none. */
export function textOf(state: RecordState): string {
  let text = ''
  for (const name of textFields(state.kind)) {
    for (const head of state.fields.get(name)?.heads ?? []) {
      if (typeof head.value === 'string' && head.value !== '') text += text === '' ? head.value : `\n${head.value}`
    }
  }
  return text
}

/** Fields of a kind the search finds. */
export function textFields(kind: Kind): readonly string[] {
  return Object.hasOwn(KINDS, kind) ? (KINDS[kind]?.text ?? []) : []
}

/** What an officer typed as an FTS5 query: every word must be there; undefined when nothing can be searched for. */
export function matchQuery(typed: string): string | undefined {
  const phrases = phrasesOf(typed).map((words) => `"${words.join(' ')}" *`)
  return phrases.length === 0 ? undefined : phrases.join(' ')
}

/** The same question answered without the index. */
export function textMatches(text: string, typed: string): boolean {
  const words = foldWords(spaceOut(text).match(WORDS) ?? [])
  return phrasesOf(typed).every((phrase) => {
    const wanted = foldWords(phrase)
    return words.some((_, from) =>
      wanted.every((word, index) => {
        const there = words[from + index]
        return index === wanted.length - 1 ? there?.startsWith(word) === true : there === word
      }),
    )
  })
}

function phrasesOf(typed: string): string[][] {
  return typed
    .trim()
    .split(/\s+/)
    .map((word) => [...(spaceOut(word).match(WORDS) ?? [])])
    .filter((words) => words.length > 0)
}

function foldWords(words: readonly string[]): string[] {
  return words.map((word) => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase())
}

export class WordIndex {
  readonly #insert
  readonly #remove
  readonly #removeRange
  readonly #pend
  readonly #unpend
  readonly #unpendRange
  readonly #nextPending
  readonly #countPending

  constructor(db: StationDatabase) {
    this.#insert = db.prepare<[number, string]>('words.insert', 'INSERT INTO words (rowid, text) VALUES (?, ?)')
    this.#remove = db.prepare<[number]>('words.remove', 'DELETE FROM words WHERE rowid = ?')
    this.#removeRange = db.prepare<[number, number]>(
      'words.removeRange',
      'DELETE FROM words WHERE rowid IN (SELECT rec FROM record WHERE rec BETWEEN ? AND ?)',
    )
    this.#pend = db.prepare<[number]>('words.pend', 'INSERT OR IGNORE INTO words_pending (rec) VALUES (?)')
    this.#unpend = db.prepare<[number]>('words.unpend', 'DELETE FROM words_pending WHERE rec = ?')
    this.#unpendRange = db.prepare<[number, number]>(
      'words.unpendRange',
      'DELETE FROM words_pending WHERE rec BETWEEN ? AND ?',
    )
    this.#nextPending = db.prepare<[number], { readonly rec: number }>(
      'words.nextPending',
      'SELECT rec FROM words_pending ORDER BY rec LIMIT ?',
    )
    this.#countPending = db.prepare<[], { readonly pending: number }>(
      'words.countPending',
      'SELECT count(*) AS pending FROM words_pending',
    )
  }

  put(rec: number, text: string, isNew: boolean): void {
    if (!isNew) this.#remove.run(rec)
    if (text !== '') this.#insert.run(rec, spaceOut(text))
  }

  remove(rec: number): void {
    this.#remove.run(rec)
    this.#unpend.run(rec)
  }

  /** Takes all records of a picture out; call before its records go. */
  removeRange(from: number, to: number): void {
    this.#removeRange.run(from, to)
    this.#unpendRange.run(from, to)
  }

  pend(rec: number): void {
    this.#pend.run(rec)
  }

  unpend(rec: number): void {
    this.#unpend.run(rec)
  }

  nextPending(limit: number): readonly number[] {
    return this.#nextPending.all(limit).map((row) => row.rec)
  }

  pending(): number {
    return this.#countPending.get()?.pending ?? 0
  }
}
