// Official SDKs and certified clients, unmodified, against one started product.
import './management.checks.ts'
import './management-people.checks.ts'
import './express.checks.ts'
import './openid-client.checks.ts'
import './openid-client-grants.checks.ts'
import './authentication.checks.ts'
