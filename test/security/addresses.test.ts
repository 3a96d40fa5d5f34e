// Attacks by where a request comes from and where it leads to, against one started product.
import './open-redirect.checks.ts'
import './framing.checks.ts'
import './oversized.checks.ts'
import './management.checks.ts'
import './hosts.checks.ts'
