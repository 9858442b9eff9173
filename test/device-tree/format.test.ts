// SPDX-License-Identifier: Apache-2.0
/** Formatting of device trees: the kernel's style, and never another tree. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileDts } from '../../extension/device-tree';
import { formatted } from '../../extension/device-tree/server/features/format';
import { SeededRandom } from '../support/random';
import { projectRoot, requireShared } from '../support/requirements';

const SYSTEMS = join(projectRoot, 'kernel', 'systems');

function exampleTrees(): string[] {
  return readdirSync(SYSTEMS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dts'))
    .map((name) => readFileSync(join(SYSTEMS, name), 'utf8'));
}

/** The flattened tree; every board is one of no errors. */
function meaning(text: string): Uint8Array {
  const { dtb, diagnostics } = compileDts(text, { file: 'board.dts' });
  assert.ok(dtb, JSON.stringify(diagnostics[0]));
  return dtb;
}

describe('formatting of device trees', () => {
  it("brings what is written anyhow into the kernel's style", () => {
    const text = `/dts-v1/;
#define X 1
/{
  #address-cells=<1>;   // one
      soc:bus{
  reg=< 0x0   0x1 >,<2 3>;


  names="a","b"  ;
/* kept
  as it is */
      long = <1 2>,
             <3 4>;
  flag;
    };
};`;
    assert.equal(
      formatted(text),
      `/dts-v1/;
#define X 1
/ {
	#address-cells = <1>;   // one
	soc: bus {
		reg = <0x0   0x1>, <2 3>;

		names = "a", "b";
		/* kept
  as it is */
		long = <1 2>,
             <3 4>;
		flag;
	};
};
`,
    );
  });

  it('leaves alone what has that style', () => {
    for (const text of exampleTrees()) {
      assert.equal(formatted(text), text);
    }
  });

  it('changes nothing in what a tree says, however it was spaced', () => {
    const random = new SeededRandom(7);
    for (const text of exampleTrees()) {
      const spaced = text.replace(
        /[ \t]*\n[ \t]*/g,
        () => `${' '.repeat(random.below(3))}\n${' '.repeat(random.below(9))}`,
      );
      const once = formatted(spaced);
      assert.deepEqual(meaning(once), meaning(text));
      assert.equal(formatted(once), once);
    }
  });

  it('keeps the meaning of upstream boards, and is done after one pass', function () {
    const boards = join(requireShared(this, 'corpus'), 'boards');
    for (const name of readdirSync(boards)) {
      const text = readFileSync(join(boards, name), 'utf8');
      const once = formatted(text);
      assert.deepEqual(meaning(once), meaning(text), name);
      assert.equal(formatted(once), once, name);
    }
  });

  it('takes whatever is typed', () => {
    for (const text of ['', '"', "'", '/*', '}}}', '<<<', '&', '/ { a = <(1', '\\', '#define']) {
      assert.equal(formatted(formatted(text)), formatted(text));
    }
  });
});
