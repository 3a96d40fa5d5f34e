/** For tests that need the dashboard itself: builds it unless it is there. Of files that run at once one builds and the others wait. */
import { ensureDashboard } from '../../tools/dashboard.ts'

await ensureDashboard()
