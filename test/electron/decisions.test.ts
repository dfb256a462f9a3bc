// What the shell decides without Electron: files, places, preferences, restarts, words.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONTENT_POLICY, appFileOf, rangeOf } from '../../electron/main/app-files.ts'
import { readArguments, stationArguments } from '../../electron/main/arguments.ts'
import { cleanEnvironment } from '../../electron/main/engine.ts'
import { isOwnPage } from '../../electron/main/lockdown.ts'
import { menuTemplate } from '../../electron/main/menu.ts'
import { NO_PREFERENCES, readPreferences } from '../../electron/main/preferences.ts'
import { refusalWords, safeScreen } from '../../electron/main/safe-screen.ts'
import { fitPlace } from '../../electron/main/window-place.ts'
import { languageOf, wordsOf } from '../../electron/main/words.ts'
import { FAULTS } from '../../shared/base/fault.ts'
import { readAnnouncement, readFirstPassword } from '../../shared/host/engine-messages.ts'
import { VIEW_NAMES } from '../../shared/host/host.ts'
import { afterStop } from '../../shared/host/restart-policy.ts'
import { SECURITY_HEADERS } from '../../station/link/static-files.ts'

describe('app:// files', () => {
  test('pages, assets and the start page are found; everything else is not', () => {
    const found = [
      'app://fengsui/',
      'app://fengsui/assets/a.js',
      'app://fengsui/basemap/fujian.pmtiles?x=1',
      'app://fengsui/%E5%9B%BE.png',
    ].map((address) => appFileOf(address)?.path)
    expect(found).toEqual(['index.html', 'assets/a.js', 'basemap/fujian.pmtiles', '图.png'])
    const refused = [
      'app://other/index.html',
      'https://fengsui/index.html',
      'app://fengsui/..%2f..%2fetc%2fpasswd.txt',
      'app://fengsui/a%5c..%5cb.js',
      'app://fengsui/c:/x.js',
      'app://fengsui/x.exe',
      'app://fengsui/noending',
      'app://fengsui/%00.js',
      'not an address',
      'app://fengsui/%E0%A4%A.js',
    ]
    expect(refused.map((address) => appFileOf(address))).toEqual(refused.map(() => undefined))
  })

  test('no address ever leads out of the folder', () => {
    fc.assert(
      fc.property(
        fc.webPath({ size: 'small' }),
        fc.array(fc.constantFrom('..', '%2e%2e', '.', 'a', '%2f', '\\', '/'), { maxLength: 6 }),
        (path, parts) => {
          const file = appFileOf(`app://fengsui/${parts.join('/')}${path}.js`)
          expect(file === undefined || !file.path.split('/').includes('..')).toBe(true)
        },
      ),
    )
  })

  test('ranges as HTTP has them', () => {
    expect([
      rangeOf('bytes=0-9', 100),
      rangeOf('bytes=90-', 100),
      rangeOf('bytes=-10', 100),
      rangeOf('bytes=90-900', 100),
      rangeOf('bytes=100-', 100),
      rangeOf('bytes=5-2', 100),
      rangeOf('items=0-1', 100),
      rangeOf(null, 100),
      rangeOf('bytes=-', 100),
    ]).toEqual([
      { first: 0, last: 9 },
      { first: 90, last: 99 },
      { first: 90, last: 99 },
      { first: 90, last: 99 },
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('the policy allows no inline script, no other origin and no network', () => {
    expect(CONTENT_POLICY).toMatch(/script-src 'self';/)
    expect(CONTENT_POLICY).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/)
  })
})

test('a page may load the same in the desktop program and in a browser', () => {
  expect(CONTENT_POLICY.split('; ').toSorted()).toEqual(
    (SECURITY_HEADERS['content-security-policy'] ?? '').split('; ').toSorted(),
  )
})

describe('window places', () => {
  const screens = [
    { x: 0, y: 0, width: 1920, height: 1040 },
    { x: 1920, y: 0, width: 1366, height: 728 },
  ]
  test('a place on a screen stays; on a screen that is gone it moves to the first; the first time it fills the screen', () => {
    const second = { x: 1950, y: 10, width: 1200, height: 700, maximised: false }
    expect([fitPlace(second, screens), fitPlace(second, screens.slice(0, 1)), fitPlace(undefined, screens)]).toEqual([
      second,
      { x: 720, y: 10, width: 1200, height: 700, maximised: false },
      { x: 0, y: 0, width: 1920, height: 1040, maximised: true },
    ])
  })

  test('whatever was remembered, the window is reachable and fits', () => {
    fc.assert(
      fc.property(
        fc.record({
          x: fc.integer({ min: -9_000, max: 9_000 }),
          y: fc.integer({ min: -9_000, max: 9_000 }),
          width: fc.integer({ min: 0, max: 9_000 }),
          height: fc.integer({ min: 0, max: 9_000 }),
          maximised: fc.boolean(),
        }),
        (remembered) => {
          const place = fitPlace(remembered, screens)
          expect(
            screens.some(
              (screen) =>
                place.x >= screen.x &&
                place.y >= screen.y &&
                place.x + place.width <= screen.x + screen.width &&
                place.y + place.height <= screen.y + screen.height,
            ),
          ).toBe(true)
        },
      ),
    )
  })
})

test('preferences: what does not fit is left out, a broken file counts as empty', () => {
  const place = { x: 1, y: 2, width: 1000, height: 700, maximised: false }
  expect(
    readPreferences(
      JSON.stringify({
        language: 'en',
        places: { map: place, console: { x: 'a' }, other: place },
        open: ['map', 'nonsense'],
      }),
    ),
  ).toEqual({ language: 'en', places: { map: place }, open: ['map'] })
  expect([readPreferences('{'), readPreferences('null'), readPreferences('[]')]).toEqual([
    NO_PREFERENCES,
    NO_PREFERENCES,
    NO_PREFERENCES,
  ])
})

test('[HO-1] restarts: soon, later, then a person is told; old stops are forgotten', () => {
  expect([
    afterStop([1_000], 1_000),
    afterStop([1_000, 2_000], 2_000),
    afterStop([1_000, 2_000, 3_000], 3_000),
    afterStop([1_000, 2_000, 90_000], 90_000),
  ]).toEqual([
    { do: 'restart', afterMs: 500 },
    { do: 'restart', afterMs: 1_000 },
    { do: 'tell' },
    { do: 'restart', afterMs: 500 },
  ])
})

test('an engine gets no variable that could turn it into something else', () => {
  expect(
    cleanEnvironment({ PATH: '/bin', ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--inspect', LD_PRELOAD: 'x.so' }),
  ).toEqual({ PATH: '/bin' })
})

test('the embedded server is believed only on loopback', () => {
  expect(readAnnouncement('noise\n{"url":"http://127.0.0.1:4100","joinCode":"AB12"}\n')).toEqual({
    url: 'http://127.0.0.1:4100',
    joinCode: 'AB12',
  })
  expect([
    readAnnouncement('{"url":"http://evil.example:1"}'),
    readAnnouncement('{"url":'),
    readAnnouncement(''),
  ]).toEqual([undefined, undefined, undefined])
})

test('a first password is read once its line is whole', () => {
  const said = '{"url":"http://127.0.0.1:1"}\n管理员 admin 的一次性密码 One-time password of admin: AB-12\n'
  expect([readFirstPassword(said.slice(0, -3)), readFirstPassword(said), readFirstPassword('')]).toEqual([
    undefined,
    'AB-12',
    undefined,
  ])
})

test('the station gets its own arguments, and none of those that are for Chromium', () => {
  const given = readArguments([
    '--no-sandbox',
    '--server',
    'http://10.0.0.1:7300',
    '--server=https://b.example',
    '--server',
    'not an address',
    '--name',
    '甲席',
    '--join',
    '--user-data-dir=/tmp/x',
    '--demo',
  ])
  expect(given).toEqual({
    servers: ['http://10.0.0.1:7300', 'https://b.example'],
    name: '甲席',
    join: undefined,
    demo: true,
  })
  expect(stationArguments('/data', given)).toEqual([
    '--data',
    '/data',
    '--server',
    'http://10.0.0.1:7300',
    '--server',
    'https://b.example',
    '--name',
    '甲席',
  ])
})

test('[HO-2] a refusal to start is told in both languages; one without words by its own sentence', () => {
  const kinds = Object.keys(wordsOf('en').refused)
  expect(kinds).toEqual(Object.keys(wordsOf('zh-CN').refused))
  expect(kinds.filter((kind) => !Object.hasOwn(FAULTS, kind))).toEqual([])
  expect(refusalWords('en', 'folderInUse', 'process 7')).toMatch(/Leave that program first\.\n\nprocess 7/)
  expect(refusalWords('zh-CN', 'toString', 'x')).toBe('toString: x')
})

test('only our own pages are ours', () => {
  expect(
    ['app://fengsui/index.html', 'app://fengsui', 'app://fengsui.evil/x', 'https://fengsui/', 'file:///x'].map(
      isOwnPage,
    ),
  ).toEqual([true, true, false, false, false])
})

test('[HO-11] the menu opens every view in its own window, the first nine by a digit', () => {
  const opened: string[] = []
  const actions = { open: (view: string) => void opened.push(view), setLanguage: () => undefined }
  for (const language of ['zh-CN', 'en'] as const) {
    opened.length = 0
    const entries = menuTemplate(language, actions).at(-1)?.submenu as unknown as readonly {
      readonly label?: string
      readonly accelerator?: string
      readonly click?: () => void
    }[]
    const windows = entries.filter(({ click }) => click !== undefined)
    for (const { click } of windows) click?.()
    expect(opened).toEqual(VIEW_NAMES)
    expect(windows.map(({ label }) => label)).toEqual(Object.values(wordsOf(language).menu.open))
    expect(windows.flatMap(({ accelerator }) => accelerator ?? [])).toEqual(
      Array.from({ length: 9 }, (_, at) => `CommandOrControl+${at + 1}`),
    )
  }
})

test('menu and safe screen speak both languages, with the same entries', () => {
  const actions = { open: () => undefined, setLanguage: () => undefined }
  const shape = (language: 'zh-CN' | 'en') =>
    menuTemplate(language, actions).map((item) =>
      (item.submenu as readonly { readonly role?: string; readonly accelerator?: string }[]).map(
        (entry) => entry.role ?? entry.accelerator ?? '-',
      ),
    )
  expect(shape('zh-CN')).toEqual(shape('en'))
  expect([languageOf('en-GB'), languageOf('zh-TW'), languageOf('fr')]).toEqual(['en', 'zh-CN', 'zh-CN'])
  const page = decodeURIComponent(safeScreen('zh-CN', '<b>exit code 1</b>', '/data'))
  expect(page).toContain(wordsOf('zh-CN').safe.title)
  expect(page).toContain('&lt;b&gt;exit code 1')
  expect(page).not.toMatch(/<script/i)
})
