// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requireShared } from '../support/requirements';

/** The file with the mail thread of the series; skips the test (or fails it) when the shared test data lacks it. */
export function seriesThread(test: Mocha.Context): string {
  const folder = requireShared(test, 'seed');
  const file = readdirSync(folder).find((name) => name.endsWith('.txt'));
  return file ? join(folder, file) : requireShared(test, 'seed/THREAD.txt');
}
