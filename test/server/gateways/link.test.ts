// Servers linked to servers, with real servers, sockets and files.
import { expect, test } from 'vitest'
import { incident, linkServer, linkUp } from '../../support/link-world.ts'

test('a link is set up by invitation and acceptance; what one officer reports, the other server shows, and back', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const link = await linkUp(province, city)
  await link.agreed()
  await city.write('incident', 'fire', incident('仓库火灾', { place: '马尾' }))
  await province.until('incident', 'fire', 'title', '仓库火灾')
  expect((await province.shown('incident', 'fire'))?.['place']).toBe('马尾')
  await province.write('incident', 'fire', { level: 2 })
  await city.until('incident', 'fire', 'level', 2)
  expect(await city.conflicts('incident', 'fire')).toEqual([])
  await link.same()
})
