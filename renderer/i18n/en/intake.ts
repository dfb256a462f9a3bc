import type { Words } from '../words.ts'
// Words of taking an incident in. English.
import type { intake as zh } from '../zh-CN/intake.ts'

export const intake: Words<typeof zh> = {
  casualties: 'People',
  receivedHint: 'noted with your first entry',
  pointOnly: 'Position taken from “{{name}}”; click the map for a better one.',
  divisionOnly: '“{{name}}” has no exact position: only the division was filled in. Click the map for a position.',
  noPosition: 'When the position is not known, a division or an area is enough.',
  near: 'Near and recent, perhaps the same:',
  nearAway: '{{where}}, {{ago}}',
  agoMinutes: '{{count}} min ago',
  agoHours: '{{count}} h ago',
  agoDays: '{{count}} d ago',
  agoNow: 'just now',
  ahead: 'later',
  openIt: 'Open “{{title}}”; this form is kept as a draft',
  draftOffer: 'Unfinished intake:',
  draftLine: '{{title}} · {{ago}}',
  untitled: '(no title yet)',
  resume: 'Go on with it',
  resumeKey: 'Alt+D goes on with the newest',
  moreDrafts: '{{count}} more',
  discard: 'Discard',
  discardAsk: 'Discard this draft? It cannot be brought back.',
  draftKept: 'Draft kept {{time}}',
  draftNotKept: 'Draft not kept yet, trying again',
  draftStays: 'The intake is kept as a draft.',
  back: 'Back to it',
  savedElsewhere:
    'This draft was already reported from another window; what stands here may differ. Open it and compare.',
  openReported: 'Open the report',
  mayNot: 'Your role may not report incidents.',
  keys: 'Ctrl+Enter saves, Esc closes (the draft is kept)',
  fieldsWrong: 'Entries to correct: {{count}}',
  sensitiveNote: 'Marked as sensitive',
  sensitiveIsSeen:
    'This is a mark only: every agency of this space sees it. What few may know belongs in a space of chosen agencies.',
}
