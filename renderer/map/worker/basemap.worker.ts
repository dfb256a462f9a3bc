// Worker: paints the vector base map. One worker per base map layer; see basemap-messages.ts for what is said.
import type { FromPainter, ToPainter } from './basemap-messages.ts'
import { BasemapPainter } from './basemap-painter.ts'
import { PainterProblem, problemOf } from './painter-problem.ts'

const scope = globalThis as unknown as DedicatedWorkerGlobalScope

const send = (message: FromPainter, transfer: Transferable[] = []): void => scope.postMessage(message, transfer)
const answers = new Map<number, PromiseWithResolvers<ArrayBuffer | null>>()
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
      const answer = Promise.withResolvers<ArrayBuffer | null>()
      answers.set(request, answer)
      return answer.promise
    })
    painter.catch((error: unknown) => {
      const reason = problemOf(error)
      if (reason !== null) send({ t: 'problem', reason })
    })
    return
  }
  if (message.t === 'bytes' || message.t === 'refused') {
    const answer = answers.get(message.request)
    answers.delete(message.request)
    if (message.t === 'bytes') answer?.resolve(message.bytes)
    else answer?.reject(new PainterProblem(null))
    return
  }
  const ready = await painter?.catch(() => null)
  if (ready === null || ready === undefined) return
  if (message.t === 'language') ready.setLanguage(message.language)
  else if (message.t === 'paint') ready.want(message.z, message.x, message.y)
  else ready.drop(message.z, message.x, message.y)
}
