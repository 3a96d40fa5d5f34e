/**
 * Password hashes: argon2id with 19 MiB, two passes, one lane (OWASP's first recommendation); bcrypt hashes from elsewhere are verified
 * as they are and reported for rehashing. A running hash holds 19 MiB, so no more than `concurrency` run at once in a process.
 */
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2'
import { verify as bcryptVerify } from '@node-rs/bcrypt'

export type PasswordHasher = {
  hash(password: string): Promise<string>
  /** `rehash` is true when the stored form is weaker than today's; a hash of unknown form never verifies. */
  verify(hash: string, password: string): Promise<{ ok: boolean; rehash: boolean }>
  /** Spends the time of a verification, so that an unknown user answers no faster than a wrong password. */
  waste(password: string): Promise<void>
}

/** 2 is Algorithm.Argon2id, an ambient const enum that cannot be imported. */
const parameters = { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1 }
const present = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/

export function createPasswordHasher(concurrency = 4): PasswordHasher {
  const limited = limiter(concurrency)
  let decoy: Promise<string> | undefined
  return {
    hash: (password) => limited(() => argon2Hash(password, parameters)),
    async verify(hash, password) {
      if (/^\$2[aby]\$/.test(hash)) return { ok: await limited(() => bcryptVerify(password, hash)), rehash: true }
      if (!hash.startsWith('$argon2')) return { ok: false, rehash: false }
      return { ok: await limited(() => argon2Verify(hash, password)), rehash: !present.test(hash) }
    },
    async waste(password) {
      decoy ??= argon2Hash('nobody has this password', parameters)
      const hash = await decoy
      await limited(() => argon2Verify(hash, password))
    },
  }
}

/** At most `most` of the given acts run at once; the others wait their turn in order. */
function limiter(most: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(act: () => Promise<T>): Promise<T> => {
    if (running >= most) await new Promise<void>((turn) => waiting.push(turn))
    else running += 1
    try {
      return await act()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
