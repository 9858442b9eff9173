// SPDX-License-Identifier: Apache-2.0
/** From what a system is made of to a machine that can boot. */

import { dirname, resolve } from 'node:path';
import {
  type BaoConfig,
  type ConfigResult,
  createMachine,
  type Diagnostic,
  type GuestImage,
  isPlatform,
  type Machine,
  type MachineOptions,
  platformNames,
  readConfig,
} from '../../emulator';
import { isFile, readText } from './files';
import { type LoadedImage, loadImages } from './load-images';
import type { OptionNames, SystemOptions } from './options';
import { SystemOptionError } from './system-error';

export interface LoadedSystem {
  /** Absolute path of the config.c. */
  readonly file: string;
  readonly config: BaoConfig;
  /** By the name given to VM_IMAGE. */
  readonly images: ReadonlyMap<string, LoadedImage>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface UnusableSystem {
  readonly file: string;
  readonly config: undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a configuration and its images. What C would not compile is in the diagnostics, without a configuration.
 *  @throws SystemOptionError, SystemError */
export function loadSystem(options: SystemOptions, file: string, names: OptionNames): LoadedSystem | UnusableSystem {
  if (options.platform !== undefined && !isPlatform(options.platform)) {
    throw new SystemOptionError(`'${options.platform}' is not a platform; there is ${platformNames().join(', ')}`);
  }
  const { config, diagnostics } = readConfigFile(file);
  if (config === undefined || diagnostics.some((diagnostic) => diagnostic.severity === 'error')) {
    return { file, config: undefined, diagnostics };
  }
  return { file, config, images: loadImages(config, options.images, names), diagnostics };
}

/** Reads a configuration, and what it includes beside it. @throws SystemError when the file cannot be read */
export function readConfigFile(file: string): ConfigResult {
  return readConfig(file, readText(file), { readInclude });
}

function readInclude(path: string, includedFrom: string): { file: string; text: string } | undefined {
  const file = resolve(dirname(includedFrom), path);
  return isFile(file) ? { file, text: readText(file) } : undefined;
}

/** Boots a loaded system. */
export function bootSystem(
  system: LoadedSystem,
  options: Pick<SystemOptions, 'platform' | 'seed'>,
  machine: Partial<MachineOptions> = {},
): Machine {
  const images = new Map<string, GuestImage>([...system.images].map(([name, { image }]) => [name, image]));
  return createMachine({
    config: system.config,
    images,
    ...(options.platform === undefined ? {} : { platform: options.platform }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...machine,
  });
}
