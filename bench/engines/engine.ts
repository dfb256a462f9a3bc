// What a sync engine must offer to be measured: a server and stations, each in processes of their own.
import type { Update } from '../lib/workload.ts'

/** Told whenever a document as now visible at a station is known to have changed. */
export interface Seen {
  readonly index: number
  readonly n: number
  readonly t: number
  readonly editor: string
}

export interface EngineServer {
  /** What one station needs to link: an address, and a one-time code where the engine wants one. */
  ticket(): Ticket | Promise<Ticket>
  stop(): Promise<void>
}

export interface Ticket {
  readonly address: string
  readonly code: string | null
}

export interface EngineStation {
  /** Links for the first time. A writer may write afterwards. */
  connect(ticket: Ticket, writer: boolean): Promise<void>
  disconnect(): Promise<void>
  reconnect(): Promise<void>
  /** A word for everything this station holds, which `complete` of another one waits for; null where there is none. */
  mark(): string | null
  /** Resolves when `count` documents (and all that `mark` stands for) are here, as durable as this engine makes them. */
  complete(count: number, mark: string | null): Promise<void>
  /** Writes documents and `updates` rounds of updates, as fast as the engine lets one program write many. */
  seed(from: number, to: number, updates: number): Promise<void>
  /** One edit, as an officer makes it. */
  put(index: number, update: Update): Promise<void>
  /** Resolves when everything written here is at the server, as durable as this engine makes it. */
  flushed(): Promise<void>
  /** Order-independent digest of the documents' contents. */
  digest(): Promise<string>
  /** How many of these documents, edited by A and B apart, still let both edits be read through the engine. */
  losersReadable(from: number, to: number): Promise<number>
  /** Resolves when what the engine fetches in the background is here too. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface Engine {
  /** True when a restarted server still has its data. */
  readonly keepsData: boolean
  /** Edits between two pauses that let a writer's own sending happen. */
  readonly breath: number
  openServer(folder: string, port: number): Promise<EngineServer>
  openStation(folder: string, name: string, onSeen: (seen: Seen) => void): Promise<EngineStation>
}
