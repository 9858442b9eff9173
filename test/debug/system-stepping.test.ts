// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Direction } from '../../debug-adapter/run-control';
import type { Frame } from '../../debug-adapter/stack';
import { type Debuggee, debuggee } from '../support/debuggee';
import { type BuiltSystem, buildSystem } from '../support/kernel-build';
import { SeededRandom } from '../support/random';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { writeVariant } from '../support/variants';

const DRIVER = join(projectRoot, 'kernel', 'drivers', 'bao', 'io-dispatcher');
const DISPATCHER = join(DRIVER, 'io_dispatcher.c');
const WORKQUEUE = join(projectRoot, 'kernel', 'runtime', 'core', 'workqueue.c');
const GUEST = join(projectRoot, 'kernel', 'guests', 'virtio-console', 'main.c');
const BACKEND = 0;
const FRONTEND = 1;

describe('stepping through an example system', () => {
  let system: BuiltSystem;
  let machine: Debuggee;

  before(async () => {
    system = await buildSystem('remio-console');
  });
  beforeEach(() => {
    machine = debuggee(system.config);
  });
  afterEach(() => machine.close());

  it('goes through the driver line by line, as the line table has it', async () => {
    await stopAt(machine, DISPATCHER, 'ret = bao_remio_hypercall(&ctx);', 2);
    const lines: number[] = [];
    for (;;) {
      await step(machine, BACKEND, 'over');
      const { function: name, place, pc, symbols } = await machine.stacks.innermost(BACKEND);
      if (name !== 'bao_dispatch_io') {
        break;
      }
      const starts = symbols!.addressesOf(place!.file, place!.line).map(({ address }) => address);
      assert.ok(starts.includes(pc), `${place!.line} does not begin at 0x${pc.toString(16)}`);
      lines.push(place!.line);
    }
    const text = readFileSync(DISPATCHER, 'utf8').split('\n');
    const first = text.indexOf('\treq.dm_id = dm->info.id;') + 1;
    const body = lines.filter((line) => line >= first).map((line) => line - first);
    assert.deepEqual(body, [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13]);
    assert.match((await machine.trace(BACKEND))[0]!, /^io_dispatcher /);
  });

  it('goes over a call that sleeps while other threads run, and ends behind it in the same call', async () => {
    // The driver's worker has work, and goes to sleep when it has done it.
    await stopAt(machine, DISPATCHER, 'ret = bao_remio_hypercall(&ctx);', 2);
    await stopAt(machine, WORKQUEUE, 'schedule();');
    await machine.breakpoints.setFunctions([{ name: 'backend!__switch_to', logMessage: 'another thread' }]);
    const [before] = await machine.stacks.backTrace(BACKEND, 1);
    await step(machine, BACKEND, 'over');
    const [after] = await machine.stacks.backTrace(BACKEND, 1);
    assert.equal(after!.function, before!.function);
    assert.notEqual(after!.place!.line, before!.place!.line);
    assert.equal(await after!.context.cfa(), await before!.context.cfa());
    assert.ok(machine.logs.length > 1, 'other threads have run');
  });

  it('goes over an access to a remote device, and ends when the answer is there', async () => {
    await machine.breakpoints.setFunctions([{ name: 'frontend!virtio_write' }]);
    await machine.control.continue();
    await machine.breakpoints.setFunctions([]);
    await step(machine, FRONTEND, 'in');
    const { instructions } = await machine.target.position();
    for (let count = 0; count < 2; count++) {
      await step(machine, FRONTEND, 'over');
      assert.match((await machine.trace(FRONTEND))[0]!, /^mmio_write32 /);
      assert.equal(activity(machine, FRONTEND), 'running');
    }
    const took = (await machine.target.position()).instructions - instructions;
    assert.ok(took > 1000n, 'the backend has answered meanwhile');
  });

  it('shows what was read from a remote device', async () => {
    await machine.breakpoints.setFunctions([{ name: 'virtio_read' }]);
    await machine.control.continue();
    await machine.breakpoints.setFunctions([]);
    await step(machine, FRONTEND, 'out');
    assert.equal(activity(machine, FRONTEND), 'running');
    assert.equal(await machine.valueOf(FRONTEND, '$a0'), 0x74726976n, 'the magic value of virtio');
  });

  it('goes into an inlined function, over it, and out of it', async () => {
    await machine.breakpoints.setFunctions([{ name: 'virtio_notify' }]);
    await machine.control.continue();
    await machine.breakpoints.setFunctions([]);
    const [start] = await machine.trace(FRONTEND);
    await step(machine, FRONTEND, 'in');
    assert.deepEqual(
      [(await machine.trace(FRONTEND))[0]!.split(' ')[0], (await machine.trace(FRONTEND))[1]],
      ['device_barrier', start],
    );
    await step(machine, FRONTEND, 'out');
    assert.match((await machine.trace(FRONTEND))[0]!, /^virtio_notify /);
  });

  it('leaves an interrupt handler into the code that it interrupted', async () => {
    await machine.breakpoints.setFunctions([{ name: 'frontend!handle_trap' }]);
    await machine.control.continue();
    await machine.breakpoints.setFunctions([]);
    const interrupted = (await machine.trace(FRONTEND))[2];
    await step(machine, FRONTEND, 'out');
    await step(machine, FRONTEND, 'out');
    assert.equal((await machine.trace(FRONTEND))[0], interrupted);
  });

  it('does not go into the kernel by a line with a system call', async () => {
    await machine.breakpoints.setFunctions([{ name: 'dispatcher_attach' }]);
    await machine.control.continue();
    await machine.breakpoints.setFunctions([]);
    const { space } = await machine.stacks.innermost(BACKEND);
    for (let count = 0; count < 30; count++) {
      await step(machine, BACKEND, 'in');
      const frame = await machine.stacks.innermost(BACKEND);
      assert.equal(frame.space.root, space.root);
      assert.ok(frame.pc < 1n << 38n, 'in user mode');
    }
  });

  it('is not led astray by interrupts', async () => {
    await machine.breakpoints.setFunctions([
      { name: 'backend!dispatcher_attach' },
      { name: 'backend!do_irq', logMessage: 'interrupt' },
    ]);
    await machine.control.continue();
    await machine.breakpoints.setFunctions([{ name: 'backend!do_irq', logMessage: 'interrupt' }]);
    const { space, symbols } = await machine.stacks.innermost(BACKEND);
    machine.logs.length = 0;
    for (let count = 0; machine.logs.length < 3; count++) {
      assert.ok(count < 3000, 'there are interrupts');
      await step(machine, BACKEND, 'in');
      const frame = await machine.stacks.innermost(BACKEND);
      assert.deepEqual([frame.space, frame.symbols], [space, symbols], 'in the same process and its program');
    }
  });

  it('goes into the kernel and over it by the instruction of a system call', async () => {
    await machine.breakpoints.setFunctions([{ name: 'backend!syscall6' }]);
    await machine.control.continue();
    await machine.breakpoints.setFunctions([]);
    const before = await untilSystemCall(machine);
    await machine.control.step(BACKEND, 'over', 'instruction');
    const after = await machine.stacks.innermost(BACKEND);
    assert.deepEqual([after.pc, after.space], [before.pc + 4n, before.space]);
    await machine.breakpoints.setFunctions([{ name: 'backend!syscall6' }]);
    await machine.control.continue();
    await machine.breakpoints.setFunctions([]);
    await untilSystemCall(machine);
    await machine.control.step(BACKEND, 'in', 'instruction');
    assert.ok((await machine.stacks.innermost(BACKEND)).pc > 1n << 63n, 'in the kernel');
  });

  it('stays with its vCPU when it is paused', async () => {
    await stopAt(machine, GUEST, 'wait_until(queue_has_used, receive);');
    const waiting = machine.control.step(FRONTEND, 'over', 'line');
    const watch = pauseWhatDoesNotEnd(machine);
    const stopped = await waiting;
    clearInterval(watch);
    assert.deepEqual([stopped.reason, stopped.hart], ['pause', FRONTEND]);
  });

  it('pauses, and goes on', async () => {
    const running = machine.control.continue();
    setImmediate(() => machine.control.pause());
    assert.equal((await running).reason, 'pause');
    await assert.doesNotReject(machine.stacks.backTrace(BACKEND, 20));
    await machine.breakpoints.setFunctions([{ name: 'virtio_notify' }]);
    assert.equal((await machine.control.continue()).reason, 'function breakpoint');
  });

  it('refuses a second run while one is under way', async () => {
    const running = machine.control.continue();
    await assert.rejects(machine.control.continue(), RangeError);
    machine.control.pause();
    await running;
  });

  it('changes nothing in what happens', async () => {
    const plain = await restOf(debuggee(system.config), async () => {});
    const debugged = await restOf(debuggee(system.config), async (busy) => {
      await busy.breakpoints.setLines(DISPATCHER, [{ line: 60, condition: 'req.op == 12345' }]);
      await busy.breakpoints.setFunctions([
        { name: 'virtio_notify', logMessage: 'notify {queue}' },
        { name: 'bao_io_request_complete' },
      ]);
      for (let stops = 0; stops < 8; stops++) {
        const { hart } = await busy.control.continue();
        await busy.trace(hart, 30);
        for (const direction of ['over', 'in', 'out', 'over'] as const) {
          await busy.control.step(hart, direction, 'line');
        }
        await busy.control.step(hart, 'in', 'instruction');
      }
      await busy.breakpoints.setLines(DISPATCHER, []);
      await busy.breakpoints.setFunctions([]);
    });
    assert.equal(debugged, plain);
  });
});

describe('random steps', () => {
  const folder = scratchFolder();

  for (const name of ['remio-console', 'remio-dual', 'ipc']) {
    it(`through ${name} end in known code and do not run away`, async () => {
      const system = await buildSystem(name);
      for (const seed of [1, 2]) {
        await wander(debuggee(system.config), new SeededRandom(seed));
      }
    });
  }

  for (const optimisation of ['-Og', '-O2'] as const) {
    it(`through a variant of remio-console built with ${optimisation} do so too`, async () => {
      await writeVariant('remio-console', 5, folder());
      const system = await buildSystem(folder(), { optimisation, out: join(folder(), optimisation) });
      await wander(debuggee(system.config), new SeededRandom(3));
    });
  }
});

const DIRECTIONS: readonly Direction[] = ['over', 'over', 'over', 'in', 'in', 'out'];
const STARTS = ['guest_main', 'main', 'queue_work', 'do_irq', 'vfs_ioctl', 'handle_trap'];
/** Instructions. Only steps over what never comes back take more. */
const ENOUGH = 30_000_000n;
/** Another thread's stack is in use behind it. */
const SWITCH = '__switch_to';

/** Takes random steps; each ends in a line of a known program, and one over a line in the same call or a caller. */
async function wander(machine: Debuggee, random: SeededRandom): Promise<void> {
  const watch = pauseWhatDoesNotEnd(machine);
  try {
    for (let round = 0; round < 3; round++) {
      const hitCondition = `>= ${1 + random.below(4)}`;
      await machine.breakpoints.setFunctions([{ name: random.pick(STARTS), hitCondition }]);
      let stopped = await machine.control.continue();
      await machine.breakpoints.setFunctions([]);
      for (let count = 0; count < 25 && stopped.reason !== 'pause'; count++) {
        const direction = random.pick(DIRECTIONS);
        const granularity = random.chance(15) ? 'instruction' : 'line';
        const before = await stackOf(machine, stopped.hart);
        stopped = await machine.control.step(stopped.hart, direction, granularity);
        if (stopped.reason !== 'pause' && before.function !== SWITCH) {
          assert.equal(stopped.reason, 'step');
          const after = await stackOf(machine, stopped.hart);
          assert.ok(after.line > 0, `${before.text} => ${after.text}`);
          const isHere = before.calls.has(after.call);
          assert.ok(isHere || direction === 'in' || granularity === 'instruction', `${before.text} => ${after.text}`);
        }
      }
    }
  } finally {
    clearInterval(watch);
    await machine.close();
  }
}

async function stackOf(machine: Debuggee, hart: number) {
  const frames = await machine.stacks.backTrace(hart, 100);
  const calls = await Promise.all(frames.map(({ context }) => context.cfa()));
  const [innermost] = frames;
  return {
    function: innermost!.function,
    line: innermost!.place?.line ?? 0,
    call: calls[0],
    calls: new Set(calls),
    text: (await machine.trace(hart, 4)).join(' < '),
  };
}

/** Pauses a machine that waits for input, or that has run for long. */
function pauseWhatDoesNotEnd(machine: Debuggee): NodeJS.Timeout {
  let last = -1n;
  let begin = 0n;
  return setInterval(async () => {
    const { instructions } = await machine.target.position();
    if (!machine.control.running) {
      begin = instructions;
    } else if (instructions === last || instructions - begin > ENOUGH) {
      machine.control.pause();
    }
    last = instructions;
  }, 50);
}

/** The state of a machine that has been debugged and then left alone until it waits for input. */
async function restOf(machine: Debuggee, debug: (machine: Debuggee) => Promise<void>): Promise<string> {
  await debug(machine);
  const watch = pauseWhatDoesNotEnd(machine);
  await machine.control.continue();
  clearInterval(watch);
  assert.equal(activity(machine, FRONTEND), 'wfi');
  const hash = machine.target.machine.stateHash();
  await machine.close();
  return hash;
}

function activity(machine: Debuggee, hart: number): string | undefined {
  return machine.target.machine.activities().find((each) => each.hart === hart)?.code;
}

/** Stops at a line by its text. @param which of several lines that read so, from 1 */
async function stopAt(machine: Debuggee, path: string, text: string, which = 1): Promise<void> {
  const lines = readFileSync(path, 'utf8').split('\n');
  const found = lines.flatMap((line, index) => (line.trim() === text ? [index + 1] : []));
  const [state] = await machine.breakpoints.setLines(path, [{ line: found[which - 1]! }]);
  assert.equal(state?.verified, true, state?.reason);
  assert.equal((await machine.control.continue()).reason, 'breakpoint');
  await machine.breakpoints.setLines(path, []);
}

/** Steps by instructions until the next one is an ecall. */
async function untilSystemCall(machine: Debuggee): Promise<Frame> {
  for (let count = 0; count < 100; count++) {
    const frame = await machine.stacks.innermost(BACKEND);
    const bytes = await machine.target.readMemory({ space: frame.space, value: frame.pc }, 4);
    if (Buffer.from(bytes).readUInt32LE() === 0x73) {
      return frame;
    }
    await machine.control.step(BACKEND, 'over', 'instruction');
  }
  throw new Error('no ecall within 100 instructions');
}

async function step(machine: Debuggee, hart: number, direction: Direction): Promise<void> {
  const stopped = await machine.control.step(hart, direction, 'line');
  assert.deepEqual([stopped.reason, stopped.hart, stopped.text], ['step', hart, undefined]);
}
