// Which of the program's arguments are the station's. Chromium and Electron have flags of their own; what is not known here
// is theirs and is not handed on. Pure.

export interface ShellArguments {
  readonly servers: readonly string[]
  readonly name: string | undefined
  readonly join: string | undefined
  /** An embedded server with empty data begins with the demonstration. */
  readonly demo: boolean
}

/** Reads `--server URL`, `--name NAME`, `--join CODE` (also with `=`) and `--demo`; an address that is none is left out. */
export function readArguments(given: readonly string[]): ShellArguments {
  const values = (option: string): readonly string[] =>
    given.flatMap((word, index) => {
      if (word.startsWith(`--${option}=`)) return [word.slice(option.length + 3)]
      const next = given[index + 1]
      return word === `--${option}` && next !== undefined && !next.startsWith('--') ? [next] : []
    })
  const isAddress = (address: string): boolean => URL.canParse(address) && /^https?:/i.test(address)
  return {
    servers: values('server').filter(isAddress),
    name: values('name').at(-1),
    join: values('join').at(-1),
    demo: given.includes('--demo'),
  }
}

/** The station's command line. */
export function stationArguments(folder: string, { servers, name, join }: ShellArguments): readonly string[] {
  return [
    '--data',
    folder,
    ...servers.flatMap((server) => ['--server', server]),
    ...(name === undefined ? [] : ['--name', name]),
    ...(join === undefined ? [] : ['--join', join]),
  ]
}
