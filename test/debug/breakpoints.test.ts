// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parseExpression } from '../../debug-adapter/expressions';
import { type Debuggee, debuggee } from '../support/debuggee';
import { type BuiltSystem, buildSystem } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { buildStepGuest, lineOf, STEPS } from './step-guest';

const DISPATCHER = join(projectRoot, 'kernel', 'drivers', 'bao', 'io-dispatcher', 'io_dispatcher.c');
const BACKEND_HART = 0;

describe('breakpoints in one ELF file that two virtual machines run', () => {
  const folder = scratchFolder();
  let machine: Debuggee;

  before(async () => {
    await buildStepGuest(folder(), { optimisation: '-O0', copies: 2 });
  });
  beforeEach(() => {
    machine = debuggee(`${folder()}/config.c`);
  });
  afterEach(() => machine.close());

  it('stop in both, each once for its own vCPU', async () => {
    const [state] = await machine.breakpoints.setLines(STEPS, [{ line: lineOf('sum is called') }]);
    const stops = [await machine.control.continue(), await machine.control.continue()];
    assert.deepEqual(
      stops.map(({ hitBreakpointIds }) => hitBreakpointIds),
      [[state!.id], [state!.id]],
    );
    assert.deepEqual(stops.map(({ hart }) => hart).sort(), [0, 1]);
  });

  it('stop only in the partition that a function is asked of', async () => {
    await machine.breakpoints.setFunctions([{ name: 'image1!loop' }]);
    const stopped = await machine.control.continue();
    assert.deepEqual([stopped.hart, stopped.reason], [1, 'function breakpoint']);
    const [wrong] = await machine.breakpoints.setFunctions([{ name: 'nobody!loop' }]);
    assert.equal(wrong!.verified, false);
    assert.match(wrong!.reason ?? '', /image0, image1/);
  });

  it('stop in every inlined copy of a function', async () => {
    await machine.breakpoints.setFunctions([{ name: 'image0!twice' }]);
    const lines: (string | undefined)[] = [];
    for (let count = 0; count < 2; count++) {
      await machine.control.continue();
      lines.push((await machine.trace(0))[1]);
    }
    assert.deepEqual(lines, [`both steps.c:${lineOf('the first copy')}`, `both steps.c:${lineOf('the second copy')}`]);
  });

  it('slide to the next line with code, and say which', async () => {
    const [state] = await machine.breakpoints.setLines(STEPS, [{ line: lineOf('the innermost call') - 3 }]);
    assert.equal(state!.verified, true);
    assert.equal(state!.place?.line, lineOf('the innermost call') - 1);
  });

  it('wait with a reason where there is no code', async () => {
    const [behind] = await machine.breakpoints.setLines(STEPS, [{ line: 10_000 }]);
    assert.match(behind!.reason ?? '', /none at or after this line/);
    const [other] = await machine.breakpoints.setLines('/somewhere/else.c', [{ line: 1 }]);
    assert.match(other!.reason ?? '', /no image has code of this file/);
    const [unknown] = await machine.breakpoints.setFunctions([{ name: 'no_such_function' }]);
    assert.match(unknown!.reason ?? '', /no_such_function/);
    assert.deepEqual([behind!.verified, other!.verified, unknown!.verified], [false, false, false]);
  });

  it('count the hits whose condition is true', async () => {
    await machine.breakpoints.setLines(STEPS, [
      { line: lineOf('body of the loop'), condition: 'i % 2 == 1', hitCondition: '% 10' },
    ]);
    const values: bigint[] = [];
    while (values.length < 3) {
      const { hart } = await machine.control.continue();
      values.push(await machine.valueOf(hart, 'i'));
    }
    assert.ok(
      values.every((value) => value % 2n === 1n),
      values.join(' '),
    );
    assert.ok(values[1]! - values[0]! > 2n, 'not at every hit');
  });

  it('say what log messages ask for, and go on', async () => {
    await machine.breakpoints.setLines(STEPS, [
      { line: lineOf('behind the recursive call'), logMessage: 'n is {n}, rest {rest}' },
      { line: lineOf('sum is called') },
    ]);
    assert.equal((await machine.control.continue()).reason, 'breakpoint');
    assert.deepEqual(
      machine.logs.slice(0, 4),
      [2, 3, 4, 5].map((n) => `n is ${n}, rest ${[0, 0, 1, 2, 6, 24][n]}`),
    );
  });

  it('stop where a condition cannot be tested, and tell of it once', async () => {
    await machine.breakpoints.setFunctions([{ name: 'image0!factorial', condition: 'nothing > 1' }]);
    const first = await machine.control.continue();
    assert.equal(first.reason, 'function breakpoint');
    assert.match(first.text ?? '', /nothing/);
    const second = await machine.control.continue();
    assert.deepEqual([second.reason, second.text], ['function breakpoint', undefined]);
  });

  it('refuse options that cannot be read', async () => {
    const line = lineOf('the end');
    const states = await machine.breakpoints.setLines(STEPS, [
      { line, condition: '1 +' },
      { line: line - 1, hitCondition: 'often' },
    ]);
    assert.deepEqual(
      states.map(({ verified }) => verified),
      [false, false],
    );
    assert.match(states[0]!.reason ?? '', /condition/);
    assert.match(states[1]!.reason ?? '', /often/);
    assert.throws(() => parseExpression('1 +'));
  });

  it('keep their numbers as long as they are set', async () => {
    const lines = [{ line: lineOf('the end') }, { line: lineOf('the store') }];
    const before = await machine.breakpoints.setLines(STEPS, lines);
    const after = await machine.breakpoints.setLines(STEPS, [lines[1]!, { line: lineOf('loop is called') }]);
    assert.equal(after[0]!.id, before[1]!.id);
    assert.ok(before.every(({ id }) => id !== after[1]!.id));
  });

  it('tell old and new values of watched data', async () => {
    await machine.breakpoints.setFunctions([{ name: 'image0!guest_main' }]);
    const { hart } = await machine.control.continue();
    const space = await machine.target.currentSpace(hart);
    const value = await machine.valueOf(hart, '(unsigned long)&shared[0]');
    const [state] = await machine.breakpoints.setData([
      { address: { space, value }, size: 8, access: 'write', description: 'shared[0]' },
    ]);
    assert.equal(state!.verified, true);
    const texts = [await machine.control.continue(), await machine.control.continue()].map((stopped) => {
      assert.equal(stopped.reason, 'data breakpoint');
      assert.equal(stopped.hart, hart, 'the other virtual machine has memory of its own');
      return stopped.text;
    });
    assert.match(texts[0] ?? '', /shared\[0\].*old 0x0000000000000000, new 0x1122334455667788/);
    assert.match(texts[1] ?? '', /old 0x1122334455667788, new 0x0000000000000007/);
  });

  it('refuse to watch what is not mapped', async () => {
    const address = { space: { kind: 'guest-physical', vm: 0 }, value: 0x1000n } as const;
    const [state] = await machine.breakpoints.setData([{ address, size: 4, access: 'write' }]);
    assert.equal(state!.verified, false);
    assert.match(state!.reason ?? '', /0x1000 is not mapped/);
  });

  it('offer the lines and columns of a file', () => {
    const line = lineOf('sum is called');
    const found = machine.breakpoints.locations(STEPS, line, line + 1);
    assert.deepEqual([...new Set(found.map((each) => each.line))], [line, line + 1]);
  });
});

describe('breakpoints in an example system', () => {
  let system: BuiltSystem;
  let machine: Debuggee;

  before(async () => {
    system = await buildSystem('remio-console');
  });
  beforeEach(() => {
    machine = debuggee(system.config);
  });
  afterEach(() => machine.close());

  it('stop in the driver, with the calls that lead there', async () => {
    await machine.breakpoints.setLines(DISPATCHER, [{ line: 68 }]);
    const stopped = await machine.control.continue();
    assert.equal(stopped.hart, BACKEND_HART);
    const trace = await machine.trace(BACKEND_HART);
    assert.deepEqual(
      trace.map((frame) => frame.split(' ')[0]),
      [
        'bao_dispatch_io',
        'io_dispatcher',
        'process_one_work',
        'process_scheduled_works',
        'worker_thread',
        'kthread',
        'ret_from_fork',
      ],
    );
  });

  it('unwind from the driver through the system call into the device model', async () => {
    await machine.breakpoints.setFunctions([{ name: 'bao_io_request_complete' }]);
    await machine.control.continue();
    const functions = (await machine.trace(BACKEND_HART, 40)).map((frame) => frame.split(' ')[0]);
    const isInOrder = ['bao_io_request_complete', 'do_trap', 'dispatcher_complete', 'run_device'].map((name) =>
      functions.indexOf(name),
    );
    assert.ok(
      isInOrder.every((place, index) => place >= 0 && place > (isInOrder[index - 1] ?? -1)),
      functions.join(' < '),
    );
  });

  it('do not stop where another process has other code at the address', async () => {
    const init = machine.programs.all.find(({ file }) => file.endsWith('init.elf'))!;
    const model = machine.programs.all.find(({ file }) => file.endsWith('device-model.elf'))!;
    const name = await functionAtUsedAddress(system, model.file);
    assert.ok(init.symbols.lookup(model.symbols.functionsNamed(name)[0]!.body) !== undefined);
    await machine.breakpoints.setFunctions([{ name: `backend!${name}` }]);
    const stopped = await machine.control.continue();
    const frame = await machine.stacks.innermost(stopped.hart);
    assert.equal(frame.function, name);
    assert.equal((await machine.programs.at(frame.space, frame.pc))?.file, model.file);
  });
});

describe('data breakpoints on shared memory', () => {
  it("stop for another partition's store", async () => {
    const machine = debuggee((await buildSystem('ipc')).config);
    const [linux, peer] = machine.target.partitions;
    await machine.breakpoints.setFunctions([{ name: 'peer!send_message' }]);
    await machine.control.continue();
    const value = await machine.valueOf(peer!.vcpus[0]!.hart, '(unsigned long)peer.write.memory');
    await machine.breakpoints.setFunctions([]);
    const space = { kind: 'guest-physical', vm: linux!.vm } as const;
    const [state] = await machine.breakpoints.setData([{ address: { space, value }, size: 1, access: 'write' }]);
    assert.equal(state!.verified, true, state!.reason);
    const stopped = await machine.control.continue();
    assert.deepEqual([stopped.reason, stopped.hart], ['data breakpoint', peer!.vcpus[0]!.hart]);
    assert.match(stopped.text ?? '', /new 0x68/, "the h of 'hello'");
    assert.match((await machine.trace(stopped.hart)).join(), /memcpy.*send_message/);

    const own = [{ address: { space, value }, size: 1, access: 'write', vm: linux!.vm }] as const;
    await machine.breakpoints.setData(own);
    const [end] = await machine.breakpoints.setFunctions([{ name: 'peer!receive_message' }]);
    assert.deepEqual((await machine.control.continue()).hitBreakpointIds, [end!.id], "the peer's stores do not count");
    await machine.close();
  });
});

/** A function of a program whose address is reached first in the other one that is linked there. */
async function functionAtUsedAddress(system: BuiltSystem, file: string): Promise<string> {
  const probe = debuggee(system.config);
  try {
    const program = probe.programs.all.find((each) => each.file === file)!;
    const others = probe.programs.all.filter((each) => each.vm === program.vm);
    const unique = program.symbols
      .functions()
      .filter(({ name }) =>
        others.every(({ symbols }) => symbols === program.symbols || symbols.functionsNamed(name).length === 0),
      );
    const points = unique.map(({ body }) => ({ vm: program.vm, root: undefined, address: body }));
    await probe.target.setCodeBreakpoints(points);
    for (;;) {
      const stop = await probe.target.run({ kind: 'continue' });
      assert.equal(stop.kind, 'code-breakpoint');
      const pc = 'pc' in stop ? stop.pc : 0n;
      probe.programs.forget();
      const found = await probe.programs.at(await probe.target.currentSpace(BACKEND_HART), pc);
      const at = unique.find(({ body }) => body === pc);
      if (found !== undefined && found.file !== file && at !== undefined) {
        return at.name;
      }
    }
  } finally {
    await probe.close();
  }
}
