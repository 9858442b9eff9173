// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { converse } from '../support/conversation';
import { buildSystem, gnuCompiler } from '../support/kernel-build';
import { requireTool } from '../support/requirements';
import { bootSystem } from '../support/run-system';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';
import { assertHealthy, assertSaid, expectedLines } from './expected';

const SEEDS = [1, 2, 3, 4, 5, 6];

describe('the example systems', () => {
  const scratch = scratchFolder();

  for (const [name, expectation] of Object.entries(expectedLines)) {
    describe(name, () => {
      it('boots and has its conversation', async () => {
        const conversation = converse(bootSystem(await buildSystem(name)));
        assertSaid(conversation, expectation);
        assertHealthy(conversation);
      });

      for (const seed of SEEDS) {
        it(`has it with other orders, addresses, numbers and delays (seed ${seed})`, async () => {
          const folder = join(scratch(), `${name}-${seed}`);
          await writeVariant(name, seed, folder);
          const system = await buildSystem(folder, { out: join(folder, 'out') });
          const conversation = converse(bootSystem(system));
          assertSaid(conversation, expectation);
          assertHealthy(conversation);
        });
      }

      it('has it when built at -O2', async () => {
        const system = await buildSystem(name, { optimisation: '-O2', out: join(scratch(), `${name}-O2`) });
        const conversation = converse(bootSystem(system));
        assertSaid(conversation, expectation);
        assertHealthy(conversation);
      });

      for (const optimisation of ['-Og', '-O2'] as const) {
        it(`has it when built by the GNU compiler at ${optimisation}`, async function () {
          requireTool(this, gnuCompiler.program, 'gcc-riscv64-unknown-elf');
          const out = join(scratch(), `${name}-gnu${optimisation}`);
          const system = await buildSystem(name, { compiler: gnuCompiler, optimisation, out });
          const conversation = converse(bootSystem(system));
          assertSaid(conversation, expectation);
          assertHealthy(conversation);
        });
      }
    });
  }
});
