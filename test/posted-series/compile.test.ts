// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Compiler, compileKernelSource, defaultCompiler, gnuCompiler } from '../support/kernel-build';
import { requireTool } from '../support/requirements';
import { writeSeries } from './extract';
import { seriesThread } from './thread-file';

const HEADERS = ['include', 'arch/riscv/include', 'include/uapi'];

describe('the driver sources of the posted series', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'bao-posted-'));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  async function compileAll(test: Mocha.Context, compiler: Compiler): Promise<void> {
    const tree = writeSeries(seriesThread(test), folder);
    const sources = [...tree.files.keys()].filter((path) => path.endsWith('.c'));
    assert.equal(sources.length, 8);
    const includes = HEADERS.map((header) => join(folder, header));
    for (const source of sources) {
      const warnings = await compileKernelSource(compiler, join(folder, source), includes, join(folder, 'object.o'));
      if (warnings) {
        console.log(warnings.replaceAll(`${folder}/`, ''));
      }
    }
  }

  it('compile as they are, against the headers of kernel/include', async function () {
    await compileAll(this, await defaultCompiler());
  });

  it('compile with gcc too', async function () {
    requireTool(this, gnuCompiler.program, 'gcc-riscv64-unknown-elf');
    await compileAll(this, gnuCompiler);
  });
});
