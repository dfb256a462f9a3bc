// A TAK client that shares no code with us: Python's own sockets, TLS and XML parser, over mutual TLS.
import { spawn, spawnSync } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { issueCertificate } from '../../../server/tls/certificates.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { scribe } from '../../support/scribe.ts'

const hasPython = spawnSync('python3', ['-c', 'import ssl, xml.etree.ElementTree']).status === 0

/** Says where it is, its bytes cut inside a Chinese character; waits for an alarm; answers with a chat of its words. */
const CLIENT = `
import datetime, socket, ssl, sys, time, xml.etree.ElementTree as tree
port, ca, certificate, key = int(sys.argv[1]), *sys.argv[2:5]
context = ssl.create_default_context(cafile=ca)
context.load_cert_chain(certificate, key)
raw = socket.create_connection(('127.0.0.1', port), timeout=15)
link = context.wrap_socket(raw, server_hostname='127.0.0.1')
def event(uid, kind, detail):
    now = datetime.datetime.now(datetime.timezone.utc)
    say = lambda time: time.strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3] + 'Z'
    root = tree.Element('event', version='2.0', uid=uid, type=kind, how='m-g', time=say(now), start=say(now),
        stale=say(now + datetime.timedelta(minutes=5)))
    tree.SubElement(root, 'point', lat='26.05', lon='119.28', hae='9999999.0', ce='5', le='9999999.0')
    root.append(detail)
    return b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>" + tree.tostring(root, encoding='utf-8')
detail = tree.Element('detail')
tree.SubElement(detail, 'takv', platform='python', version='3')
tree.SubElement(detail, 'contact', callsign='蟒蛇 01 & 消防', endpoint='*:-1:stcp')
position = event('PY-1', 'a-f-G-U-C', detail)
cut = position.index('蛇'.encode()) + 1
link.sendall(position[:cut]); time.sleep(0.05); link.sendall(position[cut:])
held = b''
while True:
    piece = link.recv(4096)
    if not piece: sys.exit('ended')
    held += piece
    while b'</event>' in held:
        message, held = held.split(b'</event>', 1)
        root = tree.fromstring(message + b'</event>')
        if root.get('type') == 'b-l-f':
            heard = root.find('detail/contact').get('callsign')
            answer = tree.Element('detail')
            chat = tree.SubElement(answer, '__chat', chatroom='All Chat Rooms', id='All Chat Rooms', messageId='py-1',
                senderCallsign='蟒蛇 01')
            tree.SubElement(chat, 'chatgrp', uid0='PY-1', uid1='All Chat Rooms', id='All Chat Rooms')
            tree.SubElement(answer, 'remarks').text = '收到：' + heard
            link.sendall(event('GeoChat.PY-1.All Chat Rooms.py-1', 'b-t-f', answer))
            link.recv(1)
            sys.exit(0)
`

test.skipIf(!hasPython)(
  'a client in Python is seen, hears an incident and answers, in Chinese, over mutual TLS',
  async () => {
    const folder = scratchFolder({ 'client.py': CLIENT })
    const issued = async (use: 'server' | 'client', name: string) => {
      const made = await issueCertificate(folder, use, [name], Date.now())
      if (!made.ok) throw new Error(made.fault.message)
      return made.value
    }
    const own = await issued('server', '127.0.0.1')
    const client = await issued('client', '蟒蛇')
    const hand = scribe()
    const world = await gatewayWorld({ kinds: hand.kinds })
    const tls = { certificate: own.certificate, key: own.key, clientCa: own.ca }
    const gateway = await world.gateway('cot', { port: 0, tls }, 'TAK')
    await world.gateway('scribe', {})
    const port = String(await gateway.port())
    const python = spawn('python3', [`${folder}/client.py`, port, own.ca, client.certificate, client.key], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    onTestFinished(() => void python.kill())
    expect(await gateway.row('tracks')).toMatchObject({ id: `${gateway.id}/PY-1`, name: '蟒蛇 01 & 消防' })
    const fire = { title: '仓山区 <仓库> & 火警', category: '12G01', position: { lon: 119.28, lat: 26.05 } }
    await hand.here().author.run('reportIncident', fire)
    const { fields } = await world.record('logEntry')
    expect(fields['text']).toBe('蟒蛇 01：收到：仓山区 <仓库> & 火警')
  },
)

if (!hasPython) console.log('python3 is not on this machine: skipped')
