// What a window may ask of main: the methods of ViewHost and nothing else. Every call is checked for who sends it
// (a page of ours, its top frame) and for the form of what it sends.
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { IpcMainInvokeEvent, OpenDialogOptions, SaveDialogOptions } from 'electron'
import { isLoopback } from '../../shared/base/loopback.ts'
import type { ChosenFile, ViewName } from '../../shared/host/host.ts'
import { VIEW_NAMES } from '../../shared/host/host.ts'
import { CHANNELS } from '../../shared/host/supervision.ts'
import type { ElectronApi } from './electron-api.ts'
import { isOwnPage } from './lockdown.ts'
import type { Language } from './words.ts'

export interface HostActions {
  open(view: ViewName): void
  setLanguage(language: Language): void
}

const LARGEST_FILE = 2 * 1024 * 1024 * 1024

/** Registers the calls. A call from anywhere else, or of another form, is refused with an error. */
export function registerHostCalls(electron: ElectronApi, actions: HostActions): void {
  const handle = (channel: string, run: (event: IpcMainInvokeEvent, input: unknown) => unknown): void => {
    electron.ipcMain.handle(channel, (event, input: unknown) => {
      if (event.senderFrame === null || event.senderFrame.parent !== null || !isOwnPage(event.senderFrame.url))
        throw new Error(`${channel}: not one of our pages`)
      return run(event, input)
    })
  }
  handle(CHANNELS.notify, (_event, input) => notify(electron, fields(input)))
  handle(CHANNELS.openView, (_event, input) => {
    const view = VIEW_NAMES.find((name) => name === input)
    if (view === undefined) throw new Error('no such view')
    actions.open(view)
  })
  handle(CHANNELS.chooseFiles, (event, input) => chooseFiles(electron, event, fields(input)))
  handle(CHANNELS.saveFile, (event, input) => saveFile(electron, event, fields(input)))
  handle(CHANNELS.print, (event) => new Promise<void>((resolve) => event.sender.print({}, () => resolve())))
  handle(CHANNELS.openSignInPage, (_event, input) => openSignInPage(electron, text(input, 4_000)))
  handle(CHANNELS.setLanguage, (_event, input) => {
    if (input !== 'zh-CN' && input !== 'en') throw new Error('no such language')
    actions.setLanguage(input)
  })
}

function fields(input: unknown): { readonly [name: string]: unknown } {
  if (typeof input !== 'object' || input === null) throw new Error('an object is expected')
  return input as { readonly [name: string]: unknown }
}

function text(value: unknown, max: number): string {
  if (typeof value !== 'string') throw new Error('a text is expected')
  return value.slice(0, max)
}

function notify(electron: ElectronApi, input: { readonly [name: string]: unknown }): Promise<boolean> | boolean {
  if (!electron.Notification.isSupported()) return false
  const note = new electron.Notification({
    title: text(input['title'], 200),
    body: text(input['body'], 500),
    urgency: input['urgent'] === true ? 'critical' : 'normal',
    silent: true,
  })
  return new Promise((resolve) => {
    note.once('click', () => resolve(true))
    note.once('close', () => resolve(false))
    note.once('failed', () => resolve(false))
    note.show()
  })
}

/** The machine's own browser shows it; nothing but a page of the web is ever handed to the machine. */
async function openSignInPage(electron: ElectronApi, address: string): Promise<boolean> {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isLocal = url !== undefined && isLoopback(url.hostname)
  if (url === undefined || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)))
    throw new Error('a page of the web is expected')
  try {
    await electron.shell.openExternal(url.href)
    return true
  } catch {
    return false
  }
}

async function chooseFiles(
  electron: ElectronApi,
  event: IpcMainInvokeEvent,
  input: { readonly [name: string]: unknown },
): Promise<readonly ChosenFile[]> {
  const extensions = Array.isArray(input['extensions'])
    ? input['extensions'].filter(
        (ending): ending is string => typeof ending === 'string' && /^[a-z0-9]{1,10}$/i.test(ending),
      )
    : []
  const window = electron.BrowserWindow.fromWebContents(event.sender)
  const options: OpenDialogOptions = {
    properties: input['multiple'] === true ? ['openFile', 'multiSelections'] : ['openFile'],
    filters: extensions.length > 0 ? [{ name: extensions.join(' '), extensions }] : [],
  }
  const chosen =
    window === null
      ? await electron.dialog.showOpenDialog(options)
      : await electron.dialog.showOpenDialog(window, options)
  if (chosen.canceled) return []
  const pathOnly = input['pathOnly'] === true
  return Promise.all(
    chosen.filePaths.map(async (path) =>
      pathOnly
        ? { name: basename(path), bytes: new Uint8Array(), path }
        : { name: basename(path), bytes: new Uint8Array(await readFile(path)) },
    ),
  )
}

async function saveFile(
  electron: ElectronApi,
  event: IpcMainInvokeEvent,
  input: { readonly [name: string]: unknown },
): Promise<boolean> {
  const bytes = input['bytes']
  if (!(bytes instanceof Uint8Array) || bytes.length > LARGEST_FILE) throw new Error('bytes are expected')
  const options: SaveDialogOptions = { defaultPath: basename(text(input['name'], 200)) }
  const window = electron.BrowserWindow.fromWebContents(event.sender)
  const chosen =
    window === null
      ? await electron.dialog.showSaveDialog(options)
      : await electron.dialog.showSaveDialog(window, options)
  if (chosen.canceled || chosen.filePath === '') return false
  await writeFile(chosen.filePath, bytes)
  return true
}
