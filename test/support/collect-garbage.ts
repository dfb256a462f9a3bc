// Loaded before a program (`node --import`): collects all garbage every so often and writes down what is left, so that growth can
// be told from garbage. What the system counts for a process is no measure: V8's young generation alone takes up to 130 MB when
// there is room, and gives it back when it likes.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

const EVERY_MS = 20_000
/** The folder for the figures, one file for each process. */
const folder = process.env['FENGSUI_HELD_FOLDER']

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
if (isMainThread)
  setInterval(() => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    if (folder !== undefined) writeFileSync(join(folder, `${process.pid}.held`), String(heapUsed + external))
  }, EVERY_MS).unref()
