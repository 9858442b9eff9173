// SPDX-License-Identifier: GPL-2.0
/** Compiles sources to objects, each only when it, a header it read, or the command changed. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { runCompilerAsync } from '../toolchain.mjs';
import { touch } from './cache.mjs';
import { hashOf } from './hash.mjs';
import { cacheFolder, root } from './paths.mjs';

const PARALLEL = 2;

/**
 * @typedef {object} Unit
 * @property {string} source absolute path
 * @property {string[]} flags
 */

/**
 * @typedef {object} Context
 * @property {import('../toolchain.mjs').Compiler} compiler
 * @property {import('./hash.mjs').FileHashes} hashes
 * @property {(message: string) => void} log
 */

/** @param {import('../toolchain.mjs').Compiler} compiler */
function compilerIdentity(compiler) {
  const changed = existsSync(compiler.program) ? statSync(compiler.program).mtimeMs : 0;
  return [compiler.name, compiler.program, changed, ...compiler.args].join('\n');
}

/** The prerequisites that a make-style dependency file names. @param {string} text */
function prerequisites(text) {
  const joined = text.replace(/\\\r?\n/g, ' ');
  return joined
    .slice(joined.indexOf(':') + 1)
    .split(/(?<!\\)\s+/)
    .filter((path) => path !== '')
    .map((path) => path.replace(/\\ /g, ' '));
}

/** Paths inside the project are given relative to it, so that no folder of this machine gets into an image. @param {string} path */
function projectPath(path) {
  const short = relative(root, path);
  return short.startsWith('..') ? path : short;
}

/** @param {Context} context @param {string} record */
function upToDate(context, record) {
  try {
    /** @type {Record<string, string>} */
    const inputs = JSON.parse(readFileSync(record, 'utf8'));
    return Object.entries(inputs).every(([path, hash]) => context.hashes.of(join(root, path)) === hash);
  } catch {
    return false;
  }
}

/** An absolute path joined to the root as a relative one would be. @param {string} path */
function fromRoot(path) {
  return path.startsWith('/') ? relative(root, path) : path;
}

/** @param {Context} context @param {Unit} unit @returns {Promise<string>} the object's path */
async function compileUnit(context, unit) {
  const source = projectPath(unit.source);
  const key = hashOf(compilerIdentity(context.compiler), source, ...unit.flags);
  const folder = join(cacheFolder(), source.startsWith('/') ? 'foreign' : 'objects');
  const stem = join(folder, `${basename(source).replace(/\.\w+$/, '')}-${key}`);
  const object = `${stem}.o`;
  const record = `${stem}.json`;
  if (existsSync(object) && upToDate(context, record)) {
    touch(object);
    touch(record);
    return object;
  }
  mkdirSync(folder, { recursive: true });
  // Another build may run at the same time, so nothing half written ever has the final name.
  const temporary = `${stem}.${process.pid}`;
  const depfile = `${temporary}.d`;
  const assembly = source.endsWith('.S') ? ['-D__ASSEMBLY__'] : [];
  const messages = await runCompilerAsync(
    context.compiler,
    [...unit.flags, ...assembly, '-MD', '-MF', depfile, '-c', source, '-o', `${temporary}.o`],
    { cwd: root },
  );
  if (messages) {
    context.log(messages);
  }
  const inputs = prerequisites(readFileSync(depfile, 'utf8')).map(fromRoot);
  const hashes = inputs.map((path) => [path, context.hashes.of(join(root, path)) ?? '']);
  rmSync(depfile);
  renameSync(`${temporary}.o`, object);
  writeFileSync(`${temporary}.json`, JSON.stringify(Object.fromEntries(hashes)));
  renameSync(`${temporary}.json`, record);
  return object;
}

/**
 * @param {Context} context
 * @param {Unit[]} units
 * @returns {Promise<string[]>} the objects, in the order of the units
 * @throws {Error} with the compiler's messages
 */
export async function compileAll(context, units) {
  /** @type {string[]} */
  const objects = [];
  let next = 0;
  const work = async () => {
    while (next < units.length) {
      const index = next++;
      objects[index] = await compileUnit(context, units[index]);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return objects;
}
