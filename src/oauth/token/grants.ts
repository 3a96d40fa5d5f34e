/** Every grant this server knows. A new one is a file in `grants/` and a line here. */
import type { Grant } from './grant.ts'
import { clientCredentials } from './grants/client-credentials.ts'

export const grants: ReadonlyMap<string, Grant> = new Map([clientCredentials].map((grant) => [grant.type, grant]))
