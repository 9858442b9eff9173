// SPDX-License-Identifier: Apache-2.0
/** `npm run test:differential -- COUNT [FIRST SEED]`: as many random programs as one has time for. */

import { comparePrograms } from '.';

const count = Number(process.argv[2] ?? 10_000);
const firstSeed = Number(process.argv[3] ?? 1_000_000);
const CHUNK = 1000;
let failures = 0;
for (let done = 0; done < count; done += CHUNK) {
  const { differences } = comparePrograms(firstSeed + done, Math.min(CHUNK, count - done));
  failures += differences.length;
  for (const line of differences.slice(0, 40)) {
    console.log(line);
  }
  console.log(`${Math.min(done + CHUNK, count)} of ${count} programs compared`);
}
process.exit(failures === 0 ? 0 : 1);
