import { expect, test } from 'vitest'
import { isLoopback, isOpenToRead } from '../../../shared/base/loopback.ts'

test('addresses of this machine alone are told from all others', () => {
  for (const host of ['127.0.0.1', '127.9.8.7', 'localhost', '::1', '[::1]'])
    expect([host, isLoopback(host)]).toEqual([host, true])
  for (const host of ['0.0.0.0', '::', '10.1.2.3', 'localhost.example', '127.0.0.1.example', '', '[::]'])
    expect([host, isLoopback(host)]).toEqual([host, false])
})

test('http to another machine can be read on the way; https and this machine cannot', () => {
  for (const address of [
    'http://10.1.2.3:7300',
    'HTTP://server',
    ' http://[fe80::1]:7300/',
    'http://127.0.0.1@evil.example/',
  ])
    expect([address, isOpenToRead(address)]).toEqual([address, true])
  for (const address of [
    'https://server:7300',
    'http://127.0.0.1:7300/',
    'http://LOCALHOST',
    'http://[::1]:7300',
    'http://',
    'http',
    '',
  ])
    expect([address, isOpenToRead(address)]).toEqual([address, false])
})
