import { CALL } from '../../shared/model/call.ts'
import { TRANSFER } from '../../shared/model/directive.ts'
// A record in one line where its own fields say it in no words: a shift by role and beginning, a handover, a telephone call.
import { HANDOVER } from '../../shared/model/handover.ts'
import { SHIFT } from '../../shared/model/shift.ts'

/** `word` looks a key up; `title` is what the station calls the record. */
export function recordTitle(kind: string, id: string, title: string, word: (key: string) => string): string {
  switch (kind) {
    case SHIFT: {
      const parts = /\.([a-zA-Z]+)\.(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)\.\d+$/.exec(id)
      if (parts === null) return title
      const [, role = '', year = '', month = '', day = '', hour = '', minute = ''] = parts
      return `${word('app:view.roster')} ${word(`roster:role.${role}`)} ${year}-${month}-${day} ${hour}:${minute}`
    }
    case HANDOVER:
      return word('app:view.handover')
    case CALL:
      return title === id ? word('desklog:calls') : `${word('desklog:calls')} ${title}`
    case TRANSFER:
      return word('directives:transfer.title')
    default:
      return title
  }
}
