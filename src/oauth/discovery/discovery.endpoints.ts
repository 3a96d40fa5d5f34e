import { endpoint, type HttpReply } from '#kernel/exchange.ts'
import { publicKeys } from '#resources/keys/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { metadata } from './metadata.ts'

/** Seconds that caches may hold a document: short enough that a key rotation is seen before the next key signs. */
const cacheFor = 15

const published = (document: unknown): HttpReply => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': `public, max-age=${cacheFor}, stale-while-revalidate=15, stale-if-error=86400` },
  body: JSON.stringify(document),
})

export const discoveryEndpoints = [
  endpoint<TenantContext>({
    name: 'oauth.openidConfiguration',
    http: 'GET /.well-known/openid-configuration',
    about: 'OpenID Connect Discovery 1.0.',
    authority: 'tenant',
    takesCertificates: true,
    cors: 'public',
    handle: async (_request, ctx) => published(metadata(ctx)),
  }),
  endpoint<TenantContext>({
    name: 'oauth.authorizationServer',
    http: 'GET /.well-known/oauth-authorization-server',
    about: 'Authorization server metadata, RFC 8414.',
    authority: 'tenant',
    takesCertificates: true,
    cors: 'public',
    handle: async (_request, ctx) => published(metadata(ctx)),
  }),
  endpoint<TenantContext>({
    name: 'oauth.jwks',
    http: 'GET /.well-known/jwks.json',
    about: 'The public keys that verify this tenant\'s tokens, RFC 7517.',
    authority: 'tenant',
    takesCertificates: true,
    cors: 'public',
    handle: async (_request, ctx) => {
      const keys = await publicKeys(ctx)
      const bare = tenantSettings(ctx).flags?.remove_alg_from_jwks === true
      return published({ keys: bare ? keys.map(({ alg: _alg, ...key }) => key) : keys })
    },
  }),
]
