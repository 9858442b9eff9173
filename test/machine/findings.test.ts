// SPDX-License-Identifier: Apache-2.0
/** What the machine says about a system that runs, and that it keeps quiet about a healthy one. */

import assert from 'node:assert/strict';
import { createMachine, findingSeverity, type Machine, readConfig } from '../../emulator';
import { backend, buildOwn, configText, frontend, runOwn, type VmText } from '../parity/own-guests';

const VMS: VmText[] = [{ remio: [backend] }, { remio: [frontend] }];
const SECOND = { key: '8', shmemBase: '0xd1000000', shmemId: '2' };

async function boot(number: number, vms = VMS, seed?: number): Promise<Machine> {
  const images = await buildOwn('behaviour.c', vms.length, [`CASE=${number}`]);
  const config = readConfig('config.c', configText(vms)).config!;
  return createMachine({ config, images, ...(seed === undefined ? {} : { seed }) });
}

describe('Findings', () => {
  it('name the cause when a guest takes a0 for the answer of ASK', async () => {
    const machine = await boot(1);
    machine.run({ instructions: 100_000n });
    const [found] = machine.findings;
    assert.equal(found?.code, 'empty-queue-loop');
    assert.match(found.text, /VM0.*a0 is always 0.*a1/);
    assert.deepEqual(
      machine.findings.map(({ code, severity, vm }) => [code, severity, vm]),
      [['empty-queue-loop', 'error', 0]],
    );
  });

  it('name it too when the code lies in two pages and the guest does other things in between', async () => {
    const machine = await boot(9);
    machine.run({ instructions: 100_000n });
    assert.deepEqual(
      machine.findings.map(({ code }) => code),
      ['empty-queue-loop'],
    );
  });

  it('say nothing about a backend that polls', async () => {
    const machine = await boot(2);
    machine.run({ instructions: 1_000_000n });
    assert.deepEqual(machine.findings, []);
  });

  it('say nothing when a1 is kept in a structure before it is used again', async () => {
    const machine = await boot(10);
    machine.run({ instructions: 1_000_000n });
    assert.deepEqual(machine.findings, []);
  });

  it('tell of a trap that leads nowhere', async () => {
    const machine = await boot(3);
    machine.run({ instructions: 20_000n });
    const [found] = machine.findings;
    assert.equal(found?.code, 'trap-loop');
    assert.match(found.text, /load page fault \(value 0x0\)/);
  });

  it('tell of messages that a hanging CPU never takes', async () => {
    const log = await runOwn('behaviour.c', VMS, { defines: ['CASE=6'] });
    assert.deepEqual([...new Set(log.findings)], ['access-to-nowhere', 'notify-without-receiver', 'message-lost']);
    const lost = log.console.filter((line) => line === "BAO WARNING: Can't add message to target cpu (1) interface");
    assert.equal(lost.length, 3);
  });

  it('tell of an interrupt that a sleeping guest cannot take', async () => {
    const log = await runOwn('behaviour.c', VMS, { defines: ['CASE=7'] });
    assert.deepEqual(log.findings, ['interrupt-never-taken']);
  });

  it('tell of an access that the neighbouring device answers', async () => {
    const vms: VmText[] = [
      { remio: [backend, { ...backend, ...SECOND, interrupt: '37' }] },
      { remio: [frontend, { ...frontend, ...SECOND, va: '0x10008200', interrupt: '41' }] },
    ];
    const log = await runOwn('behaviour.c', vms, { defines: ['CASE=8'] });
    assert.deepEqual(log.plain[0]!.slice(1), ['dm address 0x0 0x10008000', 'dm address 0x0 0x10008200']);
    assert.deepEqual(
      log.findings,
      ['registers-clobbered', 'wrong-device'].sort((a, b) => log.findings.indexOf(a) - log.findings.indexOf(b)),
    );
    assert.deepEqual(
      log.machine.bootDiagnostics.map((diagnostic) => diagnostic.code),
      ['bao-remio-adjacent'],
    );
  });

  it('tell of the boot race only where a seed allows it', async () => {
    const vms: VmText[] = [
      { remio: [backend, { ...backend, ...SECOND, interrupt: '37' }] },
      { remio: [frontend, { ...frontend, ...SECOND, va: '0x10008300', interrupt: '41' }] },
    ];
    const outcomes = new Set<boolean>();
    for (let seed = 1; seed <= 40; seed++) {
      outcomes.add((await boot(8, vms, seed)).baoState().devices.every((device) => device.ready));
    }
    assert.deepEqual([...outcomes].sort(), [false, true]);
    assert.ok((await boot(8, vms)).baoState().devices.every((device) => device.ready));
  });

  it('have a severity; only a note comes from a healthy system', () => {
    assert.equal(findingSeverity('registers-clobbered'), 'note');
    assert.equal(findingSeverity('request-dropped'), 'error');
  });
});

describe('The console of a guest', () => {
  const uart =
    '{ .pa = 0x10000000, .va = 0x10000000, .size = 0x1000, .interrupt_num = 1, .interrupts = (irqid_t[]) { 10 } }';
  const vms: VmText[] = [{ remio: [backend], devices: [uart] }, { remio: [frontend] }];

  it('shows a prompt, takes input by interrupt and ends when input does', async () => {
    const machine = await boot(5, vms);
    const first = machine.run({ instructions: 1_000_000n });
    assert.deepEqual(first.reason, { kind: 'finished', needsInput: [0] });
    assert.equal(machine.sendConsole(0, new TextEncoder().encode('hello\n')), 6);
    assert.equal(machine.run({ instructions: 1_000_000n }).reason.kind, 'finished');
    machine.endConsole(0);
    assert.deepEqual(
      machine.inputLog.map(({ vm, bytes }) => [vm, bytes === 'end' ? bytes : bytes.length]),
      [
        [0, 6],
        [0, 'end'],
      ],
    );
    assert.equal(machine.inputLog[0]!.position.instructions, first.position.instructions);
    assert.deepEqual(machine.run({ instructions: 1_000_000n }).reason, { kind: 'finished', needsInput: [] });
    const lines = machine
      .readEvents(0n, 1 << 20, new Set(['guestConsole'] as const))
      .events.map((event) => event.kind === 'guestConsole' && [event.text, event.partial]);
    assert.deepEqual(lines, [
      ['case 0x5', false],
      ['> ', true],
      ['hello', false],
    ]);
    assert.deepEqual(machine.findings, []);
  });

  it('stays bounded when a guest fills it for ever', async () => {
    const machine = await boot(4);
    const { reason } = machine.run({ instructions: 300_000n });
    assert.equal(reason.kind, 'budget');
    const batch = machine.readEvents(0n, 1 << 20);
    const text = batch.events.filter((event) => event.kind === 'guestConsole' && event.partial);
    assert.ok(text.length > 5);
    assert.ok(text.every((event) => event.kind === 'guestConsole' && event.text.length <= 4096));
  });
});
