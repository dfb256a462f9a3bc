// A small stand-in for the parts of Electron the shell uses: enough to drive main and preload in plain Node.
// It records what was asked of it and lets a test play the other side; it decides nothing.
import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePortMain, WebContents } from 'electron'
import type { ElectronApi } from '../../electron/main/electron-api.ts'
import { WorkerProcess } from './worker-process.ts'

export class StandInProcess extends EventEmitter {
  readonly entry: string
  readonly arguments: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  readonly stdout = new EventEmitter()
  readonly stderr = new EventEmitter()
  readonly sent: { readonly message: unknown; readonly ports: readonly unknown[] }[] = []
  killed = false

  constructor(entry: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
    super()
    this.entry = entry
    this.arguments = args
    this.environment = environment
  }

  postMessage(message: unknown, ports: readonly unknown[] = []): void {
    this.sent.push({ message, ports })
    if ((message as { readonly type?: unknown }).type === 'stop') queueMicrotask(() => this.exit(0))
  }

  kill(): boolean {
    this.killed = true
    return true
  }

  /** The engine sends main a message. */
  say(message: unknown): void {
    this.emit('message', message)
  }

  /** The engine prints something. */
  print(text: string): void {
    this.stdout.emit('data', Buffer.from(text))
  }

  exit(code: number, lastWords = ''): void {
    if (lastWords !== '') this.stderr.emit('data', Buffer.from(lastWords))
    this.emit('exit', code)
  }
}

export class StandInContents extends EventEmitter {
  readonly posted: { readonly channel: string; readonly ports: readonly unknown[] }[] = []
  openHandler: (() => { readonly action: string }) | undefined
  /** What the page behind does with what main posts. */
  onPosted: (posted: { readonly channel: string; readonly ports: readonly unknown[] }) => void = () => undefined
  postMessage(channel: string, _message: unknown, ports: readonly unknown[]): void {
    this.posted.push({ channel, ports })
    this.onPosted({ channel, ports })
  }
  setWindowOpenHandler(handler: () => { readonly action: string }): void {
    this.openHandler = handler
  }
}

export class StandInWindow extends EventEmitter {
  readonly options: { readonly [name: string]: unknown }
  readonly webContents = new StandInContents()
  readonly loaded: string[] = []
  focused = 0
  maximised = false
  destroyed = false
  constructor(options: { readonly [name: string]: unknown }) {
    super()
    this.options = options
  }
  loadURL(address: string): Promise<void> {
    this.loaded.push(address)
    return Promise.resolve()
  }
  show(): void {
    this.emit('show')
  }
  focus(): void {
    this.focused += 1
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  reload(): void {
    this.loaded.push('reload')
  }
  restore(): void {
    this.emit('restore')
  }
  maximize(): void {
    this.maximised = true
  }
  isMinimized(): boolean {
    return false
  }
  isMaximized(): boolean {
    return this.maximised
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return { x: 10, y: 20, width: 1200, height: 800 }
  }
  close(): void {
    this.emit('close')
    this.destroyed = true
    this.emit('closed')
  }
}

export interface StandIn {
  readonly electron: ElectronApi
  readonly app: EventEmitter & { quits: number }
  readonly windows: StandInWindow[]
  readonly processes: StandInProcess[]
  readonly menus: unknown[]
  readonly listened: string[]
  readonly power: EventEmitter
  readonly privileged: unknown[]
  serve(address: string, init?: RequestInit): Promise<Response>
  /** Whether a page at `address` gets a permission, asked and looked up. */
  permission(name?: string, address?: string): readonly [boolean, boolean]
  /** Calls a handled channel as a page at `address` would. */
  invoke(channel: string, address: string, input: unknown, topFrame?: boolean): Promise<unknown>
  send(channel: string, address: string, contents: StandInContents): void
  /** Addresses handed to the machine's own browser. */
  readonly opened: string[]
  dialogAnswer: { canceled: boolean; filePaths: string[]; filePath: string }
  /** Message boxes shown, and the buttons pressed in them, one after the other; then the last button. */
  readonly boxes: { readonly message: string; readonly buttons: readonly string[] }[]
  readonly presses: number[]
  readonly copied: string[]
  printed: number
  notified: { readonly title: string }[]
}

export interface StandInSettings {
  readonly locked?: boolean
  readonly locale?: string
  /** Secret store of Linux. */
  readonly backend?: string
  /** What seals secrets on this machine; another name stands for another account or a store that was reset. */
  readonly keyStore?: string
  readonly hasKeyStore?: boolean
  /** Engines really run, in worker threads, and ports are real. */
  readonly real?: boolean
}

/** A stand-in with one screen, an empty user folder `data`, and the single instance lock free or taken. */
export function electronStandIn(data: string, settings: StandInSettings = {}): StandIn {
  const app = Object.assign(new EventEmitter(), {
    quits: 0,
    requestSingleInstanceLock: () => settings.locked !== true,
    quit() {
      this.quits += 1
    },
    whenReady: () => Promise.resolve(),
    getPath: () => data,
    getLocale: () => settings.locale ?? 'zh-CN',
    isPackaged: false,
    setAppUserModelId: () => undefined,
  })
  const keyStore = settings.keyStore ?? 'sealed'
  const windows: StandInWindow[] = []
  const processes: StandInProcess[] = []
  const menus: unknown[] = []
  const privileged: unknown[] = []
  const power = new EventEmitter()
  const ipc = new EventEmitter()
  const handlers = new Map<string, (event: unknown, input: unknown) => unknown>()
  let serve: (request: Request) => Promise<Response> = () => Promise.resolve(new Response('', { status: 500 }))
  let asks: (contents: unknown, name: string, answer: (allowed: boolean) => void) => void = () => undefined
  let checks: (contents: unknown, name: string, origin: string) => boolean = () => true
  const standIn: Omit<StandIn, 'electron'> = {
    app,
    windows,
    processes,
    menus,
    power,
    privileged,
    listened: [],
    printed: 0,
    notified: [],
    boxes: [],
    presses: [],
    copied: [],
    opened: [],
    dialogAnswer: { canceled: true, filePaths: [], filePath: '' },
    serve: (address, init) => serve(new Request(address, init)),
    permission(name = 'geolocation', address = 'app://fengsui/index.html') {
      let allowed = true
      asks({ getURL: () => address }, name, (given) => (allowed = given))
      return [allowed, checks(null, name, new URL(address).origin === 'null' ? address : new URL(address).origin)]
    },
    invoke: async (channel, address, input, topFrame = true) => {
      const contents = Object.assign(new StandInContents(), {
        print: (_options: unknown, done: () => void) => {
          standIn.printed += 1
          done()
        },
      })
      return handlers.get(channel)?.(
        { sender: contents, senderFrame: { url: address, parent: topFrame ? null : {} } },
        input,
      )
    },
    send: (channel, address, contents) =>
      void ipc.emit(channel, {
        sender: contents as unknown as WebContents,
        senderFrame: { url: address, parent: null },
      }),
  }
  class Window extends StandInWindow {
    constructor(options: { readonly [name: string]: unknown }) {
      super(options)
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
    static fromWebContents(): null {
      return null
    }
  }
  class Channel {
    readonly port1 = { side: 1 } as unknown as MessagePortMain
    readonly port2 = { side: 2 } as unknown as MessagePortMain
  }
  class Note extends EventEmitter {
    static isSupported(): boolean {
      return true
    }
    readonly title: string
    constructor(options: { readonly title: string }) {
      super()
      this.title = options.title
    }
    show(): void {
      standIn.notified.push(this)
      queueMicrotask(() => this.emit('click'))
    }
  }
  const electron = {
    app,
    BrowserWindow: Window,
    MessageChannelMain: settings.real === true ? MessageChannel : Channel,
    Notification: Note,
    clipboard: { writeText: (text: string) => standIn.copied.push(text) },
    Menu: {
      setApplicationMenu: (menu: unknown) => menus.push(menu),
      buildFromTemplate: (template: unknown) => template,
    },
    dialog: {
      showOpenDialog: () => Promise.resolve(standIn.dialogAnswer),
      showSaveDialog: () => Promise.resolve(standIn.dialogAnswer),
      showMessageBox: (box: { readonly message: string; readonly buttons: readonly string[] }) => {
        standIn.boxes.push(box)
        return Promise.resolve({ response: standIn.presses.shift() ?? box.buttons.length - 1 })
      },
    },
    ipcMain: {
      handle: (channel: string, handler: (event: unknown, input: unknown) => unknown) => {
        standIn.listened.push(channel)
        handlers.set(channel, handler)
      },
      on: (channel: string, listener: (event: unknown) => void) => {
        standIn.listened.push(channel)
        ipc.on(channel, listener)
      },
    },
    powerMonitor: power,
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown) => privileged.push(schemes),
      handle: (_scheme: string, handler: (request: Request) => Promise<Response>) => {
        serve = handler
      },
    },
    safeStorage: {
      isEncryptionAvailable: () => settings.hasKeyStore !== false,
      getSelectedStorageBackend: () => settings.backend ?? 'gnome_libsecret',
      encryptString: (text: string) => Buffer.from(`${keyStore}:${text}`),
      decryptString: (sealed: Buffer) => {
        const text = sealed.toString()
        if (!text.startsWith(`${keyStore}:`)) throw new Error('cannot decrypt')
        return text.slice(keyStore.length + 1)
      },
    },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: typeof asks) => (asks = handler),
        setPermissionCheckHandler: (handler: typeof checks) => (checks = handler),
      },
    },
    shell: {
      openExternal: (address: string) => {
        standIn.opened.push(address)
        return Promise.resolve()
      },
    },
    utilityProcess: {
      fork: (entry: string, args: readonly string[], options: { readonly env: NodeJS.ProcessEnv }) => {
        if (settings.real === true) return new WorkerProcess(entry, args, options.env)
        const child = new StandInProcess(entry, args, options.env)
        processes.push(child)
        return child
      },
    },
  }
  return Object.assign(standIn, { electron: electron as unknown as ElectronApi })
}
