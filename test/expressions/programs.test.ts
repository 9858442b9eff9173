// SPDX-License-Identifier: Apache-2.0
/** Expressions at stops of the example systems, beside gdb. */

import assert from 'node:assert/strict';
import {
  assignTo,
  completionsFor,
  ExpressionError,
  evaluate,
  evaluateCondition,
  parseExpression,
} from '../../debug-adapter/expressions';
import { childrenOf, describeValue, readScalar } from '../../debug-adapter/values';
import { buildSystem, gnuCompiler } from '../support/kernel-build';
import { SeededRandom } from '../support/random';
import { requireTool } from '../support/requirements';
import { scratchFolder } from '../support/scratch';
import { gdbValues } from './gdb-values';
import { randomPath } from './paths';
import { type StoppedSystem, stopIn } from './stopped-system';

const PATHS = 250;

async function shown({ context }: StoppedSystem, text: string): Promise<string> {
  const expression = parseExpression(text);
  return (await describeValue(await evaluate(expression, context), context, expression.format)).text;
}

/** As gdb's script prints it. */
async function ourValue({ context }: StoppedSystem, text: string): Promise<string> {
  try {
    const scalar = await readScalar(await evaluate(parseExpression(text), context), context);
    return BigInt.asUintN(64, BigInt(scalar)).toString(16);
  } catch (error) {
    return `error ${error instanceof Error ? error.message : error}`;
  }
}

async function compare(stopped: StoppedSystem, expressions: readonly string[], folder: string): Promise<void> {
  const theirs = await gdbValues(stopped, expressions, folder);
  assert.equal(theirs.length, expressions.length);
  const failed = theirs.filter((value) => value.startsWith('error')).length;
  assert.ok(failed < expressions.length / 10, `gdb has no value for ${failed} of ${expressions.length}`);
  for (const [index, text] of expressions.entries()) {
    const ours = await ourValue(stopped, text);
    const bothFail = ours.startsWith('error') && theirs[index]!.startsWith('error');
    assert.ok(bothFail || ours === theirs[index], `${text}: ours ${ours}, gdb's ${theirs[index]}`);
  }
}

describe('expressions in the I/O dispatcher driver', function () {
  this.timeout(120_000);
  const folder = scratchFolder();
  let stopped: StoppedSystem;

  before(async () => {
    stopped = await stopIn(await buildSystem('remio-console'), 'bao_io_client_push_request');
  });
  after(() => stopped.close());

  it('show the request and its client', async () => {
    assert.equal(
      await shown(stopped, '*req'),
      '{dm_id = 0, addr = 167788032, op = 1, value = 0, access_width = 4, request_id = 0}',
    );
    assert.equal(await shown(stopped, 'req->addr,x'), '0xa003e00');
    assert.equal(await shown(stopped, '(enum bao_io_op)req->op'), 'BAO_IO_READ');
    assert.equal(await shown(stopped, 'client->name'), '"bao-ioctlc0"');
    assert.equal(await shown(stopped, 'client->is_control'), 'true');
    assert.match(await shown(stopped, '&bao_dm_list'), /^0x[0-9a-f]+ <bao_dm_list>$/);
    assert.equal(await shown(stopped, '((struct task_struct *)$tp)->pid == init_task.pid'), '0');
    assert.equal(await shown(stopped, 'client->dm->info.irq * 2 + sizeof(struct list_head)'), '20');
  });

  it('test conditions', async () => {
    const truth = (text: string): Promise<boolean> => evaluateCondition(parseExpression(text), stopped.context);
    assert.equal(
      await truth('req->op == BAO_IO_READ && req->addr >= 0xa003000 && client->name == "bao-ioctlc0"'),
      true,
    );
    assert.equal(await truth('req->op == BAO_IO_WRITE || client == 0'), false);
  });

  it('open what a pointer points to', async () => {
    const value = await evaluate(parseExpression('client'), stopped.context);
    const children = await childrenOf(value, stopped.context, { expression: 'client' });
    assert.deepEqual(
      children.slice(0, 3).map(({ evaluateName }) => evaluateName),
      ['client->name', 'client->dm', 'client->list'],
    );
    for (const { evaluateName, value: child } of children) {
      assert.deepEqual(await evaluate(parseExpression(evaluateName!), stopped.context), child);
    }
  });

  it('complete members and names, and say what a wrong one may mean', async () => {
    const names = async (text: string): Promise<string[]> =>
      (await completionsFor(text, text.length, stopped.context)).map(({ name }) => name);
    assert.deepEqual(await names('client->dm->info.shmem_'), ['shmem_addr', 'shmem_size']);
    assert.ok((await names('bao_dm_li')).includes('bao_dm_list'));
    const wrong = evaluate(parseExpression('client->dm->inf.irq'), stopped.context);
    await assert.rejects(
      wrong,
      (error) => error instanceof ExpressionError && /did you mean 'info'\?/.test(error.message),
    );
  });

  it('write memory of the guest', async () => {
    const target = await evaluate(parseExpression('((struct bao_virtio_request *)req)->value'), stopped.context);
    await assignTo(target, parseExpression('req->addr | 0xffULL << 56'), stopped.context);
    assert.equal(await shown(stopped, 'req->value,x'), '0xff0000000a003e00');
    await assignTo(target, parseExpression('0'), stopped.context);
  });

  it('have the values that gdb gives', async function () {
    requireTool(this, 'gdb-multiarch', 'gdb-multiarch');
    const random = new SeededRandom(5);
    const names = ['req', 'client', 'init_task', 'bao_dm_list', 'client->dm', '((struct task_struct *)$tp)', 'init_mm'];
    const expressions: string[] = [];
    while (expressions.length < PATHS) {
      expressions.push(await randomPath(names, stopped.context, random));
    }
    await compare(stopped, expressions, folder());
  });
});

describe('expressions in what gcc optimised', function () {
  this.timeout(180_000);
  const folder = scratchFolder();

  it('have the values that gdb gives', async function () {
    requireTool(this, 'riscv64-unknown-elf-gcc', 'gcc-riscv64-unknown-elf');
    requireTool(this, 'gdb-multiarch', 'gdb-multiarch');
    const options = { compiler: gnuCompiler, optimisation: '-O2', out: folder() } as const;
    const stopped = await stopIn(await buildSystem('remio-console', options), 'bao_io_client_push_request');
    const names = ['client', 'req', 'init_task', 'bao_dm_list', '((struct task_struct *)$tp)'];
    const random = new SeededRandom(7);
    const expressions: string[] = [];
    while (expressions.length < PATHS) {
      expressions.push(await randomPath(names, stopped.context, random));
    }
    await compare(stopped, expressions, folder());
    await stopped.close();
  });
});

describe('expressions in the device model', function () {
  this.timeout(120_000);
  const folder = scratchFolder();
  let stopped: StoppedSystem;

  before(async () => {
    stopped = await stopIn(await buildSystem('remio-console'), 'dispatcher_complete');
  });
  after(() => stopped.close());

  it('see user space', async () => {
    assert.equal(await shown(stopped, 'request->addr,x'), '0xa003e00');
    assert.equal(await shown(stopped, 'device->shmem_size'), '1048576');
    assert.match(await shown(stopped, 'request->value,x'), /^0x74726976$/);
  });

  it('have the values that gdb gives', async function () {
    requireTool(this, 'gdb-multiarch', 'gdb-multiarch');
    const random = new SeededRandom(6);
    const expressions: string[] = [];
    while (expressions.length < 100) {
      expressions.push(await randomPath(['device', 'request'], stopped.context, random));
    }
    await compare(stopped, expressions, folder());
  });
});
