// SPDX-License-Identifier: Apache-2.0
/** Steps and breakpoints in a function that two tasks are in at the same time, at several depths, asleep at each. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Debuggee, debuggee } from '../support/debuggee';
import { type BuiltSystem, buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';

const SOURCE = join(__dirname, 'guests', 'sleepers', 'main.c');
const HART = 0;

function lineOf(mark: string): number {
  return (
    readFileSync(SOURCE, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(`/* ${mark} */`)) + 1
  );
}

const CALL = lineOf('the call');
const BEHIND = lineOf('behind the call');

describe('a recursive function that two tasks sleep in', function () {
  this.timeout(120_000);
  let system: BuiltSystem;
  let machine: Debuggee;
  const folder = scratchFolder();

  before(async () => {
    system = await buildSystem(join(projectRoot, 'kernel', 'tests', 'process-system'), {
      drivers: join(__dirname, 'guests', 'sleepers'),
      out: join(folder(), 'images'),
      log: () => {},
    });
  });
  beforeEach(() => {
    machine = debuggee(system.config);
  });
  afterEach(() => machine.close());

  const task = () => machine.valueOf(HART, '(unsigned long)$tp');
  const depth = () => machine.valueOf(HART, 'depth');
  const line = async () => (await machine.stacks.innermost(HART)).place!.line;

  /** Stops at the call in one task, at a depth. */
  async function atCall(me: number, at: number): Promise<void> {
    await machine.breakpoints.setLines(SOURCE, [{ line: CALL, condition: `me == ${me} && depth == ${at}` }]);
    const { instructions } = await machine.target.position();
    const stopped = await (instructions === 0n ? machine.control.start('go') : machine.control.continue());
    assert.equal(stopped.reason, 'breakpoint', stopped.text);
  }

  for (const me of [0, 1]) {
    it(`is stepped over, into and out of in task ${me}, whatever the other one does`, async () => {
      await atCall(me, 4);
      const own = await task();
      const others = new Set<bigint>();
      const { body } = machine.programs.ofVm(0)[0]!.symbols.functionsNamed('descend')[0]!;
      const end = await machine.breakpoints.observe({
        points: [{ vm: 0, root: undefined, address: body }],
        arrived: async (hart) => {
          others.add(await machine.valueOf(hart, '(unsigned long)$tp'));
        },
      });
      await machine.breakpoints.setLines(SOURCE, []);
      assert.equal((await machine.control.step(HART, 'over', 'line')).reason, 'step');
      assert.deepEqual([await line(), await depth(), await task()], [BEHIND, 4n, own]);
      assert.equal(others.size, 2, 'both were in the function meanwhile');

      await atCall(me, 3);
      await machine.breakpoints.setLines(SOURCE, []);
      assert.equal((await machine.control.step(HART, 'in', 'line')).reason, 'step');
      assert.deepEqual([await depth(), await task()], [2n, own]);
      assert.equal((await machine.control.step(HART, 'out', 'line')).reason, 'step');
      assert.deepEqual([await depth(), await task()], [3n, own]);
      await end();
    });
  }

  it('has breakpoints for one of the tasks alone', async () => {
    await machine.breakpoints.setFunctions([{ name: 'descend', hitCondition: '3' }]);
    await machine.control.start('go');
    const own = await task();
    await machine.breakpoints.setFunctions([{ name: 'descend', condition: `(unsigned long)$tp == ${own}ull` }]);
    const depths: bigint[] = [];
    for (let hit = 0; hit < 6; hit++) {
      assert.equal((await machine.control.continue()).reason, 'function breakpoint');
      assert.equal(await task(), own);
      depths.push(await depth());
    }
    assert.deepEqual([...depths].sort(), [0n, 1n, 2n, 3n, 4n, 5n]);
  });

  it('stops a step where a breakpoint of the other task is hit, and tells whose it is', async () => {
    await atCall(0, 4);
    const own = await task();
    await machine.breakpoints.setLines(SOURCE, [{ line: BEHIND, condition: 'me == 1' }]);
    const stopped = await machine.control.step(HART, 'over', 'line');
    assert.equal(stopped.reason, 'breakpoint');
    assert.notEqual(await task(), own);
    machine.threads.forget();
    assert.match((await machine.threads.onVcpu(HART))!.name, /: sleeper\/1 \(/);
  });

  it('lets a sleeping task be stepped to where it goes on, at its own depth', async () => {
    await atCall(0, 2);
    await machine.breakpoints.setLines(SOURCE, []);
    machine.threads.forget();
    const other = (await machine.threads.list()).find(({ name }) => /: sleeper\/1 \(/.test(name))!;
    const frames = await machine.stacks.backTrace(other.key, 30);
    const own = frames.filter(({ function: name }) => name === 'descend').length;
    assert.ok(own > 0);
    assert.equal((await machine.control.step(other.key, 'out', 'line')).reason, 'step');
    machine.threads.forget();
    assert.equal((await machine.threads.onVcpu(HART))!.id, other.id);
    const after = await machine.stacks.backTrace(HART, 30);
    assert.equal(after.filter(({ function: name }) => name === 'descend').length, own);
  });
});
