// What taking a space in from a file gave, for windows and the command line.

/** What was wrong with a part of a file; the rest was taken. */
export const IMPORT_PROBLEMS = [
  /** No seal of its station proves a chain: left out. */
  'unproven',
  /** A station this one does not know, in a file brought by an officer who may not take in strangers: left out. */
  'stranger',
  /** A change that cannot be read or does not fit its chain: left out. */
  'unreadable',
  /** Earlier changes of a chain are neither here nor in the file. */
  'gap',
  /** Two branches of a chain; both are kept. */
  'fork',
  /** A file that no attachment of the space names: left out. */
  'strayFile',
  /** A file that is not whole: left out. */
  'brokenFile',
] as const
export type ImportProblemKind = (typeof IMPORT_PROBLEMS)[number]

export interface ImportProblem {
  readonly kind: ImportProblemKind
  /** Which: a station's id with its chain, a file's name, or what was said of a change. */
  readonly what: string
}

export interface ImportReport {
  readonly space: string
  readonly added: number
  readonly known: number
  /** Files that were taken in, or were here already. */
  readonly files: number
  readonly problems: readonly ImportProblem[]
}
