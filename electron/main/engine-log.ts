// What an engine says on its error output, kept for whoever has to find out later: one file and one older one, each bounded.
// A disk that refuses loses log lines and nothing else.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const LARGEST_BYTES = 2 * 1024 * 1024

/** Gives the function that appends to the log at `path`. */
export function engineLog(path: string, largestBytes = LARGEST_BYTES): (text: string) => void {
  return (text) => {
    try {
      mkdirSync(dirname(path), { recursive: true })
      const found = statSync(path, { throwIfNoEntry: false })
      if (found !== undefined && found.size + text.length > largestBytes) renameSync(path, `${path}.old`)
      appendFileSync(path, text)
    } catch {
      // There is nobody to tell: the log is where one would tell it.
    }
  }
}
