// SPDX-License-Identifier: Apache-2.0
/**
 * What the language server for device trees takes, as an editor sees it: from the start of the program to the findings
 * of a board with all bindings of Linux, from an edit to new findings, and with the built-in bindings alone. The
 * bindings and boards are the shared test data.
 */

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LanguageClient } from '../support/language-client';
import { projectRoot } from '../support/requirements';

const EDITS = 20;

/** Prints the figures, or a line that says what is missing. */
export async function benchDeviceTrees(): Promise<void> {
  if (!existsSync(join(projectRoot, 'dist', 'device-tree-server.js'))) {
    console.log('device trees in the editor: dist/device-tree-server.js is missing');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bao-bench-'));
  await benchBuiltIn(folder);
  const corpus = resolve(projectRoot, '..', 'shared', 'corpus');
  if (existsSync(corpus)) {
    await benchBoards(corpus, folder);
  } else {
    console.log('  all bindings of Linux: the shared test data is missing');
  }
  rmSync(folder, { recursive: true, force: true });
}

async function benchBuiltIn(folder: string): Promise<void> {
  const system = join(folder, 'ipc');
  cpSync(join(projectRoot, 'kernel', 'systems', 'ipc'), system, { recursive: true });
  const tree = join(system, 'linuxvm.dts');
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const begin = performance.now();
    const client = new LanguageClient();
    await client.start();
    const uri = await client.open(tree);
    // Something is wrong that only bindings see.
    await client.change(uri, readFileSync(tree, 'utf8').replace('id = <0>;', 'id = "zero";'));
    await client.until(uri, (found) => found.some(({ code }) => String(code).startsWith('binding-')));
    times.push(performance.now() - begin);
    await client.stop();
  }
  console.log(
    `device trees in the editor: built-in bindings, program start to findings ${summary(times)} (wanted: below 300 ms)`,
  );
}

async function benchBoards(corpus: string, folder: string): Promise<void> {
  const bindings = [join(corpus, 'bindings'), join(corpus, 'dt-schema', 'schemas')];
  const index = join(folder, 'index');
  const boards = readdirSync(join(corpus, 'boards')).map((name) => join(corpus, 'boards', name));
  const build = await benchBoard(boards[0]!, bindings, index, 0);
  console.log(
    `  all bindings of Linux: index built and one board checked in ${(build.cold / 1000).toFixed(1)} s (wanted: below 60 s)`,
  );
  const cold: number[] = [];
  const edits: number[] = [];
  let megabytes = 0;
  for (const board of boards) {
    const measured = await benchBoard(board, bindings, index, EDITS);
    cold.push(measured.cold);
    edits.push(...measured.edits);
    megabytes = Math.max(megabytes, measured.megabytes);
  }
  console.log(
    `  ${boards.length} boards opened cold: program start to all findings ${summary(cold)} (wanted: below 2000 ms)`,
  );
  console.log(`  from an edit to its findings: ${summary(edits)} (wanted: 95 % below 100 ms)`);
  console.log(`  memory: at most ${megabytes.toFixed(0)} MB (wanted: below 350 MB)`);
}

interface Measured {
  /** Milliseconds. */
  readonly cold: number;
  readonly edits: readonly number[];
  /** Peak of the resident memory. */
  readonly megabytes: number;
}

/** A board with a fault that only bindings see, which then comes and goes. */
async function benchBoard(board: string, bindings: readonly string[], index: string, edits: number): Promise<Measured> {
  const text = readFileSync(board, 'utf8');
  const faulty = `${text}\n/ { bench: bench { compatible = "bao,ipcshmem"; }; };\n`;
  const client = new LanguageClient({ BAO_DEBUG_CACHE: index });
  const begin = performance.now();
  await client.start({ bindings });
  const uri = await client.open(board);
  await client.change(uri, faulty);
  await client.until(uri, isFaulty);
  const cold = performance.now() - begin;
  const times: number[] = [];
  for (let edit = 0; edit < edits; edit++) {
    const start = performance.now();
    await client.change(uri, edit % 2 === 0 ? text : faulty);
    await client.until(uri, (found) => isFaulty(found) === (edit % 2 === 1));
    times.push(performance.now() - start);
  }
  const megabytes = client.peakMegabytes();
  await client.stop();
  return { cold, edits: times, megabytes };
}

function isFaulty(found: readonly { readonly message: string; readonly code?: unknown }[]): boolean {
  return found.some(({ message, code }) => code === 'binding-required' && message.includes("'reg'"));
}

function summary(times: readonly number[]): string {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number): string => `${sorted[Math.ceil(share * (sorted.length - 1))]!.toFixed(0)} ms`;
  return `median ${at(0.5)}, 95 % within ${at(0.95)}, at most ${at(1)}`;
}
