// SPDX-License-Identifier: Apache-2.0
/** Where the browser is. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of BAO_TEST_CHROMIUM, else one on PATH; undefined when there is none. @returns {string | undefined} */
export function chromiumPath() {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.BAO_TEST_CHROMIUM, ...onPath].find((path) => path !== undefined && isExecutable(path));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
