// Attacks on people, their browsers and their sessions, against one started product.
import './forgery.checks.ts'
import './sessions.checks.ts'
import './logout.checks.ts'
import './pages.checks.ts'
import './enumeration.checks.ts'
