import type { Words } from '../words.ts'
// Words of filling in fields: hints, choices, what is wrong. English.
import type { fields as zh } from '../zh-CN/fields.ts'

export const fields: Words<typeof zh> = {
  needTitle: 'A title is needed',
  needCategory: 'A category is needed',
  needTime: 'A time is needed',
  badCategory: 'No such category: choose from the list, or write the code',
  badDivision: 'No such division: choose from the list, or write the code',
  badPosition: 'These coordinates cannot be read',
  badArea: 'This area cannot be read: write “2 km” (around the position), or three or more corners',
  badTime: 'This time cannot be read',
  badCount: 'A whole number, 0 to 10 million',
  tooLong: 'Too long',
  badChoice: 'This field cannot have this value',
  ungraded: 'Events of this kind carry no grade',
  timeHint: '0955, yesterday 2130, -15, 0155Z',
  timeRead: '= {{time}} UTC+8',
  placeHint: 'Name, pinyin or initials',
  divisionHint: 'Name, code, pinyin or initials',
  categoryHint: 'Name, code, pinyin or initials',
  positionHint: '26.0784, 119.3014',
  areaHint: '2 km, or corners: 26.1, 119.2; 26.2, 119.3; …',
  pick: 'Pick on the map',
  draw: 'Click corners on the map',
  choose: 'Choose',
  calendar: 'Open the calendar: {{label}}',
  noLimit: 'any',
  whenHint: {
    day: 'e.g. 2026-11-25, 11-25, 1125',
    moment: 'e.g. 2026-11-25 08:00, or 11-25 for its midnight',
  },
}
