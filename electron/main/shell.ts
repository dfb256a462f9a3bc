// Puts the shell together: one instance, engines under supervision, windows with ports, power, secrets, menu.
// Everything that can be decided without Electron is decided in the files beside this one.
import { join } from 'node:path'
import type { FromStation, ToStation } from '../../shared/host/supervision.ts'
import { answerAppRequest } from './app-protocol.ts'
import type { ElectronApi } from './electron-api.ts'
import type { EmbeddedServer } from './embedded-server.ts'
import { readAnnouncement } from './embedded-server.ts'
import { Engine } from './engine.ts'
import { registerHostCalls } from './host-calls.ts'
import { lockDown } from './lockdown.ts'
import { menuTemplate } from './menu.ts'
import type { Preferences } from './preferences.ts'
import { loadPreferences, savePreferences } from './preferences.ts'
import { safeScreen } from './safe-screen.ts'
import { protectSecret, unprotectSecret } from './secrets.ts'
import { Windows } from './windows.ts'
import type { Language } from './words.ts'
import { languageOf, wordsOf } from './words.ts'

export interface ShellOptions {
  /** Paths of the built preload, station and embedded server. */
  readonly preload: string
  readonly stationEntry: string
  readonly serverEntry: string
  /** Folder of the built renderer. */
  readonly renderer: string
  readonly arguments: readonly string[]
  readonly nowMs: () => number
  readonly later: (run: () => void, afterMs: number) => void
}

const STOP_LIMIT_MS = 8_000

/** Starts the shell; resolves once the windows are open, or at once when another instance has the place. */
export async function startShell(electron: ElectronApi, options: ShellOptions): Promise<void> {
  const { app } = electron
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  electron.protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
  await app.whenReady()

  const data = app.getPath('userData')
  const preferencesFile = join(data, 'preferences.json')
  let preferences: Preferences = loadPreferences(preferencesFile)
  const keep = (change: Partial<Preferences>): void => {
    preferences = { ...preferences, ...change }
    savePreferences(preferencesFile, preferences)
  }
  const language = (): Language => preferences.language ?? languageOf(app.getLocale())
  const stationFolder = join(data, 'station')

  let server: EmbeddedServer | undefined
  const station: Engine = new Engine(electron, {
    name: 'fengsui-station',
    entry: options.stationEntry,
    nowMs: options.nowMs,
    later: options.later,
    arguments: () => [
      '--data',
      stationFolder,
      ...(server === undefined
        ? []
        : ['--server', server.url, ...(server.joinCode === undefined ? [] : ['--join', server.joinCode])]),
      ...options.arguments,
    ],
    onMessage: (message) => answerStation(electron, station, message as FromStation),
    onStarted: () => windows.engineStarted(),
    onGaveUp: (reason) => windows.showSafeScreen(safeScreen(language(), reason, stationFolder)),
  })
  const windows: Windows = new Windows(
    electron,
    {
      preload: options.preload,
      title: () => wordsOf(language()).appName,
      place: (view) => preferences.places[view],
      keepPlace: (view, place) => keep({ places: { ...preferences.places, [view]: place } }),
      keepOpen: (open) => keep({ open }),
    },
    () => station,
  )

  const setLanguage = (chosen: Language): void => {
    keep({ language: chosen })
    electron.Menu.setApplicationMenu(
      electron.Menu.buildFromTemplate(menuTemplate(chosen, { open: (view) => windows.open(view), setLanguage })),
    )
  }
  lockDown(electron, () => station.restart())
  registerHostCalls(electron, { open: (view) => windows.open(view), setLanguage })
  electron.protocol.handle('app', (request) => answerAppRequest(options.renderer, request))
  electron.Menu.setApplicationMenu(
    electron.Menu.buildFromTemplate(menuTemplate(language(), { open: (view) => windows.open(view), setLanguage })),
  )
  electron.powerMonitor.on('suspend', () => station.send({ type: 'power', event: 'suspended' } satisfies ToStation))
  electron.powerMonitor.on('resume', () => station.send({ type: 'power', event: 'resumed' } satisfies ToStation))

  const embedded = options.arguments.includes('--server')
    ? undefined
    : startEmbeddedServer(electron, options, join(data, 'server'))
  app.on('second-instance', () => windows.focusAny())
  app.on('activate', () => windows.focusAny())
  app.on('window-all-closed', () => app.quit())
  let left = false
  app.on('before-quit', (event) => {
    windows.leave()
    if (left) return
    event.preventDefault()
    left = true
    void Promise.all([station.stop(STOP_LIMIT_MS), embedded?.engine.stop(STOP_LIMIT_MS)]).then(() => app.quit())
  })

  server = await embedded?.announced
  station.start()
  for (const view of preferences.open.length > 0 ? preferences.open : (['console'] as const)) windows.open(view)
}

/** One workstation, or a few on a LAN, need nothing else: the coordination server runs in a process of its own. */
function startEmbeddedServer(
  electron: ElectronApi,
  options: ShellOptions,
  folder: string,
): { readonly engine: Engine; readonly announced: Promise<EmbeddedServer | undefined> } {
  let output = ''
  const { promise, resolve } = Promise.withResolvers<EmbeddedServer | undefined>()
  const engine = new Engine(electron, {
    name: 'fengsui-server',
    entry: options.serverEntry,
    nowMs: options.nowMs,
    later: options.later,
    arguments: () => ['--data', folder, '--embedded'],
    onMessage: (message) => {
      const { text } = message as { readonly text?: unknown }
      if (typeof text === 'string') output = (output + text).slice(-20_000)
      const announcement = readAnnouncement(output)
      if (announcement !== undefined) resolve(announcement)
    },
    onStarted: () => undefined,
    // The station works alone; it links when the server comes back.
    onGaveUp: () => resolve(undefined),
  })
  engine.start()
  options.later(() => resolve(undefined), 10_000)
  return { engine, announced: promise }
}

function answerStation(electron: ElectronApi, station: Engine, message: FromStation): void {
  if (message.type === 'protect')
    station.send({
      type: 'secret',
      id: message.id,
      base64: protectSecret(electron, message.base64),
    } satisfies ToStation)
  if (message.type === 'unprotect')
    station.send({
      type: 'secret',
      id: message.id,
      base64: unprotectSecret(electron, message.base64),
    } satisfies ToStation)
}
