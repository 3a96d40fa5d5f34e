/**
 * The recommendations of RFC 9700 (Best Current Practice for OAuth 2.0 Security), in our words, with exact section numbers.
 * Tests name the section in their titles; `proof` narrows a section's tests to those of one recommendation.
 */
export type Recommendation = {
  section: string
  what: string
  /** Only tests whose title matches show it. */
  proof?: RegExp
  /** What is missing, and why. */
  notYet?: string
}

export const recommendations: readonly Recommendation[] = [
  { section: '2.1', what: 'Redirect URIs are compared by exact string matching; only the port of a native application\'s loopback address may vary.', proof: /character by character|loopback/ },
  { section: '2.1', what: 'A client that knows several issuers can tell whose answer it holds (`iss`, RFC 9207).', proof: /issuer/ },
  { section: '2.1.1', what: 'Public clients must use PKCE.', proof: /public applications/ },
  { section: '2.1.1', what: 'A challenge that was sent is enforced: its verifier is required.', proof: /verifier is required/ },
  { section: '2.1.1', what: 'PKCE is supported and can be found out (metadata lists the challenge methods).', proof: /find out/ },
  { section: '2.1.1', what: 'A code is used once; a second use fails and revokes what the first one led to.', proof: /replay/, notYet: 'access tokens that are JWTs stay valid until they expire: no API asks this server about them.' },
  { section: '2.1.2', what: 'The implicit grant and other answers with tokens in the address should not be used.', proof: /through the browser/, notYet: 'they exist for compatibility, for applications registered for them only, in fragments and forms; a new application is registered for them unless its creator says otherwise, as the real service does.' },
  { section: '2.2.1', what: 'Access tokens should be sender-constrained (mutual TLS, DPoP).', notYet: 'an option of each application and API; bearer tokens stay the default, as clients of the real service expect.' },
  { section: '2.2.2', what: 'Refresh tokens of public clients are sender-constrained or rotate, and reuse is detected.', proof: /rotating|with a key/, notYet: 'rotation is a setting of the application; without it a new public application has tokens that do not rotate, as the real service does.' },
  { section: '2.3', what: 'Tokens carry the least privileges and name the API they are for.' },
  { section: '2.4', what: 'The resource owner password credentials grant must not be used.', proof: /password grant/, notYet: 'it exists for compatibility, off unless an administrator registers an application for it.' },
  { section: '2.5', what: 'Clients authenticate where they can; asymmetric methods are preferred, and replayed assertions are refused.' },
  { section: '2.6', what: 'The authorization endpoint is closed to CORS; the token endpoint opens to registered origins only.', proof: /scripts/ },
  { section: '2.6', what: 'Metadata (RFC 8414) is published, so that clients need not be configured by hand.', proof: /find out/ },
  { section: '2.6', what: 'Authorization answers do not travel unencrypted: redirect URIs with http are for loopback only.', proof: /in the clear/, notYet: 'an administrator may register an http callback, as with the real service; cookies and this server\'s own addresses are https throughout.' },
  { section: '4.1.3', what: 'Redirect URIs are complete and exact; wildcards are few, narrow and refused where they could match too much.' },
  { section: '4.2.4', what: 'Pages with codes or states in their address load nothing foreign and send no Referer.' },
  { section: '4.3.1', what: 'Codes in histories are worthless: short-lived and used once.', proof: /not reused/ },
  { section: '4.3.2', what: 'Access tokens are neither sent nor accepted in the query.' },
  { section: '4.4.2.1', what: 'Mix-up: every authorization answer names its issuer, and issuers are distinct.' },
  { section: '4.4.2.2', what: 'Mix-up: where `iss` is missing, clients use distinct redirect URIs for each issuer.', notYet: 'nothing for a server to do: `iss` is sent unless a tenant turns it off by name.' },
  { section: '4.5', what: 'A code is bound to its client, which authenticates, and to its tenant.' },
  { section: '4.5.3', what: 'The redirect URI of the token request is that of the authorization request.' },
  { section: '4.5.3.1', what: 'PKCE: an injected code fails at the token endpoint.' },
  { section: '4.5.3.2', what: 'Nonce: it comes back unchanged, for the client to compare.' },
  { section: '4.6.1', what: 'Access tokens from the browser are bound to something the client can verify (`at_hash`), or not used.' },
  { section: '4.7', what: 'Signing somebody in to an account that is not theirs gains nothing.' },
  { section: '4.7.1', what: 'State comes back exactly; every form here carries a token of its own and is judged by Origin and Sec-Fetch-Site.' },
  { section: '4.8.2', what: 'PKCE downgrade: a verifier without a challenge is refused, and S256 and plain are not taken for one another.' },
  { section: '4.9.3', what: 'A token leaked at one API is useless at others: see audience restriction (2.3, 4.10.2) and sender constraint (2.2.1).', notYet: 'no test of its own beyond those.' },
  { section: '4.10.1', what: 'Stolen tokens: sender-constrained access tokens.' },
  { section: '4.10.2', what: 'Stolen tokens: audience-restricted access tokens.' },
  { section: '4.11.1', what: 'Clients are no open redirectors.', notYet: 'nothing for a server to do.' },
  { section: '4.11.2', what: 'The server is no open redirector: unknown clients and addresses end on a page; logout and links go to registered places.', notYet: 'errors of a request with a registered address are sent there without a click, also for third-party applications (`redirection_policy` is stored and not yet applied).' },
  { section: '4.12', what: 'A form with credentials is answered by 303 or 302, never by 307.' },
  { section: '4.13', what: 'Behind a proxy that ends TLS: forwarding headers are believed of configured proxies only.' },
  { section: '4.14.2', what: 'Refresh tokens are bound to client, scope and API, hard to guess, expire, rotate with reuse detection, and end with password change, logout of the application and revocation.' },
  { section: '4.15.1', what: 'Clients cannot choose an id, or get a subject, that could be taken for a person.' },
  { section: '4.16', what: 'No page may be framed (Content Security Policy, and X-Frame-Options for those without it).' },
  { section: '4.17.2', what: 'Answers by postMessage go to one exact, registered origin, and nothing is listened to.' },
]
