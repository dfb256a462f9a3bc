// Words about the end of a session: beforehand, and why it ended. English.
import type { Words } from '../words.ts'
import type { session as zh } from '../zh-CN/session.ts'

export const session: Words<typeof zh> = {
  idleSoon: 'Nothing was done for long; you will be signed out in {{left}}. Move the mouse or press a key to go on.',
  limitSoon:
    'You have been signed in for a whole shift and will be signed out in {{left}}. Enter your password to go on; what you are writing is not touched.',
  minutes: '{{count}} min',
  seconds: '{{count}} s',
  password: 'Password',
  passwordMissing: 'Enter your password',
  goOn: 'Go on',
  wentOn: 'Going on, until {{time}}',
  ended: {
    idle: '{{name}} was signed out at {{time}}: nothing was done for long.',
    limit: '{{name}} was signed out at {{time}}, after 12 hours.',
    ordered: '{{name}} was signed out at {{time}}: an administrator ended the session, or the password was changed.',
    switchedOff: '{{name}} was signed out at {{time}}: the account was switched off.',
    changed: '{{name}} was signed out at {{time}}: sign-in name, role or agency were changed. Sign in again.',
    closed: 'This station was not linked for too long and closed at {{time}}; the session of {{name}} ended with it.',
    revoked:
      'This station was revoked at {{time}}; nobody can sign in. What it has not sent is still on it. Ask the administrator.',
  },
  closing: {
    title: 'This station has closed',
    why: 'As the administrators set it, a station that is not linked for long closes by itself (it should have been linked by {{time}}). It opens at once when it is linked; all data are there.',
    ask: 'If it cannot be linked now, an administrator makes a code under Administration, Stations, or on the server. Read out: station {{station}}, number {{number}}.',
    code: 'Code',
    open: 'Open for seven days',
    opened: 'The station is open; link it as soon as you can',
    soon: 'to be linked by {{time}}, or this station closes',
  },
  kept: 'What was being written stays here; {{name}} can go on after signing in.',
  meanwhile: 'New records since then: {{count}}. Sign in to see them.',
}
