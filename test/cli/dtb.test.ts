// SPDX-License-Identifier: Apache-2.0
/** `bao-debug dtb` as a person uses it. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baoDebug } from '../support/bao-debug';
import { runDtc } from '../support/dtc';
import { requireTool } from '../support/requirements';

const TREE = '/dts-v1/;\n#include "soc.dtsi"\n&uart { status = "okay"; };\n';
const INCLUDED = '#define BASE 0x1000\n/ { uart: serial@1000 { reg = <BASE 0x100>; }; };\n';
const PLAIN = '/dts-v1/; / { uart: serial@1000 { reg = <0x1000 0x100>; }; }; &uart { status = "okay"; };';
const OVERLAY = '/dts-v1/;\n/plugin/;\n&uart { status = "disabled"; };\n';

describe('bao-debug dtb', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);

  before(function () {
    requireTool(this, 'dtc', 'device-tree-compiler');
    folder = mkdtempSync(join(tmpdir(), 'bao-dtb-'));
    writeFileSync(path('soc.dtsi'), INCLUDED);
    writeFileSync(path('board.dts'), TREE);
    writeFileSync(path('change.dtso'), OVERLAY);
    writeFileSync(path('bad.dts'), '/dts-v1/;\n/ { a = <&b>; };\n');
  });

  after(() => {
    if (folder) {
      rmSync(folder, { recursive: true });
    }
  });

  it('writes what dtc writes, beside the source', async () => {
    const { code, output } = await baoDebug(['dtb', path('board.dts')]);
    assert.equal(code, 0);
    assert.match(output, /board\.dtb: \d+ bytes/);
    assert.deepEqual(readFileSync(path('board.dtb')), Buffer.from(runDtc(PLAIN).dtb!));
  });

  it('adds symbols when asked, to the file that is named', async () => {
    assert.equal((await baoDebug(['dtb', '--symbols', '-o', path('named'), path('board.dts')])).code, 0);
    assert.deepEqual(readFileSync(path('named')), Buffer.from(runDtc(PLAIN, ['-@']).dtb!));
  });

  it('writes overlays', async () => {
    assert.equal((await baoDebug(['dtb', path('change.dtso')])).code, 0);
    assert.deepEqual(readFileSync(path('change.dtbo')), Buffer.from(runDtc(OVERLAY).dtb!));
  });

  it('says what is wrong, and where', async () => {
    const { code, output } = await baoDebug(['dtb', path('bad.dts')]);
    assert.equal(code, 1);
    assert.match(output, /bad\.dts:2:10: error: no node has the label &b \[phandle_references\]/);
  });

  it('is told from wrong use', async () => {
    assert.equal((await baoDebug(['dtb'])).code, 2);
    assert.match((await baoDebug(['dtb', path('none.dts')])).errors, /none\.dts does not exist/);
  });
});
