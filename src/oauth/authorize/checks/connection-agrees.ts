/** A request for one connection is not served by a session that began in another: the person would be somebody else's. */
import { InteractionNeeded } from '../errors.ts'
import type { PersonKnown } from '../phases.ts'

export function connectionAgrees({ connection, presence }: PersonKnown): void {
  if (connection && presence.by === 'session' && presence.session.connection !== connection.name) throw new InteractionNeeded('login')
}
