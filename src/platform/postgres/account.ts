/** Under which uid Postgres runs. It refuses root, and it needs a uid that exists in passwd. */
import { readFileSync } from 'node:fs'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

export type Account = {
  name: string
  uid: number
  gid: number
  /** Another uid than ours: we are root and must hand things over. */
  foreign: boolean
}

/** @param owner uid that owns an existing cluster; a cluster keeps its owner, even if `bailiwick` is added later. */
export function chooseAccount(owner?: number): Account {
  const own = process.getuid?.()
  if (own === undefined) return { name: 'self', uid: -1, gid: -1, foreign: false }
  if (own !== 0) {
    if (owner !== undefined && owner !== own) {
      throw new StartFailure(exitCodes.cannotCreate, `The database files belong to ${accountOf(owner)?.name ?? `uid ${owner}`}, not to the user who starts Bailiwick; start it as that user or as root.`)
    }
    return { name: accountOf(own)?.name ?? String(own), uid: own, gid: process.getgid?.() ?? own, foreign: false }
  }
  const kept = owner !== undefined && owner !== 0 ? accountOf(owner) : undefined
  const chosen = kept ?? passwd().find((entry) => entry.name === 'bailiwick' && entry.uid !== 0) ?? passwd().find((entry) => entry.name === 'nobody')
  if (!chosen) {
    throw new StartFailure(exitCodes.unavailable, 'Postgres does not run as root, and this machine has neither a user "bailiwick" nor "nobody"; add one with "useradd --system bailiwick", or start Bailiwick as an ordinary user.')
  }
  return { ...chosen, foreign: true }
}

type Entry = { name: string; uid: number; gid: number }

function accountOf(uid: number): Entry | undefined {
  return passwd().find((entry) => entry.uid === uid)
}

function passwd(): Entry[] {
  let text: string
  try {
    text = readFileSync('/etc/passwd', 'utf8')
  } catch {
    return []
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}
