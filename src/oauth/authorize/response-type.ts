/** OAuth 2.0 Multiple Response Types: which values come back through the browser; `none` asks for no value at all (section 4). */
export type ResponseType = { code: boolean; token: boolean; idToken: boolean }

/** Space-separated, in any order; undefined when unknown. */
export function readResponseType(text: string): ResponseType | undefined {
  const parts = text.split(' ').filter((part) => part !== '')
  if (parts.length === 1 && parts[0] === 'none') return { code: false, token: false, idToken: false }
  const type = { code: parts.includes('code'), token: parts.includes('token'), idToken: parts.includes('id_token') }
  const recognised = Number(type.code) + Number(type.token) + Number(type.idToken)
  return recognised > 0 && recognised === parts.length ? type : undefined
}

/** Values that must not stand in a query, where servers log them. */
export const frontChannel = (type: ResponseType): boolean => type.token || type.idToken
