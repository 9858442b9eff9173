// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { CallFrame } from '../stack';
import type { Spot } from './spot';
import { type Trap, type TrapState, trapSince } from './trap';

const VECTOR = 0xffffffff80001000n;
const USER_PC = 0x10400n;
const INTERRUPT = (1n << 63n) | 5n;
const PAGE_FAULT = 13n;
const SYSTEM_CALL = 8n;

/** All that traps need of a vCPU that has stopped. */
function spot(pc: bigint, csrs: Readonly<Record<string, bigint>>, trappedSp?: bigint): Spot {
  const caller = trappedSp === undefined ? undefined : { register: async () => trappedSp };
  const call = {
    options: { registers: { readNamed: async (name: string) => csrs[name] } },
    caller: async () => caller,
  };
  const space = { kind: 'virtual', vm: 0, root: 7n } as const;
  return {
    hart: 0,
    space,
    pc,
    sp: 0x8000n,
    call: call as unknown as CallFrame,
    symbols: undefined,
    location: undefined,
  };
}

function csrs(scause: bigint, sepc = USER_PC, stvec = VECTOR) {
  return { stvec, sepc, scause };
}

const BEFORE: TrapState = { pc: USER_PC, within: [], vector: VECTOR, from: 0n };

async function kindOf(...args: Parameters<typeof trapSince>): Promise<Trap['kind'] | undefined> {
  return (await trapSince(...args))?.kind;
}

describe('traps in the middle of a step', () => {
  it('are seen at the first instruction of the handler, and behind it', async () => {
    assert.equal(await kindOf(BEFORE, spot(VECTOR, csrs(INTERRUPT))), 'interrupt');
    assert.equal(await kindOf(BEFORE, spot(VECTOR + 4n, csrs(PAGE_FAULT))), 'exception');
    assert.equal(await kindOf(BEFORE, spot(VECTOR, csrs(SYSTEM_CALL))), 'system call');
  });

  it('are seen where the handler has jumped elsewhere', async () => {
    assert.equal(await kindOf(BEFORE, spot(VECTOR + 0x5000n, csrs(INTERRUPT))), 'interrupt');
  });

  it('are seen in a table of vectors', async () => {
    assert.equal(await kindOf(BEFORE, spot(VECTOR + 4n * 9n, csrs(INTERRUPT, USER_PC, VECTOR | 1n))), 'interrupt');
  });

  it('are not seen where none has come', async () => {
    const before = { ...BEFORE, from: USER_PC };
    assert.equal(await trapSince(before, spot(USER_PC + 4n, csrs(INTERRUPT))), undefined);
    assert.equal(await trapSince(before, spot(VECTOR, csrs(INTERRUPT, USER_PC, 0n))), undefined, 'no handler yet');
  });

  it('are not seen where code writes sepc', async () => {
    assert.equal(await trapSince({ ...BEFORE, pc: VECTOR + 0x60n }, spot(VECTOR + 0x64n, csrs(INTERRUPT))), undefined);
  });

  it('are not seen in steps through the handler itself', async () => {
    const before = { ...BEFORE, pc: VECTOR, from: USER_PC };
    assert.equal(await trapSince(before, spot(VECTOR + 4n, csrs(INTERRUPT))), undefined);
  });

  it('go on at the trapped instruction, or behind a system call, with the trapped stack', async () => {
    const interrupt = await trapSince(BEFORE, spot(VECTOR, csrs(INTERRUPT)));
    assert.deepEqual([interrupt?.resume.pc, interrupt?.resume.address], [USER_PC, 0x8000n]);
    const call = await trapSince(BEFORE, spot(VECTOR, csrs(SYSTEM_CALL)));
    assert.equal(call?.resume.pc, USER_PC + 4n);
    const moved = await trapSince(BEFORE, spot(VECTOR + 2n, csrs(INTERRUPT), 0x8080n));
    assert.equal(moved?.resume.address, 0x8080n, 'the handler has made room on the stack');
  });
});
