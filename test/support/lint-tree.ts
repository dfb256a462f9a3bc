// Lints a tree of fixtures with the project's own configuration, as if the tree were the project.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT, runTool } from './run-tool.ts'

const TSCONFIG = JSON.stringify({
  compilerOptions: { strict: true, lib: ['es2024', 'dom'], types: [], noEmit: true, jsx: 'preserve' },
})

/** What the linter said about one file. */
export interface Finding {
  readonly path: string
  /** Plugin and rule as oxlint prints them: `fengsui(layers)`. */
  readonly rule: string
  readonly line: string
}

/** Findings of one oxlint run over `files` (path → source). */
export async function lintTree(files: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-lint-'))
  try {
    // Overrides match paths from the configuration's folder, so the configuration moves along; the plugin stays.
    const config = readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8').replaceAll('"./', `"${ROOT}/`)
    const all = { '.oxlintrc.json': config, 'tsconfig.json': TSCONFIG, ...files }
    for (const [path, source] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), source)
    }
    const { output } = await runTool('oxlint', ['--type-aware', '-f', 'unix', '.'], folder)
    return output.split('\n').flatMap((line) => {
      const match = /^(.+?):\d+:\d+: .*\[\w+\/([\w-]+\([\w-]+\))\]$/.exec(line)
      const path = match?.[1]?.replaceAll('\\', '/').replace(/^\.\//, '')
      return path === undefined || match?.[2] === undefined ? [] : [{ path, rule: match[2], line }]
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
