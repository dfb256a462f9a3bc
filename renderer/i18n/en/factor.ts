import type { Words } from '../words.ts'
// Words of the second factor. English.
import type { factor as chinese } from '../zh-CN/factor.ts'

export const factor: Words<typeof chinese> = {
  open: 'Two-step sign-in…',
  title: 'Two-step sign-in',
  dueTitle: 'Set up two-step sign-in first',
  due: 'Your role must sign in in two steps.',
  explain:
    'Besides the password you enter six digits from an authenticator on your telephone (any program of RFC 6238); they change every 30 seconds. Who knows your password cannot sign in in your name.',
  offline:
    'While the server cannot be reached, the password alone is enough at a station where you signed in in two steps in the last fourteen days.',
  needLink: 'This needs the server, and its word that you are signed in: link, then sign in again.',
  begin: 'Begin',
  scan: 'Scan this with the authenticator, or type the key:',
  qr: 'Code to be scanned by the authenticator',
  first: 'Six digits the authenticator shows now',
  confirm: 'Switch on',
  isOn: 'Two-step sign-in is on.',
  drop: 'Switch off',
  dropCode: 'The present code, to switch it off',
  dropped: 'Two-step sign-in is off',
  recovery: 'Recovery codes',
  recoveryNote:
    'If the telephone is lost, each of them stands in for a code once. They are not shown again: write them down or print them, and keep them safe.',
  print: 'Print',
  done: 'I have noted them',
  close: 'Close',
  slip: 'Fengsui recovery codes',
  account: 'Account',
}
