// `npm run check`: format, types, lint, layers, dead code. Runs all of them even when one fails, then says which.
import { spawn } from 'node:child_process'
import { ended, ROOT } from './run-child.ts'

const STEPS = ['format:check', 'types', 'lint', 'layers', 'dead']

const failed: string[] = []
for (const step of STEPS) {
  console.log(`\n— ${step}`)
  const startedMs = performance.now()
  const child = spawn('npm', ['run', '--silent', step], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  const code = await ended(child)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`${step}: ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  if (code !== 0) failed.push(step)
}

console.log(failed.length === 0 ? '\ncheck: all passed' : `\ncheck: failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
