// SPDX-License-Identifier: Apache-2.0
/** --drivers: builds a system anew, its kernels with the Bao drivers of another source tree. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SystemError, UsageError } from '../usage-error';
import { isFile, isFolder, packageRoot } from './files';
import { exampleSystems, locateConfig } from './locate-config';

/** The part of kernel/build.mjs that is used here. */
interface BuildModule {
  buildSystem(
    nameOrFolder: string,
    options: { drivers: string; out: string; log: (message: string) => void },
  ): Promise<{ readonly config: string }>;
}

/**
 * Builds into a folder that is removed when the process ends.
 * @returns the path of the built system's config.c
 * @throws UsageError, SystemError with the compiler's messages
 */
export async function buildWithDrivers(
  config: string,
  drivers: string,
  log: (message: string) => void,
): Promise<string> {
  if (!isFolder(drivers)) {
    throw new UsageError(`--drivers ${drivers}: there is no such folder`);
  }
  const system = systemSource(config);
  const script = join(packageRoot, 'kernel', 'build.mjs');
  if (!isFile(script)) {
    throw new SystemError(`--drivers needs the guest software's sources, and ${script} does not exist`);
  }
  const out = mkdtempSync(join(tmpdir(), 'bao-debug-'));
  process.on('exit', () => rmSync(out, { recursive: true, force: true }));
  try {
    const { buildSystem } = (await import(pathToFileURL(script).href)) as BuildModule;
    return (await buildSystem(system, { drivers: resolve(drivers), out, log })).config;
  } catch (error) {
    throw new SystemError(`--drivers ${drivers}: ${error instanceof Error ? error.message : error}`);
  }
}

/** What the build calls the system: an example's name, or the folder with its system.json. */
function systemSource(config: string): string {
  if (exampleSystems().includes(config)) {
    return config;
  }
  const folder = dirname(locateConfig(config));
  if (!isFile(join(folder, 'system.json'))) {
    throw new UsageError(
      `--drivers works for systems that bao-debug builds itself: ${exampleSystems().join(', ')}, or a folder with a system.json; ` +
        `${folder} has none. Build your kernel with those drivers and give it with --images.`,
    );
  }
  return folder;
}
