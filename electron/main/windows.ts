// The windows: one per view, each at its remembered place, each with its own MessagePort to the station.
// Main makes the channel, posts one end to the station and one to the window, and is out of the path.
import type { BrowserWindow, WebContents } from 'electron'
import type { ToStation } from '../../shared/host/engine-messages.ts'
import type { ViewName } from '../../shared/host/host.ts'
import { CHANNELS } from '../../shared/host/supervision.ts'
import { APP_ORIGIN } from './app-files.ts'
import type { ElectronApi } from './electron-api.ts'
import type { Engine } from './engine.ts'
import { SAFE_WEB_PREFERENCES, isOwnPage } from './lockdown.ts'
import type { Place } from './window-place.ts'
import { fitPlace } from './window-place.ts'

export interface WindowsOptions {
  readonly preload: string
  readonly title: () => string
  place(view: ViewName): Place | undefined
  keepPlace(view: ViewName, place: Place): void
  keepOpen(views: readonly ViewName[]): void
}

export class Windows {
  readonly #electron: ElectronApi
  readonly #options: WindowsOptions
  readonly #station: () => Engine
  readonly #open = new Map<ViewName, BrowserWindow>()
  /** Windows that asked for a port, and those among them that have one of the engine there is now. */
  readonly #asked = new WeakSet<WebContents>()
  #served = new WeakSet<WebContents>()
  #safePage: string | undefined
  #leaving = false

  constructor(electron: ElectronApi, options: WindowsOptions, station: () => Engine) {
    this.#electron = electron
    this.#options = options
    this.#station = station
    electron.ipcMain.on(CHANNELS.portWanted, (event) => {
      if (event.senderFrame !== null && event.senderFrame.parent === null && isOwnPage(event.senderFrame.url))
        this.handPort(event.sender)
    })
  }

  /** Opens a view, or brings its window forward. */
  open(view: ViewName): void {
    const known = this.#open.get(view)
    if (known !== undefined) {
      if (known.isMinimized()) known.restore()
      known.focus()
      return
    }
    const { maximised, ...bounds } = fitPlace(
      this.#options.place(view),
      this.#electron.screen.getAllDisplays().map((display) => display.workArea),
    )
    const window = new this.#electron.BrowserWindow({
      ...bounds,
      show: false,
      backgroundColor: '#0e1318',
      title: this.#options.title(),
      autoHideMenuBar: true,
      webPreferences: { ...SAFE_WEB_PREFERENCES, preload: this.#options.preload },
    })
    this.#open.set(view, window)
    if (maximised) window.maximize()
    window.once('ready-to-show', () => window.show())
    window.on('close', () =>
      this.#options.keepPlace(view, { ...window.getNormalBounds(), maximised: window.isMaximized() }),
    )
    window.on('closed', () => {
      this.#open.delete(view)
      if (!this.#leaving) this.#options.keepOpen([...this.#open.keys()])
    })
    // A page that died is loaded anew; one that ended because its window closes is gone with it.
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit' && !window.isDestroyed()) window.reload()
    })
    this.#options.keepOpen([...this.#open.keys()])
    void window.loadURL(this.#safePage ?? pageOf(view))
  }

  /** The program is being left: windows that close now are opened again next time. */
  leave(): void {
    this.#leaving = true
  }

  /** A fresh port for one window. While no engine runs nothing is handed; it gets one when the engine has started. */
  handPort(contents: WebContents): void {
    this.#asked.add(contents)
    const { port1, port2 } = new this.#electron.MessageChannelMain()
    if (!this.#station().send({ type: 'link' } satisfies ToStation, [port1])) return
    this.#served.add(contents)
    contents.postMessage(CHANNELS.port, null, [port2])
  }

  /** The engine is ready (again): windows that wait get a port, and all leave the safe screen. */
  engineReady(): void {
    const wasSafe = this.#safePage !== undefined
    this.#safePage = undefined
    for (const [view, window] of this.#open) {
      const { webContents } = window
      if (wasSafe) void window.loadURL(pageOf(view))
      else if (this.#asked.has(webContents) && !this.#served.has(webContents)) this.handPort(webContents)
    }
  }

  /** The engine stopped: every port that was handed out is dead. */
  engineStopped(): void {
    this.#served = new WeakSet()
  }

  /** Every window shows the safe screen. */
  showSafeScreen(page: string): void {
    this.#safePage = page
    for (const window of this.#open.values()) void window.loadURL(page)
  }

  focusAny(): void {
    const first = this.#open.keys().next().value
    this.open(first ?? 'console')
  }
}

/** `?view=` says that the window is for this view alone: it has no rail to the others. */
function pageOf(view: ViewName): string {
  return `${APP_ORIGIN}/index.html${view === 'console' ? '' : `?view=${view}`}#/${view}`
}
