// Shows the administrator's one-time password once, in a dialog that can copy it. There is no console to print it on.
import type { ElectronApi } from './electron-api.ts'
import type { Language } from './words.ts'
import { wordsOf } from './words.ts'

const COPY = 0

/** Resolves when the dialog was left; copying leaves it open for a last look. */
export async function showFirstPassword(electron: ElectronApi, language: Language, password: string): Promise<void> {
  const words = wordsOf(language).firstPassword
  for (;;) {
    const { response } = await electron.dialog.showMessageBox({
      type: 'info',
      title: words.title,
      message: `admin   ${password}`,
      detail: words.detail,
      buttons: [words.copy, words.close],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    })
    if (response !== COPY) return
    await electron.clipboard.writeText(password)
  }
}
