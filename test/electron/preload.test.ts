// The preload as it is built: one CommonJS file, run in a context of its own with a stand-in of the two modules it may use.
import { readFileSync } from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'vite'
import { beforeAll, describe, expect, test } from 'vitest'
import { CHANNELS, PORT_MESSAGE } from '../../shared/host/supervision.ts'

interface Loaded {
  readonly exposed: { readonly [name: string]: { readonly [method: string]: unknown } }
  readonly invoked: (readonly [string, unknown])[]
  readonly sent: string[]
  readonly posted: (readonly [unknown, string, unknown])[]
  readonly required: string[]
  emit(channel: string, event: unknown): void
}

let code = ''

beforeAll(async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'preload-'))
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: 'electron/preload/preload.ts',
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  })
  code = readFileSync(join(outDir, 'preload.cjs'), 'utf8')
})

function load(): Loaded {
  const exposed: { [name: string]: { readonly [method: string]: unknown } } = {}
  const listeners = new Map<string, (event: unknown) => void>()
  const loaded: Loaded = {
    exposed,
    invoked: [],
    sent: [],
    posted: [],
    required: [],
    emit: (channel, event) => listeners.get(channel)?.(event),
  }
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: { readonly [method: string]: unknown }) => {
        exposed[name] = value
      },
    },
    ipcRenderer: {
      invoke: (channel: string, input: unknown) => {
        loaded.invoked.push([channel, input])
        return Promise.resolve(true)
      },
      send: (channel: string) => loaded.sent.push(channel),
      on: (channel: string, listener: (event: unknown) => void) => listeners.set(channel, listener),
    },
  }
  const window = {
    location: { origin: 'app://fengsui' },
    postMessage: (message: unknown, origin: string, ports: unknown) => loaded.posted.push([message, origin, ports]),
  }
  runInContext(
    code,
    createContext({
      exports: {},
      module: { exports: {} },
      window,
      require: (name: string) => {
        loaded.required.push(name)
        return electron
      },
    }),
  )
  return loaded
}

describe('preload', () => {
  test('needs nothing but electron, and exposes the fixed calls only', () => {
    const { required, exposed } = load()
    expect(required).toEqual(['electron'])
    expect(Object.keys(exposed)).toEqual(['fengsuiHost'])
    expect(Object.keys(exposed['fengsuiHost'] ?? {}).toSorted()).toEqual([
      'chooseFiles',
      'notify',
      'openSignInPage',
      'openView',
      'print',
      'saveFile',
      'setLanguage',
      'shell',
      'wantPort',
    ])
  })

  test('hands each port on to its own window, and only there', () => {
    const { emit, posted } = load()
    emit(CHANNELS.port, { ports: ['port'] })
    expect(posted).toEqual([[{ type: PORT_MESSAGE }, 'app://fengsui', ['port']]])
  })

  test('calls carry what they were given and no more', async () => {
    const { exposed, invoked, sent } = load()
    const host = exposed['fengsuiHost'] as { readonly [method: string]: (...inputs: readonly unknown[]) => unknown }
    await host['notify']?.({ title: 't', body: 'b', urgent: true, extra: 'left out' })
    await host['openView']?.('map')
    await host['chooseFiles']?.({ extensions: ['pmtiles'], multiple: false, pathOnly: true, extra: 'left out' })
    await host['saveFile']?.('a.bin', new Uint8Array([1]))
    host['wantPort']?.()
    expect([JSON.parse(JSON.stringify(invoked)), sent]).toEqual([
      [
        [CHANNELS.notify, { title: 't', body: 'b', urgent: true }],
        [CHANNELS.openView, 'map'],
        [CHANNELS.chooseFiles, { extensions: ['pmtiles'], multiple: false, pathOnly: true }],
        [CHANNELS.saveFile, { name: 'a.bin', bytes: { 0: 1 } }],
      ],
      [CHANNELS.portWanted],
    ])
  })
})
