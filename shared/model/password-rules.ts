// What a password must be: long, not one that everybody tries first, and more than the name of who signs in with it. No
// mixture of signs is asked for: people meet such rules with `Passw0rd!`, which the list of the first tries begins with.

/** Fewest characters, counted as they are typed. */
export const MIN_PASSWORD_CHARACTERS = 10
/** How many letters it must have besides the name: numbers hung on to a name are guessed with it. */
const BESIDE_NAME = 4
/** Fewer different characters are one key held down. */
const MIN_DIFFERENT = 5

export type PasswordWeakness = 'short' | 'common' | 'name' | 'same'

/** What people take first, as letters alone: digits and signs around them make no other password of it. */
const COMMON: ReadonlySet<string> = new Set(
  (
    'password passwort passwd passwordpassword pass admin administrator administer root toor user guest test tester ' +
    'testing login letmein welcome welcometo hello helloworld secret changeme changemenow default master superuser ' +
    'qwerty qwert qwertyuiop qwertyuio asdfgh asdfghjkl asdf zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc ' +
    'abc abcd abcdef abcabc aaa iloveyou monkey dragon sunshine princess football baseball shadow superman batman ' +
    'trustno whatever computer internet server system oracle mysql postgres huawei lenovo windows microsoft ' +
    'woaini woaini woaiwojia woaizhongguo woaizuguo mima mimashi wodemima nihao zhangsan lisi wangwu taobao alibaba ' +
    'baidu tencent weixin wechat xiaoming china zhongguo beijing shanghai fujian fuzhou xiamen quanzhou ' +
    'fengsui yingji yingjiju yingjiban zhihui zhihuizhongxin zhiban zhibanshi zhongxin xiaofang gongan emergency ' +
    'command center centre fire police duty officer dutyofficer'
  ).split(' '),
)

/** Why a password is not taken; undefined when it is. `name` is what its officer signs in with. */
export function weaknessOf(password: string, name: string, present?: string): PasswordWeakness | undefined {
  const typed = password.normalize('NFKC')
  if (Array.from(typed).length < MIN_PASSWORD_CHARACTERS) return 'short'
  if (present !== undefined && typed === present.normalize('NFKC')) return 'same'
  const plain = typed.toLowerCase()
  const own = name.trim().toLowerCase()
  const marks = /[^\p{L}\p{N}]/gu
  const rest = own === '' ? plain : plain.replaceAll(own, '')
  if (rest !== plain && Array.from(rest.replaceAll(/[^\p{L}]/gu, '')).length < BESIDE_NAME) return 'name'
  if (new Set(plain).size < MIN_DIFFERENT || isRun(plain.replaceAll(marks, ''))) return 'common'
  const written = plain.replaceAll(/^[^\p{L}@$]+|[^\p{L}]+$/gu, '')
  const letters = written
    .replaceAll('0', 'o')
    .replaceAll('@', 'a')
    .replaceAll('$', 's')
    .replaceAll(/[^\p{L}]/gu, '')
  if (COMMON.has(plain.replaceAll(/[^\p{L}]/gu, '')) || COMMON.has(letters)) return 'common'
  // Dates, telephone numbers, and numbers typed along the row.
  return /^\p{N}*$/u.test(plain.replaceAll(marks, '')) && plain.length < 16 ? 'common' : undefined
}

/** True when every character is the one before it, or its neighbour in the same direction: abcdefghij, 9876543210. */
function isRun(text: string): boolean {
  const codes = Array.from(text).map((sign) => sign.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0))
  const [first] = steps
  return first !== undefined && Math.abs(first) <= 1 && steps.every((step) => step === first)
}
