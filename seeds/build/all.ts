// Rebuilds every file of seeds/ from seeds/sources: `npm run seeds`. No network; the same input gives the same bytes.
import { buildBasemap, buildDivisionOutlines } from './basemap.ts'
import { buildDemo } from './demo.ts'
import { buildDivisions, fujianDivisions } from './divisions.ts'
import { buildEventCodes } from './event-codes.ts'
import { buildGazetteer } from './gazetteer.ts'
import { buildReportTemplate } from './report-template.ts'

const divisions = fujianDivisions()
buildDivisions(divisions)
buildGazetteer(divisions)
buildEventCodes()
buildDivisionOutlines(divisions)
buildBasemap(divisions)
buildDemo()
await buildReportTemplate()
