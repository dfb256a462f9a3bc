// What verifying found, in plain words: what is wrong, which incident it is about, who wrote it where and when, and what to do.
import type { TFunction } from 'i18next'
import type { VerifyProblem, VerifyReport } from '../../../shared/rpc/verify.ts'
import { problemsIn } from '../../../shared/rpc/verify.ts'
import { recordTitle } from '../../ui/record-title.ts'
import { dateTimeText } from '../../ui/time-text.ts'

export interface ProblemWords {
  readonly title: string
  readonly lines: readonly { readonly label: string; readonly text: string }[]
  /** For who looks into it: numbers as the database has them. */
  readonly trace: string | null
}

/** The first lines: whether everything holds, and what was not looked at. */
export function resultWords(report: VerifyReport, t: TFunction, language: string): readonly string[] {
  const bad = problemsIn(report).length + report.more
  const sum = (of: 'changes' | 'erased'): number => report.chains.reduce((all, chain) => all + chain[of], 0)
  const erased = sum('erased')
  const { length: chains } = report.chains
  return [
    bad === 0 ? t('verify:good', { chains, count: chains, changes: sum('changes') }) : t('verify:bad', { count: bad }),
    ...(erased === 0 ? [] : [t('verify:erased', { count: erased })]),
    ...report.notCompared.map((space) => t('verify:notCompared', { space: spaceIn(report, space, t, language) })),
    ...(report.more === 0 ? [] : [t('verify:more', { count: report.more })]),
  ]
}

/** One problem. */
export function problemWords(problem: VerifyProblem, t: TFunction, language: string): ProblemWords {
  const { kind, seq, expected, archive, stationName, station, chain, change } = problem
  const space = spaceWords(problem, t, language)
  const lines: { label: string; text: string }[] = []
  const put = (label: string, text: string): void => {
    if (text !== '') lines.push({ label: t(`verify:${label}`), text })
  }
  put('about', aboutWords(problem, t))
  put(kind === 'record' ? 'newest' : kind === 'header' ? 'authorNow' : 'author', authorText(problem, t))
  if (station !== null) put('chain', t('verify:chainText', { space, station: stationName }))
  put('todo', t(`verify:do.${remedyOf(kind)}`, { number: archive?.number ?? '' }))
  return {
    title: t(`verify:wrong.${kind}`, { seq: seq ?? '', expected: expected ?? '', file: archive?.file ?? '', space }),
    lines,
    trace:
      station === null
        ? null
        : t('verify:trace', {
            space: problem.space,
            station,
            chain: chain ?? '',
            seq: seq ?? '—',
            change: change ?? '—',
          }),
  }
}

function aboutWords({ record }: VerifyProblem, t: TFunction): string {
  if (record === null) return ''
  const { kind, id, title, incident } = record
  const name = t(`search:kind.${kind}`, { defaultValue: kind })
  const own = recordTitle(kind, id, title, (key) => t(key))
  if (incident === null) return `${name} · ${own}`
  const of = [incident.number, incident.title].filter((part) => part !== '').join(' ')
  return kind === 'incident'
    ? t('verify:incident', { incident: of })
    : t('verify:of', { record: `${name} · ${own}`, incident: of })
}

function authorText({ atMs, officerName, stationName }: VerifyProblem, t: TFunction): string {
  if (atMs === null) return ''
  const officer = officerName === '' ? t('verify:machine') : officerName
  return t('verify:by', { who: `${officer} · ${stationName}`, time: dateTimeText(atMs) })
}

function remedyOf(kind: VerifyProblem['kind']): 'journal' | 'picture' | 'seal' | 'archive' {
  if (kind === 'archive' || kind === 'seal') return kind
  return kind === 'record' || kind === 'misfiled' || kind === 'sums' ? 'picture' : 'journal'
}

function spaceWords(problem: VerifyProblem, t: TFunction, language: string): string {
  if (problem.space === 'directory') return t('verify:directory')
  return language === 'en' ? problem.spaceNameEn : problem.spaceName
}

/** A space that was not compared has the name its problem tells. */
function spaceIn(report: VerifyReport, space: string, t: TFunction, language: string): string {
  const problem = problemsIn(report).find((one) => one.space === space)
  return problem === undefined ? space : spaceWords(problem, t, language)
}
