/** One order at an ACME server (RFC 8555): account, challenges over plain HTTP (section 8.3), certificate. */
import type { Settings } from '#kernel/setting.ts'
import type { SecretBox } from '#platform/crypto/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { acmeDirectory, acmeEmail, acmeKey, acmeKeyId } from './acme.settings.ts'
import { accountOf, dropChallenge, putChallenge, setAccountUrl } from './acme.store.ts'

export type OrderNeeds = { db: Database; secrets: SecretBox; settings: Settings }

/** Milliseconds for one call. */
const patience = 20_000

/** @returns PEM texts. Rejects with what the ACME server or the way to it had to say. */
export async function orderCertificate({ db, secrets, settings }: OrderNeeds, names: readonly string[]): Promise<{ certificate: string; private_key: string }> {
  // Large, and most appliances never order.
  const { default: acme } = await import('acme-client')
  const directoryUrl = settings.get(acmeDirectory)
  await requireReachable(directoryUrl)
  const account = await accountOf(db, directoryUrl, async () => secrets.seal((await acme.crypto.createPrivateEcdsaKey()).toString()))
  const [kid, hmacKey, email] = [settings.get(acmeKeyId), settings.get(acmeKey), settings.get(acmeEmail)]
  // What cannot be reached is tried again by the job, with pauses that are its own.
  Object.assign(acme.axios.defaults, { timeout: patience, acmeSettings: { httpChallengePort: 80, httpsChallengePort: 443, tlsAlpnChallengePort: 443, retryMaxAttempts: 1, retryDefaultDelay: 1 } })
  const client = new acme.Client({
    directoryUrl, accountKey: secrets.open(account.key_sealed), backoffAttempts: 15, backoffMin: 1_000, backoffMax: 10_000,
    ...(account.account_url === null ? {} : { accountUrl: account.account_url }), ...(kid === '' ? {} : { externalAccountBinding: { kid, hmacKey } }),
  })
  const [key, csr] = await acme.crypto.createCsr({ altNames: [...names] }, await acme.crypto.createPrivateEcdsaKey())
  const certificate = await client.auto({
    csr, ...(email === '' ? {} : { email }), termsOfServiceAgreed: true, challengePriority: ['http-01'],
    // Behind a balancer or a firewall the appliance may not reach itself by these names; the server looks anyway.
    skipChallengeVerification: true,
    async challengeCreateFn(_authorization, challenge, keyAuthorization) {
      if (challenge.type !== 'http-01') throw new Error(`The ACME server offers no challenge over HTTP, but ${challenge.type}.`)
      await putChallenge(db, challenge.token, keyAuthorization)
    },
    challengeRemoveFn: async (_authorization, challenge) => void (await dropChallenge(db, challenge.token)),
  })
  if (account.account_url === null) await setAccountUrl(db, directoryUrl, client.getAccountUrl())
  return { certificate, private_key: key.toString() }
}

/** The client's own words for it would help nobody. */
async function requireReachable(directoryUrl: string): Promise<void> {
  const response = await fetch(directoryUrl, { signal: AbortSignal.timeout(patience) }).catch((error: unknown) => {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
    throw new Error(`The ACME server at ${new URL(directoryUrl).host} could not be reached: ${cause?.code ?? (error as Error).name}.`)
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`The ACME server at ${new URL(directoryUrl).host} answered ${response.status} for its directory.`)
}
