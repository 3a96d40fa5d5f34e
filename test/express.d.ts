/** As much of Express as the tests use; its types are not worth a dependency. */
declare module 'express' {
  import type { RequestListener } from 'node:http'
  export type Request = { path: string; oidc: { isAuthenticated(): boolean; user?: Record<string, unknown>; idTokenClaims?: Record<string, unknown>; fetchUserInfo(): Promise<Record<string, unknown>> }; auth?: { payload: Record<string, unknown> } }
  export type Response = { json(body: unknown): void; status(code: number): Response }
  export type Next = (error?: unknown) => void
  export type Handler = (request: Request, response: Response, next: Next) => unknown
  export type Application = RequestListener & { use(...handlers: unknown[]): void; get(path: string, ...handlers: unknown[]): void }
  export default function express(): Application
}
