/**
 * One HTTP exchange as the rest of the product sees it; `platform/http` is the only folder that knows the library below.
 */

/** Which authority a host name stands for. */
export type Authority =
  /** A tenant's own host: protocol endpoints, login pages, Management API. */
  | 'tenant'
  /** The dashboard host, `manage.<base>`: configuration area. */
  | 'manage'

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export type HttpRequest = {
  method: HttpMethod
  /** Path without the query, undecoded. */
  path: string
  /** Path parameters, decoded once after routing. */
  params: Record<string, string>
  /** Query parameters in the order sent; a duplicate is an array of all values. */
  query: Record<string, string | string[]>
  /** Lower-case names. */
  headers: Record<string, string | undefined>
  cookies: Record<string, string>
  /** JSON or form body, parsed; undefined when there was none. Duplicate form fields are arrays. */
  body: unknown
  /** `application/json`, `application/x-www-form-urlencoded` or undefined; parameters are cut off. */
  contentType: string | undefined
  /** The client's address, after trusted proxies have been taken into account. */
  ip: string
  /** Scheme, host and port that the client used and that links and issuers must carry: `https://main.example:8443`, no slash at the end. */
  origin: string
  /** Host name without port, lower case. */
  hostname: string
  /** True over TLS, or over TLS as a trusted proxy says. */
  secure: boolean
  /**
   * The certificate that the client showed in the TLS handshake, at our own port for them or as a trusted proxy reports it; absent when it showed none.
   * `verified`: its chain leads to an authority that the appliance, or the proxy, trusts.
   */
  clientCertificate?: { pem: string; verified: boolean } | undefined
  /** Reference id: in every error body and page, and in the log. */
  id: string
}

export type Cookie = {
  name: string
  value: string
  /** Seconds; absent means until the browser closes; 0 deletes. */
  maxAge?: number
  sameSite?: 'None' | 'Lax' | 'Strict'
  secure?: boolean
  httpOnly?: boolean
  path?: string
}

export type HttpReply = {
  status: number
  headers?: Record<string, string>
  cookies?: Cookie[]
  /** A string is sent as it is (set content-type); a `Download` as a file, piece by piece; any other object as JSON; undefined is an empty body. */
  body?: unknown
}

/** How browsers on other origins may call an endpoint. */
export type Cors =
  /** Any origin, no credentials: public documents. */
  | 'public'
  /** The client applications' allowed origins. Protocol endpoints called by single-page applications. */
  | 'clients'
  | undefined

/**
 * One HTTP endpoint outside the Management API. Declared beside its handler, listed in `modules.ts`.
 * Management API operations are declared with `resource()` instead and become endpoints in `surfaces/api`.
 */
export type Endpoint<Context> = {
  /** `oauth.token`, `login.password`: unique; in logs, metrics and the reference. */
  name: string
  /** `POST /oauth/token`; path parameters as `:name`. */
  http: `${HttpMethod} /${string}`
  about: string
  authority: Authority
  cors?: Cors
  /** Answers at the port for client certificates as well, where there is one. */
  takesCertificates?: true
  handle: (request: HttpRequest, context: Context) => Promise<HttpReply>
}

/** Identity function that gives the literal its type. */
export const endpoint = <Context>(declaration: Endpoint<Context>): Endpoint<Context> => declaration

/** The single value of a query or body member: undefined when absent; the first of duplicates never wins silently, callers check with `duplicates`. */
export function single(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
