// Loaded before a program (`node --import`): collects all garbage every so often, so that what the system counts for it is what it
// holds. Left alone, V8 on a machine with much memory lets garbage pile up for minutes, and a slope means nothing.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const EVERY_MS = 20_000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
setInterval(collect, EVERY_MS).unref()
