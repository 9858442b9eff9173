// SPDX-License-Identifier: Apache-2.0
/** Device trees beside the configuration of the hypervisor that their guests run on. */

import { dirname, join } from 'node:path';
import { isFile, locateConfig, readConfigFile, SystemError } from '../../../debug-adapter/system';
import type { BaoConfig } from '../../../emulator';
import { crossCheck, type DeviceTree, type Diagnostic, treesOfMachines } from '../../device-tree';
import { UsageError } from '../usage-error';

export interface CheckedTree {
  readonly file: string;
  readonly tree: DeviceTree;
}

/** @throws SystemError, SystemOptionError */
export function readConfiguration(argument: string): BaoConfig {
  const file = locateConfig(argument);
  const { config, diagnostics } = readConfigFile(file);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (config === undefined || error !== undefined) {
    throw new SystemError(error?.message ?? `${file} has no configuration in it`, error?.range);
  }
  return config;
}

/** The sources that have the names of its images, in its folder. @throws UsageError when there are none */
export function treesBeside(config: BaoConfig): readonly string[] {
  const folder = dirname(config.file);
  const names = config.vmlist.flatMap(({ image }) => image.name?.value ?? []);
  const files = names.map((name) => join(folder, `${name}.dts`)).filter(isFile);
  if (files.length === 0) {
    throw new UsageError(`there is no ${names.join('.dts or ')}.dts in ${folder}: name the device trees to check`);
  }
  return files;
}

/** @param trees whose they are is told by their names */
export function checkAgainst(config: BaoConfig, trees: readonly CheckedTree[]): readonly Diagnostic[] {
  const { assigned, unassigned } = treesOfMachines(config, trees);
  const unknown = unassigned.map(({ tree: { file } }): Diagnostic => {
    const names = config.vmlist.map(({ image }, vm) => image.name?.value ?? `VM${vm}`).join(', ');
    const message = `whose device tree this is cannot be told: name it like an image of the configuration (${names})`;
    const start = { line: 0, column: 0 };
    return { severity: 'warning', code: 'bao-tree-unassigned', message, range: { file, start, end: start } };
  });
  const known = assigned.map(({ vm, tree }) => ({ vm, tree: tree.tree }));
  return [...unknown, ...crossCheck(config, known)];
}
