// SPDX-License-Identifier: Apache-2.0
/** The binding checks beside dt-validate's verdicts on upstream boards, and on boards with one fault put in. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BindingChecker, compileDts, openLibrary } from '../../extension/device-tree';
import { SeededRandom } from '../support/random';
import { requireShared } from '../support/requirements';
import { DIFFERENCES } from './differences';

/** What identifies a finding. */
interface Verdict {
  readonly node: string | null;
  readonly property_path: readonly (string | number)[];
  readonly schema: string | null;
  readonly kind: string;
}

interface Mutant {
  readonly name: string;
  readonly added: readonly Verdict[];
}

function keyOf({ node, property_path, schema, kind }: Verdict): string {
  return JSON.stringify([node, property_path, schema, kind]);
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function findingsOf(path: string, checker: BindingChecker): Set<string> {
  const { tree } = compileDts(readFileSync(path, 'utf8'), { file: path });
  assert.ok(tree, path);
  const findings = checker.check(tree, 'board.dts');
  return new Set(findings.map((finding) => keyOf({ ...finding, property_path: finding.propertyPath })));
}

function expected(path: string): Set<string> {
  return new Set(readJson<Verdict[]>(path).map(keyOf));
}

/** Cut, grown, empty, or with other contents. */
function damaged(data: Uint8Array, random: SeededRandom): Uint8Array {
  const made = new Uint8Array(random.below(3) === 0 ? random.below(40) : data.length);
  made.set(data.subarray(0, made.length));
  return made.map((byte) => (random.below(4) === 0 ? random.below(256) : byte));
}

describe('binding checks beside dt-validate', () => {
  let corpus: string;
  /** One for all: each tree is an edit of the last, and what is kept from that must not show. */
  let checker: BindingChecker;

  before(async function () {
    corpus = requireShared(this, 'corpus');
    const folders = [join(corpus, 'bindings'), join(corpus, 'dt-schema/schemas')];
    const library = await openLibrary({ folders });
    assert.ok(library.size > 5000);
    assert.deepEqual(library.problems, []);
    checker = new BindingChecker(library);
  });

  it('says on each board what dt-validate says, and nothing else', () => {
    const boards = readdirSync(join(corpus, 'boards')).filter((name) => name.endsWith('.dts'));
    assert.ok(boards.length >= 15);
    for (const board of boards) {
      const name = basename(board, '.dts');
      const found = findingsOf(join(corpus, 'boards', board), checker);
      assert.deepEqual([...found].sort(), [...expected(join(corpus, 'verdicts', `${name}.json`))].sort(), name);
    }
  });

  it('says nothing else without dt-schema, with the core of our own', async () => {
    const library = await openLibrary({ folders: [join(corpus, 'bindings')] });
    const withoutCore = new BindingChecker(library);
    for (const board of readdirSync(join(corpus, 'boards'))) {
      const wanted = expected(join(corpus, 'verdicts', `${basename(board, '.dts')}.json`));
      const extra = [...findingsOf(join(corpus, 'boards', board), withoutCore)].filter((key) => !wanted.has(key));
      assert.deepEqual(extra, [], board);
    }
  });

  it('comes to an end on whatever bytes properties have', () => {
    const random = new SeededRandom(1);
    const [board] = readdirSync(join(corpus, 'boards'));
    const text = readFileSync(join(corpus, 'boards', board!), 'utf8');
    let findings = 0;
    for (let run = 0; run < 10; run++) {
      const { tree } = compileDts(text, { file: board! });
      for (const node of tree!.root.walk()) {
        for (const property of node.properties) {
          property.data = random.below(8) === 0 ? damaged(property.data, random) : property.data;
        }
      }
      findings += checker.check(tree!, 'board.dts').length;
    }
    assert.ok(findings > 1000, `${findings} findings`);
  });

  it('finds the faults that were put in, and no others', () => {
    const mutants = readJson<Mutant[]>(join(corpus, 'mutants/index.json'));
    const differing: string[] = [];
    let added = 0;
    let seen = 0;
    let withFalse = 0;
    for (const { name, added: faults } of mutants) {
      const found = findingsOf(join(corpus, 'mutants', `${name}.dts`), checker);
      const wanted = expected(join(corpus, 'mutants', `${name}.json`));
      const missing = [...wanted].filter((key) => !found.has(key));
      const extra = [...found].filter((key) => !wanted.has(key));
      if (missing.length + extra.length > 0) {
        differing.push(name);
      }
      if (!DIFFERENCES.has(name)) {
        added += faults.length;
        seen += faults.filter((fault) => found.has(keyOf(fault))).length;
        withFalse += extra.length > 0 ? 1 : 0;
      }
    }
    console.log(`      ${seen} of ${added} added findings; false ones on ${withFalse} of ${mutants.length} mutants`);
    assert.ok(seen >= 0.98 * added, `${seen} of ${added}`);
    assert.ok(withFalse <= 0.02 * mutants.length, `${withFalse} of ${mutants.length}`);
    assert.deepEqual(differing, [...DIFFERENCES.keys()]);
    assert.deepEqual(checker.problems, []);
  });
});
