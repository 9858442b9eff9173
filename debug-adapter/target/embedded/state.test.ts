// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Line } from '../../../test/support/riscv-assembler';
import { assembledTarget, ENTRY } from '../../../test/support/targets';
import { type Address, type Space, TargetError } from '..';
import type { EmbeddedTarget } from './embedded-target';

const RAM = 0x9000_0000n;
const RAM_SIZE = 0x100_0000n;
const SHARED = 0xd000_0000n;
const GUEST: Space = { kind: 'guest-physical', vm: 0 };
const HERE: readonly Line[] = ['here:', ['jal', 'zero', 0]];
const at = (space: Space, value: bigint): Address => ({ space, value });

/** The value of a register by name. */
async function register(target: EmbeddedTarget, name: string, hart = 0): Promise<bigint | undefined> {
  return (await target.readRegisters(hart, [numberOf(target, name)]))[0];
}

function numberOf(target: EmbeddedTarget, name: string): number {
  const found = target.registers.findIndex((each) => each.name === name || each.aliases.includes(name));
  assert.ok(found >= 0, `there is no register ${name}`);
  return found;
}

async function steps(target: EmbeddedTarget, limit: number): Promise<void> {
  await target.run({ kind: 'step', hart: 0, within: [{ low: 0n, high: 1n << 63n }], limit });
}

describe('The embedded machine as it stands', () => {
  describe('its memory', () => {
    it('can be read and written at virtual, guest-physical and physical addresses', async () => {
      const { target } = assembledTarget([HERE]);
      const virtual = at(await target.currentSpace(0), ENTRY + 0x1ffcn);
      assert.equal(await target.writeMemory(virtual, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)), 8);
      const guest = await target.translate(virtual, 'guest-physical');
      assert.deepEqual(guest, at(GUEST, virtual.value));
      const physical = await target.translate(virtual, 'physical');
      assert.deepEqual(await target.translate(guest!, 'physical'), physical);
      assert.deepEqual(await target.translate(physical!, 'guest-physical', 0), guest);
      for (const address of [virtual, guest!, physical!]) {
        assert.deepEqual([...(await target.readMemory(address, 6))], [1, 2, 3, 4, 5, 6]);
      }
    });

    it('ends where it ends: fewer bytes come than were asked for', async () => {
      const { target } = assembledTarget([HERE]);
      const end = RAM + RAM_SIZE;
      assert.equal((await target.readMemory(at(GUEST, end - 3n), 8)).length, 3);
      assert.equal(await target.writeMemory(at(GUEST, end - 3n), new Uint8Array(8)), 3);
      assert.equal((await target.readMemory(at(GUEST, end), 8)).length, 0);
      assert.equal((await target.readMemory(at(GUEST, RAM - 8n), 64)).length, 0, 'nothing at the beginning');
      assert.equal((await target.readMemory(at({ kind: 'physical' }, 0n), 8)).length, 0);
      assert.equal((await target.readMemory(at({ kind: 'physical' }, (1n << 64n) - 4n), 8)).length, 0);
      assert.equal((await target.readMemory(at({ kind: 'guest-physical', vm: 99 }, RAM), 8)).length, 0);
      assert.equal((await target.readMemory(at(GUEST, RAM), 0)).length, 0);
    });

    it('costs nothing where nobody has touched it', async () => {
      const { target } = assembledTarget([HERE]);
      const before = target.machine.core.allocatedBytes();
      assert.ok((await target.readMemory(at(GUEST, RAM + 0x80_0000n), 0x10_0000)).every((byte) => byte === 0));
      assert.equal(target.machine.core.allocatedBytes(), before);
    });

    it('shows a shared memory in each virtual machine that has it', async () => {
      const ipc = `{ .base = 0x${SHARED.toString(16)}, .size = 0x10000, .shmem_id = 1, .interrupt_num = 0 }`;
      const { target } = assembledTarget([HERE, HERE, HERE], [{ ipcs: [ipc] }, { ipcs: [ipc] }]);
      const theirs = at({ kind: 'guest-physical', vm: 1 }, SHARED + 8n);
      await target.writeMemory(at(GUEST, SHARED + 8n), Uint8Array.of(7));
      assert.deepEqual([...(await target.readMemory(theirs, 1))], [7]);
      const physical = await target.translate(theirs, 'physical');
      assert.deepEqual(await target.translate(physical!, 'guest-physical', 0), at(GUEST, SHARED + 8n));
      assert.equal(await target.translate(physical!, 'guest-physical', 2), undefined, 'the third has none of it');
      assert.equal(await target.translate(physical!, 'guest-physical'), undefined, 'whose is not said');
    });

    it('shows new code to the guest at once', async () => {
      const { target } = assembledTarget([
        [
          ['addi', 'a0', 'a0', 1],
          ['jal', 'zero', -4],
          ['addi', 'a0', 'a0', 7],
        ],
      ]);
      await steps(target, 100);
      assert.equal(await register(target, 'a0'), 50n);
      await target.writeMemory(at(GUEST, ENTRY), await target.readMemory(at(GUEST, ENTRY + 8n), 4));
      await steps(target, 100);
      assert.equal(await register(target, 'a0'), 400n);
    });
  });

  describe('its registers', () => {
    it('have the names of the calling convention, the numbers, and fp', async () => {
      const { target } = assembledTarget([
        [
          ['addi', 'sp', 'zero', 5],
          ['addi', 's0', 'zero', 6],
          ['addi', 't6', 'zero', -1],
          ['jal', 'zero', 0],
        ],
      ]);
      await steps(target, 3);
      const values = await Promise.all(['sp', 'x2', 's0', 'fp', 'x8', 't6'].map((name) => register(target, name)));
      assert.deepEqual(values, [5n, 5n, 6n, 6n, 6n, (1n << 64n) - 1n]);
      assert.equal(await register(target, 'pc'), ENTRY + 12n);
      assert.deepEqual(
        target.registers.slice(0, 32).map(({ dwarf }) => dwarf),
        Array.from({ length: 32 }, (_, index) => index),
      );
    });

    it('hold the CSRs of S-mode also while user mode runs, and take new values there', async () => {
      const user: readonly Line[] = [
        ['auipc', 'a0', 0],
        ['addi', 'a0', 'a0', 20],
        ['csrrw', 'zero', 0x141, 'a0'],
        ['csrrw', 'zero', 0x140, 'a0'],
        ['sret'],
        ...HERE,
      ];
      const { target, labels } = assembledTarget([user]);
      assert.equal(await register(target, 'priv'), 1n);
      const sstatus = await register(target, 'sstatus');
      assert.equal(sstatus, 0x8000_0002_0001_e000n, 'as Bao leaves it');
      await steps(target, 5);
      assert.deepEqual(await Promise.all(['priv', 'pc', 'sscratch'].map((name) => register(target, name))), [
        0n,
        labels[0]!.get('here'),
        labels[0]!.get('here'),
      ]);
      await target.writeRegister(0, numberOf(target, 'sscratch'), 0xffff_ffff_ffff_fff0n);
      assert.equal(await register(target, 'sscratch'), 0xffff_ffff_ffff_fff0n);
      assert.equal(await register(target, 'priv'), 0n, 'the privilege is as it was');
    });

    it('count instructions, and time as the guest would read it next', async () => {
      const { target } = assembledTarget([
        [
          ['csrrs', 'a0', 0xc01, 'zero'],
          ['jal', 'zero', -4],
        ],
      ]);
      await steps(target, 1000);
      assert.deepEqual(await Promise.all(['instret', 'cycle'].map((name) => register(target, name))), [1000n, 1000n]);
      const time = await register(target, 'time');
      await steps(target, 1);
      assert.equal(await register(target, 'a0'), time);
    });

    it('say which of them cannot be written', async () => {
      const { target } = assembledTarget([HERE]);
      for (const name of ['zero', 'time', 'instret', 'priv']) {
        const number = numberOf(target, name);
        assert.equal(target.registers[number]?.writable, false);
        await assert.rejects(target.writeRegister(0, number, 1n), new RegExp(`${name} cannot be written`));
      }
      await assert.rejects(target.readRegisters(9, [0]), TargetError);
    });

    it('say which address space a vCPU is in', async () => {
      const { target } = assembledTarget([HERE]);
      assert.deepEqual(await target.currentSpace(0), { kind: 'virtual', vm: 0, root: 0n });
      await target.writeRegister(0, numberOf(target, 'satp'), (8n << 60n) | (0x77n << 44n) | 0x90300n);
      assert.deepEqual(await target.currentSpace(0), { kind: 'virtual', vm: 0, root: 0x90300n });
      await assert.rejects(target.currentSpace(3), /CPU 3 runs no virtual machine/);
    });
  });

  describe('its consoles', () => {
    /** Writes characters to the UART, with a step between them. */
    const says = (text: string): Line[] => [
      ['lui', 'a0', 0x10000],
      ...[...text].flatMap((character): Line[] => [
        ['addi', 'a1', 'zero', character.charCodeAt(0)],
        ['sb', 'a1', 'a0', 0],
      ]),
      ['wfi'],
    ];

    it('show what stands in an unfinished line at each stop, each character once', async () => {
      const { target, heard } = assembledTarget([says('ab\r\ncd')]);
      const shown: string[] = [];
      for (let count = 0; count < 14; count++) {
        await steps(target, 1);
        shown.push(heard.text(0));
      }
      assert.deepEqual([...new Set(shown)], ['', 'a', 'ab', 'ab\n', 'ab\nc', 'ab\ncd']);
      await target.run({ kind: 'continue' });
      assert.equal(heard.text(0), 'ab\ncd');
    });

    it('carry the hypervisor’s own lines, those of its boot from the beginning', () => {
      const { heard } = assembledTarget([HERE]);
      assert.match(heard.text('hypervisor'), /^Bao Hypervisor[^\n]*\n/);
    });

    it('are followed by findings as they happen', async () => {
      const { target, heard } = assembledTarget([
        [
          ['lui', 'a0', 0x20000],
          ['lw', 'a1', 'a0', 0],
        ],
      ]);
      assert.deepEqual(heard.findings, []);
      await target.run({ kind: 'continue' });
      assert.match(heard.findings.join('\n'), /guest-physical address 0x20000000/);
    });
  });

  it('knows its partitions', () => {
    const { target } = assembledTarget(
      [HERE, HERE],
      [
        { cpus: '2', affinity: '0x3' },
        { devices: [], affinity: '0x4' },
      ],
    );
    assert.deepEqual(
      target.partitions.map(({ vm, vcpus, hasConsole, started }) => ({ vm, vcpus, hasConsole, started })),
      [
        {
          vm: 0,
          vcpus: [
            { hart: 0, vm: 0, vcpu: 0 },
            { hart: 1, vm: 0, vcpu: 1 },
          ],
          hasConsole: true,
          started: true,
        },
        { vm: 1, vcpus: [{ hart: 2, vm: 1, vcpu: 0 }], hasConsole: false, started: true },
      ],
    );
    assert.match(target.name, /qemu-riscv64-virt/);
  });
});
