// The part of Electron this shell uses, as a value that is passed in: the real module in main.ts, a stand-in in tests.
import type * as Electron from 'electron'

export type ElectronApi = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'Menu'
  | 'MessageChannelMain'
  | 'Notification'
  | 'clipboard'
  | 'dialog'
  | 'ipcMain'
  | 'powerMonitor'
  | 'protocol'
  | 'safeStorage'
  | 'screen'
  | 'session'
  | 'shell'
  | 'utilityProcess'
>
