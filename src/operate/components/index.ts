/**
 * The open source components of which this appliance consists, with their licences, read from what is really installed beside it.
 *
 * Owns nothing. Knows where packages lie; what a package is for stands in docs/decisions/dependencies.md.
 */
export { components } from './components.handlers.ts'
export { installedComponents, licenceText, type Component } from './installed.ts'
