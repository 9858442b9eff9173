// SPDX-License-Identifier: Apache-2.0
/**
 * What checking device trees with all bindings of Linux costs: the index, a board opened cold with it, and an edit. The
 * bindings and boards are the shared test data.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BindingChecker, type BindingLibrary, compileDts, openLibrary } from '../../extension/device-tree';
import { projectRoot } from '../support/requirements';

const EDITS = 20;
const REPORT_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("peak="+process.resourceUsage().maxRSS+"\\n"))';

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Prints the figures for all boards, or a line that says what is missing. */
export async function benchBindings(): Promise<void> {
  const corpus = resolve(projectRoot, '..', 'shared', 'corpus');
  const program = join(projectRoot, 'dist', 'bao-debug.js');
  if (!existsSync(corpus) || !existsSync(program)) {
    console.log('bindings: the shared test data or dist/bao-debug.js is missing');
    return;
  }
  const cache = mkdtempSync(join(tmpdir(), 'bao-bench-'));
  const folders = [join(corpus, 'bindings'), join(corpus, 'dt-schema', 'schemas')];
  const boards = readdirSync(join(corpus, 'boards')).map((name) => join(corpus, 'boards', name));
  const lint = (board: string): Run => run(program, cache, folders, board);
  const first = lint(boards[0]!);
  console.log(`bindings of Linux: index built and one board checked in ${shown(first)} (wanted: below 60 s)`);
  const cold = boards.map(lint);
  const slowest = cold.reduce((one, other) => (one.seconds > other.seconds ? one : other));
  const most = Math.max(...cold.map(({ megabytes }) => megabytes));
  console.log(
    `  a board opened cold, ${boards.length} boards: at most ${shown(slowest)} ` +
      `(wanted: below 2 s), ${most.toFixed(0)} MB (wanted: below 350 MB)`,
  );
  printEdits(await openLibrary({ folders, indexFolder: cache }), boards);
  rmSync(cache, { recursive: true, force: true });
}

function run(program: string, cache: string, folders: readonly string[], board: string): Run {
  const start = process.hrtime.bigint();
  const bindings = folders.flatMap((folder) => ['--bindings', folder]);
  const args = ['--import', REPORT_MEMORY, program, 'lint', '--only', 'bindings', '--json', ...bindings, board];
  const { stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, BAO_DEBUG_CACHE: cache },
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { seconds, megabytes: (Number(/peak=(\d+)/.exec(stderr)?.[1]) * 1024) / 1e6 };
}

/** From the text of a board to its findings after a small edit, again and again. */
function printEdits(library: BindingLibrary, boards: readonly string[]): void {
  const times: number[] = [];
  for (const board of boards) {
    const text = readFileSync(board, 'utf8');
    const checker = new BindingChecker(library);
    for (let edit = 0; edit < EDITS; edit++) {
      const edited = `${text}\n/ { edit-${edit} { status = "okay"; }; };\n`;
      const start = process.hrtime.bigint();
      const { tree } = compileDts(edited, { file: board });
      if (tree) {
        checker.check(tree, board);
      }
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  }
  times.sort((one, other) => one - other);
  const at = (share: number): string => `${times[Math.floor(share * (times.length - 1))]!.toFixed(0)} ms`;
  console.log(`  from an edit to all findings: median ${at(0.5)}, 95 % within ${at(0.95)} (wanted: below 100 ms)`);
}

function shown({ seconds }: Run): string {
  return `${seconds.toFixed(2)} s`;
}
