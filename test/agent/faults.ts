/** What goes wrong between a workstation and the agent: each ends in one clear sentence, and nothing is done. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { endpointHeader, signRequest } from '#platform/signatures/index.ts'
import { connectKnown, endpointOf, firstSight } from '#surfaces/remote/connection.ts'
import type { Appliance } from '../appliance.ts'
import type { ApplianceApi } from '../operate/appliance-api.ts'
import { put, workstation, type Workstation } from './workstation.ts'

export type Scene = { appliance: Appliance; api: ApplianceApi; home: Workstation }

type Sent = { headers: Record<string, string>; body: Buffer; method: string; path: string }
type Answer = { status: number; error?: string; message?: string; text: string }

/** A signed command as bytes that can be sent once more, or changed. */
export async function signed({ appliance, home }: Omit<Scene, 'api'>, argv: string[], { created = new Date(), endpoint, nonce = randomBytes(24).toString('base64url') }: { created?: Date; endpoint?: string; nonce?: string } = {}): Promise<Sent> {
  const address = { host: '127.0.0.1', port: appliance.bootstrap.agent_port }
  const socket = await connectKnown(address, await firstSight(address))
  const seen = endpointOf(socket)
  socket.destroy()
  const body = Buffer.from(JSON.stringify({ argv }))
  const host = `${address.host}:${address.port}`
  const path = '/v1/run'
  const headers = await signRequest(
    { method: 'POST', url: `https://${host}${path}`, headers: { host, [endpointHeader]: endpoint ?? seen, 'content-type': 'application/json' }, body },
    { key: home.keys.privateKey, publicKey: home.keys.publicKey, now: created, nonce },
  )
  return { method: 'POST', path, headers, body }
}

export async function send({ appliance }: Pick<Scene, 'appliance'>, sent: Sent): Promise<Answer> {
  const address = { host: '127.0.0.1', port: appliance.bootstrap.agent_port }
  const socket = await connectKnown(address, await firstSight(address))
  return new Promise((resolve, reject) => {
    const asking = request({ method: sent.method, path: sent.path, headers: { ...sent.headers, 'content-length': sent.body.length }, createConnection: () => socket }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece)).on('end', () => {
        const read = response.statusCode === 200 ? {} : (JSON.parse(text) as { error: string; message: string })
        resolve({ status: response.statusCode ?? 0, text, ...read })
      })
    })
    asking.on('error', reject)
    asking.end(sent.body)
  })
}

export function faults(scene: () => Scene): void {
  const value = async () => ((await scene().api.must<{ value: unknown }>('GET /settings/mail.smtp-port')).value)
  const harmless = async (act: () => Promise<void>) => {
    const was = await value()
    await act()
    assert.equal(await value(), was)
  }
  const change = ['settings', 'set', 'mail.smtp-port=2525']

  describe('what goes wrong gives a sentence, and nothing is done', () => {
    for (const [clock, words] of [[600, /ahead of/], [-600, /behind/]] as const) {
      test(`a clock that is 10 minutes ${clock > 0 ? 'fast' : 'slow'}`, () => harmless(async () => {
        const said = await scene().home.run(change, { clock })
        assert.equal(said.code, 77)
        assert.match(said.err, /The clock of your machine is 10 minutes /)
        assert.match(said.err, words)
        assert.match(said.err, /this node's, which says \d{4}-.*by NTP/)
      }))
    }

    test('a request that is sent again', async () => {
      const once = await signed(scene(), ['ping'])
      assert.equal((await send(scene(), once)).status, 200)
      const again = await send(scene(), once)
      assert.equal(again.status, 401)
      assert.match(again.message!, /was received before; a request is taken once/)
    })

    test('two of the same at once: one is taken', async () => {
      const once = await signed(scene(), ['ping'])
      const both = await Promise.all([send(scene(), once), send(scene(), once), send(scene(), once)])
      assert.deepEqual(both.map(({ status }) => status).sort(), [200, 401, 401])
    })

    test('a request that was changed on the way', () => harmless(async () => {
      const good = await signed(scene(), ['ping'])
      const changed = [
        { ...good, body: Buffer.from(JSON.stringify({ argv: change })) },
        { ...good, path: '/v1/commands', method: 'GET', body: Buffer.alloc(0) },
        { ...good, headers: { ...good.headers, host: 'elsewhere.example:10121' } },
        { ...good, headers: Object.fromEntries(Object.entries(good.headers).filter(([name]) => !name.toLowerCase().startsWith('signature'))) },
      ]
      for (const sent of changed) {
        const answer = await send(scene(), sent)
        assert.equal(answer.status, 401)
        assert.match(answer.message!, /not that of this request|not what was signed|is not signed/)
      }
    }))

    test('a request meant for another appliance', async () => {
      const answer = await send(scene(), await signed(scene(), ['ping'], { endpoint: randomBytes(32).toString('base64') }))
      assert.equal(answer.status, 401)
      assert.match(answer.message!, /signed for another appliance/)
    })

    test('a key that nobody authorised, and one whose authorisation was taken away', () => harmless(async () => {
      const stranger = workstation(scene().appliance)
      assert.match((await stranger.run(change)).err, /This key is not authorised here/)
      const id = await stranger.authorise(scene().api, 'short-lived')
      assert.equal((await stranger.run(['ping'])).code, 0)
      assert.equal((await scene().api.call(`DELETE /cli-keys/${id}`)).status, 204)
      const after = await stranger.run(change)
      assert.equal(after.code, 77)
      assert.match(after.err, /This key is not authorised here/)
    }))

    test('a node that is not the one it was', async () => {
      const other = put(scene().home, 'other-ca.pem', otherAuthority)
      const said = await workstation(scene().appliance).run(['ping'], { before: ['--ca', other] })
      assert.equal(said.code, 76)
      assert.match(said.err, /is not the node that this workstation knows .*Nothing was sent/)
    })

    test('the authority of the appliance is believed from the first visit on', async () => {
      const said = await scene().home.run(['ping'], { before: ['--ca', join(scene().appliance.dataDir, 'tls', 'ca.pem')] })
      assert.deepEqual([said.code, said.err], [0, ''])
    })

    test('a file that the command does not name is not given away', async () => {
      const said = await scene().home.run(['journal', 'check', '--anchor', '/no/such/anchor.json'])
      assert.equal(said.code, 64)
      assert.match(said.err, /\/no\/such\/anchor\.json cannot be read \(ENOENT\)/)
    })

    test('nobody listens', async () => {
      const said = await workstation({ ...scene().appliance, bootstrap: { ...scene().appliance.bootstrap, agent_port: 1 } }).run(['ping'])
      assert.equal(said.code, 69)
      assert.match(said.err, /The agent 127\.0\.0\.1:1 cannot be reached \(nothing listens there\)/)
    })

    test('what is not TLS is cut off, and the agent goes on', async () => {
      await new Promise<void>((resolve) => {
        const socket = connect(scene().appliance.bootstrap.agent_port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n\r\n'))
        socket.once('close', () => resolve()).once('error', () => {}).resume()
      })
      assert.equal((await scene().home.run(['ping'])).code, 0)
    })
  })
}

/** Self-signed, of nobody. */
const otherAuthority = `-----BEGIN CERTIFICATE-----
MIIBRjCB+aADAgECAhQQWooTLCEYX0j9Fa0ClDsC1Sx/dzAFBgMrZXAwGDEWMBQG
A1UEAwwNU29tZWJvZHkgZWxzZTAgFw0yNjExMjYxODQ0NThaGA8yMTI2MTEwMjE4
NDQ1OFowGDEWMBQGA1UEAwwNU29tZWJvZHkgZWxzZTAqMAUGAytlcAMhALxo0xnD
nTP/L0tn0FiJgIxdZENjnTses+a3HbOQ/TjWo1MwUTAdBgNVHQ4EFgQUj5j2qXRN
8Jo0HEncFckHCYbNgQwwHwYDVR0jBBgwFoAUj5j2qXRN8Jo0HEncFckHCYbNgQww
DwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQArsAXR9QCR1N/LSHGMeUDgFCnAaRwI
lI31oaErsMslrFqrsZvhOoyL6XRdXEpqM3t38YMRbLuGF9R2h8jGcXkN
-----END CERTIFICATE-----
`
