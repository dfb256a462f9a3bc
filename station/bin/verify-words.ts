// What verifying found, as lines of the command line: Chinese and English side by side.
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { ProblemKind, VerifyProblem, VerifyReport } from '../../shared/rpc/verify.ts'
import { problemsIn } from '../../shared/rpc/verify.ts'

type Words = (problem: {
  readonly seq: number | string
  readonly expected: number | string
  readonly file: string
}) => string

const WRONG: { readonly [Kind in ProblemKind]: Words } = {
  unreadable: ({ seq }) => `第 ${seq} 条变更已无法读出 change ${seq} can no longer be read`,
  missing: ({ seq }) => `缺少第 ${seq} 条变更 change ${seq} is missing`,
  content: ({ seq }) => `第 ${seq} 条变更的内容与当初写下的不符 what change ${seq} says is not what was written`,
  header: ({ seq }) =>
    `第 ${seq} 条变更的作者、时间或所属记录被改动 author, time or subject of change ${seq} was altered`,
  link: ({ seq }) =>
    `第 ${seq} 条变更不是当初的那一条 change ${seq} is not the one that was there: it does not follow from the one before`,
  end: ({ seq, expected }) =>
    `第 ${seq} 条之后的变更不见了，本应到第 ${expected} 条 the changes after number ${seq} are gone; there should be ${expected}`,
  tip: ({ seq }) =>
    `最新一条（第 ${seq} 条）所记的哈希被改动 the hash kept of the newest change, number ${seq}, was altered`,
  seal: ({ seq }) => `第 ${seq} 条变更的席位封签不成立 the station’s seal on change ${seq} does not hold`,
  archive: ({ file }) => `归档文件不在原处或无法读取 the journal archive is away or cannot be read: ${file}`,
  record: () => '本席位显示的内容与日志不符 what this station shows is not what the journal says',
  misfiled: ({ seq }) => `第 ${seq} 条变更被挂到了别的记录下 change ${seq} lies under a record that is not its own`,
  sums: () => '记录数或态势校验码与日志不符 the number of records, or the picture code, is not what the journal gives',
}

const JOURNAL = [
  '请停用本席位，保留数据目录备查，由改动之前的备份恢复；缺少的变更会从服务器取回。',
  'Stop using this station, keep its data folder, put back a backup from before; what it lacks comes from the server.',
]
const PICTURE = [
  '日志完好，态势不可信：请以其他席位为准，保留数据目录备查，由改动之前的备份恢复。',
  'The journal is sound, the picture is not: go by another station, keep the data folder, put back a backup from before.',
]
const DO: { readonly [Kind in ProblemKind]?: readonly string[] } = {
  record: PICTURE,
  misfiled: PICTURE,
  sums: PICTURE,
  seal: [
    '封签被改动，或有人冒用该席位：请在该席位和其他席位各校验一次。',
    'The seal was altered, or somebody writes in that station’s name: verify there and at others to compare.',
  ],
}

/** Every chain with what holds or does not, then the pictures and the whole; `isGood` when nothing is wrong. */
export function verifyLines(report: VerifyReport): { readonly lines: readonly string[]; readonly isGood: boolean } {
  const lines: string[] = []
  for (const { space, station, chain, branch, changes, erased, sealed, problem } of report.chains) {
    const name = `${space} ${station}/${chain}${branch === '' ? '' : ` (${branch})`}`
    const marks = `${sealed ? 'sealed' : 'not sealed'}${erased > 0 ? `, 依法销毁 ${erased} destroyed` : ''}`
    if (problem === null) lines.push(`ok   ${name}: ${changes} changes, ${marks}`)
    else lines.push(...problemLines(name, problem))
  }
  for (const problem of report.pictureProblems) lines.push(...problemLines(problem.space, problem))
  for (const space of report.notCompared)
    lines.push(`??   ${space}: 态势未比对，日志有问题或未取全 picture not compared: its journal is bad or not all here`)
  const bad = problemsIn(report).length + report.more
  lines.push(bad === 0 ? '全部核对无误 everything holds' : `${bad} 处有问题 problems`)
  return { lines, isGood: bad === 0 }
}

function problemLines(name: string, problem: VerifyProblem): readonly string[] {
  const { kind, seq, expected, archive, change } = problem
  const words = WRONG[kind]({ seq: seq ?? '?', expected: expected ?? '?', file: archive?.file ?? '' })
  const about = aboutText(problem)
  const author = authorText(problem)
  const todo =
    archive === null
      ? (DO[kind] ?? JOURNAL)
      : [`请放回原处，或指明新位置 put it there, or name its new place: archives --number ${archive.number} --to FILE`]
  return [
    `BAD  ${name}: ${words}`,
    ...(about === '' ? [] : [`     涉及 about: ${about}`]),
    ...(author === '' ? [] : [`     ${kind === 'record' ? '最近变更 last change' : '作者 written by'}: ${author}`]),
    ...(change === null ? [] : [`     变更 change: ${change}`]),
    ...todo.map((line) => `     → ${line}`),
  ]
}

function aboutText({ record }: VerifyProblem): string {
  if (record === null) return ''
  const { kind, title, incident } = record
  const of = incident === null ? '' : [incident.number, incident.title].filter((part) => part !== '').join(' ')
  return kind === 'incident' ? `事件 incident ${of}` : `${kind} ${title}${of === '' ? '' : `（事件 incident ${of}）`}`
}

function authorText({ atMs, officerName, stationName }: VerifyProblem): string {
  return atMs === null ? '' : [officerName, stationName, isoWithOffset(atMs)].filter((part) => part !== '').join(' · ')
}
