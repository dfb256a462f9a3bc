// What no window may ever do: navigate away, open windows, attach a webview, use what needs a permission; but for putting
// text on the clipboard, which an officer asks for with a click.
import type { WebContents } from 'electron'
import { APP_ORIGIN } from './app-files.ts'
import type { ElectronApi } from './electron-api.ts'

/** The options every window is made with. */
export const SAFE_WEB_PREFERENCES = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  // An alarm must sound in a window that nobody has clicked in since it was opened.
  autoplayPolicy: 'no-user-gesture-required',
} as const

/** Writing plain text; reading the clipboard stays denied. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write'

/** True when `address` is a page of ours. */
export function isOwnPage(address: string): boolean {
  return address === APP_ORIGIN || address.startsWith(`${APP_ORIGIN}/`)
}

/** Denies permissions for every session and navigation for every page. `onRestartWanted` is the safe screen's link. */
export function lockDown(electron: ElectronApi, onRestartWanted: () => void): void {
  const { defaultSession } = electron.session
  defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === ALLOWED_PERMISSION && isOwnPage(contents.getURL())),
  )
  defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === ALLOWED_PERMISSION && isOwnPage(origin),
  )
  electron.app.on('web-contents-created', (_event, contents) => guard(contents, onRestartWanted))
}

function guard(contents: WebContents, onRestartWanted: () => void): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-navigate', (event) => {
    if (event.url === RESTART_ADDRESS) onRestartWanted()
    // Reloading the page itself is the only navigation there is.
    if (!isOwnPage(event.url) || event.url === RESTART_ADDRESS) event.preventDefault()
  })
}

/** The safe screen has no script; its button is a link to this address. */
export const RESTART_ADDRESS = `${APP_ORIGIN}/restart-engine`
