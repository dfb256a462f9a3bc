// The options of `npm start`: its own are taken out, the rest goes to the station (or to Electron) as it is.
import { parseArgs } from 'node:util'

/** What `npm start` was asked to do. */
export interface StartOptions {
  /** Do not look for Electron. */
  readonly browser: boolean
  /** Try to fetch Electron even after a recent failure. */
  readonly electron: boolean
  /** Open the address in the person's browser when there is a screen. */
  readonly open: boolean
  /** Data folder of the station. */
  readonly data: string
  readonly rest: readonly string[]
}

const OWN = ['browser', 'electron', 'no-open', 'data']

/** Reads `args`; options this script does not know are left in `rest`, in their order. */
export function startOptions(args: readonly string[], defaultData: string): StartOptions {
  const { values, tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      browser: { type: 'boolean' },
      electron: { type: 'boolean' },
      'no-open': { type: 'boolean' },
      data: { type: 'string' },
    },
  })
  const taken = new Set<number>()
  for (const token of tokens) {
    if (token.kind !== 'option' || !OWN.includes(token.name)) continue
    taken.add(token.index)
    if (token.name === 'data' && token.inlineValue === false) taken.add(token.index + 1)
  }
  return {
    browser: values['browser'] === true,
    electron: values['electron'] === true,
    open: values['no-open'] !== true,
    data: typeof values['data'] === 'string' ? values['data'] : defaultData,
    rest: args.filter((_, index) => !taken.has(index)),
  }
}
