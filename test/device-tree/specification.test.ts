// SPDX-License-Identifier: Apache-2.0
/**
 * The specification's checks find what the real dtc finds, at the same nodes. Where they may differ:
 * - A finding of one check keeps dtc from making others anywhere in the tree; ours leave out only what cannot be judged.
 * - dtc 1.6.1 wanted #address-cells of every interrupt controller; later versions do not. They have further checks, too.
 * - dtc 1.6.1 takes an i2c node for a bus although its bus is a node of its own in it.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkSpecification, compileDts } from '../../extension/device-tree';
import { dtcVerdict } from '../support/dtc';
import { requireShared, requireTool } from '../support/requirements';
import { FAULTS } from './specification-faults';

const NEW = new Set(['interrupt_provider', 'interrupt_map', 'node_name_not_empty', 'node_name_vs_property_name']);

function ourFindings(text: string, file: string): Set<string> {
  const { tree } = compileDts(text, { file });
  assert.ok(tree, file);
  return new Set(checkSpecification(tree, { strict: true }).map(({ code, node }) => `${code} ${node}`));
}

function assertAgrees(text: string, file: string): void {
  const { findings, skipped } = dtcVerdict(text);
  const compared = (finding: string) => !skipped.has(finding.split(' ')[0]!) && !NEW.has(finding.split(' ')[0]!);
  const ours = [...ourFindings(text, file)].filter(compared);
  assert.deepEqual(ours.sort(), [...findings].filter(compared).sort(), file);
}

describe('the checks of the specification, beside dtc', () => {
  before(function () {
    requireTool(this, 'dtc', 'device-tree-compiler');
  });

  for (const folder of ['boards', 'mutants']) {
    it(`find the same on the corpus: ${folder}`, function () {
      this.timeout(120_000);
      const files = requireShared(this, join('corpus', folder));
      for (const name of readdirSync(files).filter((each) => each.endsWith('.dts'))) {
        assertAgrees(readFileSync(join(files, name), 'utf8'), basename(name));
      }
    });
  }

  for (const { check, title, text, isNew } of FAULTS) {
    it(`${check}: ${title}`, () => {
      const source = `/dts-v1/;\n/ {\n${text}\n};\n`;
      assertAgrees(source, title);
      const found = [...ourFindings(source, title)].map((finding) => finding.split(' ')[0]);
      if (isNew) {
        assert.deepEqual(
          found.filter((name) => NEW.has(name!)),
          [check],
        );
      }
    });
  }

  it('were all tried, and every one failed somewhere', () => {
    const tried = new Set(FAULTS.map(({ check }) => check));
    const failed = new Set(
      FAULTS.flatMap(({ text, title }) => [...ourFindings(`/dts-v1/; / { ${text} };`, title)]).map(
        (finding) => finding.split(' ')[0],
      ),
    );
    assert.deepEqual(
      [...tried].filter((check) => !failed.has(check)),
      ['msi_parent_property'],
    );
  });
});
