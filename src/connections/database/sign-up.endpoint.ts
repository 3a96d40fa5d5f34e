import { endpoint, type HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { User } from '#resources/users/index.ts'
import { asked } from './asked.ts'
import { signUp, type SignUpInput } from './sign-up.ts'
import { badRequest, headers, refusal, sentBy, textOf, type Sent } from './wire.ts'

export const signUpEndpoint = endpoint<TenantContext>({
  name: 'database.signUp',
  http: 'POST /dbconnections/signup',
  about: 'Creates a user with a password in a database connection.',
  authority: 'tenant',
  cors: 'clients',
  async handle(request, ctx): Promise<HttpReply> {
    const sent = sentBy(request)
    const found = await asked(ctx, sent, true)
    if ('error' in found) return badRequest(found.error)
    const input = inputOf(sent)
    if ('error' in input) return badRequest(input.error)
    try {
      return { status: 200, headers, body: created(await signUp(ctx, found.connection, input, found.client), input) }
    } catch (error) {
      return refusal(error)
    }
  },
})

const attributes = ['given_name', 'family_name', 'name', 'nickname', 'picture'] as const
/** As documented for user_metadata at sign-up: few and short, because anybody can send them. */
const metadataLimits = { members: 10, length: 500 }

function inputOf(sent: Sent): SignUpInput | { error: string } {
  const email = textOf(sent, 'email')
  const password = textOf(sent, 'password')
  const username = textOf(sent, 'username')
  if (email === undefined || email === '') return { error: 'email is required' }
  if (password === undefined || password === '') return { error: 'password is required' }
  const metadata = metadataOf(sent['user_metadata'])
  if (metadata === undefined) return { error: `user_metadata must have at most ${metadataLimits.members} members, each a text of at most ${metadataLimits.length} characters` }
  const profile = attributes.map((name) => [name, textOf(sent, name)] as const).filter(([, value]) => value !== undefined && value !== '')
  if (profile.some(([name, value]) => value!.length > (name === 'picture' ? 2048 : 300))) return { error: 'a profile attribute is too long' }
  return { email, password, ...(username === undefined ? {} : { username }), ...Object.fromEntries(profile), user_metadata: metadata }
}

function metadataOf(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  const entries = Object.entries(value)
  const short = (text: unknown) => typeof text === 'string' && text.length <= metadataLimits.length
  return entries.length <= metadataLimits.members && entries.every(([name, text]) => name.length <= 100 && short(text)) ? Object.fromEntries(entries) : undefined
}

/** `_id` is the id without its provider prefix. */
function created(user: User, input: SignUpInput): Record<string, unknown> {
  return {
    _id: user.user_id.slice(user.user_id.indexOf('|') + 1),
    ...(user.email === null ? {} : { email: user.email, email_verified: user.email_verified }),
    ...(user.username === null ? {} : { username: user.username }),
    ...Object.fromEntries(attributes.filter((name) => input[name] !== undefined).map((name) => [name, input[name]])),
    ...(Object.keys(input.user_metadata ?? {}).length === 0 ? {} : { user_metadata: user.user_metadata }),
  }
}
