// Files of an incident as officers handle them: chosen, pasted and dropped at a seat that is cut off, fetched, viewed, saved
// at another. Seat A is Chinese on a large screen, seat B English on a small one.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { pngPicture } from '../support/png.ts'
import { scratchFolder } from '../support/scratch.ts'
import { fengsui } from './support/command-line.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { seriousFindings } from './support/reading.ts'
import { exactly } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()

const INCIDENT = { title: '东冲半岛渔排受损', category: '内涝', level: 3, place: '霞浦县东冲半岛' } as const
const PHOTO = pngPicture(1_600, 1_200)
const SECOND = pngPicture(900, 1_400, 3)
const LIST = Buffer.from('姓名,渔排\n林某,12\n陈某,7\n')

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function section(at: ConsolePage): Locator {
  return at.incidents.panel.getByRole('region', { name: exactly(at.say('attachments:title')) })
}
function line(at: ConsolePage, name: string): Locator {
  return section(at).getByRole('listitem').filter({ hasText: name })
}
/** A button of one file: its word and the file's name. */
function named(at: ConsolePage, word: string, name: string): Locator {
  const what = at.say(`attachments:${word}`)
  return section(at).getByRole('button', { name: at.say('attachments:named', { what, name }), exact: true })
}

/** Gives the window a file as the clipboard or the mouse would. */
async function give(
  at: ConsolePage,
  how: 'paste' | 'drop',
  name: string,
  mime: string,
  bytes: Uint8Array,
): Promise<void> {
  const target = await section(at).elementHandle()
  const content = Buffer.from(bytes).toString('base64')
  await at.page.evaluate(
    ([element, way, fileName, type, base64]) => {
      const data = new DataTransfer()
      const binary = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0)
      data.items.add(new File([binary], fileName, { type }))
      const event =
        way === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
      ;(element ?? document).dispatchEvent(event)
    },
    [target, how, name, mime, content] as const,
  )
}

async function attach(at: ConsolePage, count: number, note = ''): Promise<void> {
  if (note !== '') await section(at).getByLabel(at.say('attachments:note')).fill(note)
  await section(at)
    .getByRole('button', { name: exactly(at.say('attachments:attach', { count })) })
    .click()
}

test('files attached at a seat that is cut off wait there, and are fetched, viewed and saved at another once it is linked', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA, { language: 'zh-CN', screen: 'wide' })
  const b = await openConsole(pages, seatB, { language: 'en', screen: 'small' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(OFFICERS.chen)])
  await Promise.all([a.isLinked(), b.isLinked()])
  await a.incidents.report(INCIDENT)
  await b.incidents.listed(INCIDENT.title).waitFor()
  await a.incidents.open(INCIDENT.title)
  await section(a).getByText(a.say('attachments:none')).waitFor()

  // Cut off: chosen by the dialog, pasted, dropped.
  await a.setCutOff(true)
  const chooser = a.page.waitForEvent('filechooser')
  await section(a)
    .getByRole('button', { name: exactly(a.say('attachments:add')) })
    .click()
  await (
    await chooser
  ).setFiles([
    { name: '渔排 东侧.png', mimeType: 'image/png', buffer: Buffer.from(PHOTO) },
    { name: '受损渔排.csv', mimeType: 'text/csv', buffer: LIST },
    { name: '照片.jpg.exe', mimeType: 'image/jpeg', buffer: Buffer.from('MZ') },
  ])
  await section(a).getByText(a.say('fault:fileTypeRefused')).waitFor()
  await section(a).scrollIntoViewIfNeeded()
  await a.keepPicture('files-1-chosen-zh')
  await named(a, 'remove', '照片.jpg.exe').click()
  await attach(a, 2, '霞浦现场传回')
  await line(a, '渔排 东侧.png').getByText(a.say('attachments:toSend')).waitFor()
  await give(a, 'paste', 'image.png', 'image/png', SECOND)
  await section(a).getByRole('listitem').filter({ hasText: '截图' }).waitFor()
  await give(a, 'drop', '../通告.pdf', 'application/pdf', Buffer.from('%PDF-1.7\n'))
  await section(a).getByText('通告.pdf').waitFor()
  await attach(a, 2)
  await line(a, '通告.pdf').getByText(a.say('attachments:toSend')).waitFor()
  await line(a, '截图').locator('img').waitFor()
  await section(a).scrollIntoViewIfNeeded()
  // The bar says that files wait as well.
  await a.page.getByText(a.say('attachments:barWaiting', { count: 4 })).waitFor()
  await a.keepPicture('files-2-waiting-zh')

  // Linked again: they are sent, and B fetches what it wants.
  await a.setCutOff(false)
  await line(a, '渔排 东侧.png').getByText(a.say('attachments:here')).waitFor()
  await b.incidents.open(INCIDENT.title)
  await line(b, '渔排 东侧.png').getByText(b.say('attachments:absent')).waitFor()
  await section(b).scrollIntoViewIfNeeded()
  await b.keepPicture('files-3-absent-en')
  await named(b, 'fetch', '渔排 东侧.png').click()
  await line(b, '渔排 东侧.png').getByText(b.say('attachments:here')).waitFor()
  await line(b, '渔排 东侧.png').locator('img').waitFor()
  expect(await line(b, '渔排 东侧.png').textContent()).toContain('霞浦现场传回')
  expect(await line(b, '渔排 东侧.png').textContent()).toContain(OFFICERS.lin.displayName)
  await section(b)
    .getByRole('button', { name: /^Fetch all/ })
    .click()
  await line(b, '受损渔排.csv').getByText(b.say('attachments:here')).waitFor()
  expect(await seriousFindings(b.page)).toEqual([])

  // Viewed: a picture, the next one, a text; and saved as it was.
  await named(b, 'show', '渔排 东侧.png').last().click()
  const view = b.page.getByRole('dialog')
  await view.getByRole('img', { name: '渔排 东侧.png: 霞浦现场传回' }).first().waitFor()
  await b.keepPicture('files-4-view-en')
  await view.getByRole('button', { name: b.say('attachments:next') }).click()
  await view.getByText('林某,12').waitFor()
  await b.keepPicture('files-5-text-en')
  await b.page.keyboard.press('ArrowLeft')
  await view.getByRole('img', { name: '渔排 东侧.png: 霞浦现场传回' }).first().waitFor()
  await b.page.keyboard.press('Escape')
  await view.waitFor({ state: 'hidden' })
  const download = b.page.waitForEvent('download')
  await named(b, 'save', '渔排 东侧.png').click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('渔排 东侧.png')
  expect(hashOf(readFileSync(await saved.path()))).toBe(hashOf(PHOTO))

  // While both run, the command line writes the space with its files, and another station takes them in.
  const folder = scratchFolder()
  const pack = join(folder, 'space.fspack')
  expect(await fengsui('export', '--data', seatB.folder, '--space', 'fujian', '--to', pack)).toBe(`${pack}\n`)
  const taken = await fengsui('import', '--data', join(folder, 'other'), '--from', pack)
  expect(JSON.parse(taken)).toMatchObject({ files: 4, problems: [] })

  // Voided with a reason: struck through on both, still there.
  await named(a, 'voidIt', '通告.pdf').click()
  const dialog = a.page.getByRole('dialog')
  await dialog.getByLabel(a.say('attachments:reason')).fill('传错事件')
  await dialog.getByRole('button', { name: exactly(a.say('attachments:voidIt')) }).click()
  await line(b, '通告.pdf')
    .getByText(b.say('attachments:voided', { reason: '传错事件' }))
    .waitFor()
  await section(b).scrollIntoViewIfNeeded()
  await Promise.all([a.keepPicture('files-6-after-zh'), b.keepPicture('files-6-after-en')])
})

test('a viewer may fetch and view files but neither add nor void them', async () => {
  const [seatA] = world().seats
  const a = await openConsole(pages, seatA, { language: 'zh-CN', screen: 'small' })
  await a.signIn(OFFICERS.viewer)
  await a.isLinked()
  await a.incidents.open(INCIDENT.title)
  await line(a, '渔排 东侧.png').waitFor()
  await section(a).getByText(a.say('attachments:mayNotAdd')).waitFor()
  await a.isDisabled(section(a).getByRole('button', { name: exactly(a.say('attachments:add')) }))
  expect(await named(a, 'voidIt', '渔排 东侧.png').count()).toBe(0)
  await section(a).scrollIntoViewIfNeeded()
  await a.keepPicture('files-7-viewer-zh')
})
