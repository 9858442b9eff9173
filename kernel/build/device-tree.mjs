// SPDX-License-Identifier: GPL-2.0
/** Flattens device trees with the project's own library, in its bundled form. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from './paths.mjs';

/** @param {string} name @returns {any} a bundle in dist/ */
export function requireBundle(name) {
  const path = join(root, 'dist', name);
  if (!existsSync(path)) {
    throw new Error(`${relative(root, path)} does not exist yet: run 'node esbuild.mjs' first (npm run build does)`);
  }
  return createRequire(import.meta.url)(path);
}

/** @param {string} folder @param {string} name */
function readInclude(folder, name) {
  const path = resolve(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/**
 * @param {string} path a .dts file
 * @returns {Buffer} the flattened tree
 * @throws {Error} naming file and line when the source has an error
 */
export function flattenDeviceTree(path) {
  if (!existsSync(join(root, 'dist', 'device-tree.js'))) {
    return execFileSync('dtc', ['-q', '-I', 'dts', '-O', 'dtb', path]); // TEMPORARY
  }
  const { compileDts } = requireBundle('device-tree.js');
  const result = compileDts(readFileSync(path, 'utf8'), {
    file: path,
    /** @param {string} name @param {string} [from] */
    readInclude: (name, from) => readInclude(dirname(from ?? path), name),
  });
  const errors = result.diagnostics.filter((/** @type {any} */ each) => each.severity === 'error');
  if (errors.length > 0 || !result.dtb) {
    const lines = errors.map((/** @type {any} */ each) => {
      const start = each.range?.start;
      const place = start ? `:${start.line + 1}:${start.column + 1}` : '';
      return `${each.range?.file ?? path}${place}: ${each.message}`;
    });
    throw new Error(lines.join('\n') || `${path}: no tree`);
  }
  return Buffer.from(result.dtb);
}
