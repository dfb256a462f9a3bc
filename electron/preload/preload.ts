// The only bridge between a window and the machine: passes one MessagePort on and offers the fixed calls of ViewHost.
// Built into a single CommonJS file, because sandboxed preloads cannot import.
import { contextBridge, ipcRenderer } from 'electron'
import type { ChosenFile, ViewHost } from '../../shared/host/host.ts'
import { CHANNELS, PORT_MESSAGE } from '../../shared/host/supervision.ts'

/** The bridge's form: ViewHost, and asking for a fresh port after a lost link. */
export interface HostBridge extends ViewHost {
  wantPort(): void
}

const bridge: HostBridge = {
  shell: 'electron',
  notify: ({ title, body, urgent }) => ipcRenderer.invoke(CHANNELS.notify, { title, body, urgent }) as Promise<boolean>,
  openView: (view) => ipcRenderer.invoke(CHANNELS.openView, view) as Promise<void>,
  chooseFiles: ({ extensions, multiple, pathOnly }) =>
    ipcRenderer.invoke(CHANNELS.chooseFiles, {
      extensions: [...extensions],
      multiple,
      pathOnly: pathOnly === true,
    }) as Promise<readonly ChosenFile[]>,
  saveFile: (name, bytes) => ipcRenderer.invoke(CHANNELS.saveFile, { name, bytes }) as Promise<boolean>,
  openSignInPage: (address) => ipcRenderer.invoke(CHANNELS.openSignInPage, address) as Promise<boolean>,
  print: () => ipcRenderer.invoke(CHANNELS.print) as Promise<void>,
  setLanguage: (language) => ipcRenderer.invoke(CHANNELS.setLanguage, language) as Promise<void>,
  wantPort: () => ipcRenderer.send(CHANNELS.portWanted),
}

ipcRenderer.on(CHANNELS.port, (event) => {
  // Ports cannot cross the context bridge; the window's own message event is the documented way.
  window.postMessage({ type: PORT_MESSAGE }, window.location.origin, event.ports)
})
contextBridge.exposeInMainWorld('fengsuiHost', bridge)
