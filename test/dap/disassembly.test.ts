// SPDX-License-Identifier: Apache-2.0
/** Code around an address: the same instructions whichever of them is asked from, as many as asked for. */

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/scratch';
import { buildBusySystem } from './busy-system';
import type { DapClient } from './dap-client';
import { closeClients, finish, launched, stack, start } from './guide';

type Instruction = DebugProtocol.DisassembledInstruction;

const SHORT = { ticks: 3, oneLine: 3, compute: 1000 };

describe('disassembly', () => {
  const folder = scratchFolder();
  afterEach(closeClients);

  async function code(
    client: DapClient,
    memoryReference: string,
    first: number,
    count: number,
  ): Promise<Instruction[]> {
    const args = { memoryReference, instructionOffset: first, instructionCount: count };
    const { instructions } = await client.request<{ instructions: Instruction[] }>('disassemble', args);
    assert.equal(instructions.length, count);
    return instructions;
  }

  const bare = (list: readonly Instruction[]) => list.map(({ address, instruction }) => `${address} ${instruction}`);

  it('is the same forwards and backwards in code of 2 and 4 bytes, over the borders of functions', async () => {
    const client = await launched();
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'bao_dispatch_io' }] });
    await start(client);
    const [frame] = await stack(client, 1, 1);
    const around = await code(client, frame!.instructionPointerReference!, -150, 300);
    const sizes = new Set(around.map(({ instructionBytes }) => instructionBytes!.split(' ').length));
    assert.deepEqual([...sizes].sort(), [2, 4]);
    const functions = new Set(around.map(({ symbol }) => symbol?.replace(/\+.*/, '')));
    assert.ok(functions.size > 2, [...functions].join());
    assert.equal(around[150]!.address, frame!.instructionPointerReference);
    for (const [index, from] of [20, 77, 149, 150, 201, 280].entries()) {
      const list = await code(client, around[from]!.address, -10 - index, 20);
      assert.deepEqual(
        bare(list),
        bare(around.slice(from - 10 - index, from + 10 - index)),
        `from instruction ${from}`,
      );
    }
    const far = await code(client, around[0]!.address, 100, 50);
    assert.deepEqual(bare(far), bare(around.slice(100, 150)));
    const before = await code(client, around[299]!.address, -200, 50);
    assert.deepEqual(bare(before), bare(around.slice(99, 149)));
    await finish(client);
  });

  it('has the source line of each instruction, and the file where it changes', async () => {
    const client = await launched();
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'bao_dispatch_io' }] });
    await start(client);
    const [frame] = await stack(client, 1, 1);
    const list = await code(client, frame!.instructionPointerReference!, 0, 20);
    assert.equal(list[0]!.line, frame!.line);
    assert.equal(list[0]!.location?.path, frame!.source?.path);
    assert.ok(list.every(({ line, symbol }) => line !== undefined && symbol !== undefined));
    assert.equal(list.filter(({ location }) => location !== undefined).length, 1);
    await finish(client);
  });

  it('finds the instructions before an address without symbols too', async () => {
    const config = await buildBusySystem(folder(), SHORT);
    renameSync(join(folder(), 'busy.elf'), join(folder(), 'unknown.elf'));
    const client = await launched({ config, stopOnEntry: true });
    await start(client);
    const forward = await code(client, '0x90200000', 0, 80);
    const backward = await code(client, forward[70]!.address, -30, 40);
    assert.deepEqual(bare(backward), bare(forward.slice(40, 80)));
    assert.ok(forward.every(({ symbol, line }) => symbol === undefined && line === undefined));
    await finish(client);
  });

  it('fills what is not mapped, also at both ends of the address space', async () => {
    const client = await launched({ stopOnEntry: true });
    await start(client);
    for (const [reference, first] of [
      ['0x10', -20],
      ['0x0', -5],
      ['0xfffffffffffffffe', -2],
      ['0x1000', 5],
    ] as const) {
      const list = await code(client, reference, first, 12);
      assert.ok(list.every(({ instruction, presentationHint }) => instruction === '(not mapped)' && presentationHint));
    }
    // The partition's memory begins there.
    const edge = await code(client, '0x90000000', -4, 8);
    assert.deepEqual(
      edge.map(({ presentationHint }) => presentationHint === 'invalid'),
      [true, true, true, true, false, false, false, false],
    );
    await finish(client);
  });
});
