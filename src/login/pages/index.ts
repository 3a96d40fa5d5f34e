/**
 * How pages look and which headers they carry. Owns the one template, the style sheet, colours and the way a tenant's brand enters.
 * Knows no steps: a page is a `Card`, and every value in it is escaped.
 */
export { brandOf, type Brand } from './brand.ts'
export type { Button, Card, Field, Form } from './card.ts'
export { formTargetsOf } from './headers.ts'
export { page, spokenIn, type PageOptions } from './render.ts'
