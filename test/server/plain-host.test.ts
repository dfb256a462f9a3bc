// The program itself: what other machines reach is encrypted, or somebody said in so many words that it need not be.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startProgram } from '../support/programs.ts'
import { ROOT } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'

const SERVER = 'server/bin/server.ts'

test(
  '[AD-17] a server that other machines reach without TLS does not start, says why in both languages, and starts with --plain',
  { timeout: 120_000 },
  async () => {
    const folder = join(scratchFolder(), 'data')
    const args = ['--data', folder, '--port', '0', '--host', '0.0.0.0']
    const refused = spawnSync(process.execPath, [SERVER, ...args], { cwd: ROOT, encoding: 'utf8' })
    expect(refused.status).toBe(1)
    expect(refused.stderr).toMatch(/没有加密[\s\S]*--tls[\s\S]*nothing would be encrypted[\s\S]*--plain/)
    expect(existsSync(folder)).toBe(false)
    const plain = startProgram(SERVER, [...args, '--plain'])
    await plain.said(/Not encrypted/)
    await plain.said(/Join code/)
  },
)
