// What Electron's main process and the station in its utilityProcess say to each other besides RPC frames.
// Bytes travel as base64, so that every form of message passing carries the same.

/** Main → station. `link` comes with one MessagePort; every frame on it belongs to one window. */
export type ToStation =
  | { readonly type: 'link' }
  | { readonly type: 'power'; readonly event: 'suspended' | 'resumed' }
  | { readonly type: 'secret'; readonly id: number; readonly base64: string | null }
  | { readonly type: 'stop' }

/** Station → main. */
export type FromStation =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly kind: string; readonly message: string }
  | { readonly type: 'protect'; readonly id: number; readonly base64: string }
  | { readonly type: 'unprotect'; readonly id: number; readonly base64: string }

/** Channels between a window's preload and main; nothing else is listened to. */
export const CHANNELS = {
  /** Preload → main: the window wants a port (at load, and again after a lost link). */
  portWanted: 'fengsui:port-wanted',
  /** Main → preload, with one MessagePort. */
  port: 'fengsui:port',
  notify: 'fengsui:notify',
  openView: 'fengsui:open-view',
  chooseFiles: 'fengsui:choose-files',
  saveFile: 'fengsui:save-file',
  print: 'fengsui:print',
  setLanguage: 'fengsui:set-language',
} as const

/** What the preload posts into its own window together with the port. */
export const PORT_MESSAGE = 'fengsui-port'
