import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { heldClock } from '#platform/clock/index.ts'
import { createLogger, quietLogger } from '#platform/log/index.ts'
import { cert, key } from './certificate.fixture.ts'
import { createMailer, MailFailure, type SmtpOptions } from './index.ts'

const letter = { to: 'ann@example.com', subject: 'Grüße', html: '<p>https://x.example/?ticket=s3cret</p>', text: 'https://x.example/?ticket=s3cret' }

describe('outbox', () => {
  let folder: string
  const lines: string[] = []
  const clock = heldClock(new Date('2026-05-04T03:02:01.007Z'))
  const mailer = () => createMailer({ outboxDir: join(folder, 'outbox'), log: createLogger({ write: (line) => lines.push(line) }), clock })
  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'mail-'))))
  after(() => rm(folder, { recursive: true }))

  it('writes one private file a message, also within one millisecond', async () => {
    await Promise.all(Array.from({ length: 5 }, () => mailer().send(letter)))
    const names = (await readdir(join(folder, 'outbox'))).sort()
    assert.equal(names.length, 5)
    assert.ok(names.includes('20260504T030201.007Z-ann@example.com.eml'), names.join())
    const path = join(folder, 'outbox', names[0]!)
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    const parsed = await simpleParser(await readFile(path))
    assert.equal(parsed.subject, 'Grüße')
    assert.match(parsed.text ?? '', /ticket=s3cret/)
    assert.match(String(parsed.html), /ticket=s3cret/)
    assert.equal(parsed.date?.toISOString(), '2026-05-04T03:02:01.000Z')
  })

  it('logs the file and never the link', () => {
    assert.ok(lines.length >= 5)
    assert.match(lines[0]!, /outbox\/20260504T/)
    assert.doesNotMatch(lines.join(''), /s3cret/)
  })

  it('refuses more than one recipient and header lines in an address', async () => {
    for (const to of ['a@x.example, b@y.example', 'a@x.example;b@y.example', 'a@x.example\r\nBcc: b@y.example', 'A <a@x.example>', 'nobody', '']) {
      await assert.rejects(mailer().send({ ...letter, to }), MailFailure, to)
    }
  })

  it('cannot be led out of its folder by an address', async () => {
    await mailer().send({ ...letter, to: '../../../x/y@example.com' })
    assert.ok((await readdir(join(folder, 'outbox'))).some((name) => name.endsWith('-.._.._.._x_y@example.com.eml')))
  })
})

describe('SMTP', () => {
  const received: { raw: string; user: string | undefined; secure: boolean; to: string[] }[] = []

  /** The real server of the smtp-server package, on a free port. */
  async function server(over: SMTPServerOptions) {
    const smtp = new SMTPServer({
      authMethods: ['PLAIN'],
      onAuth: (auth, _session, done) =>
        auth.method === 'PLAIN' && auth.username === 'bailiwick' && auth.password === 'correct' ? done(null, { user: auth.username }) : done(new Error('wrong')),
      onData(stream, session, done) {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          received.push({ raw: Buffer.concat(parts).toString(), user: session.user, secure: session.secure, to: session.envelope.rcptTo.map((rcpt) => rcpt.address) })
          done()
        })
      },
      ...over,
    })
    smtp.on('error', () => {})
    smtp.listen(0, '127.0.0.1')
    await once(smtp.server, 'listening')
    return { port: (smtp.server.address() as AddressInfo).port, close: () => new Promise<void>((closed) => smtp.close(closed)) }
  }

  const mailer = (smtp: SmtpOptions) => createMailer({ outboxDir: '/nowhere', smtp, from: 'id@example.com', log: quietLogger, clock: heldClock() })

  it('authenticates with PLAIN and delivers both parts', async () => {
    const smtp = await server({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
    await mailer({ host: '127.0.0.1', port: smtp.port, security: 'none', user: 'bailiwick', password: 'correct' }).send({ ...letter, from: { name: 'Example, Inc.', address: 'x@elsewhere.example' } })
    const got = received.pop()!
    assert.equal(got.user, 'bailiwick')
    assert.deepEqual(got.to, ['ann@example.com'])
    const parsed = await simpleParser(got.raw)
    assert.equal(parsed.from?.text, '"Example, Inc." <id@example.com>')
    assert.match(parsed.text ?? '', /s3cret/)
    assert.match(String(parsed.html), /s3cret/)
    await assert.rejects(mailer({ host: '127.0.0.1', port: smtp.port, security: 'none', user: 'bailiwick', password: 'wrong' }).send(letter), /did not take the message/)
    await smtp.close()
  })

  it('goes no further without STARTTLS where it is required, and verifies the certificate', async () => {
    const plain = await server({ disabledCommands: ['STARTTLS'], authOptional: true })
    await assert.rejects(mailer({ host: '127.0.0.1', port: plain.port, security: 'starttls' }).send(letter), MailFailure)
    await plain.close()
    // The package's own certificate is nobody's: it must not be believed.
    const offering = await server({ authOptional: true })
    await assert.rejects(mailer({ host: '127.0.0.1', port: offering.port, security: 'starttls' }).send(letter), MailFailure)
    await offering.close()
    assert.equal(received.length, 0)
  })

  it('uses STARTTLS with a certificate it was told to trust', async () => {
    const smtp = await server({ key, cert })
    await mailer({ host: 'localhost', port: smtp.port, security: 'starttls', user: 'bailiwick', password: 'correct', ca: cert }).send(letter)
    const got = received.pop()!
    assert.equal(got.secure, true)
    assert.equal(got.user, 'bailiwick')
    await smtp.close()
  })

  it('says in a sentence that nobody listens', async () => {
    const smtp = await server({})
    await smtp.close()
    await assert.rejects(mailer({ host: '127.0.0.1', port: smtp.port, security: 'none' }).send(letter), new RegExp(`127.0.0.1:${smtp.port} did not take the message`))
  })
})
