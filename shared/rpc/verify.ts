// What verifying says: of every chain and picture whether it holds, and of what does not, everything a person needs to be told.

/**
 * What can be wrong. In a chain: `unreadable` (no change can be read there), `missing` (a number is left out), `content` (what a
 * change says), `header` (who, when, of what it says it is), `link` (a change is not the one that was there), `end` (the newest are
 * gone), `tip` (what is kept of the newest), `seal` (a signature), `archive` (a file of old changes is away). In a picture: `record`,
 * `misfiled` (a change lies under another record), `sums` (its number of records, or its code).
 */
export const PROBLEM_KINDS = [
  'unreadable',
  'missing',
  'content',
  'header',
  'link',
  'end',
  'tip',
  'seal',
  'archive',
  'record',
  'misfiled',
  'sums',
] as const
export type ProblemKind = (typeof PROBLEM_KINDS)[number]

/** A record, as people call it. */
export interface ProblemRecord {
  readonly kind: string
  readonly id: string
  readonly title: string
  /** The incident it is or belongs to. */
  readonly incident: { readonly number: string; readonly title: string } | null
}

/** Names are the directory's; ids where it has none. What an altered change says of itself is told as it says it. */
export interface VerifyProblem {
  readonly kind: ProblemKind
  readonly space: string
  readonly spaceName: string
  readonly spaceNameEn: string
  /** Whose chain, and where it breaks; null for a picture's sums. */
  readonly station: string | null
  readonly stationName: string
  readonly chain: number | null
  readonly seq: number | null
  /** Of `end`: the number the chain should reach. */
  readonly expected: number | null
  readonly change: string | null
  readonly record: ProblemRecord | null
  readonly officer: string
  readonly officerName: string
  /** When the change was made, by its station's clock. */
  readonly atMs: number | null
  readonly archive: { readonly number: number; readonly file: string } | null
  /** One English sentence for logs. */
  readonly message: string
}

export interface ChainReport {
  readonly space: string
  readonly station: string
  readonly chain: number
  readonly branch: string
  readonly changes: number
  /** Changes whose content was destroyed as the law orders. */
  readonly erased: number
  readonly sealed: boolean
  /** The first bad change, or null when all holds. */
  readonly problem: VerifyProblem | null
}

export interface VerifyReport {
  readonly chains: readonly ChainReport[]
  /** Where the stored pictures are not what their journals give; the first of each space. */
  readonly pictureProblems: readonly VerifyProblem[]
  /** Further ones that are not listed. */
  readonly more: number
  /** Spaces whose picture was not compared: their journal has a problem, or is not all here yet. */
  readonly notCompared: readonly string[]
}

/** How far a verification is. */
export interface VerifyProgress {
  readonly done: number
  readonly of: number
}

/** Everything a report lists. */
export function problemsIn(report: VerifyReport | null): readonly VerifyProblem[] {
  if (report === null) return []
  return [...report.chains.flatMap(({ problem }) => problem ?? []), ...report.pictureProblems]
}
