// SPDX-License-Identifier: Apache-2.0
/**
 * What an example system becomes in a folder of its own: configuration and images side by side, as the configuration
 * names them; below kernel/ the sources that the debug information names; a launch configuration; a README.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { fileSource, openSymbols } from '../../debug-adapter/symbols';
import type { ExampleSystem, ExampleSystems } from './read-manifest';
import { launchFile, readmeFile, settingsFile } from './texts';

export interface ExampleFile {
  /** Path in the example's folder, with slashes. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** All files of an example. @throws Error when the package lacks one */
export function exampleFiles(examples: ExampleSystems, system: ExampleSystem): ExampleFile[] {
  const source = join(examples.folder, '..', '..', 'kernel', 'systems', system.name);
  const description = descriptionFiles(source);
  const built = builtFiles(examples, system);
  return [
    text('README.md', readmeFile(system, readFileSync(join(source, 'README.md'), 'utf8'))),
    text('.vscode/launch.json', launchFile(system)),
    text('.vscode/settings.json', settingsFile(system)),
    text('manifest.json', manifestFile(system, examples)),
    ...built.map((path) => copy(basename(path), join(examples.folder, path))),
    ...description.map((path) => copy(basename(path), path)),
    ...sourceFiles(examples, system),
  ];
}

/** Configuration, images and symbols, relative to the folder of the examples. */
function builtFiles({ folder }: ExampleSystems, system: ExampleSystem): string[] {
  const trees = readdirSync(join(folder, system.name)).filter((name) => name.endsWith('.dts'));
  return [system.config, ...imageFiles(system), ...trees.map((name) => posix.join(system.name, name))];
}

function imageFiles(system: ExampleSystem): string[] {
  const files = Object.values(system.images).flatMap(({ bin, elf, programs }) => [
    bin,
    elf,
    ...Object.values(programs ?? {}),
  ]);
  return [...new Set(files)];
}

/** What the system was built from beside its configuration and trees, so that it can be built with other drivers. */
function descriptionFiles(source: string): string[] {
  return readdirSync(source)
    .filter((name) => name === 'system.json' || name.endsWith('.conf'))
    .map((name) => join(source, name));
}

function sourceFiles(examples: ExampleSystems, system: ExampleSystem): ExampleFile[] {
  const names = imageFiles(system)
    .filter((path) => path.endsWith('.elf'))
    .flatMap((path) => openSymbols(fileSource(join(examples.folder, path))).sourceFiles());
  const paths = [...new Set(names.map((name) => posix.normalize(name)))].sort();
  return paths.flatMap((path) => {
    const root = examples.sourceRoots.find(({ prefix }) => prefix !== '' && path.startsWith(prefix));
    const from = root && join(examples.folder, root.path, path.slice(root.prefix.length));
    // The compiler's own headers are named too; no code is in them.
    return from !== undefined && isFile(from) ? [copy(path, from)] : [];
  });
}

/** The build's manifest for this system alone, where sources and images are now. */
function manifestFile(system: ExampleSystem, { sourceRoots }: ExampleSystems): string {
  const { name, ...rest } = system;
  // Paths lose the folder's name; the compiled tree is in the image and in no file of its own.
  const here = JSON.parse(JSON.stringify(rest), (key, value) => {
    if (key === 'dtb') {
      return undefined;
    }
    return typeof value === 'string' && key !== 'title' && dirname(value) === name ? basename(value) : value;
  });
  const roots = sourceRoots.map(({ prefix }) => ({ prefix, path: prefix }));
  return `${JSON.stringify({ systems: { [name]: here }, sourceRoots: roots }, null, 2)}\n`;
}

function text(path: string, content: string): ExampleFile {
  return { path, content: Buffer.from(content) };
}

function copy(path: string, from: string): ExampleFile {
  return { path, content: readFileSync(from) };
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
