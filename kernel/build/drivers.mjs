// SPDX-License-Identifier: GPL-2.0
/** Driver sources from elsewhere (a kernel tree, or the folder drivers/virt/bao of one) in place of the project's own. */

import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { hashOf } from './hash.mjs';
import { cacheFolder } from './paths.mjs';
import { sourcesBelow } from './sources.mjs';

/** How debug information calls the root of the foreign tree. */
export const FOREIGN_PREFIX = 'drivers-under-test';

const DRIVER_PATH = join('drivers', 'virt', 'bao');
const HEADERS = ['include/linux/bao.h', 'include/uapi/linux/bao.h', 'arch/riscv/include/asm/bao.h'];
const HEADER_ROOTS = ['include', 'arch/riscv/include', 'include/uapi'];

/**
 * @typedef {object} ForeignDrivers
 * @property {string[]} sources
 * @property {string[]} includes folders that hold just the tree's own Bao headers
 * @property {string[]} flags
 * @property {string} root what FOREIGN_PREFIX stands for
 */

/** @param {string} folder @returns {{tree: string, drivers: string}} */
function locate(folder) {
  const real = realpathSync(folder);
  if (existsSync(join(real, DRIVER_PATH))) {
    return { tree: real, drivers: join(real, DRIVER_PATH) };
  }
  const inTree = real.endsWith(sep + DRIVER_PATH);
  return { tree: inTree ? dirname(dirname(dirname(real))) : real, drivers: real };
}

/** Only these headers of the tree take part: its other headers are Linux's, and the runtime is not Linux. @param {string} tree */
function headerFolders(tree) {
  const present = HEADERS.filter((header) => existsSync(join(tree, header)));
  if (present.length === 0) {
    return [];
  }
  const copy = join(cacheFolder(), 'headers', hashOf(tree));
  rmSync(copy, { recursive: true, force: true });
  for (const header of present) {
    mkdirSync(dirname(join(copy, header)), { recursive: true });
    cpSync(join(tree, header), join(copy, header));
  }
  return HEADER_ROOTS.map((folder) => join(copy, folder)).filter((folder) => existsSync(folder));
}

/**
 * @param {string} folder
 * @returns {ForeignDrivers}
 * @throws {Error} when there are no driver sources in it
 */
export function foreignDrivers(folder) {
  if (!existsSync(folder)) {
    throw new Error(`${folder} does not exist: name a kernel tree, or the folder ${DRIVER_PATH} in one`);
  }
  const { tree, drivers } = locate(folder);
  const sources = sourcesBelow(drivers);
  if (sources.length === 0) {
    const found = readdirSync(drivers).slice(0, 5).join(', ') || 'nothing';
    throw new Error(`no driver sources in ${drivers} (it holds ${found}): name a kernel tree, or its ${DRIVER_PATH}`);
  }
  const copy = join(cacheFolder(), 'headers', hashOf(tree));
  const maps = [copy, tree].map((path) => `-ffile-prefix-map=${path}=${FOREIGN_PREFIX}`);
  return { sources, includes: headerFolders(tree), flags: maps, root: tree };
}
