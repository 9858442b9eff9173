// SPDX-License-Identifier: Apache-2.0
/** The embedded target on whole systems: two processes at one address, shared memory, and that nobody is disturbed. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileSource, openSymbols, type Symbols } from '../../debug-adapter/symbols';
import type { RunRequest, Stop } from '../../debug-adapter/target';
import type { EmbeddedTarget } from '../../debug-adapter/target/embedded';
import { type BuiltSystem, buildSystem } from '../support/kernel-build';
import { SeededRandom } from '../support/random';
import { scratchFolder } from '../support/scratch';
import { atRest, type Listened, targetOf } from '../support/targets';
import { writeVariant } from '../support/variants';

const CONTINUE: RunRequest = { kind: 'continue' };
const PC = 32;
const EVERYWHERE = [
  { low: 0n, high: 1n << 63n },
  { low: 1n << 63n, high: 1n << 64n },
];

function harts(target: EmbeddedTarget): number[] {
  return target.partitions.flatMap(({ vcpus }) => vcpus.map(({ hart }) => hart));
}

/** Runs to the end, or to where only typing would go on. */
async function runToRest(target: EmbeddedTarget): Promise<void> {
  const run = target.run(CONTINUE);
  await atRest(target);
  target.pause();
  await run;
}

/** Types at a console while the machine rests, and lets it go on to the next rest. */
async function type(target: EmbeddedTarget, vm: number, text: string): Promise<void> {
  await target.sendConsole(vm, new TextEncoder().encode(text));
  await runToRest(target);
}

describe('The embedded target on a system', () => {
  const scratch = scratchFolder();
  let system: BuiltSystem;

  before(async () => {
    system = await buildSystem('remio-console');
  });

  describe('with two processes at the same virtual addresses', () => {
    let programs: Map<string, Symbols>;
    let entry: bigint;

    before(() => {
      const files = Object.entries(system.images.find(({ kind }) => kind === 'kernel')!.programs);
      programs = new Map(files.map(([name, path]) => [name, openSymbols(fileSource(path))]));
      const entries = [...programs.values()].map((symbols) => symbols.functionsNamed('_start')[0]!.entry);
      assert.ok(programs.size === 2 && entries[0] === entries[1], 'both begin at one address');
      entry = entries[0]!;
    });

    /** The program whose code is in memory at a virtual address. */
    async function programAt(target: EmbeddedTarget, root: bigint, address: bigint): Promise<string> {
      const length = 256;
      const memory = await target.readMemory({ space: { kind: 'virtual', vm: 0, root }, value: address }, length);
      const same = [...programs].filter(([, symbols]) => {
        const segment = symbols.segments.find(({ executable }) => executable)!;
        const start = Number(address - segment.address);
        return Buffer.from(symbols.segmentData(segment).subarray(start, start + length)).equals(memory);
      });
      assert.equal(same.length, 1, 'the code tells the programs apart');
      return same[0]![0];
    }

    it('stops in each of them, or only in the one that is meant', async () => {
      const { target } = targetOf(system.config);
      await target.setCodeBreakpoints([{ vm: 0, root: undefined, address: entry }]);
      const seen = new Map<bigint, string>();
      for (let count = 0; count < 2; count++) {
        assert.equal((await target.run(CONTINUE)).kind, 'code-breakpoint');
        const { root } = await target.currentSpace(0);
        seen.set(root, await programAt(target, root, entry));
      }
      assert.deepEqual([...seen.values()].sort(), [...programs.keys()].sort());
      // The machine is the same each time: so are the address spaces.
      const second = [...seen.keys()][1]!;
      await target.restart();
      await target.setCodeBreakpoints([{ vm: 0, root: second, address: entry }]);
      assert.equal((await target.run(CONTINUE)).kind, 'code-breakpoint');
      assert.equal((await target.currentSpace(0)).root, second);
    });

    it('reads the memory of the one that does not run now', async () => {
      const { target } = targetOf(system.config);
      await target.setCodeBreakpoints([{ vm: 0, root: undefined, address: entry }]);
      const roots: bigint[] = [];
      for (let count = 0; count < 2; count++) {
        await target.run(CONTINUE);
        roots.push((await target.currentSpace(0)).root);
      }
      const [first, second] = roots as [bigint, bigint];
      assert.notEqual(await programAt(target, first, entry), await programAt(target, second, entry));
      const places = await Promise.all(
        roots.map((root) => target.translate({ space: { kind: 'virtual', vm: 0, root }, value: entry }, 'physical')),
      );
      assert.notDeepEqual(places[0], places[1]);
    });
  });

  it('stops for every partition’s store to shared memory', async () => {
    const { target } = targetOf((await buildSystem('ipc')).config);
    const { sharedMemories } = await target.bao.state();
    const { physical, size } = sharedMemories[0]!;
    await target.setDataBreakpoints([{ physical, size: Number(size), access: 'write' }]);
    const writers = new Set<number>();
    for (let stops = 0; writers.size < 2 && stops < 10_000; stops++) {
      const stop = await target.run(CONTINUE);
      assert.equal(stop.kind, 'data-breakpoint');
      if (stop.kind === 'data-breakpoint') {
        assert.ok(stop.physical >= physical && stop.physical < physical + size);
        writers.add(target.partitions.find(({ vcpus }) => vcpus.some(({ hart }) => hart === stop.hart))!.vm);
      }
    }
    assert.deepEqual([...writers].sort(), [0, 1]);
  });

  describe('that is paused, stepped and stopped', () => {
    /** What a person at the debugger may do: anything, in any order. */
    async function disturb(target: EmbeddedTarget, random: SeededRandom, stop: Stop | undefined): Promise<void> {
      const hart = random.pick(harts(target));
      const { root, vm } = await target.currentSpace(hart);
      const pc = (await target.readRegisters(hart, [PC]))[0]!;
      await target.readMemory({ space: { kind: 'virtual', vm, root }, value: pc }, 64);
      await target.bao.state();
      const near = { vm, root: random.chance(50) ? root : undefined, address: pc + 2n * BigInt(random.below(12)) };
      await target.setCodeBreakpoints(random.chance(70) && stop?.kind !== 'code-breakpoint' ? [near] : []);
      const shared = (await target.bao.state()).sharedMemories[0]!.physical + BigInt(random.below(4096));
      const data = { physical: shared, size: 8, access: 'readWrite' } as const;
      await target.setDataBreakpoints(random.chance(5) ? [data] : []);
    }

    function step(hart: number, random: SeededRandom, limit: number): RunRequest {
      return { kind: 'step', hart, within: random.chance(80) ? EVERYWHERE : [], limit: 1 + random.below(limit) };
    }

    /** A step of a vCPU that is not waiting for others, so that it surely comes to its end. */
    async function stepToEnd(target: EmbeddedTarget, random: SeededRandom): Promise<Stop> {
      const vcpus = (await target.bao.state()).partitions.flatMap((partition) => partition.vcpus);
      const { hart } = random.pick(vcpus.filter(({ activity }) => activity === 'running'));
      return target.run(step(hart, random, 200));
    }

    /** A run that is paused after a while, unless something else has ended it. */
    async function runAWhile(target: EmbeddedTarget, random: SeededRandom): Promise<Stop> {
      const run = target.run(random.chance(30) ? CONTINUE : step(random.pick(harts(target)), random, 20_000));
      let ended = false;
      void run.then(() => {
        ended = true;
      });
      for (let turns = random.below(4); turns >= 0 && !ended; turns--) {
        await setImmediate();
      }
      target.pause();
      return run;
    }

    /** Runs to rest with all kinds of stops on the way. @returns how many there were of each */
    async function runDisturbed({ target }: Listened, random: SeededRandom): Promise<Map<string, number>> {
      const stops = new Map<string, number>();
      let stop: Stop | undefined;
      for (let round = 0; round < 300; round++) {
        await disturb(target, random, stop);
        // While the guests boot, somebody is always busy.
        stop = await (round < 100 ? stepToEnd : runAWhile)(target, random);
        stops.set(stop.kind, (stops.get(stop.kind) ?? 0) + 1);
      }
      await target.setCodeBreakpoints([]);
      await target.setDataBreakpoints([]);
      await runToRest(target);
      return stops;
    }

    async function expectUndisturbed(config: string, seed: number, script: readonly [number, string][]): Promise<void> {
      const alone = targetOf(config);
      const disturbed = targetOf(config);
      const stops = await runDisturbed(disturbed, new SeededRandom(seed));
      await runToRest(alone.target);
      for (const [vm, text] of script) {
        await type(alone.target, vm, text);
        await type(disturbed.target, vm, text);
      }
      for (const kind of ['step', 'code-breakpoint', 'pause']) {
        assert.ok(stops.has(kind), `no ${kind} in ${[...stops]}`);
      }
      assert.deepEqual(await disturbed.target.position(), await alone.target.position());
      assert.equal(disturbed.target.machine.stateHash(), alone.target.machine.stateHash());
      for (const { vm } of alone.target.partitions) {
        assert.equal(disturbed.heard.text(vm), alone.heard.text(vm), 'every console says the same');
      }
      assert.deepEqual(disturbed.heard.findings, alone.heard.findings);
    }

    it('ends in the same state as one that was left alone', async () => {
      await expectUndisturbed(system.config, 1, [[0, 'send 0 and again\n']]);
    });

    for (const [name, seed] of [
      ['remio-dual', 3],
      ['ipc', 4],
    ] as const) {
      it(`does so as a variant of ${name}, too`, async () => {
        const folder = join(scratch(), `${name}-${seed}`);
        await writeVariant(name, seed, folder);
        const built = await buildSystem(folder, { out: join(scratch(), `${name}-${seed}-built`) });
        await expectUndisturbed(built.config, seed, []);
      });
    }
  });
});
