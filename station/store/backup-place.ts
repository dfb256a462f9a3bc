// The files of a folder that backups lie in.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PlaceFiles } from '../../shared/archive/archive-copies.ts'

/** Folder of scheduled backups within the station's folder. */
export const BACKUP_FOLDER = 'backups'

/** They are looked at and removed by the law of shared/archive/archive-copies.ts. */
export function placeFiles(place: string): PlaceFiles {
  return {
    names(folder) {
      const path = join(place, folder)
      return existsSync(path) ? readdirSync(path) : []
    },
    text: (path) => readFileSync(join(place, path), 'utf8'),
    remove: (path) => rmSync(join(place, path), { force: true }),
  }
}
