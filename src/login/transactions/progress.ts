/** What the application asked of the pages; all optional parameters of the authorization request. */
export type LoginHints = {
  loginHint?: string | undefined
  screenHint?: string | undefined
  prompt?: string | undefined
  /** Space-separated BCP 47 tags, most wanted first. */
  uiLocales?: string | undefined
  connection?: string | undefined
  organization?: string | undefined
  /** Ticket of an invitation to the organization. */
  invitation?: string | undefined
  /** Space-separated `acr` values that the application would like, most wanted first; voluntary (OpenID Connect Core section 3.1.2.1). */
  acrValues?: string | undefined
}

/** Who the person turned out to be, and how that is known. */
export type LoginResult = {
  userId: string
  /** Name of the connection. */
  connection: string
  authenticatedAt: Date
  amr: string[]
  /** Whether the session outlives the browser. */
  persistent: boolean
}

/** What an application wants to be allowed. */
export type ConsentRequest = {
  audience: string
  scopes: { name: string; description?: string | undefined }[]
  /** Rich authorization details (RFC 9396): what kind, and what the application said of it, a line each. */
  details?: { type: string; lines: string[] }[]
}

export type StoredRequest = {
  hints: LoginHints
  protocol: unknown
  /** Name of the connection whose people were expected when the login began: where to look while the transaction is read. No more than a guess. */
  database?: string | undefined
}

export type Progress = {
  /** `authenticatedAt` as ISO text. */
  result?: Omit<LoginResult, 'authenticatedAt'> & { authenticatedAt: string }
  consentRequest?: ConsentRequest
  consent?: 'accepted' | 'denied' | null
}

export type Transaction = {
  state: string
  clientId: string | undefined
  hints: LoginHints
  protocol: unknown
  progress: Progress
}
