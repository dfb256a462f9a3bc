// More than two servers: levels, loops, diamonds, with links cut and healed, and a seeded run that does all of it at random.
import { expect, test, vi } from 'vitest'
import type { LinkServer, TestLink } from '../../support/link-world.ts'
import { incident, linkServer, linkUp } from '../../support/link-world.ts'
import { SeededDice } from '../../support/seeded.ts'

const WAIT = { timeout: 20_000, interval: 20 }
const PASSES = { passOn: true }

/** All pictures are equal, and both ends of every link hold the same. */
async function allSame(servers: readonly LinkServer[], links: readonly TestLink[]): Promise<void> {
  await vi.waitFor(async () => {
    const pictures = await Promise.all(servers.map((server) => server.picture()))
    for (const picture of pictures) expect(picture).toEqual(pictures[0])
    expect(Object.keys(pictures[0] ?? {}).length).toBeGreaterThan(0)
  }, WAIT)
  for (const link of links) await link.same()
}

test('[LK-6] three levels: what may be passed on goes all the way up and down, what may not stops after one link', async () => {
  const [province, city, county] = [await linkServer('province'), await linkServer('city'), await linkServer('county')]
  const upper = await linkUp(province, city, PASSES, PASSES)
  const lower = await linkUp(city, county, PASSES, PASSES)
  const aside = await linkServer('aside')
  const closed = await linkUp(city, aside, { passOn: false }, { passOn: false })
  for (const link of [upper, lower, closed]) await link.agreed()
  await county.write('incident', 'flood', incident('山洪', { place: '溪口' }))
  await province.until('incident', 'flood', 'title', '山洪')
  await province.write('incident', 'flood', { level: 1 })
  await county.until('incident', 'flood', 'level', 1)
  await allSame([province, city, county, aside], [upper, lower])
  await aside.write('incident', 'private', incident('只给市里'))
  await city.until('incident', 'private', 'title', '只给市里')
  await city.write('incident', 'marker', incident('标记'))
  await province.until('incident', 'marker', 'title', '标记')
  expect(await province.shown('incident', 'private')).toBeUndefined()
  expect(province.diskHolds('只给市里')).toBe(false)
  expect(county.diskHolds('只给市里')).toBe(false)
})

test('[LK-7] a loop of three: one incident stays one, its way ends where it began, and a cut link is gone round', async () => {
  const [a, b, c] = [await linkServer('a'), await linkServer('b'), await linkServer('c')]
  const links = [
    await linkUp(a, b, PASSES, PASSES),
    await linkUp(b, c, PASSES, PASSES),
    await linkUp(c, a, PASSES, PASSES),
  ]
  for (const link of links) await link.agreed()
  await a.write('incident', 'fire', incident('火灾'))
  await b.until('incident', 'fire', 'title', '火灾')
  await c.until('incident', 'fire', 'title', '火灾')
  await allSame([a, b, c], links)
  links[0]?.proxy.cutOff()
  await b.write('incident', 'fire', { place: '绕行' })
  await a.until('incident', 'fire', 'place', '绕行')
  await a.write('incident', 'fire', { dead: 0 })
  await b.until('incident', 'fire', 'dead', 0)
  links[0]?.proxy.heal()
  await allSame([a, b, c], links)
  // Nothing goes on moving.
  const tips = await Promise.all([a, b, c].map((server) => server.world.server.log.tip(server.space)))
  await a.write('incident', 'last', incident('末'))
  await c.until('incident', 'last', 'title', '末')
  await allSame([a, b, c], links)
  const after = await Promise.all([a, b, c].map((server) => server.world.server.log.tip(server.space)))
  for (const [index, tip] of after.entries()) expect(tip - (tips[index] ?? 0)).toBe(1)
})

test('[LK-7] [LK-8] a diamond with both halves cut: everyone writes, all see the same afterwards, and nobody’s value is lost unseen', async () => {
  const [top, left, right, bottom] = [
    await linkServer('top'),
    await linkServer('left'),
    await linkServer('right'),
    await linkServer('bottom'),
  ]
  const links = [
    await linkUp(top, left, PASSES, PASSES),
    await linkUp(top, right, PASSES, PASSES),
    await linkUp(left, bottom, PASSES, PASSES),
    await linkUp(right, bottom, PASSES, PASSES),
  ]
  for (const link of links) await link.agreed()
  await bottom.write('incident', 'fire', incident('火灾', { place: '起' }))
  await top.until('incident', 'fire', 'place', '起')
  await allSame([top, left, right, bottom], links)
  for (const link of links) link.proxy.cutOff()
  await top.write('incident', 'fire', { place: '上' })
  await left.write('incident', 'fire', { level: 2 })
  await right.write('incident', 'fire', { dead: 3 })
  await bottom.write('incident', 'fire', { place: '下' })
  for (const link of links) link.proxy.heal()
  await allSame([top, left, right, bottom], links)
  expect(await top.shown('incident', 'fire')).toMatchObject({ place: '下', level: 2, dead: 3 })
  // Where the older of the two was written it is told.
  expect(await top.conflicts('incident', 'fire')).toEqual(['place'])
})

test('[LK-7] seeded: three levels and a loop, with cuts, restarts and edits everywhere', async () => {
  const dice = new SeededDice(4)
  const servers = [await linkServer('s0'), await linkServer('s1'), await linkServer('s2'), await linkServer('s3')]
  const [top, left, right, bottom] = servers as [LinkServer, LinkServer, LinkServer, LinkServer]
  const links: TestLink[] = []
  for (const [one, other] of [
    [top, left],
    [top, right],
    [left, bottom],
    [left, right],
  ] as const)
    links.push(await linkUp(one, other, PASSES, PASSES))
  for (const link of links) await link.agreed()
  const ids: string[] = []
  for (let step = 0; step < 60; step += 1) {
    const server = dice.pick(servers)
    const act = dice.weighted({ report: 2, edit: 6, cut: 1, heal: 2, restart: 0.4, rest: 3 })
    if (act === 'report') {
      ids.push(`i${step}`)
      await server.write('incident', `i${step}`, incident(`第${step}件`))
    }
    if (act === 'edit') {
      const known = Object.keys(await server.picture(['incident']))
      const id = known.length === 0 ? undefined : dice.pick(known).slice('incident/'.length)
      if (id !== undefined)
        await server.write('incident', id, dice.happens(0.5) ? { place: `地${step}` } : { dead: step })
    }
    if (act === 'cut') dice.pick(links).proxy.cutOff()
    if (act === 'heal') dice.pick(links).proxy.heal()
    if (act === 'restart') {
      await server.stop()
      await server.start()
    }
    if (act === 'rest') await new Promise((resolve) => setTimeout(resolve, dice.between(1, 40)))
  }
  for (const link of links) link.proxy.heal()
  await allSame(servers, links)
  expect(Object.keys(await top.picture()).length).toBe(ids.length)
}, 60_000)
