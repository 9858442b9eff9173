// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The bytes of the compiled hart core, found from the folder of the running program upwards: beside it in a bundle
 * (dist/), or in the project's dist/ when it runs from its sources.
 * @throws {Error} when it was never built.
 */
export function readHartWasm(): Uint8Array<ArrayBuffer> {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    for (const candidate of [join(folder, 'hart.wasm'), join(folder, 'dist', 'hart.wasm')]) {
      if (existsSync(candidate)) {
        return new Uint8Array(readFileSync(candidate));
      }
    }
    if (dirname(folder) === folder) {
      throw new Error(`no hart.wasm above ${__dirname}: build it with "npm run build:hart"`);
    }
  }
}
