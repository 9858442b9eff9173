// SPDX-License-Identifier: Apache-2.0
/** A kernel with tasks on several vCPUs, which it counts in its own way. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configText } from '../cli/guests';
import { type Debuggee, debuggee } from '../support/debuggee';
import { flatten } from '../support/flat-image';
import { defaultCompiler } from '../support/kernel-build';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';

const FLAGS = ['-O1', '-g', '-ffreestanding', '-fno-stack-protector', '-nostdlib', '-static', '-fno-pic'];
const GUEST = join(__dirname, 'guests', 'two-cpus.c');

async function build(folder: string): Promise<string> {
  const compiler = await defaultCompiler();
  const shared = join(projectRoot, 'test', 'cli', 'guests');
  const output = join(folder, 'two-cpus.elf');
  const files = ['-T', join(shared, 'guest.lds'), join(shared, 'start.S'), GUEST, '-o', output];
  const { status, stderr } = spawnSync(compiler.program, [...compiler.args, ...FLAGS, ...files], {
    env: { ...process.env, ...compiler.env },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  writeFileSync(join(folder, 'two-cpus.bin'), flatten(output));
  const config = join(folder, 'config.c');
  const text = configText([{ guest: 'two-cpus.bin' }]);
  writeFileSync(config, text.replace('.cpu_num = 1', '.cpu_num = 2').replace('affinity = 0x1', 'affinity = 0x6'));
  return config;
}

describe('tasks on several vCPUs', function () {
  this.timeout(60_000);
  let machine: Debuggee;
  const folder = scratchFolder();

  before(async () => {
    machine = debuggee(await build(folder()));
  });
  after(() => machine.close());

  const names = async () => (await machine.threads.list()).map(({ name }) => name).sort();

  async function runTo(name: string): Promise<number> {
    await machine.breakpoints.setFunctions([{ name }]);
    const { instructions } = await machine.target.position();
    const stopped = await (instructions === 0n ? machine.control.start('go') : machine.control.continue());
    assert.equal(stopped.reason, 'function breakpoint', stopped.text);
    machine.threads.forget();
    return stopped.hart;
  }

  it('are on the vCPUs whose registers say so', async () => {
    const [first, second] = machine.target.partitions[0]!.vcpus.map(({ hart }) => hart) as [number, number];
    assert.equal(await runTo('both_run'), first);
    assert.deepEqual(await names(), [
      'image0: even (pid 10, running on vCPU 1)',
      'image0: odd (pid 11, running on vCPU 0)',
      'image0: sleeper (pid 12, sleeping)',
    ]);
    assert.match((await machine.threads.onVcpu(first))!.name, /odd/);
    assert.match((await machine.threads.onVcpu(second))!.name, /even/);
    const { tasks } = await machine.threads.guest(0)!.all();
    const [even, odd] = tasks.filter(({ vcpu }) => vcpu !== undefined);
    assert.deepEqual([even!.vcpu!.vcpu, even!.task.cpu], [1, 0], 'the kernel counts the other way round');
    assert.deepEqual([odd!.vcpu!.vcpu, odd!.task.cpu], [0, 1]);
    assert.equal(even!.thread!.key, second);
  });

  it('stay there while they run programs, and make room for the idle task', async () => {
    const second = machine.target.partitions[0]!.vcpus[1]!.hart;
    assert.equal(await runTo('in_program'), second);
    assert.match((await machine.threads.onVcpu(second))!.name, /even \(pid 10, running on vCPU 1\)/);
    assert.equal(await runTo('idles'), second);
    assert.match((await machine.threads.onVcpu(second))!.name, /^image0 vCPU 1/);
    assert.deepEqual(await names(), [
      'image0 vCPU 1 (VM0, hart 2)',
      'image0: even (pid 10, runnable)',
      'image0: odd (pid 11, running on vCPU 0)',
      'image0: sleeper (pid 12, sleeping)',
    ]);
  });
});
