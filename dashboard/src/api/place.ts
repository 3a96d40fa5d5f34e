/** What the server tells the page to begin with: where people sign in, and as which application this is. See `src/surfaces/manage/page.ts`. */
export type Place = { authority: string; client_id: string; audience: string; scope: string; tenant_host: string; secure_origin: string; idle_minutes: number }

const said = document.querySelector<HTMLMetaElement>('meta[name="bailiwick-place"]')?.content

export const place: Place = said ? (JSON.parse(said) as Place) : { authority: '', client_id: '', audience: '', scope: '', tenant_host: '<tenant>.example', secure_origin: location.origin, idle_minutes: 0 }

/** For the styles that components write while they run. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
