// SPDX-License-Identifier: GPL-2.0
/** Flattens device trees with the project's own library, in its bundled form. */

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

/** @param {string} name @param {string} from the including file */
function readInclude(name, from) {
  const file = resolve(dirname(from), name);
  return existsSync(file) ? { file, text: readFileSync(file, 'utf8') } : undefined;
}

/**
 * @param {string} path a .dts file
 * @returns {Buffer} the flattened tree
 * @throws {Error} naming file and line when the source has an error
 */
export function flattenDeviceTree(path) {
  const { compileDts } = requireBundle('device-tree.js');
  const result = compileDts(readFileSync(path, 'utf8'), { file: path, readInclude });
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
