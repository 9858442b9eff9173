// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { BaoState, HypercallRecord, RemioEnd } from '../../target';
import { decodeHypercall } from './hypercall';

const BAO = 0x0800_0ba0n;
const REMIO = 2n;
const IPC = 1n;
const MINUS = (value: bigint): bigint => BigInt.asUintN(64, -value);

const end = (vm: number, index: number): RemioEnd => ({
  vm,
  index,
  cpu: vm,
  interrupt: 36,
  ready: true,
  shmem: { base: 0xd000_0000n, size: 0x1000n, id: 0 },
});

/** One device: model 1 of VM 0 serves VM 1. */
const STATE: BaoState = {
  partitions: [],
  devices: [
    {
      bindKey: 7n,
      ready: true,
      frontend: end(1, 0),
      backend: end(0, 1),
      registers: { base: 0xa00_3e00n, size: 0x200n },
      pending: [],
    },
  ],
  requests: [],
  ipcs: [{ vm: 0, index: 2, shmemId: 5, base: 0n, size: 0n, interrupts: [], peers: [] }],
  sharedMemories: [],
  findings: [],
};

function call(before: readonly bigint[], after?: readonly bigint[], vm = 0): HypercallRecord {
  return { hart: 0, vm, pc: 0n, before, after, age: undefined };
}

/** One line of each, without the state and with it. */
function texts(record: HypercallRecord): string[] {
  return [decodeHypercall(record).text, decodeHypercall(record, STATE).text];
}

describe('A decoded hypercall', () => {
  const ask = [1n, 0n, 2n, 0n, 0n, 0n, REMIO, BAO];

  it('tells what an ASK got, with the register’s name where the device is known', () => {
    const record = call(ask, [0n, 0n, 0xa00_3e50n, 0n, 1n, 4n, 3n, 1n]);
    assert.deepEqual(texts(record), [
      'REMIO ASK(device model 1) = SUCCESS, address 0xa003e50, operation WRITE, value 0x1, width 4, request 3, more pending yes',
      'REMIO ASK(device model 1 (bind key 7)) = SUCCESS, address 0xa003e50 (QueueNotify), operation WRITE, value 0x1 (queue 1), width 4, request 3, more pending yes',
    ]);
    const more = decodeHypercall(record).results.find(({ name }) => name === 'more pending');
    assert.equal(more?.value, 1n);
  });

  it('tells an empty queue from arguments that must not be', () => {
    const failed = (before: readonly bigint[]): string =>
      decodeHypercall(call(before, [0n, 1n, ...before.slice(2)])).text;
    assert.equal(failed(ask), 'REMIO ASK(device model 1) = 1 (FAILURE: nothing is pending)');
    assert.equal(
      failed([1n, 8n, 2n, 0n, 0n, 0n, REMIO, BAO]),
      'REMIO ASK(device model 1, address 0x8) = 1 (FAILURE: a1 and a3 must be 0)',
    );
  });

  it('names Bao’s codes', () => {
    const read = [1n, 0xa00_3e34n, 1n, 0x40n, 2n, 0n, REMIO, BAO];
    const ended = (code: bigint): string => decodeHypercall(call(read, [0n, code, ...read.slice(2)])).text;
    const head = 'REMIO READ(device model 1, address 0xa003e34, value 0x40, request 2) = ';
    assert.equal(ended(0n), `${head}SUCCESS`);
    assert.equal(ended(MINUS(1n)), `${head}-1 (FAILURE)`);
    assert.equal(ended(MINUS(3n)), `${head}-3 (INVAL_ARGS)`);
    assert.equal(ended(MINUS(77n)), `${head}-77`);
  });

  it('shows a request number of -1 as that', () => {
    const dropping = [1n, 0n, 0n, 0n, MINUS(1n), 0n, REMIO, BAO];
    assert.match(decodeHypercall(call(dropping)).text, /request -1\)$/);
  });

  it('has no results while it is under way', () => {
    const notify = decodeHypercall(call([1n, 0n, 3n, 0n, 0n, 0n, REMIO, BAO]), STATE);
    assert.deepEqual([notify.text, notify.results], ['REMIO NOTIFY(device model 1 (bind key 7))', []]);
  });

  it('shows operations and hypercalls that do not exist by their numbers', () => {
    assert.match(decodeHypercall(call([0n, 0n, 9n, 0n, 0n, 0n, REMIO, BAO])).text, /^REMIO operation 9\(/);
    const unknown = decodeHypercall(call([1n, 2n, 3n, 4n, 5n, 0n, 7n, BAO], [0n, MINUS(2n), 0n, 0n, 0n, 0n, 7n, BAO]));
    assert.equal(unknown.text, 'Bao hypercall 7(a0 0x1, a1 0x2, a2 0x3, a3 0x4, a4 0x5) = -2 (INVAL_ID)');
  });

  it('knows IPC events, of which Bao takes 32 bits', () => {
    const record = call([2n, 0x1_0000_0003n, 0n, 0n, 0n, 0n, IPC, BAO], [0n, 0n, 0n, 0n, 0n, 0n, IPC, BAO]);
    assert.deepEqual(texts(record), [
      'IPC(ipc 2, event 3) = SUCCESS',
      'IPC(ipc 2 (shared memory 5), event 3) = SUCCESS',
    ]);
  });

  it('names SBI calls, those that Bao does not serve as well', () => {
    const sbi = (extension: bigint, functionId: bigint, args: readonly bigint[], result: readonly bigint[]): string => {
      const before = [...args, 0n, 0n, 0n, 0n, 0n, 0n].slice(0, 6);
      return decodeHypercall(call([...before, functionId, extension], [...result, ...before.slice(2)])).text;
    };
    assert.equal(
      sbi(0x5449_4d45n, 0n, [0x1234n], [0n, 0n]),
      'SBI TIME set_timer(stime_value 0x1234) = SUCCESS, value 0x0',
    );
    assert.equal(
      sbi(0x48_534dn, 0n, [5n, 0x9020_0000n, 1n], [MINUS(3n), 0n]),
      'SBI HSM hart_start(hartid 0x5, start_addr 0x90200000, opaque 0x1) = INVALID_PARAM, value 0x0',
    );
    assert.equal(sbi(1n, 0n, [65n], [MINUS(2n), 0n]), 'SBI legacy console_putchar(ch 0x41) = NOT_SUPPORTED, value 0x0');
    assert.match(sbi(0x1234n, 0x1_0000_0000n, [], [MINUS(2n), 0n]), /^SBI extension 0x1234 function 4294967296\(/);
  });

  it('survives registers that hold anything', () => {
    const all = MINUS(1n);
    for (const id of [REMIO, IPC, all]) {
      for (const extension of [BAO, all]) {
        const registers = [all, all, all, all, all, all, id, extension];
        assert.ok(decodeHypercall(call(registers, registers), STATE).text.length > 0);
      }
    }
  });
});
