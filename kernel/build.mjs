// SPDX-License-Identifier: GPL-2.0
/**
 * Builds the guest software: every system in kernel/systems, or those named on the command line, into dist/systems.
 * Also used as a library, to build a system with other drivers, another compiler or another optimisation level.
 */

import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pruneCache } from './build/cache.mjs';
import { foreignDrivers } from './build/drivers.mjs';
import { FileHashes } from './build/hash.mjs';
import { writeManifest } from './build/manifest.mjs';
import { outputFolder, systemsFolder } from './build/paths.mjs';
import { buildOneSystem } from './build/system.mjs';
import { findCompiler } from './toolchain.mjs';

/**
 * @typedef {object} BuildOptions
 * @property {string} [drivers] a kernel tree, or the folder drivers/virt/bao in one, instead of kernel/drivers
 * @property {'-Og' | '-O2'} [optimisation]
 * @property {import('./toolchain.mjs').Compiler} [compiler]
 * @property {string} [out] the folder for this system; needed whenever anything above is given
 * @property {(message: string) => void} [log] takes the compiler's warnings
 */

/** @param {BuildOptions} options @returns {import('./build/recipes.mjs').Build} */
function startBuild(options) {
  pruneCache();
  return {
    compiler: options.compiler ?? findCompiler(),
    hashes: new FileHashes(),
    log: options.log ?? ((message) => console.error(message)),
    variant: {
      optimisation: options.optimisation ?? '-Og',
      drivers: options.drivers === undefined ? undefined : foreignDrivers(options.drivers),
    },
  };
}

/**
 * Builds one system.
 * @param {string} nameOrFolder a name in kernel/systems, or a folder with config.c and system.json
 * @param {BuildOptions} options
 * @returns {Promise<import('./build/system.mjs').BuiltSystem>}
 * @throws {Error} with the compiler's messages, or saying what is missing and what to do about it
 */
export async function buildSystem(nameOrFolder, options = {}) {
  const special = options.drivers ?? options.optimisation ?? options.compiler;
  if (special !== undefined && options.out === undefined) {
    throw new Error('a system built in a special way needs a folder of its own: give out');
  }
  const out = options.out === undefined ? undefined : resolve(options.out);
  const system = await buildOneSystem(startBuild(options), nameOrFolder, (name) => out ?? join(outputFolder, name));
  if (out !== undefined) {
    writeManifest(out, [system]);
  }
  return system;
}

/** @returns {string[]} the systems in kernel/systems */
export function systemNames() {
  const entries = readdirSync(systemsFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/**
 * Builds systems into dist/systems, with a manifest of all of them.
 * @param {string[]} names
 */
export async function buildAll(names = systemNames()) {
  const build = startBuild({});
  const systems = [];
  for (const name of names) {
    systems.push(await buildOneSystem(build, name, (each) => join(outputFolder, each)));
  }
  writeManifest(outputFolder, systems);
  return systems;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2);
  buildAll(names.length > 0 ? names : undefined).catch((error) => {
    console.error(`build of the guest software failed: ${error.message}`);
    process.exitCode = 1;
  });
}
