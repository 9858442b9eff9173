// SPDX-License-Identifier: Apache-2.0
/** Launching systems of one's own: what is refused and why, where files are looked for, and what a restart does. */

import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGuests, configText } from '../cli/guests';
import { writeOwnTree } from '../drivers/driver-tree';
import { scratchFolder } from '../support/scratch';
import { BUSY, BUSY_FOLDER, buildBusySystem } from './busy-system';
import type { DapClient } from './dap-client';
import { closeClients, evaluate, finish, greeted, launched, scope, stack, start } from './guide';

const OVERLAP =
  '.region_num = 2, .regions = (struct vm_mem_region[]) ' +
  '{ { .base = 0x90000000, .size = 0x1000000 }, { .base = 0x90800000, .size = 0x1000000 } },';
const SHORT = { ticks: 3, oneLine: 3, compute: 1000 };

interface Refusal {
  readonly error: { readonly format: string; readonly showUser: boolean };
}

describe('a launch', () => {
  const folder = scratchFolder();

  before(async () => {
    await buildGuests(folder());
  });
  afterEach(closeClients);

  function write(name: string, text: string): string {
    const file = join(folder(), name);
    writeFileSync(file, text);
    return file;
  }

  async function refusal(launch: object): Promise<string> {
    const client = await greeted();
    const response = await client.send<Refusal>('launch', launch);
    assert.equal(response.success, false);
    assert.equal(response.body.error.showUser, true);
    assert.equal(response.body.error.format, response.message);
    assert.deepEqual(client.events, [], 'one answer says it all');
    await finish(client);
    return response.body.error.format;
  }

  it('is refused with file, line and column when C could not compile the configuration', async () => {
    const config = write('syntax.c', '#include <config.h>\nstruct config config = {\n  .vmlist_size = ,\n};\n');
    const text = await refusal({ config });
    assert.match(text, /syntax\.c:3:\d+: error: /);
    assert.doesNotMatch(text, /goOnWithErrors/, 'there is nothing to go on with');
  });

  it('is refused where Bao would leave a part out, unless told to go on', async () => {
    const config = write('overlap.c', configText([{ guest: 'hello.bin', platform: OVERLAP }, { guest: 'hello.bin' }]));
    const text = await refusal({ config });
    assert.match(text, /overlap\.c:\d+:\d+: error: /);
    assert.match(text, /goOnWithErrors/);

    const client = await launched({ config, goOnWithErrors: true });
    const outputs = client.events.filter(({ event }) => event === 'output').map(({ body }) => body);
    const [error] = outputs.filter(({ output }) => /overlap\.c:\d+:\d+: error/.test(output));
    assert.ok(error.line <= readFileSync(config, 'utf8').split('\n').length);
    assert.equal(error.source.path, config);
    assert.match(outputs.map(({ output }) => output).join(''), /VM0 \(image0\) does not start/);
    await finish(client);
  });

  it('is refused at the place of an image that is not there, with the remedy', async () => {
    const config = write('missing.c', configText([{ guest: 'gone.bin' }]));
    assert.match(await refusal({ config }), /missing\.c:\d+:\d+: error: .*gone\.bin does not exist.*"images"/);
  });

  it('takes images by paths relative to the configuration, and symbols from the .elf beside a .bin', async () => {
    const config = write('replaced.c', configText([{ guest: 'gone.bin' }]));
    const client = await launched({ config, images: { image0: 'hello.bin' } });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'guest_main' }] });
    assert.equal((await start(client)).reason, 'function breakpoint');
    await finish(client);
  });

  it('stops when nothing is left to run, and the vCPUs tell what they wait for', async () => {
    const config = write('hello.c', configText([{ guest: 'hello.bin' }]));
    const client = await launched({ config });
    const stopped = await start(client);
    assert.equal(stopped.reason, 'idle');
    assert.equal(stopped.description, 'Nothing is left to run: every vCPU waits');
    const [frame] = await stack(client, 1);
    assert.match((await scope(client, frame!.id, 'vCPUs'))[0]!.value, /waits in wfi/);
    await finish(client);
  });

  it('gives console lines as output to clients that know no consoles', async () => {
    const config = write('hello.c', configText([{ guest: 'hello.bin' }]));
    const client = await launched({ config }, { clientID: 'other' });
    await start(client);
    const lines = client.events
      .filter(({ event, body }) => event === 'output' && body.category === 'stdout')
      .map(({ body }) => body.output);
    assert.match(lines.join(''), /^image0\| hello from the guest\nimage0\| second line$/m);
    await finish(client);
  });

  it('puts lines together when a guest writes more than a client can take as messages', async () => {
    const config = write('flood.c', configText([{ guest: 'flood.bin' }]));
    const client = await launched({ config });
    await client.request('configurationDone');
    let written = '';
    let messages = 0;
    while (written.length < 200_000) {
      written += (await client.event<{ text: string }>('bao.console')).text;
      messages++;
    }
    await client.request('pause', { threadId: 1 });
    await client.event('stopped');
    const lines = written.match(/^all work and no play makes a dull guest\r?$/gm)?.length ?? 0;
    assert.ok(lines > 4000, `${lines} whole lines`);
    assert.ok(lines / messages > 10, `${lines} lines in ${messages} messages`);
    await finish(client);
  });

  it('announces the consoles of all virtual machines before it is answered, in their order', async () => {
    const client = await launched();
    const announced = client.events
      .filter(({ event, body }) => event === 'bao.console' && body.text === '')
      .map(({ body }) => [body.vm, body.name]);
    assert.deepEqual(announced, [
      [0, 'backend'],
      [1, 'frontend'],
    ]);
    await finish(client);
  });

  it('builds the drivers of another tree, with progress, and debugs those', async () => {
    const tree = join(folder(), 'linux');
    mkdirSync(tree);
    writeOwnTree(tree);
    const client = await launched({ drivers: tree }, { supportsProgressReporting: true });
    const progress = client.events.filter(({ event }) => event.startsWith('progress'));
    assert.equal(progress[0]?.event, 'progressStart');
    assert.equal(progress.at(-1)?.event, 'progressEnd');
    assert.equal(new Set(progress.map(({ body }) => body.progressId)).size, 1);
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'bao_dispatch_io' }] });
    await start(client);
    const [frame] = await stack(client, 1);
    assert.ok(frame?.source?.path?.startsWith(tree), frame?.source?.path);
    await finish(client);
  });

  it('is asked for anew by a restart when a file has changed', async () => {
    const config = write('changing.c', configText([{ guest: 'hello.bin' }]));
    const client = await launched({ config, stopOnEntry: true });
    await start(client);
    appendFileSync(config, '\n');
    await client.request('restart', {});
    assert.deepEqual(await client.event('terminated'), { restart: true });
    await client.request('disconnect');
    await client.exit();
  });
});

describe('sources that have moved', () => {
  const folder = scratchFolder();
  let config: string;

  before(async () => {
    config = await buildBusySystem(folder(), { ...SHORT, claimedFolder: '/moved/elsewhere' });
  });
  afterEach(closeClients);

  async function stopped(launch: object): Promise<DapClient> {
    const client = await launched({ config, ...launch });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'tick' }] });
    await start(client);
    return client;
  }

  it('are shown as missing, and opening one says what to do', async () => {
    const client = await stopped({});
    const { source } = (await stack(client, 1))[0]!;
    assert.equal(source?.presentationHint, 'deemphasize');
    assert.equal(source?.path, '/moved/elsewhere/busy.c');
    const text = await client.failure('source', { source, sourceReference: source?.sourceReference });
    assert.match(text, /\/moved\/elsewhere\/busy\.c is not there.*"sourceMap"/s);
    await finish(client);
  });

  it('can have breakpoints all the same, by the file that a person has open', async () => {
    const client = await launched({ config });
    const line = readFileSync(BUSY, 'utf8').split('\n').indexOf('\tticks = i;') + 1;
    const { breakpoints } = await client.request<{ breakpoints: { verified: boolean }[] }>('setBreakpoints', {
      source: { path: BUSY },
      breakpoints: [{ line }],
    });
    assert.equal(breakpoints[0]?.verified, true);
    assert.equal((await start(client)).reason, 'breakpoint');
    const [frame] = await stack(client, 1);
    assert.equal(await evaluate(client, 'i', frame!.id), '0');
    await finish(client);
  });

  it('are found by a source map, also by one relative to the configuration', async () => {
    mkdirSync(join(folder(), 'now'), { recursive: true });
    copyFileSync(BUSY, join(folder(), 'now', 'busy.c'));
    for (const [to, path] of [
      [BUSY_FOLDER, BUSY],
      ['now', join(folder(), 'now', 'busy.c')],
    ]) {
      const client = await stopped({ sourceMap: { '/moved/elsewhere': to } });
      const { source } = (await stack(client, 1))[0]!;
      assert.equal(source?.path, path);
      assert.equal(source?.sourceReference, undefined);
      await finish(client);
    }
  });
});
