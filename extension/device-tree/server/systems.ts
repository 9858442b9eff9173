// SPDX-License-Identifier: Apache-2.0
/** Configurations of the hypervisor, found beside the device trees of its guests. */

import { dirname, join, resolve } from 'node:path';
import { type BaoConfig, readConfig } from '../../../emulator';
import { crossCheck, type Diagnostic, treesOfMachines } from '..';
import type { Analysis } from './analysis';
import type { Texts } from './texts';

const NAME = 'config.c';
/** Folders above a tree's own in which its configuration may be. */
const MAX_UP = 2;

/** Absolute path of the configuration that a device tree belongs to. */
export function configurationOf(tree: string, texts: Texts): string | undefined {
  for (let folder = dirname(tree), up = 0; up <= MAX_UP; folder = dirname(folder), up++) {
    const path = join(folder, NAME);
    if (texts.exists(path)) {
      return path;
    }
  }
  return undefined;
}

/** Undefined when it is none of Bao's, or cannot be understood. */
export function readConfiguration(file: string, texts: Texts): BaoConfig | undefined {
  const text = texts.read(file);
  if (text === undefined || !/\bstruct\s+config\s+config\b/.test(text)) {
    return undefined;
  }
  const readInclude = (path: string, from: string): { file: string; text: string } | undefined => {
    const found = resolve(dirname(from), path);
    const included = texts.read(found);
    return included === undefined ? undefined : { file: found, text: included };
  };
  const { config, diagnostics } = readConfig(file, text, { readInclude });
  return diagnostics.some(({ severity }) => severity === 'error') ? undefined : config;
}

/** Sources of device trees that are named like images of a configuration, beside it. */
export function treesBeside({ file, vmlist }: BaoConfig, texts: Texts): readonly string[] {
  return vmlist
    .flatMap(({ image }) => image.name?.value ?? [])
    .map((name) => join(dirname(file), `${name}.dts`))
    .filter((path) => texts.exists(path));
}

/** @param trees those that may belong to it; what has errors is left out, because it would only be found missing */
export function checkSystem(config: BaoConfig, trees: readonly Analysis[]): readonly Diagnostic[] {
  const usable = trees.flatMap(({ file, result: { tree, dtb } }) => (tree && dtb ? [{ file, tree }] : []));
  const { assigned } = treesOfMachines(config, usable);
  return crossCheck(
    config,
    assigned.map(({ vm, tree: { tree } }) => ({ vm, tree })),
  );
}
