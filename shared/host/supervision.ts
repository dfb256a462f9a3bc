// The names under which Electron's main process, its windows and the engines in utility processes speak to each other.
// No package is imported here: the preload is one file and may need nothing but electron.

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
  openSignInPage: 'fengsui:open-sign-in-page',
  setLanguage: 'fengsui:set-language',
} as const

/** What the preload posts into its own window together with the port. */
export const PORT_MESSAGE = 'fengsui-port'
