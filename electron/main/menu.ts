// The application menu as data, in both languages.
import type { MenuItemConstructorOptions } from 'electron'
import type { ViewName } from '../../shared/host/host.ts'
import { VIEW_NAMES } from '../../shared/host/host.ts'
import type { Language } from './words.ts'
import { wordsOf } from './words.ts'

export interface MenuActions {
  open(view: ViewName): void
  setLanguage(language: Language): void
}

const DIGITS = 9

/** The menu of a language. */
export function menuTemplate(language: Language, actions: MenuActions): MenuItemConstructorOptions[] {
  const words = wordsOf(language).menu
  return [
    {
      label: words.file,
      submenu: [
        {
          label: words.language,
          submenu: [
            {
              label: words.chinese,
              type: 'radio',
              checked: language === 'zh-CN',
              click: () => actions.setLanguage('zh-CN'),
            },
            { label: words.english, type: 'radio', checked: language === 'en', click: () => actions.setLanguage('en') },
          ],
        },
        { type: 'separator' },
        { label: words.quit, role: 'quit' },
      ],
    },
    {
      label: words.edit,
      submenu: [
        { label: words.undo, role: 'undo' },
        { label: words.redo, role: 'redo' },
        { type: 'separator' },
        { label: words.cut, role: 'cut' },
        { label: words.copy, role: 'copy' },
        { label: words.paste, role: 'paste' },
        { label: words.selectAll, role: 'selectAll' },
      ],
    },
    {
      label: words.view,
      submenu: [
        { label: words.reload, role: 'reload' },
        { label: words.fullScreen, role: 'togglefullscreen' },
        { type: 'separator' },
        { label: words.zoomIn, role: 'zoomIn' },
        { label: words.zoomOut, role: 'zoomOut' },
        { label: words.zoomReset, role: 'resetZoom' },
        { type: 'separator' },
        { label: words.developer, role: 'toggleDevTools' },
      ],
    },
    {
      label: words.window,
      submenu: [
        ...VIEW_NAMES.map((view, at) => ({
          label: words.open[view],
          // The digits are few; what stands behind them is reached by the menu's own keys.
          ...(at < DIGITS ? { accelerator: `CommandOrControl+${at + 1}` } : {}),
          click: () => actions.open(view),
        })),
        { type: 'separator' },
        { label: words.minimise, role: 'minimize' },
        { label: words.close, role: 'close' },
      ],
    },
  ]
}
