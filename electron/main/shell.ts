// Puts the shell together: one instance, engines under supervision, windows with ports, power, secrets, menu.
// Everything that can be decided without Electron is decided in the files beside this one.
import { join } from 'node:path'
import type { FromStation, ToStation } from '../../shared/host/engine-messages.ts'
import { fromStationSchema } from '../../shared/host/engine-messages.ts'
import { answerAppRequest } from './app-protocol.ts'
import { readArguments, stationArguments } from './arguments.ts'
import type { ElectronApi } from './electron-api.ts'
import { embeddedServer } from './embedded-server.ts'
import { engineLog } from './engine-log.ts'
import { Engine } from './engine.ts'
import { showFirstPassword } from './first-password.ts'
import { registerHostCalls } from './host-calls.ts'
import { lockDown } from './lockdown.ts'
import { menuTemplate } from './menu.ts'
import type { Preferences } from './preferences.ts'
import { loadPreferences, savePreferences } from './preferences.ts'
import { refusalWords, safeScreen } from './safe-screen.ts'
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
const APP_ID = 'cn.gov.fengsui'

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
  // Windows shows notifications only of programs that have the id of their shortcut (electron-builder.yml).
  app.setAppUserModelId(APP_ID)
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

  const given = readArguments(options.arguments)
  const { nowMs, later } = options
  /** Where the embedded server listens now, and why it does not; told to every station that starts. */
  let serverNow: ToStation | undefined
  const tellServer = (message: ToStation): void => {
    serverNow = message
    if (stationReady) station.send(message)
  }
  let stationReady = false
  const station: Engine = new Engine(electron, {
    name: 'fengsui-station',
    entry: options.stationEntry,
    nowMs,
    later,
    arguments: () => stationArguments(stationFolder, given),
    onMessage(raw) {
      const message = fromStationSchema.safeParse(raw)
      if (message.success) heard(message.data)
    },
    onOutput: () => undefined,
    onErrors: engineLog(join(data, 'logs', 'station.log')),
    onStopped() {
      stationReady = false
      windows.engineStopped()
    },
    onGaveUp: (reason) => windows.showSafeScreen(safeScreen(language(), reason, stationFolder)),
    triesOn: false,
  })
  const heard = (message: FromStation): void => {
    if (message.type === 'ready') {
      stationReady = true
      if (serverNow !== undefined) station.send(serverNow)
      windows.engineReady()
    } else if (message.type === 'refused') {
      station.endRefused()
      const reason = refusalWords(language(), message.kind, message.message)
      windows.showSafeScreen(safeScreen(language(), reason, stationFolder))
    } else answerSecret(electron, station, message)
  }
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

  const embedded =
    given.servers.length > 0
      ? undefined
      : embeddedServer(electron, {
          entry: options.serverEntry,
          folder: join(data, 'server'),
          demo: given.demo,
          nowMs,
          later,
          onErrors: engineLog(join(data, 'logs', 'server.log')),
          onRuns: (server) => tellServer({ type: 'server', server }),
          onDown: (reason) => tellServer({ type: 'serverDown', reason }),
          onFirstPassword: (password) => void showFirstPassword(electron, language(), password),
        })
  app.on('second-instance', () => windows.focusAny())
  app.on('activate', () => windows.focusAny())
  app.on('window-all-closed', () => app.quit())
  let left = false
  app.on('before-quit', (event) => {
    windows.leave()
    if (left) return
    event.preventDefault()
    left = true
    void Promise.all([station.stop(STOP_LIMIT_MS), embedded?.stop(STOP_LIMIT_MS)]).then(() => app.quit())
  })

  embedded?.start()
  station.start()
  for (const view of preferences.open.length > 0 ? preferences.open : (['console'] as const)) windows.open(view)
}

/** Seals or opens what the station asks for, or says that this machine cannot. */
function answerSecret(
  electron: ElectronApi,
  station: Engine,
  { type, id, base64 }: FromStation & { readonly type: 'protect' | 'unprotect' },
): void {
  const answer = type === 'protect' ? protectSecret(electron, base64) : unprotectSecret(electron, base64)
  station.send({ type: 'secret', id, base64: answer } satisfies ToStation)
}
