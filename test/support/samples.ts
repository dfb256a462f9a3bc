// Samples of other systems' formats, which come with the project's workplace and not with this repository: the folder `shared`
// beside the checkout (seeds/README.md says what of them may be kept).
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../../../shared/interop')

/** The path of a sample or of a folder of them, from `../shared/interop` on; '' gives the folder itself. */
export function samples(path: string): string {
  const found = path === '' ? FOLDER : join(FOLDER, path)
  if (!existsSync(found))
    throw new Error(`${found} is missing: the samples lie in the folder "shared" beside the checkout`)
  return found
}
