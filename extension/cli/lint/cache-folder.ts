// SPDX-License-Identifier: Apache-2.0
/** Where prepared bindings are kept between runs. */

import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that BAO_DEBUG_CACHE names, else one in the user's cache folder. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const chosen = environment.BAO_DEBUG_CACHE;
  if (chosen) {
    return chosen;
  }
  const user = environment.XDG_CACHE_HOME || environment.LOCALAPPDATA || join(homedir(), '.cache');
  return join(user, 'bao-debug');
}
