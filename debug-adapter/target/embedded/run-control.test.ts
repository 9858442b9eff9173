// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { backend, frontend } from '../../../test/parity/own-guests';
import type { Line } from '../../../test/support/riscv-assembler';
import { assembledTarget, atRest, ENTRY } from '../../../test/support/targets';
import { type RunRequest, type Stop, TargetError } from '..';

const EVERYWHERE = [{ low: 0n, high: 1n << 63n }];
const CONTINUE: RunRequest = { kind: 'continue' };
const PC = 32;

/** Counts for ever; a0 is where it keeps the count. */
const COUNTER: readonly Line[] = [
  ['auipc', 'a0', 0x200],
  'loop:',
  ['addi', 'a1', 'a1', 1],
  'store:',
  ['sd', 'a1', 'a0', 0],
  'load:',
  ['ld', 'a2', 'a0', 0],
  ['jal', 'ra', '@called'],
  'returned:',
  ['jal', 'zero', '@loop'],
  'called:',
  ['addi', 'a3', 'a3', 1],
  ['jalr', 'zero', 'ra', 0],
];
const SLEEPER: readonly Line[] = ['sleep:', ['wfi'], 'behind:', ['jal', 'zero', '@sleep']];
const AT_ENTRY: readonly Line[] = [['jal', 'zero', 0]];

/** Answers each load from its REMIO device with 0x77. */
const BACKEND: readonly Line[] = [
  'ask:',
  ...hypercall(['addi', 'a1', 'zero', 0], ['addi', 'a2', 'zero', 2], ['addi', 'a3', 'zero', 0]),
  ['bne', 'a1', 'zero', '@ask'],
  ['addi', 'a4', 'a6', 0],
  'complete:',
  ...hypercall(['addi', 'a2', 'zero', 1], ['addi', 'a3', 'zero', 0x77]),
  ['jal', 'zero', '@ask'],
];
const FRONTEND: readonly Line[] = [
  ['lui', 'a0', 0x10008],
  'load:',
  ['lw', 'a1', 'a0', 0],
  'behind:',
  ['addi', 'a2', 'a2', 1],
  ...AT_ENTRY,
];

/** A REMIO hypercall for device model 0; a7 = 0x08000ba0. */
function hypercall(...further: readonly Line[]): Line[] {
  const numbers: Line[] = [
    ['lui', 'a7', 0x8001],
    ['addi', 'a7', 'a7', -0x460],
    ['addi', 'a6', 'zero', 2],
  ];
  return [...numbers, ['addi', 'a0', 'zero', 0], ...further, ['ecall']];
}

const step = (hart: number, within: Extract<RunRequest, { kind: 'step' }>['within'] = [], limit = 1): RunRequest => ({
  kind: 'step',
  hart,
  within,
  limit,
});

describe('The run control of the embedded machine', () => {
  describe('with code breakpoints', () => {
    it('stops before the instruction, each time that it is reached', async () => {
      const { target, labels } = assembledTarget([COUNTER, SLEEPER]);
      const address = labels[0]!.get('store')!;
      await target.setCodeBreakpoints([{ vm: 0, root: undefined, address }]);
      for (const count of [1n, 2n, 3n]) {
        assert.deepEqual(await target.run(CONTINUE), { kind: 'code-breakpoint', hart: 0, pc: address });
        assert.deepEqual(await target.readRegisters(0, [11]), [count]);
      }
      await target.setCodeBreakpoints([{ vm: 1, root: undefined, address }]);
      assert.equal((await target.run(step(0, EVERYWHERE, 1000))).kind, 'step', 'it is gone, and none of the other VM');
    });

    it('leaves the one at a vCPU’s pc by a step, and stops at one inside the ranges', async () => {
      const { target, labels } = assembledTarget([COUNTER]);
      const [loop, load] = [labels[0]!.get('loop')!, labels[0]!.get('load')!];
      await target.setCodeBreakpoints([loop, load].map((address) => ({ vm: 0, root: undefined, address })));
      assert.equal((await target.run(step(0))).kind, 'step');
      assert.deepEqual(await target.readRegisters(0, [PC]), [loop], 'a step to a breakpoint is a step');
      assert.deepEqual(await target.run(step(0, EVERYWHERE, 1000)), { kind: 'code-breakpoint', hart: 0, pc: load });
      await target.run(step(0));
      assert.deepEqual(await target.readRegisters(0, [PC]), [load + 4n]);
    });

    it('does not stop a second time where a step has ended, unless pc was set', async () => {
      const { target, labels } = assembledTarget([COUNTER]);
      const loop = labels[0]!.get('loop')!;
      await target.setCodeBreakpoints([{ vm: 0, root: undefined, address: loop }]);
      await target.run(step(0));
      assert.deepEqual(await target.run(CONTINUE), { kind: 'code-breakpoint', hart: 0, pc: loop });
      assert.deepEqual(await target.readRegisters(0, [11]), [1n], 'it went round once');
      await target.writeRegister(0, PC, loop);
      assert.equal((await target.run(CONTINUE)).kind, 'code-breakpoint');
      assert.deepEqual(await target.readRegisters(0, [11]), [1n], 'it was told to stand here anew');
    });

    it('takes them over while it runs', async () => {
      const { target, labels } = assembledTarget([COUNTER]);
      const run = target.run(CONTINUE);
      await setTimeout(20);
      const address = labels[0]!.get('called')!;
      await target.setCodeBreakpoints([{ vm: 0, root: undefined, address }]);
      assert.deepEqual(await run, { kind: 'code-breakpoint', hart: 0, pc: address });
    });
  });

  describe('with data breakpoints', () => {
    it('stops after the access and names the instruction, for the kinds of access that are asked for', async () => {
      const { target, labels } = assembledTarget([COUNTER]);
      const kept = await target.translate(
        { space: { kind: 'guest-physical', vm: 0 }, value: ENTRY + 0x20_0000n },
        'physical',
      );
      const physical = kept!.value;
      const stop = (kind: 'read' | 'write'): Stop => ({
        kind: 'data-breakpoint',
        hart: 0,
        pc: labels[0]!.get(kind === 'read' ? 'load' : 'store')!,
        access: kind,
        physical,
        size: 8,
      });
      await target.setDataBreakpoints([{ physical: physical + 7n, size: 1, access: 'readWrite' }]);
      assert.deepEqual([await target.run(CONTINUE), await target.run(CONTINUE)], [stop('write'), stop('read')]);
      await target.setDataBreakpoints([{ physical, size: 1, access: 'write' }]);
      assert.deepEqual([await target.run(CONTINUE), await target.run(CONTINUE)], [stop('write'), stop('write')]);
      await target.setDataBreakpoints([{ physical: physical + 8n, size: 8, access: 'readWrite' }]);
      assert.equal((await target.run(step(0, EVERYWHERE, 1000))).kind, 'step');
    });

    it('says what it cannot watch', async () => {
      const { target } = assembledTarget([COUNTER]);
      const none = { physical: 0x1000n, size: 1, access: 'write' } as const;
      await assert.rejects(target.setDataBreakpoints([none]), TargetError);
      const many = Array.from({ length: 257 }, (_, index) => ({ ...none, physical: 0x9000_0000n + BigInt(index) }));
      await assert.rejects(target.setDataBreakpoints(many), /257 watchpoints, at most 256/);
    });
  });

  describe('with events and deadlines', () => {
    const until = [{ kind: 'requestState', state: 'PENDING' }] as const;

    const remio = () => assembledTarget([BACKEND, FRONTEND], [{ remio: [backend] }, { remio: [frontend] }]);

    it('ends a step of another vCPU at an event, and the step itself where both come together', async () => {
      const { target } = remio();
      const stop = await target.run({ ...step(0, EVERYWHERE, 1_000_000), until });
      assert.ok(stop.kind === 'event' && stop.event.kind === 'requestState' && stop.event.hart === 1);
      const { target: other, labels } = remio();
      const load = labels[1]!.get('load')!;
      for (let pc: bigint | undefined; pc !== load; [pc] = await other.readRegisters(1, [PC])) {
        await other.run(step(1));
      }
      assert.deepEqual(await other.run({ ...step(1), until }), { kind: 'step', hart: 1 });
      assert.equal((await other.bao.state()).requests.filter(({ allocated }) => allocated).length, 1);
    });

    it('leaves out events that are not accepted', async () => {
      const { target } = remio();
      const never = [{ kind: 'requestState', accepts: () => false }] as const;
      assert.equal((await target.run({ kind: 'continue', until: never, limit: 100_000n })).kind, 'limit');
    });

    it('stops exactly at a deadline, in steps too, which go on from there', async () => {
      const { target } = assembledTarget([COUNTER]);
      assert.deepEqual(await target.run({ ...step(0, EVERYWHERE, 1000), deadline: 300n }), { kind: 'limit' });
      assert.equal((await target.position()).instructions, 300n);
      assert.deepEqual(await target.run({ kind: 'continue', deadline: 500n, limit: 1000n }), { kind: 'limit' });
      assert.equal((await target.position()).instructions, 500n);
      assert.deepEqual(await target.run({ ...step(0, EVERYWHERE, 10), deadline: 1000n }), { kind: 'step', hart: 0 });
      assert.equal((await target.position()).instructions, 510n);
    });

    it('leaves breakpoints at the pc of vCPUs that it is told to', async () => {
      const { target, labels } = assembledTarget([COUNTER]);
      const loop = labels[0]!.get('loop')!;
      await target.run(step(0));
      await target.writeRegister(0, PC, loop);
      await target.setCodeBreakpoints([{ vm: 0, root: undefined, address: loop }]);
      await target.run({ kind: 'continue', leave: [0] });
      assert.deepEqual(await target.readRegisters(0, [11]), [1n], 'it went round once');
    });
  });

  describe('when it steps', () => {
    it('makes at least one instruction, and goes on while pc lies in the ranges, no further than the limit', async () => {
      const { target, labels } = assembledTarget([COUNTER]);
      const at = async (): Promise<bigint> => (await target.readRegisters(0, [PC]))[0]!;
      const [loop, called, returned] = ['loop', 'called', 'returned'].map((name) => labels[0]!.get(name)!);
      await target.run(step(0, [{ low: 0n, high: 1n }]));
      assert.equal(await at(), loop);
      await target.run(step(0, [{ low: loop!, high: called! }], 1000));
      assert.equal(await at(), called);
      await target.run(step(0, [{ low: called!, high: called! + 8n }], 1000));
      assert.equal(await at(), returned);
      const before = (await target.readRegisters(0, [11]))[0]!;
      await target.run(step(0, EVERYWHERE, 7000));
      assert.deepEqual([(await target.readRegisters(0, [11]))[0], await at()], [before + 1000n, returned]);
    });

    it('lets the other vCPUs go on, and stops for what stops them', async () => {
      const { target, labels } = assembledTarget([COUNTER, ['first:', ['addi', 'a1', 'a1', 1], ...AT_ENTRY]]);
      const address = labels[1]!.get('first')!;
      await target.setCodeBreakpoints([{ vm: 1, root: undefined, address }]);
      const stop = await target.run(step(0, EVERYWHERE, 100_000));
      assert.deepEqual(stop, { kind: 'code-breakpoint', hart: 1, pc: address });
      // What has been reported is not reported again, also when another vCPU steps.
      assert.deepEqual(await target.run(step(0)), { kind: 'step', hart: 0 });
      assert.deepEqual(await target.readRegisters(1, [11]), [1n]);
    });

    it('ends a step at wfi behind it, and the next one when the vCPU goes on', async () => {
      const { target, labels } = assembledTarget([[['csrrwi', 'zero', 0x104, 2], ...SLEEPER], COUNTER]);
      await target.run(step(0));
      await target.run(step(0));
      const behind = labels[0]!.get('behind')!;
      assert.deepEqual(await target.readRegisters(0, [PC]), [behind]);
      const run = target.run(step(0));
      await setTimeout(20);
      assert.deepEqual(await target.readRegisters(0, [PC]), [behind], 'nothing wakes it yet');
      const sip = target.registers.findIndex(({ name }) => name === 'sip');
      await target.writeRegister(0, sip, 2n);
      assert.deepEqual(await run, { kind: 'step', hart: 0 });
      assert.deepEqual(await target.readRegisters(0, [PC]), [labels[0]!.get('sleep')!]);
    });

    it('ends a step at an access that another partition answers behind it, and can wait for the answer alone', async () => {
      const { target, labels } = assembledTarget([BACKEND, FRONTEND], [{ remio: [backend] }, { remio: [frontend] }]);
      const seen = (): Promise<readonly (bigint | undefined)[]> => target.readRegisters(1, [PC, 11, 12]);
      const behind = labels[1]!.get('behind')!;
      await target.run(step(1));
      await target.run(step(1));
      assert.deepEqual(await seen(), [behind, 0n, 0n], 'nobody has answered yet');
      const complete = labels[0]!.get('complete')!;
      await target.setCodeBreakpoints([{ vm: 0, root: undefined, address: complete }]);
      const settle: RunRequest = { kind: 'settle', hart: 1 };
      assert.deepEqual(await target.run(settle), { kind: 'code-breakpoint', hart: 0, pc: complete });
      assert.deepEqual(await target.run(settle), { kind: 'step', hart: 1 });
      assert.deepEqual(await seen(), [behind, 0x77n, 0n], 'the answer, and not one instruction more');
      const position = await target.position();
      assert.deepEqual(await target.run(settle), { kind: 'step', hart: 1 });
      assert.deepEqual(await target.position(), position, 'there is nothing to wait for');
      await target.setCodeBreakpoints([]);
      await target.run(step(1));
      assert.deepEqual(await seen(), [behind + 4n, 0x77n, 1n]);
    });

    it('can be paused while the vCPU waits', async () => {
      const { target } = assembledTarget([SLEEPER, COUNTER]);
      await target.run(step(0));
      const run = target.run(step(0));
      await setTimeout(10);
      target.pause();
      assert.deepEqual(await run, { kind: 'pause' });
    });
  });

  describe('beside other work of its thread', () => {
    it('lets requests through while it runs, and while it is run again and again', async () => {
      const { target, labels } = assembledTarget([COUNTER]);
      let turns = 0;
      const count = setInterval(() => turns++, 1);
      const run = target.run(CONTINUE);
      while (turns < 5) {
        await setImmediate();
      }
      target.pause();
      await run;
      await target.setCodeBreakpoints([{ vm: 0, root: undefined, address: labels[0]!.get('loop')! }]);
      for (const wanted = turns + 5; turns < wanted; ) {
        assert.equal((await target.run(CONTINUE)).kind, 'code-breakpoint');
      }
      clearInterval(count);
    });

    it('runs once at a time', async () => {
      const { target } = assembledTarget([COUNTER]);
      const run = target.run(CONTINUE);
      await assert.rejects(target.run(CONTINUE), TargetError);
      target.pause();
      assert.deepEqual(await run, { kind: 'pause' });
      await assert.rejects(target.run(step(3)), /CPU 3 runs no virtual machine/);
    });

    it('takes a pause without a run for nothing', async () => {
      const { target } = assembledTarget([COUNTER]);
      target.pause();
      assert.equal((await target.run(step(0, EVERYWHERE, 100_000))).kind, 'step');
    });
  });

  describe('at its end', () => {
    it('is idle when nothing can wake a vCPU', async () => {
      const { target } = assembledTarget([SLEEPER]);
      assert.deepEqual(await target.run(CONTINUE), { kind: 'idle' });
      assert.deepEqual(await target.run(CONTINUE), { kind: 'idle' });
    });

    it('fails what is asked after it was closed, and the run under way', async () => {
      const { target } = assembledTarget([COUNTER]);
      const run = target.run(CONTINUE);
      await setTimeout(1);
      await target.close();
      assert.equal((await run).kind, 'failure');
      await assert.rejects(target.run(CONTINUE), /the session has ended/);
      await assert.rejects(target.readMemory({ space: { kind: 'physical' }, value: 0n }, 1), TargetError);
    });

    it('begins anew by restart, breakpoints kept, also in the middle of a run', async () => {
      const { target, labels } = assembledTarget([COUNTER, AT_ENTRY]);
      const first = target.machine.stateHash();
      const address = labels[0]!.get('called')!;
      await target.run(step(1, EVERYWHERE, 5000));
      const run = target.run(CONTINUE);
      await setTimeout(1);
      await target.setCodeBreakpoints([]);
      await target.restart();
      assert.equal((await run).kind, 'pause');
      assert.equal(target.machine.stateHash(), first);
      assert.equal((await target.position()).instructions, 0n);
      await target.setCodeBreakpoints([{ vm: 0, root: undefined, address }]);
      await target.run(CONTINUE);
      await target.restart();
      assert.deepEqual(await target.run(CONTINUE), { kind: 'code-breakpoint', hart: 0, pc: address });
      assert.deepEqual(await target.readRegisters(0, [11]), [1n]);
    });

    it('waits for input where some may come, and wakes for it and for a pause', async () => {
      // Enables the UART's receive interrupt and waits; the interrupt itself is not enabled in the vPLIC.
      const uart: readonly Line[] = [
        ['lui', 'a0', 0x10000],
        ['addi', 'a1', 'zero', 1],
        ['sb', 'a1', 'a0', 1],
        ...SLEEPER,
      ];
      const device =
        '{ .pa = 0x10000000, .va = 0x10000000, .size = 0x1000, .interrupt_num = 1, .interrupts = (irqid_t[]) { 10 } }';
      const { target } = assembledTarget([uart], [{ devices: [device] }]);
      const run = target.run(CONTINUE);
      await atRest(target);
      assert.equal(await target.sendConsole(0, Uint8Array.of(65, 66)), 2);
      await atRest(target);
      target.pause();
      assert.deepEqual(await run, { kind: 'pause' });
      assert.equal(await target.sendConsole(7, Uint8Array.of(65)), 0, 'no such console');
    });
  });
});
