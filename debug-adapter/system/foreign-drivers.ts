// SPDX-License-Identifier: Apache-2.0
/** Builds a system anew, its kernels with the Bao drivers of another source tree. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFile, isFolder, packageRoot } from './files';
import { exampleSystems, locateConfig } from './locate-config';
import type { OptionNames, SystemOptions } from './options';
import { SystemError, SystemOptionError } from './system-error';

/** A system that was built for one session. */
export interface ForeignBuild {
  /** Path of its config.c. */
  readonly config: string;
  /** Removes what was built. */
  remove(): void;
}

/** The part of kernel/build.mjs that is used here. */
interface BuildModule {
  buildSystem(
    nameOrFolder: string,
    options: { drivers: string; out: string; log: (message: string) => void },
  ): Promise<{ readonly config: string }>;
}

/**
 * Builds the system of `options` into a folder of its own, with the drivers of `drivers`.
 * @throws SystemOptionError; SystemError with the compiler's messages
 */
export async function buildWithDrivers(
  options: SystemOptions,
  drivers: string,
  names: OptionNames,
  log: (message: string) => void,
): Promise<ForeignBuild> {
  const option = names.drivers(drivers);
  if (!isFolder(drivers)) {
    throw new SystemOptionError(`${option}: there is no such folder`);
  }
  const system = systemSource(options.config, option);
  const script = join(packageRoot, 'kernel', 'build.mjs');
  if (!isFile(script)) {
    throw new SystemError(`${option} needs the guest software's sources, and ${script} does not exist`);
  }
  const out = mkdtempSync(join(tmpdir(), 'bao-debug-'));
  const remove = (): void => rmSync(out, { recursive: true, force: true });
  try {
    const { buildSystem } = (await import(pathToFileURL(script).href)) as BuildModule;
    const { config } = await buildSystem(system, { drivers: resolve(drivers), out, log });
    return { config, remove };
  } catch (error) {
    remove();
    throw new SystemError(`${option}: ${error instanceof Error ? error.message : error}`);
  }
}

/** What the build calls the system: an example's name, or the folder with its system.json. */
function systemSource(config: string, option: string): string {
  if (exampleSystems().includes(config)) {
    return config;
  }
  const folder = dirname(locateConfig(config));
  if (!isFile(join(folder, 'system.json'))) {
    throw new SystemOptionError(
      `${option}: drivers are replaced in the example systems (${exampleSystems().join(', ')}) and in folders with a system.json; ` +
        `${folder} has none. Build your kernel with those drivers and give its image instead.`,
    );
  }
  return folder;
}
