// What many ask for at once, against one started product of four processes.
import './redemptions.checks.ts'
import './load.checks.ts'
