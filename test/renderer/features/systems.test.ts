// Linked systems in the console: words for every kind and setting, forms from schemas, how systems stand, and what of them
// becomes a notice.
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { distressHappening, readingHappening, systemHappening } from '../../../renderer/app/linked-notices.ts'
import { noticeOf } from '../../../renderer/features/notices/notice-book.ts'
import { elsewhere } from '../../../renderer/features/systems/listed.ts'
import { valueWord } from '../../../renderer/features/systems/setting-words.ts'
import { fromForm, toForm } from '../../../renderer/features/systems/settings-values.ts'
import { openTroubles, sourcedWords, troubleWords } from '../../../renderer/features/systems/system-words.ts'
import { WORDS, setLanguage } from '../../../renderer/i18n/i18n.ts'
import { healthOf, knownMsOf, lastOf } from '../../../renderer/state/linked-systems.ts'
import { agoOf } from '../../../renderer/ui/age-words.ts'
import { bytesAs, likelyEncoding, sizeText } from '../../../renderer/ui/original-bytes.ts'
import { everyField, fieldsOfSchema, formFields, settingsProblems } from '../../../shared/interop/gateway-form.ts'
import { GATEWAY_FORMS } from '../../../shared/interop/gateways.ts'
import { elementTable } from '../../../shared/interop/sl651/elements.ts'
import type { StatusRow, SystemView, TrackPoint } from '../../../shared/rpc/rows.ts'
import type { GatewayView } from '../../../shared/sync/gateway-protocol.ts'

const NOW = Date.parse('2026-07-27T06:00:00Z')
const MINUTE = 60_000

const SYSTEM: SystemView = {
  key: 'g1',
  id: 'g1',
  name: '沿海 AIS',
  kind: 'ais',
  agency: 'msa',
  agencyName: '福建海事局',
  agencyNameEn: 'Fujian MSA',
  space: 'fujian',
  state: 'running',
  heardMs: NOW - MINUTE,
  gaveMs: null,
  silentAfterMs: 10 * MINUTE,
  since: NOW - 100 * MINUTE,
  taken: 1,
  given: 0,
  refused: 0,
  waiting: 0,
  dead: 0,
  peers: null,
  fault: null,
}

type Tree = { readonly [key: string]: string | Tree }
const words = (language: 'zh-CN' | 'en'): Tree => WORDS[language].gateways

describe('words of kinds', () => {
  test.each([...GATEWAY_FORMS.keys()])('%s and each of its settings are worded in both languages', (kind) => {
    for (const language of ['zh-CN', 'en'] as const) {
      const tree = words(language)
      const missing = ['kinds', 'about', 'format'].filter((part) => (tree[part] as Tree)[kind] === undefined)
      const own = (tree[kind] ?? {}) as Tree
      const common = tree['common'] as Tree
      const settings = everyField(formFields(kind))
        .map(({ path }) => path)
        .filter((path) => own[path] === undefined && common[path] === undefined)
      expect({ language, missing, settings }).toEqual({ language, missing: [], settings: [] })
    }
  })

  test.each([...GATEWAY_FORMS.keys()])('%s: nothing is worded that is no setting of it', (kind) => {
    const paths = new Set(everyField(formFields(kind)).flatMap(({ path }) => [path, `${path}_hint`, `${path}_problem`]))
    expect(Object.keys((words('zh-CN')[kind] ?? {}) as Tree).filter((path) => !paths.has(path))).toEqual([])
  })

  test.each([...GATEWAY_FORMS.keys()])('%s: every fixed value is worded in both languages', (kind) => {
    for (const language of ['zh-CN', 'en'] as const) {
      setLanguage(language)
      const unworded = everyField(formFields(kind)).flatMap((field) =>
        'choices' in field && field.choices !== null
          ? field.choices.filter(
              (value) => valueWord(String(value)) === String(value) && !/^[A-Z0-9-]+$/.test(String(value)),
            )
          : [],
      )
      setLanguage('zh-CN')
      expect({ language, unworded }).toEqual({ language, unworded: [] })
    }
  })

  test.each([...GATEWAY_FORMS])(
    '%s: what the form begins with is what the schema begins with',
    (kind, { settings }) => {
      const { settings: said, wrong } = fromForm(formFields(kind), toForm(formFields(kind), {}), [])
      const begun = settings.safeParse({})
      expect(wrong).toEqual([])
      // A kind that needs more than its defaults refuses both alike.
      if (begun.success) expect(settings.parse(said)).toEqual(begun.data)
      else
        expect([...(settingsProblems(kind, said)?.keys() ?? [])]).toEqual(
          begun.error.issues.map(({ path }) => path.join('.')),
        )
    },
  )
})

describe('forms from schemas', () => {
  const schema = z.strictObject({
    url: z.url().max(200),
    key: z.string().default('').meta({ secret: true }),
    text: z.string().max(5_000).optional(),
    port: z.int().min(1).max(65_535).default(8080),
    ratio: z.number().nullable().default(null),
    isOn: z.boolean().default(true),
    mode: z.enum(['a', 'b']).default('a'),
    levels: z.array(z.union([z.literal(1), z.literal(2)])).default([]),
    topics: z.array(z.strictObject({ topic: z.string(), qos: z.int().min(0).max(2).default(0) })).default([]),
    tls: z.strictObject({ certificate: z.string(), key: z.string() }).nullable().default(null),
    free: z.record(z.string(), z.json()).default({}),
  })
  const fields = fieldsOfSchema(schema)

  test('each field has its type, bounds, and whether it must be filled in', () => {
    expect(fields.map(({ name, type, isRequired }) => `${name} ${type}${isRequired ? '!' : ''}`)).toEqual([
      'url text!',
      'key text',
      'text text',
      'port number',
      'ratio number',
      'isOn flag',
      'mode choice',
      'levels texts',
      'topics list',
      'tls group',
      'free json',
    ])
    expect(fields.find(({ name }) => name === 'key')).toMatchObject({ isSecret: true })
    expect(fields.find(({ name }) => name === 'text')).toMatchObject({ isLong: true })
    expect(fields.find(({ name }) => name === 'port')).toMatchObject({
      isWhole: true,
      least: 1,
      most: 65_535,
      initial: 8080,
    })
    expect(fields.find(({ name }) => name === 'levels')).toMatchObject({ choices: [1, 2] })
    expect(everyField(fields).map(({ path }) => path)).toContain('topics_qos')
  })

  test('settings go through the form unchanged; what is left empty is left out', () => {
    const settings = {
      url: 'https://a.example/x',
      key: '',
      port: 9000,
      ratio: 0.5,
      isOn: false,
      mode: 'b',
      levels: [2],
      topics: [{ topic: 'rain/+', qos: 1 }],
      tls: { certificate: 'c.pem', key: 'k.pem' },
      free: { a: [1] },
    }
    const read = fromForm(fields, toForm(fields, settings), [])
    expect(schema.parse(read.settings)).toEqual(schema.parse(settings))
    expect(fromForm(fields, { url: '', tls: { certificate: '' }, topics: [{}] }, []).settings).toEqual({
      isOn: undefined,
      topics: [{}],
      levels: [],
    })
  })

  test('a secret that is kept says nothing, and JSON that is none is told by its path', () => {
    expect(fromForm(fields, { key: '' }, ['key']).settings['key']).toBe('')
    expect(fromForm(fields, { key: 'new' }, ['key']).settings['key']).toBe('new')
    expect(fromForm(fields, { free: '{a' }, []).wrong).toEqual(['free'])
  })

  test('problems are told by path, those of unknown kinds too', () => {
    expect(settingsProblems('no such kind', {})?.size).toBe(1)
  })
})

describe('what is wrong', () => {
  const trouble = (source: string, sinceMs: number) => ({
    ...{ kind: 'linkLost', message: 'answered 503', atMs: NOW, source, sinceMs },
  })
  const say = (how: string, _name: string, source: string): string => `${how} ${source}`

  test('[GW-7] is said by source in both languages; an older server tells one trouble without a source', () => {
    for (const [language, expected] of [
      ['zh-CN', ['写入本服务器：连接已断开', 'a.cn/feed：连接已断开', '连接已断开']],
      [
        'en',
        [
          'Writing on this server: The connection is lost',
          'a.cn/feed: The connection is lost',
          'The connection is lost',
        ],
      ],
    ] as const) {
      setLanguage(language)
      expect(['writing', 'a.cn/feed', ''].map((source) => sourcedWords(trouble(source, NOW)))).toEqual(expected)
    }
    setLanguage('zh-CN')
    const fault = { kind: 'linkLost', message: '', atMs: NOW }
    expect(openTroubles({ ...SYSTEM, state: 'failed', fault })).toMatchObject([{ source: '', sinceMs: NOW }])
    expect(openTroubles({ ...SYSTEM, fault })).toEqual([])
  })

  test('[GW-7] is one notice for one outage, whatever is heard meanwhile; another source that fails later is another', () => {
    const failing = (heardMs: number, ...troubles: ReturnType<typeof trouble>[]) =>
      systemHappening(
        { row: { ...SYSTEM, heardMs, state: 'failed', troubles }, health: 'failed', lastMs: heardMs },
        say,
      )
    const first = failing(NOW, trouble('a.cn/feed', NOW - MINUTE))
    expect(first.title).toBe('failedPart a.cn/feed')
    expect(failing(NOW + 9 * MINUTE, trouble('a.cn/feed', NOW - MINUTE))).toEqual(first)
    const second = failing(NOW, trouble('a.cn/feed', NOW - MINUTE), trouble('', NOW + 5 * MINUTE))
    expect([second.title, second.moment === first.moment]).toEqual(['failed ', false])
  })
})

describe('how a system stands', () => {
  test('failed and paused say so themselves; silence is counted from when it was last heard, or linked', () => {
    expect(healthOf(SYSTEM, NOW)).toBe('running')
    expect(healthOf(SYSTEM, NOW + 10 * MINUTE)).toBe('silent')
    expect(healthOf({ ...SYSTEM, state: 'paused' }, NOW + 10 * MINUTE)).toBe('paused')
    expect(healthOf({ ...SYSTEM, state: 'failed' }, NOW)).toBe('failed')
    expect(healthOf({ ...SYSTEM, heardMs: null }, NOW)).toBe('silent')
    expect(healthOf({ ...SYSTEM, heardMs: null, since: NOW }, NOW)).toBe('idle')
    expect(healthOf({ ...SYSTEM, silentAfterMs: null }, NOW + 1_000 * MINUTE)).toBe('running')
    expect(lastOf({ ...SYSTEM, heardMs: 5, gaveMs: 9 })).toBe(9)
  })

  test('cut off, nobody here says that a system has gone silent since', () => {
    const status = { link: 'cutOff', lastHeardMs: NOW, clockOffsetMs: 2_000 } as StatusRow
    expect(knownMsOf(status, NOW + 60 * MINUTE)).toBe(NOW + 2_000)
    expect(knownMsOf({ ...status, link: 'linked' }, NOW + MINUTE)).toBe(NOW + MINUTE + 2_000)
    expect(healthOf(SYSTEM, knownMsOf(status, NOW + 60 * MINUTE))).toBe('running')
  })

  test('gateways of other spaces are listed after those of the space, each once', () => {
    const { key: _key, agencyName: _name, agencyNameEn: _nameEn, ...row } = SYSTEM
    const gateway = (id: string, space: string): GatewayView =>
      ({ id, space, row: { ...row, id, space, agency: 'x' } }) as GatewayView
    const here = [{ row: SYSTEM, health: 'running' as const, lastMs: null }]
    const found = elsewhere(
      here,
      [gateway('g1', 'fujian'), gateway('g2', 'exercise'), gateway('g3', 'fujian')],
      'fujian',
      [],
      NOW,
    )
    expect(found.map(({ row: { id } }) => id)).toEqual(['g2'])
  })

  test('ages in the greatest unit that fits', () => {
    const said = [-5, 4_000, 14_000, 4 * MINUTE, 90 * MINUTE, 72 * 60 * MINUTE].map(agoOf)
    expect(said.map(({ word, count }) => `${word} ${count}`)).toEqual([
      'moment 0',
      'moment 0',
      'seconds 10',
      'minutes 4',
      'hours 1',
      'days 3',
    ])
  })

  test('trouble in plain words: of linked systems, of everything, else as the server said it', () => {
    expect(troubleWords({ kind: 'linkLost', message: 'x' })).toBe('连接已断开')
    expect(troubleWords({ kind: 'diskFull', message: 'x' })).toMatch(/磁盘已满/)
    expect(troubleWords({ kind: 'neverHeardOf', message: 'what the server said' })).toBe('what the server said')
  })
})

describe('notices of linked systems', () => {
  test('one outage is one notice: it stays settled while nothing is heard, and is open again after the next', () => {
    const say = (how: string, name: string): string => `${how} ${name}`
    const silent = systemHappening({ row: SYSTEM, health: 'silent', lastMs: SYSTEM.heardMs }, say)
    expect(silent).toMatchObject({ kind: 'system', subject: 'g1', level: 3, title: 'silent 沿海 AIS' })
    const failed = systemHappening(
      {
        row: { ...SYSTEM, fault: { kind: 'offline', message: '', atMs: NOW } },
        health: 'failed',
        lastMs: SYSTEM.heardMs,
      },
      say,
    )
    expect([failed.moment, failed.atMs]).toEqual([silent.moment, NOW])
    const heardAgain = systemHappening({ row: SYSTEM, health: 'silent', lastMs: NOW }, say)
    expect(Date.parse(heardAgain.moment)).toBeGreaterThan(Date.parse(silent.moment))
    expect(noticeOf(silent, []).isOpen).toBe(true)
  })

  test('a call for help is of the gravest, a dangerous reading next', () => {
    const row: TrackPoint = ['ais/970', 119, 26, null, null, 0, NOW, NOW, NOW, null, '']
    expect(distressHappening(row, (name) => `SOS ${name}`)).toMatchObject({ level: 1, title: 'SOS 970', atMs: NOW })
    const reading = { key: 'r', id: 'rain/a/rain', stateMs: NOW } as Parameters<typeof readingHappening>[0]
    expect(readingHappening(reading, 'rain')).toMatchObject({ level: 2, subject: 'rain/a/rain', atMs: NOW })
  })
})

test('every quantity a gauge may tell has words in both languages: nobody reads rain1h', () => {
  const told = [...elementTable([]).values()].map(({ quantity }) => quantity)
  for (const language of ['zh-CN', 'en'] as const)
    expect(told.filter((quantity) => !(quantity in WORDS[language].gateways.quantity))).toEqual([])
})

describe('originals from quarantine', () => {
  test('text in either encoding is told from what is no text, also when it is cut', () => {
    const utf8 = new TextEncoder().encode('<alert>台风</alert>')
    const gb = new Uint8Array([0xcc, 0xa8, 0xb7, 0xe7])
    expect([likelyEncoding(utf8), likelyEncoding(utf8.subarray(0, 9)), likelyEncoding(gb)]).toEqual([
      'text',
      'text',
      'gb',
    ])
    expect(likelyEncoding(new Uint8Array([0x7e, 0x00, 0x02, 0x7e]))).toBe('hex')
    expect(bytesAs('gb', gb)).toBe('台风')
    expect(bytesAs('hex', new Uint8Array([0x7e, 0x41]))).toMatch(/^000000 {2}7e 41 +~A$/)
    expect([812, 3_482, 1_258_291].map(sizeText)).toEqual(['812 B', '3.4 KB', '1.2 MB'])
  })
})
