// SPDX-License-Identifier: GPL-2.0
/** Content hashes, each file read once per build. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** @param {...(string | Uint8Array)} parts @returns {string} */
export function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, 32);
}

/** Remembers the hashes of files for the length of one build. */
export class FileHashes {
  /** @type {Map<string, string | undefined>} */
  #known = new Map();

  /** @param {string} path @returns {string | undefined} undefined when the file cannot be read */
  of(path) {
    if (!this.#known.has(path)) {
      this.#known.set(path, this.#read(path));
    }
    return this.#known.get(path);
  }

  /** @param {string} path */
  #read(path) {
    try {
      return hashOf(readFileSync(path));
    } catch {
      return undefined;
    }
  }
}
