// SPDX-License-Identifier: Apache-2.0
/** The example systems of the package, as the build's manifest.json describes them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ExampleImage {
  /** Paths relative to the manifest's folder. */
  readonly bin: string;
  readonly elf: string;
  readonly programs?: Readonly<Record<string, string>>;
}

export interface ExampleSystem {
  /** The name of its folder. */
  readonly name: string;
  readonly title: string;
  /** Path of the config.c, relative to the manifest's folder. */
  readonly config: string;
  readonly images: Readonly<Record<string, ExampleImage>>;
}

export interface ExampleSystems {
  /** The folder that the paths are relative to. */
  readonly folder: string;
  readonly systems: readonly ExampleSystem[];
  /** Where sources are whose names in the debug information begin with a prefix; relative to `folder`. */
  readonly sourceRoots: readonly { readonly prefix: string; readonly path: string }[];
}

/** The one to begin with; the others follow by name. */
const FIRST = 'remio-console';

/** Reads the manifest of an installed extension. @throws Error when the package is damaged or was never built */
export function exampleSystems(packageRoot: string): ExampleSystems {
  const folder = join(packageRoot, 'dist', 'systems');
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    readonly systems: Readonly<Record<string, Omit<ExampleSystem, 'name'>>>;
    readonly sourceRoots: ExampleSystems['sourceRoots'];
  };
  const systems = Object.entries(manifest.systems).map(([name, system]) => ({ ...system, name }));
  systems.sort((one, other) => Number(other.name === FIRST) - Number(one.name === FIRST));
  return { folder, systems, sourceRoots: manifest.sourceRoots };
}
