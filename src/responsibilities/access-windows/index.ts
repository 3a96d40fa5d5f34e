/**
 * The provider's way in, which is shut unless the subscriber opened it. Owns `access_windows`; no row of it is ever deleted.
 *
 * States: requested → open (by the subscriber; or, broken glass, by a second person of the accountable party) → closed (by somebody) or ended
 * (by the clock); requested → declined, also when its time passes before anybody decided. A window covers rows of the matrix, from–to, in one
 * environment. Its end is looked at on each request;
 * besides, a job ends the sessions of the provider's people within seconds. Broken glass leaves a review that stays open until it is signed.
 * Where one organisation is both parties there are no windows to ask for.
 * Does not know how sessions are ended: that comes as a function.
 */
export { breakGlass, closeWindow, declineWindow, openReviews, openWindow, requestWindow, reviewWindow, type WindowRequest } from './windows.ts'
export { findWindow, listWindows, signInRefusal, windowCovering } from './find.ts'
export { endDueWindows, windowsJob } from './ending.ts'
export type { AccessWindow } from './windows.store.ts'
export { accessWindows } from './access-windows.handlers.ts'
