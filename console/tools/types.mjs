// Makes src/api/schema.d.ts of the API's own document: `npm run types -- OPENAPI.json`.
// Without a file it asks the command `sojourn` of the repository's builds.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const here = new URL('.', import.meta.url);
const builds = ['build/test', 'build/release'].map((build) => fileURLToPath(new URL(`../../${build}/cli/sojourn`, here)));

function document() {
  const file = process.argv[2];
  if (file) return JSON.parse(readFileSync(file, 'utf8'));
  const program = process.env.SOJOURN ?? builds.find((one) => existsSync(one));
  if (!program) throw new Error('there is no build of sojourn; build it, or name a file: npm run types -- openapi.json');
  return JSON.parse(execFileSync(program, ['openapi'], { maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' }));
}

const types = astToString(await openapiTS(document(), { alphabetize: true }));
writeFileSync(new URL('../src/api/schema.d.ts', here), `// Made of the API's own document by tools/types.mjs.\n${types}`);
