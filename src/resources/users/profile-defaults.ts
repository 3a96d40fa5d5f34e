/** Name, nickname and picture of somebody who gave none. */
import { createHash } from 'node:crypto'
import type { User } from './user.ts'

type Given = Pick<User, 'email' | 'username' | 'phone_number' | 'name' | 'nickname' | 'picture'>

export function withDefaults(given: Given): Pick<User, 'name' | 'nickname' | 'picture'> {
  const handle = given.email ?? given.username ?? given.phone_number
  return {
    name: given.name ?? handle,
    nickname: given.nickname ?? (given.email ? localPart(given.email) : handle),
    picture: given.picture ?? (handle ? gravatar(handle) : null),
  }
}

const localPart = (email: string): string => email.slice(0, email.lastIndexOf('@'))

/** Gravatar asks for MD5 of the lower-case address; it protects nothing here. */
export function gravatar(handle: string): string {
  const digest = createHash('md5').update(handle.trim().toLowerCase()).digest('hex')
  return `https://s.gravatar.com/avatar/${digest}?s=480&r=pg&d=mp`
}
