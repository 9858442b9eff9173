// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Direction, Stopped } from '../../debug-adapter/run-control';
import { type Debuggee, debuggee } from '../support/debuggee';
import { gnuCompiler } from '../support/kernel-build';
import { requireTool } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { buildStepGuest, lineOf, STEPS } from './step-guest';

const HART = 0;

for (const compiler of ['zig', 'gcc'] as const) {
  describe(`stepping through a guest built by ${compiler}`, () => {
    const folder = scratchFolder();
    let machine: Debuggee;

    before(async function () {
      if (compiler === 'gcc') {
        requireTool(this, 'riscv64-unknown-elf-gcc', 'gcc-riscv64-unknown-elf');
      }
      const own = compiler === 'gcc' ? { compiler: gnuCompiler } : {};
      await buildStepGuest(folder(), { optimisation: '-O0', copies: 1, ...own });
    });

    beforeEach(() => {
      machine = debuggee(`${folder()}/config.c`);
    });

    afterEach(() => machine.close());

    it('goes over a recursive call, and stops in the same call of the function', async () => {
      await stopAt(machine, 'the recursive call');
      assert.equal((await machine.trace(HART)).length, 3);
      await step(machine, 'over');
      assert.equal(await here(machine), `factorial steps.c:${lineOf('behind the recursive call')}`);
      assert.equal((await machine.trace(HART)).length, 3);
      assert.equal(await machine.valueOf(HART, 'rest'), 24n);
    });

    it('goes into a recursive call, one call at a time', async () => {
      await stopAt(machine, 'the recursive call');
      for (const depth of [4, 5, 6, 7]) {
        await step(machine, 'in');
        assert.equal(await here(machine), `factorial steps.c:${lineOf('the innermost call') - 1}`);
        assert.equal((await machine.trace(HART)).length, depth);
        assert.equal(await machine.valueOf(HART, 'n'), BigInt(8 - depth));
        await step(machine, 'over');
      }
      assert.equal(await here(machine), `factorial steps.c:${lineOf('the innermost call')}`);
    });

    it('goes out of one recursive call, into the middle of the line that made it', async () => {
      await stopAt(machine, 'the innermost call');
      for (const depth of [6, 5, 4]) {
        await step(machine, 'out');
        assert.equal(await here(machine), `factorial steps.c:${lineOf('the recursive call')}`);
        assert.equal((await machine.trace(HART)).length, depth);
      }
    });

    it('goes out of an outer recursive call, whatever inner ones return before', async () => {
      await stopAt(machine, 'the recursive call');
      await step(machine, 'in');
      assert.equal(await machine.valueOf(HART, 'n'), 4n);
      await step(machine, 'out');
      assert.equal(await machine.valueOf(HART, 'n'), 5n);
      assert.equal((await machine.trace(HART)).length, 3);
    });

    it('stops once for a loop at the breakpoint on its head', async () => {
      const [head, end] = [lineOf('head of the loop'), lineOf('the end')];
      await machine.breakpoints.setLines(STEPS, [{ line: head }, { line: end }]);
      await machine.control.continue();
      assert.equal(await here(machine), `loop steps.c:${head}`);
      await machine.control.continue();
      assert.equal(await here(machine), `guest_main steps.c:${end}`);
    });

    it('goes into calls of a function that is one line', async () => {
      await stopAt(machine, 'sum is called');
      for (const depth of [3, 4, 5]) {
        await step(machine, 'in');
        assert.equal(await here(machine), `sum steps.c:${lineOf('one line')}`);
        assert.equal((await machine.trace(HART)).length, depth);
      }
      await step(machine, 'over');
      assert.equal((await machine.trace(HART)).length, 4, 'back in the caller, having gone over the deeper calls');
    });

    it('goes over inlined calls', async () => {
      await stopAt(machine, 'the first copy');
      await step(machine, 'over');
      assert.equal(await here(machine), `both steps.c:${lineOf('the second copy')}`);
      await step(machine, 'over');
      assert.equal(await here(machine), `both steps.c:${lineOf('behind the copies')}`);
    });

    it('goes into an inlined call, and out of it', async () => {
      await stopAt(machine, 'the second copy');
      await step(machine, 'in');
      assert.deepEqual((await machine.trace(HART)).slice(0, 2), [
        `twice steps.c:${lineOf('in the inlined function')}`,
        `both steps.c:${lineOf('the second copy')}`,
      ]);
      assert.equal(await machine.valueOf(HART, 'value'), 21n);
      await step(machine, 'out');
      assert.match(await here(machine), /^both /);
    });

    it('goes through a loop line by line', async () => {
      await stopAt(machine, 'head of the loop');
      const lines: number[] = [];
      const [head, body] = [lineOf('head of the loop'), lineOf('body of the loop')];
      while (lines.length < 6) {
        await step(machine, 'over');
        const line = Number((await here(machine)).split(':')[1]);
        // Some compilers give the brace at the end of the body an instruction.
        lines.push(...(line === body + 2 ? [] : [line]));
      }
      assert.deepEqual(lines, [body, body + 1, head, body, body + 1, head]);
    });

    it('stops in the caller at the end of a function', async () => {
      await stopAt(machine, 'behind the copies');
      for (let count = 0; count < 3 && (await here(machine)).startsWith('both '); count++) {
        await step(machine, 'over');
      }
      assert.equal(await here(machine), `guest_main steps.c:${lineOf('both is called')}`);
    });

    it('ends where a breakpoint is hit inside what is gone over', async () => {
      await stopAt(machine, 'factorial is called');
      const [inner] = await machine.breakpoints.setLines(STEPS, [{ line: lineOf('the innermost call') }]);
      const stopped = await machine.control.step(HART, 'over', 'line');
      assert.equal(stopped.reason, 'breakpoint');
      assert.deepEqual(stopped.hitBreakpointIds, [inner!.id]);
      assert.equal((await machine.trace(HART)).length, 7);
    });

    it('counts a breakpoint that a step arrives at as hit, once', async () => {
      await stopAt(machine, 'head of the loop');
      const body = lineOf('body of the loop');
      await machine.breakpoints.setLines(STEPS, [{ line: body, hitCondition: '== 2' }, { line: lineOf('the end') }]);
      assert.equal((await machine.control.step(HART, 'over', 'line')).reason, 'step');
      const second = await machine.control.continue();
      assert.equal(second.reason, 'breakpoint');
      assert.equal(await machine.valueOf(HART, 'i'), 1n);
    });

    it('steps by instructions, into and over calls', async () => {
      await stopAt(machine, 'factorial is called');
      const call = await untilCall(machine);
      await machine.control.step(HART, 'in', 'instruction');
      assert.match(await here(machine), /^factorial /);
      await machine.control.step(HART, 'out', 'instruction');
      const back = (await machine.stacks.innermost(HART)).pc;
      assert.ok(back === call + 4n || back === call + 2n, 'behind the call');
      await stopAt(machine, 'sum is called');
      const other = await untilCall(machine);
      const { length } = await machine.trace(HART);
      await machine.control.step(HART, 'over', 'instruction');
      const behind = await machine.stacks.innermost(HART);
      assert.ok(behind.pc === other + 4n || behind.pc === other + 2n, 'behind the call');
      assert.equal((await machine.trace(HART)).length, length);
    });

    it('ends with the last vCPU', async () => {
      await stopAt(machine, 'the end');
      const stopped = await machine.control.continue();
      assert.deepEqual([stopped.reason, stopped.hart], ['ended', HART]);
    });

    it('begins anew after a restart', async () => {
      const line = lineOf('body of the loop');
      await machine.breakpoints.setLines(STEPS, [{ line, hitCondition: '== 3' }]);
      for (let runs = 0; runs < 2; runs++) {
        assert.equal((await machine.control.continue()).reason, 'breakpoint');
        assert.equal(await machine.valueOf(HART, 'i'), 2n);
        await machine.target.restart();
        await machine.control.restarted();
      }
    });

    it('says so when there is no caller to go out to', async () => {
      const entry = await machine.control.start('stop');
      assert.equal(entry.reason, 'entry');
      const stopped = await machine.control.step(HART, 'out', 'line');
      assert.equal(stopped.reason, 'step');
      assert.match(stopped.text ?? '', /caller/);
    });
  });
}

async function stopAt(machine: Debuggee, mark: string): Promise<void> {
  const [state] = await machine.breakpoints.setLines(STEPS, [{ line: lineOf(mark) }]);
  assert.equal(state?.verified, true, state?.reason);
  const stopped = await machine.control.continue();
  assert.equal(stopped.reason, 'breakpoint');
  await machine.breakpoints.setLines(STEPS, []);
}

async function step(machine: Debuggee, direction: Direction): Promise<Stopped> {
  const stopped = await machine.control.step(HART, direction, 'line');
  assert.equal(stopped.reason, 'step', stopped.text);
  assert.equal(stopped.text, undefined);
  return stopped;
}

async function here(machine: Debuggee): Promise<string> {
  return (await machine.trace(HART, 1))[0] ?? '';
}

/** Steps by instructions until the next is a call. @returns its address */
async function untilCall(machine: Debuggee): Promise<bigint> {
  for (let count = 0; count < 50; count++) {
    const { pc, space } = await machine.stacks.innermost(HART);
    const bytes = await machine.target.readMemory({ space, value: pc }, 4);
    const word = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const isJumpAndLink = (word & 0xfff) === 0x0ef || (word & 0xfff) === 0x0e7;
    const isCompressed = (word & 0xf07f) === 0x9002 && (word & 0xf80) !== 0;
    if (isJumpAndLink || isCompressed) {
      return pc;
    }
    await machine.control.step(HART, 'over', 'instruction');
  }
  throw new Error('no call within 50 instructions');
}
