// SPDX-License-Identifier: Apache-2.0
/** What is planted on one side of a system without faults is found, on both sides, and mended by what is proposed. */

import assert from 'node:assert/strict';
import { readConfig } from '../../emulator';
import { compileDts, crossCheck, type Diagnostic, type Fix } from '../../extension/device-tree';
import { SeededRandom } from '../support/random';
import { configText, type Machine, randomSystem, type System, treeText } from './cross-systems';

interface Texts {
  readonly config: string;
  readonly trees: readonly string[];
}

function textsOf(system: System): Texts {
  return { config: configText(system), trees: system.names.map((_, vm) => treeText(system, vm)) };
}

function check({ config, trees }: Texts): readonly Diagnostic[] {
  const read = readConfig('config.c', config);
  assert.ok(read.config, 'the configuration can be read');
  assert.deepEqual(read.diagnostics, []);
  const resolved = trees.map((text, vm) => {
    const { tree, diagnostics } = compileDts(text, { file: `${vm}.dts` });
    assert.deepEqual(diagnostics, []);
    return { vm, tree: tree! };
  });
  return crossCheck(read.config, resolved);
}

function codesIn(file: string, found: readonly Diagnostic[]): string[] {
  return [...new Set(found.filter(({ range }) => range.file === file).map(({ code }) => code))];
}

function mended({ config, trees }: Texts, fix: Fix): Texts {
  const { file } = fix.range;
  return file === 'config.c'
    ? { config: replaced(config, fix), trees }
    : { config, trees: trees.map((text, vm) => (file === `${vm}.dts` ? replaced(text, fix) : text)) };
}

function replaced(text: string, { range: { start, end }, newText }: Fix): string {
  const lines = text.split('\n');
  const offset = ({ line, column }: { line: number; column: number }): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + column;
  return text.slice(0, offset(start)) + newText + text.slice(offset(end));
}

interface Plant {
  readonly title: string;
  readonly code: string;
  /** Changes what one side says of the machine that it finds. @returns that machine's number, or undefined for none */
  plant(machines: Machine[], random: SeededRandom): number | undefined;
  /** Sides on which it is said. */
  readonly sides: 'both' | 'configuration' | 'tree';
  /** Whether every proposal mends it. */
  readonly isMended: boolean;
}

function first(machines: readonly Machine[], has: (machine: Machine) => boolean): number | undefined {
  const index = machines.findIndex(has);
  return index < 0 ? undefined : index;
}

function plant(
  title: string,
  code: string,
  has: (machine: Machine) => boolean,
  change: (machine: Machine, random: SeededRandom) => void,
  more: Partial<Pick<Plant, 'sides' | 'isMended'>> = {},
): Plant {
  return {
    ...{ title, code, sides: 'both', isMended: true, ...more },
    plant(machines, random) {
      const vm = first(machines, has);
      if (vm !== undefined) {
        change(machines[vm]!, random);
      }
      return vm;
    },
  };
}

const hasBackends = ({ backends }: Machine): boolean => backends.length > 0;
const hasTwoBackends = ({ backends }: Machine): boolean => backends.length > 1;
const hasFrontends = ({ frontends }: Machine): boolean => frontends.length > 0;
const hasIpc = ({ ipcs }: Machine): boolean => ipcs.length > 0;
const UNUSED = 250;

/** Planted in the trees. */
const IN_TREES: readonly Plant[] = [
  plant("a backend's interrupt", 'bao-remio-interrupt', hasBackends, ({ backends }) => {
    backends[0]!.interrupt = UNUSED;
  }),
  plant("a backend's memory", 'bao-remio-memory', hasBackends, ({ backends }) => {
    backends[0]!.shared = { ...backends[0]!.shared, base: backends[0]!.shared.base + 0x10_0000 };
  }),
  plant("a backend's size", 'bao-remio-memory', hasBackends, ({ backends }) => {
    backends[0]!.shared = { ...backends[0]!.shared, size: backends[0]!.shared.size + 0x1000 };
  }),
  plant(
    'backends in another order',
    'bao-remio-order',
    hasTwoBackends,
    ({ backends }) => {
      [backends[0]!.shared, backends[1]!.shared] = [backends[1]!.shared, backends[0]!.shared];
    },
    { isMended: false },
  ),
  plant(
    'a backend too many',
    'bao-remio-extra',
    hasBackends,
    ({ backends }) => {
      backends.push({ key: 0, shared: { base: 0xe000_0000, size: 0x1000 }, interrupt: UNUSED });
    },
    { sides: 'tree', isMended: false },
  ),
  plant(
    'a backend too few',
    'bao-remio-missing',
    hasBackends,
    ({ backends }) => {
      backends.pop();
    },
    { sides: 'configuration', isMended: false },
  ),
  plant("a frontend's interrupt", 'bao-remio-interrupt', hasFrontends, ({ frontends }) => {
    frontends[0]!.interrupt = UNUSED;
  }),
  plant("a frontend's address", 'bao-remio-address', hasFrontends, ({ frontends }) => {
    frontends[0]!.registers = { ...frontends[0]!.registers, base: 0xb00_0000 };
  }),
  plant("a frontend's size", 'bao-remio-size', hasFrontends, ({ frontends }) => {
    frontends[0]!.registers = { ...frontends[0]!.registers, size: 0x100 };
  }),
  plant(
    "a frontend's pool",
    'bao-remio-pool',
    hasFrontends,
    ({ frontends }) => {
      frontends[0]!.pool = { ...frontends[0]!.pool, size: frontends[0]!.pool.size + 0x1000 };
    },
    { isMended: false },
  ),
  plant(
    'a frontend too few',
    'bao-remio-missing',
    hasFrontends,
    ({ frontends }) => {
      frontends.pop();
    },
    { sides: 'configuration', isMended: false },
  ),
  plant(
    'a frontend too many',
    'bao-remio-extra',
    hasFrontends,
    ({ frontends }) => {
      frontends.push({ ...frontends[0]!, registers: { base: 0xb00_0000, size: 0x200 } });
    },
    { sides: 'tree', isMended: false },
  ),
  plant('the interrupt of IPC', 'bao-ipc-interrupt', hasIpc, ({ ipcs }) => {
    ipcs[0]!.interrupt = UNUSED;
  }),
  plant(
    'the number of IPC',
    'bao-ipc-index',
    hasIpc,
    ({ ipcs }) => {
      ipcs[ipcs.length - 1]!.id = 7;
    },
    { sides: 'tree', isMended: false },
  ),
  plant(
    'the memory of IPC',
    'bao-ipc-memory',
    hasIpc,
    ({ ipcs }) => {
      ipcs[0]!.memory = { ...ipcs[0]!.memory, base: ipcs[0]!.memory.base + 0x80_0000 };
    },
    { isMended: false },
  ),
  plant(
    'more CPUs',
    'bao-cpu-count',
    hasIpc,
    (machine) => {
      machine.cpus++;
    },
    { isMended: false },
  ),
  plant(
    'more memory',
    'bao-memory',
    hasIpc,
    ({ memory }) => {
      memory.size += 0x1000;
    },
    { isMended: false },
  ),
  plant(
    "a device's interrupt",
    'bao-device-interrupt',
    hasIpc,
    ({ devices }) => {
      devices[0]!.interrupt = UNUSED;
    },
    { isMended: false },
  ),
  plant(
    'a device at another place',
    'bao-unmapped',
    hasIpc,
    ({ devices }) => {
      devices[0]!.registers = { base: 0x1100_0000, size: 0x1000 };
    },
    { sides: 'tree', isMended: false },
  ),
];

/** Planted in the configuration. */
const IN_CONFIGURATION: readonly Plant[] = [
  plant("a backend's interrupt", 'bao-remio-interrupt', hasBackends, ({ backends }) => {
    backends[0]!.interrupt = UNUSED;
  }),
  plant("a frontend's interrupt", 'bao-remio-interrupt', hasFrontends, ({ frontends }) => {
    frontends[0]!.interrupt = UNUSED;
  }),
  plant("a frontend's address", 'bao-remio-address', hasFrontends, ({ frontends }) => {
    frontends[0]!.registers = { ...frontends[0]!.registers, base: 0xb00_0000 };
  }),
  plant('the interrupt of IPC', 'bao-ipc-interrupt', hasIpc, ({ ipcs }) => {
    ipcs[0]!.interrupt = UNUSED;
  }),
  plant(
    'a bind key twice',
    'bao-remio-pair',
    hasTwoBackends,
    ({ backends }) => {
      Object.assign(backends[0]!, { key: backends[1]!.key });
    },
    { sides: 'configuration', isMended: false },
  ),
  plant(
    'a bind key beyond 8 bits',
    'bao-remio-eight-bits',
    hasBackends,
    ({ backends }) => {
      Object.assign(backends[0]!, { key: 300 });
    },
    { sides: 'configuration', isMended: false },
  ),
  plant(
    'registers in memory',
    'bao-remio-no-trap',
    hasFrontends,
    (machine) => {
      machine.frontends[0]!.registers = { base: machine.memory.base + 0x1000, size: 0x200 };
    },
    { sides: 'configuration', isMended: false },
  ),
  plant(
    'memory within IPC',
    'bao-overlap',
    hasIpc,
    (machine) => {
      machine.devices.push({ registers: { base: machine.ipcs[0]!.memory.base, size: 0x1000 }, interrupt: UNUSED });
    },
    { sides: 'configuration', isMended: false },
  ),
  plant(
    'an interrupt of two',
    'bao-interrupt-shared',
    hasIpc,
    (machine) => {
      machine.devices.push({ registers: { base: 0x1200_0000, size: 0x1000 }, interrupt: machine.ipcs[0]!.interrupt });
    },
    { sides: 'configuration', isMended: false },
  ),
  plant(
    'one shared memory for two objects',
    'bao-ipc-twice',
    ({ ipcs }) => ipcs.length > 1,
    ({ ipcs }) => {
      ipcs[1]!.shmem = ipcs[0]!.shmem;
    },
    { sides: 'configuration', isMended: false },
  ),
];

const SEEDS = 30;

describe('checks against the hypervisor', () => {
  it('find nothing in systems without faults', () => {
    for (let seed = 0; seed < 100; seed++) {
      const found = check(textsOf(randomSystem(new SeededRandom(seed))));
      assert.deepEqual(
        found.map(({ message }) => message),
        [],
        `seed ${seed}`,
      );
    }
  });

  for (const [side, plants] of [
    ['trees', IN_TREES],
    ['config', IN_CONFIGURATION],
  ] as const) {
    for (const { title, code, sides, isMended, plant: change } of plants) {
      it(`find ${title} planted in the ${side}: ${code}`, () => {
        let planted = 0;
        for (let seed = 0; seed < SEEDS; seed++) {
          const random = new SeededRandom(seed);
          const system = randomSystem(random);
          const vm = change(system[side], random);
          if (vm !== undefined) {
            planted++;
            assertFound(textsOf(system), vm, { code, sides, isMended }, `seed ${seed}`);
          }
        }
        assert.ok(planted > SEEDS / 4, `planted in ${planted} systems`);
      });
    }
  }

  it('find channels that do not mirror each other', () => {
    let planted = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const system = randomSystem(new SeededRandom(seed));
      const ipc = system.trees[1]!.ipcs[0]!;
      if (!system.hasSplitReg) {
        planted++;
        [ipc.read, ipc.write] = [ipc.write, ipc.read];
        const found = check(textsOf(system));
        assert.deepEqual(codesIn('0.dts', found), ['bao-ipc-mirror'], `seed ${seed}`);
        assert.deepEqual(codesIn('1.dts', found), ['bao-ipc-mirror'], `seed ${seed}`);
      }
    }
    assert.ok(planted > 5);
  });

  it('never throw on damaged configurations and trees', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new SeededRandom(seed);
      const { config, trees } = textsOf(randomSystem(random));
      const read = readConfig('config.c', damaged(config, random));
      const resolved = trees.flatMap((text, vm) => {
        const { tree } = compileDts(damaged(text, random), { file: `${vm}.dts` });
        return tree ? [{ vm, tree }] : [];
      });
      if (read.config) {
        crossCheck(read.config, resolved);
      }
    }
  });
});

function assertFound(texts: Texts, vm: number, wanted: Pick<Plant, 'code' | 'sides' | 'isMended'>, seed: string): void {
  const { code, sides, isMended } = wanted;
  const found = check(texts);
  const there = { config: codesIn('config.c', found).includes(code), tree: codesIn(`${vm}.dts`, found).includes(code) };
  const what = `${seed}: ${found.map((each) => `${each.range.file} ${each.code}: ${each.message}`).join('\n')}`;
  assert.deepEqual(there, { config: sides !== 'tree', tree: sides !== 'configuration' }, what);
  for (const diagnostic of found.filter((each) => isMended && each.code === code)) {
    assert.ok(diagnostic.fixes?.length === 1, `${what}\nhas no proposal`);
    const after = check(mended(texts, diagnostic.fixes[0]!));
    assert.ok(!after.some((each) => each.code === code), `${what}\nis not mended by ${diagnostic.fixes[0]!.title}`);
  }
}

/** Numbers of any size, and pieces left out. */
function damaged(text: string, random: SeededRandom): string {
  let result = text;
  for (let count = 0; count < 4; count++) {
    const at = random.below(result.length);
    result =
      result.slice(0, at) +
      random.pick(['', '0', '0xffffffff', '-', '}', '<>', '99999999']) +
      result.slice(at + random.below(8));
  }
  return result;
}
