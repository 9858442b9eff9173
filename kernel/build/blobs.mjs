// SPDX-License-Identifier: GPL-2.0
/** Wraps data that an image carries (its device tree, its first file system) into an assembled object. */

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCompilerAsync } from '../toolchain.mjs';
import { touch } from './cache.mjs';
import { hashOf } from './hash.mjs';
import { cacheFolder } from './paths.mjs';

/**
 * @typedef {object} Blob
 * @property {string} section
 * @property {string} start symbol at the first byte
 * @property {string} end symbol behind the last byte
 * @property {Buffer} content
 */

/** @param {Blob} blob @param {string} file */
function assembly(blob, file) {
  return [
    `\t.section ${blob.section}, "a"`,
    '\t.balign 8',
    `\t.globl ${blob.start}, ${blob.end}`,
    `${blob.start}:`,
    `\t.incbin "${file}"`,
    `${blob.end}:`,
    '\t.balign 8',
    '',
  ].join('\n');
}

/**
 * @param {import('./compile.mjs').Context} context
 * @param {Blob[]} blobs
 * @returns {Promise<string>} the object's path; its name depends on the contents
 */
export async function blobObject(context, blobs) {
  const folder = join(cacheFolder(), 'blobs');
  const names = blobs.map((blob) => [blob.section, blob.start, blob.end].join());
  const key = hashOf(context.compiler.program, ...names, ...blobs.map((blob) => blob.content));
  const object = join(folder, `${key}.o`);
  if (existsSync(object)) {
    touch(object);
    return object;
  }
  // Another build may do the same at this moment, so each works in a folder of its own; the file names in it are fixed,
  // because they may get into the object.
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(folder, 'scratch-'));
  try {
    const texts = blobs.map((blob, index) => {
      writeFileSync(join(scratch, `${index}.blob`), blob.content);
      return assembly(blob, `${index}.blob`);
    });
    // The comment makes the source differ with the data: some compilers keep a cache that knows sources only.
    writeFileSync(join(scratch, 'blobs.S'), `/* ${key} */\n${texts.join('')}`);
    await runCompilerAsync(context.compiler, ['-c', 'blobs.S', '-o', 'blobs.o'], { cwd: scratch });
    renameSync(join(scratch, 'blobs.o'), object);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return object;
}
