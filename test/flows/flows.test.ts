// The flows by their specifications, against one started product.
import './authorization-code.checks.ts'
import './tokens.checks.ts'
import './logout.checks.ts'
