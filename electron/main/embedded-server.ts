// The embedded coordination server of the desktop application: a utility process of its own, started again when it dies.
// The station hears where it listens now; the officer hears when it does not come back, and, at its very first start, the
// administrator's one-time password, which is shown nowhere else.
import type { ServerAnnouncement } from '../../shared/host/engine-messages.ts'
import { readAnnouncement, readFirstPassword } from '../../shared/host/engine-messages.ts'
import type { ElectronApi } from './electron-api.ts'
import type { EngineOptions } from './engine.ts'
import { Engine } from './engine.ts'

/** As much of its output as the first lines need. */
const HEARD_CHARS = 20_000

export interface EmbeddedServerOptions extends Pick<EngineOptions, 'entry' | 'nowMs' | 'later' | 'onErrors'> {
  readonly folder: string
  readonly demo: boolean
  readonly onRuns: (server: ServerAnnouncement) => void
  readonly onDown: (reason: string) => void
  readonly onFirstPassword: (password: string) => void
}

/** Makes the engine that keeps the server running; it is started by the caller. */
export function embeddedServer(electron: ElectronApi, options: EmbeddedServerOptions): Engine {
  let heard = ''
  let runs = false
  return new Engine(electron, {
    name: 'fengsui-server',
    entry: options.entry,
    nowMs: options.nowMs,
    later: options.later,
    arguments: () => ['--data', options.folder, '--port', '0', '--embedded', ...(options.demo ? ['--demo'] : [])],
    onMessage: () => undefined,
    onOutput(text) {
      if (heard.length > HEARD_CHARS) return
      const hadPassword = readFirstPassword(heard) !== undefined
      heard += text
      const password = readFirstPassword(heard)
      if (password !== undefined && !hadPassword) options.onFirstPassword(password)
      const announced = runs ? undefined : readAnnouncement(heard)
      if (announced === undefined) return
      runs = true
      options.onRuns(announced)
    },
    onErrors: (text) => options.onErrors(text),
    onStopped() {
      heard = ''
      runs = false
    },
    onGaveUp: (reason) => options.onDown(reason),
    triesOn: true,
  })
}
