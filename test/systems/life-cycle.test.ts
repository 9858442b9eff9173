// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Conversation, converse, type Typing } from '../support/conversation';
import { type BuiltSystem, buildSystem, gnuCompiler } from '../support/kernel-build';
import { projectRoot, requireTool } from '../support/requirements';
import { bootSystem } from '../support/run-system';
import { scratchFolder } from '../support/scratch';
import { assertHealthy, assertSaid } from './expected';

const GREETED = /line 3$/;
/** The frontend uses its device during the last so many instructions of a run; they are tried in so many places. */
const TALKING = 1_000_000n;
const MOMENTS = 12n;
const DRIVER = 'bao-io-dispatcher d0000000.bao-io-dispatcher';

for (const build of ['as it comes', 'by the GNU compiler at -O2']) {
  describe(`the life of a device model, built ${build}`, () => lifeCycle(build === 'as it comes'));
}

function lifeCycle(asItComes: boolean): void {
  const scratch = scratchFolder();
  const special = { compiler: gnuCompiler, optimisation: '-O2' } as const;
  let system: BuiltSystem;

  before(async function () {
    if (asItComes) {
      system = await buildSystem('remio-console');
    } else {
      requireTool(this, gnuCompiler.program, 'gcc-riscv64-unknown-elf');
      system = await buildSystem('remio-console', { ...special, out: join(scratch(), 'special') });
    }
  });

  function talk(script: readonly Typing[]): Conversation {
    const conversation = converse(bootSystem(system), script);
    assertHealthy(conversation);
    return conversation;
  }

  it('hands typed lines to the frontend and prints what comes back', () => {
    const conversation = talk([{ after: GREETED, at: 'backend', text: 'send 0 how are you\n' }]);
    assertSaid(conversation, { frontend: [/^received: how are you$/], backend: [/^console0: echo: how are you$/] });
  });

  it('ends in good order and can be started again', () => {
    const conversation = talk([
      { after: GREETED, at: 'backend', text: 'stop\n' },
      { after: /ended with status/, at: 'backend', text: 'start\n' },
    ]);
    assertSaid(conversation, {
      backend: [
        /^device-model: ended$/,
        /^init: device-model \(\d+\) ended with status 0$/,
        /^device-model: serving 1 device$/,
      ],
    });
  });

  it('can be killed and started again', () => {
    const conversation = talk([
      { after: GREETED, at: 'backend', text: 'kill\n' },
      { after: /was killed/, at: 'backend', text: 'start\n' },
    ]);
    assertSaid(conversation, {
      backend: [/^init: device-model \(\d+\) was killed by signal 9$/, /^device-model: serving 1 device$/],
    });
  });

  it('tells a second one that the device is taken, and goes on', () => {
    const conversation = talk([
      { after: GREETED, at: 'backend', text: 'second\n' },
      { after: /ended with status/, at: 'backend', text: 'send 0 still there\n' },
    ]);
    assertSaid(conversation, {
      backend: [
        /error 16 \(another process serves it\)$/,
        /^init: device-model \(\d+\) ended with status 1$/,
        /^console0: echo: still there$/,
      ],
    });
  });

  it('ends when the driver is unbound, and serves again when it is bound', () => {
    const conversation = talk([
      { after: GREETED, at: 'backend', text: `unbind ${DRIVER}\n` },
      { after: /ended with status/, at: 'backend', text: `bind ${DRIVER}\n` },
      { after: /^init: bind of .* done$/, at: 'backend', text: 'start\n' },
    ]);
    assertSaid(conversation, {
      backend: [
        /cannot take a request: error 19$/,
        /^init: device-model \(\d+\) ended with status 1$/,
        /^init: bind of d0000000.bao-io-dispatcher done$/,
        /^device-model: serving 1 device$/,
      ],
    });
  });

  it('leaves no frontend blocked, whenever it is killed and started again', () => {
    const whole = converse(bootSystem(system)).instructions;
    for (let step = 0n; step < MOMENTS; step++) {
      const moment = whole - TALKING + (TALKING * step) / MOMENTS;
      const machine = bootSystem(system);
      const script = [{ afterInstructions: moment, at: 'backend', text: 'kill\nstart\n' }];
      const conversation = converse(machine, script);
      assertHealthy(conversation, ['frontend-stuck']);
      const blocked = machine.activities().filter(({ code }) => code === 'blocked');
      assert.deepEqual(blocked, [], `killed after ${moment} instructions`);
    }
  });

  it('leaves no frontend blocked, whenever its driver is unbound', () => {
    const whole = converse(bootSystem(system)).instructions;
    for (let step = 0n; step < MOMENTS; step++) {
      const moment = whole - TALKING + (TALKING * step) / MOMENTS;
      const machine = bootSystem(system);
      const script = [
        { afterInstructions: moment, at: 'backend', text: `unbind ${DRIVER}\n` },
        { after: /unbind of .* done/, at: 'backend', text: `bind ${DRIVER}\nstart\n` },
      ];
      const conversation = converse(machine, script);
      assertHealthy(conversation, ['frontend-stuck']);
      const blocked = machine.activities().filter(({ code }) => code === 'blocked');
      assert.deepEqual(blocked, [], `unbound after ${moment} instructions`);
    }
  });

  it('may come up long after the frontend has touched its device', async () => {
    const folder = join(scratch(), 'late');
    cpSync(join(projectRoot, 'kernel', 'systems', 'remio-console'), folder, { recursive: true });
    writeFileSync(join(folder, 'init.conf'), 'echo not started\n');
    const late = await buildSystem(folder, { ...(asItComes ? {} : special), out: join(folder, 'out') });
    const conversation = converse(bootSystem(late), [
      { after: /not started/, at: 'backend', text: 'sleep 50\nstart\n' },
    ]);
    assertSaid(conversation, { frontend: [/^sent 3 lines/], backend: [/^not started$/, /^console0: .*line 3$/] });
    // Before the text is typed, nothing in sight would ever answer.
    assertHealthy(conversation, ['frontend-stuck']);
  });
}
