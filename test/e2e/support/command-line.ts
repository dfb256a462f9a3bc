// `npm run fengsui -- …` as a process, and what it printed.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ROOT } from '../../support/run-tool.ts'

const run = promisify(execFile)

/** Runs the command line; throws with its output when it ends with an error. */
export async function fengsui(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['station/bin/fengsui.ts', ...args], { cwd: ROOT })
  return stdout
}

/** The picture code of a space in a stopped station's folder. */
export async function digestOf(folder: string, space: string): Promise<string> {
  const printed = await fengsui('digest', '--data', folder)
  const code = new RegExp(`^${space} (\\S+)`, 'm').exec(printed)?.[1]
  if (code === undefined) throw new Error(`no code of ${space} in:\n${printed}`)
  return code
}
