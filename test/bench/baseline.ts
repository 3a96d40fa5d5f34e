/** Starts the baseline's process and signs the same number of people in. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { authorizeUrl, returned } from '../sign-in.ts'
import { visitor } from '../visitor.ts'
import type { BaselineOrder } from './baseline.process.ts'
import { audience, callback, peopleCount, type Site } from './site.ts'

export type Baseline = Site & {
  /** What its store has been asked since the start. */
  operations(): Promise<number>
}

export async function startBaseline(order: { hostname: string; tls: BaselineOrder['tls'] | undefined; ca: string | undefined }): Promise<Baseline> {
  const machine = { id: 'machine', secret: 'a-secret-of-the-machine-of-forty-three-char' }
  const web = { id: 'web', secret: 'a-secret-of-the-web-app-of-forty-three-char' }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'baseline.process.ts')], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  process.once('exit', () => child.kill('SIGKILL'))
  const { hostname, tls, ca } = order
  const { port } = await ask<{ port: number }>(child, { start: { hostname, machine, web, ...(tls && { tls }) } })
  const origin = `${tls ? 'https' : 'http'}://${hostname}:${port}`

  const cookies: string[] = []
  for (let number = 0; number < peopleCount; number += 1) {
    const who = visitor()
    const url = authorizeUrl(origin, { client_id: web.id, redirect_uri: callback, scope: 'openid profile email', resource: audience, login_hint: String(number), code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' })
    url.pathname = '/auth'
    returned(await who.visit(url))
    cookies.push(Object.entries(who.cookies(`${origin}/auth`)).map(([cookie, value]) => `${cookie}=${value}`).join('; '))
  }

  return {
    name: 'baseline',
    target: { port, host: `${hostname}:${port}`, ...(tls && ca !== undefined && { ca }) },
    paths: { authorize: '/auth', token: '/token', userinfo: '/me', discovery: '/.well-known/openid-configuration' },
    audienceParameter: 'resource',
    machine,
    web,
    cookies,
    processes: () => ({ worker: [child.pid!], database: [], other: [] }),
    operations: async () => (await ask<{ operations: number }>(child, { operations: true })).operations,
    async stop() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
    },
  }
}

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
  const answer = once(child, 'message')
  child.send(message)
  return ((await answer) as [T])[0]
}
