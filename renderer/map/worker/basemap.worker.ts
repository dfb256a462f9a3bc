// Worker: paints the vector base map. One worker per base map layer; see basemap-messages.ts for what is said.
import type { FromPainter, ToPainter } from './basemap-messages.ts'
import { BasemapPainter } from './basemap-painter.ts'

const scope = globalThis as unknown as DedicatedWorkerGlobalScope

const send = (message: FromPainter, transfer: Transferable[] = []): void => scope.postMessage(message, transfer)
const answers = new Map<number, (bytes: ArrayBuffer | null) => void>()
let nextRequest = 1
let painter: Promise<BasemapPainter> | null = null

scope.addEventListener('message', (event: MessageEvent<ToPainter>) => {
  void take(event.data)
})

async function take(message: ToPainter): Promise<void> {
  if (message.t === 'open') {
    painter = BasemapPainter.open(message.source, message.language, message.scale, send, (need) => {
      const request = nextRequest++
      send({ ...need, request })
      return new Promise((resolve) => answers.set(request, resolve))
    })
    painter.catch((error: unknown) => {
      send({ t: 'problem', reason: error instanceof Error ? error.message : String(error) })
    })
    return
  }
  if (message.t === 'bytes') {
    answers.get(message.request)?.(message.bytes)
    answers.delete(message.request)
    return
  }
  const ready = await painter?.catch(() => null)
  if (ready === null || ready === undefined) return
  if (message.t === 'language') ready.setLanguage(message.language)
  else if (message.t === 'paint') ready.want(message.z, message.x, message.y)
  else ready.drop(message.z, message.x, message.y)
}
