// An event on its way out: encoded once for all who get it in the same form.
import type { CotEvent } from '../../../shared/interop/cot/event.ts'
import { attribute, childrenOf, detailOf } from '../../../shared/interop/cot/event.ts'
import { streamFrame } from '../../../shared/interop/cot/frames.ts'
import { writeCotProto } from '../../../shared/interop/cot/proto-event.ts'
import { writeCotXml } from '../../../shared/interop/cot/write-event.ts'

export type Form = 'xml' | 'protobuf'

export class OutEvent {
  readonly event: CotEvent
  /** A position: the next one says more, so it may be left out for who reads slowly. */
  readonly canBeLeftOut: boolean
  #xml: Uint8Array | undefined
  #protobuf: Uint8Array | undefined

  constructor(event: CotEvent, canBeLeftOut = false) {
    this.event = event
    this.canBeLeftOut = canBeLeftOut
  }

  bytes(form: Form): Uint8Array {
    if (form === 'xml') return (this.#xml ??= new TextEncoder().encode(writeCotXml(this.event)))
    return (this.#protobuf ??= streamFrame(writeCotProto(this.event)))
  }

  /** Callsigns and uids it is for; null when it is for all. */
  get receivers(): ReadonlySet<string> | null {
    const named = childrenOf(detailOf(this.event, 'marti'), 'dest')
      .flatMap((dest) => [attribute(dest, 'callsign'), attribute(dest, 'uid')])
      .filter((name) => name !== '')
    return named.length === 0 ? null : new Set(named)
  }
}
