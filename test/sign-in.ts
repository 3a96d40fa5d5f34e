/** Walks through whatever pages stand between /authorize and the application, as a person who fills in what is asked. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import type { Page, Visitor } from './visitor.ts'

export type SignInFields = { email: string; password: string }

/** Sends the person's name and password; ends where the appliance hands over to the application, or at a page that wants something else. */
export async function signIn(visitor: Visitor, authorizeUrl: URL | string, person: SignInFields): Promise<Page> {
  return throughPages(visitor, await visitor.visit(authorizeUrl), person)
}

export async function throughPages(visitor: Visitor, first: Page, person: SignInFields): Promise<Page> {
  let page = first
  for (let steps = 0; steps < 6 && !page.left; steps += 1) {
    const form = page.forms.find(({ fields }) => 'username' in fields || 'password' in fields)
    if (!form || page.status >= 400) return page
    const answers: Record<string, string> = {}
    if ('username' in form.fields) answers['username'] = person.email
    if ('password' in form.fields) answers['password'] = person.password
    page = await visitor.submit(page, answers)
  }
  return page
}

export const random = (): string => randomBytes(24).toString('base64url')
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

export function authorizeUrl(origin: string, parameters: Record<string, string>): URL {
  return new URL(`/authorize?${new URLSearchParams({ response_type: 'code', scope: 'openid profile email', ...parameters })}`, origin)
}

/** The parameters the application got back. */
export function returned(page: Page): URLSearchParams {
  assert.ok(page.left, `the person was not sent back to the application; HTTP ${page.status} at ${page.url}:\n${page.html.slice(0, 2000)}`)
  return page.left.searchParams
}

export type TokenAnswer = { status: number; headers: Headers; body: Record<string, unknown> & { access_token?: string; refresh_token?: string; id_token?: string; scope?: string; error?: string; error_description?: string } }

/** POST /oauth/token as a form. */
export async function token(origin: string, parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<TokenAnswer> {
  const response = await fetch(`${origin}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(parameters) })
  return { status: response.status, headers: response.headers, body: (await response.json()) as TokenAnswer['body'] }
}

/** The claims of a JWT, unverified: for tests that look at what was said, beside those that verify. */
export function claimsOf(jwt: string | undefined): Record<string, unknown> {
  assert.ok(jwt && jwt.split('.').length === 3, `not a JWT: ${jwt}`)
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}
export function headerOf(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>
}
