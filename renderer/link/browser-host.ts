// What a browser can do of ViewHost: its own notifications, windows, file choosers and downloads.
import type { ChosenFile, ViewHost } from '../../shared/host/host.ts'
import { placeFeatures } from './window-place.ts'

export const browserHost: ViewHost = {
  shell: 'browser',
  notify: async ({ title, body, urgent }) => {
    if (!('Notification' in globalThis) || (await permission()) !== 'granted') return false
    return new Promise((resolve) => {
      const notice = new Notification(title, { body, requireInteraction: urgent, tag: title })
      notice.addEventListener('click', () => {
        globalThis.focus()
        notice.close()
        resolve(true)
      })
      notice.addEventListener('close', () => resolve(false))
      notice.addEventListener('error', () => resolve(false))
    })
  },
  openView: (view) => {
    // `?view=` says that the window is for this view alone: it has no rail to the others.
    const address = `${globalThis.location.pathname}${view === 'console' ? '' : `?view=${view}`}#/${view}`
    // One that is open already is not loaded anew, and not every browser brings it forward by itself.
    globalThis.open(address, `fengsui-${view}`, placeFeatures(view))?.focus()
    return Promise.resolve()
  },
  chooseFiles: ({ extensions, multiple }) =>
    new Promise((resolve) => {
      const input = document.createElement('input')
      input.type = 'file'
      input.multiple = multiple
      input.accept = extensions.map((ending) => `.${ending}`).join(',')
      input.addEventListener('cancel', () => resolve([]))
      input.addEventListener('change', () => {
        const files = [...(input.files ?? [])]
        void Promise.all(files.map(read)).then(resolve, () => resolve([]))
      })
      input.click()
    }),
  saveFile: (suggestedName, bytes) => {
    const address = URL.createObjectURL(new Blob([new Uint8Array(bytes)]))
    const link = document.createElement('a')
    link.href = address
    link.download = suggestedName
    link.click()
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
    return Promise.resolve(true)
  },
  openSignInPage: (address) => Promise.resolve(globalThis.open(address, '_blank', 'noopener') !== undefined),
  print: () => {
    globalThis.print()
    return Promise.resolve()
  },
  setLanguage: () => Promise.resolve(),
}

async function read(file: File): Promise<ChosenFile> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}

/** Asks once; a browser only lets a page ask after a click, so settings ask too. */
function permission(): Promise<NotificationPermission> {
  if (Notification.permission !== 'default') return Promise.resolve(Notification.permission)
  return Notification.requestPermission()
}
