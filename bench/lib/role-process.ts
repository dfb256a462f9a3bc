// Roles of a benchmark in processes of their own: calls over IPC, each answered once.
import { fork } from 'node:child_process'
import { join } from 'node:path'

interface Call {
  readonly id: number
  readonly method: string
  readonly args: readonly unknown[]
}
interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

type Methods = { readonly [name: string]: (...args: never[]) => Promise<unknown> }
/** A role seen from outside: its methods, and its process. */
export type Remote<Role extends Methods> = Role & { readonly pid: number; end(): Promise<void> }

const CALL_LIMIT_MS = 600_000

/** Starts a role in a process. A call that takes more than ten minutes, or a process that dies, rejects. */
export function startRole<Role extends Methods>(
  engine: string,
  role: 'server' | 'stations',
  entry = 'engine-role.ts',
): Remote<Role> {
  const child = fork(join(import.meta.dirname, '..', entry), [engine, role], {
    execArgv: ['--expose-gc', '--no-warnings'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0
  const ended = new Promise<void>((resolve) => {
    child.on('exit', (code, signal) => {
      for (const call of waiting.values()) call.reject(new Error(`${engine} ${role} ended (${code ?? signal})`))
      waiting.clear()
      resolve()
    })
  })
  child.on('message', (message) => {
    const { id, value, error } = message as Answer
    const call = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) call?.resolve(value)
    else call?.reject(new Error(`${engine} ${role}: ${error}`))
  })
  const call = (method: string, args: readonly unknown[]): Promise<unknown> => {
    const id = (calls += 1)
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    const limit = setTimeout(() => {
      waiting.delete(id)
      answer.reject(new Error(`${engine} ${role}: ${method} took more than ${CALL_LIMIT_MS / 1000} s`))
    }, CALL_LIMIT_MS)
    child.send({ id, method, args } satisfies Call)
    return answer.promise.finally(() => clearTimeout(limit))
  }
  const own = {
    pid: child.pid ?? 0,
    end(): Promise<void> {
      child.kill('SIGKILL')
      return ended
    },
  }
  return new Proxy(own, {
    get: (target, name) =>
      name in target
        ? (target as Record<string | symbol, unknown>)[name]
        : // A promise must not take this for one of its own kind.
          name === 'then'
          ? undefined
          : (...args: readonly unknown[]) => call(String(name), args),
  }) as unknown as Remote<Role>
}

/** Answers calls in this process until its parent ends it. */
export function serveRole(methods: Methods): void {
  process.on('message', (message) => {
    const { id, method, args } = message as Call
    const answer = (given: Omit<Answer, 'id'>): void => void process.send?.({ id, ...given })
    const called = methods[method]
    if (called === undefined) return answer({ error: `no method ${method}` })
    called(...(args as never[])).then(
      (value) => answer({ value }),
      (error: unknown) => answer({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
  process.on('disconnect', () => process.exit(0))
}
