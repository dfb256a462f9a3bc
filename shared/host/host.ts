// What the engine and the views may ask of the machine they run on. Three small interfaces with one contract suite;
// if one grows past ten methods, something is in the wrong place.

/** What a station needs from its host: Electron main (utilityProcess) or plain Node. */
export interface StationHost {
  /** Protects a secret at rest (safeStorage, or the file's own permissions); undefined where the host cannot. */
  protect(secret: Uint8Array): Promise<Uint8Array | undefined>
  unprotect(sealed: Uint8Array): Promise<Uint8Array | undefined>
  /** The machine goes to sleep or wakes: sockets are dropped and reopened. Returns the way to stop listening. */
  onPower(listener: (event: 'suspended' | 'resumed') => void): () => void
}

/** What a view needs from its host: the preload's bridge in Electron, the browser's own means elsewhere. */
export interface ViewHost {
  readonly shell: 'electron' | 'browser'
  /** Shows a system notification; resolves to true when it was clicked. */
  notify(notice: { readonly title: string; readonly body: string; readonly urgent: boolean }): Promise<boolean>
  /** Opens one view in a window of its own, for a second screen. */
  openView(view: ViewName): Promise<void>
  /**
   * Asks the officer for files to read; an empty list when cancelled. With `pathOnly` a host that knows paths gives them
   * and reads nothing: for files the station reads itself, however large.
   */
  chooseFiles(options: {
    readonly extensions: readonly string[]
    readonly multiple: boolean
    readonly pathOnly?: boolean
  }): Promise<readonly ChosenFile[]>
  /** Saves bytes under a suggested name; false when cancelled. */
  saveFile(suggestedName: string, bytes: Uint8Array): Promise<boolean>
  print(): Promise<void>
  /** Opens the page of a directory officers sign in at, outside the console; false when it could not be opened. */
  openSignInPage(address: string): Promise<boolean>
  setLanguage(language: 'zh-CN' | 'en'): Promise<void>
}

export const VIEW_NAMES = [
  'console',
  'map',
  'incidents',
  'log',
  'conflicts',
  'reports',
  'directives',
  'roster',
  'handover',
  'alerts',
  'notices',
  'search',
  'statistics',
  'systems',
] as const
export type ViewName = (typeof VIEW_NAMES)[number]

export interface ChosenFile {
  readonly name: string
  /** Empty when `path` is there. */
  readonly bytes: Uint8Array
  readonly path?: string
}
