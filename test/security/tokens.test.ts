// Attacks on codes, tokens and keys, against one started product.
import './authorization-code.checks.ts'
import './refresh.checks.ts'
import './possession.checks.ts'
import './substitution.checks.ts'
import './forged-tokens.checks.ts'
import './strangers.checks.ts'
