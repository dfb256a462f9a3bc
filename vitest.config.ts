// All tests, one project per folder of test/. `npm test` runs them all; `npx vitest run test/shared` a part.
// Editors built on Electron leak ELECTRON_RUN_AS_NODE into shells, and native modules then load the wrong file.
import { defineConfig } from 'vitest/config'
import { electronBinary } from './tools/electron-binary.ts'
import { CountReporter } from './tools/vitest-counts.ts'

delete process.env['ELECTRON_RUN_AS_NODE']

interface Kind {
  readonly testTimeout?: number
  readonly globalSetup?: string[]
  /** Whole-system tests run after the others and one file at a time: they measure time and start many processes. */
  readonly alone?: boolean
  /** Once more before it counts as failed; the report says which were tried again. For browsers on shared machines. */
  readonly retry?: number
}

const SYSTEM: Kind = { testTimeout: 120_000, alone: true }

const KINDS: Readonly<Record<string, Kind>> = {
  shared: {},
  station: {},
  server: {},
  renderer: {},
  electron: {},
  seeds: {},
  bench: {},
  contract: {},
  migrations: {},
  security: { testTimeout: 60_000 },
  tools: { testTimeout: 60_000 },
  sim: { testTimeout: 120_000 },
  crash: SYSTEM,
  e2e: { ...SYSTEM, retry: 1, globalSetup: ['./tools/e2e-setup.ts'] },
  ...(electronBinary() === undefined ? {} : { shell: SYSTEM }),
}

export default defineConfig({
  test: {
    reporters: ['default', new CountReporter()],
    maxWorkers: 2,
    projects: Object.entries(KINDS).map(([name, kind]) => ({
      test: {
        name,
        include: [`test/${name}/**/*.{test,sim}.{ts,tsx}`],
        environment: 'node',
        pool: 'forks' as const,
        testTimeout: kind.testTimeout ?? 20_000,
        hookTimeout: kind.testTimeout ?? 20_000,
        ...(kind.retry === undefined ? {} : { retry: kind.retry }),
        ...(kind.globalSetup === undefined ? {} : { globalSetup: kind.globalSetup }),
        ...(kind.alone === true ? { maxWorkers: 1, fileParallelism: false, sequence: { groupOrder: 1 } } : {}),
      },
    })),
  },
})
