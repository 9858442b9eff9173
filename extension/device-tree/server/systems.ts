// SPDX-License-Identifier: Apache-2.0
/** Configurations of the hypervisor, found beside the device trees of its guests. */

import { dirname, join, resolve } from 'node:path';
import { type BaoConfig, readConfig } from '../../../emulator';
import { crossCheck, type Diagnostic } from '..';
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

/** A virtual machine's device tree. */
export interface MachineTree {
  /** Place in the configuration's list of virtual machines. */
  readonly vm: number;
  /** Absolute path of the tree's main file. */
  readonly file: string;
}

/** The trees of a configuration's virtual machines: as somebody has said, else those named like their images, beside it. */
export function treesOf(
  { file, vmlist }: BaoConfig,
  said: ReadonlyMap<string, string> | undefined,
  texts: Texts,
): readonly MachineTree[] {
  return vmlist.flatMap(({ image }, vm) => {
    const name = image.name?.value;
    const beside = name === undefined ? undefined : join(dirname(file), `${name}.dts`);
    const tree = (name === undefined ? undefined : said?.get(name)) ?? said?.get(String(vm)) ?? beside;
    return tree !== undefined && texts.exists(tree) ? [{ vm, file: tree }] : [];
  });
}

/** @param trees what has errors is left out, because it would only be found missing */
export function checkSystem(
  config: BaoConfig,
  trees: readonly { readonly vm: number; readonly analysis: Analysis }[],
): readonly Diagnostic[] {
  return crossCheck(
    config,
    trees.flatMap(({ vm, analysis: { result } }) => (result.tree && result.dtb ? [{ vm, tree: result.tree }] : [])),
  );
}
