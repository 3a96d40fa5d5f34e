/**
 * A store for the baseline that costs as little as a store can: maps in its own process. The adapter that comes with the library keeps the
 * tokens of a grant in a list that is walked at each write; this one does not, to the baseline's advantage. Counts what is asked of it.
 */
type Payload = Record<string, unknown> & { uid?: string; grantId?: string; consumed?: number }

/** Beyond this many the oldest entries go. */
const most = 200_000

const entries = new Map<string, Payload>()
const sessions = new Map<string, string>()
const grants = new Map<string, Set<string>>()

export const operations = { count: 0 }

export class MemoryAdapter {
  readonly #model: string

  constructor(model: string) {
    this.#model = model
  }

  #key(id: string): string {
    return `${this.#model}:${id}`
  }

  async upsert(id: string, payload: Payload): Promise<void> {
    operations.count += 1
    const key = this.#key(id)
    entries.set(key, payload)
    if (this.#model === 'Session' && payload.uid) sessions.set(payload.uid, id)
    if (payload.grantId) {
      const members = grants.get(payload.grantId) ?? new Set()
      grants.set(payload.grantId, members.add(key))
    }
    if (entries.size > most) entries.delete(entries.keys().next().value ?? '')
  }

  async find(id: string): Promise<Payload | undefined> {
    operations.count += 1
    return entries.get(this.#key(id))
  }

  async findByUid(uid: string): Promise<Payload | undefined> {
    return this.find(sessions.get(uid) ?? '')
  }

  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    operations.count += 1
    const entry = entries.get(this.#key(id))
    if (entry) entry.consumed = Math.floor(Date.now() / 1000)
  }

  async destroy(id: string): Promise<void> {
    operations.count += 1
    entries.delete(this.#key(id))
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    operations.count += 1
    for (const key of grants.get(grantId) ?? []) entries.delete(key)
    grants.delete(grantId)
  }
}
