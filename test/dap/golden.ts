// SPDX-License-Identifier: Apache-2.0
/** Compares conversations with the texts in `golden/`; BAO_UPDATE_GOLDEN=1 writes them anew. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exchange } from './dap-client';
import { shownPath, Transcript } from './transcript';

const FOLDER = join(__dirname, 'golden');

/** @param name of the file, without extension */
export function compareWithGolden(name: string, log: readonly Exchange[]): void {
  const path = join(FOLDER, `${name}.txt`);
  const text = new Transcript().text(log);
  if (process.env.BAO_UPDATE_GOLDEN === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, text);
    return;
  }
  const golden = existsSync(path) ? readFileSync(path, 'utf8') : '';
  assert.equal(
    text,
    golden,
    `the conversation is not the one in ${shownPath(path)}; if it is as it should be: npm run golden`,
  );
}

/** The commands of all requests in all golden texts. */
export function goldenCommands(): Set<string> {
  const texts = readdirSync(FOLDER).map((file) => readFileSync(join(FOLDER, file), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(/^--> (\S+)/gm)].map((match) => match[1]!)));
}
