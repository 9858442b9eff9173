// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { backend, frontend, runOwn } from './own-guests';

const second = { key: '9', shmemBase: '0xd1000000', shmemId: '2' };
const IPC = (interrupts: string, count: number): string =>
  `{ .base = 0xf0000000, .size = 0x10000, .shmem_id = 1, .interrupt_num = ${count}, .interrupts = (irqid_t[]) { ${interrupts} } }`;
const VMS = [
  { remio: [backend, { ...backend, ...second, interrupt: '37' }], ipcs: [IPC('55', 1)] },
  { remio: [frontend] },
  { remio: [{ ...frontend, ...second, va: '0x10009000', interrupt: '41' }], ipcs: [IPC('50', 1)] },
];

describe('Requests handled wrongly', () => {
  it('are lost, completed with the other op and found', async () => {
    const log = await runOwn('requests.c', VMS);
    const minus = (value: number): string => `0x${BigInt.asUintN(64, BigInt(-value)).toString(16)}`;
    assert.deepEqual(log.plain[0], [
      `empty -1 ${minus(1)}`,
      `other dm -1 ${minus(3)}`,
      `pending -2 ${minus(1)}`,
      `pending -1 ${minus(1)}`,
      'ask nothing 0x0 0x1',
      `completing the lost one ${minus(1)} ${minus(1)}`,
      'notify 0x0',
      'ask address op id more 0x10009020 0x1 0x1 0x0',
      'as write 0x0',
      'ask address op id more 0x10009024 0x0 0x1 0x0',
      'as read 0x0',
      `ipc 0x0 0x0 0x0 ${minus(3)}`,
      'done 0x0',
    ]);
    assert.deepEqual(log.plain[1], ['store 0x0']);
    assert.deepEqual(log.plain[2], ['load returned 0x5a5a', 'store returned 0xbad', 'interrupt 0x32']);
    assert.deepEqual([...new Set(log.findings)].sort(), [
      'ipc-without-receiver',
      'read-completed-as-write',
      'registers-clobbered',
      'request-dropped',
      'write-completed-as-read',
    ]);
    const state = log.machine.baoState();
    const lost = state.requests[0]!;
    assert.equal(lost.state, 'PENDING');
    assert.equal(lost.allocated, true);
    assert.equal(lost.lost, true);
    assert.equal(state.requests[1]!.allocated, false);
    assert.deepEqual(log.reason, { kind: 'finished', needsInput: [] });
    assert.match(log.machine.activities()[1]!.text, /waits for REMIO request 0 \(store to 0x10008010/);
  });
});
