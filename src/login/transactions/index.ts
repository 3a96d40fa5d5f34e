/**
 * Logins under way. Owns the table `login_transactions` and the browser's cookie. States: begun → person known → (consent asked → answered)
 * → finished, which deletes the row; each lasts an hour at most. Knows neither pages nor the protocol: what the protocol engine wants back,
 * it gives as opaque JSON.
 */
export { browserSecret, formRefusal, formToken, knownBrowser } from './browser.ts'
export type { ConsentRequest, LoginHints, LoginResult, Progress, Transaction } from './progress.ts'
export { advance, closeTransaction, closingPart, currentTransaction, currentTransactionFor, openTransaction } from './transaction.ts'
