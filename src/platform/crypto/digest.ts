import { hash, timingSafeEqual } from 'node:crypto'

/** SHA-256: how bearer values (codes, refresh tokens, session secrets, tickets) are stored. */
export const digest = (text: string): Buffer => hash('sha256', text, 'buffer')

/** Compares two secrets in constant time, whatever their lengths. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))
