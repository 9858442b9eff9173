// SPDX-License-Identifier: Apache-2.0
/** Configurations that Bao rejects or mangles: its lines, what still starts, and what is said before the start. The lines
 *  and effects were observed on the real hypervisor. */

import assert from 'node:assert/strict';
import { backend, baoLines, frontend, type RemioText, runOwn, type VmText } from './own-guests';

interface Variant {
  readonly name: string;
  readonly vms: [VmText, VmText];
  readonly shmems?: readonly string[];
  /** Bao's lines, without the prefix of errors. */
  readonly lines?: readonly string[];
  /** Which virtual machines print anything. */
  readonly run?: readonly [boolean, boolean];
  /** Whether VM 1's load from the device returns. */
  readonly served?: boolean;
  /** Codes of the diagnostics before the start. */
  readonly codes: readonly string[];
  /** A line that VM 0 prints. */
  readonly vm0?: string;
}

const NOTHING = [false, false] as const;
const RAM = '{ .base = 0x90000000, .size = 0x1000000 }';
const UART = '{ .pa = 0x10000000, .va = 0x10000000, .size = 0x1000 }';
const uartWith = (interrupt: number): string =>
  `{ .pa = 0x10000000, .va = 0x10000000, .size = 0x1000, .interrupt_num = 1, .interrupts = (irqid_t[]) { ${interrupt} } }`;

function pair(back: RemioText, front: RemioText, vm0: VmText = {}, vm1: VmText = {}): [VmText, VmText] {
  return [
    { remio: [{ ...backend, ...back }], ...vm0 },
    { remio: [{ ...frontend, ...front }], ...vm1 },
  ];
}

function both(change: RemioText): [VmText, VmText] {
  return pair(change, change);
}

const NOT_PAIRED = 'There is no 1-to-1 mapping between a Remote I/O backend and Remote I/O frontend';
const UNEQUAL = [
  'Invalid shared memory region configuration for Remote I/O device 7.',
  'The frontend and backend shared memory regions must be the aligned.',
];
const REGION = (address: string): string => `failed to allocate vm's region at ${address}`;
const TRUNCATED = 'WARNING: Trying to map region to smaller shared memory. Truncated';
const NO_HANDLER = 'no emulation handler for abort(0x10008010 at 0x90200100)';
const IPC = (base: string, size: string, id = 1): string =>
  `{ .base = ${base}, .size = ${size}, .shmem_id = ${id}, .interrupt_num = 0 }`;
const secondBackend: RemioText = { ...backend, key: '8' };
const secondFrontend: RemioText = { ...frontend, key: '8' };

const VARIANTS: readonly Variant[] = [
  { name: 'correct', vms: pair({}, {}), served: true, codes: [] },
  {
    name: 'a backend alone',
    vms: [{ remio: [backend] }, {}],
    lines: [NOT_PAIRED],
    run: NOTHING,
    codes: ['bao-remio-unpaired'],
  },
  {
    name: 'a frontend alone',
    vms: [{}, { remio: [frontend] }],
    lines: [NOT_PAIRED],
    run: NOTHING,
    codes: ['bao-remio-unpaired'],
  },
  {
    name: 'two backends of one key',
    vms: [{ remio: [backend, backend] }, { remio: [frontend] }],
    lines: ['Failed to link backend to the frontend, more than one backend was atributed to the Remote I/O device 7'],
    run: NOTHING,
    codes: ['bao-remio-duplicate'],
  },
  {
    name: 'two frontends of one key',
    vms: [{ remio: [backend] }, { remio: [frontend, frontend] }],
    lines: ['Failed to link backend to the frontend, more than one frontend was atributed to the Remote I/O device 7'],
    run: NOTHING,
    codes: ['bao-remio-duplicate', 'bao-remio-overlap'],
  },
  {
    name: 'keys that do not match',
    vms: [{ remio: [backend] }, { remio: [secondFrontend] }],
    lines: ['Failed creating Remote I/O device 8'],
    run: NOTHING,
    codes: ['bao-remio-unpaired'],
  },
  {
    name: 'different base',
    vms: pair({}, { shmemBase: '0xd1000000' }),
    lines: UNEQUAL,
    run: NOTHING,
    codes: ['bao-remio-shared-memory'],
  },
  {
    name: 'different size',
    vms: pair({}, { shmemSize: '0x1000' }),
    lines: UNEQUAL,
    run: NOTHING,
    codes: ['bao-remio-shared-memory'],
  },
  {
    name: 'different shmem_id',
    vms: pair({}, { shmemId: '2' }),
    lines: UNEQUAL,
    run: NOTHING,
    codes: ['bao-remio-shared-memory'],
  },
  {
    name: 'remio shmem_id out of range',
    vms: both({ shmemId: '9' }),
    lines: [
      'Invalid shmem id (9) in the Remote I/O device (7) configuration',
      'Invalid shmem id (9) in the Remote I/O device (7) configuration',
    ],
    run: NOTHING,
    codes: ['bao-remio-shmem-id', 'bao-remio-shmem-id'],
  },
  {
    name: 'ipc shmem_id out of range',
    vms: pair({}, {}, { ipcs: [IPC('0xf0000000', '0x1000', 9)] }),
    lines: ['WARNING: Invalid shmem id in configuration. Ignored.'],
    served: true,
    codes: ['bao-ipc-shmem-id'],
  },
  {
    name: 'remio size 0',
    vms: pair({}, { size: '0' }),
    lines: [NO_HANDLER],
    codes: ['bao-remio-size'],
  },
  {
    name: 'shared memory of size 0',
    vms: both({ shmemSize: '0' }),
    lines: [REGION('0xd0000000'), REGION('0xd0000000')],
    run: NOTHING,
    codes: ['bao-region-not-mapped', 'bao-region-not-mapped'],
  },
  {
    name: 'remio shared memory larger than it is',
    vms: both({ shmemSize: '0x200000' }),
    lines: [TRUNCATED, TRUNCATED],
    served: true,
    codes: ['bao-shared-memory-truncated', 'bao-shared-memory-truncated'],
  },
  {
    name: 'one VM on both sides',
    vms: [{ remio: [backend, frontend] }, {}],
    lines: [REGION('0xd0000000'), NO_HANDLER],
    run: [false, true],
    codes: ['bao-region-not-mapped'],
  },
  {
    name: 'bind_key 300',
    vms: both({ key: '300' }),
    lines: ['Failed to perform the post work after the completion of the I/O request'],
    codes: ['bao-remio-bind-key', 'bao-remio-bind-key'],
    vm0: 'completed 0x0',
  },
  {
    name: 'interrupts above 255',
    vms: pair({ interrupt: '292' }, { interrupt: '296' }),
    served: true,
    codes: ['bao-remio-interrupt', 'bao-remio-interrupt'],
  },
  {
    name: 'a device inside memory',
    vms: pair({}, { va: '0x90800000' }),
    lines: [NO_HANDLER],
    codes: ['bao-remio-hidden'],
  },
  {
    name: 'a device in the page of the UART',
    vms: pair({}, { va: '0x10000800' }, {}, {}),
    lines: [NO_HANDLER],
    codes: ['bao-remio-hidden'],
  },
  {
    name: 'type 5',
    vms: pair({ type: '5' }, {}),
    lines: ['Unknown Remote I/O device type'],
    run: NOTHING,
    codes: ['bao-remio-type'],
  },
  {
    name: 'more vCPUs than CPUs',
    vms: pair({}, {}, { cpus: '4' }),
    run: [false, true],
    codes: ['bao-not-enough-cpus'],
  },
  {
    name: 'one interrupt in two VMs',
    vms: pair({}, {}, { devices: [uartWith(1)] }, { devices: [uartWith(1)] }),
    lines: ['Failed to assign interrupt id 1'],
    run: [true, false],
    codes: ['bao-interrupt-taken'],
  },
  {
    name: 'overlapping memory regions',
    vms: pair({}, {}, { regions: [RAM, '{ .base = 0x90800000, .size = 0x1000000 }'] }),
    lines: [REGION('0x90800000')],
    run: [false, true],
    codes: ['bao-region-not-mapped'],
  },
  {
    name: 'ipc inside memory',
    vms: pair({}, {}, { ipcs: [IPC('0x90400000', '0x1000')] }),
    lines: [REGION('0x90400000')],
    run: [false, true],
    codes: ['bao-region-not-mapped'],
  },
  {
    name: 'ipc of size 0',
    vms: pair({}, {}, { ipcs: [IPC('0xf0000000', '0')] }),
    lines: [REGION('0xf0000000')],
    run: [false, true],
    codes: ['bao-region-not-mapped'],
  },
  {
    name: 'an image outside the regions',
    vms: pair({}, {}, { imageBase: '0xa0200000', entry: '0xa0200000' }),
    lines: ['unknown synchronous exception (20)'],
    run: [false, true],
    codes: ['bao-image-outside-memory', 'bao-entry-outside-memory'],
  },
  {
    name: 'a shared memory that is not page aligned',
    vms: both({ shmemBase: '0xd0000800' }),
    lines: [REGION('0xd0000800'), REGION('0xd0000800')],
    run: NOTHING,
    codes: ['bao-region-not-mapped', 'bao-region-not-mapped'],
  },
  {
    name: 'two devices at one address',
    vms: [
      { remio: [backend, { ...secondBackend, shmemBase: '0xd1000000', shmemId: '2' }] },
      { remio: [frontend, { ...secondFrontend, shmemBase: '0xd1000000', shmemId: '2' }] },
    ],
    served: true,
    codes: ['bao-remio-overlap'],
  },
  {
    name: 'the same affinity',
    vms: pair({}, {}, { affinity: '0x1' }, { affinity: '0x1' }),
    served: true,
    codes: ['bao-affinity'],
  },
  {
    name: 'a region larger than memory',
    vms: pair({}, {}, { regions: ['{ .base = 0x90000000, .size = 0x200000000 }'] }),
    lines: ['failed to alloc physical pages'],
    run: [false, true],
    codes: ['bao-out-of-memory'],
  },
  {
    name: 'shared memory larger than memory',
    vms: pair({}, {}),
    shmems: ['0x200000000', '0x1000', '0x1000'],
    lines: ['failed to allocate shared memory'],
    run: NOTHING,
    codes: ['bao-shared-memory-too-large'],
  },
  {
    name: 'a region placed outside memory',
    vms: pair(
      {},
      {},
      { regions: ['{ .base = 0x90000000, .size = 0x1000000, .place_phys = true, .phys = 0x10000000 }'] },
    ),
    run: NOTHING,
    codes: ['bao-memory-not-reserved'],
  },
  {
    name: 'a passed-through device that hides in memory',
    vms: pair({}, {}, { devices: [UART, '{ .pa = 0x10001000, .va = 0x90800000, .size = 0x1000 }'] }),
    served: true,
    codes: ['bao-device-not-mapped', 'bao-device-absent'],
  },
];

function prefixed(line: string): string {
  return /^(WARNING|The frontend)/.test(line) ? line.replace(/^WARNING/, 'BAO WARNING') : `BAO ERROR: ${line}`;
}

describe('Configurations', () => {
  for (const variant of VARIANTS) {
    it(variant.name, async () => {
      const log = await runOwn('access.c', variant.vms, {
        defines: ['PROBE=lw a1,0(a0)', ...addressOf(variant)],
        ...(variant.shmems ? { shmems: variant.shmems } : {}),
      });
      assert.deepEqual(baoLines(log), (variant.lines ?? []).map(prefixed).map(replaceAddress(variant)));
      const run = variant.run ?? [true, true];
      assert.deepEqual([log.plain[0]!.length > 0, log.plain[1]!.length > 0], run);
      assert.equal(log.plain[1]!.includes('after 0x8182838485868788'), variant.served ?? false, log.plain[1]!.join());
      const codes = log.machine.bootDiagnostics.map((diagnostic) => diagnostic.code);
      assert.deepEqual(codes, variant.codes);
      for (const diagnostic of log.machine.bootDiagnostics) {
        assert.equal(diagnostic.range.file, 'config.c');
        assert.ok(diagnostic.range.start.line > 0, 'points into the file');
      }
      if (variant.vm0) {
        assert.ok(log.plain[0]!.includes(variant.vm0), log.plain[0]!.join('\n'));
      }
    });
  }
});

describe("The order of the hypervisor's lines", () => {
  const order = async (vms: VmText[]): Promise<string[]> => {
    const log = await runOwn('access.c', vms, { defines: ['PROBE=lw a1,0(a0)'] });
    return log.console
      .filter((line) => line.startsWith('BAO '))
      .map((line) => (line.includes('flush caches') ? 'image installed' : line));
  };

  it('both images come before what is wrong with the devices', async () => {
    const line = 'BAO ERROR: Invalid shmem id (9) in the Remote I/O device (7) configuration';
    assert.deepEqual(await order(both({ shmemId: '9' })), ['image installed', 'image installed', line, line]);
  });

  it('a virtual machine runs out of memory after the other one has its image', async () => {
    const large = { regions: ['{ .base = 0x90000000, .size = 0x200000000 }'] };
    const lines = await order([large, {}]);
    assert.deepEqual(lines.slice(0, 2), ['image installed', 'BAO ERROR: failed to alloc physical pages']);
  });
});

function addressOf(variant: Variant): string[] {
  return variant.name.includes('page of the UART') ? ['ADDRESS=0x10000810UL'] : [];
}

/** An access behind the UART's registers is the bus's fault, not an unmapped address. */
function replaceAddress(variant: Variant): (line: string) => string {
  const inUart = variant.name.includes('page of the UART');
  return (line) => (inUart && line.includes(NO_HANDLER) ? 'BAO ERROR: unknown synchronous exception (5)' : line);
}
