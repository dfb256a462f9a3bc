// Samples of other systems' formats, which come with the project's workplace and not with this repository: the folder `shared`
// beside the checkout (seeds/README.md says what of them may be kept). Where it is missing, tests over them say so and are not run.
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../../../shared/interop')

/** The path of a sample or of a folder of them, from `../shared/interop` on; '' gives the folder itself. */
export function samples(path: string): string {
  return path === '' ? FOLDER : join(FOLDER, path)
}
