// What processes that share a database tell each other of files, checked when it is heard: a station wants one, or one is whole.
import { fileEvent } from '../../shared/sync/file-protocol.ts'
import type { EventOf } from '../../shared/sync/protocol.ts'

/** The event in a text another process said; undefined when it is none (a newer program may say other things). */
export function saidFile(text: string): EventOf<'file'> | undefined {
  try {
    const read = fileEvent.safeParse(JSON.parse(text))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}
