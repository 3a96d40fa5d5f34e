/** How an answer travels: OAuth 2.0 Multiple Response Types section 2.1, Form Post, web_message, and their signed forms (JARM section 2.3). */
import type { ResponseMode } from './phases.ts'
import { frontChannel, readResponseType } from './response-type.ts'

const plain = ['query', 'fragment', 'form_post', 'web_message'] as const
const signedForms = { 'query.jwt': 'query', 'fragment.jwt': 'fragment', 'form_post.jwt': 'form_post', jwt: undefined } as const

export const isResponseMode = (value: string): boolean => plain.some((mode) => mode === value) || Object.hasOwn(signedForms, value)

/** The mode errors travel in, too. An unknown one travels in the default of its response type, and so does a query that would show tokens. */
export function readResponseMode(asked: string | undefined, responseType: string | undefined): { mode: ResponseMode; signed: boolean } {
  const type = readResponseType(responseType ?? '')
  const fallback = type && frontChannel(type) ? 'fragment' : 'query'
  const signed = asked !== undefined && Object.hasOwn(signedForms, asked)
  const wanted = signed ? (signedForms[asked as keyof typeof signedForms] ?? fallback) : plain.find((mode) => mode === asked)
  return { mode: wanted === undefined || wanted === 'query' ? fallback : wanted, signed }
}
