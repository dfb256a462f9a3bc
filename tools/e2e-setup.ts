// Vitest global set-up of the end-to-end tests: they drive the built console, so it must be the present one.
import { buildRendererIfStale } from './renderer-build.ts'

/** Builds the console once before the first end-to-end test. */
export async function setup(): Promise<void> {
  await buildRendererIfStale()
}
