// SPDX-License-Identifier: Apache-2.0
/** Which folders settings mean, and which are meant without saying so in a tree of the Linux kernel. */

import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Settings } from './settings';

const BINDINGS = join('Documentation', 'devicetree', 'bindings');
const INCLUDES = ['include', join('scripts', 'dtc', 'include-prefixes')];
/** Folders above a workspace's own in which the kernel's root may be. */
const MAX_UP = 8;

/** @param folders of the workspace, absolute @returns the settings with absolute paths, and those of a kernel tree */
export function inWorkspace(settings: Settings, folders: readonly string[]): Settings {
  const kernels = folders.flatMap((folder) => kernelTreeAround(folder) ?? []);
  const includes = kernels.flatMap((kernel) => INCLUDES.map((each) => join(kernel, each)));
  const bindings = kernels.map((kernel) => join(kernel, BINDINGS));
  return {
    ...settings,
    includePaths: unique([...absolute(settings.includePaths, folders), ...includes.filter(isFolder)]),
    bindings: unique([...absolute(settings.bindings, folders), ...bindings.filter(isFolder)]),
    systems: absoluteSystems(settings.systems, folders),
  };
}

/** Relative paths in each folder that has them; one that none has is kept, so that it can be said to be missing. */
function absolute(paths: readonly string[], folders: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const all = isAbsolute(path) ? [path] : folders.map((folder) => resolve(folder, path));
    const there = all.filter((each) => existsSync(each));
    return there.length > 0 ? there : all.slice(0, 1);
  });
}

function absoluteSystems(systems: Settings['systems'], folders: readonly string[]): Settings['systems'] {
  const first = (path: string): string => absolute([path], folders)[0] ?? path;
  return new Map(
    [...systems].map(([config, trees]) => [
      first(config),
      new Map([...trees].map(([image, tree]) => [image, first(tree)])),
    ]),
  );
}

function kernelTreeAround(folder: string): string | undefined {
  for (let root = folder, up = 0; up <= MAX_UP; root = dirname(root), up++) {
    if ([BINDINGS, INCLUDES[1]!].some((each) => isFolder(join(root, each)))) {
      return root;
    }
  }
  return undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function unique(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)];
}
