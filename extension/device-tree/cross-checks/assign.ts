// SPDX-License-Identifier: Apache-2.0
/** Which device tree is which virtual machine's: by the name of its image. */

import { basename, extname } from 'node:path';
import type { BaoConfig } from '../../../emulator';

export interface NamedTree {
  readonly file: string;
}

export interface UnassignedTree<Tree> {
  readonly tree: Tree;
  /** Virtual machines without a tree so far. */
  readonly free: readonly number[];
}

export interface Assignment<Tree> {
  readonly assigned: readonly { readonly vm: number; readonly tree: Tree }[];
  readonly unassigned: readonly UnassignedTree<Tree>[];
}

/** Names of VM_IMAGE and of the image's file are tried; a tree that is left is the machine's that is left. */
export function treesOfMachines<Tree extends NamedTree>(config: BaoConfig, trees: readonly Tree[]): Assignment<Tree> {
  const names = config.vmlist.map(({ image }) => namesOf(config, image.name?.value));
  const assigned = new Map<number, Tree>();
  const left: Tree[] = [];
  for (const tree of trees) {
    const vm = names.findIndex((known, index) => known.has(stem(tree.file)) && !assigned.has(index));
    if (vm < 0) {
      left.push(tree);
    } else {
      assigned.set(vm, tree);
    }
  }
  const free = names.map((_, vm) => vm).filter((vm) => !assigned.has(vm));
  const [only, ...others] = left;
  if (only && others.length === 0 && free.length === 1) {
    assigned.set(free[0]!, only);
    left.pop();
  }
  return {
    assigned: [...assigned].map(([vm, tree]) => ({ vm, tree })),
    unassigned: left.map((tree) => ({ tree, free })),
  };
}

function namesOf({ images }: BaoConfig, name: string | undefined): ReadonlySet<string> {
  const path = images.find((image) => image.name === name)?.path.value;
  return new Set([...(name === undefined ? [] : [name]), ...(path === undefined ? [] : [stem(path)])]);
}

function stem(file: string): string {
  const name = basename(file);
  return name.slice(0, name.length - extname(name).length);
}
