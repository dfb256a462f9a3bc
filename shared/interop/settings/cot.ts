// Settings of the gateway `cot`: TAK clients connect to us, or we connect to a TAK server.
import * as z from 'zod'
import { isLoopback } from '../../base/loopback.ts'
import { positionSchema } from '../../model/incident.ts'
import { ALL_ROOMS } from '../cot/chat.ts'
import { tlsFiles } from '../tls-files.ts'

export const cotSettings = z
  .strictObject({
    /** server: TAK clients connect to us. client: we connect to a TAK server, as a client of it. */
    role: z.enum(['server', 'client']).default('server'),
    /** Where it listens, or the TAK server's name. TAK uses 8087 for TCP and 8089 for TLS. */
    host: z.string().min(1).max(253).default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(8087),
    /** Our certificate and key; as a server also the authority whose certificates clients must show. */
    tls: tlsFiles.nullable().default(null),
    /** As a client: PEM file of the authority the TAK server's certificate is of; '' takes the system's. */
    serverCa: z.string().max(500).default(''),
    /** As a client: the name in the TAK server's certificate, where it is not `host`. */
    serverName: z.string().max(253).default(''),
    /** As a server: datagrams (XML or protobuf) are taken on this port as well; null: none. */
    udpPort: z.int().min(0).max(65_535).nullable().default(null),
    /** Listening off this machine without TLS: everybody who reaches the port then sees and says everything. */
    allowPlain: z.boolean().default(false),

    /** What TAK users see us as, and where we are. */
    callsign: z.string().trim().min(1).max(60).default('指挥中心'),
    position: positionSchema.nullable().default(null),

    /** TAK protobuf with who asks for it; XML otherwise. */
    protobuf: z.boolean().default(true),
    /** What one client sends goes to the others, as TAK servers do. */
    fanOut: z.boolean().default(true),
    /** Alarms, emergencies and requests to fetch casualties become incidents. */
    takeIncidents: z.boolean().default(true),
    /** Chat becomes lines of the log. Chat between two clients never does. */
    takeChat: z.boolean().default(true),
    /** Our open incidents go to the clients' maps; sensitive ones never. */
    tellIncidents: z.boolean().default(true),
    /** With the free text of the incident. */
    withDescription: z.boolean().default(false),
    /** Which lines of our log go out as chat. */
    tellLog: z.enum(['none', 'incidents', 'all']).default('incidents'),
    chatRoom: z.string().trim().min(1).max(100).default(ALL_ROOMS),

    /** Incidents are sent again so often, and are old after twice that. */
    resendMinutes: z.int().min(1).max(1_440).default(10),
    /** A unit is shown as old so long after its own end before it goes. */
    keepMinutes: z.int().min(0).max(1_440).default(10),
    /** Nothing heard of any client for so long, it counts as silent; 0: teams come and go, nothing is concluded. */
    silentAfterMinutes: z.number().min(0).max(100_000).default(0),
    maxClients: z.int().min(1).max(1_000).default(200),
    /** A client that says more waits; nothing of it is lost. */
    messagesPerMinute: z.int().min(10).max(600_000).default(6_000),
    /** What waits for a client that reads slowly; above half of it positions are left out, above all of it it is cut off. */
    clientBufferKilobytes: z.int().min(64).max(65_536).default(2_048),
    /** Incidents, chats and notices of all clients together; what is more is kept aside to be taken later. */
    writesPerMinute: z.int().min(10).max(60_000).default(600),
    /** A client that says nothing for so long is cut off. */
    idleMinutes: z.int().min(1).max(1_440).default(15),
  })
  .refine(({ role, tls }) => role === 'client' || tls === null || tls.clientCa !== '', {
    path: ['tls', 'clientCa'],
    message: 'TAK clients are known by their certificates alone: name the authority they are of',
  })
  .refine(
    ({ role, host, tls, udpPort, allowPlain }) =>
      role === 'client' || (tls !== null && udpPort === null) || allowPlain || isLoopback(host),
    { path: ['allowPlain'], message: 'without TLS it listens on this machine only, unless that is allowed' },
  )
export type CotSettings = z.infer<typeof cotSettings>
