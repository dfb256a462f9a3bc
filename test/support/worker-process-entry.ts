// First code of a worker that stands in for a utility process: gives it process.parentPort as Electron has it, then runs
// the entry. Ports arrive wrapped as MessagePortMain does: a listener gets an event with `data`.
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'

interface Posted {
  readonly message: unknown
  readonly ports: readonly MessagePort[]
}

function mainPort(port: MessagePort): object {
  return {
    postMessage: (value: unknown) => port.postMessage(value),
    on: (event: 'message' | 'close', listener: (event?: unknown) => void) =>
      event === 'message'
        ? port.on('message', (data: unknown) => listener({ data, ports: [] }))
        : port.on('close', () => listener()),
    start: () => port.start(),
    close: () => port.close(),
  }
}

Object.assign(process, {
  parentPort: {
    on: (_event: 'message', listener: (event: unknown) => void) =>
      parentPort?.on('message', ({ message, ports }: Posted) =>
        listener({ data: message, ports: ports.map(mainPort) }),
      ),
    postMessage: (message: unknown) => parentPort?.postMessage(message),
  },
})

await import(pathToFileURL(String(workerData)).href)
