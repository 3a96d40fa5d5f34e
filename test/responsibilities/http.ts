/** The configuration area over HTTPS on a free port, with the real gate and database; a token is the name of who calls. */
import type { Endpoint } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { scratchServers, type ScratchContext } from '#platform/http/scratch.ts'
import { applianceAudience, applianceEndpoints } from '#surfaces/appliance/index.ts'
import type { OperatorCaller } from '#responsibilities/context/index.ts'
import type { Implemented } from '#kernel/operation.ts'
import type { ResponsibilitiesOptions } from '#responsibilities/index.ts'
import { whole, type Whole } from './whole.ts'

// Answers are looked at member by member.
// oxlint-disable-next-line typescript/no-explicit-any
export type Reply = { status: number; json: any }
export type Area = Whole & {
  /** `POST /tasks` */
  call(who: OperatorCaller | undefined, route: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  shut(): Promise<void>
}

export async function area(settings?: Record<string, unknown>, over: Partial<ResponsibilitiesOptions> = {}): Promise<Area> {
  const w = await whole(settings, over)
  const audience = applianceAudience(w.t.process.addresses)
  const endpoints = applianceEndpoints({
    resources: w.responsibilities.resources as unknown as Implemented<never>[] as never,
    permit: w.responsibilities.permit,
    recordEvent: async () => {},
    async verifyToken(_ctx, token) {
      const { user, client } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { user?: string; client?: string }
      return { sub: user ?? `${client}@clients`, azp: client ?? 'dashboard', aud: audience, scope: 'read:appliance update:appliance', ...(user ? {} : { gty: 'client-credentials' }) }
    },
  }) as unknown as Endpoint<ScratchContext>[]
  const server = await scratchServers(endpoints, {
    contextFor: (request) => ({ ...w.t.ctx, settings: w.office.settings, request }) satisfies TenantContext,
  })
  return {
    ...w,
    async call(who, route, body, headers = {}) {
      const [method, path] = route.split(' ') as [string, string]
      const token = who && Buffer.from(JSON.stringify({ user: who.person?.userId, client: who.client })).toString('base64url')
      const { status, json } = await server.ask({
        method, path: `/api/appliance/v1${path}`, host: 'manage.example.test',
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status, json }
    },
    async shut() {
      await server[Symbol.asyncDispose]()
      await w.responsibilities.tasks.idle()
      await w.close()
    },
  }
}
