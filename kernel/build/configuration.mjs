// SPDX-License-Identifier: GPL-2.0
/** What the build takes from a system's config.c: where Bao puts each image. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { requireBundle } from './device-tree.mjs';

/**
 * @param {string} path a config.c
 * @returns {Map<string, bigint>} by the image file's name without its suffix: the guest-physical address of the image
 * @throws {Error} naming file and line when the configuration cannot be read
 */
export function imageBases(path) {
  const { readConfig } = requireBundle('config.js');
  const { config, diagnostics } = readConfig(path, readFileSync(path, 'utf8'));
  const error = diagnostics.find((/** @type {any} */ each) => each.severity === 'error');
  if (error || !config) {
    const start = error?.range.start;
    throw new Error(error ? `${path}:${start.line + 1}: ${error.message}` : `${path}: no configuration in it`);
  }
  const files = new Map(config.images.map((/** @type {any} */ image) => [image.name, image.path.value]));
  const bases = new Map();
  for (const { image } of config.vmlist) {
    const file = files.get(image.name?.value);
    if (file !== undefined) {
      bases.set(basename(file).replace(/\.\w+$/, ''), image.baseAddr.value);
    }
  }
  return bases;
}
