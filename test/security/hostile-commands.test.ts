// One table of hostile texts through every text field of the commands officers give: a real server and two real stations, from the
// command over SQLite and the wire to the other station's lists, and from there into spreadsheets and documents. Which fields are
// texts is read from the commands' own schemas, so that a new field is in the table by itself.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { csvCell } from '../../renderer/features/incidents/incident-csv.ts'
import { fillTemplate } from '../../renderer/features/reports/report-docx.ts'
import { readSheet, writeSheet, writeSheets } from '../../renderer/ui/spreadsheet.ts'
import { CENTRE } from '../../server/admin/first-start.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { CommandName } from '../../shared/commands/commands.ts'
import { COMMANDS } from '../../shared/commands/commands.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import { problemsIn } from '../../shared/rpc/verify.ts'
import type { DeskStation } from '../support/desk-station.ts'
import { SPACE, deskStation } from '../support/desk-station.ts'
import { liveServer } from '../support/live-server.ts'
import { reportSaying } from '../support/report-saying.ts'
import { ROOT } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'
import { textFieldsOf, withText } from '../support/text-fields.ts'

const TEXTS: Readonly<Record<string, string>> = {
  sql: `'); DROP TABLE change; --`,
  html: `"><img src=x onerror=alert(1)><script>alert(1)</script>`,
  formula: `=cmd|' /C calc'!A0`,
  wideFormula: '＝1+1;=2',
  template: '{#标题}{/标题} {{title}} $t(app:title)',
  document: '</w:t></w:r><w:r><w:instrText>DDEAUTO c:</w:instrText></w:r>]]>',
  bidi: '甲\u202e乙丙\u2066丁',
  invisible: '王\u200b\u200d\ufeff五',
  control: 'a\u0001b\u0008c\u001bd\uffff',
  null: 'a\u0000b',
}
const LONG = '长'.repeat(30_000)

type Row = readonly [command: CommandName, input: Readonly<Record<string, Json>>]

const NIGHT = { at: '2026-11-26T08:00:00+08:00', until: '2026-11-26T20:00:00+08:00' }
const ORDER = { type: 'instruction', title: '令', text: '令', priority: 'urgent', receivers: [{ agency: CENTRE }] }
/** Each once, with every free text it has; `$name` is the record made by the command of that name. */
const ROWS: readonly Row[] = [
  [
    'reportIncident',
    { title: 't', category: '12G01', place: 'p', sourceName: 'n', sourceTelephone: '1', description: 'd' },
  ],
  [
    'amendIncident',
    {
      id: '$reportIncident',
      fields: { title: 't2', place: 'p2', sourceName: 'n2', sourceTelephone: '2', description: 'd2' },
      reason: 'why',
    },
  ],
  ['moveIncident', { id: '$reportIncident', position: { lon: 119.3, lat: 26.1 }, place: 'p3', reason: 'why' }],
  ['changeIncidentLevel', { id: '$reportIncident', level: 2, reason: 'why' }],
  ['changeIncidentStatus', { id: '$reportIncident', status: 'verified', reason: 'why' }],
  ['addLogEntry', { incident: '$reportIncident', text: 'x' }],
  ['correctLogEntry', { id: '$addLogEntry', text: 'y', reason: 'why' }],
  [
    'draftReport',
    { incident: '$reportIncident', type: 'initial', title: 't', text: 'x', copyTo: ['c'], editor: 'e', telephone: '1' },
  ],
  ['amendReport', { id: '$draftReport', title: 't2', text: 'x2', copyTo: ['c2'], editor: 'e2', telephone: '2' }],
  ['issueDirective', { incident: '$reportIncident', ...ORDER, leader: 'l' }],
  ['withdrawDirective', { id: '$issueDirective', reason: 'why' }],
  [
    'recordCall',
    {
      incident: '$reportIncident',
      direction: 'in',
      at: NIGHT.at,
      place: 'p',
      cause: 'c',
      process: 'p',
      measures: 'm',
      result: 'r',
      impact: 'i',
      trend: 't',
      callerUnit: 'u',
      callerName: 'n',
      callerPost: 'p',
      callerTelephone: '1',
    },
  ],
  [
    'correctCall',
    {
      id: '$recordCall',
      fields: {
        place: 'p2',
        cause: 'c2',
        process: 'p2',
        measures: 'm2',
        result: 'r2',
        impact: 'i2',
        trend: 't2',
        callerUnit: 'u2',
        callerName: 'n2',
        callerPost: 'p2',
        callerTelephone: '2',
      },
      reason: 'why',
    },
  ],
  ['noteCallReported', { id: '$recordCall', to: 'x' }],
  [
    'writeRoster',
    {
      agency: CENTRE,
      rows: [
        {
          role: 'dutyOfficer',
          officer: { officer: null, name: 'n' },
          from: NIGHT.at,
          to: NIGHT.until,
          telephone: '1',
          note: 'n',
        },
      ],
      reason: 'why',
    },
  ],
  [
    'amendShift',
    { id: '$writeRoster', officer: { officer: null, name: 'n2' }, telephone: '2', note: 'n2', reason: 'why' },
  ],
  ['voidShift', { id: '$writeRoster', reason: 'why' }],
  ['offerTransfer', { incident: '$reportIncident', agency: CENTRE, reason: 'why' }],
  ['voidIncident', { id: '$reportIncident', reason: 'why' }],
]

test(
  'every text field of every command of the table: kept as it is at both stations or refused, and text in every file',
  { timeout: 120_000 },
  async () => {
    const server = await liveServer(scratchFolder())
    await officer(server, 'gong', 'administrator')
    const [a, b] = [await stationOf(server, '甲席'), await stationOf(server, '乙席')]
    const outcomes = new Map<string, string>()
    for (const [kind, given] of Object.entries({ ...TEXTS, long: LONG })) {
      const made = new Map<string, string>()
      for (const [row, [command, base]] of ROWS.entries()) {
        // Another one in each row: what is amended has to become another.
        const text = `${given}${row}`
        const input = filled(base, made)
        const fields = textFieldsOf(COMMANDS[command].input, input)
        // Without the hostile text it is carried out, so that what is refused below is refused for the text.
        for (const field of fields) {
          const hostile = withText(input, field, text)
          const parsed = COMMANDS[command].input.safeParse(hostile)
          if (!parsed.success) outcomes.set(`${kind} ${command}.${field.join('.')}`, 'refused')
        }
        const takes = fields.filter((field) => COMMANDS[command].input.safeParse(withText(input, field, text)).success)
        const whole = takes.reduce((all, field) => withText(all, field, text), input)
        const done = await a.run(command, whole as never)
        if (!done.ok) throw new Error(`${kind} ${command}: ${done.fault.kind}: ${done.fault.message}`)
        made.set(command, done.value.id)
        for (const field of takes) outcomes.set(`${kind} ${command}.${field.join('.')}`, 'kept')
        const here = textsOf(a, done.value)
        // A reason stands with the change, not in the record; everything else is in it, sign for sign.
        if (takes.some((field) => field.at(-1) !== 'reason'))
          expect([kind, command, here.includes(text.trim())]).toEqual([kind, command, true])
        await b.until(() => textsOf(b, done.value).join('\n') === here.join('\n'))
      }
    }
    // Too long is refused, whatever the field; everything else is kept, or its form leaves no room for it.
    for (const [name, outcome] of outcomes)
      if (name.startsWith('long ')) expect([name, outcome]).toEqual([name, 'refused'])
    expect([...outcomes.values()].filter((one) => one === 'kept').length).toBeGreaterThan(300)
    // Every chain, seal and picture holds at the other station, and both show one picture.
    const verified = await b.call('verify', {})
    expect(verified.ok && verified.value !== null ? problemsIn(verified.value) : verified).toEqual([])
    const code = (one: DeskStation) => Buffer.from(one.engine.store.facts(asId(SPACE)).digest).toString('hex')
    await b.until(() => code(a) === code(b))
  },
)

test('the table has every command with words of an officer in it, or says why not', () => {
  const inTable = new Set(ROWS.map(([command]) => command))
  const missing = Object.keys(COMMANDS).filter(
    (name) => !inTable.has(name as CommandName) && LEFT_OUT[name] === undefined,
  )
  expect(missing).toEqual([])
  expect(Object.keys(LEFT_OUT).filter((name) => inTable.has(name as CommandName))).toEqual([])
})

/** Their texts are of the same schemas as those of the table, or are no words of officers. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'submitReport',
      'signReport',
      'superviseDirective',
      'signReceipt',
      'remindReceipt',
      'linkCall',
      'linkAlert',
      'sayWhetherSame',
      'receiveReport',
    ].map((name) => [name, 'ids alone']),
  ),
  ...Object.fromEntries(
    [
      'attachFile',
      'voidAttachment',
      'returnReport',
      'renumberReport',
      'voidReport',
      'sendReport',
      'confirmDelivery',
      'explainUnreported',
    ].map((name) => [name, 'a name or a reason, as in the table; file names: test/security/paths.test.ts']),
  ),
  ...Object.fromEntries(
    [
      'forwardDirective',
      'answerReceipt',
      'completeReceipt',
      'returnReceipt',
      'answerTransfer',
      'draftHandover',
      'amendHandover',
      'giveShift',
      'takeShift',
      'voidHandover',
    ].map((name) => [name, 'a text or a reason, as in the table']),
  ),
  ...Object.fromEntries(
    ['recordAlert', 'adjustAlert', 'cancelAlert'].map((name) => [
      name,
      'test/shared/interop: texts of warnings, any bytes',
    ]),
  ),
  ...Object.fromEntries(
    [
      'changeClockRule',
      'setReportTemplate',
      'setCodeTable',
      'setReportingRoles',
      'disposeNotices',
      'takeBackDisposition',
      'settleConflict',
      'destroyPersonalData',
    ].map((name) => [name, 'settings, or a reason']),
  ),
  ...Object.fromEntries(
    ['importRecord', 'importDirective', 'importReceipt', 'tellLogLine'].map((name) => [
      name,
      'what other systems say: test/security/hostile-fields.test.ts',
    ]),
  ),
}

test('each of the texts in a spreadsheet, a list as CSV and a report as DOCX is text, and the file opens', async () => {
  const template = new Uint8Array(readFileSync(join(ROOT, 'seeds/templates/report.docx')))
  for (const [kind, text] of Object.entries({ ...TEXTS, long: LONG })) {
    const cell = csvCell(text)
    expect([kind, /^["\s]*[=+\-@＝＋－＠]/.test(cell)]).toEqual([kind, false])
    for (const file of [
      await writeSheet('x', [{ title: 'a', width: 10 }], [[text]]),
      await writeSheets([{ name: text.slice(0, 31), columns: [{ title: text, width: 10 }], rows: [[text]] }]),
    ]) {
      for (const part of Object.values(unzipSync(file))) {
        const xml = strFromU8(part)
        expect([kind, FORBIDDEN_IN_XML.test(xml)]).toEqual([kind, false])
        expect([kind, /<f[ >]|<script>|<img/.test(xml)]).toEqual([kind, false])
      }
      expect(((await readSheet(file)) ?? []).flat().join('')).toContain(kept(text).slice(0, 20))
    }
    const filledIn = await fillTemplate(template, reportSaying(text))
    if (!filledIn.ok) throw new Error(`${kind}: ${filledIn.fault.message}`)
    const xml = strFromU8(unzipSync(filledIn.value)['word/document.xml'] ?? new Uint8Array())
    expect([kind, FORBIDDEN_IN_XML.test(xml)]).toEqual([kind, false])
    expect([kind, /<script|<img|<w:instrText/.test(xml)]).toEqual([kind, false])
  }
})

/** Signs no XML 1.0 file may hold: a program that reads it calls the whole file damaged. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

function kept(text: string): string {
  return text.replaceAll(new RegExp(FORBIDDEN_IN_XML, 'g'), '')
}

async function stationOf(server: Awaited<ReturnType<typeof liveServer>>, name: string): Promise<DeskStation> {
  const station = await deskStation({ folder: scratchFolder(), name, server, agency: CENTRE })
  expect(await station.call('signIn', { name: 'gong', password: 'a long password' })).toMatchObject({ ok: true })
  return station
}

/** The input with the ids of what was made before. */
function filled(input: Json, made: ReadonlyMap<string, string>): Json {
  if (typeof input === 'string') return input.startsWith('$') ? (made.get(input.slice(1)) ?? input) : input
  if (Array.isArray(input)) return input.map((one) => filled(one, made))
  if (typeof input !== 'object' || input === null) return input
  return Object.fromEntries(
    Object.entries(input as Readonly<Record<string, Json>>).map(([name, value]) => [name, filled(value, made)]),
  )
}

/** Every text of the record as the station shows it. */
function textsOf(
  { engine }: DeskStation,
  { kind, id }: { readonly kind: string; readonly id: string },
): readonly string[] {
  const state = engine.store.read(asId(SPACE), kind, asId(id))
  const texts: string[] = []
  const walk = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value)
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) walk(one)
  }
  if (state !== undefined) walk(shownFields(state))
  return texts.toSorted()
}
