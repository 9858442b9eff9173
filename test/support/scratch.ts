// SPDX-License-Identifier: Apache-2.0
/** Folders for one test file's scratch files. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Registers hooks that make a folder before the tests of a suite and remove it after them. @returns where it is */
export function scratchFolder(): () => string {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'bao-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}
