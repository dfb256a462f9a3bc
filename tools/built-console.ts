// Loaded before `npm run station`: builds the console it serves where there is none yet, or only an older one, so that whoever begins
// with a station sees it and no "not found".
import { buildRendererIfStale, isRendererStale } from './renderer-build.ts'

if (isRendererStale()) {
  console.log('正在构建界面……\nBuilding the console …')
  await buildRendererIfStale()
}
